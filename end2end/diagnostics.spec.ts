// Looking at real systems from an incident: a PostgreSQL with a role that can only read, and a web service.
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { promisify } from "node:util";
import { type Locator, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { test as base, expect, firstAdmin } from "./tocsin";
import { freePort } from "./services/ports.mjs";

const cluster = process.env.TEST_POSTGRES ?? "";
const role = "diagnostics_reader";
const asRole = cluster.replace(/^postgres:\/\/[^@]*@/, `postgres://${role}@`);

/** The settings name a database, a web service that is unwell, and one that isn't there. */
const test = base.extend({
  config: async ({}, use) => {
    const service = createServer((request, answer) => {
      answer.setHeader("content-type", "application/json");
      answer.end(JSON.stringify({ status: "unhealthy", asked: request.url }));
    });
    await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
    const { port } = service.address() as AddressInfo;
    await use(`
      [targets.orders-db]
      kind = "postgres"
      url = "${asRole}"
      [targets.shop]
      kind = "http"
      base_url = "http://127.0.0.1:${port}/"
      headers = { authorization = "Bearer s3same-open" }
      [targets.shop-asleep]
      kind = "http"
      base_url = "http://127.0.0.1:${await freePort()}/"
    `);
    service.close();
  },
});

test.beforeAll(async () => {
  const sql = `DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN
      CREATE ROLE ${role} LOGIN; GRANT pg_read_all_stats TO ${role};
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`;
  await promisify(execFile)("psql", ["--no-psqlrc", "--quiet", cluster, "--command", sql]);
});

async function declare(page: Page): Promise<void> {
  await page.goto("/incidents/new");
  await page.getByLabel("Title").fill("Checkout times out");
  await page.getByRole("button", { name: "Declare incident" }).click();
  await page.waitForURL(/\/incidents\/1$/);
}

interface Question { title: string; target: string; statement?: string; path?: string; jsonPath?: string; predicate?: string }

/** Asks from the page of probes; the evidence that came of it, on the timeline. */
async function ask(page: Page, question: Question, number: number) {
  await page.goto("/incidents/1/probe");
  await page.getByLabel("Target").selectOption(question.target);
  await page.getByLabel("Title").fill(question.title);
  if (question.statement) await page.getByLabel("Statement").fill(question.statement);
  if (question.path) await page.getByLabel("Path", { exact: true }).fill(question.path);
  if (question.jsonPath) await page.getByLabel("JSONPath").fill(question.jsonPath);
  await page.getByLabel("Predicate").fill(question.predicate ?? "");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.waitForURL(new RegExp(`/incidents/1\\?tab=time#e${number}$`));
  return page.getByRole("region", { name: "Timeline" }).getByRole("article", { name: `Evidence E-${number}` });
}

async function story(page: Page): Promise<void> {
  const sessions = { title: "Sessions", target: "orders-db", statement: "SELECT count(*) AS sessions FROM pg_stat_activity" };
  const held = await ask(page, { ...sessions, predicate: "value > 0" }, 1);
  await expect(held).toContainText("Holds: value > 0");
  await expect(held.getByRole("columnheader", { name: "sessions" })).toBeVisible();
  await expect(held).toContainText("Ada Okafor ran it");
  await expect(held).toContainText("sha256");

  await expect(await ask(page, { ...sessions, predicate: "value > 100000" }, 2)).toContainText("Does not hold: value > 100000");

  const attack = await ask(page, { title: "An attack", target: "orders-db", statement: "DROP TABLE orders" }, 3);
  await expect(attack).toContainText("Refused:");

  const health = { title: "Health", path: "health", jsonPath: "$.status", predicate: 'value = "unhealthy"' };
  await expect(await ask(page, { ...health, target: "shop" }, 4)).toContainText("Holds:");

  const asleep = await ask(page, { ...health, target: "shop-asleep" }, 5);
  await expect(asleep).toContainText("Could not observe:");
  await expect(asleep.locator("[data-outcome=unseen]")).toBeVisible();
  expect(await page.content()).not.toContain("s3same");
}

test("a probe looks at a database and a service, and what it saw is evidence", async ({ page, server }) => {
  await firstAdmin(page, server);
  await declare(page);
  await page.goto("/incidents/1/probe");
  await page.getByLabel("Target").selectOption("orders-db");
  await expect(page.getByLabel("Path", { exact: true })).toBeHidden();
  await page.getByLabel("Target").selectOption("shop");
  await expect(page.getByLabel("Statement")).toBeHidden();
  await expectAccessible(page);
  await story(page);
  await expectAccessible(page);
});

test("a probe is run by keyboard alone", async ({ page, server }) => {
  await firstAdmin(page, server);
  await declare(page);
  await page.goto("/incidents/1/probe");
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  const tabTo = async (field: Locator) => {
    for (let tabs = 0; tabs < 60 && !(await field.evaluate((element) => element === document.activeElement)); tabs++) await page.keyboard.press("Tab");
    await expect(field).toBeFocused();
  };
  for (const [field, text] of [["Target", "shop"], ["Title", "Health"], ["Path", "health"], ["JSONPath", "$.status"], ["Predicate", 'value = "unhealthy"']]) {
    await tabTo(page.getByLabel(field, { exact: true }));
    await page.keyboard.type(text);
  }
  await tabTo(page.getByRole("button", { name: "Run", exact: true }));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/incidents\/1\?tab=time#e1$/);
  await expect(page.getByRole("article", { name: "Evidence E-1" })).toContainText("Holds:");
});

test("a question that means nothing comes back with a sentence and what was typed", async ({ page, server }) => {
  await firstAdmin(page, server);
  await declare(page);
  await page.goto("/incidents/1/probe");
  await page.getByLabel("Title").fill("Sessions");
  await page.getByLabel("Target").selectOption("orders-db");
  await page.getByLabel("Statement").fill("SELECT 1");
  await page.getByLabel("Predicate").fill("rows are many");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("The predicate");
  await expect(page.getByLabel("Statement")).toHaveValue("SELECT 1");
  await expect(page.getByLabel("Target")).toHaveValue("orders-db");
  await expectAccessible(page);
});

test("the self-test proves that a target can only be looked at", async ({ page, server }) => {
  await firstAdmin(page, server);
  await page.goto("/diagnostics");
  await page.getByRole("button", { name: "Run self-test of orders-db" }).click();
  const database = page.getByRole("region", { name: "orders-db" });
  await expect(database).toContainText("A write is refused by the database");
  await expect(database).toContainText("Passed");
  expect(await page.content()).not.toContain(role);
  expect(await page.content()).not.toContain("s3same");
  await expectAccessible(page);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("all of it works with plain forms", async ({ page, server }) => {
    await firstAdmin(page, server);
    await declare(page);
    await story(page);
  });
});

base("without targets the page says how to get one", async ({ page, server }) => {
  await firstAdmin(page, server);
  await page.goto("/diagnostics");
  await expect(page.getByText("No target is configured.")).toBeVisible();
  await expect(page.getByText("[targets.shop-db]")).toBeVisible();
  await expectAccessible(page);
});
