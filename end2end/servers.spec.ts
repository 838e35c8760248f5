// Several servers on one PostgreSQL, behind a proxy that sends each request to the next of them: people don't notice.
import { type Browser, type Page } from "@playwright/test";
import { RoundRobin, SERVED_BY } from "./proxy";
import { Server } from "./server";
import { declare, expect, importRunbooks, test as base, twoPeople, type Address } from "./tocsin";

/** Two servers, and where people reach them. */
interface Pair extends Address {
  one: Server;
  two: Server;
  proxy: RoundRobin;
}

const test = base.extend<{ pair: Pair }>({
  pair: async ({ database }, use, testInfo) => {
    const proxy = await RoundRobin.start();
    const one = await Server.start(database, `public_url = "${proxy.url}"\n`);
    let two: Server | undefined;
    try {
      two = await one.beside();
      proxy.standBefore(one, two);
      await use({ one, two, proxy, url: proxy.url, setupLink: proxy.url + new URL(one.setupLink).pathname });
      // First, or whoever one of them sends away comes back at the other.
      proxy.stop();
      await Promise.all([one.stop(), two.stop()]);
    } finally {
      proxy.stop();
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach("log of one server", { body: one.log, contentType: "text/plain" });
        await testInfo.attach("log of the other", { body: two?.log ?? "", contentType: "text/plain" });
      }
      await Promise.all([one.kill9(), two?.kill9()]);
      await two?.remove();
      await one.remove();
    }
  },

  baseURL: async ({ pair }, use) => use(pair.url),
});

/** A browser is back, and a server knows of what it was not told, within five seconds; the rest is for a busy machine. */
const BACK = { timeout: 20_000 };

/** More than are ticked: a list that is done is folded. */
const steps = [..."ABCDEFGHIJKL"].map((shard) => `Drain shard ${shard}`);
const actions = steps.map((step, at) => `${at + 1}. ${step}\n`).join("");
const runbook = `# Storage\n\n## Disk is full\n\n### Immediate Actions\n\n${actions}`;

const strip = (page: Page) => page.locator(".strip[data-live]");
/** The lines of the timeline with these words. */
const lines = (page: Page, hasText: string) => page.getByRole("region", { name: "Timeline" }).locator(".event", { hasText });
const box = (page: Page, step: string) => page.getByRole("checkbox", { name: step });

/** The servers that the page's live connection is at: one, unless it is just lost or given up. */
async function seats({ proxy }: Pair, page: Page): Promise<string[]> {
  const session = (await page.context().cookies()).find(({ name }) => name === "tocsin");
  if (!session) throw new Error("Nobody is signed in here.");
  return proxy.liveOf(session.value);
}

/** Opens the room with its live connection at this server. They take turns: who comes to the other is at this one next. */
async function sitAt(pair: Pair, page: Page, room: string, server: Server): Promise<void> {
  const isLive = async () => {
    await expect(strip(page)).toHaveAttribute("data-live", "live");
    await expect.poll(() => seats(pair, page)).toHaveLength(1);
  };
  await page.goto(room);
  await isLive();
  if (!(await seats(pair, page)).includes(server.url)) {
    await page.reload();
    await isLive();
  }
  expect(await seats(pair, page)).toEqual([server.url]);
}

/** Ada is in a room at one server and Ben at the other, with a checklist between them. */
async function apart(browser: Browser, pair: Pair): Promise<{ adas: Page; bens: Page; room: string }> {
  const [adas, bens] = await twoPeople(browser, pair);
  await importRunbooks(adas, runbook);
  const room = await declare(adas, "Writes fail");
  await adas.getByLabel("Runbook", { exact: true }).selectOption({ label: "Disk is full" });
  await adas.getByRole("button", { name: "Start checklist" }).click();
  await expect(box(adas, steps[0])).toBeVisible();
  await sitAt(pair, adas, room, pair.one);
  await sitAt(pair, bens, room, pair.two);
  return { adas, bens, room };
}

/** Does something, and gives the server that took it; nothing where no answer came. */
async function taken(page: Page, action: string, act: () => Promise<void>): Promise<string | undefined> {
  const isIts = (url: string) => new URL(url).pathname === `/api/${action}`;
  const [answer] = await Promise.all([page.waitForResponse((answer) => isIts(answer.url())), act()]);
  return answer.headers()[SERVED_BY];
}

const tick = (page: Page, step: string) => taken(page, "tick_item", () => box(page, step).click());

async function note(page: Page, text: string): Promise<string | undefined> {
  const words = page.getByLabel("Note", { exact: true });
  await words.fill(text);
  const server = await taken(page, "add_note", () => page.getByRole("button", { name: "Add note" }).click());
  await expect(words).toHaveValue("");
  return server;
}

