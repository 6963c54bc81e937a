// The tour: twelve steps by keyboard, in both languages, with numbers of the open file; by link; on the phone.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { violations } from './axe.js';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { until, view } from './view.js';

/** @typedef {import('playwright-core').Page} Page */

const STEPS = 12;
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const cat = await readFile(new URL('../../www/samples/cat.jpg', import.meta.url));

/** @type {import('./harness.js').Bench} */
let bench;
before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** @param {Page} page */
const parts = (page) => ({
  card: page.locator('#tour-card'),
  count: page.locator('#tour-count'),
  title: page.locator('#tour-title'),
  said: page.locator('#tour-said'),
  spot: page.locator('#tour-spot'),
});

/** A step has come, and has found what it speaks of. @param {Page} page @param {number} n @param {RegExp} [counted] */
async function atStep(page, n, counted = new RegExp(`^${n} (of|из) ${STEPS}$`)) {
  const { count, said, spot } = parts(page);
  await until(`step ${n}`, async () => counted.test(await count.innerText()));
  await until(`step ${n} has its sentence`, async () => !/^(Looking|Смотрю)/.test(await said.innerText()));
  await until(`step ${n} is lit`, () => spot.isVisible());
  // A sentence without a number or a value would be of no file at all; none is left to be filled in.
  const text = await said.innerText();
  assert.doesNotMatch(text, /[{}*]|undefined|NaN|tour\./, text);
  return text;
}

/** What is lit lies on the page, and the card beside it or, where there is no room, at the edge. @param {Page} page */
async function isLit(page) {
  const size = page.viewportSize() ?? { width: 0, height: 0 };
  await until('something on the page is lit', async () => {
    const box = await parts(page).spot.boundingBox();
    return box !== null && box.width > 40 && box.height > 20 && box.y < size.height - 20 && box.y + box.height > 20 && box.x + box.width > 20;
  });
  const card = await parts(page).card.boundingBox();
  assert.ok(card && card.x >= 0 && card.y >= 0 && card.x + card.width <= size.width + 1 && card.y + card.height <= size.height + 1, 'the card is on the page');
}

for (const [language, locale, ideas] of /** @type {const} */ ([
  ['English', 'en-GB', [/segments/, /SOF0.*120.*160/, /Huffman code/, /Run.*Size/, /Coefficient number/, /quantiser/, /[−\d]+ \+ [−\d]+ = [−\d]+/, /of 64 coefficients/, /Cb only 80 × 60/, /Cb \d+, Cr \d+/, /The bit at/, /160 × 120 × 24/]],
  ['Russian', 'ru-RU', [/сегмент/, /SOF0.*120.*160/, /код Хаффмана/, /Серия.*Размер/, /Коэффициент номер/, /квантователь/, /[−\d]+ \+ [−\d]+ = [−\d]+/, /Из 64 коэффициентов/, /Cb лишь 80 × 60/, /Cb \d+, Cr \d+/, /Бит по адресу/, /160 × 120 × 24/]],
])) {
  test(`the whole tour by keyboard, in ${language}`, async () => {
    const visit = await bench.open({ locale });
    const { page } = visit;
    await until('the sample is open', async () => (await view(page).totals.innerText()).includes('cat.jpg'));
    await page.locator('#tour').focus();
    await page.keyboard.press('Enter');
    const { card, title } = parts(page);
    await until('the card has the focus', () => card.evaluate((element) => element === document.activeElement));
    /** @type {Set<string>} */
    const titles = new Set();
    for (let n = 1; n <= STEPS; n++) {
      const text = await atStep(page, n);
      assert.match(text, ideas[n - 1], `step ${n}: ${text}`);
      titles.add(await title.innerText());
      await isLit(page);
      // By arrow, or by the button: Tab leads to it, and the focus stays on it.
      if (n === 1) {
        for (let i = 0; i < 4 && !(await page.locator('#tour-next').evaluate((element) => element === document.activeElement)); i++) await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
      } else if (n < STEPS) await page.keyboard.press('ArrowRight');
    }
    assert.equal(titles.size, STEPS, 'each step teaches something else');
    await page.keyboard.press('ArrowLeft');
    await atStep(page, STEPS - 1);
    // Flipped by the button, brought back when one goes on.
    await page.locator('#tour-act').focus();
    await page.keyboard.press('Enter');
    await until('it is flipped', async () => page.locator('#undo').isEnabled());
    await until('what came of it is told', async () => /(\d+ blocks? changed|измен\S+ \d+ блок|\d+ блок)/i.test(await parts(page).said.innerText()));
    await page.keyboard.press('ArrowRight');
    await atStep(page, STEPS);
    await until('it is undone', async () => !(await page.locator('#undo').isEnabled()));
    await page.keyboard.press('ArrowRight');
    await until('the tour is over', () => card.isHidden());
    await until('the focus is back', () => page.locator('#tour').evaluate((element) => element === document.activeElement));
    await visit.close();
  });
}

