// Whoever comes, with whatever eyes and hands: axe on every page, what a screen reader is told, sizes, colours, motion.
import { expectAccessible, expectContrast } from "./axe";
import { expect, test } from "./organisation";
import { overflow } from "./measures";
import { places, visit } from "./places";
import { ada, ben, declare, firstAdmin, invite, listening, send } from "./tocsin";
import { type Page } from "@playwright/test";

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

async function inEverySize(page: Page, widths = [1440, 390]): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme: "light" });
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await expectContrast(page);
  }
}

test("the windows of a room scroll, and never the page around them", async ({ organisation }) => {
  for (const [width, height] of [[1440, 900], [1280, 720], [768, 1024]] as const) {
    const page = await organisation.page("mina", width);
    await page.setViewportSize({ width, height });
    for (const path of [room, "/incidents/{Orders are charged twice}"]) {
      await page.goto(`${await organisation.path(path)}?tab=time#main`);
      await page.locator("html[data-ready]").waitFor({ state: "attached" });
      const longer = await page.evaluate(() => [document.documentElement.scrollHeight - innerHeight, scrollY]);
      expect(longer, `${path} at ${width} × ${height}`).toEqual([0, 0]);
    }
    await page.context().close();
  }
});

test("axe finds nothing in what a phone opens from below and above", async ({ organisation }) => {
  const page = await organisation.page("jonas", 390);
  await page.goto(await organisation.path(room));
  await page.getByRole("button", { name: "More to do" }).click();
  await expect(page.getByText("Recovery check", { exact: true })).toBeVisible();
  await inEverySize(page, [390]);
  await page.keyboard.press("Escape");
  await page.locator(".top summary").click();
  await expect(page.getByRole("link", { name: "Insights" })).toBeVisible();
  await inEverySize(page, [390]);
  await page.context().close();
});

