// The tables of the file: read, changed, taken in another order; and where the bits went, on the picture, too.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { violations } from './axe.js';
import { fixture } from './fixtures.js';
import { start } from './harness.js';
import { pixelsOf } from './pixels.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const cat = await readFile(new URL('../../www/samples/cat.jpg', import.meta.url));
const turned = await readFile(new URL('../../www/samples/cat-turned.jpg', import.meta.url));
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** @typedef {'quant' | 'huffman' | 'sequence' | 'spent'} Section */

/** A visit that has a file open and looks at its tables. @param {Uint8Array} file @param {Parameters<typeof bench.open>[0]} [options] */
async function tables(file, options) {
  const visit = await bench.open(options);
  const { page } = visit;
  const parts = view(page);
  await visit.drop([await bench.file('photo.jpg', file)], { x: 100, y: 100 });
  await parts.opened('photo.jpg');
  await page.getByRole('tab', { name: /Tables|Таблицы/ }).click();
  const panel = page.locator('#panel-tables');
  return {
    visit,
    page,
    parts,
    panel,
    /** @param {Section} which */
    async section(which) {
      await panel.locator(`label[for=tables-section-${which}]`).click();
      await panel.locator(`.tables-${which}`).waitFor();
    },
    /** @param {RegExp} pattern */
    async says(pattern) {
      await until(`the panel says ${pattern}`, async () => pattern.test(await panel.innerText()));
    },
    async saved() {
      return Buffer.from((await visit.download(() => parts.save('itself'))).bytes);
    },
    async pixels() {
      const { bytes } = await visit.download(() => parts.save('bmp'));
      return (await pixelsOf(bench, bytes, 'image/bmp')).rgba;
    },
    /** @param {RegExp} pattern */
    async said(pattern) {
      await until(`it is said: ${pattern}`, async () => pattern.test((await parts.said.textContent()) ?? ''));
    },
  };
}

/** Bytes of two files of one length that differ. @param {Buffer} a @param {Buffer} b */
function differing(a, b) {
  assert.equal(a.length, b.length);
  return [...a.keys()].filter((i) => a[i] !== b[i]);
}

test('a quantiser is changed where it stands, and undone', async () => {
  const { visit, page, panel, parts, says, saved, pixels, said } = await tables(cat);
  await says(/Quality 80: the tables are those that libjpeg/);
  const grid = panel.getByRole('grid', { name: 'Quantisation table 0' });
  const cells = grid.getByRole('gridcell');
  assert.equal(await cells.count(), 64);
  // The first elements in zigzag order, as the file has them behind Pq and Tq.
  const at = cat.indexOf(Buffer.from([0xff, 0xdb])) + 5;
  assert.equal(await cells.nth(0).innerText(), String(cat[at]));
  assert.equal(await cells.nth(8).innerText(), String(cat[at + 2]));
  const before = await pixels();

  await cells.nth(0).click();
  await until('its bits are told', async () => (await parts.inspector.innerText()).includes(`0x${at.toString(16).toUpperCase()}:0`));
  await page.keyboard.press('ArrowDown');
  await until('those of the one beneath', async () => (await parts.inspector.innerText()).includes(`0x${(at + 2).toString(16).toUpperCase()}:0`));
  await page.keyboard.press('F2');
  await page.keyboard.type('200');
  await page.keyboard.press('Enter');
  await said(/Q2 changed/);
  await until('the cell follows', async () => (await cells.nth(8).innerText()) === '200');
  await until('the focus is back', () => page.evaluate(() => document.activeElement?.id === 'quant-0-8'));
  await until('the estimate follows', async () => /No table of that scale/.test(await panel.innerText()));

  const edited = await saved();
  assert.deepEqual(differing(edited, cat), [at + 2]);
  assert.equal(edited[at + 2], 200);
  assert.notDeepEqual(await pixels(), before);

  // Again by the mouse: a click on what is chosen.
  await cells.nth(0).click();
  await cells.nth(0).click();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  await until('one step up is written at once', async () => (await cells.nth(0).innerText()) === String(cat[at] + 1));

  for (let i = 0; i < 2; i++) await page.keyboard.press('Control+z');
  await said(/undone|as it was|original/i);
  await until('the cell is back', async () => (await cells.nth(8).innerText()) !== '200');
  assert.deepEqual(await saved(), cat);
  assert.deepEqual(await pixels(), before);
  await visit.close();
});

