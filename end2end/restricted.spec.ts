// A restricted incident is there for those alone who are named on it, and who looks at it is put down.
import { type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { overflow } from "./measures";
import { ada, ben, declare, expect, firstAdmin, invite, listening, test, twoPeople } from "./tocsin";

/** Wide enough for all three columns. */
const viewport = { width: 1440, height: 900 };
test.use({ viewport });

const secret = "Payroll was read by a stranger";

async function declareRestricted(page: Page): Promise<string> {
  await page.goto("/incidents/new");
  await page.getByLabel("Title").fill(secret);
  await page.getByLabel("Severity").selectOption("p2");
  await page.getByRole("checkbox", { name: "Restricted" }).check();
  await page.getByRole("main").getByRole("button", { name: "Declare incident" }).click();
  await page.waitForURL(/\/incidents\/\d+$/);
  return new URL(page.url()).pathname;
}

const panel = (page: Page) => page.getByRole("region", { name: "Who sees it" });
const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });
const takeOff = (page: Page, name: string) => panel(page).getByRole("button", { name: `Take ${name} off` });

async function isLive(page: Page): Promise<void> {
  await expect(page.locator(".strip[data-live]").first()).toHaveAttribute("data-live", "live");
}

async function name(page: Page, name: string): Promise<void> {
  await panel(page).getByLabel("Who else").selectOption({ label: name });
  await panel(page).getByRole("button", { name: "Name somebody" }).click();
  await expect(takeOff(page, name)).toBeVisible();
}

async function note(page: Page, text: string): Promise<void> {
  await page.getByLabel("Note", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Add note" }).click();
}

/** What an address answers somebody. */
async function said(page: Page, path: string): Promise<object> {
  const answer = await page.goto(path);
  return { status: answer?.status(), title: await page.title(), says: await page.getByRole("main").innerText() };
}

/** As a number that was never given, at every address of it. */
async function isNowhere(page: Page): Promise<void> {
  for (const path of ["/incidents/1", "/incidents/1/wall", "/incidents/1/access", "/incidents/1/probe", "/postmortems/1"]) {
    expect(await said(page, path), path).toEqual(await said(page, path.replace("1", "99")));
  }
}

test("it is there for those alone who are named, from one moment to the next", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server, { viewport });
  const room = await declareRestricted(adas);
  await expect(adas.locator(".room-line .tag")).toHaveText("Restricted");

  await test.step("nobody else finds it", async () => {
    await isNowhere(bens);
    for (const path of ["/", "/incidents?state=all", "/incidents/new", "/search?q=payroll"]) {
      await bens.goto(path);
      expect(await bens.getByRole("main").innerText(), path).not.toMatch(/payroll|restricted incident|INC-1/i);
    }
    await listening(bens);
    await bens.keyboard.press("Control+k");
    const palette = bens.getByRole("dialog", { name: "Search" });
    await palette.getByRole("combobox", { name: "Search" }).fill("payroll");
    await expect(palette.getByText("Nothing has these words.")).toBeVisible();
  });

  await test.step("lists say to those who are named that it is there, and no more", async () => {
    await adas.goto("/incidents");
    const row = adas.getByRole("row", { name: /Restricted incident/ });
    expect(await adas.getByRole("main").innerText()).not.toContain("Payroll");
    await row.getByRole("link").click();
    await adas.waitForURL(/\/incidents\/1$/);
    expect((await adas.goto(`${room}/wall`))?.status(), "a wall is for everybody who passes").toBe(404);
  });

  await test.step("whoever is named sees it at once, and works in it", async () => {
    await adas.goto(room);
    await isLive(adas);
    await expect(adas.locator("#seat-scribe option")).toHaveText([ada.name, "Nobody"]);
    await adas.keyboard.press("Control+k");
    await adas.getByRole("combobox", { name: "Search" }).fill("name some");
    // All that can be done is offered before anything is typed.
    await expect(adas.getByRole("group", { name: "In INC-1" }).getByRole("option")).toHaveText([/Name somebody/]);
    await adas.keyboard.press("Enter");
    await expect(panel(adas).getByLabel("Who else")).toBeFocused();
    await name(adas, ben.name);
    await expect(timeline(adas)).toContainText(`named ${ben.name}`);
    await bens.goto(room);
    await expect(bens.getByRole("heading", { level: 1 })).toHaveText(secret);
    await isLive(bens);
    await note(bens, "The bank knows");
    await expect(timeline(adas)).toContainText("The bank knows");
    await expect(adas.locator("#seat-scribe option")).toHaveText([ada.name, ben.name, "Nobody"]);
  });

  await test.step("whoever is taken off sees nothing of it any more", async () => {
    await takeOff(adas, ben.name).click();
    await expect(takeOff(adas, ben.name)).toHaveCount(0);
    await note(adas, "Nobody told Ben");
    await expect(timeline(adas)).toContainText("Nobody told Ben");
    await expect(bens.getByRole("heading", { level: 1 }), "the page that they had open leaves it").toHaveText("Nothing here");
    await isNowhere(bens);
  });
});

