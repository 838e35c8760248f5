// Bringing runbooks in and reading them, with the files of our own writing.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ben, expect, firstAdmin, invite, test } from "./tocsin";

const folder = fileURLToPath(new URL("../app/domain/fixtures/runbooks", import.meta.url));
const files = readdirSync(folder).map((name) => join(folder, name));

async function preview(page: Page, chosen: Parameters<ReturnType<Page["getByLabel"]>["setInputFiles"]>[0]): Promise<void> {
  await page.goto("/runbooks/import");
  await page.getByLabel("Choose Markdown files").setInputFiles(chosen);
  await page.getByRole("button", { name: "Show preview" }).click();
}

async function importAll(page: Page): Promise<void> {
  await preview(page, files);
  await page.getByRole("button", { name: /^Import \d+ runbooks$/ }).click();
  await expect(page.getByRole("status").filter({ hasText: "Imported" })).toBeVisible();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("files become runbooks after a preview, and a second time nothing", async ({ page, server }) => {
      await firstAdmin(page, server);
      await page.goto("/runbooks");
      await expect(page.getByText("No runbooks yet.")).toBeVisible();
      await page.getByRole("main").getByRole("link", { name: "Import runbooks" }).click();
      await preview(page, files);
      const address = page.url();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^\d+ runbooks in 5 files$/);
      // A reload loses nothing: the files wait on the server.
      await page.goto(address);
      await page.getByRole("button", { name: /^Import \d+ runbooks$/ }).click();
      await expect(page.getByRole("status").filter({ hasText: /Imported: \d+ new\./ })).toBeVisible();
      const rows = await page.getByRole("row").count();

      await importAll(page);
      await expect(page.getByRole("status").filter({ hasText: /Imported: \d+ unchanged\./ })).toBeVisible();
      expect(await page.getByRole("row").count()).toBe(rows);
    });

    test("a piece that was taken for what it is not is put right before the import", async ({ page, server }) => {
      await firstAdmin(page, server);
      const text = "# Notes\n\n## Keys\n\nWhere the keys are.\n\n- Ask the desk\n- Sign the book\n";
      await preview(page, { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from(text) });
      await page.getByLabel("Take “Keys” as").selectOption("runbook");
      await page.getByRole("button", { name: "Look again" }).click();
      await page.getByRole("button", { name: "Import 1 runbook" }).click();
      await page.getByRole("link", { name: "Keys" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Keys");
    });

    test("a preview says what was read in a runbook, what stays prose, and what is bad in it", async ({ page, server }) => {
      await firstAdmin(page, server);
      const text = "## Runbook 1: Orders wait\n\n### Symptoms\n\n- The queue grows\n\n### Recovery\n\n1. Look at the log: `kubectl logs -f deploy/worker`\n2. Restart the worker\n\n### Background\n\nWhy there is a queue at all.\n";
      await preview(page, { name: "orders.md", mimeType: "text/markdown", buffer: Buffer.from(text) });
      const read = page.getByRole("group").filter({ hasText: "3 sections, 3 steps in “Runbook 1: Orders wait”" });
      await read.getByText("3 sections, 3 steps").click();
      await expect(read.getByRole("listitem").filter({ hasText: "Recovery" })).toContainText("mitigation2 steps");
      await expect(read.getByRole("listitem").filter({ hasText: "Background" })).toContainText("no known kindleft as prose");
      await expect(read.getByRole("listitem").filter({ hasText: "line 9" })).toContainText("kubectl logs -f");
    });

    test("a file is cut where a person says, and many runbooks get an owner at once", async ({ page, server }) => {
      await firstAdmin(page, server);
      const text = "# Nights\n\n## Databases\n\n### Replica lags\n\n1. Stop the export\n\n### Disk is full\n\n1. Delete old archives\n\n## Network\n\n### Packets get lost\n\n1. Take the other line\n";
      await preview(page, { name: "nights.md", mimeType: "text/markdown", buffer: Buffer.from(text) });
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("0 runbooks in 1 file");
      const again = () => page.getByRole("button", { name: "Look again" }).click();
      await page.getByLabel("Cut nights.md").selectOption("at each heading with ###");
      await again();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("3 runbooks in 1 file");
      await page.getByLabel("Take “Disk is full” as").selectOption("Part of the piece above");
      await again();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("2 runbooks in 1 file");
      // What was joined is cut again at its heading.
      await page.getByText("1 heading in “Replica lags”").click();
      await page.getByRole("checkbox", { name: /Disk is full/ }).check();
      await again();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("3 runbooks in 1 file");

      await page.getByRole("checkbox", { name: "Tick “Packets get lost”" }).check();
      await page.getByLabel("Owners").fill("Network team");
      await page.getByLabel("Severity").selectOption("P1");
      await page.getByRole("button", { name: "Apply to these" }).click();
      await page.getByLabel("Which runbooks").selectOption("Runbooks without an owner");
      await page.getByLabel("Owners").fill("Platform, Data");
      await page.getByLabel("Reviewed every").selectOption("30 days");
      await page.getByRole("button", { name: "Apply to these" }).click();
      const piece = (title: string) => page.getByRole("listitem").filter({ has: page.getByLabel(`Take “${title}” as`) }).last();
      await expect(piece("Replica lags")).toContainText("Platform, Data");
      await expect(piece("Packets get lost")).toContainText("Network team");
      await page.reload();
      await expect(piece("Disk is full")).toContainText("reviewed every 30 days");
      await page.getByRole("button", { name: "Import 3 runbooks" }).click();
      await expect(page.getByRole("row", { name: /Packets get lost/ })).toContainText("P1");
      await page.getByRole("link", { name: "Replica lags" }).click();
      await expect(page.getByRole("region", { name: "Review" })).toContainText("Platform, Data");
      await expect(page.getByRole("region", { name: "Review" })).toContainText("30 days");

      // On its own page it changes by itself, and what was typed wrongly stays to be mended.
      await page.getByText("Upkeep", { exact: true }).click();
      await page.getByLabel("Owners").fill("Storage desk");
      await page.getByLabel("Reviewed every so many days").fill("0");
      await page.getByRole("button", { name: "Save upkeep" }).click();
      await expect(page.getByRole("alert").filter({ hasText: "Write how many days lie between two reviews: 1 to 731." })).toBeVisible();
      await page.getByLabel("Reviewed every so many days").fill("14");
      await page.getByRole("button", { name: "Save upkeep" }).click();
      await expect(page.getByRole("region", { name: "Review" })).toContainText("Storage desk");
      await expect(page.getByRole("region", { name: "Review" })).toContainText("14 days");

      // And back to what the text says and to what is usual.
      await page.getByText("Upkeep", { exact: true }).click();
      await page.getByLabel("Owners").fill("");
      await page.getByLabel("Severity").selectOption("as the text says: none");
      await page.getByLabel("Reviewed every so many days").fill("");
      await page.getByRole("button", { name: "Save upkeep" }).click();
      await expect(page.getByRole("region", { name: "Review" })).toContainText("nobody yet");
      await expect(page.getByRole("region", { name: "Review" })).toContainText("90 days");
    });

    test("a file that comes again shows what would change, leaves what moved on, and a person says which runbook is which", async ({ page, server, browser }) => {
      await firstAdmin(page, server);
      const text = "# Storage\n\n## Disk full\n\n### Mitigation\n\n1. Look at `df -h`\n\n## Disk slow\n\n### Mitigation\n\n1. Look at the queue\n";
      const storage = (text: string) => ({ name: "storage.md", mimeType: "text/markdown", buffer: Buffer.from(text) });
      await preview(page, storage(text));
      await expect(page.getByLabel("It is (“Disk full”)")).toHaveCount(0);
      await page.getByRole("button", { name: "Import 2 runbooks" }).click();
      const bens = await browser.newPage({ baseURL: server.url, javaScriptEnabled });
      await invite(page, bens, ben);
      await bens.goto("/runbooks/disk-full/propose");
      const typed = bens.getByLabel("Text", { exact: true });
      await typed.fill((await typed.inputValue()).replace("df -h", "df -i"));
      await bens.getByLabel("What changes, and why").fill("Inodes");
      await bens.getByRole("button", { name: "Propose for review" }).click();
      await expect(bens.getByRole("heading", { level: 1 })).toHaveText("Inodes");
      await page.goto(bens.url());
      await page.getByRole("button", { name: "Approve" }).click();
      await page.getByRole("button", { name: "Publish" }).click();

      // The file knows nothing of that; and the other one has been given a new title and another step.
      const changed = text.replace("df -h", "df -h /srv").replace("## Disk slow", "## Writes wait").replace("at the queue", "at the queue length");
      await preview(page, storage(changed));
      const piece = (title: string) => page.getByRole("listitem").filter({ has: page.getByLabel(`Take “${title}” as`) }).last();
      await expect(piece("Disk full")).toContainText("v2 came about since this file was taken, and the file has another text than v1, too. It stays as it is");
      await expect(page.getByText("1 with a new version, 1 left as is")).toBeVisible();
      await piece("Disk full").locator("summary").filter({ hasText: "1 new line, 1 taken out" }).click();
      await expect(piece("Disk full").locator("ins").filter({ hasText: "/srv" }).first()).toBeVisible();
      await expect(piece("Writes wait")).toContainText("v2");
      if (javaScriptEnabled) await expectAccessible(page);
      await page.getByLabel("It is (“Writes wait”)").selectOption("A new runbook");
      await page.getByLabel("It is (“Disk full”)").selectOption("v3 of “Disk full”");
      await page.getByRole("button", { name: "Look again" }).click();
      await expect(piece("Writes wait").getByText("New", { exact: true })).toBeVisible();
      await expect(piece("Disk full")).toContainText("As you said, the file’s text takes its place");
      // As it is recognised, after all.
      await page.getByLabel("It is (“Writes wait”)").selectOption("As it is recognised");
      await page.getByRole("button", { name: "Import 2 runbooks" }).click();
      await expect(page.getByRole("status").filter({ hasText: "Imported: 2 with a new version." })).toBeVisible();
      await expect(page.getByRole("link", { name: "Writes wait" })).toBeVisible();
      await expect(page.getByRole("link", { name: "Disk slow" })).toHaveCount(0);
    });

    test("a file that is no text is refused with its name", async ({ page, server }) => {
      await firstAdmin(page, server);
      await preview(page, { name: "old.md", mimeType: "text/markdown", buffer: Buffer.from([0x23, 0x20, 0xe9, 0x0a]) });
      await expect(page.getByRole("alert")).toContainText("old.md is not UTF-8 text");
    });
  });
}

