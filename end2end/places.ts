// Every page of the demo's organisation, in every state that looks different. A new page has a line here, and is then
// looked at for accessibility, on phones, enlarged and in forced colours.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";
import type { Member, Organisation } from "./organisation";

export interface Place {
  name: string;
  /** With the title of an incident or action item in braces, where its number stands. */
  path: string;
  /** Who looks; Mina, who may do everything, unless it says otherwise. */
  as?: Member;
  /** What it takes to come to the state from the page. */
  enter?: (page: Page) => Promise<void>;
}

const folder = fileURLToPath(new URL("../app/domain/fixtures/runbooks", import.meta.url));
const files = readdirSync(folder).map((name) => join(folder, name));

export const places: Place[] = [
  { name: "Now", path: "/" },
  { name: "Now of somebody who only reads", path: "/", as: "sam" },
  { name: "the palette", path: "/", enter: (page) => press(page, "Control+k") },
  { name: "the keys", path: "/", enter: (page) => press(page, "?") },
  { name: "the keys as a page", path: "/keys" },
  { name: "search", path: "/search?q=checkout" },
  { name: "search that finds nothing", path: "/search?q=zebra" },
  { name: "incidents", path: "/incidents" },
  { name: "incidents, none of which fits", path: "/incidents?state=open&severity=p0" },
  { name: "declare", path: "/incidents/new" },
  { name: "declare, refused", path: "/incidents/new", enter: refuse },
  { name: "a room at work", path: "/incidents/{Checkout times out for one order in five}", enter: live },
  { name: "a room with everything unfolded", path: "/incidents/{Checkout times out for one order in five}", enter: unfold },
  { name: "a room that somebody only reads", path: "/incidents/{Checkout times out for one order in five}", as: "sam" },
  { name: "a room before its gates", path: "/incidents/{Category pages show yesterday's prices}", enter: unfold },
  { name: "a closed room", path: "/incidents/{Orders are charged twice}", enter: unfold },
  { name: "what an incident taught", path: "/incidents/{Orders are charged twice}", enter: lessons },
  { name: "the wall", path: "/incidents/{Checkout times out for one order in five}/wall?hold=1" },
  { name: "the wall, going on", path: "/incidents/{Checkout times out for one order in five}/wall" },
  { name: "who looked at an incident that was never restricted", path: "/incidents/{Orders are charged twice}/access" },
  { name: "a room with every strip", path: "/incidents/{Checkout times out for one order in five}", enter: strips },
  { name: "a probe to run", path: "/incidents/{Checkout times out for one order in five}/probe" },
  { name: "runbooks", path: "/runbooks" },
  { name: "runbooks, none of which fits", path: "/runbooks?q=zebra" },
  { name: "symptoms", path: "/runbooks/symptoms", enter: seeing },
  { name: "symptoms, none of which fits", path: "/runbooks/symptoms?q=zebra" },
  { name: "import", path: "/runbooks/import" },
  { name: "the preview of an import", path: "/runbooks/import", enter: preview },
  { name: "an import that was refused", path: "/runbooks/import", enter: refuseImport },
  { name: "a runbook", path: "/runbooks/checkout-is-slow" },
  { name: "a runbook with commands", path: "/runbooks/database-refuses-connections", enter: unfold },
  { name: "the health of a runbook", path: "/runbooks/database-refuses-connections/health" },
  { name: "a version of a runbook", path: "/runbooks/checkout-is-slow/versions/1" },
  { name: "a retired runbook", path: "/runbooks/everybody-is-signed-out" },
  { name: "retired runbooks", path: "/runbooks?retired=1" },
  { name: "a runbook whose review was put off", path: "/runbooks/certificate-about-to-expire" },
  { name: "a runbook that has changed since it was used", path: "/runbooks/orders-are-charged-twice", as: "jonas" },
  { name: "the history of a runbook", path: "/runbooks/orders-are-charged-twice/versions" },
  { name: "two versions of a runbook", path: "/runbooks/orders-are-charged-twice/versions/compare?from=1&to=3" },
  { name: "two versions in one column", path: "/runbooks/orders-are-charged-twice/versions/compare?from=1&to=3&layout=one", enter: unfold },
  { name: "who wrote which line", path: "/runbooks/orders-are-charged-twice/blame" },
  { name: "proposals", path: "/proposals?state=all" },
  { name: "a proposal", path: "/proposals/1" },
  { name: "a change to be written", path: "/runbooks/checkout-is-slow/propose" },
  { name: "a proposal to be written on", path: "/proposals/1/edit", as: "jonas" },
  { name: "a section of the handbook", path: "/runbooks", enter: openHandbook },
  { name: "the calendar of reviews", path: "/runbooks/reviews" },
  { name: "insights", path: "/insights" },
  { name: "post-mortems", path: "/postmortems" },
  { name: "a post-mortem", path: "/postmortems/{Orders are charged twice}" },
  { name: "a post-mortem that somebody only reads", path: "/postmortems/{Orders are charged twice}", as: "sam" },
  { name: "actions", path: "/actions" },
  { name: "actions with a menu open", path: "/actions", enter: unfold },
  { name: "actions, none of which fits", path: "/actions?state=dropped" },
  { name: "an action item", path: "/actions/{Have retries in the contract test of every payment client}", enter: unfold },
  { name: "an action item that is done", path: "/actions/{Refuse a second charge for an order and key in the database}", enter: unfold },
  { name: "diagnostics", path: "/diagnostics" },
  { name: "diagnostics after a self-test", path: "/diagnostics", enter: (page) => page.getByRole("button", { name: /self-test/i }).first().click() },
  { name: "settings", path: "/settings" },
  { name: "your account", path: "/settings/account" },
  { name: "people", path: "/settings/people" },
  { name: "people with everything unfolded", path: "/settings/people", enter: unfold },
  { name: "people, seen by somebody who only reads", path: "/settings/people", as: "sam" },
  { name: "severities", path: "/settings/severities" },
  { name: "contacts", path: "/settings/contacts" },
  { name: "a page that is not for everybody", path: "/runbooks/import", as: "sam" },
  { name: "an incident that is none", path: "/incidents/99" },
  { name: "an address that leads nowhere", path: "/nowhere" },
  { name: "sign-in", path: "/sign-in", as: "nobody" },
  { name: "sign-in, refused", path: "/sign-in", as: "nobody", enter: refuseSignIn },
  { name: "a set-up link that leads nowhere", path: "/set-up/made-up", as: "nobody" },
  { name: "an invitation that leads nowhere", path: "/invitations/made-up", as: "nobody" },
  { name: "a password link that leads nowhere", path: "/new-password/made-up", as: "nobody" },
];

