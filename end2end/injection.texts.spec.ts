// Every text that a server function takes is tried: which there are is read from the source, so that none is forgotten.
import { type Page } from "@playwright/test";
import { isWhole, part, tests } from "./injection/amount";
import { begin, declare, missing, post, send } from "./injection/gestures";
import { functionsRead, serverFunctions, textFields } from "./injection/functions";
import { addresses, leftOut, reason } from "./injection/left_out";
import { payloads } from "./injection/payloads";
import { set, settings, type Scene } from "./injection/scene";
import { proposal, tries, type Form, type Take, type Try } from "./injection/tries";
import { Watch } from "./injection/watch";
import { ada, expect, test as base, type Server } from "./tocsin";

const test = base.extend({
  bypassCSP: true,
  config: async ({}, use) => {
    const { config, end } = await settings();
    await use(config);
    end();
  },
});

test.beforeEach(() => {
  if (isWhole) test.setTimeout(5 * 3_600_000);
});

test("every text that is taken is tried, or left out for a reason", () => {
  expect(functionsRead().sort(), "the source was read as far as the table goes").toEqual(serverFunctions().sort());
  const nowhere: Scene = { checklist: "", group: "", item: "", decision: "", branches: ["", ""], slug: "", person: "", section: "", day: "", later: "" };
  const tried = Object.values(tries).flat().flatMap((one) =>
    Object.entries(one.body(() => "payload", nowhere, 0)).filter(([, text]) => text.includes("payload")).map(([field]) => `${one.to}.${field.replace(/^(\w+)\[\w+\](?=\[|$)/, "$1[]")}`));
  const fields = textFields();
  expect(tried.filter((field) => !fields.includes(field)), "these are tried and are no text of any server function").toEqual([]);
  expect(fields.filter((field) => !tried.includes(field) && !reason(field)),
    "Say in injection/tries.ts where these are shown, or in injection/left_out.ts why they can't be").toEqual([]);
  const known = fields.flatMap((field) => [field, field.split(".")[1] ?? ""]);
  expect(Object.keys(leftOut).filter((name) => !known.includes(name)), "these are left out and aren't there any more").toEqual([]);
});

/** Payloads, one after the other, beginning elsewhere for each try; and the words of those that were taken. */
class Supply {
  words: string[] = [];
  private readonly left: typeof payloads;
  private sent = -1;

  constructor(every: number, begin: number) {
    this.left = [...part(every, begin)];
  }

  /** Begins the next body, while there is something to send in it. */
  next(): boolean {
    this.words = [];
    this.sent++;
    return isWhole ? this.sent < payloads.length : this.left.length > 0;
  }

  take: Take = (most = 300) => {
    // Where all are tried, each field has each of them once; otherwise the fields of a body share those that are left.
    const next = isWhole ? payloads[(this.sent + 7 * this.words.length) % payloads.length] : (this.left.shift() ?? payloads[this.words.length]);
    if (!next) throw new Error("there are no payloads");
    this.words.push(next.word);
    return next.text.slice(0, most);
  };
}

/** Looks at pages, and at all the sheets of a list. The first of the pages shows the words. */
async function look(page: Page, watch: Watch, paths: string[], words: string[]): Promise<void> {
  for (const [n, path] of paths.entries()) {
    let unseen = n === 0 ? words : [];
    for (let next: string | null = path; next; ) {
      await page.goto(next);
      unseen = await missing(page, unseen);
      await watch.isInert(page);
      const further = page.getByRole("navigation", { name: "Pages" }).locator("a[rel=next]");
      next = (await further.count()) ? await further.getAttribute("href") : null;
    }
    expect(unseen, path).toEqual([]);
  }
}

