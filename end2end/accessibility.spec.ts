// Whoever comes, with whatever eyes and hands: axe on every page, what a screen reader is told, sizes, colours, motion.
import { expectAccessible, expectContrast } from "./axe";
import { expect, test } from "./organisation";
import { overflow } from "./measures";
import { places, visit } from "./places";
import { ada, ben, firstAdmin, invite } from "./tocsin";

const room = "/incidents/{Checkout times out for one order in five}";

for (const place of places) {
  test(`axe finds nothing: ${place.name}`, async ({ organisation }) => {
    const page = await organisation.page(place.as ?? "mina", 1440);
    await visit(page, organisation, place);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme: "light" });
      await expectAccessible(page);
      await page.emulateMedia({ colorScheme: "dark" });
      await expectContrast(page);
    }
    await page.setViewportSize({ width: 640, height: 450 });
    expect(await overflow(page), "a laptop's window, enlarged to twice its size").toEqual([]);
    await page.context().close();
  });
}

test("what is heard of the main pages is in order", async ({ organisation }) => {
  const page = await organisation.page("jonas", 1440);
  await page.goto("/");
  await expect(page.locator("body")).toMatchAriaSnapshot(`
    - link "Skip to content"
    - navigation "Main":
      - link "Tocsin, now"
      - link "Declare incident"
      - link "Search"
      - list
    - banner:
      - navigation "Breadcrumb"
    - main:
      - heading "Now" [level=1]
      - region "Open incidents":
        - heading "Open incidents" [level=2]
        - table "Open incidents, the worst first"
      - complementary "Around you"
  `);
  await page.goto("/incidents/new");
  await expect(page.getByRole("main")).toMatchAriaSnapshot(`
    - main:
      - heading "Declare incident" [level=1]
      - list "Open incidents"
      - textbox "Title"
      - combobox "Severity"
      - textbox "Summary"
      - textbox "Affected service"
      - link "Cancel"
      - button "Declare incident"
  `);
  await page.goto(await organisation.path(room));
  await expect(page.getByRole("main")).toMatchAriaSnapshot(`
    - main:
      - heading "Checkout times out for one order in five" [level=1]
      - list "State of the incident":
        - listitem: /Declared/
        - listitem: /Investigating/
        - listitem: /Identified/
        - listitem:
          - button "Mark mitigated"
        - listitem: /Resolved/
        - listitem: /Closed/
      - region "Roles"
      - region "Checklists":
        - heading "Checklists" [level=2]
        - group "Checklist items":
          - heading "Checkout is slow v1" [level=3]
      - region "Timeline":
        - heading "Timeline" [level=2]
      - region "Facts"
  `);
  await page.context().close();
});

test("nothing moves for those who asked for less motion", async ({ organisation }) => {
  const page = await organisation.page("jonas", 1440, { reducedMotion: "reduce" });
  for (const path of ["/", room, "/runbooks/checkout-is-slow"]) {
    await page.goto(await organisation.path(path));
    const moving = await page.evaluate(() => [...document.querySelectorAll("*")].flatMap((element) => {
      const { transitionDuration, animationName, animationDuration, scrollBehavior } = getComputedStyle(element);
      const seconds = (list: string) => Math.max(...list.split(",").map(parseFloat));
      const moves = seconds(transitionDuration) > 0.01 || (animationName !== "none" && seconds(animationDuration) > 0.01) || scrollBehavior === "smooth";
      return moves ? [element.outerHTML.slice(0, 100)] : [];
    }));
    expect(moving, path).toEqual([]);
  }
  await page.context().close();
});

test("in forced colours controls have edges, and states are told apart", async ({ organisation }) => {
  const page = await organisation.page("jonas", 1440, { forcedColors: "active" });
  await page.goto(await organisation.path(room));
  const edgeless = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>("main :is(.button, .input, .checkbox, .severity)")]
    .filter((element) => element.checkVisibility() && element.dataset.kind !== "quiet")
    .filter((element) => parseFloat(getComputedStyle(element).borderTopWidth) === 0 && parseFloat(getComputedStyle(element).outlineWidth) === 0)
    .map((element) => element.outerHTML.slice(0, 100)));
  expect(edgeless).toEqual([]);
  const box = (checked: boolean) => page.getByRole("checkbox", { checked }).filter({ visible: true }).first().screenshot();
  expect((await box(true)).equals(await box(false)), "a ticked box looks like one that is not").toBe(false);
  const steps = await page.getByRole("list", { name: "State of the incident" }).getByRole("listitem").all();
  const looks = await Promise.all(steps.map((step) => step.evaluate((item) => {
    const { backgroundColor, backgroundImage, borderTopStyle } = getComputedStyle(item, "::before");
    return [backgroundColor, backgroundImage, borderTopStyle].join();
  })));
  expect(looks[0], "a stage that is over looks like one that is to come").not.toBe(looks.at(-1));
  await page.context().close();
});

test("axe finds nothing in a new installation, from the set-up link on", async ({ server, browser }) => {
  const [adas, guests] = await Promise.all([1, 2].map(async () =>
    (await browser.newContext({ baseURL: server.url, reducedMotion: "reduce" })).newPage()));
  const everySize = async (page = adas) => {
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme: "light" });
      await expectAccessible(page);
      await page.emulateMedia({ colorScheme: "dark" });
      await expectContrast(page);
    }
  };
  await adas.goto(server.setupLink);
  await everySize();
  await firstAdmin(adas, server, ada);
  for (const path of ["/", "/incidents", "/runbooks", "/postmortems", "/actions", "/diagnostics", "/settings/contacts"]) {
    await adas.goto(path);
    await everySize();
  }
  await adas.goto("/settings/people");
  await adas.getByLabel("E-mail").fill(ben.email);
  await adas.getByRole("button", { name: "Invite" }).click();
  const link = await adas.getByLabel("Invitation link").inputValue();
  await everySize();
  await guests.goto(link);
  await everySize(guests);
  await Promise.all([adas, guests].map((page) => page.context().close()));
});
