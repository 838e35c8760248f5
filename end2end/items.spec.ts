// What an item shows of its runbook, what asks once more before it is ticked, and on what a choice rests.
import { type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { overflow } from "./measures";
import { declare, expect, firstAdmin, importRunbooks, listening, send, test } from "./tocsin";

// A service that gives no answer: what a probe of it says is certain.
test.use({ config: '[targets.shop]\nkind = "http"\nbase_url = "http://127.0.0.1:1/"\n' });

const file = `# Storage runbooks

## Disk is full

### Immediate Actions

1. Look at the cache

   Read [the graph](https://example.org/g) first.

   - Hits are above 90 %

   \`\`\`bash
   redis-cli -h <host> ping
   # Expected: PONG
   \`\`\`

2. Tell the team

   One line is enough.

3. Empty the archive

   \`\`\`bash
   rm -rf /srv/archive
   \`\`\`

**Decision Point**:
- **If there is room**: Wait
- **If there is none**: Grow the disk
`;

/** A room with that checklist; gives the checklist's id. */
async function room(page: Page): Promise<string> {
  await importRunbooks(page, file);
  await declare(page, "Writes fail");
  await page.getByLabel("Runbook", { exact: true }).selectOption({ label: "Disk is full" });
  await page.getByRole("button", { name: "Start checklist" }).click();
  await expect(tick(page, "Tell the team")).toBeVisible();
  return (await page.locator("input[name=checklist]").first().getAttribute("value")) ?? "";
}

const lists = (page: Page) => page.getByRole("region", { name: "Checklists" });
const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });
const item = (page: Page, words: string) => lists(page).locator(".item").filter({ hasText: words });
const tick = (page: Page, name: string) => page.getByRole("checkbox", { name });
const archive = "Empty the archive";
const box = (page: Page) => item(page, archive).getByLabel(`Tick “${archive}”`);
const confirm = (page: Page) => item(page, archive).getByRole("button", { name: "I did this" });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("an item shows what stands beneath its step, with the values in it", async ({ page, server }) => {
      await firstAdmin(page, server);
      await room(page);
      await expect(lists(page).getByText("One line is enough."), "what is short is read at a glance").toBeVisible();
      const look = item(page, "Look at the cache");
      await expect(look.getByText("Hits are above 90 %")).toBeHidden();
      await look.getByText("Details and commands").click();
      await expect(look.getByText("Hits are above 90 %")).toBeVisible();
      await expect(look.getByRole("link", { name: "the graph" })).toHaveAttribute("href", "https://example.org/g");
      await expect(look.locator("pre"), "a command stands once").toHaveCount(1);
      await expect(look.locator("pre")).toContainText("# Expected: PONG");
      await expect(look.getByRole("button", { name: "Copy" })).toBeVisible({ visible: javaScriptEnabled });

      const values = lists(page).getByRole("form", { name: "Values" });
      await values.getByLabel("<host>").fill("cache-1");
      await values.getByRole("button", { name: "Save values" }).click();
      await expect(look.locator("pre mark")).toHaveText("cache-1");
      if (javaScriptEnabled) {
        await expect(look.getByText("Hits are above 90 %"), "what one has opened stays open").toBeVisible();
        await expectAccessible(page);
      }
    });

    test("what can't be undone is ticked by a second press alone", async ({ page, server }) => {
      await firstAdmin(page, server);
      const checklist = await room(page);
      await expect(tick(page, archive)).toHaveCount(0);
      await expect(confirm(page)).toBeHidden();
      const passing = send(page, server, "tick_item", { number: "1", checklist, check: "imm-3" });
      await expect(passing).rejects.toThrow(/press “I did this”/);

      await box(page).click();
      await expect(item(page, archive).getByText("Can't be undone.", { exact: true })).toBeVisible();
      await expect(timeline(page)).not.toContainText(`checked “${archive}”`);
      await confirm(page).click();
      await expect(tick(page, archive)).toBeChecked();
      await expect(timeline(page)).toContainText(`checked “${archive}”`);
      await tick(page, archive).click();
      await expect(box(page), "taking it back takes one press").toBeVisible();
      await expect(tick(page, archive)).toHaveCount(0);

      // As it is opened: where it was scrolled to, a window's head lies over what stands beneath it.
      await page.goto("/incidents/1");
      if (javaScriptEnabled) await expectAccessible(page);
      await page.setViewportSize({ width: 390, height: 844 });
      await box(page).click();
      await expect(confirm(page)).toBeVisible();
      expect(await overflow(page)).toEqual([]);
    });

    test("a choice says on what evidence it rests, and can be made again with another", async ({ page, server }) => {
      await firstAdmin(page, server);
      const checklist = await room(page);
      const probe = { number: "1", target: "shop", path: "health", predicate: "status = 200" };
      await send(page, server, "run_probe", { ...probe, title: "Elsewhere" });
      await send(page, server, "run_probe", { ...probe, title: "Room", checklist, item: "imm-1" });
      await page.goto("/incidents/1");
      await expect(item(page, "Look at the cache").getByRole("link", { name: "E-2 could not observe" })).toHaveAttribute("href", "#e2");

      const decision = lists(page).locator("form.decision");
      const evidence = decision.getByLabel("Evidence");
      const offered = ["Choose what it rests on", "E-2 Room: could not observe", "E-1 Elsewhere: could not observe"];
      await expect(evidence.locator("option")).toHaveText(offered);
      await decision.getByRole("radio").first().check();
      await evidence.selectOption("2");
      await decision.getByLabel("Why").fill("The graph says so");
      await decision.getByRole("button", { name: "Choose branch" }).click();
      await expect(decision).toContainText("because The graph says so, on E-2.");
      await expect(timeline(page)).toContainText("(E-2): The graph says so");

      await evidence.selectOption("1");
      await decision.getByRole("button", { name: "Choose branch" }).click();
      await expect(decision, "what was said of it stays").toContainText("because The graph says so, on E-1.");
      await expect(timeline(page)).toContainText("(E-1): The graph says so");
      if (!javaScriptEnabled) return;
      await page.setViewportSize({ width: 390, height: 844 });
      await decision.getByRole("link", { name: "E-1" }).click();
      await expect(page.getByRole("article", { name: "Evidence E-1" }), "it stands in another column").toBeInViewport();
    });

    test("a remark stands in its field, to be written on", async ({ page, server }) => {
      await firstAdmin(page, server);
      await room(page);
      const team = item(page, "Tell the team");
      const menu = team.getByLabel("More for Tell the team");
      const remark = team.getByLabel("Remark");
      for (const [stands, text] of [["", "Told by mail"], ["Told by mail", "Told by mail and in the channel"]] as const) {
        await menu.click();
        await expect(remark).toHaveValue(stands);
        await remark.fill(text);
        await team.getByRole("button", { name: "Save remark" }).click();
        await expect(team).toContainText(text);
        await expect(remark).toBeHidden();
      }
    });
  });
}

test("by keys the box of what can't be undone opens, and the focus stays with it", async ({ page, server }) => {
  await firstAdmin(page, server);
  await room(page);
  await listening(page);
  await tick(page, "Tell the team").focus();
  await page.keyboard.press("ArrowDown");
  await expect(box(page)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(confirm(page)).toBeVisible();
  await expect(timeline(page)).not.toContainText(`checked “${archive}”`);
  await page.keyboard.press("Tab");
  await expect(confirm(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(tick(page, archive)).toBeChecked();
  await expect(tick(page, archive)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(box(page)).toBeFocused();
});

test("what can't be undone and was done without a connection is shown so, and arrives", async ({ page, server }) => {
  await firstAdmin(page, server);
  await room(page);
  await listening(page);
  await page.context().setOffline(true);
  await box(page).click();
  await confirm(page).click();
  await expect(box(page)).toHaveAttribute("data-ticked", "");
  await expect(confirm(page)).toBeHidden();
  await page.context().setOffline(false);
  await expect(tick(page, archive)).toBeChecked({ timeout: 60_000 });
});
