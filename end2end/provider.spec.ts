// Signing in by a provider, which is a real one on this machine.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Page, Response } from "@playwright/test";
import { expectAccessible } from "./axe";
import { Watch } from "./injection/watch";
import { breaches } from "./policy";
import { startProvider } from "./services/provider.mjs";
import { ada, ben, expect, firstAdmin, invite, signIn, test as base } from "./tocsin";

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

/** The two parts of a signed token that are JSON. */
const JWT = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}/;

const company = (page: Page) => page.getByRole("button", { name: "Continue with Company login" });

/** The tokens that providers in this process hand out while `what` is done. */
async function handedOut(what: () => Promise<void>): Promise<string[]> {
  const tokens: string[] = [];
  const listen = (asked: unknown) => {
    const { request, response } = asked as { request: IncomingMessage; response: ServerResponse };
    if (request.url !== "/token") return;
    const end = response.end.bind(response) as (body?: string) => ServerResponse;
    response.end = ((body?: string) => {
      const said = JSON.parse(body ?? "{}") as { access_token?: string; id_token?: string };
      tokens.push(...[said.access_token, said.id_token].flatMap((token) => token ?? []));
      return end(body);
    }) as typeof response.end;
  };
  subscribe("http.server.request.start", listen);
  try {
    await what();
  } finally {
    unsubscribe("http.server.request.start", listen);
  }
  return tokens;
}

/** An answer as a browser has it: where it came from, its headers, and its body, which what leads elsewhere has none of. */
async function whole(response: Response): Promise<string> {
  const headers = (await response.headersArray()).map(({ name, value }) => `${name}: ${value}`);
  const leads = response.status() >= 300 && response.status() < 400;
  // Of a page that was left at once a browser may not have kept it.
  const body = leads ? "" : await response.text().catch(() => "");
  return [response.url(), ...headers, body].join("\n");
}

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

    test("no token of the provider reaches the browser", async ({ page, server, company: provider }) => {
      provider.serve(server.url);
      await firstAdmin(page, server);
      await page.context().clearCookies();
      const answers: Promise<string>[] = [];
      const frames: string[] = [];
      page.on("response", (response) => {
        if (new URL(response.url()).origin === server.url) answers.push(whole(response));
      });
      page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(payload.toString())));
      const tokens = await handedOut(async () => {
        await page.goto("/sign-in?next=/settings/account");
        await company(page).click();
        await consent(page, "ada");
        await expect(page.getByText(`You sign in as ${ada.email} and are an admin`)).toBeVisible();
      });
      expect(tokens, "an access token and an ID token").toHaveLength(2);
      expect(tokens[1]).toMatch(JWT);

      const said = await Promise.all(answers);
      for (const path of ["/sign-in?next", "/sign-in/with", "/sign-in/company/return?", "/settings/account"]) {
        expect(said.some((answer) => answer.startsWith(server.url + path)), `the answer of ${path} is looked at`).toBe(true);
      }
      expect(said.some((answer) => answer.includes(`You sign in as ${ada.email}`)), "bodies are looked at too").toBe(true);
      const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
      const cookies = JSON.stringify(await page.context().cookies());
      expect(cookies, "the session is one of them").toContain('"tocsin"');
      for (const [place, texts] of Object.entries({ said, frames, kept: [kept], cookies: [cookies] })) {
        const leaks = texts.filter((text) => JWT.test(text) || tokens.some((token) => text.includes(token)));
        expect(leaks.map((text) => text.slice(0, 200)), place).toEqual([]);
      }
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

test("no page on the way in breaks the policy", async ({ page, server, browser, company: provider }) => {
  provider.serve(server.url);
  const guest = await (await browser.newContext({ baseURL: server.url })).newPage();
  const broken = [await breaches(page), await breaches(guest)];
  await firstAdmin(page, server);
  await invite(page, guest, ben);
  await page.goto("/settings/people");
  await page.getByRole("button", { name: `Password link for ${ben.name}` }).click();
  await guest.goto(await page.getByLabel(`Password link for ${ben.name}`).inputValue());
  await guest.getByLabel("New password").fill("a very different sentence");
  await guest.getByRole("button", { name: "Choose password" }).click();
  await guest.waitForURL(`${server.url}/`);
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await company(page).click();
  await consent(page, "ada");
  await expect(page).toHaveURL(`${server.url}/`);
  expect(broken).toEqual([[], []]);
});

test.describe("without the policy", () => {
  test.use({ bypassCSP: true });

  test("what a provider calls somebody is words", async ({ page, server, browser, company: provider }) => {
    provider.serve(server.url);
    const watch = await Watch.on(page.context());
    await firstAdmin(page, server);
    const context = await browser.newContext({ baseURL: server.url, bypassCSP: true });
    const [guest, guests] = [await context.newPage(), await Watch.on(context)];
    await guest.goto("/sign-in?next=/settings/account");
    await company(guest).click();
    await consent(guest, "mal");
    await expect(guest.getByText("You sign in as mal@example.org")).toBeVisible();
    await guests.isInert(guest);
    await page.goto("/settings/people");
    await expect(page.getByRole("main")).toContainText("<script>__ran(2)</script>Mal");
    await watch.isInert(page);
    await context.close();
  });
});
