// The whole loop on one incident, by two signed-in people: from five runbook files to a reviewed post-mortem.
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Page } from "@playwright/test";
import { ada, ben, expect, firstAdmin, invite, test } from "./tocsin";

const run = promisify(execFile);
const fixtures = fileURLToPath(new URL("../app/domain/fixtures/runbooks/", import.meta.url));

/** A role that may look at the database and change nothing, on the tests' own PostgreSQL. */
const role = "loop_reader";
const postgres = process.env.TEST_POSTGRES ?? "";
const target = postgres.replace(/^postgres:\/\/[^@]*@/, `postgres://${role}@`);

test.use({ config: `[targets.orders-db]\nkind = "postgres"\nurl = "${target}"\n` });

test.beforeAll(async () => {
  const sql = `DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN
      CREATE ROLE ${role} LOGIN; GRANT pg_read_all_stats TO ${role};
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`;
  await run("psql", ["--no-psqlrc", "--quiet", postgres, "--command", sql]);
});

const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });
const checklists = (page: Page) => page.getByRole("region", { name: "Checklists" });

test("from runbook files to a reviewed post-mortem and an action item", async ({ browser, server }) => {
  const open = async () => (await browser.newContext({ baseURL: server.url })).newPage();
  const [adas, bens] = [await open(), await open()];
  await firstAdmin(adas, server, ada);
  await invite(adas, bens, ben);

  await test.step("import the runbook files, with a preview", async () => {
    const files = (await readdir(fixtures)).filter((name) => name.endsWith(".md")).map((name) => fixtures + name);
    await adas.goto("/runbooks/import");
    await adas.getByLabel(/files/i).setInputFiles(files);
    await adas.getByRole("button", { name: /preview/i }).click();
    await adas.getByRole("button", { name: /^Import \d+ runbooks/ }).click();
    await adas.waitForURL((url) => !url.pathname.includes("/import"));
    await adas.goto("/runbooks");
    await expect(adas.getByRole("row").nth(10)).toBeVisible();
  });

  await test.step("declare, acknowledge, take roles", async () => {
    await bens.goto("/incidents/new");
    await bens.getByLabel("Title").fill("Checkout times out");
    await bens.getByLabel("Severity").selectOption("p1");
    await bens.getByLabel("Summary").fill("One order in five fails.");
    await bens.getByRole("button", { name: "Declare incident" }).click();
    await bens.waitForURL(/\/incidents\/1$/);
    await adas.goto("/incidents/1");
    await adas.getByRole("button", { name: "Acknowledge" }).click();
    await expect(timeline(bens)).toContainText("Ada Okafor acknowledged");
    await adas.getByRole("region", { name: "Roles" }).getByText("Incident commander").first().click();
    await adas.getByRole("button", { name: "Take command" }).click();
    await expect(bens.getByRole("region", { name: "Roles" })).toContainText("Ada Okafor");
  });

  await test.step("work a checklist together", async () => {
    await adas.getByRole("button", { name: "Start checklist" }).click();
    const first = checklists(adas).getByRole("checkbox").first();
    await expect(first).toBeVisible();
    const name = await first.evaluate((box) => document.getElementById(box.getAttribute("aria-labelledby") ?? "")?.textContent ?? "");
    await first.click();
    await expect(first).toBeChecked();
    await expect(checklists(bens).getByRole("checkbox", { name, exact: true }).first()).toBeChecked();
    await expect(timeline(bens)).toContainText(`checked “${name}”`);
  });

  await test.step("run a probe against a real PostgreSQL", async () => {
    await bens.goto("/incidents/1/probe");
    await bens.getByLabel("Title").fill("Sessions");
    await bens.getByLabel("Statement").fill("SELECT count(*) AS sessions FROM pg_stat_activity");
    await bens.getByLabel("Predicate").fill("value > 0");
    await bens.getByRole("button", { name: "Run" }).click();
    await bens.waitForURL(/\/incidents\/1(\?tab=time)?(#.*)?$/);
    await expect(timeline(adas).getByRole("article", { name: "Evidence E-1" })).toContainText("Holds");
  });

  await test.step("resolve through the gate", async () => {
    await adas.getByText("Recovery check", { exact: true }).click();
    await adas.getByLabel("What was checked, and what was seen").fill("p95 below 300 ms for ten minutes");
    await adas.getByRole("button", { name: "Passed" }).click();
    await expect(timeline(adas)).toContainText("recovery check passed");
    await adas.getByRole("button", { name: "Resolve" }).click();
    await expect(timeline(bens)).toContainText("moved to resolved");
    await expect(adas.getByRole("link", { name: "Post-mortem" }).last()).toBeVisible();
  });

  await test.step("write the post-mortem, both at once", async () => {
    await adas.goto("/postmortems/1");
    await bens.goto("/postmortems/1");
    const [hers, his] = [adas, bens].map((page) => page.getByRole("textbox", { name: "Root Cause" }));
    await expect(adas.locator("[data-live='live']").first()).toBeAttached();
    await expect(bens.locator("[data-live='live']").first()).toBeAttached();
    await Promise.all([hers.pressSequentially("A lock was held. ", { delay: 20 }), his.pressSequentially("Nobody saw it. ", { delay: 20 })]);
    for (const box of [hers, his]) {
      await expect.poll(async () => [...(await box.inputValue())].sort().join("")).toBe([..."A lock was held. Nobody saw it. "].sort().join(""));
    }
    await expect.poll(async () => (await hers.inputValue()) === (await his.inputValue())).toBe(true);
    await adas.reload();
    await expect(adas.getByRole("textbox", { name: "Root Cause" })).not.toHaveValue("");
  });

  await test.step("promise an action item", async () => {
    await adas.getByLabel("Title").fill("Set a lock timeout for jobs");
    await adas.getByLabel("Owner").selectOption({ label: ben.name });
    await adas.getByLabel("Due date").fill("2030-01-31");
    await adas.getByRole("button", { name: "Add action item" }).click();
    await bens.goto("/actions");
    await expect(bens.getByText("Set a lock timeout for jobs")).toBeVisible();
  });

  await test.step("review and approve", async () => {
    await bens.goto("/postmortems/1");
    await bens.getByLabel(/Reviewer/).selectOption({ label: ada.name });
    await bens.getByRole("button", { name: "Request review" }).click();
    await expect(bens.getByText("In review").first()).toBeVisible();
    await adas.goto("/postmortems/1");
    await adas.getByRole("button", { name: "Approve" }).click();
    await expect(adas.getByText("Approved").first()).toBeVisible();
  });

  await test.step("close, since every gate is open", async () => {
    await adas.goto("/incidents/1");
    await adas.getByRole("button", { name: "Close" }).click();
    await expect(timeline(adas)).toContainText("moved to closed");
  });
});
