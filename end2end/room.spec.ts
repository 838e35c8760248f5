import { type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { declare, expect, firstAdmin, importRunbooks, listening, send, test, twoPeople } from "./tocsin";

/** The script runs and the connection is there. */
async function isLive(page: Page): Promise<void> {
  await expect(page.locator(".strip[data-live]")).toHaveAttribute("data-live", "live");
}

const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });

test("what one does, the other sees without a reload", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  const room = await declare(adas, "Checkout times out");
  await bens.goto(room);
  await isLive(adas);
  await isLive(bens);
  await expect(adas.getByRole("region", { name: "People here" })).toContainText("Ben Lindqvist");

  await bens.getByRole("button", { name: "Acknowledge" }).click();
  await expect(timeline(adas)).toContainText("Ben Lindqvist acknowledged");
  await expect(adas.getByRole("button", { name: "Acknowledge" })).toBeHidden();

  const seats = adas.getByRole("region", { name: "Roles" });
  await seats.getByText("Incident commander").first().click();
  await seats.getByRole("button", { name: "Take command" }).click();
  await expect(bens.getByRole("region", { name: "Roles" })).toContainText("Ada Okafor");

  await bens.getByLabel("Note", { exact: true }).fill("The pool is **full**: <script>alert(1)</script> `too many clients`");
  await bens.getByRole("button", { name: "Add note" }).click();
  await expect(timeline(adas).locator("strong", { hasText: "full" })).toBeVisible();
  await expect(bens.getByLabel("Note", { exact: true })).toHaveValue("");
  expect(await adas.locator(".note script").count()).toBe(0);
  await expectAccessible(adas);
});

const attention = (page: Page) => page.getByRole("status", { name: "Needs attention" });

test("an answered incident asks for a commander until it has one, and leads to the seat", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  const room = await declare(adas, "Checkout times out");
  await isLive(adas);
  await expect(attention(adas)).toBeEmpty();
  await bens.goto(room);
  await isLive(bens);
  await bens.getByRole("button", { name: "Acknowledge" }).click();
  await expect(attention(adas)).toContainText("No incident commander");
  await expectAccessible(adas);

  await adas.setViewportSize({ width: 390, height: 844 });
  expect((await attention(adas).boundingBox())?.height, "one line").toBeLessThan(48);
  await adas.getByRole("radio", { name: /Timeline/ }).check({ force: true });
  await expect(attention(adas).getByText("No incident commander"), "the seats are on another tab").toBeHidden();
  await adas.getByRole("radio", { name: /Checklists/ }).check({ force: true });
  await attention(adas).getByRole("link", { name: "the seat" }).click();
  const seats = adas.getByRole("region", { name: "Roles" });
  await expect(seats).toBeInViewport();
  await seats.getByText("Incident commander").first().click();
  await seats.getByRole("button", { name: "Take command" }).click();
  await expect(attention(adas)).toBeEmpty();
  await expect(attention(bens)).toBeEmpty();
});

test("a note of what happened the day before says its day", async ({ page, server }) => {
  await firstAdmin(page, server);
  await declare(page, "Checkout times out");
  await isLive(page);
  const yesterday = new Date(Date.now() - 86_400_000);
  await page.locator("summary", { hasText: "Happened earlier" }).click();
  await page.getByLabel("When it happened, in UTC").fill(yesterday.toISOString().slice(0, 16));
  await page.getByLabel("Note", { exact: true }).fill("First complaint");
  await page.getByRole("button", { name: "Add note" }).click();
  const times = timeline(page).locator(".event", { hasText: "First complaint" }).locator("time");
  await expect(times.first()).toHaveText(new RegExp(`^${yesterday.getUTCDate()} \\w{3}, \\d\\d:\\d\\d$`));
  await expect(times.last(), "when it was entered").toHaveText(/^\d\d:\d\d$/);
});

/** A browser is back within five seconds of its server; the rest is for a machine that does other things beside. */
const BACK = { timeout: 20_000 };

