import { type Browser, type BrowserContext, type Locator, type Page, type WebSocketRoute } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ada, ben, cleo, expect, firstAdmin, invite, listening, send, test, type Server } from "./tocsin";

interface Two {
  adas: Page;
  bens: Page;
  bensContext: BrowserContext;
}

/** Ada and Ben, each in a browser of their own, and an incident that is over. */
async function resolved(browser: Browser, server: Server, summary = "One order in five fails."): Promise<Two> {
  const open = () => browser.newContext({ baseURL: server.url });
  const [adasContext, bensContext] = [await open(), await open()];
  const [adas, bens] = [await adasContext.newPage(), await bensContext.newPage()];
  await firstAdmin(adas, server, ada);
  await invite(adas, bens, ben, "Commander");
  await adas.goto("/incidents/new");
  await adas.getByLabel("Title").fill("Checkout times out");
  await adas.getByLabel("Severity").selectOption("p1");
  await adas.getByLabel("Summary").fill(summary);
  await adas.getByRole("button", { name: "Declare incident" }).click();
  await adas.waitForURL(/\/incidents\/1$/);
  for (const form of [
    { path: "/api/check_recovery", fields: { number: "1", statement: "p95 below 500 ms", verdict: "passed" } },
    { path: "/api/enter_stage", fields: { number: "1", stage: "resolved" } },
  ]) {
    const answer = await adas.request.post(form.path, { form: form.fields, headers: { origin: server.url } });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
  return { adas, bens, bensContext };
}

const cause = (page: Page) => page.getByRole("textbox", { name: "Root Cause" });

/** The text has come, and what was typed is stored. */
async function isSaved(page: Page): Promise<void> {
  await expect(page.getByRole("region", { name: "People here" })).toContainText("Saved");
}

async function openBoth({ adas, bens }: Two): Promise<void> {
  for (const page of [adas, bens]) {
    await page.goto("/postmortems/1");
    await isSaved(page);
  }
}

test("it begins half written from the log", async ({ browser, server }) => {
  const { adas } = await resolved(browser, server);
  await adas.goto("/postmortems");
  await adas.getByRole("link", { name: "Checkout times out" }).click();
  await expect(adas.getByRole("heading", { level: 1 })).toHaveText("Checkout times out");
  await expect(adas.getByRole("textbox", { name: "Impact" })).toHaveValue(/^One order in five fails\./);
  await expect(adas.getByRole("textbox", { name: "Timeline" })).toHaveValue(/UTC Ada Okafor declared P1: Checkout times out/);
  await expect(adas.getByRole("textbox", { name: "Resolution" })).toHaveValue(/p95 below 500 ms/);
  await expectAccessible(adas);
  const exported = await adas.request.get("/postmortems/1/export.md");
  expect(await exported.text()).toContain("# Post-mortem: INC-1 Checkout times out");
});

test("two type in one section at once, and nothing is lost", async ({ browser, server }) => {
  const two = await resolved(browser, server);
  await openBoth(two);
  const { adas, bens } = two;
  await cause(adas).pressSequentially("[] lock. ");
  await expect(cause(bens)).toHaveValue("[] lock. ");
  const his = (async () => {
    await cause(bens).focus();
    await bens.keyboard.press("Control+End");
    await bens.keyboard.type("Nobody saw it for a while.", { delay: 15 });
  })();
  const hers = (async () => {
    await cause(adas).focus();
    await adas.keyboard.press("Control+Home");
    await adas.keyboard.press("ArrowRight");
    await adas.keyboard.type("the nightly job", { delay: 15 });
  })();
  await Promise.all([his, hers]);
  for (const page of [adas, bens]) {
    await expect(cause(page)).toHaveValue("[the nightly job] lock. Nobody saw it for a while.");
    await isSaved(page);
  }
  // Each sees where the other writes.
  await expect(bens.locator("[data-writers='root-cause']")).toHaveText(/Ada Okafor writes here/);
  await expect(bens.locator(".editor-mirror .caret b")).toHaveText("Ada Okafor");

  // Undo is one's own.
  await bens.keyboard.press("Control+z");
  await expect(cause(bens)).not.toHaveValue(/for a while/);
  await expect(cause(adas)).toHaveValue(/^\[the nightly job\] lock\. /);
  await bens.keyboard.press("Control+Shift+z");
  await expect(cause(adas)).toHaveValue("[the nightly job] lock. Nobody saw it for a while.");
});

test("words typed without a connection survive a reload and merge when it is back", async ({ browser, server }) => {
  const two = await resolved(browser, server);
  await openBoth(two);
  const { adas, bens } = two;
  await cause(adas).fill("Start. End.");
  await expect(cause(bens)).toHaveValue("Start. End.");
  await isSaved(adas);

  await server.kill9();
  await expect(bens.locator(".strip[data-live]").first()).toHaveAttribute("data-live", "offline", { timeout: 20_000 });
  await cause(bens).focus();
  await bens.keyboard.press("Control+Home");
  for (let n = 0; n < 6; n++) await bens.keyboard.press("ArrowRight");
  await bens.keyboard.type(" Ben was offline.");
  const kept = bens.getByRole("region", { name: "People here" }).locator(".live");
  await expect(kept).toHaveText("Kept on this device until the connection is back");
  await server.restart();
  await bens.reload();
  await isSaved(bens);
  for (const page of [adas, bens]) {
    await expect(cause(page)).toHaveValue("Start. Ben was offline. End.", { timeout: 30_000 });
  }
});

test("without script a section is saved, and what others typed meanwhile stays", async ({ browser, server }) => {
  const two = await resolved(browser, server);
  await openBoth(two);
  const storageState = await two.bensContext.storageState();
  const plain = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false, storageState });
  const page = await plain.newPage();
  await page.goto("/postmortems/1");
  await cause(two.adas).fill("Ada typed this.");
  await isSaved(two.adas);
  await cause(page).fill("Ben saved this.\nOn two lines.");
  await page.locator("#root-cause").getByRole("button", { name: "Save section" }).click();
  await expect(cause(page)).toHaveValue(/Ada typed this\./);
  await expect(cause(page)).toHaveValue(/Ben saved this\.\nOn two lines\./);
  await expect(cause(two.adas)).toHaveValue(/Ben saved this\.\nOn two lines\./);
});

