// How quick and how well made the main pages are on a phone, as Lighthouse sees them: its own throttling of processor
// and network, on the organisation of `tocsin demo`. Ends with a failure where a page misses what it owes.
//   node lighthouse.mjs TOCSIN [PAGE…]
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { freePort } from "../services/ports.mjs";

const owed = {
  performance: (score) => score >= 0.95,
  accessibility: (score) => score === 1,
  "best-practices": (score) => score === 1,
  "largest-contentful-paint": (ms) => ms <= 1800,
  "total-blocking-time": (ms) => ms <= 150,
  "cumulative-layout-shift": (shift) => shift <= 0.02,
};
const [tocsin, ...wanted] = process.argv.slice(2);
const chromium = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);
const reports = fileURLToPath(new URL("../../target/lighthouse/", import.meta.url));
mkdirSync(reports, { recursive: true });

const url = `http://127.0.0.1:${await freePort()}`;
const server = spawn(tocsin, ["demo", "--listen", url.slice("http://".length)], { stdio: "ignore" });
const chrome = await launch({
  chromePath: chromium,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
try {
  await answering();
  const cookie = await signedIn();
  const first = async (list, link) => (await page(list, cookie)).match(link)[1];
  const pages = {
    now: "/",
    incidents: "/incidents",
    room: await first("/incidents", /href="(\/incidents\/\d+)"/),
    runbook: await first("/runbooks", /href="(\/runbooks\/(?!import|reviews|handbook)[a-z0-9-]+)"/),
    postmortem: await first("/postmortems", /href="(\/postmortems\/\d+)"/),
  };
  let missed = 0;
  for (const [name, path] of Object.entries(pages)) {
    if (wanted.length && !wanted.includes(name)) continue;
    const { lhr, report } = await lighthouse(url + path, {
      port: chrome.port, output: "html", logLevel: "error", formFactor: "mobile",
      onlyCategories: ["performance", "accessibility", "best-practices"],
      extraHeaders: { Cookie: cookie },
    });
    writeFileSync(join(reports, `${name}.html`), report);
    const figures = Object.keys(owed).map((key) => [key, lhr.categories[key]?.score ?? lhr.audits[key].numericValue]);
    const bad = figures.filter(([key, value]) => !owed[key](value));
    missed += bad.length;
    console.log(name.padEnd(12), figures.map(([key, value]) => `${key} ${Number(value.toFixed(3))}`).join("  "),
      bad.length ? `  MISSED: ${bad.map(([key]) => key).join(", ")}` : "");
  }
  process.exitCode = missed ? 1 : 0;
} finally {
  chrome.kill();
  server.kill("SIGTERM");
}

async function answering() {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(`${url}/sign-in`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("The demo server does not answer.");
}

async function signedIn() {
  const answer = await fetch(`${url}/api/sign_in`, {
    method: "POST", redirect: "manual", headers: { origin: url },
    body: new URLSearchParams({ email: "mina@example.org", password: "look around in peace", next: "/" }),
  });
  const cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  if (!cookie) throw new Error(`Signing in was answered with ${answer.status}.`);
  return cookie;
}

async function page(path, cookie) {
  return (await fetch(url + path, { headers: { cookie } })).text();
}
