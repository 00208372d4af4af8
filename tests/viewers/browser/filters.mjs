// What the slider and the filters leave on the map, compared with a count of events.geojson.

import assert from "node:assert/strict";
import { check, open, screenshot, settled, shown } from "./harness.mjs";
import { eventsOf } from "./inputs.mjs";

const DAY_MS = 86_400_000;
const dayOf = (iso) => Date.parse(iso) / DAY_MS;

/** Moves an end of the window as a hand on the slider does. */
async function moveTo(page, id, day) {
  await page.locator(`#${id}`).evaluate((input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, day);
  await settled(page);
}

export async function checkTime(folder) {
  const features = eventsOf(folder).map(({ properties }) => properties);
  const first = Math.min(...features.map((event) => dayOf(event.event_date)));
  const last = Math.max(...features.map((event) => dayOf(event.event_date_end)));
  const within = (from, to) =>
    features.filter((event) => dayOf(event.event_date) - first <= to && dayOf(event.event_date_end) - first >= from).length;

  await check("the slider shows the events of its days, in the list and on the map", async () => {
    const page = await open(folder);
    assert.equal(await page.locator("#to").getAttribute("max"), String(last - first));
    const pictures = new Set();
    for (const [from, to] of [[0, last - first], [0, 3], [5, 5], [6, 9], [40, 60], [100, 200], [380, last - first]]) {
      await moveTo(page, "from", 0);
      await moveTo(page, "to", to);
      await moveTo(page, "from", from);
      assert.equal(await shown(page), within(from, to), `${from} to ${to}`);
      assert.equal(await page.locator("#list .item").count(), within(from, to), `${from} to ${to}`);
      pictures.add((await page.locator("#map").screenshot()).toString("base64"));
    }
    assert.ok(pictures.size >= 6, `${pictures.size} different pictures`);
    assert.deepEqual(page.wrongs, []);
    await page.context().close();
  });

  await check("keys move the slider, and it says its date", async () => {
    const page = await open(folder);
    await page.locator("#from").focus();
    for (let times = 0; times < 5; times++) await page.keyboard.press("ArrowRight");
    await settled(page);
    assert.equal(await shown(page), within(5, last - first));
    const said = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
    assert.equal(await page.locator("#from").getAttribute("aria-valuetext"), said.format(new Date((first + 5) * DAY_MS)));
    await page.context().close();
  });

  await check("play goes from day to day and stops when asked to", async () => {
    const page = await open(folder);
    await page.locator("#play").click();
    const windows = [];
    for (let times = 0; times < 30 && windows.length < 4; times++) {
      const said = await page.locator("#window").textContent();
      if (windows.at(-1) !== said) windows.push(said);
      await page.waitForTimeout(150);
    }
    assert.equal(new Set(windows).size, 4, windows.join(", "));
    await screenshot(page, "playing");
    await page.locator("#play").click();
    const before = await page.locator("#window").textContent();
    await page.waitForTimeout(1200);
    assert.equal(await page.locator("#window").textContent(), before);
    await page.locator("#all").click();
    await settled(page);
    assert.equal(await shown(page), features.length);
    assert.deepEqual(page.wrongs, []);
    await page.context().close();
  });

  await check("a drag over the bars chooses a range", async () => {
    const page = await open(folder);
    const box = await page.locator("#bars").boundingBox();
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.25, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, y, { steps: 5 });
    await page.mouse.up();
    await settled(page);
    const [from, to] = [await page.locator("#from").inputValue(), await page.locator("#to").inputValue()].map(Number);
    assert.ok(from > 0 && to < last - first && to - from > (last - first) / 3, `${from} to ${to}`);
    assert.equal(await shown(page), within(from, to));
    await page.context().close();
  });
}

export async function checkFilters(folder) {
  const features = eventsOf(folder).map(({ properties }) => properties);
  const count = (keep) => features.filter(keep).length;
  const reset = async (page) => {
    await page.locator("#reset").click();
    await settled(page);
    assert.equal(await shown(page), features.length);
  };

  await check("types, precisions, actors, sources and words filter", async () => {
    const page = await open(folder);
    for (const type of new Set(features.map((event) => event.event_type))) {
      await page.locator("#types label", { hasText: type }).click();
      await settled(page);
      assert.equal(await shown(page), count((event) => event.event_type !== type), type);
      await reset(page);
    }
    for (const [id, column, label] of [
      ["time-precision", "time_precision", ["day", "week", "month"]],
      ["geo-precision", "geo_precision", ["named place", "near a place", "region only"]],
    ]) {
      for (const code of new Set(features.map((event) => event[column]))) {
        await page.locator(`#${id} label`, { hasText: label[code - 1] }).click();
        await settled(page);
        assert.equal(await shown(page), count((event) => event[column] !== code), `${column} ${code}`);
        await reset(page);
      }
    }
    const actors = new Set(features.flatMap((event) => [event.actor1, event.actor2]).filter(Boolean));
    for (const actor of actors) {
      await page.locator("#actor").selectOption(actor);
      await settled(page);
      assert.equal(await shown(page), count((event) => event.actor1 === actor || event.actor2 === actor), actor);
    }
    await reset(page);
    const sources = (event) => [event.claimed_by, event.relayed_by].filter(Boolean).flatMap((names) => names.split("; "));
    for (const source of new Set(features.flatMap(sources))) {
      await page.locator("#source").selectOption(source);
      await settled(page);
      assert.equal(await shown(page), count((event) => sources(event).includes(source)), source);
    }
    await reset(page);
    assert.deepEqual(page.wrongs, []);
    await page.context().close();
  });

  await check("search knows places in three scripts, without accents, and words of quotes", async () => {
    const page = await open(folder);
    const place = (name) => (event) => event.location === name || event.quote.toLowerCase().includes(name.toLowerCase());
    for (const [words, least] of [["Mayadin", count(place("Mayadin"))], ["الميادين", 1], ["hélicoptères", 1], ["helicopteres", 1], ["xyzzy", 0]]) {
      await page.locator("#search").fill(words);
      await settled(page);
      const found = await shown(page);
      assert.ok(least ? found >= least && found < features.length : found === 0, `${words}: ${found}`);
    }
    assert.match(await page.locator("#list").textContent(), /Nothing matches/);
    await page.context().close();
  });
}