test("a browser that was offline catches up by itself, and what was done there arrives", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  const room = await declare(adas, "Queue grows");
  await bens.goto(room);
  await isLive(bens);
  let loads = 0;
  bens.on("load", () => loads++);

  await server.kill9();
  await expect(bens.locator(".strip[data-live]")).toHaveAttribute("data-live", "offline");
  await expect(bens.getByText("Connection lost.")).toBeVisible();
  await bens.getByLabel("Note", { exact: true }).fill("Written while nobody answered");
  await bens.getByRole("button", { name: "Add note" }).click();
  await expect(bens.getByText("1 change waits here")).toBeVisible();
  await server.restart();

  await expect(bens.locator(".strip[data-live]")).toHaveAttribute("data-live", "live", BACK);
  await expect(timeline(bens).getByText("Written while nobody answered")).toHaveCount(1);
  await expect(timeline(adas).getByText("Written while nobody answered")).toHaveCount(1, BACK);
  expect(loads).toBe(0);
});

test("what waited and is refused at last comes back with its words", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  const room = await declare(adas, "Slow reports");
  await bens.goto(room);
  await isLive(bens);
  await bens.context().setOffline(true);
  await bens.locator("summary", { hasText: "Re-grade" }).click();
  await bens.getByLabel("Why it changes").fill("Only reports are slow");
  await bens.getByRole("button", { name: "Re-grade" }).click();
  await adas.locator("summary", { hasText: "Override" }).click();
  await adas.getByLabel("Why it may be resolved").fill("It was a drill");
  await adas.getByRole("button", { name: "Override and mark resolved" }).click();
  await expect(timeline(adas)).toContainText("It was a drill");
  await bens.context().setOffline(false);

  const alert = bens.getByRole("alert").filter({ hasText: "Not taken after all." });
  await expect(alert).toContainText("“Only reports are slow”", { timeout: 60_000 });
  await bens.reload();
  await expect(alert, "until somebody says what becomes of it").toContainText("Only reports are slow");
  await alert.getByRole("button", { name: "Discard" }).click();
  await expect(alert).toBeHidden();
});

test("what one types and has open stays while others change the room", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  const room = await declare(adas, "Payments hang");
  await bens.goto(room);
  await isLive(bens);
  const facts = (page: Page) => page.locator(".room-tabs label", { hasText: "Facts" }).click();
  await facts(bens);
  await facts(adas);
  await bens.locator("summary", { hasText: "Edit facts" }).click();
  await bens.getByLabel("Customers").fill("forty so far");
  await adas.locator("summary", { hasText: "Edit facts" }).click();
  await adas.getByLabel("Services").fill("payments");
  await adas.getByRole("button", { name: "Save facts" }).click();

  await expect(bens.getByRole("region", { name: "Facts", exact: true })).toContainText("payments");
  await expect(bens.getByLabel("Customers")).toHaveValue("forty so far");
  await expect(bens.getByLabel("Customers")).toBeFocused();
  await expect(bens.getByLabel("Services"), "where Ben typed nothing, he sees what Ada wrote").toHaveValue("payments");
});

test("two who revise the facts at once keep what both wrote, and see where one wrote over the other", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  const room = await declare(adas, "Payments hang");
  await isLive(adas);
  await bens.goto(room);
  await isLive(bens);
  const edit = async (page: Page) => {
    await page.locator(".room-tabs label", { hasText: "Facts" }).click();
    await page.locator("summary", { hasText: "Edit facts" }).click();
    return page.getByRole("form", { name: "Edit facts" });
  };
  const [hers, his] = [await edit(adas), await edit(bens)];
  await his.getByLabel("Title").fill("Payments fail");
  await his.getByLabel("Customers").fill("forty so far");
  await hers.getByLabel("Title").fill("Nobody can pay");
  await hers.getByLabel("Summary").fill("Since noon.");
  await hers.getByRole("button", { name: "Save facts" }).click();
  await expect(bens.getByRole("heading", { level: 1 })).toHaveText("Nobody can pay");
  await expect(his.getByLabel("Title"), "what Ben has typed stays").toHaveValue("Payments fail");
  await expect(his.getByLabel("Summary"), "where he typed nothing, he sees what Ada wrote").toHaveValue("Since noon.");
  await his.getByRole("button", { name: "Save facts" }).click();

  await expect(adas.getByRole("heading", { level: 1 })).toHaveText("Payments fail");
  const facts = adas.getByRole("region", { name: "Facts", exact: true });
  await expect(facts).toContainText("forty so far");
  await expect(facts.getByRole("paragraph").filter({ hasText: "Since noon." })).toBeVisible();
  const timeline = adas.locator("#entries");
  await expect(timeline).toContainText("changed the title to “Payments fail” (it had become “Nobody can pay” meanwhile)");
  await expect(timeline).toContainText("revised the facts: Customers “forty so far”");
  await expect(timeline.getByText("wrote the summary")).toHaveCount(1);
});

