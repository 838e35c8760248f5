// What the policy of pages, which comes in their headers, forbade on them.
import { type Page } from "@playwright/test";

/** What the pages of a browser were kept from, as they come; from before the first of them. */
export async function breaches(page: Page): Promise<string[]> {
  const broken: string[] = [];
  await page.context().exposeFunction("__broken", (what: string) => broken.push(what));
  await page.context().addInitScript(() => {
    const tell = (window as unknown as { __broken: (what: string) => void }).__broken;
    document.addEventListener("securitypolicyviolation", (event) => tell(`${event.violatedDirective} ${event.blockedURI}`));
  });
  return broken;
}