test("a runbook is read, found by what it is about, and its commands are copied", async ({ page, server, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await firstAdmin(page, server);
  const text = "# Storage\n\n**Next Review**: 2026-01-20\n\n## Disk is full\n\n### Symptoms\n\n- No space left on device\n\n### Immediate Actions\n\n1. Look\n\n```bash\ndf -h\n```\n";
  await preview(page, { name: "storage.md", mimeType: "text/markdown", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Import 1 runbook" }).click();
  await page.goto("/runbooks");
  await page.getByLabel("Find a runbook").fill("storage");
  await page.getByRole("checkbox", { name: "Review overdue" }).check();
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.getByRole("row", { name: /Disk is full.*overdue/ })).toBeVisible();
  await page.getByRole("link", { name: "Disk is full" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Symptoms" })).toBeVisible();
  await expect(page.locator("#imm-1")).toBeVisible();
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied to the clipboard." })).toHaveCount(1);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("df -h");

  await page.getByText("Record a review").click();
  await page.getByRole("button", { name: "Save review" }).click();
  await expect(page.getByText(/still valid, by Ada/)).toBeVisible();
});

test("every page of the library is accessible, by day, by night and on a phone", async ({ page, server }) => {
  await firstAdmin(page, server);
  await page.goto("/runbooks");
  await expectAccessible(page);
  await page.goto("/runbooks/import");
  await expectAccessible(page);
  await preview(page, files);
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Import/ }).click();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/runbooks");
    await expectAccessible(page);
    await page.locator("table").getByRole("link").first().click();
    await page.waitForURL(/\/runbooks\/[^?]+$/);
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(page);
  }
});