test("whoever only reads it sees what is written as it is written, without the editor's module", async ({ browser, server }) => {
  const { adas } = await resolved(browser, server);
  const cleos = await (await browser.newContext({ baseURL: server.url })).newPage();
  await invite(adas, cleos, cleo, "Viewer");
  const loaded: string[] = [];
  cleos.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await cleos.goto("/postmortems/1");
  const section = cleos.getByRole("region", { name: "Root Cause" });
  await expect(section).toContainText("Nothing is written here yet.");
  await expect(cleos.locator(".strip[data-live]").first()).toHaveAttribute("data-live", "live");
  expect(loaded.filter((path) => path.includes("tocsin")).length).toBeGreaterThan(0);
  expect(loaded.filter((path) => /editor.*\.(js|wasm)$/.test(path))).toEqual([]);
  await adas.goto("/postmortems/1");
  await isSaved(adas);
  await cause(adas).pressSequentially("A job held a **lock**.");
  await expect(section.locator("strong")).toHaveText("lock");
  await expect(cleos.getByRole("textbox")).toHaveCount(0);
  await expectAccessible(cleos);
});

test("an edit after the approval visibly voids it", async ({ browser, server }) => {
  const two = await resolved(browser, server);
  await openBoth(two);
  const { adas, bens } = two;
  const review = (page: Page) => page.getByRole("region", { name: "Review" });
  await adas.getByLabel("Reviewer").selectOption({ label: ben.name });
  await adas.getByRole("button", { name: "Request review" }).click();
  await expect(review(adas)).toContainText("In review");
  await expect(review(bens)).toContainText("In review");
  await bens.getByRole("button", { name: "Approve" }).click();
  await expect(review(bens)).toContainText("approved by Ben Lindqvist");
  await expect(review(adas)).toContainText("approved by Ben Lindqvist");
  await isSaved(adas);
  await cause(adas).fill("One more word.");
  await expect(review(bens)).toContainText("approval void: Ada Okafor edited it");
});