test('numbers of the tour are those of the file', async () => {
  const visit = await bench.open({ path: '#v=1&sample=cat.jpg&tour=1' });
  const { page } = visit;
  const first = await atStep(page, 1);
  // Counted by hand: markers up to the scan, the scan, EOI.
  let at = 2;
  let segments = 1;
  while (cat[at + 1] !== 0xda) {
    at += 2 + cat.readUInt16BE(at + 2);
    segments += 1;
  }
  const scan = cat.length - 2 - (at + 2 + cat.readUInt16BE(at + 2));
  assert.match(first, new RegExp(`${cat.length} bytes`));
  assert.match(first, new RegExp(`of ${segments + 3} segments|of ${segments + 2} segments`));
  assert.match(first, new RegExp(`${Math.round((scan * 100) / cat.length)} %`));
  await page.locator('#tour-next').click();
  const frame = cat.indexOf(Buffer.from([0xff, 0xc0]));
  const header = await atStep(page, 2);
  assert.ok(header.includes(`0x${frame.toString(16).toUpperCase()}:0`) && header.includes('0000000000010001') && header.includes('17'), header);
  await until('its bits are chosen', async () => (await view(page).inspector.innerText()).includes(`0x${(frame + 2).toString(16).toUpperCase()}:0`));
  await page.locator('#tour-next').click();
  const code = await atStep(page, 3);
  const [, digits, byte, bit] = code.match(/The bits ([01]+) at 0x([0-9A-F]+):(\d)/) ?? [];
  const bits = [...cat.subarray(Number.parseInt(byte, 16))].slice(0, 8).map((value) => value.toString(2).padStart(8, '0')).join('');
  assert.equal(bits.slice(Number(bit), Number(bit) + digits.length), digits, 'the digits are those of the file');
  await page.locator('#tour-next').click();
  const run = await atStep(page, 4);
  const [, extra, value, k] = run.match(/They are ([01]+) and stand for (\S+), coefficient number (\d+)/) ?? [];
  const plain = Number.parseInt(extra, 2);
  assert.equal(value, extra[0] === '1' ? String(plain) : `−${2 ** extra.length - 1 - plain}`, 'T.81 F.2.2.1 EXTEND');
  await page.locator('#tour-next').click();
  const zigzag = await atStep(page, 5);
  assert.ok(zigzag.includes(`number ${k} stands`), zigzag);
  await page.locator('#tour-next').click();
  const quantiser = await atStep(page, 6);
  const [, q, v, again, product] = quantiser.match(/quantiser (\d+) .* ([−\d]+) × (\d+) = ([−\d]+)/) ?? [];
  const signed = (/** @type {string} */ text) => Number(text.replace('−', '-'));
  assert.equal(v, value);
  assert.equal(q, again);
  assert.equal(signed(v) * Number(q), signed(product));
  await until('the Block panel has that coefficient chosen', async () => (await page.locator('.block-stage.products [aria-selected=true]').innerText()) === product);
  await visit.close();
});