/** From now on, each word that the page says of its connection. */
async function listenTo(page: Page): Promise<() => Promise<string[]>> {
  await strip(page).evaluate((strip: HTMLElement) => {
    const said: string[] = ((window as unknown as { said: string[] }).said = []);
    new MutationObserver(() => said.push(strip.dataset.live ?? "")).observe(strip, { attributeFilter: ["data-live"] });
  });
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

test("what is done at either server is seen by those who are at the other", async ({ browser, pair }) => {
  const { adas, bens } = await apart(browser, pair);
  const either = new Set([pair.one.url, pair.two.url]);
  for (const [page, other, ticked] of [[adas, bens, steps.slice(0, 2)], [bens, adas, steps.slice(2, 4)]] as const) {
    const servers = new Set<string | undefined>();
    for (const step of ticked) {
      servers.add(await tick(page, step));
      await expect(box(other, step)).toBeChecked();
    }
    expect(servers, "the servers took one tick each").toEqual(either);
  }
  for (const [page, other, who] of [[adas, bens, "Ada"], [bens, adas, "Ben"]] as const) {
    const servers = new Set<string | undefined>();
    for (const text of [`${who} looks at the disk`, `${who} has found the export`]) {
      servers.add(await note(page, text));
      await expect(lines(other, text)).toHaveCount(1);
    }
    expect(servers, "the servers took one note each").toEqual(either);
  }
  expect(await seats(pair, adas), "Ada has heard all of it from one server").toEqual([pair.one.url]);
  expect(await seats(pair, bens), "and Ben from the other").toEqual([pair.two.url]);
});

test("whoever has signed in is signed in at either server", async ({ browser, pair }) => {
  const [adas, bens] = await twoPeople(browser, pair);
  const room = await declare(adas, "Checkout times out");
  await bens.goto(room);
  for (const page of [adas, bens]) {
    const servers: (string | undefined)[] = [];
    for (let load = 1; load <= 6; load++) {
      servers.push((await page.reload())?.headers()[SERVED_BY]);
      await expect(page).toHaveURL(room);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Checkout times out");
      await expect(page.getByLabel("Note", { exact: true }), "they may work in it").toBeVisible();
    }
    const [first, second] = servers;
    expect(new Set([first, second])).toEqual(new Set([pair.one.url, pair.two.url]));
    expect(servers, "each load came from the other server").toEqual([first, second, first, second, first, second]);
  }
});

test("one server dies: both people work on, nothing is lost, and it is used again once back", async ({ browser, pair }) => {
  const { one, two, proxy } = pair;
  const { adas, bens, room } = await apart(browser, pair);
  const [adaHears, benHears] = [await listenTo(adas), await listenTo(bens)];
  let loads = 0;
  for (const page of [adas, bens]) page.on("load", () => loads++);
  const text = "The export is stopped";
  const isThereOnce = async () => {
    for (const page of [adas, bens]) await expect(lines(page, text)).toHaveCount(1, BACK);
  };

  await test.step("it dies when it has taken a note, and before it can say so", async () => {
    const sent: string[] = [];
    bens.on("request", (request) => {
      const isNote = new URL(request.url()).pathname === "/api/add_note";
      if (isNote) sent.push(new URLSearchParams(request.postData() ?? "").get("once") ?? "");
    });
    const lost = proxy.loseNext("/api/add_note", two, () => two.kill9());
    const work = async () => {
      // The servers take turns: one of these is for the one that dies.
      for (const step of steps.slice(0, 2)) await box(adas, step).click();
    };
    const [server] = await Promise.all([note(bens, text), work()]);
    expect(server, "Ben's browser has heard of no server that took it").toBeUndefined();
    expect(await lost, "though one had").toBeLessThan(400);

    // A loss of more than two seconds, as on a busy machine, is said in another word.
    const reconnects = async () => (await benHears()).filter((word) => word !== "offline");
    await expect.poll(reconnects, BACK).toEqual(["connecting", "live"]);
    await expect.poll(() => seats(pair, bens), BACK).toEqual([one.url]);
    await expect.poll(() => sent, BACK).toHaveLength(2);
    expect(sent, "it is sent once more, by the name that it had").toEqual([expect.stringMatching(/./), sent[0]]);
    await expect(bens.getByRole("status").filter({ hasText: /changes? waits? here/ })).toBeHidden(BACK);
    await isThereOnce();
    for (const step of steps.slice(0, 2)) await expect(box(bens, step)).toBeChecked(BACK);
  });

  await test.step("both work on at the other", async () => {
    expect(await tick(adas, steps[2])).toBe(one.url);
    await expect(box(bens, steps[2])).toBeChecked();
    expect(await tick(bens, steps[3])).toBe(one.url);
    await expect(box(adas, steps[3])).toBeChecked();
    await isThereOnce();
    expect(await adaHears(), "who was not at the server that died has noticed nothing").toEqual([]);
    expect(loads).toBe(0);
  });

  await test.step("it comes back, and is used again", async () => {
    await two.restart();
    await sitAt(pair, bens, room, two);
    const servers = new Set<string | undefined>();
    for (const [page, other, step] of [[adas, bens, steps[4]], [bens, adas, steps[5]]] as const) {
      servers.add(await tick(page, step));
      await expect(box(other, step)).toBeChecked();
    }
    expect(servers).toEqual(new Set([one.url, two.url]));
    await adas.reload();
    for (const page of [adas, bens]) {
      for (const step of steps.slice(0, 6)) await expect(box(page, step)).toBeChecked();
    }
    await isThereOnce();
  });
});
