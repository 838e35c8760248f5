// Starts throw-away services on free loopback ports, runs a command with their addresses in its
// environment, takes them down again and exits as the command did. `bin/with-services` is its door.
//
//   TEST_POSTGRES   postgres://postgres@127.0.0.1:PORT/postgres  a superuser; make a database a test
//   TEST_SMTP       smtp://127.0.0.1:PORT                        takes every mail; see smtp-sink.mjs
//   TEST_MAILBOX    the folder in which those mails arrive
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "./postgres.mjs";
import { startSmtpSink } from "./smtp-sink.mjs";

const [command, ...args] = process.argv.slice(2);
if (!command) {
  console.error("usage: bin/with-services COMMAND [ARGUMENT…]");
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), "tocsin-services-"));
chmodSync(scratch, 0o755); // PostgreSQL may run as another user, who must get to its folder inside
const cleanUps = [() => rmSync(scratch, { recursive: true, force: true })];
let child;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (!child) process.exit(128 + constants.signals[signal]);
    // Ctrl-C reaches the command by itself, being in the same group; a kill has to be handed on.
    if (signal !== "SIGINT") child.kill(signal);
  });
}
process.on("exit", () => {
  for (const cleanUp of cleanUps.reverse()) cleanUp();
});

try {
  const mail = await startSmtpSink(join(scratch, "mail"));
  const postgres = await startPostgres(scratch, (stop) => cleanUps.push(stop));
  const environment = { TEST_POSTGRES: postgres, TEST_SMTP: mail.url, TEST_MAILBOX: mail.folder };
  process.exit(await run(environment));
} catch (error) {
  console.error(`bin/with-services: ${error.message}`);
  process.exit(1);
}

/** The command's exit code; as shells count it, 128 + n when signal n ended it. */
function run(environment) {
  return new Promise((resolve, reject) => {
    child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...environment } });
    child.on("error", (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.on("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