/** Sends a try's payloads and looks at where they are shown. */
async function attempt(page: Page, server: Server, watch: Watch, scene: Scene, one: Try, begin: number): Promise<void> {
  const pathsOf = (n: number) => one.on.map((path) =>
    path.replace("{slug}", scene.slug).replace("{checklist}", scene.checklist).replace("{proposal}", proposal(n)));
  const supply = new Supply(one.refused ? 120 : (one.every ?? 12), begin);
  const does = async (call?: (scene: Scene) => [string, Form]) => {
    if (call) expect(await send(page, server, ...call(scene)), call(scene)[0]).toBe(true);
  };
  const kept: string[] = [];
  let sent = 0;
  for (; supply.next(); sent++) {
    const [body, paths] = [one.body(supply.take, scene, sent), pathsOf(sent)];
    await does(one.before);
    if (one.refused) await post(page, server, one.to, body, paths[0] ?? "/");
    else if (await send(page, server, one.to, body)) kept.push(...supply.words);
    else continue;
    if (one.replaces || one.refused) await look(page, watch, paths, supply.words);
    await does(one.after);
  }
  if (one.refused) return;
  expect(kept.length, `${one.to} takes payloads`).toBeGreaterThan(sent / 2);
  await look(page, watch, pathsOf(sent - 1), one.replaces ? [] : kept);
}

for (const [name, group] of Object.entries(tries).flatMap(([name, group]) => tests(`texts are words: ${name}`, group, ({ to }) => to))) {
  test(name, async ({ page, server }) => {
    const watch = await begin(page, server);
    const scene = await set(page, server);
    for (const [n, one] of group.entries()) await test.step(one.to, () => attempt(page, server, watch, scene, one, 5 * n));
    await look(page, watch, ["/", "/incidents", "/incidents/1", "/incidents/1/wall", "/insights"], []);
  });
}

for (const [name, group] of tests("whatever stands in an address is words", addresses, (path) => path("…"))) {
  test(name, async ({ page, server }) => {
    const watch = await begin(page, server);
    await set(page, server);
    for (const [n, path] of group.entries()) {
      for (const { text } of part(160, 3 * n)) {
        await page.goto(path(encodeURIComponent(text)));
        await watch.isInert(page);
      }
    }
  });
}

/** What takes text and may refuse it, with the names of its texts. What ends the session that is sent along can be sent once. */
function refusing(): [string, string[]][] {
  const functions = new Map<string, string[]>();
  for (const [endpoint, field] of textFields().map((field) => field.split(".") as [string, string])) {
    if (!/^(load_|list_|search_|sign_out|change_password)/.test(endpoint)) functions.set(endpoint, [...(functions.get(endpoint) ?? []), field]);
  }
  return [...functions];
}

for (const [name, group] of tests("whatever comes back of a form that was refused is words", refusing(), ([endpoint]) => endpoint)) {
  test(name, async ({ page, server }) => {
    const watch = await begin(page, server);
    const scene = await set(page, server);
    const shown = new Map(Object.values(tries).flat().map((one) => [one.to, one.on[0]?.replace("{slug}", scene.slug)]));
    for (const [n, [endpoint, fields]] of group.entries()) {
      const path = shown.get(endpoint) ?? "/incidents/1";
      for (const { text } of part(payloads.length, 7 * (n + 1))) {
        const form = Object.fromEntries(fields.filter((field) => field !== "next").map((field) => [field.replace("[]", "[0]"), text]));
        await post(page, server, endpoint, { ...form, number: "1" }, path);
        await page.goto(path);
        await watch.isInert(page);
      }
    }
  });
}

test("a path to go on to never leads elsewhere", async ({ page, server, browser }) => {
  await begin(page, server);
  const scene = await set(page, server);
  const elsewhere = ["//canary.example/", "/\\canary.example/", "\\/canary.example", "/\t/canary.example/", "\t//canary.example/", "/\n/canary.example/", "https://canary.example/",
    "https:canary.example", "javascript:__ran(1)", "/../\t/canary.example", "/.//canary.example", " //canary.example/", "data:text/html,x", "/\u0000/canary.example/", "/\u00a0/canary.example/"];
  for (const next of elsewhere) {
    await post(page, server, "start_action_item", { number: "1", next }, "/actions/1");
    await post(page, server, "add_action_item", { title: "Look", owner: scene.person, due: scene.day, next }, "/actions");
    await post(page, server, `add_note?back=${encodeURIComponent(next)}`, { number: "none", text: "" }, "/incidents/1");
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    expect(page.url(), `signed in already, and going on to ${JSON.stringify(next)}`).toMatch(new RegExp(`^${server.url}`));
    const stranger = await browser.newContext({ baseURL: server.url });
    await post(await stranger.newPage(), server, "sign_in", { email: ada.email, password: ada.password, next }, "/sign-in");
    await stranger.close();
  }
});

