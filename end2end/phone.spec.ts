// At three in the morning, on a phone: nothing sticks out, every thumb hits, no field zooms, the composer is there.
import { gridTables, overflow, smallTargets, zoomingFields } from "./measures";
import { expect, test } from "./organisation";
import { places, visit } from "./places";
import { firstAdmin } from "./tocsin";

for (const place of places) {
  test(`a phone shows ${place.name}`, async ({ organisation }) => {
    const page = await organisation.page(place.as ?? "mina", 390);
    await visit(page, organisation, place);
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      const found = { overflow, smallTargets, zoomingFields, gridTables };
      for (const [what, measure] of Object.entries(found)) expect.soft(await measure(page), `${what} at ${width} px`).toEqual([]);
    }
    await page.context().close();
  });
}

// It writes, so it has an organisation of its own: pictures are taken of the one that the others share.
test("the bar and the composer stand above the phone's own edge", async ({ server, browser }) => {
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  await firstAdmin(page, server);
  await page.goto("/incidents/new");
  await page.getByLabel("Title").fill("Orders stay unpaid");
  await page.getByRole("main").getByRole("button", { name: "Declare incident" }).tap();
  await page.waitForURL(/\/incidents\/\d+$/);
  expect(await page.locator("meta[name=viewport]").getAttribute("content")).toContain("viewport-fit=cover");
  await page.getByRole("radio", { name: /Timeline/ }).check({ force: true });
  const bar = await page.getByRole("navigation", { name: "Quick" }).boundingBox();
  expect(bar && bar.y + bar.height).toBeCloseTo(844, 0);
  const composer = await page.getByRole("button", { name: "Add note" }).boundingBox();
  expect(composer && composer.y + composer.height).toBeLessThanOrEqual(bar?.y ?? 0);
  await page.getByLabel("Note", { exact: true }).tap();
  await page.keyboard.type("Seen on a phone");
  await page.getByRole("button", { name: "Add note" }).tap();
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText("Seen on a phone");
  await context.close();
});
