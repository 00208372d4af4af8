// All checks of map.html. `node main.mjs WORK`, from the project's root, with CHROMIUM in the environment.

import assert from "node:assert/strict";
import { busyTime, check, closeBrowser, open, screenshot, settled, shown, summary, workFolder } from "./harness.mjs";
import { eventsOf, hostileArticles, manyArticles, mapOf } from "./inputs.mjs";
import { checkAccess } from "./access.mjs";
import { checkFilters, checkTime } from "./filters.mjs";
import { checkPopups } from "./popups.mjs";

const SEEDS = "output";

/** Separators of lines are white space like any other. */
const plain = (text) => text.replace(/\s+/g, " ").trim();

await check("the map of the seeds opens without a request or a message", async () => {
  const page = await open(SEEDS);
  assert.equal(await shown(page), eventsOf(SEEDS).length);
  await screenshot(page, "desktop");
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

await checkTime(SEEDS);
await checkFilters(SEEDS);
await checkPopups(SEEDS);
await checkAccess(SEEDS);

await check("what hostile articles say is text", async () => {
  const articles = hostileArticles();
  const page = await open(mapOf("hostile", articles, workFolder));
  const items = page.locator("#list .item");
  assert.equal(await items.count(), articles.length);
  for (let at = 0; at < articles.length; at++) {
    await items.nth(at).click();
    await settled(page);
    const card = page.locator(".card");
    // Within some attacks a sentence ends: the rest stands in the source.
    const said = await card.locator("blockquote").first().textContent();
    assert.ok(said.length > 70 && articles[at].text.startsWith(said), said);
    const cite = plain(await card.locator(".cite").first().textContent());
    for (const part of ["id", "source", "url"]) assert.ok(cite.includes(plain(articles[at][part])), `${part} in ${cite}`);
    assert.equal(await card.locator("a").count(), 0, "a link that does not lead to the web");
    await page.keyboard.press("Escape");
  }
  for (const name of ["language", "actor", "source"]) await page.locator(`#${name}`).selectOption({ index: 1 });
  await settled(page);
  await screenshot(page, "hostile");
  assert.equal(await page.evaluate(() => window.broken), undefined);
  assert.equal(await page.locator("img, iframe, [onerror], [onload], [onclick], a[href^='javascript']").count(), 0);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

await check("text that is put into the page as HTML is refused by its policy", async () => {
  const page = await open(SEEDS);
  const refused = await page.evaluate(() => {
    try {
      document.body.innerHTML = "<b>x</b>";
      return false;
    } catch {
      return true;
    }
  });
  assert.ok(refused);
  await page.context().close();
});

await check("a map without events opens and says so", async () => {
  const folder = mapOf("empty", [{ id: "calm", language: "fr", published: "2017-09-08", text: "Il fait beau." }], workFolder);
  const page = await open(folder);
  assert.equal(eventsOf(folder).length, 0);
  assert.match(await page.locator("#list").textContent(), /No events were found/);
  await page.locator("#play").click();
  await page.locator("#next").click();
  await screenshot(page, "empty");
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

await check("thousands of events: what a step of the slider takes", async () => {
  const folder = mapOf("many", manyArticles(), workFolder);
  const count = eventsOf(folder).length;
  assert.ok(count >= 20_000, `${count} events`);
  const page = await open(folder);
  const before = await busyTime(page);
  const times = await page.evaluate(async () => {
    const from = document.getElementById("from");
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const taken = [];
    for (let step = 0; step < 60; step++) {
      from.value = Math.round((from.max * step) / 60);
      from.dispatchEvent(new Event("input", { bubbles: true }));
      await frame();
      taken.push(performance.getEntriesByName("dateline.change").at(-1).duration);
    }
    return taken.sort((a, b) => a - b);
  });
  const show = (share) => times[Math.floor(share * (times.length - 1))].toFixed(1);
  const busy = ((await busyTime(page)) - before) / times.length;
  console.log(`      ${count} events: a step keeps the page busy for ${busy.toFixed(1)} ms (goal: 50), layout and all`);
  console.log(`      on the clock, which other programs share: ${show(0.5)} ms, at most ${show(1)} ms`);
  await page.locator("#all").click();
  await settled(page);
  await screenshot(page, "many");
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

await closeBrowser();
process.exitCode = summary() ? 0 : 1;