test('a link leads to a step; who left comes back to it; a click on Share keeps it', async () => {
  const visit = await bench.open({ path: '#v=1&sample=cat-progressive.jpg&tour=6' });
  const { page } = visit;
  await atStep(page, 6);
  assert.match(await view(page).totals.innerText(), /cat-progressive\.jpg/);
  await page.locator('#tour-next').click();
  await atStep(page, 7);
  await until('the address follows', async () => new URL(await page.evaluate(() => location.href)).hash.endsWith('tour=7'));
  await page.locator('#tour-close').click();
  await until('closed', () => parts(page).card.isHidden());
  await until('the address has no tour', async () => !(await page.evaluate(() => location.href)).includes('tour='));
  await page.reload();
  await until('the sample is open', async () => (await view(page).totals.innerText()).includes('cat-progressive.jpg'));
  assert.equal(await parts(page).card.isVisible(), false);
  await page.locator('#tour').click();
  await atStep(page, 7);
  await page.getByRole('button', { name: 'From the start' }).click();
  await atStep(page, 1);
  await visit.close();
});

test('any JPEG will do; of other files it says so, and offers the sample', async () => {
  const visit = await bench.open();
  const { page } = visit;
  await view(page).opened('cat.jpg');
  const go = (/** @type {string} */ hash) => page.evaluate((to) => { location.hash = to; }, hash);
  for (const [file, about] of /** @type {[string, RegExp][]} */ ([
    ['cat-lossless.jpg', /lossless file has no quantisers/], ['cat-arithmetic.jpg', /Coefficient \d+ was divided/], ['cat-grey.jpg', /Coefficient \d+ was divided/],
    ['cat-hierarchical.jpg', /Coefficient \d+ was divided/], ['coffee-cmyk.jpg', /Coefficient \d+ was divided/], ['cat-progressive-12bit.jpg', /Coefficient \d+ was divided/],
  ])) {
    await go(`#v=1&sample=${file}&tour=1`);
    await until(`${file} is shown`, async () => (await view(page).totals.innerText()).startsWith(file));
    for (let n = 1; n <= STEPS; n++) {
      const text = await atStep(page, n);
      if (n === 6) assert.match(text, about, `${file}: ${text}`);
      await page.locator('#tour-next').click();
    }
    await until('over', () => parts(page).card.isHidden());
  }
  await go('#v=1&sample=cat.png&tour=3');
  await until('it says that this is no JPEG', async () => /cat\.png is no JPEG/.test(await parts(page).said.innerText()));
  await page.getByRole('button', { name: 'Open the sample' }).click();
  await atStep(page, 3);
  assert.match(await view(page).totals.innerText(), /cat\.jpg/);
  // One's own file in the middle of it: the sentences are of that file.
  await visit.drop([await bench.file('own.jpg', syntheticJpeg(256, 64))]);
  await view(page).opened('own.jpg');
  await page.locator('#tour-back').click();
  await until('its header', async () => /64 lines and 256 columns/.test(await parts(page).said.innerText()));
  await visit.close();
});

test('on the phone: by finger, what is lit is above the card', async () => {
  const visit = await bench.open({ ...phone, path: '#v=1&sample=cat.jpg&tour=1' });
  const { page } = visit;
  for (let n = 1; n <= STEPS; n++) {
    await atStep(page, n);
    await isLit(page);
    await until(`step ${n}: a part of what is lit is above the card`, async () => {
      const [card, spot] = [await parts(page).card.boundingBox(), await parts(page).spot.boundingBox()];
      return card !== null && spot !== null && card.y - spot.y >= 40;
    });
    if (n === 5) assert.deepEqual(await violations(page), []);
    if ([3, 8, 10].includes(n)) await visit.picture(`tour-phone-${n}`);
    await page.locator('#tour-next').tap();
  }
  await until('over', () => parts(page).card.isHidden());
  await visit.close();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing on the tour (${colorScheme})`, async () => {
    const visit = await bench.open({ colorScheme, path: '#v=1&sample=cat.jpg&tour=11' });
    await atStep(visit.page, 11);
    assert.deepEqual(await violations(visit.page), []);
    await visit.picture(`tour-${colorScheme}`);
    await visit.close();
  });
}
