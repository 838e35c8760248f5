// Now and the lists keep themselves up to date while they are open, and leave alone what somebody does there.
import { type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { declare, expect, listening, send, test, twoPeople, type Server } from "./tocsin";

/** Opens a page, and marks it: a mark that is gone says that the page was loaded anew. */
async function watch(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await listening(page);
  await expect(page.locator(".strip[data-live]").first()).toHaveAttribute("data-live", "live");
  await page.evaluate(() => ((window as unknown as { stays: boolean }).stays = true));
}

async function stayed(page: Page): Promise<void> {
  expect(await page.evaluate(() => (window as unknown as { stays?: boolean }).stays)).toBe(true);
}

const dueIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

async function promise(page: Page, server: Server, title: string): Promise<void> {
  await page.goto("/actions");
  const owner = (await page.getByLabel("Owner").locator("option", { hasText: "Ben" }).getAttribute("value")) ?? "";
  await send(page, server, "add_action_item", { title, owner, due: dueIn(3), kind: "prevent" });
}

test("an incident that is declared elsewhere is on Now at once, and is said", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  await watch(bens, "/");
  await declare(adas, "Checkout times out");
  const call = bens.getByRole("article").filter({ hasText: "Checkout times out" });
  await expect(call.getByRole("button", { name: "Acknowledge" })).toBeVisible();
  await expect(bens).toHaveTitle("Now (1 to answer) · Tocsin");
  await expect(bens.getByRole("status", { name: "New entries" })).toContainText("Checkout times out");
  await expectAccessible(bens);
  await adas.getByRole("button", { name: "Acknowledge" }).click();
  await expect(bens.getByRole("heading", { name: "Open incidents" })).toBeVisible();
  await expect(call).toHaveCount(0);
  await stayed(bens);
});

test("a list grows while somebody types beside it, and what they type stays", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  await watch(bens, "/actions");
  const title = bens.getByLabel("Title");
  await title.fill("Write down who may fail over");
  await promise(adas, server, "Set a lock timeout");
  await expect(bens.getByRole("link", { name: "Set a lock timeout" })).toBeVisible();
  await expect(title).toHaveValue("Write down who may fail over");
  await expect(title).toBeFocused();
  await stayed(bens);

  // A form that was refused stands with its sentence until its author leaves it.
  await bens.evaluate(() => document.querySelectorAll("form").forEach((form) => (form.noValidate = true)));
  await bens.getByRole("button", { name: "Add action item" }).click();
  await expect(bens.getByRole("alert")).toContainText("Say by when");
  await expect(bens.locator(".strip[data-live]").first()).toHaveAttribute("data-live", "live");
  await promise(adas, server, "Page the database team sooner");
  await expect(bens.getByRole("link", { name: "Page the database team sooner" })).toBeVisible();
  await expect(bens.getByRole("alert")).toContainText("Say by when");
  await expect(title).toHaveValue("Write down who may fail over");
});

test("figures count on while somebody looks at them, and a table that is open stays open", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  await declare(adas, "Checkout times out");
  await watch(bens, "/insights?days=30");
  const declared = bens.locator(".figures .clock").filter({ hasText: "Incidents declared" });
  await expect(declared).toContainText("1 not resolved");
  await bens.locator("summary", { hasText: "As a table" }).first().click();
  await declare(adas, "Search is empty");
  await expect(declared).toContainText("2 not resolved");
  const weeks = bens.getByRole("table", { name: "Incidents declared by week and severity" });
  await expect(weeks.locator("tbody tr").first().getByRole("cell").last()).toHaveText("2");
  await expectAccessible(bens);
  await stayed(bens);
});

test("a list that was without a connection comes up to date when it is back", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  await watch(bens, "/incidents");
  await server.kill9();
  await expect(bens.getByText("Connection lost.")).toBeVisible({ timeout: 20_000 });
  await server.restart();
  await declare(adas, "Search is slow");
  await expect(bens.getByRole("link", { name: "Search is slow" })).toBeVisible({ timeout: 30_000 });
  await expect(bens.getByText("Connection lost.")).toBeHidden();
  await stayed(bens);
});

test("what one is about to press does not move away under the pointer", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  await declare(adas, "Search is slow");
  await watch(bens, "/incidents");
  const slow = bens.getByRole("link", { name: "Search is slow" });
  const before = await slow.boundingBox();
  // A hand that moves on and on, in the page itself: how quick this test is must not matter.
  const rests = await bens.evaluateHandle(() => {
    const moves = setInterval(() => dispatchEvent(new PointerEvent("pointermove")), 50);
    return () => clearInterval(moves);
  });
  // The page has what is new before it shows it.
  const asked = bens.waitForResponse((answer) => answer.request().headers()["tocsin-anew"] === "1");
  await declare(adas, "Checkout times out");
  await asked;
  await bens.waitForTimeout(300);
  expect(await slow.boundingBox()).toEqual(before);
  await rests.evaluate((rest) => rest());
  await expect(bens.getByRole("link", { name: "Checkout times out" })).toBeVisible();
});