test("those who may approve it are asked, and an approval by one of its writers says so", async ({ browser, server }) => {
  const two = await resolved(browser, server);
  const cleos = await (await browser.newContext({ baseURL: server.url })).newPage();
  await invite(two.adas, cleos, cleo, "Responder");
  await openBoth(two);
  const { adas } = two;
  await cause(adas).fill("A lock was held.");
  await isSaved(adas);
  await expect(adas.getByLabel("Reviewer").locator("option")).toHaveText(["Choose", ada.name, ben.name]);
  await adas.getByLabel("Reviewer").selectOption({ label: ada.name });
  await adas.getByRole("button", { name: "Request review" }).click();
  const review = adas.getByRole("region", { name: "Review" });
  await expect(review).toContainText("In review");
  await adas.goto("/");
  await expect(adas.locator("#postmortem-1")).toContainText("you were asked to review it");
  await adas.goto("/postmortems/1");
  await isSaved(adas);
  await adas.getByRole("button", { name: "Approve" }).click();
  await expect(review).toContainText("approved by Ada Okafor");
  await expect(review).toContainText("who is one of its writers");
  await expectAccessible(adas);
  // It is due a day after the incident was resolved, and an incident that is back is not over.
  const back = await adas.request.post("/api/reopen_incident", { form: { number: "1", reason: "It is back." }, headers: { origin: server.url } });
  expect(back.ok(), await back.text()).toBe(true);
  await adas.goto("/postmortems/1");
  await expect(review).toContainText("approval void: Ada Okafor reopened the incident");
  await adas.goto("/postmortems");
  await expect(adas.getByRole("row", { name: /Checkout times out/ })).toContainText("no date");
});

test("those who listen are told that all is saved once, not with every stroke", async ({ browser, server }) => {
  const { adas } = await resolved(browser, server);
  await adas.goto("/postmortems/1");
  await isSaved(adas);
  const status = adas.getByRole("region", { name: "People here" }).getByRole("status");
  await expect(status).toHaveText("Saved");
  await status.evaluate((place) => {
    const said: string[] = ((window as unknown as { said: string[] }).said = []);
    new MutationObserver(() => said.push(place.textContent ?? "")).observe(place, { childList: true, subtree: true, characterData: true });
  });
  await cause(adas).pressSequentially("Somebody held a lock for far too long.", { delay: 150 });
  await isSaved(adas);
  expect(await adas.evaluate(() => (window as unknown as { said: string[] }).said)).toEqual([]);
});

test("where the browser does not measure a text its section is as tall as its words all the same, also on paper", async ({ browser, server }) => {
  const { adas } = await resolved(browser, server);
  const context = await browser.newContext({ baseURL: server.url, storageState: await adas.context().storageState(), bypassCSP: true });
  await context.addInitScript(() => {
    const supports = CSS.supports.bind(CSS) as (...asked: string[]) => boolean;
    CSS.supports = (...asked: string[]) => !asked[0].includes("field-sizing") && supports(...asked);
  });
  const page = await context.newPage();
  await page.goto("/postmortems/1");
  await page.addStyleTag({ content: "textarea.editor { field-sizing: fixed !important; }" });
  await isSaved(page);
  await cause(page).fill(Array.from({ length: 30 }, (_, at) => `Line ${at}: ${"a lock was held ".repeat(at % 9)}`).join("\n"));
  const clipped = () => cause(page).evaluate((area) => area.scrollHeight - area.clientHeight);
  expect(await clipped()).toBeLessThanOrEqual(1);
  expect((await cause(page).boundingBox())?.height).toBeGreaterThan(600);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("#root-cause .editor-mirror")).toContainText("Line 29");
  expect((await page.locator("#root-cause .editor-mirror").boundingBox())?.height).toBeGreaterThan(400);
  await context.close();
});

const review = (page: Page) => page.getByRole("region", { name: "Review" });