test("an administrator who is not named has to say why, and who looked is put down", async ({ browser, server }) => {
  const [adas, bens] = await twoPeople(browser, server, { viewport });
  const room = await declareRestricted(bens);
  const open = await declare(bens, "Search is slow", "p3");
  await isNowhere(adas);

  const ask = async (number: string) => {
    await adas.goto("/settings/people");
    await adas.getByText("See one that you are not named on").click();
    await adas.getByLabel("Number of the incident").fill(number);
    await adas.getByLabel("Why you have to see it").fill("Ben is on leave");
    await adas.getByRole("button", { name: "Name yourself" }).click();
  };
  const refusals: string[] = [];
  for (const number of ["INC-2", "INC-99"]) {
    await ask(number);
    await expect(adas.getByLabel("Why you have to see it")).toHaveValue("Ben is on leave");
    refusals.push(await adas.getByRole("main").getByRole("alert").innerText());
  }
  expect(refusals[0], "one that is open to everybody reads as one that there never was").toBe(refusals[1]);
  await expectAccessible(adas);
  await ask("INC-1");
  await adas.waitForURL(/\/incidents\/1$/);
  await expect(adas.getByRole("heading", { level: 1 })).toHaveText(secret);
  await bens.goto(room);
  await expect(panel(bens).getByRole("listitem").filter({ hasText: ada.name })).toContainText("Ben is on leave");

  await isLive(adas);
  await panel(adas).getByText("Open it to everybody").click();
  const inEverySize = async () => {
    for (const width of [1440, 390]) {
      await adas.setViewportSize({ width, height: 844 });
      await expectAccessible(adas);
      expect(await overflow(adas)).toEqual([]);
    }
    await adas.setViewportSize(viewport);
  };
  await adas.locator("#tab-facts").evaluate((tab: HTMLInputElement) => tab.click());
  await inEverySize();

  await panel(adas).getByRole("link", { name: "Who looked" }).click();
  const looks = adas.getByRole("table", { name: "Looks, newest first" }).locator("tbody tr");
  await expect(looks.filter({ hasText: ben.name }), "again within a quarter of an hour is one look").toHaveCount(1);
  await expect(looks.first()).toContainText(ada.name);
  await expect(looks.first()).toContainText("the room");
  await inEverySize();
  await adas.goto(`${open}/access`);
  await expect(adas.getByText("It was never restricted")).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("it is restricted, shared and opened by plain forms", async ({ page, server, browser }) => {
    const bens = await browser.newPage({ baseURL: server.url, javaScriptEnabled: false });
    await firstAdmin(page, server, ada);
    await invite(page, bens, ben);
    const room = await declare(page, secret, "p2");
    const bensAnswer = async () => (await bens.goto(room))?.status();
    expect(await bensAnswer()).toBe(200);

    await panel(page).getByText("Restrict to named people").click();
    await panel(page).getByLabel("Why it is restricted").fill("It may be one of us");
    await panel(page).getByRole("button", { name: "Restrict it" }).click();
    await expect(panel(page)).toContainText("It may be one of us");
    expect(new URL(page.url()).search).toBe("?tab=facts");
    expect(await bensAnswer()).toBe(404);

    await takeOff(page, ada.name).click();
    await expect(panel(page)).toContainText("Nobody else who is named can sign in.");
    await name(page, ben.name);
    expect(await bensAnswer()).toBe(200);
    await takeOff(page, ben.name).click();
    await expect(takeOff(page, ben.name)).toHaveCount(0);
    expect(await bensAnswer()).toBe(404);

    await panel(page).getByText("Open it to everybody").click();
    await panel(page).getByLabel("Why everybody may see it now").fill("   ");
    await panel(page).getByRole("button", { name: "Open to everybody" }).click();
    await expect(panel(page)).toContainText("Say why everybody may see it now.");
    await panel(page).getByLabel("Why everybody may see it now").fill("The stranger was a test of ours");
    await panel(page).getByRole("button", { name: "Open to everybody" }).click();
    await expect(panel(page)).toContainText("Everybody who can sign in.");
    expect(await bensAnswer()).toBe(200);
    await expect(bens.getByRole("region", { name: "Timeline" })).toContainText("opened it to everybody");
    await page.goto(`${room}/access`);
    await expect(page.getByRole("row").filter({ hasText: ben.name })).toContainText("the room");
    await bens.close();
  });
});
