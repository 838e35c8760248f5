import { expectAccessible } from "./axe";
import { Server } from "./server";
import { ada, expect, firstAdmin, signIn, test } from "./tocsin";

test("a server that runs says that it is well", async ({ server, request }) => {
  const answer = await request.get("/healthz");
  expect(answer.status(), server.log).toBe(200);
});

test("whoever isn't signed in is asked to, on a page for everybody", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByLabel("E-mail")).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expectAccessible(page);
});

test("the first administrator sets Tocsin up and comes back after a restart", async ({ page, server, browser }) => {
  await firstAdmin(page, server);
  await expectAccessible(page);
  await server.restart();

  const elsewhere = await browser.newPage({ baseURL: server.url });
  await signIn(elsewhere, ada.email, ada.password);
  await expect(elsewhere.getByRole("heading", { level: 1 })).toBeVisible();
  await elsewhere.close();
});

test("where nothing is configured, the demo is what its probes look at", async ({ browser }) => {
  const demo = await Server.demo(new Date().toISOString());
  try {
    const page = await browser.newPage({ baseURL: demo.url });
    await signIn(page, "priya@example.org", "look around in peace");
    await page.getByRole("main").getByRole("link", { name: /Checkout times out/ }).first().click();
    await page.getByRole("link", { name: "Run", exact: true }).first().click();
    await page.getByLabel("Title").fill("Is it well?");
    await page.getByLabel("Path", { exact: true }).fill("readyz");
    await page.getByLabel("JSONPath").fill("$.status");
    await page.getByLabel("Predicate").fill('value = "healthy"');
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await expect(page.getByRole("article", { name: /^Evidence/ }).filter({ hasText: "Is it well?" })).toContainText("Holds:");
    await page.close();
  } finally {
    await demo.stop();
    await demo.remove();
  }
});