/** What comes by the clipboard, without a keyboard's events. */
const paste = (section: Locator, words: string) =>
  section.evaluate((area: HTMLTextAreaElement, words) => {
    area.setRangeText(words, area.value.length, area.value.length, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }, words);

/** Before a page is opened: gives what ends its live connection. The next ones open, and nothing ever comes by them. */
async function cuttable(page: Page): Promise<() => Promise<void>> {
  let isCut = false;
  const open: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/live/, (socket) => {
    if (isCut) return;
    socket.connectToServer();
    open.push(socket);
  });
  return async () => {
    isCut = true;
    for (const socket of open) await socket.close();
  };
}

test("a text that begins with several lines is typed in by two at once, and no line comes twice", async ({ browser, server }) => {
  const two = await resolved(browser, server, "One order in five fails.\nSince noon.\n\nNobody can pay.");
  await openBoth(two);
  const { adas, bens } = two;
  const impact = (page: Page) => page.getByRole("textbox", { name: "Impact" });
  const typed = async (page: Page, key: string, words: string) => {
    await impact(page).focus();
    await page.keyboard.press(key);
    await page.keyboard.type(words, { delay: 15 });
  };
  await Promise.all([typed(adas, "Control+Home", "Ada begins. "), typed(bens, "Control+End", " Ben ends.")]);
  for (const page of [adas, bens]) {
    await expect(impact(page)).toHaveValue("Ada begins. One order in five fails.\nSince noon.\n\nNobody can pay. Ben ends.");
    await isSaved(page);
  }
});

test("a section that is sent again is saved once", async ({ browser, server }) => {
  const { adas } = await resolved(browser, server);
  const form = { number: "1", section: "root-cause", text: "A job held a lock.", base: "", once: "sent-twice" };
  for (let n = 0; n < 2; n++) await send(adas, server, "save_section", form);
  await adas.goto("/postmortems/1");
  await expect(cause(adas)).toHaveValue("A job held a lock.");
});

test("a paste that is too large is left out and says so, and the text goes on", async ({ browser, server }) => {
  const two = await resolved(browser, server);
  await openBoth(two);
  const { adas, bens } = two;
  await cause(bens).fill("Before. ");
  await paste(cause(bens), "x".repeat(200_000));
  await expect(cause(bens)).toHaveValue("Before. ");
  const said = bens.getByRole("alert").filter({ hasText: "That was 200 kB" });
  await expect(said).toContainText("nothing of the text is lost");
  await cause(bens).pressSequentially("After.");
  await expect(said).toBeHidden();
  for (const page of [adas, bens]) await expect(cause(page)).toHaveValue("Before. After.");
  await isSaved(bens);
});

test("all that is put in without a connection is sent when it is back, however much", async ({ browser, server }) => {
  const two = await resolved(browser, server);
  await openBoth(two);
  const { adas, bens } = two;
  await server.kill9();
  await expect(bens.locator(".strip[data-live]").first()).toHaveAttribute("data-live", "offline", { timeout: 20_000 });
  for (const word of ["one ", "two ", "six "]) await paste(cause(bens), word.repeat(25_000));
  await server.restart();
  await expect(bens.getByRole("region", { name: "People here" })).toContainText("Saved", { timeout: 60_000 });
  await expect.poll(async () => (await cause(adas).inputValue()).length, { timeout: 60_000 }).toBe(300_000);
});

test("words typed before the text has come are kept, and merged with what others wrote meanwhile", async ({ browser, server }) => {
  const { adas, bens, bensContext } = await resolved(browser, server);
  const early = await bensContext.newPage();
  await early.routeWebSocket(/\/live/, () => {});
  await early.goto("/postmortems/1");
  await listening(early);
  await cause(early).pressSequentially("Ben was early. ");
  await early.reload();
  await listening(early);
  await expect(cause(early)).toHaveValue("Ben was early. ");
  await early.close();

  await send(adas, server, "save_section", { number: "1", section: "root-cause", text: "Ada wrote this. ", base: "" });
  await bens.goto("/postmortems/1");
  await isSaved(bens);
  await adas.goto("/postmortems/1");
  for (const page of [adas, bens]) await expect(cause(page)).toHaveValue("Ada wrote this. Ben was early. ");
  await expect(bens.getByText("You had typed")).toHaveCount(0);
  expect(await bens.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("tocsin.draft.")))).toEqual([]);
});

