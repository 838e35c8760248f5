// Finding any thing and doing it, by mouse and by keyboard alone.
import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ben, expect, firstAdmin, invite, test } from "./tocsin";

const storage = "# Storage\n\n## [RB-007] Disk is full\n\n**Severity:** P1\n\n### Symptoms\n\n- Writes fail with `No space left on device`\n\n### Immediate Actions\n\n1. Stop the nightly export\n2. Delete old archives\n";

async function declare(page: Page, title: string): Promise<void> {
  await page.goto("/incidents/new");
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Severity").selectOption("p2");
  await page.getByRole("main").getByRole("button", { name: "Declare incident" }).click();
  await page.waitForURL(/\/incidents\/\d+$/);
}

async function importStorage(page: Page): Promise<void> {
  await page.goto("/runbooks/import");
  const file = { name: "storage.md", mimeType: "text/markdown", buffer: Buffer.from(storage) };
  await page.getByLabel("Choose Markdown files").setInputFiles(file);
  await page.getByRole("button", { name: "Show preview" }).click();
  await page.getByRole("button", { name: "Import 1 runbook" }).click();
  await page.waitForURL(/\/runbooks(\?|$)/);
}

/** Opens a page and waits until its script listens. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await listening(page);
}

async function listening(page: Page): Promise<void> {
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
}

test.use({ config: '[targets.shop]\nkind = "http"\nbase_url = "http://127.0.0.1:9/"\n' });

const palette = (page: Page) => page.getByRole("dialog", { name: "Search" });
const field = (page: Page) => palette(page).getByRole("combobox", { name: "Search" });
const active = (page: Page) => palette(page).locator("[role=option][aria-selected=true]");

test("a runbook's step is found and opened by keyboard alone", async ({ page, server }) => {
  await firstAdmin(page, server);
  await importStorage(page);
  await open(page, "/actions");
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await expect(active(page)).toHaveText(/Declare incident/);
  await page.keyboard.type("archives");
  await expect(palette(page).getByRole("group", { name: "Steps" }).getByRole("option")).toHaveText(/Delete old archives/);
  await expect(palette(page).getByRole("status")).toHaveText("2 found");
  await expect(active(page)).toHaveText(/Disk is full/);
  await page.keyboard.press("ArrowDown");
  await expect(active(page)).toHaveText(/Delete old archives/);
  await expect(field(page)).toHaveAttribute("aria-activedescendant", "palette-steps-0");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/runbooks\/disk-is-full#imm-2$/);
});

test("an error text from a log leads to its runbook, and Escape leads back to where one was", async ({ page, server }) => {
  await firstAdmin(page, server);
  await importStorage(page);
  await open(page, "/runbooks");
  await page.getByLabel("Find a runbook").focus();
  await page.keyboard.press("Control+k");
  await field(page).fill("write /var: No space left on device (os error 28)");
  await expect(active(page)).toHaveText(/Disk is full/);
  await page.keyboard.press("Escape");
  await expect(palette(page)).toBeHidden();
  await expect(page.getByLabel("Find a runbook")).toBeFocused();
});

test("the palette is opened, used and closed by mouse", async ({ page, server }) => {
  await firstAdmin(page, server);
  await declare(page, "Checkout times out");
  await open(page, "/settings");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Search" }).click();
  await expect(palette(page).getByRole("group", { name: "Open incidents" })).toContainText("Checkout times out");
  await palette(page).getByRole("button", { name: "Close search" }).click();
  await expect(palette(page)).toBeHidden();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Search" }).click();
  await field(page).fill("inc-1");
  await palette(page).getByRole("option", { name: /Checkout times out/ }).click();
  await page.waitForURL(/\/incidents\/1$/);
});

test("what nobody can find is said, and what one may not do is not offered", async ({ page, server, browser }) => {
  await firstAdmin(page, server);
  const guest = await (await browser.newContext({ baseURL: server.url })).newPage();
  await invite(page, guest, ben, "Viewer");
  await open(guest, "/");
  await guest.keyboard.press("Control+k");
  await expect(active(guest)).toHaveText(/Keyboard shortcuts/);
  await expect(palette(guest).getByRole("option", { name: "Declare incident" })).toHaveCount(0);
  await field(guest).fill("zzz");
  await expect(palette(guest).getByText("Nothing has these words.")).toBeVisible();
  await expect(field(guest)).toHaveAttribute("aria-expanded", "false");
  await guest.keyboard.press("Escape");
  await expect(palette(guest)).toBeHidden();
  await guest.keyboard.press("d");
  await guest.keyboard.press("?");
  await expect(guest.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
});

test("keys lead to places and through lists, and never where somebody types", async ({ page, server }) => {
  await firstAdmin(page, server);
  await declare(page, "Checkout times out");
  await declare(page, "Search is empty");
  await open(page, "/");
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.waitForURL(/\/incidents$/);
  await listening(page);
  const row = (name: string) => page.getByRole("main").getByRole("link", { name });
  await page.keyboard.press("j");
  await expect(row("Search is empty")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(row("Checkout times out")).toBeFocused();
  await page.keyboard.press("j");
  await expect(row("Checkout times out")).toBeFocused();
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/incidents\/2$/);
  await open(page, "/runbooks/import");
  await page.keyboard.press("d");
  await page.waitForURL(/\/incidents\/new$/);
  await listening(page);
  await page.getByLabel("Title").fill("");
  await page.getByLabel("Title").press("d");
  await page.getByLabel("Title").press("?");
  await expect(page.getByLabel("Title")).toHaveValue("d?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("the arrows lead through people, versions and targets as well", async ({ page, server, browser }) => {
  await firstAdmin(page, server);
  const guest = await (await browser.newContext({ baseURL: server.url })).newPage();
  await invite(page, guest, ben);
  await importStorage(page);
  const focused = page.locator("main [data-row]:focus");
  await open(page, "/settings/people");
  await page.keyboard.press("j");
  await expect(focused).toContainText("Ada Okafor");
  await page.keyboard.press("ArrowDown");
  await expect(focused).toContainText("Ben Lindqvist");
  await page.keyboard.press("ArrowUp");
  await expect(focused).toContainText("Ada Okafor");
  for (const [path, words] of [["/runbooks/disk-is-full/versions", "Version 1"], ["/diagnostics", "shop"]]) {
    await open(page, path);
    await page.keyboard.press("j");
    await expect(focused).toHaveText(words);
  }
});

test("the palette does what can be done in the room that is open", async ({ page, server }) => {
  await firstAdmin(page, server);
  await declare(page, "Checkout times out");
  await expect(page.locator(".strip[data-live]").first()).toHaveAttribute("data-live", "live");
  const timeline = page.getByRole("region", { name: "Timeline" });
  const command = async (typed: string) => {
    await page.keyboard.press("Control+k");
    await field(page).fill(typed);
    await expect(palette(page).getByRole("group", { name: "In INC-1" }).getByRole("option")).toHaveText([new RegExp(typed, "i")]);
    await page.keyboard.press("Enter");
    await expect(palette(page)).toBeHidden();
  };
  await command("ackn");
  await expect(timeline).toContainText("acknowledged");
  await command("take");
  await expect(page.getByRole("region", { name: "Roles" })).toContainText("Ada Okafor");
  await command("investigate");
  await expect(timeline).toContainText("moved to investigating");
  await page.setViewportSize({ width: 390, height: 844 });
  await command("add note");
  await expect(page.getByLabel("Note", { exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await field(page).fill("ackn");
  await expect(palette(page).getByText("Nothing has these words.")).toBeVisible();
  await page.keyboard.press("Escape");
  await open(page, "/actions");
  await page.keyboard.press("Control+k");
  await expect(active(page)).toBeVisible();
  await expect(palette(page).getByRole("option", { name: "Add note" })).toHaveCount(0);
});

test("in a checklist the keys move from tick to tick", async ({ page, server }) => {
  await firstAdmin(page, server);
  await importStorage(page);
  await declare(page, "Writes fail");
  await page.goto("/runbooks/disk-is-full");
  await page.getByRole("button", { name: "Start checklist" }).click();
  await page.waitForURL(/\/incidents\/1/);
  await listening(page);
  const tick = (name: string) => page.getByRole("checkbox", { name });
  await tick("Stop the nightly export").focus();
  await page.keyboard.press("ArrowDown");
  await expect(tick("Delete old archives")).toBeFocused();
  await page.keyboard.press("Space");
  await expect(tick("Delete old archives")).toBeChecked();
  await page.keyboard.press("k");
  await expect(tick("Stop the nightly export")).toBeFocused();
});

test("single keys can be switched off, and stay so on this device", async ({ page, server }) => {
  await firstAdmin(page, server);
  await open(page, "/incidents");
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await keys.getByRole("checkbox", { name: "Single-key shortcuts" }).uncheck();
  await page.keyboard.press("Escape");
  await open(page, "/runbooks");
  await page.keyboard.press("d");
  await page.keyboard.press("?");
  await expect(keys).toBeHidden();
  await page.keyboard.press("Control+k");
  await expect(palette(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Keyboard shortcuts" }).click();
  await expect(keys.getByRole("checkbox")).not.toBeChecked();
  await keys.getByRole("checkbox").check();
  await page.keyboard.press("Escape");
  await page.keyboard.press("d");
  await page.waitForURL(/\/incidents\/new$/);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("everything is found on a page of its own", async ({ page, server }) => {
    await firstAdmin(page, server);
    await importStorage(page);
    await declare(page, "Disk of the reports is full");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Search" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Search");
    await expect(page.getByRole("region", { name: "Go to" }).getByRole("link", { name: "Diagnostics" })).toBeVisible();
    const form = page.getByRole("search", { name: "Everything" });
    await form.getByLabel("Search for").fill("disk full");
    await form.getByRole("button", { name: "Search" }).click();
    await expect(page.getByRole("region", { name: "Incidents" })).toContainText("INC-1");
    await page.getByRole("region", { name: "Runbooks" }).getByRole("link", { name: /Disk is full/ }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Disk is full");
    await page.goto("/search?q=%3Cb%3Ezzz");
    await expect(page.getByText("Nothing has these words.")).toBeVisible();
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Keyboard shortcuts" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Keyboard shortcuts");
  });
});

for (const [colorScheme, width] of [["light", 1440], ["dark", 1440], ["light", 390], ["dark", 390]] as const) {
  test(`the search and the keys are accessible, ${colorScheme} and ${width} wide`, async ({ page, server }) => {
    test.slow();
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 844 });
    await firstAdmin(page, server);
    for (const path of ["/keys", "/search?q=a"]) {
      await open(page, path);
      await expectAccessible(page);
    }
    await page.getByRole("link", { name: "Search" }).filter({ visible: true }).first().click();
    await expect(active(page)).toBeVisible();
    await expectAccessible(page);
    await field(page).fill("zzz");
    await expect(palette(page).getByText("Nothing has these words.")).toBeVisible();
    await expectAccessible(page);
    const box = await palette(page).boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= width).toBe(true);
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    await expectAccessible(page);
  });
}
