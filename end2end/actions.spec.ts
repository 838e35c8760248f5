// Work that was promised: added, seen late, done with proof. And the page Now, which leads there.
import { expectAccessible } from "./axe";
import { expect, firstAdmin, test } from "./tocsin";
import type { Page } from "@playwright/test";

/** A day from today on, as date fields take it. */
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

async function promise(page: Page, title: string, due: string): Promise<void> {
  await page.goto("/actions");
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Owner").selectOption({ label: "Ada Okafor" });
  await page.getByLabel("Due date").fill(due);
  await page.getByRole("button", { name: "Add action item" }).click();
  await expect(page.getByRole("link", { name: title })).toBeVisible();
}

/** Sends a form as a browser would that does not look at `required`. */
async function withoutBrowserChecks(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelectorAll("form").forEach((form) => (form.noValidate = true)));
}

test("a promise has an owner and a day, and the overdue come first", async ({ page, server }) => {
  await firstAdmin(page, server);
  await promise(page, "Write down who may fail over", inDays(40));
  await promise(page, "Set a lock timeout", inDays(-1));
  const headings = page.getByRole("main").getByRole("heading", { level: 2 });
  await expect(headings.nth(0)).toHaveText("Overdue");
  await expect(page.getByText("1 day late")).toBeVisible();
  await expect(page.getByRole("row", { name: /Set a lock timeout/ })).toContainText("ACT-2");
  await expectAccessible(page);

  await page.goto("/actions?state=done");
  await expect(page.getByText("No action item fits these filters.")).toBeVisible();
  await page.getByRole("link", { name: "Show all" }).click();
  await page.getByRole("link", { name: "Set a lock timeout" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Set a lock timeout" })).toBeVisible();
  await expectAccessible(page);
});

test("what is missing is said, and what was typed is still there", async ({ page, server }) => {
  await firstAdmin(page, server);
  await page.goto("/actions");
  await withoutBrowserChecks(page);
  await page.getByLabel("Title").fill("Set a lock timeout");
  await page.getByRole("button", { name: "Add action item" }).click();
  await expect(page.getByRole("alert")).toContainText("Say by when");
  await expect(page.getByLabel("Title")).toHaveValue("Set a lock timeout");
});

test("Now shows what is mine and leads to it", async ({ page, server }) => {
  await firstAdmin(page, server);
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "First steps" })).toBeVisible();
  await expectAccessible(page);
  await promise(page, "Set a lock timeout", inDays(3));
  await page.goto("/");
  await page.getByRole("link", { name: "Set a lock timeout" }).click();
  await expect(page).toHaveURL(/\/actions\/1$/);
});

test("an unanswered incident is answered from Now", async ({ page, server }) => {
  await firstAdmin(page, server);
  await page.goto("/incidents/new");
  await page.getByLabel("Title").fill("Checkout times out");
  await page.getByLabel("Severity").selectOption("p1");
  await page.getByRole("main").getByRole("button", { name: "Declare incident" }).click();
  await page.waitForURL(/\/incidents\/1/);
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Answer now" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await page.waitForURL(/\/incidents\/1/);
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Answer now" })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Open incidents" })).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a promise is made, moved with a reason and kept with proof", async ({ page, server }) => {
    await firstAdmin(page, server);
    await promise(page, "Set a lock timeout", inDays(3));
    await page.getByRole("link", { name: "Set a lock timeout" }).click();
    await page.getByRole("button", { name: "Start work" }).click();
    await expect(page.getByText("In progress")).toBeVisible();

    await page.getByText("Move", { exact: true }).click();
    await page.getByLabel("Due date").fill(inDays(10));
    await page.getByLabel("Reason").fill("Waits for the vendor");
    await page.getByRole("button", { name: "Move due date" }).click();
    await expect(page.getByText("Waits for the vendor")).toBeVisible();

    await page.getByText("Done", { exact: true }).click();
    await page.getByLabel("Proof").fill("https://example.org/changes/7");
    await page.getByRole("button", { name: "Mark done" }).click();
    await expect(page.getByRole("link", { name: "https://example.org/changes/7" })).toBeVisible();
    await expect(page.getByText("Reopen")).not.toHaveCount(0);
  });
});
