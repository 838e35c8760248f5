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
    await expect(page.getByRole("row").filter({ has: page.locator(`#due-${inDays(10)}`) })).toContainText("Queue is full");
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

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a review is put off with a reason, and a runbook is retired and taken back", async ({ page, server }) => {
      await firstAdmin(page, server);
      await page.goto("/runbooks/import");
      await page.getByLabel("Choose Markdown files").setInputFiles([file("Disk", "2026-01-20"), file("Queue", inDays(10))]);
      await page.getByRole("button", { name: "Show preview" }).click();
      await page.getByRole("button", { name: /^Import \d+ runbooks$/ }).click();

      await page.goto("/runbooks/disk-is-full");
      await expect(page.getByText(/days overdue/)).toBeVisible();
      await page.locator("summary").filter({ hasText: "Put off" }).click();
      const wait = page.getByRole("form", { name: "Put the review off" });
      await wait.getByLabel("Until").fill(inDays(200));
      await wait.getByLabel("Why it has to wait").fill("The new disks come on Friday");
      await wait.getByRole("button", { name: "Put off" }).click();
      // What is refused comes back with every word.
      await expect(page.getByRole("alert").first()).toContainText("choose such a day");
      await expect(wait.getByLabel("Why it has to wait")).toHaveValue("The new disks come on Friday");
      await wait.getByLabel("Until").fill(inDays(20));
      await wait.getByRole("button", { name: "Put off" }).click();
      await expect(page.getByText(/^Put off until .* by Ada Okafor: The new disks come on Friday$/)).toBeVisible();
      await expect(page.getByText(/days overdue/)).toHaveCount(0);

      await page.locator("summary").filter({ hasText: "Retire" }).click();
      await page.getByLabel("Why, and what to use in its place").fill("Disks are rented now: see Queue is full");
      await page.getByRole("button", { name: "Retire" }).click();
      await expect(page.getByText("This runbook is retired.")).toBeVisible();
      await expect(page.getByText("Disks are rented now: see Queue is full")).toBeVisible();
      await expect(page.getByRole("link", { name: "Propose a change" })).toHaveCount(0);
      if (javaScriptEnabled) await expectAccessible(page);

      await page.goto("/runbooks");
      await expect(page.getByRole("link", { name: "Queue is full", exact: true })).toBeVisible();
      await expect(page.getByRole("link", { name: "Disk is full", exact: true })).toHaveCount(0);
      await page.getByRole("checkbox", { name: "Retired (1)" }).check();
      await page.getByRole("button", { name: "Show" }).click();
      await page.getByRole("link", { name: "Disk is full", exact: true }).click();
      await page.getByRole("button", { name: "Reinstate" }).click();
      await expect(page.getByText("This runbook is retired.")).toHaveCount(0);
      await page.goto("/runbooks");
      await expect(page.getByRole("link", { name: "Disk is full", exact: true })).toBeVisible();
    });
  });
}
