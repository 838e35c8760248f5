import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Nothing on the page that axe knows to break WCAG 2.2 AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  await expectNoFinding(page, new AxeBuilder({ page }).withTags(rules));
}

/** The same for contrast alone: all that another theme can change. */
export async function expectContrast(page: Page): Promise<void> {
  await expectNoFinding(page, new AxeBuilder({ page }).withRules(["color-contrast", "link-in-text-block"]));
}

async function expectNoFinding(page: Page, axe: AxeBuilder): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.map(({ id, help, nodes }) =>
    `${id}: ${help}\n    ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ""}`).join("\n    ")}`);
  expect(found, `accessibility of ${page.url()}`).toEqual([]);
}