test('signs of the encoder: what tables, scans and segments tell, each with its bits', async () => {
  const list = async (/** @type {Uint8Array} */ file) => {
    const { visit, page, panel, says } = await tables(file);
    await says(/What tells of the encoder/);
    await until('the bits are counted', async () => !/Counting/.test(await panel.innerText()));
    return { visit, page, signs: await panel.locator('.tables-signs li').allInnerTexts() };
  };
  /** @type {[string, RegExp[]][]} */
  const known = [
    ['tools/cjpeg-default.jpg', [/^Huffman tables: the examples of T\.81/]],
    ['tools/cjpeg-optimised.jpg', [/^Huffman tables: made for this picture/]],
    ['tools/jpegtran-progressive.jpg', [/made for this picture/, /^Scans: the 10 that libjpeg's progressive mode/]],
    ['process/progressive-single-coefficients.jpg', [/Huffman/, /^Scans: \d+, not those/]],
    ['tools/cjpeg-rgb.jpg', [/examples of T\.81/, /^An Adobe segment as libjpeg writes it/]],
    ['app/photoshop.jpg', [/Photoshop's image resources/]],
    ['app/comments.jpg', [/^A comment says: “/]],
  ];
  for (const [name, patterns] of known) {
    const { visit, signs } = await list(fixture(name));
    for (const pattern of patterns) assert.ok(signs.some((sign) => pattern.test(sign)), `${name}: ${pattern} in ${signs.join(' | ')}`);
    await visit.close();
  }
  // Photoshop's own mark, and a click that leads to where it stands.
  const ducky = Buffer.concat([cat.subarray(0, 2), Buffer.from([0xff, 0xec, 0, 17, ...Buffer.from('Ducky\0'), 0, 1, 0, 4, 0, 0, 0, 60, 0]), cat.subarray(2)]);
  const { visit, page, signs } = await list(ducky);
  assert.ok(signs.includes("A segment of Photoshop's “Save for Web” (Ducky) states quality 60."), signs.join(' | '));
  await page.getByRole('button', { name: /Save for Web/ }).click();
  await until('its bits are chosen', async () => /APP12/.test(await view(page).inspector.innerText()));
  await visit.close();
});

test('quantisers that mozjpeg takes are known', async () => {
  // K.1 and K.2 of the sample become the table of N. Robidoux at quality 75, as mozjpeg writes it.
  const robidoux = [8, 8, 8, 8, 9, 8, 9, 10, 10, 9, 13, 14, 12, 14, 13, 19, 17, 16, 16, 17, 19, 28, 20, 22, 20, 22, 20, 28, 43, 27, 31, 27, 27, 31, 27, 43, 38, 46, 37, 35, 37, 46, 38, 68, 53, 47, 47, 53, 68, 78, 66, 62, 66, 78, 95, 85, 85, 95, 119, 113, 119, 156, 156, 209];
  const file = Buffer.from(cat);
  let at = 0;
  for (let n = 0; n < 2; n += 1) {
    at = file.indexOf(Buffer.from([0xff, 0xdb]), at) + 5;
    file.set(robidoux, at);
  }
  const { visit, says } = await tables(file);
  await says(/Quality 75: the tables are those that mozjpeg takes unless told otherwise/);
  await visit.close();
});

test('quantisers stand in the order of the block or of the file', async () => {
  const { visit, panel } = await tables(cat);
  const at = cat.indexOf(Buffer.from([0xff, 0xdb])) + 5;
  await panel.getByText('as in the file').click();
  const cells = panel.getByRole('grid', { name: 'Quantisation table 0' }).getByRole('gridcell');
  assert.deepEqual((await cells.allInnerTexts()).map(Number), [...cat.subarray(at, at + 64)]);
  await visit.close();
});

test('another order of the coefficients changes the picture and not the file', async () => {
  const { visit, page, panel, section, says, saved, pixels, parts } = await tables(cat);
  await section('sequence');
  await says(/Not in the file: how this page reads it/);
  const right = await pixels();
  /** @type {Buffer[]} */
  const seen = [right];
  for (const name of ['rows swapped', 'rows for columns', 'row by row', 'scrambled']) {
    await panel.getByText(name, { exact: true }).click();
    await says(/Wrong on purpose/);
    await until('it is told at the picture', async () => (await page.locator('.facts').innerText()).includes('coefficients read in a wrong order'));
    await until('it is drawn', async () => !(await parts.progress.isVisible()));
    const now = await pixels();
    for (const other of seen) assert.notDeepEqual(now, other, name);
    seen.push(now);
    assert.deepEqual(await saved(), cat, name);
  }
  await panel.getByText('in zigzag (right)').click();
  await says(/As the standard has it/);
  assert.deepEqual(await pixels(), right);
  await visit.close();
});

test('a Huffman code leads to its symbol, and is changed', async () => {
  const { visit, page, panel, parts, section, says, saved, said } = await tables(cat);
  await section('huffman');
  await panel.locator('#huffman-table').selectOption({ label: 'AC 0 · 162 codes' });
  await says(/The example table K\.5 of T\.81/);
  const row = (/** @type {number} */ i) => panel.locator(`#code-${i}`);
  // T.81 table K.5: 00 is run 0, size 1; 1010 ends a block; 11111111001 is 16 zeros.
  assert.match(await row(0).innerText(), /^00\s+2\s+01\s+run 0, size 1/);
  assert.match(await row(3).innerText(), /^1010\s+4\s+00\s+end of block/);
  assert.match(await panel.getByRole('row', { name: /16 zeros/ }).innerText(), /^11111111001\s/);
  await until('uses are counted', async () => /\d/.test(await row(3).locator('.code-uses').innerText()));

  const table = cat.indexOf(Buffer.from([0xff, 0xc4, 0x00, 0xb5, 0x10]));
  assert.ok(table > 0, 'the AC table is where it is thought to be');
  const symbols = table + 5 + 16;
  await row(0).click();
  await until('its symbol is told', async () => (await parts.inspector.innerText()).includes(`0x${symbols.toString(16).toUpperCase()}:0`));
  await page.keyboard.press('ArrowDown');
  await until('the next one', async () => (await parts.inspector.innerText()).includes(`0x${(symbols + 1).toString(16).toUpperCase()}:0`));
  // The way to it is lit: 0, then 1.
  await until('the way in the tree', async () => (await panel.locator('.tree-digits').textContent()) === '01');

  await page.keyboard.press('F2');
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await said(/Symbol of code 01 changed/);
  const edited = await saved();
  assert.deepEqual(differing(edited, cat), [symbols + 1]);
  assert.equal(edited[symbols + 1], 3);
  await page.keyboard.press('Control+z');
  assert.deepEqual(await saved(), cat);

  // Longer by a bit: one code of two bits less, one of three more; the others keep their order.
  await row(0).focus();
  await page.keyboard.press('l');
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await said(/Length of the code for symbol 01 changed/);
  const longer = await saved();
  assert.deepEqual([...longer.subarray(table + 5, symbols)].slice(0, 4), [0, cat[table + 6] - 1, cat[table + 7] + 1, cat[table + 8]]);
  assert.deepEqual([...longer.subarray(symbols, symbols + 3)], [2, 1, 3]);
  await page.keyboard.press('Control+z');
  assert.deepEqual(await saved(), cat);
  await visit.close();
});

test('where the bits went: the sums are those of the file', async () => {
  const { visit, panel, section, says } = await tables(cat);
  await section('spent');
  await says(/% of .* coefficients are zero/);
  const bits = async (/** @type {string} */ card) => {
    const texts = await panel.locator(`.spent-${card} .bar-bits`).allInnerTexts();
    return texts.map((text) => Number(text.replace(/\D/g, ''))).reduce((sum, n) => sum + n, 0);
  };
  for (const card of ['components', 'segments', 'roles']) assert.equal(await bits(card), cat.length * 8, card);
  await panel.locator('#spent-component').selectOption('1');
  await panel.locator('#spent-9').click();
  await until('one coefficient', async () => /^Coefficient 4: /.test(await panel.locator('#spent-said').innerText()));
  await visit.close();
});

test('what stands in the place of tables where there are none is said', async () => {
  const { visit, page, parts, section, says } = await tables(fixture('process/arithmetic.jpg'));
  await section('huffman');
  await says(/Arithmetic coding has no codes: [\d\s]+ decisions/u);
  await section('spent');
  await says(/arithmetic decisions were taken/);
  await visit.drop([await bench.file('lossless.jpg', fixture('lossless/rgb-16-bits.jpg'))], { x: 100, y: 100 });
  await parts.opened('lossless.jpg');
  await says(/in their place stand differences/);
  await section('quant');
  await says(/lossless coding does without/);
  await section('sequence');
  await says(/no zigzag order/);
  await section('huffman');
  await says(/difference of category/);
  await page.locator('#picture-stage').focus();
  await page.keyboard.press('h');
  await until('the heat map has numbers', async () => /at most \d/.test(await page.locator('.heat-line').innerText()));
  await visit.close();
});

test('the heat map shows bits with numbers, and turns with the picture', async () => {
  const { visit, page, parts } = await tables(turned);
  const legend = page.locator('.heat-line');
  await parts.stage.focus();
  await page.keyboard.press('h');
  await until('the legend has numbers', async () => /on average \d+, at most \d+/.test(await legend.innerText()));
  const tip = page.locator('.tip');
  /** What is told of a shown pixel, and the colour that lies there. @param {number} x @param {number} y */
  async function at(x, y) {
    const box = await parts.stage.boundingBox();
    assert.ok(box);
    const percent = Number.parseFloat((await parts.zoom.innerText()).replace(',', '.')) / 100;
    const { width, height } = await page.evaluate(() => {
      const words = /(\d+) × (\d+) px/.exec(document.querySelector('#totals')?.textContent ?? '');
      return { width: Number(words?.[1]), height: Number(words?.[2]) };
    });
    const left = box.x + box.width / 2 + (x + 0.5 - width / 2) * percent;
    const top = box.y + box.height / 2 + (y + 0.5 - height / 2) * percent;
    await page.mouse.move(left, top);
    await until(`pixel ${x} ${y} is told`, async () => new RegExp(`x ${x} +y ${y}\\b`).test(await tip.innerText()));
    const bits = /(\d+) bits? here/.exec(await tip.innerText())?.[1];
    assert.ok(bits, 'bits are told');
    const colour = await page.evaluate(
      ([px, py]) => {
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('#picture-stage canvas'));
        const { left: l, top: t } = canvas.getBoundingClientRect();
        const data = canvas.getContext('2d')?.getImageData((px - l) * devicePixelRatio, (py - t) * devicePixelRatio, 1, 1).data;
        return [...(data ?? [])].slice(0, 3);
      },
      [left, top],
    );
    return { bits: Number(bits), colour, width, height };
  }
  const { width, height } = await at(20, 20);
  // Orientation 6 shows the stored pixel (x, y) at (height − 1 − y, x).
  const places = [[4, 4], [20, 60], [60, 100], [90, 20]];
  const shown = [];
  for (const [x, y] of places) shown.push(await at(x, y));
  assert.ok(new Set(shown.map(({ bits }) => bits)).size > 1, 'places differ');
  await page.locator('.turned button').click();
  await until('it is as stored', async () => (await page.locator('#totals').innerText()).includes(`${height} × ${width} px`));
  for (const [i, [x, y]] of places.entries()) {
    const stored = await at(y, width - 1 - x);
    assert.equal(stored.bits, shown[i].bits, `${x} ${y}`);
    for (const c of [0, 1, 2]) assert.ok(Math.abs(stored.colour[c] - shown[i].colour[c]) < 40, `${stored.colour} is not ${shown[i].colour}`);
  }
  // Off again.
  await parts.stage.focus();
  await page.keyboard.press('H');
  await until('the legend is gone', async () => !(await legend.isVisible()));
  await visit.close();
});

for (const [name, options] of /** @type {const} */ ([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', phone],
  ['russian', { locale: 'ru-RU' }],
  ['forced', { forcedColors: 'active' }],
])) {
  test(`axe finds nothing in the tables (${name})`, async () => {
    const { visit, page, panel, section } = await tables(cat, options);
    for (const which of /** @type {Section[]} */ (['quant', 'huffman', 'sequence', 'spent'])) {
      await section(which);
      if (which === 'huffman') await panel.locator('#huffman-table').selectOption({ index: 1 });
      if (which === 'spent') await panel.locator('.bars').first().waitFor();
      assert.deepEqual(await violations(page), [], which);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wide, 0, `${which}: nothing sticks out`);
      await visit.picture(`tables-${which}-${name}`);
    }
    await visit.close();
  });
}