export async function visit(page: Page, organisation: Organisation, place: Place): Promise<void> {
  await page.goto(await organisation.path(place.path));
  await place.enter?.(page);
  await page.waitForLoadState();
}

async function live(page: Page): Promise<void> {
  await expect(page.locator(".strip[data-live]").first()).toHaveAttribute("data-live", "live");
}

/** What the room says of its connection and of what it sent, all at once. */
async function strips(page: Page): Promise<void> {
  await live(page);
  await page.evaluate(() => document.querySelectorAll<HTMLElement>(".strip").forEach((strip) => {
    strip.hidden = false;
    if (strip.dataset.live) strip.dataset.live = "offline";
  }));
}

/** Every menu, form and excerpt at once. */
async function unfold(page: Page): Promise<void> {
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  await page.evaluate(() => document.querySelectorAll("main details").forEach((fold) => ((fold as HTMLDetailsElement).open = true)));
}

/** What the checklist of a closed room taught. */
async function lessons(page: Page): Promise<void> {
  await page.getByRole("link", { name: /lessons? for the runbook/ }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("taught");
}

async function press(page: Page, key: string): Promise<void> {
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  await page.keyboard.press(key);
  await expect(page.locator("dialog[open]")).toBeVisible();
}

async function openHandbook(page: Page): Promise<void> {
  await page.locator("summary").filter({ hasText: "Handbook" }).click();
  await page.getByRole("link", { name: "Severity Levels" }).click();
  await page.waitForURL(/\/runbooks\/handbook\//);
}

async function refuse(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelectorAll("form").forEach((form) => (form.noValidate = true)));
  await page.getByRole("main").getByRole("button", { name: "Declare incident" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
}

async function refuseSignIn(page: Page): Promise<void> {
  await page.getByLabel("E-mail").fill("eve@example.org");
  await page.getByLabel("Password", { exact: true }).fill("not the password at all");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
}

async function refuseImport(page: Page): Promise<void> {
  const file = { name: "picture.md", mimeType: "text/markdown", buffer: Buffer.from([0xff, 0xfe, 0x00, 0x80]) };
  await page.getByLabel("Choose Markdown files").setInputFiles(file);
  await page.getByRole("button", { name: "Show preview" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
}

/** Something is ticked, so that runbooks stand beside it. */
async function seeing(page: Page): Promise<void> {
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  await page.getByRole("checkbox").first().check();
  await expect(page.getByText(/^names 1 of 1$/).first()).toBeVisible();
}

async function preview(page: Page): Promise<void> {
  await page.getByLabel("Choose Markdown files").setInputFiles(files);
  await page.getByRole("button", { name: "Show preview" }).click();
  await expect(page.getByRole("button", { name: /^Import \d+ runbooks$/ })).toBeVisible();
}
