// What people do, by the names that they see. A page that renames a button changes it here, once.
import { type Browser, type BrowserContextOptions, type Page } from "@playwright/test";
import type { Server } from "./server";

export interface Person {
  name: string;
  email: string;
  password: string;
}

/** Where people reach Tocsin: a server, or what stands before several. */
export type Address = Pick<Server, "url" | "setupLink">;

/** Incident commander and first administrator in most stories. */
export const ada: Person = { name: "Ada Okafor", email: "ada@example.org", password: "correct horse battery 1" };
export const ben: Person = { name: "Ben Lindqvist", email: "ben@example.org", password: "correct horse battery 2" };
export const cleo: Person = { name: "Cleo Haddad", email: "cleo@example.org", password: "correct horse battery 3" };

/** Opens the set-up link and creates the first account, whose owner is then signed in. */
export async function firstAdmin(page: Page, server: Address, person: Person = ada): Promise<Person> {
  await page.goto(server.setupLink);
  await introduce(page, person);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await leave(page, "/set-up");
  return person;
}

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await leave(page, "/sign-in");
}

/**
 * An administrator invites somebody on `page`; the invitation's link is followed on `guest`, a page
 * of another browser context, whose owner is then signed in.
 */
export async function invite(page: Page, guest: Page, person: Person, role = "Responder"): Promise<void> {
  await page.goto("/settings/people");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Role").selectOption({ label: role });
  await page.getByRole("button", { name: "Invite" }).click();
  const link = await page.getByLabel("Invitation link").inputValue();
  await guest.goto(new URL(link).pathname);
  await guest.getByLabel("Name", { exact: true }).fill(person.name);
  await guest.getByLabel("Password", { exact: true }).fill(person.password);
  await guest.getByRole("button", { name: "Accept invitation" }).click();
  await leave(guest, "/invitations");
}

/** Ada administers, Ben responds; each in a browser of their own. */
export async function twoPeople(browser: Browser, server: Address, options: BrowserContextOptions = {}): Promise<[Page, Page]> {
  const open = async () => (await browser.newContext({ baseURL: server.url, ...options })).newPage();
  const [adas, bens] = [await open(), await open()];
  await firstAdmin(adas, server, ada);
  await invite(adas, bens, ben);
  return [adas, bens];
}

/** Declares an incident on `page`, and is then in its room; gives its path. */
export async function declare(page: Page, title: string, severity = "p1"): Promise<string> {
  await page.goto("/incidents/new");
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Severity").selectOption(severity);
  await page.getByRole("main").getByRole("button", { name: "Declare incident" }).click();
  await page.waitForURL(/\/incidents\/\d+$/);
  return new URL(page.url()).pathname;
}

/** Imports one Markdown file with all the runbooks in it. */
export async function importRunbooks(page: Page, markdown: string): Promise<void> {
  await page.goto("/runbooks/import");
  const file = { name: "runbooks.md", mimeType: "text/markdown", buffer: Buffer.from(markdown) };
  await page.getByLabel("Choose Markdown files").setInputFiles(file);
  await page.getByRole("button", { name: "Show preview" }).click();
  await page.getByRole("button", { name: /^Import \d+ runbooks?$/ }).click();
  await page.waitForURL(/\/runbooks(\?|$)/);
}

/** Sends a form as `page` would, without going to it. */
export async function send(page: Page, server: Server, action: string, form: Record<string, string>): Promise<void> {
  const answer = await page.request.post(`/api/${action}`, { form, headers: { origin: server.url } });
  if (!answer.ok()) throw new Error(await answer.text());
}

/** The script runs. */
export async function listening(page: Page): Promise<void> {
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
}

async function introduce(page: Page, person: Person): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(person.name);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
}

/** A form that was refused stays where it is, so having left it means that it was taken. */
async function leave(page: Page, path: string): Promise<void> {
  await page.waitForURL((url) => !url.pathname.startsWith(path));
}
