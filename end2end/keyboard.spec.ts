// The whole loop by keys alone: no mouse, no focus that is lost. Whoever cannot point does an incident like anybody else.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Locator, type Page } from "@playwright/test";
import { ada, ben, declare, expect, firstAdmin, importRunbooks, invite, listening, send, test } from "./tocsin";

const runbooks = fileURLToPath(new URL("../app/domain/fixtures/runbooks/orders.md", import.meta.url));
const region = (page: Page, name: string) => page.getByRole("region", { name });
const MOST_TABS = 150;

/** Tab after tab until it has the focus: what cannot be reached like that is not there for those who use keys. */
async function tabTo(page: Page, target: Locator, key = "Tab"): Promise<void> {
  await expect(target).toBeVisible();
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${MOST_TABS} presses of ${key} did not lead to ${target}`);
}

async function press(page: Page, target: Locator, key = "Enter"): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(text);
}

/** The focus is on something that is seen, not back at the page's beginning. */
async function keepsFocus(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.activeElement?.tagName ?? "nothing")).not.toBe("BODY");
}

test("an incident is lived through by keyboard alone", async ({ page, server }) => {
  await test.step("set up: an administrator and runbooks", async () => {
    await firstAdmin(page, server, ada);
    await page.goto("/runbooks/import");
    await page.getByLabel("Choose Markdown files").setInputFiles(runbooks); // the system's own dialogue, not ours
    await press(page, page.getByRole("button", { name: "Show preview" }));
    await press(page, page.getByRole("button", { name: /^Import \d+ runbooks/ }));
    await expect(page.getByRole("status").filter({ hasText: "Imported" })).toBeVisible();
    await page.context().clearCookies();
  });

  await test.step("sign in", async () => {
    await page.goto("/sign-in");
    await type(page, page.getByLabel("E-mail"), ada.email);
    await type(page, page.getByLabel("Password", { exact: true }), ada.password);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Now" })).toBeVisible();
  });

  await test.step("declare, by its key", async () => {
    await listening(page);
    await page.keyboard.press("d");
    await page.waitForURL(/\/incidents\/new$/);
    await type(page, page.getByLabel("Title"), "Orders are slow");
    await type(page, page.getByLabel("Severity"), "P2");
    await press(page, page.getByRole("main").getByRole("button", { name: "Declare incident" }));
    await page.waitForURL(/\/incidents\/1$/);
    await listening(page);
  });

  await test.step("acknowledge and take command", async () => {
    await press(page, page.getByRole("button", { name: "Acknowledge" }));
    await expect(region(page, "Timeline")).toContainText("acknowledged");
    await keepsFocus(page);
    await press(page, region(page, "Roles").locator("summary").filter({ hasText: "Incident commander" }));
    await press(page, page.getByRole("button", { name: "Take command" }));
    await expect(region(page, "Roles")).toContainText("Ada Okafor");
    await keepsFocus(page);
  });

  await test.step("start a checklist, tick with Space, note", async () => {
    await press(page, page.getByRole("button", { name: "Start checklist" }));
    const first = region(page, "Checklists").getByRole("checkbox").first();
    await press(page, first, "Space");
    await expect(first).toBeChecked();
    await keepsFocus(page);
    await type(page, page.getByLabel("Note", { exact: true }), "Seen by support");
    await press(page, page.getByRole("button", { name: "Add note" }));
    await expect(region(page, "Timeline")).toContainText("Seen by support");
    await keepsFocus(page);
  });

  await test.step("resolve", async () => {
    await press(page, page.locator("summary").filter({ hasText: "Recovery check" }));
    await type(page, page.getByLabel("What was checked, and what was seen"), "p95 below 300 ms");
    await press(page, page.getByRole("button", { name: "Passed" }));
    await press(page, page.getByRole("button", { name: "Resolve" }));
    await expect(region(page, "Timeline")).toContainText("moved to resolved");
    await keepsFocus(page);
  });

  await test.step("write a section of the post-mortem and promise an action item", async () => {
    await tabTo(page, page.getByRole("radio", { name: /^Timeline/ }));
    await page.keyboard.press("ArrowRight");
    await expect(page.getByRole("radio", { name: /^Facts/ })).toBeChecked();
    await press(page, page.getByRole("link", { name: "Post-mortem", exact: true }));
    await page.waitForURL(/\/postmortems\/1/);
    await listening(page);
    await type(page, page.getByRole("textbox", { name: "Root Cause" }), "A lock was held.");
    await expect(region(page, "People here")).toContainText("Saved");
    await keepsFocus(page);
    await type(page, page.getByLabel("Title"), "Set a lock timeout");
    await type(page, page.getByLabel("Owner"), "Ada");
    await type(page, page.getByLabel("Due date"), "01012030"); // day and month alike, in whatever order the browser asks
    await press(page, page.getByRole("button", { name: "Add action item" }));
    await expect(page.getByRole("link", { name: "Set a lock timeout" })).toBeVisible();
  });

  await test.step("close", async () => {
    await page.goto("/incidents/1");
    await listening(page);
    await press(page, page.getByRole("button", { name: "Close" }));
    await expect(region(page, "Timeline")).toContainText("moved to closed");
    await keepsFocus(page);
  });
});

test("the preview of an import is looked through and changed by keyboard alone", async ({ page, server }) => {
  await firstAdmin(page, server, ada);
  await page.goto("/runbooks/import");
  await page.getByLabel("Choose Markdown files").setInputFiles(runbooks);
  await press(page, page.getByRole("button", { name: "Show preview" }));
  await expect(page.getByRole("button", { name: "Import 3 runbooks" })).toBeVisible();
  const main = page.getByRole("main");
  const piece = main.getByRole("listitem").filter({ has: page.getByRole("checkbox", { name: "Tick “Runbook 2: Checkout is slow”" }) }).last();
  await expect(piece).toContainText("P2");
  await type(page, main.getByLabel("Which runbooks"), "All");
  await type(page, main.getByLabel("Severity", { exact: true }).first(), "P0");
  await press(page, main.getByRole("button", { name: "Apply to these" }));
  await expect(piece).toContainText("P0");
  await type(page, main.getByLabel("Take “Runbook 2: Checkout is slow” as"), "Handbook");
  await press(page, page.getByRole("button", { name: "Look again" }));
  await press(page, page.getByRole("button", { name: "Import 2 runbooks" }));
  await expect(page.getByRole("status").filter({ hasText: "Imported" })).toBeVisible();
});

test("roles are assigned, a decision is made and a post-mortem approved by keyboard alone", async ({ page, server, browser }) => {
  await firstAdmin(page, server, ada);
  const bens = await browser.newPage({ baseURL: server.url });
  await invite(page, bens, ben, "Commander");
  await importRunbooks(page, readFileSync(runbooks, "utf8"));
  await declare(page, "Orders fail", "p1");
  await listening(page);

  await test.step("a role is given to somebody else", async () => {
    await press(page, region(page, "Roles").locator("summary").filter({ hasText: "Scribe" }));
    await type(page, page.getByRole("form", { name: "Assign scribe" }).getByLabel("Scribe"), "Ben");
    await press(page, page.getByRole("form", { name: "Assign scribe" }).getByRole("button", { name: "Assign role" }));
    await expect(region(page, "Roles")).toContainText("Ben Lindqvist");
    await keepsFocus(page);
  });

  await test.step("a branch of a decision is chosen", async () => {
    await type(page, page.getByLabel("Runbook", { exact: true }), "Orders fail");
    await press(page, page.getByRole("button", { name: "Start checklist" }));
    const decision = page.getByRole("group", { name: "Decision" }).or(page.locator("form.decision fieldset")).first();
    await expect(decision).toBeAttached();
    const window = page.locator("details.window").filter({ has: page.locator("form.decision") }).first();
    if (!(await decision.isVisible())) await press(page, window.locator("summary.window-head"));
    await press(page, decision.getByRole("radio").first(), "Space");
    await type(page, decision.getByLabel("Why"), "Deployed ten minutes ago");
    await press(page, decision.getByRole("button", { name: "Choose branch" }));
    await expect(decision).toContainText("because Deployed ten minutes ago");
    await keepsFocus(page);
  });

  await test.step("a review is asked for, and approved", async () => {
    await send(page, server, "start_postmortem", { number: "1" });
    for (const one of [page, bens]) {
      await one.goto("/postmortems/1");
      await expect(region(one, "People here")).toContainText("Saved");
    }
    await type(page, page.getByLabel("Reviewer"), "Ben");
    await press(page, page.getByRole("button", { name: "Request review" }));
    await expect(region(bens, "Review")).toContainText("In review");
    await press(bens, bens.getByRole("button", { name: "Approve" }));
    await expect(region(bens, "Review")).toContainText("approved by Ben Lindqvist");
  });
  await bens.close();
});
