import { type Browser, type BrowserContext, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ada, ben, cleo, expect, firstAdmin, invite, test, type Server } from "./tocsin";

interface Two {
  adas: Page;
  bens: Page;
  bensContext: BrowserContext;
}

/** Ada and Ben, each in a browser of their own, and an incident that is over. */
async function resolved(browser: Browser, server: Server): Promise<Two> {
  const open = () => browser.newContext({ baseURL: server.url });
  const [adasContext, bensContext] = [await open(), await open()];
  const [adas, bens] = [await adasContext.newPage(), await bensContext.newPage()];
  await firstAdmin(adas, server, ada);
  await invite(adas, bens, ben);
  await adas.goto("/incidents/new");
  await adas.getByLabel("Title").fill("Checkout times out");
  await adas.getByLabel("Severity").selectOption("p1");
  await adas.getByLabel("Summary").fill("One order in five fails.");
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