test("what one tab still keeps is not forgotten by another that has sent an earlier part of it", async ({ browser, server }) => {
  const { bensContext } = await resolved(browser, server);
  const one = await bensContext.newPage();
  const cut = await cuttable(one);
  await one.goto("/postmortems/1");
  await isSaved(one);
  await cut();
  await cause(one).pressSequentially("First. ");

  const other = await bensContext.newPage();
  let mend = () => {};
  const mended = new Promise<void>((done) => (mend = done));
  let ask = () => {};
  const asked = new Promise<void>((done) => (ask = done));
  await other.routeWebSocket(/\/live/, async (socket) => {
    ask();
    await mended;
    socket.connectToServer();
  });
  await other.goto("/postmortems/1");
  await asked;
  await cause(one).pressSequentially("Second. ");
  mend();
  await isSaved(other);
  await expect(cause(other)).toHaveValue("First. ");

  await one.close();
  const later = await bensContext.newPage();
  await later.goto("/postmortems/1");
  await isSaved(later);
  await expect(cause(later)).toHaveValue("First. Second. ");
});

test("what a reviewer has not seen is not approved where the page has lost sight of the text", async ({ browser, server }) => {
  const two = await resolved(browser, server);
  const { adas, bens } = two;
  const cut = await cuttable(adas);
  await openBoth(two);
  await bens.getByLabel("Reviewer").selectOption({ label: ada.name });
  await bens.getByRole("button", { name: "Request review" }).click();
  const approve = adas.getByRole("button", { name: "Approve" });
  await expect(approve).toBeVisible();
  await cut();
  await isSaved(bens);
  await cause(bens).fill("Something else altogether.");
  await expect.poll(async () => (await bens.request.get("/postmortems/1/export.md")).text()).toContain("Something else altogether.");

  await approve.click();
  await expect(review(adas)).toContainText("The text was changed after you opened this page.");
  await expect(review(adas)).not.toContainText("approved by");
  // This page has it.
  await approve.click();
  await expect(review(adas)).toContainText("approved by Ada Okafor");
});

test("what a reviewer types stays, whatever becomes of the review meanwhile", async ({ browser, server }) => {
  const { adas, bens } = await resolved(browser, server);
  await bens.goto("/postmortems/1");
  await bens.getByLabel("Reviewer").selectOption({ label: ada.name });
  await bens.getByRole("button", { name: "Request review" }).click();
  await expect(review(bens)).toContainText("In review");
  await adas.goto("/postmortems/1");
  await isSaved(adas);
  const comment = adas.getByRole("textbox", { name: "What should change" });
  await comment.fill("Say why.");
  await comment.blur();

  const other = await adas.context().newPage();
  await other.goto("/postmortems/1");
  await other.getByRole("button", { name: "Approve" }).click();
  await expect(review(other)).toContainText("approved by Ada Okafor");
  await expect(review(adas)).toContainText("The review has moved on: this can't be sent any more.");
  await expect(comment).toHaveValue("Say why.");
  await expectAccessible(adas);
  await comment.fill("");
  await comment.blur();
  await expect(review(adas)).toContainText("approved by Ada Okafor");
  await expect(comment).toHaveCount(0);
});

test("a connection that is dead without a word is replaced, and its end is not waited for", async ({ browser, server }) => {
  const { bens } = await resolved(browser, server);
  let opened = 0;
  await bens.routeWebSocket(/\/live/, (socket) => {
    opened += 1;
    // Nothing comes by the first, not even that it is closed.
    if (opened === 1) socket.onClose(() => {});
    else socket.connectToServer();
  });
  await bens.clock.install();
  await bens.goto("/postmortems/1");
  await listening(bens);
  await expect.poll(() => opened).toBe(1);
  await bens.clock.fastForward(60_000);
  await expect.poll(() => opened).toBe(2);
  await isSaved(bens);
});
