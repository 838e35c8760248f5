// How people get in, and how they are kept out.
import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ada, ben, cleo, expect, firstAdmin, invite, signIn, test } from "./tocsin";

async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Invites somebody and gives the link's path. */
async function invitationFor(page: Page, email: string): Promise<string> {
  await page.goto("/settings/people");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Invite" }).click();
  return new URL(await page.getByLabel("Invitation link").inputValue()).pathname;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("the set-up link makes one administrator and is then used up", async ({ page, server }) => {
      await page.goto("/sign-in");
      await expect(page.getByText("the server printed a set-up link")).toBeVisible();
      const link = server.setupLink;
      await firstAdmin(page, server);
      await page.goto(link);
      await expect(page.getByRole("alert")).toContainText("Tocsin is set up already");
    });

    test("a wrong password and an unknown account get the same sentence, and what was typed stays", async ({ page, server }) => {
      await firstAdmin(page, server);
      await page.context().clearCookies();
      await page.goto("/sign-in?next=/settings/account");
      for (const email of [ada.email, "eve@example.org"]) {
        await fillSignIn(page, email, "not the password at all");
        await expect(page.getByRole("alert")).toContainText("The e-mail or the password is not right.");
        await expect(page.getByLabel("E-mail")).toHaveValue(email);
        await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
      }
      await fillSignIn(page, ada.email, ada.password);
      await expect(page).toHaveURL(/\/settings\/account$/);
    });

    test("whoever is invited joins, once", async ({ page, server, browser }) => {
      await firstAdmin(page, server);
      const guest = await browser.newPage({ baseURL: server.url, javaScriptEnabled });
      await invite(page, guest, ben);
      await guest.goto("/settings/account");
      await expect(guest.getByText(`You sign in as ${ben.email} and are a responder`)).toBeVisible();

      await page.goto("/settings/people");
      await expect(page.getByLabel("Invitation link")).toHaveCount(0);
      await expect(page.getByRole("row", { name: ben.name })).toBeVisible();
      await guest.close();
    });
  });
}

test("a link leads only where this server is", async ({ page, server }) => {
  await firstAdmin(page, server);
  await page.context().clearCookies();
  await page.goto("/sign-in?next=//elsewhere.example/");
  const home = page.waitForRequest(`${server.url}/`);
  await fillSignIn(page, ada.email, ada.password);
  await home;
});

test("an invitation that was used, replaced or made up says what to do", async ({ page, server, browser }) => {
  await firstAdmin(page, server);
  const replaced = await invitationFor(page, ben.email);
  const used = await invitationFor(page, ben.email);
  const guest = await browser.newPage({ baseURL: server.url });
  await guest.goto(used);
  await guest.getByLabel("Name", { exact: true }).fill(ben.name);
  await guest.getByLabel("Password", { exact: true }).fill("short");
  await guest.getByRole("button", { name: "Accept invitation" }).click();
  await expect(guest.getByRole("alert")).toContainText("take at least 12");
  await expect(guest.getByLabel("Name", { exact: true })).toHaveValue(ben.name);
  await guest.getByLabel("Password", { exact: true }).fill(ben.password);
  await guest.getByRole("button", { name: "Accept invitation" }).click();
  await guest.waitForURL((url) => !url.pathname.startsWith("/invitations"));

  await guest.goto(used);
  await expect(guest.getByRole("alert")).toContainText("This invitation was used already.");
  for (const path of [replaced, "/invitations/made-up"]) {
    await guest.goto(path);
    await expect(guest.getByRole("alert")).toContainText("ask an administrator for a new one");
  }
  await guest.close();
});

test("an invitation is void once whoever made it is no administrator any more", async ({ page, server, browser }) => {
  await firstAdmin(page, server);
  const [bens, guest] = [await browser.newPage({ baseURL: server.url }), await browser.newPage({ baseURL: server.url })];
  await invite(page, bens, ben, "Admin");
  const invitation = await invitationFor(bens, cleo.email);
  await page.goto("/settings/people");
  const row = page.getByRole("row", { name: cleo.email });
  await expect(row).toContainText(`by ${ben.name}`);
  await page.getByRole("button", { name: `Disable ${ben.name}` }).click();
  await expect(row).toContainText(`by ${ben.name}, who is no administrator any more`);
  await expect(row).toContainText("Void");
  await expectAccessible(page);
  await guest.goto(invitation);
  await expect(guest.getByRole("alert")).toContainText("Whoever made this invitation is no administrator any more.");
  await bens.close();
  await guest.close();
});

