// What every page test starts from: `import { test, expect } from "./tocsin"`.
// Each test gets a server of its own, on a database of its own, gone when the test ends.
import { test as base } from "@playwright/test";
import { Server } from "./server";

export { expect } from "@playwright/test";
export * from "./gestures";
export type { Server } from "./server";

export interface Options {
  /** Chosen by the project: every test runs on both. */
  database: "sqlite" | "postgres";
  /** The text of tocsin.toml; empty for none. */
  config: string;
}

interface Fixtures {
  /** Started, answering, without any account yet. */
  server: Server;
}

export const test = base.extend<Options & Fixtures>({
  database: ["sqlite", { option: true }],
  config: ["", { option: true }],

  server: async ({ database, config }, use, testInfo) => {
    const server = await Server.start(database, config);
    await use(server);
    try {
      await server.stop();
    } finally {
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach("server log", { body: server.log, contentType: "text/plain" });
      }
      await server.remove();
    }
  },

  // Pages are opened by path: `page.goto("/incidents")`.
  baseURL: async ({ server }, use) => use(server.url),
});
