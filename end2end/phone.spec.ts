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

for (const javaScriptEnabled of [true, false]) {
  test(`the timeline opens at its newest entry, the composer below it, ${javaScriptEnabled ? "with" : "without"} script`, async ({ organisation }) => {
    const page = await organisation.page("jonas", 390, { javaScriptEnabled });
    await page.goto(await organisation.path("/incidents/{Checkout times out for one order in five}"));
    for (const height of [844, 600]) {
      await page.setViewportSize({ width: 390, height });
      await page.getByRole("radio", { name: /Timeline/ }).check({ force: true });
      const entries = page.locator(".event");
      expect(await entries.count()).toBeGreaterThan(8);
      await expect(entries.last()).toBeInViewport({ ratio: 1 });
      await expect(entries.first()).not.toBeInViewport();
      await expect(page.getByRole("button", { name: "Add note" })).toBeInViewport({ ratio: 1 });
      await page.getByRole("radio", { name: /Checklists/ }).check({ force: true });
    }
    await page.context().close();
  });
}

test("each stage has a name, and one that is locked says why", async ({ organisation }) => {
  const page = await organisation.page("jonas", 390);
  await page.goto(await organisation.path("/incidents/{Category pages show yesterday's prices}"));
  const stages = page.getByRole("list", { name: "State of the incident" }).getByRole("listitem");
  await expect(stages).toHaveCount(6);
  for (const words of await stages.allInnerTexts()) expect(words.trim()).not.toBe("");
  await expect(stages.nth(4)).toContainText("recovery check");
  const reasons = page.locator(".stepper [data-lock]");
  for (const reason of await reasons.all()) await expect(reason).toBeInViewport({ ratio: 1 });
  expect(await reasons.allInnerTexts()).toEqual([expect.stringContaining("recovery check"), expect.stringContaining("Closed: prevention")]);
  await page.context().close();
});