test("ten failures lock an account out, with the seconds that are left", async ({ page, server }) => {
  await firstAdmin(page, server);
  await page.context().clearCookies();
  await page.goto("/sign-in");
  for (let failure = 0; failure < 10; failure++) {
    await fillSignIn(page, ada.email, `not the password ${failure}`);
    await expect(page.getByRole("alert")).toBeVisible();
  }
  await fillSignIn(page, ada.email, ada.password);
  await expect(page.getByRole("alert")).toContainText(/Too many attempts\. Wait \d+ seconds/);
});

test("whoever is disabled is out at the next click", async ({ page, server, browser }) => {
  await firstAdmin(page, server);
  const guest = await browser.newPage({ baseURL: server.url });
  await invite(page, guest, ben);
  await page.goto("/settings/people");
  await page.getByRole("button", { name: `Disable ${ben.name}` }).click();
  await expect(page.getByRole("button", { name: `Enable ${ben.name}` })).toBeVisible();

  await guest.goto("/settings/account");
  await expect(guest).toHaveURL(/\/sign-in/);
  await fillSignIn(guest, ben.email, ben.password);
  await expect(guest.getByRole("alert")).toContainText("This account is disabled.");
  await guest.close();
});

test("a role is changed by name, and the last administrator stays one", async ({ page, server, browser }) => {
  await firstAdmin(page, server);
  await page.goto("/settings/people");
  await page.getByRole("button", { name: `Disable ${ada.name}` }).click();
  await expect(page.getByRole("alert")).toContainText("This is the last administrator");

  const guest = await browser.newPage({ baseURL: server.url });
  await invite(page, guest, ben);
  await page.goto("/settings/people");
  await page.getByLabel(`What ${ben.name} may do`).selectOption({ label: "Commander" });
  await page.getByRole("button", { name: `Change what ${ben.name} may do` }).click();
  await expect(page.getByLabel(`What ${ben.name} may do`)).toHaveValue("commander");

  await signIn(guest, ben.email, ben.password);
  await guest.goto("/settings/people");
  await expect(guest.getByRole("button", { name: "Invite" })).toHaveCount(0);
  await guest.close();
});

test("signing out everywhere ends every browser's session, a new password all the others'", async ({ page, server, browser }) => {
  await firstAdmin(page, server);
  const elsewhere = await browser.newPage({ baseURL: server.url });
  await signIn(elsewhere, ada.email, ada.password);

  await page.goto("/settings/account");
  await page.getByLabel("Present password").fill(ada.password);
  await page.getByLabel("New password").fill("a very different sentence");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Your password is changed." })).toBeVisible();
  await elsewhere.goto("/settings/account");
  await expect(elsewhere).toHaveURL(/\/sign-in/);

  await signIn(elsewhere, ada.email, "a very different sentence");
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await elsewhere.goto("/settings/account");
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await elsewhere.close();
});

test("every page of these is accessible, wide and narrow", async ({ page, server, browser }) => {
  const elsewhere = await browser.newContext({ baseURL: server.url });
  const guest = await elsewhere.newPage();
  await guest.goto(server.setupLink);
  await expectAccessible(guest);
  await firstAdmin(page, server);
  const invitation = await invitationFor(page, ben.email);
  await expectAccessible(page);
  await guest.goto(invitation);
  await expectAccessible(guest);
  await guest.goto("/invitations/made-up");
  await expectAccessible(guest);
  await guest.goto("/sign-in");
  await fillSignIn(guest, ben.email, "not the password at all");
  await expectAccessible(guest);
  await page.goto("/settings/account");
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of ["/settings/account", "/settings/people"]) {
    await page.goto(path);
    await expectAccessible(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, `${path} at 320 px`).toBeLessThanOrEqual(0);
  }
  await elsewhere.close();
});
