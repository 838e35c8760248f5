// When which runbook is to be looked at again: what is overdue, and the calendar of what comes.
import { expectAccessible } from "./axe";
import { expect, firstAdmin, test } from "./tocsin";

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const file = (name: string, next: string) => ({
  name: `${name}.md`,
  mimeType: "text/markdown",
  buffer: Buffer.from(`# ${name}\n\n**Next Review**: ${next}\n\n## ${name} is full\n\n### Immediate Actions\n\n1. Look\n2. Clear\n`),
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("reviews stand on a calendar, and overdue ones above it", async ({ page, server }) => {
    await firstAdmin(page, server);
    await page.goto("/runbooks/reviews");
    await expect(page.getByText("No runbooks yet")).toBeVisible();
    await page.goto("/runbooks/import");
    await page.getByLabel("Choose Markdown files").setInputFiles([file("Disk", "2026-01-20"), file("Queue", inDays(10)), file("Cache", inDays(400))]);
    await page.getByRole("button", { name: "Show preview" }).click();
    await page.getByRole("button", { name: /^Import \d+ runbooks$/ }).click();

    await page.goto("/runbooks");
    await page.getByRole("link", { name: "Reviews", exact: true }).click();
    await expect(page.getByRole("table", { name: /overdue/ }).getByRole("link", { name: "Disk is full", exact: true })).toBeVisible();
    await expect(page.getByText("One review is due after these twelve weeks.")).toBeVisible();
    await page.getByRole("table", { name: "Reviews due, by day" }).getByRole("link", { name: /1 review due$/ }).click();
    await expect(page).toHaveURL(new RegExp(`#due-${inDays(10)}$`));
    await expect(page.locator(`#due-${inDays(10)}`)).toContainText("Queue is full");
    await page.getByRole("link", { name: "Review Disk is full" }).click();
    await expect(page).toHaveURL(/\/runbooks\/disk-is-full#review-title$/);
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the calendar is accessible and fits a phone, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme });
    await firstAdmin(page, server);
    await page.goto("/runbooks/import");
    await page.getByLabel("Choose Markdown files").setInputFiles([file("Disk", "2026-01-20"), file("Queue", inDays(10))]);
    await page.getByRole("button", { name: "Show preview" }).click();
    await page.getByRole("button", { name: /^Import \d+ runbooks$/ }).click();
    for (const width of [1440, 390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto("/runbooks/reviews");
      await expectAccessible(page);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(beyond, `at ${width} px`).toBe(0);
    }
  });
}
