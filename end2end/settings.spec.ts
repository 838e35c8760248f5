// What is agreed for everybody: how bad is how bad, and who is called.
import { expectAccessible } from "./axe";
import { ben, expect, firstAdmin, invite, test } from "./tocsin";

test("an administrator changes the severities, and a mistake is said at its field", async ({ page, server }) => {
  await firstAdmin(page, server);
  await page.goto("/settings/severities");
  await expectAccessible(page);
  await page.getByLabel("P1 respond minutes").fill("soon");
  await page.getByLabel("P1 escalates to").fill("On-call SRE, CTO");
  await page.getByRole("button", { name: "Save severities" }).click();
  await expect(page.getByRole("alert")).toContainText("write whole minutes");
  await expect(page.getByLabel("P1 escalates to")).toHaveValue("On-call SRE, CTO");
  await page.getByLabel("P1 respond minutes").fill("10");
  await page.getByRole("button", { name: "Save severities" }).click();
  await expect(page.getByLabel("P1 respond minutes")).toHaveValue("10");
  await page.goto("/incidents/new");
  await expect(page.getByLabel("Severity")).toContainText("P1 major: respond within 10 minutes");
});

test("an administrator says what the words of runbooks mean, and the next import reads them so", async ({ page, server }) => {
  await firstAdmin(page, server);
  await page.goto("/settings/severities");
  await page.getByLabel("Words for P0").fill("critical, very bad");
  await page.getByRole("button", { name: "Save words" }).click();
  await expect(page.getByRole("alert")).toContainText("“very bad” is not one word");
  await expect(page.getByLabel("Words for P0")).toHaveValue("critical, very bad");
  await page.getByLabel("Words for P0").fill("critical, rot");
  await page.getByRole("button", { name: "Save words" }).click();
  await expect(page.getByLabel("Words for P0")).toHaveValue("critical, rot");
  await page.goto("/runbooks/import");
  const text = "# Lights\n\n## Lights are out\n\n**Severity:** Rot\n\n### Mitigation\n\n1. Look\n";
  await page.getByLabel("Choose Markdown files").setInputFiles({ name: "lights.md", mimeType: "text/markdown", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Show preview" }).click();
  await page.getByRole("button", { name: "Import 1 runbook" }).click();
  await expect(page.getByRole("row", { name: /Lights are out/ })).toContainText("P0");
});

test("a handbook that names nobody takes nobody away, and a severity that calls nobody is said", async ({ page, server }) => {
  await firstAdmin(page, server);
  await page.goto("/runbooks/import");
  const text = "# Lights\n\n## Severity Levels\n\n| Level | Meaning | Response |\n|---|---|---|\n| P0 | Shop down | <10 min |\n\n"
    + "## Lights are out\n\n### Mitigation\n\n1. Look\n";
  await page.getByLabel("Choose Markdown files").setInputFiles({ name: "lights.md", mimeType: "text/markdown", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Show preview" }).click();
  await expect(page.getByText("P0: it means “Shop down”; somebody answers within 10 min, not within 5 min.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Import 1 runbook" }).click();
  await expect(page.getByRole("row", { name: /Lights are out/ })).toBeVisible();
  await page.goto("/settings/severities");
  await expect(page.getByLabel("P0 respond minutes")).toHaveValue("10");
  await expect(page.getByLabel("P0 escalates to")).toHaveValue("CTO, Incident Commander");
  await expect(page.getByLabel("P0 immediately")).toBeChecked();

  await page.getByLabel("P0 escalates to").fill("");
  await page.getByRole("button", { name: "Save severities" }).click();
  await expect(page.getByText("P0 calls nobody: nobody stands under “Escalates to”.")).toBeVisible();
  await page.goto("/");
  await expect(page.getByText("P0 calls nobody")).toBeVisible();
});

test("who may not change the settings may read them", async ({ page, server, browser }) => {
  await firstAdmin(page, server);
  const guest = await (await browser.newContext({ baseURL: server.url })).newPage();
  await invite(page, guest, ben);
  await guest.goto("/settings/severities");
  await expect(guest.getByRole("cell", { name: "CTO, Incident Commander" })).toBeVisible();
  await expect(guest.getByRole("button", { name: "Save severities" })).toHaveCount(0);
  await guest.goto("/settings/contacts");
  await expect(guest.getByText("No contacts yet.")).toBeVisible();
  await expectAccessible(guest);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("roles that would be called in vain are named until a contact answers", async ({ page, server }) => {
    await firstAdmin(page, server);
    await page.goto("/settings/contacts");
    await expect(page.getByText("P1 calls the Backend Lead: no contact has that role")).toBeVisible();
    await page.getByLabel("Role 1").fill("backend lead");
    await page.getByLabel("E-mail 1").fill("nowhere");
    await page.getByRole("button", { name: "Save contacts" }).click();
    await expect(page.getByRole("alert")).toContainText("is not an e-mail address");
    await page.getByLabel("E-mail 1").fill("lead@example.org");
    await page.getByRole("button", { name: "Save contacts" }).click();
    await expect(page.getByText("P1 calls the Backend Lead")).toHaveCount(0);
    await expect(page.getByLabel("E-mail 1")).toHaveValue("lead@example.org");

    await page.getByLabel("Role 1").fill("");
    await page.getByLabel("E-mail 1").fill("");
    await page.getByRole("button", { name: "Save contacts" }).click();
    await expect(page.getByText("P1 calls the Backend Lead")).toBeVisible();
  });
});
