// What can be measured on a page: whether it fits its width, and whether a finger hits what is on it.
import { type Page } from "@playwright/test";

/** By how many pixels the page is wider than the window, and what sticks out. */
export async function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > width + 0.5);
    return [`${document.documentElement.scrollWidth} px wide`, ...wide.slice(-3).map((element) => element.outerHTML.slice(0, 120))];
  });
}

/**
 * What is pressed and smaller than 44 px by 44 px. A link in the middle of a sentence may be: it has its line's height;
 * so may the key of a step, which is a name to quote first, and a link that nothing else needs, and a day of a calendar,
 * which is as wide as seven of them on a phone allow.
 */
export async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const least = 43.5;
    const open = document.querySelector("dialog[open]") ?? document;
    const found = [...open.querySelectorAll<HTMLElement>("a[href], button, summary, select, textarea, input:not([type=hidden])")];
    return found.filter((element) => isSeen(element) && !isInSentence(element) && !isLarge(element)).map((element) => {
      const { width, height } = element.getBoundingClientRect();
      return `${Math.round(width)}×${Math.round(height)} ${element.outerHTML.slice(0, 110)}`;
    });

    function isSeen(element: HTMLElement): boolean {
      const { width, height } = element.getBoundingClientRect();
      return element.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1 && !element.matches(".skip, a.key, .calendar a");
    }
    function isInSentence(element: HTMLElement): boolean {
      const around = element.closest("p, li, dd, td, figcaption, label");
      return getComputedStyle(element).display === "inline" && (around?.textContent ?? "").trim() !== element.textContent?.trim();
    }
    /** By its own box, by its label's, or by how far around it touches still land on it. */
    function isLarge(element: HTMLElement): boolean {
      const labels = "labels" in element ? [...(element as HTMLInputElement).labels ?? []] : [];
      if ([element, ...labels].some((one) => fits(one.getBoundingClientRect()))) return true;
      element.scrollIntoView({ block: "center" });
      const { left, top, width, height } = element.getBoundingClientRect();
      const hits = (right: number, down: number) => {
        const hit = document.elementFromPoint(left + width / 2 + right, top + height / 2 + down);
        return hit !== null && [element, ...labels].some((one) => one.contains(hit));
      };
      const reach = (right: number, down: number) => {
        let steps = 0;
        while (steps < least && hits(right * (steps + 1), down * (steps + 1))) steps++;
        return steps;
      };
      return reach(-1, 0) + reach(1, 0) + 1 >= least - 1 && reach(0, -1) + reach(0, 1) + 1 >= least - 1;
    }
    function fits({ width, height }: DOMRect): boolean {
      return width >= least && height >= least;
    }
  });
}

/** Fields whose letters are so small that a phone zooms in when one is entered. */
export async function zoomingFields(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("input:not([type=checkbox], [type=radio], [type=hidden]), select, textarea")]
      .filter((field) => field.checkVisibility() && parseFloat(getComputedStyle(field).fontSize) < 16)
      .map((field) => `${getComputedStyle(field).fontSize} ${field.outerHTML.slice(0, 100)}`));
}

/** Tables of many columns that still stand as a grid, cell beside cell, where they should be a list. */
export async function gridTables(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("main table:not(.calendar, .prose table, .scroll-x table:not(:has(input)))")]
      .filter((table) => table.checkVisibility() && getComputedStyle(table).display === "table" && table.querySelectorAll("thead th").length > 4)
      .map((table) => table.outerHTML.slice(0, 120)));
}
