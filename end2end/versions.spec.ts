// Versions of a runbook: their history, two beside each other, and who wrote which line. All of it is plain pages.
import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { expect, firstAdmin, test } from "./tocsin";

const FIRST = `# Storage

## Disk is full

### Symptoms

- Writes fail with "No space left on device"

### Mitigation

1. Stop the nightly export
2. Delete archives older than 30 days
`;
const SECOND = FIRST.replace("30 days", "14 days").replace("1. Stop", "1. Tell the storage team\n2. Stop").replace("2. Delete", "3. Delete");

async function bring(page: Page, text: string): Promise<void> {
  await page.goto("/runbooks/import");
  await page.getByLabel("Choose Markdown files").setInputFiles({ name: "storage.md", mimeType: "text/markdown", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Show preview" }).click();
  await page.getByRole("button", { name: "Import 1 runbook" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Imported" })).toBeVisible();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a changed file shows in the history, word by word, and line by line", async ({ page, server }) => {
      await firstAdmin(page, server);
      await bring(page, FIRST);
      await page.goto("/runbooks/disk-is-full");
      await page.getByRole("link", { name: "History" }).click();
      await expect(page.getByText("One version so far.")).toBeVisible();
      await expect(page.getByRole("button", { name: "Compare" })).toHaveCount(0);

      await bring(page, SECOND);
      await page.goto("/runbooks/disk-is-full/versions");
      const versions = page.getByRole("list", { name: "Versions, newest first" }).getByRole("heading");
      await expect(versions).toHaveText(["Version 2", "Version 1"]);
      await expect(page.getByText("Tell the storage team")).toBeVisible();
      // The check is itself a script.
      if (javaScriptEnabled) await expectAccessible(page);

      await page.getByRole("link", { name: "Compare with v1" }).click();
      await expect(page).toHaveURL(/versions\/compare\?from=1&to=2$/);
      await expect(page.getByRole("heading", { name: "Mitigation" })).toBeVisible();
      await expect(page.locator("del:visible").filter({ hasText: "30" })).toHaveText("30");
      await expect(page.locator("ins:visible").filter({ hasText: "14" })).toHaveText("14");
      if (javaScriptEnabled) await expectAccessible(page);

      await page.getByRole("link", { name: "One column" }).click();
      await expect(page.getByRole("group", { name: /^v1,/ })).toHaveCount(0);
      await expect(page.locator("ins:visible").filter({ hasText: "14" })).toHaveText("14");

      await page.getByLabel("From").selectOption("v2");
      await page.getByLabel("To", { exact: true }).selectOption("v1");
      await page.getByRole("button", { name: "Compare" }).click();
      await expect(page.locator("ins:visible").filter({ hasText: "30" })).toHaveText("30");
      await page.getByLabel("From").selectOption("v1");
      await page.getByRole("button", { name: "Compare" }).click();
      await expect(page.getByText("These are the same version.")).toBeVisible();

      await page.goto("/runbooks/disk-is-full/blame");
      const group = page.getByRole("listitem").filter({ hasText: "Tell the storage team" });
      await expect(group.getByRole("link", { name: "v2, compare with v1" })).toBeVisible();
      await expect(group).not.toContainText("Symptoms");
      if (javaScriptEnabled) await expectAccessible(page);
    });
  });
}

test("a phone shows one column that nothing sticks out of", async ({ page, server }) => {
  await firstAdmin(page, server);
  await bring(page, FIRST);
  await bring(page, SECOND.replace("14 days", `14 days, ${"but-never-what-the-auditors-asked-for".repeat(4)}`));
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/runbooks/disk-is-full/versions/compare");
  await expect(page.getByRole("navigation", { name: "Layout" })).toBeHidden();
  await expect(page.locator(".split").first()).toBeHidden();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
});

test("what is copied is the lines, without numbers and signs", async ({ page, server }) => {
  await firstAdmin(page, server);
  await bring(page, FIRST);
  await bring(page, SECOND);
  await page.goto("/runbooks/disk-is-full/versions/compare");
  const copied = await page.locator('.split > [data-side="new"]').first().evaluate((half) => {
    getSelection()?.selectAllChildren(half);
    return getSelection()?.toString() ?? "";
  });
  expect(copied.replace(/\n+/g, "\n")).toContain("1. Tell the storage team\n2. Stop the nightly export\n3. Delete archives older than 14 days");
});

test("versions that there are not lead nowhere", async ({ page, server }) => {
  await firstAdmin(page, server);
  await bring(page, FIRST);
  for (const address of ["versions/compare?from=1&to=7", "versions/compare?from=none", "versions/9"]) {
    const answer = await page.goto(`/runbooks/disk-is-full/${address}`);
    expect(answer?.status(), address).toBe(404);
  }
});
