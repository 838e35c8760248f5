// Figures: what people did, counted; each picture with its table, in every theme, without script.
import { expectAccessible } from "./axe";
import { expect, firstAdmin, test } from "./tocsin";
import type { Locator, Page } from "@playwright/test";

/** Declares one on the page of the form and gives its address. */
async function declare(page: Page, title: string, severity: string): Promise<string> {
  await page.goto("/incidents/new");
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Severity").selectOption(severity);
  await page.getByRole("button", { name: "Declare incident" }).click();
  await page.waitForURL(/\/incidents\/\d+$/);
  return new URL(page.url()).pathname;
}

const figure = (page: Page, what: string): Locator => page.locator(".figures .clock").filter({ hasText: what });

test("without incidents it says how figures come about", async ({ page, server }) => {
  await firstAdmin(page, server);
  await page.goto("/insights");
  await expect(page.getByText("No incidents yet")).toBeVisible();
  await expectAccessible(page);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("figures match what was done", async ({ page, server }) => {
    await firstAdmin(page, server);
    const first = await declare(page, "Checkout times out", "p1");
    await page.getByRole("button", { name: "Acknowledge" }).first().click();
    await expect(page.getByText("Nobody has acknowledged this yet.")).toHaveCount(0);
    await declare(page, "Search is empty", "p2");
    expect(first).toBe("/incidents/1");

    await page.goto("/insights?days=30");
    await expect(figure(page, "Incidents declared")).toContainText("2");
    await expect(figure(page, "Incidents declared")).toContainText("2 not resolved");
    // The P1 was answered; the clock of the P2 still runs, so that one is not judged yet.
    await expect(figure(page, "Answered in time")).toContainText("1 of 1");
    await expect(page.getByRole("img", { name: /^Incidents declared by week: 2 in/ })).toBeVisible();
    await expect(page.getByRole("img", { name: /^Time to acknowledge, P1: median/ })).toBeVisible();
    await page.locator("summary", { hasText: "As a table" }).first().click();
    const thisWeek = page.getByRole("table", { name: "Incidents declared by week and severity" }).locator("tbody tr").first();
    await expect(thisWeek.getByRole("cell")).toHaveText(["0", "1", "1", "0", "2"]);
    await page.getByRole("link", { name: "A year" }).click();
    await expect(page.getByRole("link", { name: "A year" })).toHaveAttribute("aria-current", "page");
  });

  test("the wall shows an incident, comes anew, and can stand still", async ({ page, server }) => {
    await firstAdmin(page, server);
    const room = await declare(page, "Checkout times out", "p1");
    await page.goto(`${room}/wall`);
    await expect(page.locator('meta[http-equiv="refresh"]')).toHaveAttribute("content", "15");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Checkout times out");
    await expect(page.getByText("Nobody yet")).toHaveCount(4);
    await expect(page.getByText("Last entry"), "also where nobody wrote a note").toBeVisible();
    await expect(page.getByRole("region", { name: "Last on the timeline" })).toContainText("declared P1");
    await page.getByRole("link", { name: "Hold still" }).click();
    await expect(page.locator('meta[http-equiv="refresh"]')).toHaveCount(0);
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`pictures are accessible and fit a phone, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme });
    await firstAdmin(page, server);
    await declare(page, "Checkout times out", "p0");
    for (const width of [1440, 390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto("/insights");
      for (const summary of await page.locator("summary", { hasText: "As a table" }).all()) await summary.click();
      // The machine that looks takes its time; what is narrower than a phone differs in width alone.
      if (width > 320) await expectAccessible(page);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(beyond, `at ${width} px`).toBe(0);
    }
  });
}

test("the wall that stands still is accessible and fits a phone", async ({ page, server }) => {
  await firstAdmin(page, server);
  const room = await declare(page, "Checkout times out", "p0");
  for (const width of [1920, 390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${room}/wall?hold=1`);
    await expectAccessible(page);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(beyond, `at ${width} px`).toBe(0);
  }
});
