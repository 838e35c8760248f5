// An organisation in which every server function that takes text can be called.
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { type Page } from "@playwright/test";
import { importFiles, send } from "./gestures";
import { payloads } from "./payloads";
import { expect, type Server } from "../tocsin";

/** What the bodies of calls name. */
export interface Scene {
  checklist: string;
  group: string;
  item: string;
  decision: string;
  branches: string[];
  slug: string;
  /** Whoever is signed in. */
  person: string;
  section: string;
  /** A day of next month, and the one after. */
  day: string;
  later: string;
}

export const runbook = `# Shop

## Runbook 1: Slow

### Immediate Actions

1. Look at <what>
2. Think

**Decision Point**:
- **If something was deployed**: Proceed to "Roll Back"
- **If nothing was deployed**: Proceed to "Investigation"

### Roll Back

1. Go back
`;

/** Incident 1 is open, with a checklist; incident 2 has a post-mortem; there is one action item. */
export async function set(page: Page, server: Server): Promise<Scene> {
  const [day, later] = [30, 31].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)) as [string, string];
  const does = async (endpoint: string, form: Record<string, string>) => expect(await send(page, server, endpoint, form), endpoint).toBe(true);
  for (const title of ["Checkout times out", "Orders are late"]) await does("declare_incident", { title, severity: "p3" });
  const [path] = await importFiles(page, server, { "shop.md": runbook });
  const slug = path?.split("/").pop() ?? "";
  await does("start_runbook_checklist", { slug, incident: "1" });
  await does("start_postmortem", { number: "2" });
  await page.goto("/actions");
  const person = await page.locator("select[name=owner] option[value]:not([value=''])").first().getAttribute("value");
  await does("add_action_item", { title: "Set a time-out", owner: person ?? "", due: day, incident: "2" });
  const text = runbook.slice(runbook.indexOf("## ")).replace("Think", "Think twice");
  await does("propose_change", { slug, base: "1", text, summary: "Thinks twice" });
  await page.goto("/postmortems/2");
  const section = await page.getByRole("main").locator("[name=section]").first().getAttribute("value");
  await page.goto("/incidents/1");
  const value = async (name: string) => (await page.locator(`input[name=${name}]`).first().getAttribute("value")) ?? "";
  const branches = await page.locator("input[name=branch]").evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
  const [checklist, group, item, decision] = [await value("checklist"), await value("group"), await value("item"), await value("decision")];
  return { checklist, group, item, decision, branches, slug, person: person ?? "", section: section ?? "", day, later };
}

/** Settings with a web service that answers with payloads, in names as in values, and a database that nobody hears. */
export async function settings(): Promise<{ config: string; end: () => void }> {
  const seen = payloads.filter((_, n) => n % 9 === 0).map(({ text }) => ({ [text]: text }));
  const service = createServer((_, answer) => answer.setHeader("content-type", "application/json").end(JSON.stringify({ status: payloads[44]?.text, seen })));
  await new Promise<void>((listens) => service.listen(0, "127.0.0.1", listens));
  const { port } = service.address() as AddressInfo;
  const config = `
    [targets.shop]
    kind = "http"
    base_url = "http://127.0.0.1:${port}/"
    [targets.orders-db]
    kind = "postgres"
    url = "postgres://reader@127.0.0.1:1/orders"
  `;
  return { config, end: () => service.close() };
}
