// A change of a runbook: written, read by somebody else, sent back, approved, published.
import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ben, expect, firstAdmin, invite, test } from "./tocsin";

const file = "# Storage runbooks\n\n## 1. Disk full\n\n### Immediate Actions\n\n1. Look at `df -h`\n2. Find what grows\n\n## 2. Disk slow\n\n### Immediate Actions\n\n1. Look at the queue\n";

async function take(page: Page, text: string): Promise<void> {
  await page.goto("/runbooks/import");
  await page.getByLabel("Choose Markdown files").setInputFiles({ name: "storage.md", mimeType: "text/markdown", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Show preview" }).click();
  await page.getByRole("button", { name: /^Import \d+ runbooks$/ }).click();
  await expect(page.getByRole("status").filter({ hasText: "Imported" })).toBeVisible();
}

async function write(page: Page, from: string, to: string): Promise<void> {
  const text = page.getByLabel("Text", { exact: true });
  await text.fill((await text.inputValue()).replace(from, to));
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a change is proposed, sent back, approved by somebody else and published", async ({ page, server, browser }) => {
      await firstAdmin(page, server);
      await take(page, file);
      const bens = await browser.newPage({ baseURL: server.url, javaScriptEnabled });
      await invite(page, bens, ben);

      await bens.goto("/runbooks/disk-full");
      await bens.getByRole("link", { name: "Propose a change" }).click();
      await write(bens, "`df -h`", "`df -h` and `df -i`");
      // What has no summary yet comes back with every word.
      await bens.getByRole("button", { name: "Propose for review" }).click();
      await expect(bens.getByRole("alert").first()).toContainText("Say what changes, and why");
      await expect(bens.getByLabel("Text", { exact: true })).toHaveValue(/df -i/);
      await bens.getByLabel("What changes, and why").fill("Inodes run out too");
      await bens.getByRole("button", { name: "Propose for review" }).click();
      await expect(bens.getByRole("heading", { level: 1 })).toHaveText("Inodes run out too");
      await expect(bens.getByRole("button", { name: "Approve" })).toHaveCount(0);

      await page.goto("/proposals");
      await page.getByRole("link", { name: "Inodes run out too" }).click();
      await expect(page.locator("ins").filter({ hasText: "df -i", visible: true }).first()).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(page);
      // A stretch of changes leads to the form, with the first line that differs.
      await page.getByRole("link", { name: "Remark on line 5" }).click();
      await expect(page.getByLabel("Line", { exact: true })).toHaveValue("5");
      await page.getByRole("textbox", { name: "Remark" }).fill("Which mount?");
      await page.getByRole("button", { name: "Add remark" }).click();
      await expect(page.getByRole("listitem").filter({ hasText: "Which mount?" })).toContainText("1. Look at `df -h` and `df -i`");
      const review = page.getByRole("region", { name: "Review" });
      await review.locator("summary").filter({ hasText: "Ask for changes" }).click();
      await review.getByLabel("What should change").fill("Name the mount.");
      await review.getByRole("button", { name: "Ask for changes" }).click();
      await expect(review).toContainText("asks for changes: Name the mount.");

      await bens.reload();
      await bens.getByRole("link", { name: "Edit" }).click();
      await write(bens, "`df -i`", "`df -i /var`");
      await bens.getByRole("button", { name: "Propose for review" }).click();
      await expect(bens.getByRole("region", { name: "Review" })).toContainText("In review");

      await page.reload();
      await page.getByRole("button", { name: "Approve" }).click();
      await expect(review).toContainText("approved by Ada Okafor");
      await page.getByRole("button", { name: "Publish" }).click();
      await expect(page.getByRole("article")).toContainText("df -i /var");
      await expect(page.getByRole("list", { name: "Versions" }).getByRole("listitem")).toHaveCount(2);

      // What is over can come back.
      await page.getByRole("link", { name: "History" }).click();
      await expect(page.getByRole("link", { name: "PROP-1" })).toBeVisible();
      await page.getByRole("link", { name: "Restore v1" }).click();
      await expect(page.getByLabel("What changes, and why")).toHaveValue("Bring back version 1");
      await page.getByRole("button", { name: "Save as draft" }).click();
      await expect(page.getByRole("region", { name: "Review" })).toContainText("Draft");
      await page.goto("/runbooks/disk-slow");
      await expect(page.getByRole("list", { name: "Versions" }).getByRole("listitem")).toHaveCount(1);
    });
  });
}

test("what was published meanwhile is merged, and what differs is for the author to choose", async ({ page, server, browser }) => {
  await firstAdmin(page, server);
  await take(page, file);
  const bens = await browser.newPage({ baseURL: server.url });
  await invite(page, bens, ben);
  await bens.goto("/runbooks/disk-full/propose");
  await bens.getByLabel("What changes, and why").fill("Says what to look for");
  await write(bens, "Find what grows", "Find the file that grows");
  await bens.getByRole("button", { name: "Propose for review" }).click();
  await take(page, file.replace("Find what grows", "Find what grew since yesterday"));

  await bens.reload();
  await expect(bens.getByRole("region", { name: "Review" })).toContainText("Version 2 was published meanwhile");
  await bens.getByRole("button", { name: "Bring up to date" }).click();
  await expect(bens.getByLabel("Text", { exact: true })).toHaveValue(/<<<<<<< this proposal\n2\. Find the file that grows\n=======\n2\. Find what grew since yesterday\n>>>>>>> version 2/);
  await bens.getByRole("button", { name: "Propose for review" }).click();
  await expect(bens.getByRole("alert").first()).toContainText("keep what is right");
  const text = bens.getByLabel("Text", { exact: true });
  const both = await text.inputValue();
  await text.fill(both.replace(/<<<<<<< [^]*>>>>>>> version 2/, "2. Find the file that grew since yesterday"));
  await bens.getByRole("button", { name: "Propose for review" }).click();
  await expect(bens.getByRole("region", { name: "Review" })).toContainText("In review");
});

