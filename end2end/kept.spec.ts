// Nothing that people type or do is lost: not by a reload, another tab, another person, a lost connection, an ended session.
import { fileURLToPath } from "node:url";
import { type BrowserContext, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ada, ben, expect, firstAdmin, signIn, test, twoPeople } from "./tocsin";

// Wide enough for a room in three columns.
const viewport = { width: 1600, height: 1000 };
test.use({ viewport });

const runbooks = fileURLToPath(new URL("../app/domain/fixtures/runbooks/orders.md", import.meta.url));

async function declare(page: Page, title: string): Promise<string> {
  await page.goto("/incidents/new");
  await page.getByLabel("Title").fill(title);
  await page.getByRole("main").getByRole("button", { name: "Declare incident" }).click();
  await page.waitForURL(/\/incidents\/\d+$/);
  return new URL(page.url()).pathname;
}

/** Every island has begun. */
const begun = (page: Page) => expect(page.locator("html")).toHaveAttribute("data-ready", "");

async function go(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await begun(page);
}

const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });
const noteOf = (page: Page) => page.getByLabel("Note", { exact: true });

async function note(page: Page, text: string): Promise<void> {
  await noteOf(page).fill(text);
  await page.getByRole("button", { name: "Add note" }).click();
}

async function take(page: Page): Promise<void> {
  await page.goto("/runbooks/import");
  await page.getByLabel("Choose Markdown files").setInputFiles(runbooks);
  await page.getByRole("button", { name: "Show preview" }).click();
  await page.getByRole("button", { name: /^Import \d+ runbooks/ }).click();
  await expect(page.getByRole("status").filter({ hasText: "Imported" })).toBeVisible();
}

/** What the page says of changes that wait. */
const waiting = (page: Page) => page.getByRole("status").filter({ hasText: /changes? waits? here/ });

/** The server answers nothing, while pages can still be loaded. */
async function cut(context: BrowserContext): Promise<() => Promise<void>> {
  await context.route("**/api/**", (route) => route.abort("connectionrefused"));
  return () => context.unroute("**/api/**");
}

test("what waits in two tabs is all sent, once each and in order, also after both were loaded anew", async ({ page, server, context }) => {
  await firstAdmin(page, server);
  const room = await declare(page, "Queue grows");
  const other = await context.newPage();
  await go(page, room);
  await go(other, room);
  const mend = await cut(context);

  await note(page, "First, from one tab");
  await expect(waiting(page)).toContainText("1 change waits here");
  await note(other, "Second, from the other");
  await expect(waiting(other)).toContainText("2 changes wait here");
  await note(page, "Third, from the first again");
  await expect(waiting(page)).toContainText("3 changes wait here");
  await expect(timeline(page).locator(".event[data-pending]")).toHaveCount(3);
  await expect(timeline(page).locator(".event[data-pending]").last()).toContainText("Third, from the first again");
  await page.reload();
  await other.reload();
  await expect(waiting(page)).toContainText("3 changes wait here");
  await expectAccessible(page);

  await mend();
  await expect(waiting(page)).toBeHidden({ timeout: 30_000 });
  await expect(timeline(page).locator(".event[data-pending]")).toHaveCount(0);
  await page.reload();
  const written = timeline(page).locator(".event[data-kind=note] .note");
  await expect(written).toHaveText(["First, from one tab", "Second, from the other", "Third, from the first again"]);
});

test("what waits is sent from any page, and stays its author's whoever signs in", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server, { viewport });
  const room = await declare(adas, "Search is behind");
  await go(bens, room);
  const mend = await cut(bens.context());
  await note(bens, "Ben saw it first");
  await expect(waiting(bens)).toContainText("1 change waits here");
  await mend();

  // Somebody else signs in in this browser, in another tab.
  await bens.context().clearCookies();
  const other = await bens.context().newPage();
  await signIn(other, ada.email, ada.password);
  await begun(other);
  await expect(waiting(other)).toContainText("1 change waits here for somebody else");
  await expect(bens.getByText("sent when you sign in again")).toBeVisible({ timeout: 30_000 });
  await other.goto(room);
  await expect(timeline(other)).not.toContainText("Ben saw it first");

  await bens.context().clearCookies();
  await signIn(bens, ben.email, ben.password);
  await go(bens, "/runbooks");
  await expect(waiting(bens)).toBeHidden();
  await adas.goto(room);
  const line = timeline(adas).locator(".event", { hasText: "Ben saw it first" });
  await expect(line).toHaveCount(1);
  await expect(line).toContainText("Ben Lindqvist");
});

