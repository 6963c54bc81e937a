// For everyone: phones, keyboards, screen readers, dark rooms, large files.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const photo = syntheticJpeg(256, 128);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** A visit that has the photo open. @param {Parameters<typeof bench.open>[0]} [options] */
async function withPhoto(options) {
  const visit = await bench.open(options);
  await visit.drop([await bench.file('photo.jpg', photo)], { x: 100, y: 100 });
  await view(visit.page).opened('photo.jpg');
  return visit;
}

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

for (const [name, options] of /** @type {const} */ ([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', phone],
])) {
  test(`axe finds nothing (${name})`, async () => {
    const visit = await withPhoto(options);
    await visit.page.evaluate(axe);
    const violations = await visit.page.evaluate(async () => {
      const results = await /** @type {any} */ (window).axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
      return results.violations.map(
        (/** @type {any} */ v) => `${v.id}: ${v.help}: ${v.nodes.map((/** @type {any} */ n) => n.html.slice(0, 120)).join(' | ')}`,
      );
    });
    assert.deepEqual(violations, []);
    await visit.picture(name);
    await visit.close();
  });
}

test('a phone scrolls up and down, never sideways', async () => {
  const visit = await withPhoto(phone);
  const { overflow, culprits } = await visit.page.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    culprits: [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((element) => `${element.tagName}#${element.id}.${element.className}`)
      .slice(0, 5),
  }));
  assert.equal(overflow, 0, culprits.join(' '));
  await visit.close();
});

test('everything can be reached by Tab, and the focus shows', async () => {
  const visit = await withPhoto();
  /** @type {Set<string>} */
  const reached = new Set();
  for (let i = 0; i < 80; i++) {
    await visit.page.keyboard.press('Tab');
    const { name, outlined } = await visit.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return { name: '', outlined: true };
      const style = getComputedStyle(element);
      return {
        name: element.id || element.getAttribute('role') || element.textContent?.trim().slice(0, 20) || element.tagName,
        outlined: style.outlineStyle !== 'none' || style.boxShadow !== 'none' || element.matches('[aria-activedescendant]'),
      };
    });
    if (!name) break;
    assert.ok(outlined, `no visible focus on ${name}`);
    reached.add(name);
  }
  for (const { locator, name } of [
    { locator: view(visit.page).stage, name: 'picture' },
    { locator: view(visit.page).matrix, name: 'matrix' },
    { locator: view(visit.page).tree, name: 'tree' },
  ]) {
    const inside = await locator.evaluate((element) => {
      const stop = element.matches('[tabindex="0"]') ? element : element.querySelector('[tabindex="0"]');
      return stop !== null;
    });
    assert.ok(inside, `${name} takes part in the tab order`);
  }
  await visit.close();
});

test('the page reacts while 48 megapixels are decoded', async () => {
  const visit = await withPhoto();
  const path = await bench.file('48-megapixels.jpg', syntheticJpeg(8064, 6016));
  const { stage, opened, totals } = view(visit.page);
  const stall = await visit.stalls(async () => {
    await visit.drop([path], { x: 100, y: 100 });
    await until('it is opened', async () => (await totals.innerText()).includes('48-megapixels'), 30_000);
    const box = await stage.boundingBox();
    assert.ok(box);
    for (let i = 0; i < 10; i++) {
      await visit.page.mouse.move(box.x + 20 + i * 10, box.y + 40);
      await visit.page.mouse.wheel(0, i % 2 ? 50 : -50);
    }
    await opened('48-megapixels.jpg', 60_000);
  });
  assert.ok(stall < 200, `the page stood still for ${Math.round(stall)} ms`);
  await visit.close();
});
