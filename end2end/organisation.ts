// What tests of the face start from: an organisation at work, made once for all tests of a worker.
// Its clock stands still, so that a page says the same on any day, and no test changes it: who writes takes a `server`.
import { createServer, type Server as Service } from "node:http";
import { type AddressInfo } from "node:net";
import { type Browser, type BrowserContextOptions, type Page } from "@playwright/test";
import { signIn, test as base } from "./tocsin";
import { Server } from "./server";
import { freePort } from "./services/ports.mjs";

export { expect } from "@playwright/test";

export const MOMENT = "2026-11-18T10:00:20Z";
const PASSWORD = "look around in peace";

/** Mina administers, Jonas leads incidents, Sam only reads; nobody is not signed in. */
export type Member = "mina" | "jonas" | "sam" | "nobody";
export type Theme = "light" | "dark";

export class Organisation {
  private readonly numbers = new Map<string, string>();
  private readonly sessions = new Map<Member, BrowserContextOptions["storageState"]>();

  constructor(readonly server: Server, private readonly browser: Browser) {}

  /** A page for somebody who is signed in. Below 500 px it is a phone's. */
  async page(member: Member, width: number, options: BrowserContextOptions = {}): Promise<Page> {
    const phone = width < 500 ? { isMobile: true, hasTouch: true } : {};
    const context = await this.browser.newContext({
      baseURL: this.server.url, storageState: await this.session(member), locale: "en-GB", timezoneId: "Europe/Berlin",
      viewport: { width, height: width < 500 ? 844 : 900 }, reducedMotion: "reduce", ...phone, ...options,
    });
    return context.newPage();
  }

  /** A path in which a title in braces stands for the number of that incident or action item. */
  async path(template: string): Promise<string> {
    const title = /\{(.*)\}/.exec(template)?.[1];
    if (!title) return template;
    if (this.numbers.size === 0) await this.readNumbers();
    const number = this.numbers.get(title);
    if (!number) throw new Error(`Nothing in the demo is called “${title}”.`);
    return template.replace(/\{.*\}/, number);
  }

  private async readNumbers(): Promise<void> {
    const page = await this.page("mina", 1440);
    for (const list of ["/incidents?state=all", "/actions"]) {
      await page.goto(list);
      for (const link of await page.locator("main table a").all()) {
        const number = /\d+$/.exec((await link.getAttribute("href")) ?? "")?.[0];
        if (number) this.numbers.set((await link.innerText()).trim(), number);
      }
    }
    await page.context().close();
  }

  /** Each signs in once: what a server allows in sign-ins is for people. */
  private async session(member: Member): Promise<BrowserContextOptions["storageState"]> {
    if (member === "nobody") return undefined;
    if (!this.sessions.has(member)) {
      const context = await this.browser.newContext({ baseURL: this.server.url });
      await signIn(await context.newPage(), `${member}@example.org`, PASSWORD);
      this.sessions.set(member, await context.storageState());
      await context.close();
    }
    return this.sessions.get(member);
  }
}

export const test = base.extend<{}, { organisation: Organisation }>({
  organisation: [async ({ browser }, use) => {
    const shop = await answering({ status: "healthy", queue: 3 });
    const server = await Server.demo(MOMENT, `
      [targets.shop]
      kind = "http"
      base_url = "http://127.0.0.1:${(shop.address() as AddressInfo).port}/"
      [targets.search]
      kind = "http"
      base_url = "http://127.0.0.1:${await freePort()}/"
    `);
    await use(new Organisation(server, browser));
    await server.stop();
    await server.remove();
    shop.close();
  }, { scope: "worker" }],
});

/** A web service that answers everything alike. */
async function answering(body: object): Promise<Service> {
  const service = createServer((_, answer) => answer.setHeader("content-type", "application/json").end(JSON.stringify(body)));
  await new Promise<void>((listens) => service.listen(0, "127.0.0.1", listens));
  return service;
}
