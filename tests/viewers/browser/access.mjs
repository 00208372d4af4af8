// For everyone: languages and their direction, themes, and what axe finds.

import assert from "node:assert/strict";
import { axeSource, check, open, screenshot, settled } from "./harness.mjs";

const SIZES = { desktop: {}, phone: { width: 390, height: 844 } };

/** What axe finds wrong, as lines. */
async function violations(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ""}`));
}

export async function checkAccess(folder) {
  for (const language of ["en", "fr", "ar"]) {
    for (const dark of [false, true]) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        const name = `${size}-${language}-${dark ? "dark" : "light"}`;
        await check(`axe finds nothing: ${name}`, async () => {
          const page = await open(folder, { ...viewport, language, dark, policy: false });
          await screenshot(page, name);
          assert.deepEqual(await violations(page), []);
          for (const id of ["filters", "legend"]) await page.locator(`#${id}`).evaluate((details) => (details.open = true));
          await page.locator("#types input").first().uncheck();
          await page.locator("#list .item").nth(3).click();
          await settled(page);
          assert.deepEqual(await violations(page), [], "with an event open");
          await page.context().close();
        });
      }
    }
  }

  await check("Arabic is right-to-left, and so is its time", async () => {
    const page = await open(folder, { language: "ar" });
    assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
    assert.equal(await page.evaluate(() => document.documentElement.lang), "ar");
    const left = async (selector) => (await page.locator(selector).boundingBox()).x;
    assert.ok((await left("aside")) < (await left("main")));
    assert.ok((await left("#next")) < (await left("#back")));
    assert.match(await page.locator("#results").textContent(), /\p{Script=Arabic}/u);
    // The end of the window that is dragged from the right edge is the first day.
    await page.locator("#from").focus();
    await page.keyboard.press("ArrowLeft");
    await settled(page);
    assert.equal(await page.locator("#from").inputValue(), "1");
    assert.deepEqual(page.wrongs, []);
    await page.context().close();
  });

  await check("the language can be changed, and back", async () => {
    const page = await open(folder);
    const titles = new Set();
    for (const language of ["fr", "ar", "en"]) {
      await page.locator("#language").selectOption(language);
      await settled(page);
      titles.add(await page.locator("#results").textContent());
      assert.equal(await page.evaluate(() => document.documentElement.lang), language);
    }
    assert.equal(titles.size, 3);
    assert.equal(await page.evaluate(() => document.documentElement.dir), "ltr");
    assert.deepEqual(page.wrongs, []);
    await page.context().close();
  });

  await check("dark follows the system, and the switch", async () => {
    const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await open(folder);
    const dark = await open(folder, { dark: true });
    const [bright, dim] = [await ground(light), await ground(dark)];
    assert.notEqual(bright, dim);
    // The switch goes from the system's colours to light ones, then to dark ones.
    await dark.locator("#theme").click();
    assert.equal(await ground(dark), bright);
    await dark.locator("#theme").click();
    assert.equal(await ground(dark), dim);
    assert.deepEqual([...light.wrongs, ...dark.wrongs], []);
    await light.context().close();
    await dark.context().close();
  });
}
