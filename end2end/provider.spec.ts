// Signing in by a provider, which is a real one on this machine.
import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { startProvider } from "./services/provider.mjs";
import { ada, expect, firstAdmin, signIn, test as base } from "./tocsin";

type Company = Awaited<ReturnType<typeof startProvider>>;

const test = base.extend<{ company: Company }>({
  company: async ({}, use) => {
    const company = await startProvider();
    await use(company);
    await company.stop();
  },
  config: async ({ company }, use) => use(company.settings),
});

/** At the provider: any password will do, then it asks whether Tocsin may know. */
async function consent(page: Page, login: string): Promise<void> {
  await page.getByPlaceholder("Enter any login").fill(login);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

const company = (page: Page) => page.getByRole("button", { name: "Continue with Company login" });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("somebody signs in by the provider, signs out, and comes back", async ({ page, server, company: provider }) => {
      provider.serve(server.url);
      await firstAdmin(page, server);
      await page.context().clearCookies();
      await page.goto("/settings/account");
      await company(page).click();
      await consent(page, "ada");
      await expect(page).toHaveURL(/\/settings\/account$/);
      await expect(page.getByText(`You sign in as ${ada.email} and are an admin`)).toBeVisible();

      const cookies = await page.context().cookies(server.url);
      expect(cookies.filter(({ domain, name }) => name.startsWith("tocsin")).map(({ name }) => name)).toContain("tocsin");
      expect(cookies.filter(({ value }) => value.includes("eyJ"))).toEqual([]);

      await page.request.post("/api/sign_out", { headers: { origin: server.url, accept: "text/html" }, maxRedirects: 0 });
      await page.goto("/settings/account");
      await expect(page).toHaveURL(/\/sign-in/);
      await company(page).click();
      // The provider knows them still.
      await expect(page).toHaveURL(/\/settings\/account$/);
    });

    test("a newcomer gets an account, and an address that is not verified opens none", async ({ page, server, company: provider }) => {
      provider.serve(server.url);
      await firstAdmin(page, server);
      await page.context().clearCookies();
      await page.goto("/sign-in");
      await company(page).click();
      await consent(page, "eve");
      await expect(page.getByRole("alert")).toContainText("has not verified your e-mail address");

      await page.context().clearCookies();
      await page.goto("/sign-in?next=/settings/account");
      await company(page).click();
      await consent(page, "fay");
      await expect(page.getByText("You sign in as fay@example.org and are a viewer")).toBeVisible();
    });

    test("without the provider people still come in by their password", async ({ page, server }) => {
      await firstAdmin(page, server);
      await page.context().clearCookies();
      await page.goto("/sign-in");
      await company(page).click();
      await expect(page.getByRole("alert")).toContainText("Company login can't be used just now.");
      await signIn(page, ada.email, ada.password);
      await page.goto("/settings/account");
      await expect(page.getByText("and are an admin")).toBeVisible();
    });
  });
}

test("the provider is reached by keyboard, before the password", async ({ page, server, company: provider }) => {
  provider.serve(server.url);
  await firstAdmin(page, server);
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await expectAccessible(page);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(company(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await consent(page, "ada");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page).toHaveURL(server.url + "/");
});