for (const width of [390, 1024, 1440]) {
  test(`the theme is chosen and remembered at ${width} px`, async ({ organisation }) => {
    const page = await organisation.page("sam", width, { colorScheme: "light" });
    const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    const open = async (path: string) => {
      await page.goto(path);
      await listening(page);
      if (width === 390) await page.locator(".top summary").click();
    };
    const theme = (name: string) => page.getByRole("group", { name: "Theme" }).getByRole("radio", { name });
    await open("/");
    await expect(theme("As the system")).toBeChecked();
    await theme("Dark").check();
    expect(await scheme()).toBe("dark");
    await open("/runbooks");
    expect(await scheme()).toBe("dark");
    await expect(theme("Dark")).toBeChecked();
    await theme("As the system").check();
    await open("/incidents");
    expect(await scheme()).toBe("light dark");
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
  await page.goto("/incidents?state=all");
  await expect(page.getByRole("main")).toMatchAriaSnapshot(`
    - main:
      - heading "Incidents" [level=1]
      - search "Filter incidents":
        - combobox "State"
        - combobox "Severity"
        - button "Show"
      - table "Incidents, newest first":
        - rowgroup:
          - row:
            - columnheader "Severity"
            - columnheader "Incident"
            - columnheader "State"
            - columnheader "Commander"
            - columnheader "Checklists"
            - columnheader "Declared"
        - rowgroup
  `);
  await page.goto("/runbooks/checkout-is-slow");
  await expect(page.getByRole("main")).toMatchAriaSnapshot(`
    - main:
      - heading "Checkout is slow" [level=1]
      - article
      - complementary "About this runbook"
  `);
  await page.goto(await organisation.path("/postmortems/{Orders are charged twice}"));
  await expect(page.getByRole("main")).toMatchAriaSnapshot(`
    - main:
      - region "People here"
      - heading "Orders are charged twice" [level=1]
      - region "Review"
      - heading "Root Cause" [level=2]
      - textbox "Root Cause"
  `);
  await page.goto("/actions");
  await expect(page.getByRole("main")).toMatchAriaSnapshot(`
    - main:
      - heading "Actions" [level=1]
      - table
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

test("the arrows lead through the reviews", async ({ organisation }) => {
  const page = await organisation.page("mina", 1440);
  await page.goto("/runbooks/reviews");
  await listening(page);
  const rows = page.locator("main [data-row]");
  await page.keyboard.press("j");
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(1)).toBeFocused();
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

/** Controls that nobody would see where the system's colours take every fill away. */
async function edgeless(page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll<HTMLElement>("main :is(.button, .input, .checkbox, .severity)")]
    .filter((element) => element.checkVisibility() && element.dataset.kind !== "quiet")
    .filter((element) => parseFloat(getComputedStyle(element).borderTopWidth) === 0 && parseFloat(getComputedStyle(element).outlineWidth) === 0)
    .map((element) => element.outerHTML.slice(0, 100)));
}

for (const member of [...new Set(places.map((place) => place.as ?? "mina"))]) {
  test(`in forced colours every control has an edge: as ${member}`, async ({ organisation }) => {
    const page = await organisation.page(member, 1440, { forcedColors: "active" });
    for (const place of places.filter((place) => (place.as ?? "mina") === member)) {
      await visit(page, organisation, place);
      expect.soft(await edgeless(page), place.name).toEqual([]);
    }
    await page.context().close();
  });
}

test("in forced colours states are told apart", async ({ organisation }) => {
  const page = await organisation.page("jonas", 1440, { forcedColors: "active" });
  await page.goto(await organisation.path(room));
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
  const everySize = (page = adas) => inEverySize(page);
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
  await adas.getByRole("button", { name: `Password link for ${ada.name}` }).click();
  const renewal = await adas.getByLabel(`Password link for ${ada.name}`).inputValue();
  await everySize();
  await guests.goto(renewal);
  await everySize(guests);
  await Promise.all([adas, guests].map((page) => page.context().close()));
});

test("axe finds nothing where a room refuses, and from a draft of a post-mortem to its approval", async ({ server, browser }) => {
  const [adas, bens] = await Promise.all([1, 2].map(async () =>
    (await browser.newContext({ baseURL: server.url, reducedMotion: "reduce" })).newPage()));
  await firstAdmin(adas, server, ada);
  await invite(adas, bens, ben, "Commander");
  await declare(adas, "Orders are slow");
  await listening(adas);
  await adas.getByLabel("Note", { exact: true }).fill("   ");
  await adas.getByRole("button", { name: "Add note" }).click();
  await expect(adas.getByRole("alert").filter({ hasText: "Write the note first" })).toBeVisible();
  await inEverySize(adas);

  await send(adas, server, "start_postmortem", { number: "1" });
  const review = (page: Page) => page.getByRole("region", { name: "Review" });
  for (const page of [adas, bens]) {
    await page.setViewportSize({ width: 1440, height: 844 });
    await page.goto("/postmortems/1");
    await expect(page.getByRole("region", { name: "People here" })).toContainText("Saved");
  }
  await inEverySize(adas);
  await adas.setViewportSize({ width: 1440, height: 844 });
  await adas.getByLabel("Reviewer").selectOption({ label: ben.name });
  await adas.getByRole("button", { name: "Request review" }).click();
  await expect(review(bens)).toContainText("In review");
  await inEverySize(bens);
  await bens.getByRole("button", { name: "Approve" }).click();
  await expect(review(bens)).toContainText("approved by Ben Lindqvist");
  await inEverySize(bens);
  await bens.getByRole("textbox", { name: "Root Cause" }).fill("One more word.");
  await expect(review(adas)).toContainText("approval void");
  await inEverySize(adas);
  await Promise.all([adas, bens].map((page) => page.context().close()));
});

test.describe("without a database", () => {
  test.use({ database: "postgres" });

  test("axe finds nothing on the page that says so", async ({ server, page }) => {
    await firstAdmin(page, server, ada);
    await server.loseDatabase();
    await page.goto("/incidents");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not just now");
    await inEverySize(page);
    await page.goto("/incidents/1/wall");
    await expect(page.locator("meta[http-equiv=refresh]"), "nobody stands beside a wall to try again").toHaveAttribute("content", "15");
  });
});
