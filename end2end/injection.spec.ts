// Nothing that people type is ever run, wherever it is shown: with the policy of the pages switched off, so that what is
// sanitised has to hold alone; and once with it, to see that the pages keep it themselves.
import { type Page } from "@playwright/test";
import { payloads } from "./injection/payloads";
import { Watch } from "./injection/watch";
import { ada, expect, firstAdmin, test, type Server } from "./tocsin";

test.use({ bypassCSP: true });

/** Sends a form as the page's script would; says whether it was taken. */
async function send(page: Page, server: Server, endpoint: string, form: Record<string, string>): Promise<boolean> {
  const headers = { accept: "application/json", origin: server.url };
  const answer = await page.request.post(`/api/${endpoint}`, { form, headers, maxRedirects: 0 });
  expect(answer.status(), `${endpoint} ${JSON.stringify(form)}`).not.toBe(500);
  return answer.status() < 400;
}

/** Of all payloads, those that were taken. Some hold what no title may hold, such as control characters. */
async function sendAll(page: Page, server: Server, endpoint: string, form: (text: string) => Record<string, string>): Promise<string[]> {
  const words: string[] = [];
  for (const { text, word } of payloads) if (await send(page, server, endpoint, form(text))) words.push(word);
  expect(words.length).toBeGreaterThan(300);
  return words;
}

async function shows(page: Page, words: string[]): Promise<void> {
  const text = await page.evaluate(() => document.documentElement.innerHTML);
  expect(words.filter((word) => !text.includes(word)), page.url()).toEqual([]);
}

const batch = payloads.map(({ text }) => text).join("\n\n");

async function begin(page: Page, server: Server): Promise<Watch> {
  const watch = await Watch.on(page.context());
  await firstAdmin(page, server, ada);
  return watch;
}

async function declare(page: Page, server: Server, title: string): Promise<boolean> {
  return send(page, server, "declare_incident", { title, severity: "p3", summary: title, service: "shop" });
}

