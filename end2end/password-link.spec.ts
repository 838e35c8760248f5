// Whoever has forgotten their password: an administrator hands them a link, with which they alone choose a new one.
import type { Browser, Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { overflow } from "./measures";
import { ada, ben, expect, firstAdmin, invite, signIn, test, type Server } from "./tocsin";

const chosen = "a very different sentence";

/** A page of another browser. */
async function elsewhere(browser: Browser, server: Server, javaScriptEnabled = true): Promise<Page> {
  return (await browser.newContext({ baseURL: server.url, javaScriptEnabled })).newPage();
}

/** An administrator makes a link for somebody on `page`, which then shows it; gives it in full. */
async function passwordLink(page: Page, name: string): Promise<string> {
  await page.goto("/settings/people");
  await page.getByRole("button", { name: `Password link for ${name}` }).click();
  return page.getByLabel(`Password link for ${name}`).inputValue();
}

async function choose(page: Page, password: string): Promise<void> {
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Choose password" }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("somebody chooses a new password by a link, once, and is out wherever they were in", async ({ page, server, browser }) => {
      await firstAdmin(page, server);
      const [before, after] = [await elsewhere(browser, server, javaScriptEnabled), await elsewhere(browser, server, javaScriptEnabled)];
      await invite(page, before, ben);
      const link = await passwordLink(page, ben.name);
      expect(link.startsWith(`${server.url}/new-password/`), link).toBe(true);
      await expect(page.getByRole("status").filter({ hasText: "A letter tells them that you made it." })).toContainText("is good until");
      await expect(page.getByLabel("Invitation link")).toHaveCount(0);
      await page.goto("/settings/people");
      await expect(page.getByLabel(`Password link for ${ben.name}`), "it is shown once").toHaveCount(0);
      await before.goto("/settings/account");
      await expect(before.getByText(`You sign in as ${ben.email}`), "nothing has changed yet").toBeVisible();

      await after.goto(link);
      await expect(after.getByText(`For the account of ${ben.name}, ${ben.email}.`)).toBeVisible();
      await choose(after, "short");
      await expect(after.getByRole("alert")).toContainText("take at least 12");
      await choose(after, chosen);
      await after.waitForURL(`${server.url}/`);
      await after.goto("/settings/account");
      await expect(after.getByText(`You sign in as ${ben.email}`)).toBeVisible();

      await before.goto("/settings/account");
      await expect(before).toHaveURL(/\/sign-in/);
      await before.getByLabel("E-mail").fill(ben.email);
      await before.getByLabel("Password", { exact: true }).fill(ben.password);
      await before.getByRole("button", { name: "Sign in" }).click();
      await expect(before.getByRole("alert")).toContainText("The e-mail or the password is not right.");
      await signIn(before, ben.email, chosen);

      await after.goto(link);
      await expect(after.getByRole("alert")).toContainText("This password link was used already.");
      await Promise.all([before, after].map((one) => one.context().close()));
    });
  });
}

test("a password link that was replaced, is void or made up says what to do; one for a disabled account enables it", async ({ page, server, browser }) => {
  await firstAdmin(page, server);
  const [bens, guest] = [await elsewhere(browser, server), await elsewhere(browser, server)];
  await invite(page, bens, ben);
  const [replaced, kept] = [await passwordLink(page, ben.name), await passwordLink(page, ben.name)];
  await guest.goto(kept);
  await expect(guest.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await page.getByRole("button", { name: `Disable ${ben.name}` }).click();
  await expect(page.getByRole("button", { name: `Enable ${ben.name}` })).toBeVisible();

  for (const path of [replaced, kept, "/new-password/made-up"]) {
    await guest.goto(path);
    await expect(guest.getByRole("alert")).toContainText("ask an administrator for a new one");
    await expect(guest.getByRole("link", { name: "Go to sign-in" })).toBeVisible();
  }

  // One that is made for a disabled account enables it, once it is used.
  await guest.goto(await passwordLink(page, ben.name));
  await expect(page.getByRole("button", { name: `Enable ${ben.name}` })).toBeVisible();
  await choose(guest, chosen);
  await guest.waitForURL(`${server.url}/`);
  await page.goto("/settings/people");
  await expect(page.getByRole("button", { name: `Disable ${ben.name}` })).toBeVisible();
  await Promise.all([bens, guest].map((one) => one.context().close()));
});

test("the sign-in says who can help, once there is somebody who can", async ({ page, server }) => {
  const hint = page.getByText("Forgotten your password? An administrator can give you a link to choose a new one.");
  await page.goto("/sign-in");
  await expect(page.getByText("Nobody has an account yet.")).toBeVisible();
  await expect(hint).toHaveCount(0);
  await firstAdmin(page, server);
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await expect(hint).toBeVisible();
  await expectAccessible(page);
});

test("a password link is accessible where it is shown and where it leads, wide and narrow", async ({ page, server, browser }) => {
  await firstAdmin(page, server);
  const guest = await elsewhere(browser, server);
  await guest.goto(await passwordLink(page, ada.name));
  for (const width of [1280, 390, 320]) {
    for (const [looking, what] of [[page, "where it is shown"], [guest, "where it leads"]] as const) {
      await looking.setViewportSize({ width, height: 844 });
      await expectAccessible(looking);
      expect(await overflow(looking), `${what}, at ${width} px`).toEqual([]);
    }
  }
  await guest.context().close();
});