test("a note that is being typed survives a reload", async ({ browser, server }) => {
  const [adas] = await twoPeople(browser, server);
  await declare(adas, "Search is behind");
  await isLive(adas);
  await adas.getByLabel("Note", { exact: true }).pressSequentially("Half a thought");
  await adas.reload();
  await expect(adas.getByLabel("Note", { exact: true })).toHaveValue("Half a thought");
});

const storage = "# Storage\n\n## Disk is full\n\n### Immediate Actions\n\n1. Stop the nightly export\n";

test("what others change stands out for a moment and then no longer", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  await importRunbooks(adas, storage);
  const room = await declare(adas, "Writes fail");
  await adas.getByLabel("Runbook", { exact: true }).selectOption({ label: "Disk is full" });
  await adas.getByRole("button", { name: "Start checklist" }).click();
  await expect(adas.getByRole("checkbox", { name: "Stop the nightly export" })).toBeVisible();
  await bens.goto(room);
  await isLive(bens);
  await bens.evaluate(() => {
    const seen: string[] = ((window as unknown as { stoodOut: string[] }).stoodOut = []);
    new MutationObserver((all) => all.forEach(({ target }) => {
      const line = target as HTMLElement;
      if (line.dataset.fresh === "") seen.push(`${line.className} ${getComputedStyle(line).animationName}`);
    })).observe(document, { subtree: true, attributeFilter: ["data-fresh"] });
  });
  await adas.getByRole("checkbox", { name: "Stop the nightly export" }).click();
  await adas.getByRole("region", { name: "Roles" }).getByText("Scribe").first().click();
  await adas.getByRole("button", { name: "Take scribe" }).click();
  await expect(bens.getByRole("region", { name: "Roles" })).toContainText("Ada Okafor");
  const stoodOut = () => bens.evaluate(() => (window as unknown as { stoodOut: string[] }).stoodOut);
  await expect.poll(stoodOut).toEqual(expect.arrayContaining(["item settle", "seat settle", "event settle"]));
  await expect(bens.locator("[data-fresh]")).toHaveCount(0);
});

test("what one reads stays in its place when something arrives", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  const room = await declare(adas, "Checkout times out");
  const note = (text: string) => send(adas, server, "add_note", { number: "1", text });
  for (let at = 1; at <= 40; at++) await note(`Seen ${at}.`);
  for (const width of [1440, 1024, 390]) {
    await bens.setViewportSize({ width, height: 844 });
    await bens.goto(`${room}?tab=time`);
    await isLive(bens);
    const read = timeline(bens).getByText("Seen 20.", { exact: true });
    await read.scrollIntoViewIfNeeded();
    await expect(read).toBeInViewport();
    const before = await read.boundingBox();
    await note(`Arrived at ${width}.`);
    await expect(timeline(bens).getByText(`Arrived at ${width}.`)).toBeAttached();
    const moved = ((await read.boundingBox())?.y ?? 0) - (before?.y ?? 0);
    expect(Math.abs(moved), `at ${width} px`).toBeLessThan(1);
    await expect(timeline(bens).getByText(`Arrived at ${width}.`)).not.toBeInViewport();
  }
});

test("a window that opens for the incident opens for everybody but those who have folded it", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  await importRunbooks(adas, storage);
  const room = await declare(adas, "Writes fail");
  await adas.getByLabel("Runbook", { exact: true }).selectOption({ label: "Disk is full" });
  await adas.getByRole("button", { name: "Start checklist" }).click();
  const tick = (page: Page) => page.getByRole("checkbox", { name: "Stop the nightly export" });
  await tick(adas).click();
  await expect(timeline(adas)).toContainText("checked “");
  await bens.goto(room);
  await isLive(bens);
  await expect(tick(bens), "what is done is folded").toBeHidden();
  await tick(adas).click();
  await expect(tick(bens)).toBeVisible();

  const window = bens.locator("summary.window-head");
  await window.click();
  await expect(tick(bens)).toBeHidden();
  await tick(adas).click();
  await expect(bens.locator(".window-head")).toContainText("1 of 1");
  await tick(adas).click();
  await expect(bens.locator(".window-head")).toContainText("0 of 1");
  await expect(tick(bens)).toBeHidden();
});

