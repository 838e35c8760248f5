import { expect, type BrowserContext, type Page } from "@playwright/test";

/** What must never come true: code that ran, dialogs, requests to where nobody should go. */
export class Watch {
  readonly happened: string[] = [];

  /** On every page of a browser, from before its first. */
  static async on(context: BrowserContext): Promise<Watch> {
    const watch = new Watch();
    await context.exposeFunction("__ran", (n: unknown) => watch.happened.push(`payload ${n} ran`));
    await context.route((url) => url.hostname === "canary.example", (route) => {
      // A picture shows nothing of us but that it was looked at; our policy stops it in any case.
      if (route.request().resourceType() !== "image") watch.happened.push(`asked for ${route.request().url()}`);
      return route.abort();
    });
    const listen = (page: Page) =>
      page.on("dialog", (dialog) => {
        watch.happened.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
    context.pages().forEach(listen);
    context.on("page", listen);
    return watch;
  }

  /** Looks at a page as it is, and after everything on it was touched and every link that somebody wrote was clicked. */
  async isInert(page: Page): Promise<void> {
    const before = page.url();
    expect(await page.evaluate(offences), page.url()).toEqual([]);
    await page.evaluate(touch);
    await page.evaluate(click);
    // What that began has run by then: both come back from a task after those of the page itself.
    await page.evaluate(() => new Promise((done) => setTimeout(() => setTimeout(done, 10), 0)));
    expect(this.happened, page.url()).toEqual([]);
    expect(page.url()).toBe(before);
  }
}

/** Elements and attributes that only somebody's text could have brought. Runs in the page. */
function offences(): string[] {
  const found: string[] = [];
  const addresses = ["href", "src", "action", "formaction", "data", "xlink:href", "poster", "background", "ping"];
  const bad = /^[\s\u0000-\u0020]*(javascript|vbscript|data:text|blob|view-source|feed)\s*:?/i;
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || name === "srcdoc") found.push(`${element.tagName} ${name}=${value}`);
      if (addresses.includes(name) && (bad.test(value) || (value.includes("canary") && name !== "href"))) {
        found.push(`${element.tagName} ${name}=${value}`);
      }
    }
    const isForeign = element.matches("iframe, object, embed, base, portal, marquee, math, animate, plaintext, xmp, dialog[open]:not(#palette)");
    const holdsCode = element.matches("script, style, template, noscript, meta, link") && /__ran|canary/.test(element.outerHTML);
    if (isForeign || holdsCode) found.push(element.outerHTML.slice(0, 120));
  }
  return found;
}

/** Of elements that are alike the first and the last ten: a long timeline has thousands. */
function touch(): void {
  const alike = new Map<string, Element[]>();
  for (const element of document.querySelectorAll("main *, #palette *")) {
    const kind = [element.tagName, element.getAttribute("class"), ...element.getAttributeNames()].join(" ");
    const known = alike.get(kind);
    if (known) known.push(element);
    else alike.set(kind, [element]);
  }
  for (const element of [...alike.values()].flatMap((all) => [...all.slice(0, 10), ...all.slice(10).slice(-10)])) {
    for (const event of ["mouseover", "pointerenter", "focus", "error", "load", "toggle", "animationstart", "copy"]) {
      element.dispatchEvent(new Event(event));
    }
  }
}

/**
 * Every link that is not of our own making: with another scheme than the web's, as the browser reads it, or a path that begins
 * nowhere. What would merely lead to another page of the web is held back once everybody had their say; a scheme that runs code
 * is not.
 */
function click(): void {
  const hold = (event: Event) => {
    const link = (event.target as Element).closest("a");
    if (link && /^https?:$/.test(link.protocol)) event.preventDefault();
  };
  window.addEventListener("click", hold);
  for (const link of document.querySelectorAll<HTMLAnchorElement | SVGAElement>("a")) {
    const address = link.getAttribute("href") ?? link.getAttribute("xlink:href") ?? "";
    if (!/^(https?:|[/#?])/.test(address)) link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
  window.removeEventListener("click", hold);
}
