// A real `tocsin serve` as a process, to be started, ended kindly or not, and started again.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "./services/ports.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const START_SECONDS = 30;
const STOP_SECONDS = 10;

export class Server {
  /** All that the server printed, over restarts too. */
  log = "";
  private process?: ChildProcess;

  private constructor(
    readonly url: string,
    private readonly program: string,
    private readonly args: string[],
    private readonly removals: (() => Promise<unknown>)[],
    private readonly command: string[],
    private readonly config: string,
  ) {}

  /** On a database, a data folder and a port that nobody else has. */
  static async start(database: "sqlite" | "postgres", config = ""): Promise<Server> {
    if (database === "sqlite") return Server.launched(["serve"], config, []);
    const { url, drop } = await createDatabase();
    return Server.launched(["serve", "--database-url", url], config, [drop]);
  }

  /** An organisation at work, told as of a moment at which its clock stands. */
  static demo(at: string, config = ""): Promise<Server> {
    return Server.launched(["demo", "--at", at], config, []);
  }

  /** One more with the same settings on the same PostgreSQL, which goes with the first. */
  async beside(): Promise<Server> {
    if (!this.command.includes("--database-url")) throw new Error("Only a PostgreSQL is there for several servers.");
    return Server.launched(this.command, this.config, []);
  }

  private static async launched(command: string[], config: string, removals: (() => Promise<unknown>)[]): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "tocsin-"));
    const listen = `127.0.0.1:${await freePort()}`;
    const args = [...command, "--listen", listen];
    // The demo has a folder of its own.
    if (command[0] !== "demo") args.push("--data", folder);
    if (config) {
      const path = join(folder, "tocsin.toml");
      await writeFile(path, config);
      args.push("--config", path);
    }
    const folderToo = [...removals, () => rm(folder, { recursive: true, force: true })];
    const server = new Server(`http://${listen}`, findProgram(), args, folderToo, command, config);
    await server.launch();
    return server;
  }

  /** The one-time link to the first account, which a server without any prints when it starts. */
  get setupLink(): string {
    const path = /\/set-up\/[\w.~-]+/.exec(this.log)?.[0];
    if (!path) throw new Error(`The server printed no set-up link:\n${this.log}`);
    return this.url + path;
  }

  /** Ends it kindly: what it has begun, it finishes. */
  async stop(): Promise<void> {
    const ended = this.end("SIGTERM");
    const gave = await Promise.race([ended.then(() => true), pause(STOP_SECONDS * 1000, false, { ref: false })]);
    if (gave) return;
    await this.kill9();
    throw new Error(`The server did not stop within ${STOP_SECONDS} s of SIGTERM:\n${this.log}`);
  }

  /** As power loss would: nothing that it still meant to do is done. */
  async kill9(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** The same server on the same address and data; after `kill9`, how it finds itself again. */
  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  /** Takes its database away for good; only one on PostgreSQL can be. */
  async loseDatabase(): Promise<void> {
    await this.removals.shift()?.();
  }

  /** Its database and folder, once the test is over. */
  async remove(): Promise<void> {
    for (const removal of this.removals) await removal();
  }

  private async launch(): Promise<void> {
    // From the root, where a server without an embedded site finds target/site.
    const child = spawn(this.program, this.args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    this.process = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (this.log += text));
    child.on("error", (error) => (this.log += `${error}\n`));

    const deadline = Date.now() + START_SECONDS * 1000;
    while (!(await this.answers())) {
      if (hasEnded(child) || Date.now() > deadline) {
        await this.kill9();
        throw new Error(`${this.program} ${this.args.join(" ")} did not come up:\n${this.log}`);
      }
      await pause(25);
    }
  }

  private async answers(): Promise<boolean> {
    return fetch(`${this.url}/healthz`).then((answer) => answer.ok, () => false);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    if (!child || hasEnded(child)) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** TOCSIN_BIN, or the debug build that `cargo test` has made anyway. */
function findProgram(): string {
  const program = process.env.TOCSIN_BIN ?? resolve(root, process.env.CARGO_TARGET_DIR ?? "target", "debug/tocsin");
  if (!existsSync(program)) throw new Error(`${program} does not exist. Run make e2e, which builds it.`);
  return program;
}

/** An empty database in the cluster of `bin/with-services`. */
async function createDatabase(): Promise<{ url: string; drop: () => Promise<unknown> }> {
  const cluster = process.env.TEST_POSTGRES;
  if (!cluster) throw new Error("TEST_POSTGRES is not set. Run the page tests with make e2e, or inside bin/with-services.");
  const name = `e2e_${randomUUID().replaceAll("-", "")}`;
  const ask = (sql: string) => promisify(execFile)("psql", ["--no-psqlrc", "--quiet", "--dbname", cluster, "--command", sql]);
  await ask(`CREATE DATABASE ${name}`);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => ask(`DROP DATABASE ${name} WITH (FORCE)`) };
}
