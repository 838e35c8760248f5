// A PostgreSQL cluster for one run of tests: on loopback, trusting, fast rather than durable.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "./ports.mjs";

const DEBIAN = "/usr/lib/postgresql";
const START_SECONDS = 20;

/** Makes and starts a cluster inside `scratch` and returns its URL; hands `keep` the way to end it. */
export async function startPostgres(scratch, keep) {
  const bin = findPrograms();
  const home = join(scratch, "postgres");
  const data = join(home, "data");
  const log = join(home, "log");
  const owner = serverUser();
  mkdirSync(home);
  if (owner.uid !== undefined) chownSync(home, owner.uid, owner.gid);

  const server = { ...owner, cwd: home };
  execFileSync(join(bin, "initdb"), [
    "--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
  ], { ...server, stdio: ["ignore", "ignore", "inherit"] });

  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1", port, unix_socket_directories: home, max_connections: 300,
    fsync: "off", synchronous_commit: "off", full_page_writes: "off",
  };
  const out = openSync(log, "w");
  const postmaster = spawn(
    join(bin, "postgres"),
    ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    // A group of its own: Ctrl-C shall end the tests first, and the database after them.
    { ...server, stdio: ["ignore", out, out], detached: true },
  );
  postmaster.unref();
  // SIGQUIT is PostgreSQL's word for: at once, keeping nothing.
  keep(() => postmaster.exitCode === null && postmaster.kill("SIGQUIT") && awaitEnd(postmaster.pid));
  await untilReady(postmaster, data, log);
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}

/** The newest PostgreSQL that Debian keeps off the PATH, or the one on the PATH. */
function findPrograms() {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const folders = versions.sort((a, b) => b - a).map((version) => join(DEBIAN, version, "bin"));
  const found = [...folders, ...(process.env.PATH ?? "").split(":")].find((folder) => existsSync(join(folder, "initdb")));
  if (!found) throw new Error("PostgreSQL is not installed. Run bin/setup --tests to install it.");
  return found;
}

/** PostgreSQL refuses to run as root: root lends it the user that its package made. */
function serverUser() {
  if (process.getuid() !== 0) return {};
  const ask = (flag) => Number(execFileSync("id", [flag, "postgres"]));
  return { uid: ask("-u"), gid: ask("-g") };
}

/** Its own word in postmaster.pid, so that no client program is needed to ask. */
async function untilReady(postmaster, data, log) {
  const status = join(data, "postmaster.pid");
  const deadline = Date.now() + START_SECONDS * 1000;
  for (;;) {
    if (existsSync(status) && /^ready\s*$/m.test(readFileSync(status, "utf8"))) return;
    if (postmaster.exitCode !== null || Date.now() > deadline) {
      throw new Error(`PostgreSQL did not start. Its log:\n${readFileSync(log, "utf8")}`);
    }
    await pause(20);
  }
}

/** Waits, for a moment, without giving way: this runs while the process is exiting. */
function awaitEnd(pid) {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited < 3000 && existsSync(`/proc/${pid}`); waited += 20) {
    if (readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ")) return; // dead, only not yet collected
    Atomics.wait(clock, 0, 0, 20);
  }
}
