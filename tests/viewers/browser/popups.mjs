// What is told of one event.

import assert from "node:assert/strict";
import { check, open, screenshot, settled } from "./harness.mjs";
import { eventsOf } from "./inputs.mjs";

export async function checkPopups(folder) {
  const features = eventsOf(folder).map(({ properties }) => properties);

  await check("every event opens with its quote, its documents and how sure it is", async () => {
    const page = await open(folder);
    for (let at = 0; at < features.length; at++) {
      const event = features[at];
      await page.locator(`.item[data-event="${at}"]`).click();
      await settled(page);
      const card = page.locator(".leaflet-popup .card");
      assert.equal(await card.locator("blockquote").first().textContent(), event.quote);
      assert.equal(await card.locator(".reports li").count(), event.n_reports);
      const text = await card.textContent();
      for (const document of event.documents) assert.ok(text.includes(document), document);
      for (const name of [event.location, event.actor1, event.actor2, event.claimed_by?.split("; ")[0]]) {
        assert.ok(!name || text.includes(name), `${name} in ${text}`);
      }
      assert.ok(text.includes(`${Math.round(event.confidence * 100)}%`), text);
      assert.ok(text.includes(["named place", "near a place", "region only"][event.geo_precision - 1]));
      await card.locator(".close").click();
      assert.equal(await page.locator(".card").count(), 0);
    }
    assert.deepEqual(page.wrongs, []);
    await page.context().close();
  });

  await check("a click on a symbol opens its events, one after the other", async () => {
    const page = await open(folder);
    // With one place left and everything in view, the symbol is in the middle.
    await page.locator("#search").fill("tabni");
    await settled(page);
    const here = await page.locator("#list .item").count();
    await page.locator("#zoom-all").click();
    await settled(page);
    const box = await page.locator("#map").boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await settled(page);
    assert.match(await page.locator(".card .pager").textContent(), /^‹1 of \d+ here›/);
    const first = await page.locator(".card blockquote").first().textContent();
    await page.locator(".card .pager button").nth(1).click();
    await settled(page);
    assert.notEqual(await page.locator(".card blockquote").first().textContent(), first);
    assert.ok(here > 1);
    await screenshot(page, "popup");
    assert.deepEqual(page.wrongs, []);
    await page.context().close();
  });

  await check("keys open an event, the focus goes in, and Escape brings it back", async () => {
    const page = await open(folder);
    const item = page.locator("#list .item").nth(2);
    await page.locator("#list .item").first().focus();
    for (let times = 0; times < 2; times++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await settled(page);
    assert.equal(await page.evaluate(() => document.activeElement.id), "event-title");
    await page.keyboard.press("Escape");
    await settled(page);
    assert.equal(await page.locator(".card").count(), 0);
    assert.ok(await item.evaluate((element) => element === document.activeElement));
    await page.context().close();
  });

  await check("on a phone an event opens as a sheet, and nothing is wider than the screen", async () => {
    const page = await open(folder, { width: 390, height: 844 });
    await screenshot(page, "phone");
    await page.locator("#list .item").nth(3).click();
    await settled(page);
    assert.ok(await page.locator("#sheet .card blockquote").first().isVisible());
    await screenshot(page, "phone-event");
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `${overflow} px too wide`);
    await page.locator("#sheet .close").click();
    assert.ok(await page.locator("#sheet").isHidden());
    assert.deepEqual(page.wrongs, []);
    await page.context().close();
  });
}
