import { type Browser, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ada, ben, expect, firstAdmin, invite, test, type Server } from "./tocsin";

/** Ada administers, Ben responds; each in a browser of their own. */
async function twoPeople(browser: Browser, server: Server): Promise<[Page, Page]> {
  const open = async () => (await browser.newContext({ baseURL: server.url })).newPage();
  const [adas, bens] = [await open(), await open()];
  await firstAdmin(adas, server, ada);
  await invite(adas, bens, ben);
  return [adas, bens];
}

async function declare(page: Page, title: string, severity = "p1"): Promise<string> {
  await page.goto("/incidents/new");
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Severity").selectOption(severity);
  await page.getByLabel("Summary").fill("One order in five fails.");
  await page.getByRole("button", { name: "Declare incident" }).click();
  await page.waitForURL(/\/incidents\/\d+$/);
  return new URL(page.url()).pathname;
}

/** The script runs and the connection is there. */
async function isLive(page: Page): Promise<void> {
  await expect(page.locator(".strip[data-live]")).toHaveAttribute("data-live", "live");
}

const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });

test("what one does, the other sees without a reload", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  const room = await declare(adas, "Checkout times out");
  await bens.goto(room);
  await isLive(adas);
  await isLive(bens);
  await expect(adas.getByRole("region", { name: "People here" })).toContainText("Ben Lindqvist");

  await bens.getByRole("button", { name: "Acknowledge" }).click();
  await expect(timeline(adas)).toContainText("Ben Lindqvist acknowledged");
  await expect(adas.getByRole("button", { name: "Acknowledge" })).toBeHidden();

  const seats = adas.getByRole("region", { name: "Roles" });
  await seats.getByText("Incident commander").first().click();
  await seats.getByRole("button", { name: "Take command" }).click();
  await expect(bens.getByRole("region", { name: "Roles" })).toContainText("Ada Okafor");

  await bens.getByLabel("Note", { exact: true }).fill("The pool is **full**: <script>alert(1)</script> `too many clients`");
  await bens.getByRole("button", { name: "Add note" }).click();
  await expect(timeline(adas).locator("strong", { hasText: "full" })).toBeVisible();
  await expect(bens.getByLabel("Note", { exact: true })).toHaveValue("");
  expect(await adas.locator(".note script").count()).toBe(0);
  await expectAccessible(adas);
});

test("a browser that was offline catches up by itself, and what was done there arrives", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  const room = await declare(adas, "Queue grows");
  await bens.goto(room);
  await isLive(bens);
  let loads = 0;
  bens.on("load", () => loads++);

  await server.kill9();
  await expect(bens.locator(".strip[data-live]")).toHaveAttribute("data-live", "offline");
  await expect(bens.getByText("Connection lost.")).toBeVisible();
  await bens.getByLabel("Note", { exact: true }).fill("Written while nobody answered");
  await bens.getByRole("button", { name: "Add note" }).click();
  await expect(bens.getByText("1 change waits here")).toBeVisible();
  await server.restart();

  await expect(bens.locator(".strip[data-live]")).toHaveAttribute("data-live", "live", { timeout: 30_000 });
  await expect(timeline(bens).getByText("Written while nobody answered")).toHaveCount(1);
  await expect(timeline(adas).getByText("Written while nobody answered")).toHaveCount(1, { timeout: 30_000 });
  expect(loads).toBe(0);
});

test("what waited and is refused at last comes back with its words", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  const room = await declare(adas, "Slow reports");
  await bens.goto(room);
  await isLive(bens);
  await bens.context().setOffline(true);
  await bens.locator("summary", { hasText: "Re-grade" }).click();
  await bens.getByLabel("Why it changes").fill("Only reports are slow");
  await bens.getByRole("button", { name: "Re-grade" }).click();
  await adas.locator("summary", { hasText: "Override" }).click();
  await adas.getByLabel("Why it may be resolved").fill("It was a drill");
  await adas.getByRole("button", { name: "Override and mark resolved" }).click();
  await expect(timeline(adas)).toContainText("It was a drill");
  await bens.context().setOffline(false);

  const alert = bens.getByRole("alert").filter({ hasText: "Not taken after all." });
  await expect(alert).toContainText("“Only reports are slow”", { timeout: 60_000 });
  await bens.reload();
  await expect(alert, "until somebody says what becomes of it").toContainText("Only reports are slow");
  await alert.getByRole("button", { name: "Discard" }).click();
  await expect(alert).toBeHidden();
});

test("what one types and has open stays while others change the room", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server);
  const room = await declare(adas, "Payments hang");
  await bens.goto(room);
  await isLive(bens);
  const facts = (page: Page) => page.locator(".room-tabs label", { hasText: "Facts" }).click();
  await facts(bens);
  await facts(adas);
  await bens.locator("summary", { hasText: "Edit facts" }).click();
  await bens.getByLabel("Customers").fill("forty so far");
  await adas.locator("summary", { hasText: "Edit facts" }).click();
  await adas.getByLabel("Services").fill("payments");
  await adas.getByRole("button", { name: "Save facts" }).click();

  await expect(bens.getByRole("region", { name: "Facts", exact: true })).toContainText("payments");
  await expect(bens.getByLabel("Customers")).toHaveValue("forty so far");
  await expect(bens.getByLabel("Customers")).toBeFocused();
  await expect(bens.getByLabel("Services"), "where Ben typed nothing, he sees what Ada wrote").toHaveValue("payments");
});

test("a note that is being typed survives a reload", async ({ browser, server }) => {
  const [adas] = await twoPeople(browser, server);
  await declare(adas, "Search is behind");
  await isLive(adas);
  await adas.getByLabel("Note", { exact: true }).pressSequentially("Half a thought");
  await adas.reload();
  await expect(adas.getByLabel("Note", { exact: true })).toHaveValue("Half a thought");
});