test("a tick and what takes it back are carried out in the order in which they were made", async ({ page, server, context }) => {
  await firstAdmin(page, server);
  await take(page);
  const room = await declare(page, "Orders are slow");
  await page.getByRole("button", { name: "Start checklist" }).click();
  const first = page.getByRole("region", { name: "Checklists" }).getByRole("checkbox").first();
  await begun(page);
  const mend = await cut(context);
  await first.click();
  await expect(waiting(page)).toContainText("1 change waits here");
  await expect(first).toBeChecked();
  // The connection is back before what waits has been tried again.
  await mend();
  const sent: string[] = [];
  page.on("request", (request) => { if (new URL(request.url()).pathname === "/api/tick_item") sent.push(request.postData() ?? ""); });
  await first.click();
  await expect.poll(() => sent.map((body) => (body.includes("uncheck=") ? "uncheck" : "check"))).toEqual(["check", "uncheck"]);
  await expect(waiting(page)).toBeHidden();
  await page.goto(room);
  await expect(first).not.toBeChecked();
  await expect(timeline(page)).toContainText("took back the tick");
});

test("what was refused at last can be sent again, and says so in its place", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server, { viewport });
  const room = await declare(adas, "Slow reports");
  await go(bens, room);
  await bens.context().route(/\/api\/add_note/, (route) => route.abort("connectionrefused"));
  await note(bens, "The report of Tuesday too");
  await expect(timeline(bens).locator(".event[data-pending]")).toContainText("The report of Tuesday too");
  await bens.context().unroute(/\/api\/add_note/);
  const broken = { status: 500, contentType: "application/json", body: JSON.stringify({ broken: "abc" }) };
  await bens.context().route(/\/api\/add_note/, (route) => route.fulfill(broken));

  const alert = bens.getByRole("alert").filter({ hasText: "Not taken after all." });
  await expect(alert).toContainText("Add note “The report of Tuesday too”: Something broke on our side", { timeout: 30_000 });
  await expect(timeline(bens).locator(".event[data-failed]")).toContainText("The report of Tuesday too");
  await expectAccessible(bens);
  await bens.context().unroute(/\/api\/add_note/);
  await go(bens, "/actions");
  await alert.getByRole("button", { name: "Send again" }).click();
  await expect(alert).toBeHidden();
  await bens.goto(room);
  await expect(timeline(bens).locator(".event", { hasText: "The report of Tuesday too" })).toHaveCount(1);
});