test("a text that would be two runbooks is refused with what to do, and nothing typed is lost", async ({ page, server }) => {
  await firstAdmin(page, server);
  await take(page, file);
  await page.goto("/runbooks/disk-full/propose");
  await expectAccessible(page);
  await write(page, "2. Find what grows", "2. Find what grows\n\n## 3. Disk gone\n\n1. Call");
  await page.getByLabel("What changes, and why").fill("One more");
  await page.getByRole("button", { name: "Propose for review" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Disk gone");
  await expect(page.getByLabel("Text", { exact: true })).toHaveValue(/## 3\. Disk gone/);
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "a fix, with JavaScript" : "a fix, without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("what the linter would mend is proposed from the health page, and waits on Now for who may review", async ({ page, server, browser }) => {
      await firstAdmin(page, server);
      await take(page, "# Storage runbooks\n\n## 1. Disk full\n\n### Immediate Actions\n\n```bash\ntail -f /var/log/syslog\nping db\n```\n\n## 2. Disk slow\n\n### Immediate Actions\n\n1. Look at the queue\n");
      const bens = await browser.newPage({ baseURL: server.url, javaScriptEnabled });
      await invite(page, bens, ben);
      await bens.goto("/runbooks/disk-full/health");
      await expect(bens.getByRole("button", { name: /^Propose the fix of line \d+/ })).toHaveCount(2);
      await bens.getByRole("button", { name: "Propose all 2 fixes" }).click();
      await expect(bens.getByRole("heading", { level: 1 })).toHaveText("Mends 2 things that the linter found");
      await expect(bens.locator("ins").filter({ hasText: "-c 4", visible: true }).first()).toBeVisible();
      await expect(bens.getByText("This mends what the linter had found.")).toBeVisible();
      await bens.getByRole("button", { name: "Ask for review" }).click();

      await page.goto("/");
      await expect(page.getByText("1 proposal waits for you.")).toBeVisible();
      const waiting = page.getByRole("region", { name: "Proposals" });
      await expect(waiting).toContainText("waits for your review");
      if (javaScriptEnabled) await expectAccessible(page);
      await waiting.getByRole("link", { name: "Mends 2 things that the linter found" }).click();
      await page.getByRole("button", { name: "Approve" }).click();
      await bens.goto("/");
      await expect(bens.getByRole("region", { name: "Proposals" })).toContainText("approved, to be published");
      await bens.getByRole("link", { name: "Mends 2 things that the linter found" }).click();
      await bens.getByRole("button", { name: "Publish" }).click();
      await bens.goto("/runbooks/disk-full/health");
      await expect(bens.getByRole("button", { name: /^Propose/ })).toHaveCount(0);
      await bens.close();
    });
  });
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "while one writes, with JavaScript" : "while one writes, without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a finding says where it stands and why it matters, and its fix goes into the text", async ({ page, server }) => {
      await firstAdmin(page, server);
      await take(page, file);
      await page.goto("/runbooks/disk-full/propose");
      await page.getByLabel("What changes, and why").fill("Waits for it");
      await write(page, "2. Find what grows", "2. Wait for it:\n\n   ```bash\n   tail -f /var/log/syslog\n   ```");
      const preview = page.getByRole("region", { name: "How it will read" });
      // Without a script somebody asks; with one it is there by itself.
      if (!javaScriptEnabled) await page.getByRole("button", { name: "Look at the text anew" }).click();
      const finding = preview.getByRole("article").filter({ hasText: "never-ends" });
      await expect(finding).toContainText(/Warning.*never-ends.*Line 9/s);
      await expect(finding.locator("ins")).toContainText("tail -n 200 /var/log/syslog");
      await expect(preview).toContainText(/Health: \d+ before, \d+ of 100 with this text/);
      if (javaScriptEnabled) await expectAccessible(page);
      await finding.getByRole("button", { name: /^Apply the fix of line 9/ }).click();
      await expect(page.getByLabel("Text", { exact: true })).toHaveValue(/tail -n 200 \/var\/log\/syslog/);
      await expect(page.getByLabel("What changes, and why")).toHaveValue("Waits for it");
      await expect(preview.getByText("The linter finds something new.")).toHaveCount(0);
      await expect(preview).toContainText(/Health: \d+ of 100, as before/);
      await page.goto("/proposals");
      await expect(page.getByRole("main"), "nothing is kept by it").not.toContainText("Waits for it");

      // A draft that was begun is mended in the same way. What was typed before would come back from this device.
      await page.evaluate(() => localStorage.clear());
      await page.goto("/runbooks/disk-full/propose");
      await page.getByLabel("What changes, and why").fill("Pings it");
      await write(page, "2. Find what grows", "2. Ask it: `ping db`");
      await page.getByRole("button", { name: "Save as draft" }).click();
      await page.getByRole("link", { name: "Edit" }).click();
      await preview.getByRole("button", { name: /^Apply the fix of line/ }).click();
      await expect(page.getByLabel("Text", { exact: true })).toHaveValue(/ping -c 4 db/);
    });
  });
}
