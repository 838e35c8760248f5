// Every page keeps the policy that it is sent with: nothing on it asks for what the policy forbids.
import { type Page } from "@playwright/test";
import { expect, test, type Member, type Organisation } from "./organisation";
import { places, visit } from "./places";

/** A page that writes down what the policy forbade on it. */
async function watched(organisation: Organisation, member: Member): Promise<{ page: Page; broken: string[] }> {
  const page = await organisation.page(member, 1440);
  const broken: string[] = [];
  await page.context().exposeFunction("__broken", (what: string) => broken.push(what));
  await page.addInitScript(() => {
    const tell = (window as unknown as { __broken: (what: string) => void }).__broken;
    document.addEventListener("securitypolicyviolation", (event) => tell(`${event.violatedDirective} ${event.blockedURI}`));
  });
  return { page, broken };
}

for (const member of [...new Set(places.map((place) => place.as ?? "mina"))]) {
  test(`no page breaks the policy: as ${member}`, async ({ organisation }) => {
    const { page, broken } = await watched(organisation, member);
    for (const place of places.filter((place) => (place.as ?? "mina") === member)) {
      const answer = page.waitForResponse((answer) => answer.request().isNavigationRequest());
      await visit(page, organisation, place);
      const policy = (await answer).headers()["content-security-policy"];
      expect(policy, place.name).toMatch(/script-src /);
      expect(policy, place.name).not.toContain("unsafe-inline");
      await page.locator("html[data-ready]").waitFor({ state: "attached" });
      expect(broken, place.name).toEqual([]);
    }
    await page.context().close();
  });
}

test("what breaks the policy is seen", async ({ organisation }) => {
  const { page, broken } = await watched(organisation, "mina");
  await page.goto("/");
  await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", "<img src='https://canary.example/x'><b style='color: red'>x</b>"));
  await expect.poll(() => broken.map((what) => what.split(" ")[0])).toEqual(expect.arrayContaining(["img-src", "style-src-attr"]));
  await page.context().close();
});