test("what is typed into forms is there after a reload, for its author alone, until the server has it", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server, { viewport });

  await test.step("a declaration, which is gone once it is made", async () => {
    await go(bens, "/incidents/new");
    await bens.getByLabel("Title").fill("Payments hang");
    await bens.getByLabel("Severity").selectOption("p1");
    await bens.getByLabel("Summary").fill("Since the last release");
    await bens.reload();
    await expect(bens.getByText("What you had typed here before is back.")).toBeVisible();
    await expect(bens.getByLabel("Severity")).toHaveValue("p1");
    await expect(bens.getByLabel("Summary")).toHaveValue("Since the last release");
    await expectAccessible(bens);
    await bens.getByRole("main").getByRole("button", { name: "Declare incident" }).click();
    await bens.waitForURL(/\/incidents\/\d+$/);
    await begun(bens);
    await go(bens, "/incidents/new");
    await expect(bens.getByLabel("Title")).toHaveValue("");
  });

  await test.step("facts, which others may have revised meanwhile", async () => {
    await go(bens, "/incidents/1");
    await bens.locator("summary", { hasText: "Edit facts" }).click();
    await bens.getByLabel("Customers").fill("forty so far");
    await bens.getByLabel("Services").fill("payments");
    await bens.reload();
    await begun(bens);
    await expect(bens.getByLabel("Customers")).toHaveValue("forty so far");
    await go(adas, "/incidents/1");
    await adas.locator("summary", { hasText: "Edit facts" }).click();
    await adas.getByLabel("Services").fill("checkout");
    await adas.getByRole("button", { name: "Save facts" }).click();
    await expect(adas.getByRole("region", { name: "Facts", exact: true })).toContainText("checkout");
    await bens.reload();
    await begun(bens);
    await bens.locator("summary", { hasText: "Edit facts" }).click();
    await expect(bens.getByLabel("Customers")).toHaveValue("forty so far");
    await expect(bens.getByLabel("Services")).toHaveValue("checkout");
    await expect(bens.getByText("This has changed since you typed here.")).toBeVisible();
    await bens.getByRole("button", { name: "Discard" }).click();
    await expect(bens.getByLabel("Customers")).toHaveValue("");
    await bens.reload();
    await begun(bens);
    await expect(bens.getByLabel("Customers")).toHaveValue("");
  });

  await test.step("an action item, whose refusal keeps it too", async () => {
    await go(bens, "/actions");
    await bens.getByLabel("Title").fill("Set a lock timeout");
    await bens.getByLabel("Due date").fill("2030-01-31");
    await bens.reload();
    await begun(bens);
    await expect(bens.getByLabel("Title")).toHaveValue("Set a lock timeout");
    await expect(bens.getByLabel("Due date")).toHaveValue("2030-01-31");
    await bens.getByLabel("Owner").selectOption({ label: ben.name });
    await bens.getByRole("button", { name: "Add action item" }).click();
    await expect(bens.getByRole("link", { name: "Set a lock timeout" })).toBeVisible();
    await begun(bens);
    await expect(bens.getByLabel("Title")).toHaveValue("");
    await bens.reload();
    await begun(bens);
    await expect(bens.getByLabel("Title")).toHaveValue("");
  });

  await test.step("a proposal, also when it was refused", async () => {
    await take(adas);
    await go(adas, "/runbooks");
    const runbook = await adas.locator("a[data-row]").first().getAttribute("href");
    await go(bens, `${runbook}/propose`);
    const text = bens.getByLabel("Text", { exact: true });
    await text.press("Control+End");
    await text.pressSequentially("\nLook at the disk too.\n");
    await bens.getByRole("button", { name: "Propose for review" }).click();
    await expect(bens.getByRole("alert").first()).toContainText("Say what changes, and why");
    await go(bens, `${runbook}/propose`);
    await expect(text).toHaveValue(/Look at the disk too/);
    await expect(bens.locator("[data-preview]")).toContainText("Look at the disk too");
    await bens.getByLabel("What changes, and why").fill("The disk was full");
    await bens.getByRole("button", { name: "Save as draft" }).click();
    await bens.waitForURL(/\/proposals\/\d+$/);
    await begun(bens);
    await go(bens, `${runbook}/propose`);
    await expect(text).not.toHaveValue(/Look at the disk too/);
  });

  await test.step("somebody else's words are not shown", async () => {
    await go(bens, "/incidents/new");
    await bens.getByLabel("Title").fill("Only Ben knows");
    await bens.context().clearCookies();
    await signIn(bens, ada.email, ada.password);
    await go(bens, "/incidents/new");
    await expect(bens.getByLabel("Title")).toHaveValue("");
    await bens.context().clearCookies();
    await signIn(bens, ben.email, ben.password);
    await go(bens, "/incidents/new");
    await expect(bens.getByLabel("Title")).toHaveValue("Only Ben knows");
  });

  await test.step("a password is not kept", async () => {
    await go(bens, "/settings/account");
    await bens.getByLabel("New password").fill("a whole new secret 9");
    const kept = await bens.evaluate(() => JSON.stringify(localStorage));
    expect(kept).toContain("Only Ben knows");
    expect(kept).not.toContain("a whole new secret 9");
  });
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a form of somebody whose session has ended comes back after the sign-in, to be sent again", async ({ page, server }) => {
      await firstAdmin(page, server);
      await page.goto("/incidents/new");
      await page.getByLabel("Title").fill("Nobody can check out");
      await page.getByLabel("Summary").fill("Since noon, in all shops");
      await page.context().clearCookies();
      await page.getByRole("main").getByRole("button", { name: "Declare incident" }).click();
      await expect(page.getByRole("heading", { name: "Sign in to send this" })).toBeVisible();
      await expect(page.getByLabel("What you typed")).toHaveValue(/Since noon, in all shops/);
      expect(page.url()).not.toContain("noon");

      // A slip of the fingers loses nothing either.
      await page.getByLabel("E-mail").fill(ada.email);
      await page.getByLabel("Password", { exact: true }).fill("not the password 1");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByText("What you had typed is kept in this page")).toBeVisible();
      await page.getByLabel("E-mail").fill(ada.email);
      await page.getByLabel("Password", { exact: true }).fill(ada.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("heading", { name: "Signed in" })).toBeVisible();
      await page.getByRole("button", { name: "Send it again" }).click();
      await page.waitForURL(/\/incidents\/1$/);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nobody can check out");
      await expect(page.getByRole("paragraph").filter({ hasText: "Since noon, in all shops" })).toBeVisible();
    });
  });
}

test("a form that is too large is answered with a sentence and its words", async ({ page, server }) => {
  await firstAdmin(page, server);
  await page.goto("/incidents/new");
  await page.getByLabel("Title").fill("A whole log");
  const summary = page.getByLabel("Summary");
  await summary.evaluate((area: HTMLTextAreaElement) => {
    area.removeAttribute("maxlength");
    area.value = "one line of it\n".repeat(115_000);
  });
  await page.getByRole("main").getByRole("button", { name: "Declare incident" }).click();
  await expect(page.getByRole("heading", { name: "Too much at once" })).toBeVisible();
  await expect(page.getByText("A form may hold 2 MB")).toBeVisible();
  await expect(page.getByLabel("What you typed")).toHaveValue(/^A whole log\n\none line of it\n/);
  await expect(page.getByRole("link", { name: "Back to the page" })).toHaveAttribute("href", "/incidents/new");
});
