// Chromium, checks that are counted, and pages that note whatever they should not do.

import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [work] = process.argv.slice(2);
const require = createRequire(path.resolve(work, "package.json"));
const { chromium } = require("playwright-core");
export const axeSource = require("axe-core").source;
export const workFolder = work;

let failures = 0;
let passed = 0;

/** Runs one check and tells how it went; the others run on. */
export async function check(name, run) {
  try {
    await run();
    passed += 1;
    console.log(`ok    ${name}`);
  } catch (error) {
    failures += 1;
    console.error(`FAIL  ${name}\n      ${error.stack ?? error}`);
  }
}

export function summary() {
  console.log(`\n${passed} checks passed, ${failures} failed`);
  return failures === 0;
}

let browser = null;

/** The one browser of all checks. The sandbox cannot be had as root. */
async function launch() {
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM, args });
  return browser;
}

export const closeBrowser = () => browser?.close();

/**
 * Opens a map from its file. The page notes what it should not do in `page.wrongs`: messages on the console, errors, dialogs,
 * and requests for anything but the file itself.
 */
export async function open(folder, { width = 1360, height = 860, language = "en", dark = false, policy = true } = {}) {
  const context = await (await launch()).newContext({
    viewport: { width, height },
    locale: language,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    bypassCSP: !policy,
  });
  const page = await context.newPage();
  const address = pathToFileURL(path.resolve(folder, "map.html")).href;
  page.wrongs = [];
  page.on("console", (message) => page.wrongs.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => page.wrongs.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    page.wrongs.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== address) page.wrongs.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  await settled(page);
  return page;
}

/** The list is whole so long after the last change, in milliseconds. */
const REST_MS = 200;

/** Waits until what was asked for is on the screen. */
export async function settled(page) {
  await page.waitForTimeout(REST_MS);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** How long the page's own thread has worked so far, in milliseconds of the processor, whatever else the machine does. */
export async function busyTime(page) {
  page.session ??= await page.context().newCDPSession(page);
  await page.session.send("Performance.enable", { timeDomain: "threadTicks" });
  const { metrics } = await page.session.send("Performance.getMetrics");
  return 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
}

export async function screenshot(page, name) {
  await page.screenshot({ path: path.join(work, "screenshots", `${name}.png`) });
}

/** How many events the page says that it shows. */
export async function shown(page) {
  const text = await page.locator("#results").textContent();
  return Number(text.match(/^[\d,]+/)?.[0].replaceAll(",", "") ?? 0);
}
