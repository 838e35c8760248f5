// The main pages as pictures: those of the documentation, and the ones that every change is held against.
// `make screenshots` takes them anew; look at what has changed before you commit them.
import { fileURLToPath } from "node:url";
import { type Page } from "@playwright/test";
import { expect, MOMENT, test, type Theme } from "./organisation";

const pages: { name: string; path: string; widths: number[] }[] = [
  { name: "now", path: "/", widths: [390, 1024, 1440] },
  { name: "room", path: "/incidents/{Checkout times out for one order in five}", widths: [390, 1024, 1440] },
  { name: "runbook", path: "/runbooks/checkout-is-slow", widths: [390, 1024, 1440] },
  { name: "postmortem", path: "/postmortems/{Orders are charged twice}", widths: [390, 1024, 1440] },
  { name: "actions", path: "/actions", widths: [390, 1024, 1440] },
];

for (const { name, path, widths } of pages) {
  for (const width of widths) {
    for (const theme of ["light", "dark"] as Theme[]) {
      test(`${name} at ${width} px, ${theme}`, async ({ organisation }) => {
        // Faces and fonts of the test's own come as a style sheet, which the pages' policy would not let in.
        const page = await organisation.page("jonas", width, { colorScheme: theme, bypassCSP: true });
        await page.clock.setFixedTime(MOMENT);
        await page.goto(await organisation.path(path));
        await settle(page);
        await expect(page).toHaveScreenshot(`${name}-${width}-${theme}.png`, {
          animations: "disabled",
          caret: "hide",
          maxDiffPixelRatio: 0.005,
          stylePath: fileURLToPath(new URL("pictures.css", import.meta.url)),
        });
        await page.context().close();
      });
    }
  }
}

/** What chance decides, people's hues and how long a probe took, is settled; what is live has arrived. */
async function settle(page: Page): Promise<void> {
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  if (await page.locator(".strip[data-live]").count()) await expect(page.locator(".strip[data-live]").first()).toHaveAttribute("data-live", "live");
  await page.evaluate(() => {
    for (const face of document.querySelectorAll<HTMLElement>(".face[data-hue]")) {
      face.dataset.hue = String((face.textContent ?? "").charCodeAt(0) % 8);
    }
    for (const took of document.querySelectorAll(".evidence > header .meta > *")) {
      if (took.textContent) took.textContent = took.textContent.replace(/\b\d+ ms/, "40 ms");
    }
  });
}
