import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import type { Options } from "./tocsin";

// A browser that is installed, never one that a test tool brings. The headless shell is the same engine without a window around
// the page, which nobody sees here: it takes two thirds of the processor.
const chromium = process.env.CHROMIUM ?? ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome", "/snap/bin/chromium"].find(existsSync);
if (!chromium) {
  throw new Error("Chromium is not installed. Run bin/setup --tests, or set CHROMIUM to a Chromium of yours.");
}

/** How pages look and what they offer, whatever stores what is on them: on one organisation, made once. */
const face = /(accessibility|phone|pictures|policy)\.spec\.ts$/;

/** What pages make of text is the same whatever stores it. */
const once = /injection(\.\w+)?\.spec\.ts$/;

/** Several servers share a PostgreSQL; SQLite is there for one alone. */
const several = /servers\.spec\.ts$/;

export default defineConfig<Options>({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "../target/end2end",
  fullyParallel: true,
  workers: 2,
  // A test that fails now and then is a fault in the test or in Tocsin, to be found: at a desk it fails. CI tries it once more, so
  // that a busy machine keeps back nothing else, and bin/test names it at the end.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: !!process.env.CI,
  // For the longest of them on a machine that does something else as well.
  timeout: 300_000,
  // The pictures that pages are held against are those of the documentation.
  expect: { timeout: 10_000, toHaveScreenshot: { pathTemplate: "../docs/screenshots/{arg}{ext}" } },
  reporter: [["list"], ["json", { outputFile: "../target/end2end.json" }]],
  use: {
    browserName: "chromium",
    // Recording every step takes a part of the time that a test has; nobody opens what CI recorded.
    trace: process.env.CI ? "off" : "retain-on-failure",
    screenshot: "only-on-failure",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    launchOptions: {
      executablePath: chromium,
      args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"],
    },
  },
  projects: [
    { name: "sqlite", testIgnore: [face, several], use: { database: "sqlite" } },
    { name: "postgres", testIgnore: [face, once], use: { database: "postgres" } },
    { name: "face", testMatch: face },
  ],
});
