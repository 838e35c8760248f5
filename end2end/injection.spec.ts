// Nothing that people type is ever run, wherever it is shown: with the policy of the pages switched off, so that what is
// sanitised has to hold alone; and once with it, to see that the pages keep it themselves.
import { isWhole, part } from "./injection/amount";
import { batch, begin, declare, importFiles, send, sendAll, shows } from "./injection/gestures";
import { payloads } from "./injection/payloads";
import { Watch } from "./injection/watch";
import { breaches } from "./policy";
import { ada, ben, expect, firstAdmin, invite, test } from "./tocsin";

test.use({ bypassCSP: true });

test.beforeEach(() => {
  if (isWhole) test.setTimeout(5 * 3_600_000);
});

test("the watch sees what runs", async ({ page, server }) => {
  const watch = await begin(page, server);
  await page.setContent("<main><img src=x onerror=__ran(7)><a href='javascript:__ran(8)'>x</a></main>");
  await expect.poll(() => watch.happened).toEqual(["payload 7 ran"]);
  await expect(watch.isInert(page)).rejects.toThrow(/onerror/);
});

test("the watch clicks what people wrote as links", async ({ page, server }) => {
  const watch = await begin(page, server);
  await page.setContent("<main><a href='x:y'>x</a><a href='relative'>x</a><a href='/ours'>x</a><svg><a href='z:z'><text>x</text></a></svg></main>");
  await watch.isInert(page);
  await page.evaluate(() => document.querySelectorAll("a").forEach((link, n) => link.addEventListener("click", () => (window as unknown as { __ran: (n: number) => void }).__ran(n))));
  await expect(watch.isInert(page)).rejects.toThrow(/payload 0 ran[\s\S]*payload 1 ran[\s\S]*payload 3 ran/);
  watch.happened.length = 0;
  // An address that is put together where no attribute shows it.
  await page.setContent("<main><svg><a><text>x</text></a></svg></main>");
  await page.evaluate(() => document.querySelector("a")?.setAttributeNS("http://www.w3.org/1999/xlink", "href", "\u0001java\tscript:__ran(9)"));
  await expect(watch.isInert(page)).rejects.toThrow(/payload 9 ran|xlink:href/);
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
  await expect(page.locator(".strip[data-live]").first()).toHaveAttribute("data-live", "live");
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

test("a post-mortem is text, in its editor, on paper, in the editor of somebody else and for who only reads", async ({ page, server, browser }) => {
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
  await page.emulateMedia({ media: "screen" });
  await page.goto("/postmortems");
  await watch.isInert(page);
  const context = await browser.newContext({ baseURL: server.url, bypassCSP: true });
  const [reader, readers] = [await context.newPage(), await Watch.on(context)];
  await invite(page, reader, ben, "Viewer");
  await reader.goto("/postmortems/1");
  await expect(reader.getByRole("main").getByRole("textbox"), "it is read and not written").toHaveCount(0);
  await shows(reader, [payloads[0]?.word ?? ""]);
  await readers.isInert(reader);
  await context.close();
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
  const runbooks = await importFiles(page, server, { [name]: lines.join("\n") }, () => watch.isInert(page));
  expect(runbooks.length).toBeGreaterThan(5);
  await watch.isInert(page);
  for (const path of runbooks) {
    await page.goto(path);
    await watch.isInert(page);
    if (path.includes("handbook")) continue;
    await page.goto(`${path}/health`);
    await watch.isInert(page);
  }
  // What has changed is shown word by word, and who wrote which line.
  await importFiles(page, server, { [name]: lines.join("\n").replaceAll("What to do.", "Whatever to do.").replaceAll(/^(\d+)\. /gm, "$1. Then ") });
  const changed = runbooks.filter((path) => !path.includes("handbook")).slice(0, isWhole ? undefined : 2);
  for (const path of changed) {
    for (const beside of ["versions", "versions/1", "versions/compare?from=1&to=2", "versions/compare?from=1&to=2&layout=one", "blame"]) {
      expect((await page.goto(`${path}/${beside}`))?.status(), `${path}/${beside}`).toBe(200);
      await watch.isInert(page);
    }
  }
  await send(page, server, "declare_incident", { title: "Checkout times out", severity: "p3" });
  const slug = runbooks.find((path) => !path.includes("handbook"))?.split("/").pop() ?? "";
  expect(await send(page, server, "start_runbook_checklist", { slug, incident: "1" })).toBe(true);
  await page.goto("/incidents/1");
  await watch.isInert(page);
});

test("what stands beneath a step is Markdown and nothing else, with any value in it", async ({ page, server }) => {
  const watch = await begin(page, server);
  const lines = ["# Shop", "", "## Runbook 1: Slow", "", "### Immediate Actions", "", "1. Look at <what>", ""];
  const texts = part(6).map(({ text }) => text);
  // So far to the right that it belongs to its item, whatever number that has.
  texts.forEach((text, n) => lines.push(`${n + 2}. Then look again`, "", ...[...text.split("\n"), "", "Of <what>.", ""].map((line) => `     ${line}`)));
  const [path] = await importFiles(page, server, { "shop.md": lines.join("\n") });
  await declare(page, server, "Checkout times out");
  const slug = path?.split("/").pop() ?? "";
  expect(await send(page, server, "start_runbook_checklist", { slug, incident: "1" })).toBe(true);
  await page.goto("/incidents/1");
  const checklist = (await page.locator("input[name=checklist]").first().getAttribute("value")) ?? "";
  for (const value of ["<img src=x onerror=__ran(1)>", "\"><script>__ran(2)</script>", "[x](javascript:__ran(3))"]) {
    expect(await send(page, server, "set_values", { number: "1", checklist, "values[0][name]": "<what>", "values[0][value]": value })).toBe(true);
    await page.goto("/incidents/1");
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
    await expect(page.locator(".item-detail mark").first()).toHaveText(value);
    await watch.isInert(page);
  }
});

test("what is searched for, and what was refused, comes back as words", async ({ page, server }) => {
  const watch = await begin(page, server);
  await declare(page, server, payloads[40]?.text ?? "");
  for (const { text } of part(8)) {
    await page.goto(`/search?q=${encodeURIComponent(text)}`);
    await watch.isInert(page);
  }
  for (const { text, word } of part(12)) {
    const headers = { accept: "text/html", origin: server.url, referer: `${server.url}/incidents/new` };
    await page.request.post("/api/declare_incident", { form: { title: text, severity: "none such", summary: text }, headers, maxRedirects: 0 });
    await page.goto("/incidents/new");
    await shows(page, [word]);
    await watch.isInert(page);
  }
});

test("what the palette finds as one types is words", async ({ page, server }) => {
  const watch = await begin(page, server);
  const words: string[] = [];
  for (const { text, word } of part(5)) if (await declare(page, server, text)) words.push(word);
  await page.goto("/incidents");
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  await page.keyboard.press("Control+k");
  const [field, list] = [page.getByRole("combobox", { name: "Search" }), page.locator("#palette [data-found]")];
  for (const word of words.filter((_, n) => isWhole || n % 3 === 0)) {
    await field.fill(word);
    await expect(list.getByRole("option").filter({ hasText: word })).toBeVisible();
    await watch.isInert(page);
  }
  for (const { text } of part(20)) {
    const answered = page.waitForResponse(/\/search\/list/);
    await field.fill(text.replace(/\s+/g, " "));
    await answered;
    await watch.isInert(page);
  }
});

test("names of files that are handed in are words", async ({ page, server }) => {
  const watch = await begin(page, server);
  // Of a path only the end is a name, and no browser sends a line's end in it.
  const taken = payloads.filter(({ text }) => !/[/\\\p{Cc}]/u.test(text)).filter((_, n) => isWhole || n % 5 === 0).map(({ text, word }) => ({ name: `${text}.md`, word }));
  const files = Object.fromEntries(taken.map(({ name, word }) => [name, `# ${word}\n\n## Runbook 1: Slow ${word}\n\n### Immediate Actions\n\n1. Look\n`]));
  const paths = await importFiles(page, server, files, async () => {
    await shows(page, taken.map(({ word }) => word));
    await watch.isInert(page);
  });
  await watch.isInert(page);
  for (const path of paths.slice(0, 6)) {
    await page.goto(path);
    await watch.isInert(page);
  }
  // A file that can't be read is named in the sentence that says so.
  for (const { name } of taken.slice(0, 10)) {
    await page.goto("/runbooks/import");
    await page.getByLabel("Choose Markdown files").setInputFiles({ name, mimeType: "text/markdown", buffer: Buffer.from([0xff, 0xfe, 0x00, 0x9f]) });
    await page.getByRole("button", { name: "Show preview" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await watch.isInert(page);
  }
});

test.describe("with the policy of the pages", () => {
  test.use({ bypassCSP: false });

  test("no text breaks it", async ({ page, server }) => {
    const broken = await breaches(page);
    await firstAdmin(page, server, ada);
    await declare(page, server, "Checkout times out");
    await send(page, server, "add_note", { number: "1", text: batch });
    await send(page, server, "start_postmortem", { number: "1" });
    for (const path of ["/", "/incidents", "/incidents/1", "/postmortems/1", "/search?q=Checkout"]) {
      const answer = await page.goto(path);
      expect(answer?.headers()["content-security-policy"], path).not.toContain("unsafe-inline");
      await page.locator("html[data-ready]").waitFor({ state: "attached" });
    }
    // At work: what is sent, what comes while one looks, and what is typed together.
    const other = await page.context().newPage();
    for (const one of [page, other]) {
      await one.goto("/incidents/1");
      await expect(one.locator(".strip[data-live]").first()).toHaveAttribute("data-live", "live");
    }
    await page.getByRole("textbox", { name: "Note" }).fill(`Seen by both. ${payloads[3]?.text}`);
    await page.getByRole("button", { name: "Add note" }).click();
    await expect(other.getByRole("region", { name: "Timeline" })).toContainText("Seen by both.");
    for (const one of [page, other]) await one.goto("/postmortems/1");
    await page.getByRole("main").getByRole("textbox").first().fill(batch);
    await expect(other.getByRole("main").getByRole("textbox").first()).toHaveValue(new RegExp(payloads.at(-1)?.word ?? ""));
    // A picture from elsewhere in a note is what the policy is there to stop.
    expect(broken.filter((what) => !/^img-src https:\/\/canary/.test(what))).toEqual([]);
  });
});
