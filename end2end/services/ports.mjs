// Ports on loopback for what a test starts.
import { createServer } from "node:net";

let given = 0;

/**
 * A port that is free, beginning elsewhere in each process. The kernel gives those from 32768 on to whoever connects somewhere, so
 * that one of these could be taken before a server listens there, or while it starts again.
 */
export async function freePort() {
  for (;;) {
    const port = 20_000 + ((process.pid % 1000) * 12 + given++) % 12_000;
    if (await isFree(port)) return port;
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
