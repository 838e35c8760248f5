// The way back: what people do otherwise on a checklist becomes a change of its runbook.
import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ben, expect, firstAdmin, invite, test } from "./tocsin";

const file = "# Storage runbooks\n\n## 1. Disk full\n\n### Immediate Actions\n\n1. Look at `df -h`\n2. Find what grows\n3. Tell the team\n";

async function take(page: Page): Promise<void> {
  await page.goto("/runbooks/import");
  await page.getByLabel("Choose Markdown files").setInputFiles({ name: "storage.md", mimeType: "text/markdown", buffer: Buffer.from(file) });
  await page.getByRole("button", { name: "Show preview" }).click();
  await page.getByRole("button", { name: /^Import \d+ runbooks?$/ }).click();
  await expect(page.getByRole("status").filter({ hasText: "Imported" })).toBeVisible();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("what was skipped and added in an incident becomes the next version of the runbook", async ({ page, server, browser }) => {
      await firstAdmin(page, server);
      await take(page);
      const bens = await browser.newPage({ baseURL: server.url, javaScriptEnabled });
      await invite(page, bens, ben);

      await page.goto("/incidents/new");
      await page.getByLabel("Title").fill("The disk is full");
      await page.getByLabel("Severity").selectOption("p2");
      await page.getByRole("button", { name: "Declare incident" }).click();
      await page.waitForURL(/\/incidents\/\d+$/);
      const lists = page.getByRole("region", { name: "Checklists" });
      await page.getByLabel("Runbook", { exact: true }).selectOption({ label: "Disk full" });
      await page.getByRole("button", { name: "Start checklist" }).click();

      const item = (text: string) => lists.getByRole("listitem").filter({ hasText: text }).first();
      await item("Find what grows").locator("summary[aria-label^=More]").click();
      await item("Find what grows").getByLabel("Leave it aside because").fill("The alert names it");
      await item("Find what grows").getByRole("button", { name: "Skip" }).click();
      await expect(item("Find what grows")).toContainText("Skipped: The alert names it");
      await lists.getByText("Add an item").click();
      await lists.getByLabel("What is to be done").fill("Look at `df -i` too");
      await lists.getByRole("button", { name: "Add item" }).click();
      for (const step of ["Look at df -h", "Look at df -i too", "Tell the team"]) {
        await lists.getByRole("checkbox", { name: step }).click();
        // What is done altogether is folded when the page is loaded again.
        if (step !== "Tell the team") await expect(lists.getByRole("checkbox", { name: step })).toBeChecked();
      }
      await lists.getByRole("link", { name: "lessons for the runbook" }).click();

      await expect(page.getByRole("heading", { level: 1 })).toContainText("taught: Disk full");
      const skipped = page.getByRole("group", { name: "Find what grows" });
      await expect(skipped).toContainText("Skipped: The alert names it");
      await expect(skipped.getByRole("radio", { name: "Say so beneath the step" })).toBeChecked();
      await expect(skipped.getByText("INC-1: skipped: The alert names it")).toBeVisible();
      const added = page.getByRole("group", { name: "Look at df -i too" });
      await expect(added.getByRole("radio", { name: "Make it a step" })).toBeChecked();
      if (javaScriptEnabled) await expectAccessible(page);

      // What is not to come of it is set aside, on record, and can be offered again.
      await skipped.getByText("Set it aside for good").click();
      await skipped.getByLabel("Why, if you like").fill("It names it since today only");
      await skipped.getByRole("button", { name: "Set aside" }).click();
      await expect(skipped).toHaveCount(0);
      await page.goto("/incidents/1");
      await expect(lists.getByRole("link", { name: "1 lesson for the runbook" })).toBeVisible();
      await expect(page.getByRole("region", { name: "Timeline" })).toContainText("set aside what “Find what grows” taught (skipped: The alert names it): It names it since today only");
      await lists.getByRole("link", { name: "1 lesson for the runbook" }).click();
      await page.getByText("1 lesson was set aside").click();
      await expect(page.getByRole("main")).toContainText("Set aside by Ada Okafor");
      await page.getByRole("button", { name: "Offer it again" }).click();
      await expect(skipped).toContainText("Skipped: The alert names it");

      // Nothing chosen is nothing to propose.
      for (const leave of await page.getByRole("radio", { name: "Leave the runbook as it is" }).all()) await leave.check();
      await expect(skipped.getByText("INC-1: skipped: The alert names it")).toBeHidden();
      await page.getByRole("button", { name: "Begin a proposal" }).click();
      await expect(page.getByRole("alert")).toContainText("one lesson at least");
      await skipped.getByRole("radio", { name: "Take the step out" }).check();
      await added.getByRole("radio", { name: "Make it a step" }).check();
      await page.getByRole("button", { name: "Begin a proposal" }).click();

      await page.waitForURL(/\/proposals\/1\/edit$/);
      await expect(page.getByLabel("Text", { exact: true })).toHaveValue(/1\. Look at `df -h`\n2\. Look at `df -i` too\n3\. Tell the team\n/);
      await expect(page.getByLabel("What changes, and why")).toHaveValue(/What INC-1 taught[^]*The alert names it/);
      await page.getByRole("button", { name: "Propose for review" }).click();
      await expect(page.getByText("by what was done otherwise in INC-1")).toBeVisible();
    });
  });
}
