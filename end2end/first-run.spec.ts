// From the set-up link to the first imported runbook and the first drill, by what the pages themselves say and nothing else.
import { fileURLToPath } from "node:url";
import { expect, firstAdmin, test } from "./tocsin";

const runbooks = fileURLToPath(new URL("../app/domain/fixtures/runbooks/checkout-api.md", import.meta.url));

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("the first steps lead from an empty installation to a checklist that somebody works on", async ({ page, server }) => {
      await firstAdmin(page, server);
      const steps = page.getByRole("region", { name: "First steps" });

      await page.goto("/");
      await steps.getByRole("link", { name: "Import runbooks" }).click();
      await page.getByLabel("Choose Markdown files").setInputFiles(runbooks);
      await page.getByRole("button", { name: "Show preview" }).click();
      await page.getByRole("button", { name: /^Import \d+ runbooks?$/ }).click();
      await expect(page.getByRole("link", { name: "Health Check Failures" }).first()).toBeVisible();

      await page.goto("/");
      await expect(steps.getByRole("listitem").filter({ hasText: "Import runbooks" })).toContainText("done");
      await steps.getByRole("link", { name: "Hold a drill" }).click();
      await expect(page.getByLabel("This is a drill")).toBeChecked();
      await page.getByLabel("Title").fill("What if checkout were slow?");
      await page.getByLabel("Severity").selectOption("p3");
      await page.getByRole("main").getByRole("button", { name: "Declare incident" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "What if checkout were slow?" })).toBeVisible();
      await expect(page.getByText("Drill", { exact: true }).first()).toBeVisible();

      await page.getByLabel("Runbook", { exact: true }).selectOption({ label: "Health Check Failures" });
      await page.getByRole("button", { name: "Start checklist" }).click();
      const item = page.getByRole("region", { name: "Checklists" }).getByRole("checkbox").first();
      await item.click();
      await expect(item).toBeChecked();
    });
  });
}
