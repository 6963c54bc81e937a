// The Draw tab: pixels painted by hand, their bits and digits, and the way back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from './axe.js';
import { start } from './harness.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const HOUSE = ['1A', '26', '42', 'FF', '42', '5A', '5A', '7E'];

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** A visit with the tab open. @param {import('playwright-core').BrowserContextOptions & {locale?: string}} [options] */
async function draw(options = undefined) {
  const visit = await bench.open(options);
  const { page } = visit;
  await view(page).opened('cat.jpg');
  await page.locator('#tab-draw').click();
  const [hex, bits] = [page.locator('#draw-hex'), page.locator('#draw-bits')];
  return {
    visit,
    page,
    hex,
    bits,
    size: page.locator('.draw-size'),
    cell: (/** @type {number} */ x, /** @type {number} */ y) => page.locator('.draw-row').nth(y).locator('.draw-cell').nth(x),
    /** @param {import('playwright-core').Locator} field @param {string[]} rows */
    has: (field, rows) => until(`it has ${rows}`, async () => (await field.inputValue()) === rows.join('\n')),
    /** The rows of the grid as a screen reader gets them. */
    seen: () =>
      page.locator('.draw-row').evaluateAll((rows) =>
        rows.map((row) => [...row.children].map((cell) => (cell.getAttribute('aria-selected') === 'true' ? 1 : 0)).join('')),
      ),
  };
}

test('the house of a school book, and a click that changes it', async () => {
  const { visit, page, hex, bits, size, cell, has } = await draw();
  await has(hex, HOUSE);
  assert.equal(await size.innerText(), 'I = 8 · 8 · 1 = 64 bits = 8 bytes');
  assert.equal(await cell(3, 0).getAttribute('aria-label'), 'Row 1, column 4: 1');
  await cell(0, 0).click();
  await has(hex, ['9A', ...HOUSE.slice(1)]);
  assert.match(await bits.inputValue(), /^10011010\n00100110\n/);
  await cell(0, 0).click();
  await has(hex, HOUSE);
  await page.getByRole('button', { name: 'Invert' }).click();
  await has(hex, ['E5', 'D9', 'BD', '00', 'BD', 'A5', 'A5', '81']);
  await visit.close();
});

test('digits and bits that are typed are painted', async () => {
  const { visit, hex, bits, seen, has, page } = await draw();
  await hex.fill('FF818181818181FF');
  await until('a frame', async () => (await seen())[1] === '10000001');
  assert.deepEqual((await seen())[0], '11111111');
  await hex.fill('FFX');
  assert.equal(await hex.getAttribute('aria-invalid'), 'true');
  assert.deepEqual((await seen())[1], '10000001', 'what is no digit changes nothing');
  await bits.fill('10101\n01010\n10101');
  await until('another size', async () => (await seen()).join() === '10101,01010,10101');
  await bits.blur();
  await has(hex, ['A8', '50', 'A8']);
  assert.equal(await page.locator('#draw-width').inputValue(), '5');
  await page.locator('#draw-height').fill('65');
  assert.equal(await page.locator('#draw-height').getAttribute('aria-invalid'), 'true');
  await visit.close();
});

test('painting by keyboard, dragging, and what was drawn is remembered', async () => {
  const { visit, page, cell, has, hex } = await draw();
  await page.getByRole('button', { name: 'Clear' }).click();
  await has(hex, Array(8).fill('00'));
  await cell(0, 0).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.type('101');
  await has(hex, ['00', 'A0', ...Array(6).fill('00')]);
  const [from, to] = [await cell(0, 7).boundingBox(), await cell(7, 7).boundingBox()];
  assert.ok(from && to);
  await page.mouse.move(from.x + 3, from.y + 3);
  await page.mouse.down();
  await page.mouse.move(to.x + 3, to.y + 3, { steps: 30 });
  await page.mouse.up();
  await has(hex, ['00', 'A0', ...Array(5).fill('00'), 'FF']);
  await page.reload();
  await view(page).opened('cat.jpg');
  await page.locator('#tab-draw').click();
  await has(hex, ['00', 'A0', ...Array(5).fill('00'), 'FF']);
  await visit.close();
});

test('a drawing opens as a picture, and a small bitmap as a drawing', async () => {
  const { visit, page, hex, has } = await draw();
  await page.getByRole('button', { name: 'Open as a picture' }).click();
  await view(page).opened('drawing.rgb');
  assert.match(await view(page).totals.innerText(), /8 × 8/);
  await page.locator('#tab-bitmap').click();
  await page.locator('#bitmap-on-scale').uncheck();
  await page.locator('#bitmap-form-kind').selectOption('hex');
  await until('the same digits', async () => (await page.locator('.bitmap-text').innerText()).includes(HOUSE.join('\n')));
  await page.locator('#bitmap-on-turn').check();
  await page.locator('#bitmap-turn-degrees').fill('180');
  await until('it stands on its head', async () => /\n7E\n5A/.test(await page.locator('.bitmap-text').innerText()));
  await page.locator('#tab-draw').click();
  await page.getByRole('button', { name: 'From Bitmap' }).click();
  await has(hex, ['7E', '5A', '5A', '42', 'FF', '42', '64', '58']);
  await visit.close();
});

test('without barriers, and on a phone in Russian nothing is cut off', async () => {
  const { visit, page } = await draw();
  await page.getByRole('button', { name: '32 × 32' }).click();
  await until('32 rows', async () => (await page.locator('.draw-row').count()) === 32);
  assert.deepEqual(await violations(page), []);
  await visit.picture('draw');
  await visit.close();
  const phone = await draw({ locale: 'ru-RU', viewport: { width: 390, height: 844 } });
  assert.ok(await phone.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await phone.page.locator('.draw-sheet').scrollIntoViewIfNeeded();
  await phone.visit.picture('draw-phone-ru');
  await phone.visit.close();
});
