// At three in the morning, on a phone: nothing sticks out, every thumb hits, no field zooms, the composer is there.
import { gridTables, overflow, smallTargets, zoomingFields } from "./measures";
import { expect, test } from "./organisation";
import { places, visit } from "./places";

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

test("the bar and the composer stand above the phone's own edge", async ({ organisation }) => {
  const page = await organisation.page("mina", 390);
  await page.goto(await organisation.path("/incidents/{Checkout times out for one order in five}"));
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
  await page.context().close();
});
