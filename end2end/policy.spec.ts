// Every page keeps the policy that it is sent with: nothing on it asks for what the policy forbids.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "./organisation";
import { places, visit } from "./places";
import { breaches } from "./policy";

/** The paths of all pages, from the source of the router. */
function routes(): string[] {
  const source = readFileSync(fileURLToPath(new URL("../app/src/app.rs", import.meta.url)), "utf8");
  return [...source.matchAll(/path!\("([^"]+)"\)/g)].map(([, path]) => path ?? "");
}

/** The route that leads to a path: of several that fit, the one that says most of it. */
function routeOf(path: string, all: string[]): string | undefined {
  const fits = (route: string) => new RegExp(`^${route.replace(/:\w+/g, "[^/]+")}$`).test(path);
  return all.filter(fits).sort((a, b) => a.split(":").length - b.split(":").length)[0];
}

test("no page breaks the policy, and every page is looked at", async ({ organisation }) => {
  const seen = new Set<string | undefined>();
  for (const member of new Set(places.map((place) => place.as ?? "mina"))) {
    const page = await organisation.page(member, 1440);
    const broken = await breaches(page);
    for (const place of places.filter((place) => (place.as ?? "mina") === member)) {
      const answer = page.waitForResponse((answer) => answer.request().isNavigationRequest());
      await visit(page, organisation, place);
      const policy = (await answer).headers()["content-security-policy"];
      expect(policy, place.name).toMatch(/script-src /);
      expect(policy, place.name).not.toContain("unsafe-inline");
      await page.locator("html[data-ready]").waitFor({ state: "attached" });
      expect(broken, place.name).toEqual([]);
      seen.add(routeOf(new URL(page.url()).pathname, routes()));
    }
    await page.context().close();
  }
  expect(routes().length).toBeGreaterThan(40);
  expect(routes().filter((route) => !seen.has(route)), "a new page has a line in places.ts").toEqual([]);
});

test("what breaks the policy is seen", async ({ organisation }) => {
  const page = await organisation.page("mina", 1440);
  const broken = await breaches(page);
  await page.goto("/");
  await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", "<img src='https://canary.example/x'><b style='color: red'>x</b>"));
  await expect.poll(() => broken.map((what) => what.split(" ")[0])).toEqual(expect.arrayContaining(["img-src", "style-src-attr"]));
  await page.context().close();
});