test("those who listen are told of new entries now and then, and of several at once", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  const room = await declare(adas, "Checkout times out");
  await bens.clock.install();
  await bens.goto(room);
  await isLive(bens);
  // What falls into one pause is for the test to say, not for how busy the machine is.
  await bens.clock.pauseAt(Date.now() + 10_000);
  await bens.evaluate(() => {
    const said: string[] = ((window as unknown as { said: string[] }).said = []);
    const news = document.getElementById("news")!;
    new MutationObserver(() => said.push(news.textContent ?? "")).observe(news, { childList: true, subtree: true, characterData: true });
  });
  for (const text of ["One", "Two", "Three"]) await send(adas, server, "add_note", { number: "1", text });
  await expect(timeline(bens).getByText("Three")).toBeAttached();
  await bens.clock.runFor(4_000);
  const news = bens.getByRole("status", { name: "New entries" });
  await expect(news).toHaveText("3 new entries");
  await send(adas, server, "add_note", { number: "1", text: "The pool is full" });
  await expect(timeline(bens).getByText("The pool is full")).toBeAttached();
  await bens.clock.runFor(4_000);
  await expect(news).toHaveText(/^1 new entry: .*The pool is full$/);
  expect(await bens.evaluate(() => (window as unknown as { said: string[] }).said)).toHaveLength(2);
  expect(await bens.locator("[role=log], [aria-live]").count(), "nothing else speaks of each line").toBe(0);
});

test("a time says on hover what it is in UTC, here, and how long ago", async ({ page, server }) => {
  await firstAdmin(page, server);
  await declare(page, "Checkout times out");
  await listening(page);
  const times = page.locator("main time");
  expect(await times.evaluateAll((all) => all.filter((time) => !/ UTC$/.test((time as HTMLElement).title)).length)).toBe(0);
  const declared = timeline(page).locator("time").first();
  await declared.hover();
  await expect(declared).toHaveAttribute("title", /^\w+, \d+ \w+ \d{4}, [\d:]+ UTC\n\w{3},? \d+ \w+ \d{4},? (at )?\d\d:\d\d (CES?T|GMT\+[12])\n\d+ s ago$/);
});

test("the clocks of Now go on", async ({ page, server }) => {
  await firstAdmin(page, server);
  await declare(page, "Checkout times out");
  await page.goto("/");
  await listening(page);
  const left = page.getByRole("region", { name: "Answer now" }).locator("[data-until]");
  const first = await left.innerText();
  expect(first).toMatch(/^1[45]:\d\d$/);
  await expect(left).not.toHaveText(first);
  await expect(page.getByRole("region", { name: "Answer now" }).locator("[data-ago]")).toHaveText(/^\d+ s ago$/);
});

test("the wall outlives a restart", async ({ page, server }) => {
  await firstAdmin(page, server);
  const room = await declare(page, "Checkout times out");
  await page.clock.install();
  await page.goto(`${room}/wall`);
  await listening(page);
  await expect(page.locator("meta[http-equiv=refresh]")).toHaveCount(0);
  await server.kill9();
  await page.clock.runFor(15_000);
  await expect(page.getByText("The server gives no answer")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Checkout times out");
  await server.restart();
  await send(page, server, "add_note", { number: "1", text: "Back again" });
  await page.clock.runFor(15_000);
  await expect(page.getByText("Back again")).toBeVisible();
  await expect(page.getByText("The server gives no answer")).toBeHidden();
});

test("a post-mortem is begun from the room, before the incident is over", async ({ page, server }) => {
  await firstAdmin(page, server);
  await declare(page, "Checkout times out");
  await isLive(page);
  await page.locator(".room-tabs label", { hasText: "Facts" }).click();
  const afterwards = page.getByRole("region", { name: "Afterwards" });
  await afterwards.getByRole("button", { name: "Start post-mortem" }).click();
  await afterwards.getByRole("link", { name: "Post-mortem" }).click();
  await page.waitForURL(/\/postmortems\/1$/);
});
