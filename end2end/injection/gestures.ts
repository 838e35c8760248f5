// What the tests of payloads do again and again.
import { type Page } from "@playwright/test";
import { payloads } from "./payloads";
import { Watch } from "./watch";
import { ada, expect, firstAdmin, type Person, type Server } from "../tocsin";

/** All of them in one text. */
export const batch = payloads.map(({ text }) => text).join("\n\n");

export async function begin(page: Page, server: Server, person: Person = ada): Promise<Watch> {
  const watch = await Watch.on(page.context());
  await firstAdmin(page, server, person);
  return watch;
}

/** Sends a form as the page's script would; says whether it was taken. */
export async function send(page: Page, server: Server, endpoint: string, form: Record<string, string>): Promise<boolean> {
  const headers = { accept: "application/json", origin: server.url };
  const answer = await page.request.post(`/api/${endpoint}`, { form, headers, maxRedirects: 0 });
  expect(answer.status(), `${endpoint} ${JSON.stringify(form)}`).not.toBe(500);
  return answer.status() < 400;
}

/** Sends a form as a browser without script would, from a page that has it: what it says about itself is sent along. */
export async function post(page: Page, server: Server, endpoint: string, form: Record<string, string>, from: string): Promise<void> {
  const headers = { accept: "text/html", origin: server.url, referer: server.url + from };
  const self = await nameOf(page, endpoint, from);
  const answer = await page.request.post(`/api/${endpoint}`, { form: { ...self, ...form }, headers, maxRedirects: 0 });
  expect(answer.status(), `${endpoint} ${JSON.stringify(form)}`).toBeLessThan(400);
  const to = new URL(answer.headers()["location"] ?? "/", server.url);
  expect(to.origin, `${endpoint} ${JSON.stringify(form)} leads to ${to}`).toBe(server.url);
}

const names = new WeakMap<Page, Map<string, Record<string, string>>>();

/** What tells a form apart from others of its kind on a page: only this one shows what was typed. */
async function nameOf(page: Page, endpoint: string, from: string): Promise<Record<string, string>> {
  const known = names.get(page) ?? new Map<string, Record<string, string>>();
  names.set(page, known);
  if (!known.has(endpoint)) {
    const html = await (await page.request.get(from)).text();
    const form = html.split(`action="/api/${endpoint}"`)[1]?.split("</form>")[0] ?? "";
    const of = /name="of" value="([^"]*)"/.exec(form)?.[1];
    known.set(endpoint, of ? { of } : {});
  }
  return known.get(endpoint) ?? {};
}

/** Of all payloads, those that were taken. Some hold what no title may hold, such as control characters. */
export async function sendAll(page: Page, server: Server, endpoint: string, form: (text: string) => Record<string, string>): Promise<string[]> {
  const words: string[] = [];
  for (const { text, word } of payloads) if (await send(page, server, endpoint, form(text))) words.push(word);
  expect(words.length).toBeGreaterThan(300);
  return words;
}

export async function declare(page: Page, server: Server, title: string): Promise<boolean> {
  return send(page, server, "declare_incident", { title, severity: "p3", summary: title, service: "shop" });
}

/** Every word stands somewhere in the page, so that it is known that it was shown at all. */
export async function shows(page: Page, words: string[]): Promise<void> {
  expect(await missing(page, words), page.url()).toEqual([]);
}

/** Those of the words that stand nowhere in the page. */
export async function missing(page: Page, words: string[]): Promise<string[]> {
  const text = await page.evaluate(() => document.documentElement.innerHTML);
  return words.filter((word) => !text.includes(word));
}

/** Imports files; gives the paths of all runbooks and sections that there are then. */
export async function importFiles(page: Page, server: Server, files: Record<string, string>, look = async () => {}): Promise<string[]> {
  await page.goto("/runbooks/import");
  const chosen = Object.entries(files).map(([name, text]) => ({ name, mimeType: "text/markdown", buffer: Buffer.from(text) }));
  await page.getByLabel("Choose Markdown files").setInputFiles(chosen);
  await page.getByRole("button", { name: "Show preview" }).click();
  await expect(page.getByRole("button", { name: /^Import/ })).toBeVisible();
  await look();
  const id = new URL(page.url()).pathname.split("/").pop() ?? "";
  expect(await send(page, server, "import_runbooks", { id })).toBe(true);
  await page.goto("/runbooks");
  const links = page.getByRole("main").locator("a[href^='/runbooks/']");
  const paths = await links.evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
  return [...new Set(paths)].filter((path) => !/import|reviews|symptoms|\?|#/.test(path));
}
