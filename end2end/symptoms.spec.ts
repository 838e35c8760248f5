// Which runbook it is, by what people see.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { expect, firstAdmin, test } from "./tocsin";

const folder = fileURLToPath(new URL("../app/domain/fixtures/runbooks", import.meta.url));
const files = readdirSync(folder).map((name) => join(folder, name));

async function importAll(page: Page): Promise<void> {
  await page.goto("/runbooks/import");
  await page.getByLabel("Choose Markdown files").setInputFiles(files);
  await page.getByRole("button", { name: "Show preview" }).click();
  await page.getByRole("button", { name: /^Import \d+ runbooks$/ }).click();
  await expect(page.getByRole("status").filter({ hasText: "Imported" })).toBeVisible();
}

async function declare(page: Page): Promise<void> {
  await page.goto("/incidents/new");
  await page.getByLabel("Title").fill("Orders fail");
  await page.getByRole("main").getByRole("button", { name: "Declare incident" }).click();
  await page.waitForURL(/\/incidents\/1$/);
}

const likely = (page: Page) => page.getByRole("complementary", { name: "Runbooks that name it" });

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("what is seen is looked up, ticked, and leads to a checklist on the incident", async ({ page, server }) => {
    await firstAdmin(page, server);
    await page.goto("/runbooks/symptoms");
    await expect(page.getByText("No runbook names a symptom yet.")).toBeVisible();
    await importAll(page);
    await declare(page);
    await page.getByRole("link", { name: "Choose one by what you see" }).click();
    await page.getByLabel("Words of a symptom").fill("service LOG repeats");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await expect(page).toHaveURL(/q=service\+LOG\+repeats.*incident=1/);
    await expect(page.getByRole("checkbox")).toHaveCount(1);
    await page.getByRole("checkbox").check();
    await page.getByRole("button", { name: "Show runbooks" }).click();
    await expect(page.getByRole("group", { name: "You see (1)" })).toContainText("The service log repeats OrderRejected");
    await expect(likely(page)).toContainText("names 1 of 1");
    // What is ticked stays, whatever is looked for next.
    await page.getByLabel("Words of a symptom").fill("zebra");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await expect(page.getByRole("checkbox")).toHaveCount(1);
    await likely(page).getByRole("button", { name: "Start checklist on INC-1" }).click();
    await page.waitForURL(/\/incidents\/1$/);
    await expect(page.getByRole("region", { name: "Checklists" })).toContainText("Orders fail at checkout");
  });
});

test("the list is narrowed as somebody types and ticks, and the address says the same", async ({ page, server }) => {
  await firstAdmin(page, server);
  await importAll(page);
  await page.getByRole("link", { name: "What do you see?" }).click();
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  const all = await page.getByRole("checkbox").count();
  expect(all).toBeGreaterThan(5);
  await page.getByLabel("Words of a symptom").pressSequentially("customers see");
  await expect.poll(() => page.getByRole("checkbox").count()).toBeLessThan(all);
  await expect(page).toHaveURL(/\?q=customers\+see$/);
  const first = page.getByRole("checkbox").first();
  await first.check();
  await expect(likely(page)).toContainText("names 1 of 1");
  await expect(first, "the keyboard stays where it was").toBeFocused();
  await page.getByLabel("Words of a symptom").fill("zebra");
  await expect(page.getByRole("checkbox")).toHaveCount(1);
  await page.reload();
  await expect(page.getByRole("checkbox")).toBeChecked();
  await expect(likely(page)).toContainText("names 1 of 1");
  await page.getByRole("checkbox").uncheck();
  await expect(page.getByText("No symptom has these words.")).toBeVisible();
  await expect(likely(page)).toContainText("None yet");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the page is accessible and fits a phone, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme });
    await firstAdmin(page, server);
    await importAll(page);
    for (const width of [1440, 390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto("/runbooks/symptoms");
      await page.locator("html[data-ready]").waitFor({ state: "attached" });
      await page.getByRole("checkbox").first().check();
      await expect(likely(page)).toContainText("names 1 of 1");
      await expectAccessible(page);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(beyond, `at ${width} px`).toBe(0);
    }
  });
}