/** Imports a file; gives the paths of its runbooks and sections. */
async function importFile(page: Page, server: Server, name: string, text: string, look = async () => {}): Promise<string[]> {
  await page.goto("/runbooks/import");
  const file = { name, mimeType: "text/markdown", buffer: Buffer.from(text) };
  await page.getByLabel("Choose Markdown files").setInputFiles(file);
  await page.getByRole("button", { name: "Show preview" }).click();
  await page.getByRole("button", { name: /^Import/ }).waitFor();
  await look();
  const id = new URL(page.url()).pathname.split("/").pop() ?? "";
  expect(await send(page, server, "import_runbooks", { id })).toBe(true);
  await page.goto("/runbooks");
  const links = page.getByRole("main").locator("a[href^='/runbooks/']");
  const paths = await links.evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
  return [...new Set(paths)].filter((path) => !/import|reviews|\?|#/.test(path));
}

test("the watch sees what runs", async ({ page, server }) => {
  const watch = await begin(page, server);
  await page.setContent("<main><img src=x onerror=__ran(7)><a href='javascript:__ran(8)'>x</a></main>");
  await expect.poll(() => watch.happened).toEqual(["payload 7 ran"]);
  await expect(watch.isInert(page)).rejects.toThrow(/onerror/);
});

test("titles, summaries and facts of incidents are words", async ({ page, server }) => {
  const watch = await begin(page, server);
  const words = await sendAll(page, server, "declare_incident", (text) => ({ title: text, severity: "p3", summary: text, service: text.slice(0, 60) }));
  for (const path of ["/", "/incidents", "/insights", "/search?q=shown"]) {
    await page.goto(path);
    await watch.isInert(page);
  }
  for (let number = 1; number <= words.length; number += 50) {
    await page.goto(`/incidents/${number}`);
    await shows(page, [words[number - 1] ?? ""]);
    await watch.isInert(page);
    await page.goto(`/incidents/${number}/wall`);
    await watch.isInert(page);
  }
});

test("notes are Markdown and nothing else, also when they arrive while one looks", async ({ page, server }) => {
  const watch = await begin(page, server);
  await declare(page, server, "Checkout times out");
  await page.goto("/incidents/1");
  await expect(page.locator(".strip").first()).toHaveAttribute("data-live", "live");
  const words = await sendAll(page, server, "add_note", (text) => ({ number: "1", text }));
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText(words.at(-1) ?? "", { timeout: 30_000 });
  await watch.isInert(page);
  await page.goto("/incidents/1");
  await shows(page, words);
  await watch.isInert(page);
  await send(page, server, "add_note", { number: "1", text: batch });
  await page.goto("/incidents/1");
  await watch.isInert(page);
});

test("checklists, facts, reasons, names and action items are words", async ({ page, server }) => {
  const watch = await begin(page, server);
  await declare(page, server, "Checkout times out");
  const [runbook] = await importFile(page, server, "shop.md", "# Shop\n\n## Runbook 1: Slow\n\n### Immediate Actions\n\n1. Look\n2. Think\n");
  const slug = runbook?.split("/").pop() ?? "";
  expect(await send(page, server, "start_runbook_checklist", { slug, incident: "1" })).toBe(true);
  await page.goto("/incidents/1");
  const checklist = await page.locator("input[name=checklist]").first().inputValue();
  const group = await page.locator("input[name=group]").first().getAttribute("value");
  const item = await page.locator("input[name=item]").first().getAttribute("value");
  const at = { number: "1", checklist };
  const kept: string[] = [];
  for (const { text, word } of payloads.filter((_, n) => n % 12 === 0)) {
    if (await send(page, server, "add_item", { ...at, group: group ?? "", text })) kept.push(word);
    await send(page, server, "note_item", { ...at, item: item ?? "", text });
    await send(page, server, "set_item_aside", { ...at, item: item ?? "", aside: "skipped", reason: text });
    await send(page, server, "regrade_incident", { number: "1", severity: kept.length % 2 ? "p2" : "p3", reason: text });
    await send(page, server, "revise_facts", { number: "1", impact: text });
    await send(page, server, "check_recovery", { number: "1", statement: text, verdict: "failed" });
  }
  await send(page, server, "revise_facts", { number: "1", impact: batch.slice(0, 3000) });
  await send(page, server, "rename_self", { name: payloads[30]?.text.slice(0, 60) ?? "" });
  await page.goto("/incidents/1");
  await shows(page, kept);
  await watch.isInert(page);
  await page.goto("/actions");
  const owner = await page.locator("select[name=owner] option[value]:not([value=''])").first().getAttribute("value");
  const due = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const words = await sendAll(page, server, "add_action_item", (text) => ({ title: text, owner: owner ?? "", due, incident: "1" }));
  await page.goto("/actions");
  await shows(page, words);
  await watch.isInert(page);
  for (const path of ["/actions/1", "/actions/200", "/settings/people", "/settings/account", "/", "/incidents/1"]) {
    await page.goto(path);
    await watch.isInert(page);
  }
});

test("a post-mortem is text, in its editor, on paper and in the editor of somebody else", async ({ page, server }) => {
  const watch = await begin(page, server);
  await declare(page, server, "Checkout times out");
  expect(await send(page, server, "start_postmortem", { number: "1" })).toBe(true);
  await page.goto("/postmortems/1");
  const other = await page.context().newPage();
  await other.goto("/postmortems/1");
  const section = page.getByRole("main").getByRole("textbox").first();
  await section.fill(batch);
  await expect(other.getByRole("main").getByRole("textbox").first()).toHaveValue(new RegExp(payloads.at(-1)?.word ?? ""));
  for (const looking of [page, other]) await watch.isInert(looking);
  await page.goto("/postmortems/1");
  await page.emulateMedia({ media: "print" });
  await watch.isInert(page);
  await page.goto("/postmortems");
  await watch.isInert(page);
});

test("runbooks that are imported are Markdown and nothing else", async ({ page, server }) => {
  const watch = await begin(page, server);
  const lines = ["# Shop", "", "**Owner**: " + payloads[5]?.text, "", "## Overview", "", "What to do.", ""];
  payloads.forEach(({ text }, n) => {
    if (n % 40 === 0) lines.push("", `## Runbook ${n / 40 + 1}: ${text.split("\n")[0]}`, "", "### Symptoms", "", `- ${text}`, "", "### Immediate Actions", "");
    lines.push(`${(n % 40) + 1}. ${text.split("\n").join(" ")}`);
  });
  // At the end, since an open fence takes all that follows.
  lines.push("", "## Contacts", "", batch);
  const name = "shop\"><img src=x onerror=__ran(1)>.md";
  const runbooks = await importFile(page, server, name, lines.join("\n"), () => watch.isInert(page));
  expect(runbooks.length).toBeGreaterThan(5);
  await watch.isInert(page);
  for (const path of runbooks) {
    await page.goto(path);
    await watch.isInert(page);
    if (path.includes("handbook")) continue;
    await page.goto(`${path}/health`);
    await watch.isInert(page);
  }
  await send(page, server, "declare_incident", { title: "Checkout times out", severity: "p3" });
  const slug = runbooks.find((path) => !path.includes("handbook"))?.split("/").pop() ?? "";
  expect(await send(page, server, "start_runbook_checklist", { slug, incident: "1" })).toBe(true);
  await page.goto("/incidents/1");
  await watch.isInert(page);
});

test("what is searched for, and what was refused, comes back as words", async ({ page, server }) => {
  const watch = await begin(page, server);
  await declare(page, server, payloads[40]?.text ?? "");
  for (const { text } of payloads.filter((_, n) => n % 8 === 0)) {
    await page.goto(`/search?q=${encodeURIComponent(text)}`);
    await watch.isInert(page);
  }
  for (const { text, word } of payloads.filter((_, n) => n % 12 === 0)) {
    const headers = { accept: "text/html", origin: server.url, referer: `${server.url}/incidents/new` };
    await page.request.post("/api/declare_incident", { form: { title: text, severity: "none such", summary: text }, headers, maxRedirects: 0 });
    await page.goto("/incidents/new");
    await shows(page, [word]);
    await watch.isInert(page);
  }
});

test.describe("with the policy of the pages", () => {
  test.use({ bypassCSP: false });

  test("no page breaks it", async ({ page, server }) => {
    const broken: string[] = [];
    await page.context().exposeFunction("__broken", (what: string) => broken.push(what));
    await page.addInitScript(() => {
      const tell = (window as unknown as { __broken: (what: string) => void }).__broken;
      document.addEventListener("securitypolicyviolation", (event) => tell(`${event.violatedDirective} ${event.blockedURI}`));
    });
    await firstAdmin(page, server, ada);
    await declare(page, server, "Checkout times out");
    await send(page, server, "add_note", { number: "1", text: batch });
    await send(page, server, "start_postmortem", { number: "1" });
    const paths = ["/", "/incidents", "/incidents/new", "/incidents/1", "/incidents/1/wall", "/runbooks", "/runbooks/import", "/runbooks/reviews",
      "/postmortems", "/postmortems/1", "/actions", "/diagnostics", "/insights", "/settings", "/settings/people", "/settings/account", "/search?q=x", "/keys"];
    for (const path of paths) {
      const answer = await page.goto(path);
      expect(answer?.headers()["content-security-policy"], path).not.toContain("unsafe-inline");
      await page.locator("html[data-ready]").waitFor({ state: "attached" });
    }
    // A picture from elsewhere in a note is what the policy is there to stop.
    expect(broken.filter((what) => !/^img-src https:\/\/canary/.test(what))).toEqual([]);
  });
});
