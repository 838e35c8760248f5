// Before the script has loaded, or where none ever does: everything that an incident needs, by plain forms.
import { fileURLToPath } from "node:url";
import { type Page } from "@playwright/test";
import { ada, ben, expect, firstAdmin, invite, signIn, test } from "./tocsin";

test.use({ javaScriptEnabled: false });

const runbooks = fileURLToPath(new URL("../app/domain/fixtures/runbooks/orders.md", import.meta.url));
const region = (page: Page, name: string) => page.getByRole("region", { name });

test("an incident is lived through without script, from the sign-in to a closed room", async ({ page, server, browser }) => {
  const bens = await browser.newPage({ baseURL: server.url, javaScriptEnabled: false });

  await test.step("set up, invite, sign in", async () => {
    await firstAdmin(page, server, ada);
    await invite(page, bens, ben);
    await page.context().clearCookies();
    await signIn(page, ada.email, ada.password);
  });

  await test.step("import a runbook file", async () => {
    await page.goto("/runbooks/import");
    await page.getByLabel("Choose Markdown files").setInputFiles(runbooks);
    await page.getByRole("button", { name: "Show preview" }).click();
    await page.getByRole("button", { name: /^Import \d+ runbooks/ }).click();
    await expect(page.getByRole("status").filter({ hasText: "Imported" })).toBeVisible();
  });

  await test.step("declare, similar incidents being offered", async () => {
    await page.goto("/incidents/new");
    await page.getByLabel("Title").fill("Orders are slow");
    await page.getByLabel("Severity").selectOption("p2");
    await page.getByLabel("Summary").fill("One order in five takes ten seconds.");
    await page.getByRole("main").getByRole("button", { name: "Declare incident" }).click();
    await page.waitForURL(/\/incidents\/1$/);
  });

  await test.step("acknowledge, take a role, assign another, move on", async () => {
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await expect(region(page, "Timeline")).toContainText("acknowledged");
    await region(page, "Roles").getByText("Incident commander").first().click();
    await page.getByRole("button", { name: "Take command" }).click();
    await expect(region(page, "Roles")).toContainText("Ada Okafor");
    await region(page, "Roles").getByText("Scribe").first().click();
    await page.getByRole("form", { name: "Assign scribe" }).getByLabel("Scribe").selectOption({ label: ben.name });
    await page.getByRole("form", { name: "Assign scribe" }).getByRole("button", { name: "Assign role" }).click();
    await expect(region(page, "Roles")).toContainText("Ben Lindqvist");
    await page.getByRole("button", { name: "Investigate" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "Investigating" }).first()).toHaveAttribute("aria-current", "step");
  });

  await test.step("start a checklist, tick, take the tick back, note", async () => {
    await page.getByRole("button", { name: "Start checklist" }).click();
    const first = region(page, "Checklists").getByRole("checkbox").first();
    await first.click();
    await expect(first).toBeChecked();
    await expect(region(page, "Timeline")).toContainText("checked “");
    await first.click();
    await expect(first).not.toBeChecked();
    await page.getByLabel("Note", { exact: true }).fill("Seen by **support** too");
    await page.getByRole("button", { name: "Add note" }).click();
    await expect(region(page, "Timeline").locator("strong", { hasText: "support" })).toBeVisible();
  });

  await test.step("resolve through the gate", async () => {
    await page.getByText("Recovery check", { exact: true }).click();
    await page.getByLabel("What was checked, and what was seen").fill("p95 below 300 ms for ten minutes");
    await page.getByRole("button", { name: "Passed" }).click();
    await page.getByRole("button", { name: "Resolve" }).click();
    await expect(region(page, "Timeline")).toContainText("moved to resolved");
  });

  await test.step("write a section of the post-mortem and promise an action item", async () => {
    await page.goto("/postmortems/1");
    const cause = page.getByRole("textbox", { name: "Root Cause" });
    await cause.fill("A lock was held.\nNobody saw it.");
    await page.locator("#root-cause").getByRole("button", { name: "Save section" }).click();
    await expect(cause).toHaveValue("A lock was held.\nNobody saw it.");
    await page.getByLabel("Title").fill("Set a lock timeout for jobs");
    await page.getByLabel("Owner").selectOption({ label: ben.name });
    await page.getByLabel("Due date").fill("2030-01-31");
    await page.getByRole("button", { name: "Add action item" }).click();
    await expect(page.getByRole("link", { name: "Set a lock timeout for jobs" })).toBeVisible();
  });

  await test.step("close", async () => {
    await page.goto("/incidents/1");
    await page.getByRole("button", { name: "Close" }).click();
    await expect(region(page, "Timeline")).toContainText("moved to closed");
  });
  await bens.close();
});
