// What a runbook leaves to be filled in: asked for on its checklist, and shown wherever it is needed.
import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ben, expect, firstAdmin, invite, test } from "./tocsin";

const file = "# Lock runbooks\n\n## 1. Blocked sessions\n\n### Immediate Actions\n\n1. Ask [Duty Lead] who holds the lock\n\n2. End the session <pid>\n\n   ```bash\n   kill <pid>\n   curl -H \"X-Token: ${ADMIN_TOKEN}\" https://api.example.org/sessions\n   ```\n\n3. Tell the team\n";

async function room(page: Page): Promise<void> {
  await page.goto("/runbooks/import");
  await page.getByLabel("Choose Markdown files").setInputFiles({ name: "locks.md", mimeType: "text/markdown", buffer: Buffer.from(file) });
  await page.getByRole("button", { name: "Show preview" }).click();
  await page.getByRole("button", { name: /^Import \d+ runbooks?$/ }).click();
  await expect(page.getByRole("status").filter({ hasText: "Imported" })).toBeVisible();
  await page.goto("/incidents/new");
  await page.getByLabel("Title").fill("Orders wait for a lock");
  await page.getByLabel("Severity").selectOption("p2");
  await page.getByRole("button", { name: "Declare incident" }).click();
  await page.waitForURL(/\/incidents\/\d+$/);
  await page.getByLabel("Runbook", { exact: true }).selectOption({ label: "Blocked sessions" });
  await page.getByRole("button", { name: "Start checklist" }).click();
  await expect(page.getByRole("checkbox", { name: "End the session <pid>" })).toBeVisible();
}

const lists = (page: Page) => page.getByRole("region", { name: "Checklists" });
const values = (page: Page) => lists(page).getByRole("form", { name: "Values" });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a value that is filled in stands in the items and commands, and can be changed", async ({ page, server }) => {
      await firstAdmin(page, server);
      await room(page);
      await expect(lists(page)).toContainText("0 of 2 filled in");
      await expect(values(page).getByRole("textbox")).toHaveCount(2);
      await expect(lists(page)).toContainText("${ADMIN_TOKEN} is a secret: look it up where it is kept.");

      // The browser asks for a number by itself; the server does where it doesn't.
      if (javaScriptEnabled) await values(page).evaluate((form: HTMLFormElement) => (form.noValidate = true));
      else await values(page).getByLabel("<pid>").evaluate((field) => field.removeAttribute("pattern"));
      await values(page).getByLabel("<pid>").fill("the worst");
      await values(page).getByLabel("[Duty Lead]").fill("Mina <b>Sato</b>");
      await values(page).getByRole("button", { name: "Save values" }).click();
      await expect(lists(page).getByText("“the worst” can't stand for <pid>: write a number in digits, such as 42.")).toBeVisible();
      await expect(values(page).getByLabel("<pid>")).toHaveValue("the worst");
      await expect(values(page).getByLabel("[Duty Lead]")).toHaveValue("Mina <b>Sato</b>");
      await expect(lists(page)).toContainText("0 of 2 filled in");

      await values(page).getByLabel("<pid>").fill("4711");
      await values(page).getByLabel("<pid>").press("Enter");
      await expect(lists(page)).toContainText("2 of 2 filled in");
      await expect(page.getByRole("checkbox", { name: "Ask Mina <b>Sato</b> who holds the lock" })).toBeVisible();
      const item = lists(page).getByRole("listitem").filter({ hasText: "End the session 4711" });
      await expect(item.locator("mark").first()).toHaveAttribute("title", "<pid>");
      await item.getByText("Commands").click();
      await expect(item.locator("pre")).toContainText("kill 4711");
      await expect(item.locator("pre")).toContainText("X-Token: ${ADMIN_TOKEN}");
      await expect(page.getByRole("region", { name: "Timeline" })).toContainText("set <pid> to “4711” in “Blocked sessions”");
      await expect(item.getByRole("button", { name: "Copy" })).toBeVisible({ visible: javaScriptEnabled });
      if (javaScriptEnabled) {
        // What has scrolled under a head that stays is out of reach until somebody scrolls back.
        await values(page).evaluate((form) => form.closest("details")?.scrollIntoView());
        await expectAccessible(page);
        await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
        await item.getByRole("button", { name: "Copy" }).click();
        expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("kill 4711\n");
      }

      // What is to be looked at by a probe has the value too.
      await page.reload();
      if (!(await values(page).isVisible())) await lists(page).getByText("Values", { exact: true }).click();
      await expect(values(page).getByLabel("<pid>")).toHaveValue("4711");
      await values(page).getByLabel("<pid>").fill("4712");
      await values(page).getByRole("button", { name: "Save values" }).click();
      await expect(page.getByRole("checkbox", { name: "End the session 4712" })).toBeVisible();
    });
  });
}

test("two people fill in at once, and each sees what the other gave", async ({ page, server, browser }) => {
  await firstAdmin(page, server);
  await room(page);
  const bens = await browser.newPage({ baseURL: server.url });
  await invite(page, bens, ben);
  await page.goto("/incidents/1");
  await bens.goto("/incidents/1");
  await expect(bens.locator("[data-live=live]").first()).toBeAttached();
  await values(bens).getByLabel("[Duty Lead]").fill("Mi");
  await values(page).getByLabel("<pid>").fill("4711");
  await values(page).getByRole("button", { name: "Save values" }).click();
  await expect(bens.getByRole("checkbox", { name: "End the session 4711" })).toBeVisible();
  await expect(values(bens).getByLabel("<pid>")).toHaveValue("4711");
  await expect(values(bens).getByLabel("[Duty Lead]"), "what is being typed stays").toHaveValue("Mi");
  await values(bens).getByLabel("[Duty Lead]").fill("Mina");
  await values(bens).getByRole("button", { name: "Save values" }).click();
  await expect(page.getByRole("checkbox", { name: "Ask Mina who holds the lock" })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "End the session 4711" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText("set [Duty Lead] to “Mina”");

  // Whoever stands in a field that somebody else fills in does not take that back by saving another one.
  await values(page).getByLabel("[Duty Lead]").focus();
  await values(bens).getByLabel("[Duty Lead]").fill("Noor");
  await values(bens).getByRole("button", { name: "Save values" }).click();
  await expect(page.getByRole("checkbox", { name: "Ask Noor who holds the lock" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(bens.getByRole("checkbox", { name: "Ask Noor who holds the lock" })).toBeVisible();
  await bens.close();
});
