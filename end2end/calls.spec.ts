// What became of a call is said where people look: in the room of the incident, and on Now.
import { type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { declare, expect, firstAdmin, send, test } from "./tocsin";

const banner = (page: Page) => page.getByRole("alert").filter({ hasText: "Nobody has acknowledged this yet." });
const onNow = (page: Page, title: string) => page.getByRole("article").filter({ hasText: title });

test("whom nobody could reach is said in the room and on Now, which lead to the contacts", async ({ page, server }) => {
  await firstAdmin(page, server);
  await declare(page, "Everything is down", "p0");
  await expect(banner(page)).toContainText(/Nobody could be reached at \d\d:\d\d UTC: CTO, since no contact has that role/);
  await expect(banner(page)).toContainText("it calls once more");
  await expectAccessible(page);
  await page.goto("/");
  await expect(onNow(page, "Everything is down")).toContainText("Nobody could be reached");
  await expectAccessible(page);
  await onNow(page, "Everything is down").getByRole("link", { name: "Contacts" }).click();
  await expect(page).toHaveURL(/\/settings\/contacts$/);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("who will be called is said while there is time to mend it, and then who was", async ({ page, server }) => {
    await firstAdmin(page, server);
    await declare(page, "Checkout times out");
    await expect(banner(page)).toContainText(/If nobody answers by \d\d:\d\d UTC, it calls nobody/);
    await expect(banner(page)).toContainText("Out of reach: On-call SRE, since no contact has that role; Backend Lead");
    await send(page, server, "revise_contacts", {
      "contacts[0][role]": "On-call SRE", "contacts[0][email]": "sre@example.org",
      "contacts[1][role]": "CTO", "contacts[1][email]": "cto@example.org",
    });
    await page.goto("/");
    await expect(onNow(page, "Checkout times out")).toContainText("it calls On-call SRE. Out of reach: Backend Lead");
    await declare(page, "Everything is down", "p0");
    await expect(banner(page)).toContainText(/Called at \d\d:\d\d UTC: CTO\. Out of reach: Incident Commander/);
  });
});

test.describe("with a mail server", () => {
  test.use({ config: `[mail]\nsmtp = "${process.env.TEST_SMTP}"\n` });

  test("a letter that the mail server refuses is said to those who have the room open", async ({ page, server }) => {
    await firstAdmin(page, server);
    await send(page, server, "revise_contacts", { "contacts[0][role]": "CTO", "contacts[0][email]": "refuse-cto@example.org" });
    await declare(page, "Everything is down", "p0");
    await expect(banner(page)).toContainText("the letter to refuse-cto@example.org does not leave", { timeout: 20_000 });
    const timeline = page.getByRole("region", { name: "Timeline" });
    await expect(timeline).toContainText("Tocsin could not send the letter to refuse-cto@example.org that calls CTO");
    await page.goto("/");
    await expect(onNow(page, "Everything is down")).toContainText("No such mailbox here");
  });
});