/** Two see of one another that they are here, what they do, and where they write. */
async function areTogether(page: Page, guest: Page, watches: [Watch, Watch], n: number): Promise<void> {
  const areInert = async () => {
    await watches[0].isInert(page);
    await watches[1].isInert(guest);
  };
  for (const one of [page, guest]) await one.goto("/incidents/1");
  for (const one of [page, guest]) await expect(one.getByRole("region", { name: "People here" }).locator(".face")).toHaveCount(2);
  await guest.getByRole("textbox", { name: "Note" }).fill(`Here is ${n}.`);
  await guest.getByRole("button", { name: "Add note" }).click();
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText(`Here is ${n}.`);
  await areInert();
  for (const one of [page, guest]) await one.goto("/postmortems/1");
  for (const one of [page, guest]) await expect(one.getByRole("region", { name: "People here" })).toContainText(/\S, \S.* here/s);
  for (const one of [page, guest]) await one.getByRole("main").getByRole("textbox").first().pressSequentially("We saw it late. ");
  for (const one of [page, guest]) await expect(one.locator(".editor-mirror .caret b")).toHaveText(/./);
  await areInert();
}

/** Forty at a time: with each the page that lists them is longer. */
const crowds = ((all) => Array.from({ length: Math.ceil(all.length / 40) }, (_, n) => all.slice(40 * n, 40 * (n + 1))))(part(140, 3));

for (const [name, group] of tests("names of those who join are words", crowds, ([first]) => `from ${first?.word} on`)) {
  test(name, async ({ page, server, browser }) => {
    const watch = await begin(page, server, { ...ada, name: payloads[33]?.text.slice(0, 60) ?? "" });
    await declare(page, server, "Checkout times out");
    expect(await send(page, server, "start_postmortem", { number: "1" })).toBe(true);
    for (const [n, { text }] of group.flat().entries()) {
      const context = await browser.newContext({ baseURL: server.url, bypassCSP: true });
      const guest = await context.newPage();
      const guests = await Watch.on(context);
      await page.goto("/settings/people");
      await page.getByLabel("E-mail").fill(`"><img/src=x/onerror=__ran(${n})>@example.org`);
      await page.getByRole("main").locator("form").first().evaluate((form: HTMLFormElement) => (form.noValidate = true));
      await page.getByRole("button", { name: "Invite" }).click();
      const link = await page.getByLabel("Invitation link").inputValue();
      await watch.isInert(page);
      await guest.goto(new URL(link).pathname);
      await guests.isInert(guest);
      await guest.getByLabel("Name", { exact: true }).fill(text.slice(0, 80));
      await guest.getByLabel("Password", { exact: true }).fill(ada.password);
      await guest.getByRole("button", { name: "Accept invitation" }).click();
      await guest.waitForURL((url) => !url.pathname.startsWith("/invitations"));
      await guests.isInert(guest);
      await look(page, watch, ["/settings/people", "/actions", "/settings/contacts"], []);
      await areTogether(page, guest, [watch, guests], n);
      // A password link, where it is shown and where it leads, has somebody's name on it.
      await page.goto("/settings/people");
      await page.getByRole("button", { name: /^Password link/ }).nth(n).click();
      const renewal = await page.getByLabel(/^Password link/).inputValue();
      await watch.isInert(page);
      await guest.goto(new URL(renewal).pathname);
      await guests.isInert(guest);
      await context.close();
    }
  });
}

test("whatever comes back of a sign-in that was refused is words", async ({ page, server, browser }) => {
  await begin(page, server);
  const stranger = await browser.newContext({ baseURL: server.url, bypassCSP: true });
  const strangers = await Watch.on(stranger);
  const outside = await stranger.newPage();
  for (const [n, { text, word }] of part(140, 5).entries()) {
    // To those of one network only so many forms come back in a quarter of an hour.
    await stranger.setExtraHTTPHeaders({ "x-forwarded-for": `192.0.2.${n % 250}` });
    await post(outside, server, "sign_in", { email: text, password: text, next: text }, "/sign-in");
    await look(outside, strangers, ["/sign-in"], [word]);
    await outside.goto(`/sign-in?next=${encodeURIComponent(text)}`);
    await strangers.isInert(outside);
  }
  await stranger.close();
});
