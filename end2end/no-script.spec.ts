// Before the script has loaded, or where none ever does: everything that an incident needs, by plain forms.
import { fileURLToPath } from "node:url";
import { type Page } from "@playwright/test";
import { ada, ben, declare, expect, firstAdmin, invite, signIn, test } from "./tocsin";

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

test("on a phone each form of the room leads back to the column that it stands in", async ({ page, server }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await firstAdmin(page, server, ada);
  await declare(page, "Orders are slow");
  const tab = (name: RegExp) => page.getByRole("radio", { name });
  await page.locator(".room-tabs label", { hasText: "Timeline" }).click();
  await page.getByLabel("Note", { exact: true }).fill("Seen by support");
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(tab(/^Timeline/)).toBeChecked();
  await expect(page.getByText("Seen by support")).toBeInViewport();

  await page.locator(".room-tabs label", { hasText: "Facts" }).click();
  await page.getByText("Edit facts", { exact: true }).click();
  await page.getByLabel("Services").fill("orders");
  await page.getByLabel("Failure domain").fill("the queue of the warehouse");
  await page.getByRole("button", { name: "Save facts" }).click();
  await expect(tab(/^Facts/)).toBeChecked();
  await expect(page.getByRole("region", { name: "Facts", exact: true }).getByText("the queue of the warehouse")).toBeVisible();

  // What leads from stage to stage stands above the columns: it leads back to the one of the address.
  await page.locator(".room-tabs label", { hasText: "Checklists" }).click();
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await expect(tab(/^Facts/)).toBeChecked();

  await page.goto("/incidents/1");
  await expect(tab(/^Checklists/)).toBeChecked();
});

test("facts that are refused come back with every word", async ({ page, server }) => {
  await firstAdmin(page, server, ada);
  await declare(page, "Orders are slow");
  await page.locator(".room-tabs label", { hasText: "Facts" }).click();
  await page.getByText("Edit facts", { exact: true }).click();
  await page.getByLabel("Services").fill("orders, stock");
  const domain = page.getByLabel("Failure domain");
  await domain.evaluate((field) => field.removeAttribute("maxlength"));
  await domain.fill("the queue of the warehouse, ".repeat(6)); // longer than it may be
  await page.getByLabel("Detected").fill("2026-11-01T10:00");
  await page.getByRole("button", { name: "Save facts" }).click();
  const notice = page.getByRole("alert").filter({ hasText: "Nothing was changed." });
  for (const words of ["orders, stock", "the queue of the warehouse", "2026-11-01T10:00"]) await expect(notice).toContainText(words);
});

test("title and summary are changed with the facts, and the summary keeps its lines", async ({ page, server }) => {
  await firstAdmin(page, server, ada);
  await declare(page, "Orders are slow");
  const form = page.getByRole("form", { name: "Edit facts" });
  const edit = async () => {
    await page.goto("/incidents/1?tab=facts");
    await page.getByText("Edit facts", { exact: true }).click();
  };
  await edit();
  await form.getByLabel("Title").fill("Orders fail");
  await form.getByLabel("Summary").fill("All of them.\nSince noon.");
  await form.getByLabel("Services").fill("orders");
  await form.getByRole("button", { name: "Save facts" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Orders fail");
  expect(await page.getByRole("paragraph").filter({ hasText: "All of them." }).innerText()).toBe("All of them.\nSince noon.");

  // A form in which nobody has typed changes nothing.
  await edit();
  await expect(form.getByLabel("Summary")).toHaveValue("All of them.\nSince noon.");
  await Promise.all([page.waitForResponse(/revise_facts/), form.getByRole("button", { name: "Save facts" }).click()]);
  await page.goto("/incidents/1?tab=time");
  const said = (words: string) => region(page, "Timeline").getByRole("listitem").filter({ hasText: words });
  for (const words of ["changed the title to “Orders fail”", "wrote the summary “All of them. Since noon.”", "revised the facts: Services “orders”"]) {
    await expect(said(words)).toHaveCount(1);
  }
  await page.goto("/incidents");
  await expect(page.getByRole("link", { name: "Orders fail" })).toBeVisible();
});

test("no open incident of one severity is not said to be none", async ({ page, server }) => {
  await firstAdmin(page, server, ada);
  await declare(page, "Orders are slow", "p1");
  await page.goto("/incidents?state=open&severity=p0");
  await expect(page.getByRole("heading", { name: "No open P0 incident" })).toBeVisible();
  await page.getByRole("link", { name: "Show every severity" }).click();
  await expect(page.getByRole("link", { name: "Orders are slow" })).toBeVisible();
});

test("the wall comes anew by itself", async ({ page, server }) => {
  await firstAdmin(page, server, ada);
  const room = await declare(page, "Orders are slow");
  await page.goto(`${room}/wall`);
  await expect(page.locator("meta[http-equiv=refresh]")).toHaveAttribute("content", "15");
  await page.getByRole("link", { name: "Hold still" }).click();
  await expect(page.locator("meta[http-equiv=refresh]")).toHaveCount(0);
});
