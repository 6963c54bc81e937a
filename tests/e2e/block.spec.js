// One block through all stages: chosen by its pixel or its bits, its numbers, their bits, and edits of both kinds.
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
/** Block (12, 5) of the first component, natural order: what `pixelbits coefficients` gives. */
// prettier-ignore
const BLOCK = [
  -3, -12, 7, -8, 1, 2, 0, 0,
  0, 1, -3, 1, -2, 1, 2, -1,
  -2, -3, -1, 0, -1, 0, -1, 0,
  -2, 1, 0, -1, 0, -1, 0, 1,
  2, -1, 0, 0, 0, 0, 0, 0,
  -2, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0,
];

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** @param {string} name @param {Uint8Array} bytes @param {Parameters<typeof bench.open>[0]} [options] */
async function withBlock(name, bytes, options) {
  const visit = await bench.open(options);
  await visit.drop([await bench.file(name, bytes)], { x: 100, y: 100 });
  await view(visit.page).opened(name);
  await visit.page.locator('#tab-block').click();
  return { visit, ...panel(visit.page) };
}

/** @param {import('./view.js').Page} page */
function panel(page) {
  const root = page.locator('#panel-block');
  const stage = (/** @type {string} */ name) => root.locator(`[data-stage=${name}]`);
  const number = (/** @type {string} */ text) => Number(text.replace('−', '-'));
  return {
    page,
    root,
    stage,
    column: root.locator('#block-column'),
    row: root.locator('#block-row'),
    cell: (/** @type {string} */ name, /** @type {number} */ i) => stage(name).getByRole('gridcell').nth(i),
    /** The numbers of a grid. @param {string} name */
    numbers: async (name) => (await stage(name).getByRole('gridcell').allTextContents()).map(number),
    bits: page.locator('#bits [role=grid]'),
    /** What a canvas of 8 × 8 shows. */
    sum: () =>
      page.locator('#block-sum').evaluate((canvas) => {
        const { data } = /** @type {any} */ (canvas).getContext('2d').getImageData(0, 0, 8, 8);
        return Array.from({ length: 64 }, (_, i) => data[i * 4]);
      }),
    /** Goes to a block by its place. @param {number} column @param {number} row */
    async go(column, row) {
      for (const [input, value] of /** @type {const} */ ([['#block-column', column], ['#block-row', row]])) {
        await root.locator(input).fill(String(value));
        await root.locator(input).press('Enter');
      }
    },
  };
}

/** The place of a pixel of a picture of 160 × 120 that is fitted. @param {import('./view.js').Page} page @param {number} x @param {number} y */
async function place(page, x, y) {
  const box = await page.locator('#picture-stage').boundingBox();
  assert.ok(box);
  const percent = Number.parseFloat((await page.locator('#zoom').innerText()).replace(/\s/g, ''));
  const scale = percent / 100;
  return { x: box.x + box.width / 2 + (x - 80) * scale, y: box.y + box.height / 2 + (y - 60) * scale };
}

test('a click on the picture chooses the block; its numbers are those of the file', async () => {
  const { visit, page, column, row, numbers, root } = await withBlock('cat.jpg', cat);
  await until('some block is shown at once', async () => (await column.inputValue()) !== '');
  const at = await place(page, 12 * 8 + 3.5, 5 * 8 + 4.5);
  await page.mouse.click(at.x, at.y);
  await until('the block of the pixel', async () => (await column.inputValue()) === '12' && (await row.inputValue()) === '5');
  await until('its coefficients', async () => (await numbers('coefficients')).join() === BLOCK.join());
  const [quantisers, products] = [await numbers('quantisers'), await numbers('products')];
  assert.deepEqual(products, BLOCK.map((value, i) => value * quantisers[i]));
  assert.match(await root.locator('.block-dc').innerText(), /DC: −29 \+ 26 = −3/);
  const shown = await pixelsOf(bench, cat, 'image/jpeg');
  const canvas = await page.locator('#block-pixels').evaluate((element) => {
    const { width, height } = /** @type {any} */ (element);
    return [...(/** @type {any} */ (element)).getContext('2d').getImageData(0, 0, width, height).data];
  });
  const known = Array.from({ length: 8 }, (_, y) => [...shown.rgba.subarray(((40 + y) * 160 + 96) * 4, ((40 + y) * 160 + 104) * 4)]).flat();
  assert.deepEqual(canvas, known);
  await visit.close();
});

test('the pixel under the pointer lights its bits; a click holds them, Escape frees', async () => {
  const { visit, page, bits, go, column } = await withBlock('cat.jpg', cat);
  await until('a block', async () => (await column.inputValue()) !== '');
  await go(12, 5);
  await until('its bits are chosen', async () => /139 bits selected/.test(await view(page).inspector.innerText()));
  await page.locator('#picture-stage').focus();
  await bits.focus();
  await page.keyboard.press('Escape');
  await page.mouse.move(700, 5);
  const box = await bits.boundingBox();
  assert.ok(box);
  const clip = { x: box.x, y: box.y + 20, width: box.width - 20, height: box.height - 30 };
  await page.locator('#picture-stage').focus();
  const dark = await page.screenshot({ clip });
  const at = await place(page, 100.5, 44.5);
  await page.mouse.move(at.x, at.y);
  await until('they light up', async () => !(await page.screenshot({ clip })).equals(dark));
  await page.mouse.click(at.x, at.y);
  await until('they are held', async () => /139 bits selected/.test(await view(page).inspector.innerText()));
  await page.mouse.move(700, 5);
  await page.keyboard.press('Escape');
  await until('they are free', async () => !/selected/.test(await view(page).inspector.innerText()));
  await until('nothing is lit', async () => (await page.screenshot({ clip })).equals(dark));
  await visit.close();
});

test('a number leads to its bits, and bits to their number', async () => {
  const { visit, page, cell, go, root, bits, column, stage } = await withBlock('cat.jpg', cat);
  await until('a block', async () => (await column.inputValue()) !== '');
  await go(12, 5);
  await until('the block', async () => (await cell('coefficients', 1).textContent()) === '−12');
  await cell('coefficients', 1).click();
  const code = root.locator('.block-code.chosen');
  await until('its code', async () => (await code.count()) === 1 && (await code.innerText()).includes('k 1 = −12'));
  const chips = (await code.locator('code').allTextContents()).map((text) => text.replace(/\D/g, '')).join('');
  const selected = bits.locator('[role=gridcell][aria-selected=true]');
  await until('its bits in the matrix, byte by byte', async () => (await view(page).digits(selected)).includes(chips));
  await until('what they say', async () => /run 0, size 4.*0011.*−12/s.test(await view(page).inspector.innerText()));
  await cell('quantisers', 0).click();
  await until('the quantiser in its table', async () => /DQT.*Q/s.test(await view(page).inspector.innerText()));
  await root.locator('.block-code').nth(4).click();
  await until('a code chooses its coefficient', async () => /coefficient 5/.test(await view(page).inspector.innerText()) && (await stage('coefficients').locator('.chosen').textContent()) === '7');
  await bits.focus();
  await page.keyboard.press('Control+g');
  await page.keyboard.type('0x9DE:5');
  await page.keyboard.press('Enter');
  await until('the block of a bit', async () => (await column.inputValue()) === '16');
  await visit.close();
});

test('a clean edit changes one block, breaks nothing, and is undone to the last bit', async () => {
  const { visit, page, cell, go, column } = await withBlock('cat.jpg', cat);
  const parts = view(page);
  await until('a block', async () => (await column.inputValue()) !== '');
  await go(12, 5);
  await until('the block', async () => (await cell('coefficients', 1).textContent()) === '−12');
  await cell('coefficients', 1).click();
  await page.keyboard.press('F2');
  await page.keyboard.type('25');
  await page.keyboard.press('Enter');
  await until('it is told', async () => /Coefficient 1 changed from -12 to 25, clean edit: 1 block changed/.test((await parts.said.textContent()) ?? ''));
  await until('it is there', async () => (await cell('coefficients', 1).textContent()) === '25');
  assert.equal(await parts.faults.isVisible(), false);
  const edited = await visit.download(() => parts.save('itself'));
  const before = await pixelsOf(bench, cat, 'image/jpeg');
  const after = await pixelsOf(bench, edited.bytes, 'image/jpeg');
  const blocks = new Set();
  for (let i = 0; i < before.rgba.length; i += 4) {
    const [x, y] = [(i / 4) % 160, Math.floor(i / 4 / 160)];
    if (before.rgba.readUInt32BE(i) !== after.rgba.readUInt32BE(i)) blocks.add(`${x >> 3} ${y >> 3}`);
  }
  assert.deepEqual([...blocks], ['12 5']);
  await page.keyboard.press('Control+z');
  await until('it is undone', async () => (await cell('coefficients', 1).textContent()) === '−12');
  const undone = await visit.download(() => parts.save('itself'));
  assert.ok(Buffer.from(undone.bytes).equals(cat));
  await visit.close();
});

test('quantisers, the first and the last DC, and what a file cannot hold', async () => {
  const { visit, page, cell, root, column } = await withBlock('cat.jpg', cat);
  const parts = view(page);
  await until('a block', async () => (await column.inputValue()) !== '');
  const edit = async (/** @type {string} */ grid, /** @type {number} */ i, /** @type {string} */ value) => {
    await cell(grid, i).click();
    await cell(grid, i).press('Enter');
    await page.keyboard.type(value);
    await page.keyboard.press('Enter');
  };
  for (const name of ['First block', 'Last block']) {
    await root.getByRole('button', { name }).click();
    await until(name, async () => (await column.inputValue()) === (name === 'First block' ? '0' : '19'));
    await edit('coefficients', 0, '50');
    await until(`${name} changed alone`, async () => /to 50, clean edit: 1 block changed/.test((await parts.said.textContent()) ?? ''));
  }
  await edit('quantisers', 1, '40');
  await until('the table', async () => /Quantiser 1 changed from 4 to 40/.test((await parts.said.textContent()) ?? ''));
  await until('the grid', async () => (await cell('quantisers', 1).textContent()) === '40');
  assert.equal(await parts.faults.isVisible(), false);
  await edit('coefficients', 1, '5000');
  await until('it is refused in words', async () => /clean edit was not made/i.test(await parts.trouble()));
  await visit.close();
});

test('a raw edit writes the value alone', async () => {
  const { visit, page, cell, go, root, column } = await withBlock('cat.jpg', cat);
  const parts = view(page);
  await until('a block', async () => (await column.inputValue()) !== '');
  await go(12, 5);
  await until('the block', async () => (await cell('coefficients', 1).textContent()) === '−12');
  await root.getByText('raw', { exact: true }).click();
  await cell('coefficients', 1).click();
  await cell('coefficients', 1).press('F2');
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  assert.equal(await root.locator('.block-input').getAttribute('aria-invalid'), 'true', 'four bits do not hold a 3');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('11');
  await page.keyboard.press('Enter');
  await until('it is written', async () => (await cell('coefficients', 1).textContent()) === '11');
  const { bytes } = await visit.download(() => parts.save('itself'));
  let different = 0;
  bytes.forEach((byte, i) => (different += (byte ^ cat[i]).toString(2).replaceAll('0', '').length));
  assert.equal(bytes.length, cat.length);
  assert.ok(different > 0 && different <= 4, `${different} bits`);
  await visit.close();
});

test('products and samples are changed, too; the zigzag list leads to what it lists', async () => {
  const { visit, page, cell, go, numbers, stage, root, column } = await withBlock('cat.jpg', cat);
  const parts = view(page);
  const said = (/** @type {RegExp} */ pattern) => until(`${pattern} is told`, async () => pattern.test((await parts.said.textContent()) ?? ''));
  await until('a block', async () => (await column.inputValue()) !== '');
  await go(12, 5);
  await until('the block', async () => (await cell('coefficients', 1).textContent()) === '−12');

  // A product becomes the nearest multiple of its quantiser.
  const quantiser = (await numbers('quantisers'))[1];
  await cell('products', 1).click();
  await cell('products', 1).press('F2');
  await page.keyboard.type(String(20 * quantiser + 1));
  await page.keyboard.press('Enter');
  await said(/Coefficient 1 changed from -12 to 20, clean edit: 1 block changed/);
  await until('the product', async () => (await numbers('products'))[1] === 20 * quantiser);
  await page.keyboard.press('Control+z');
  await until('it is back', async () => (await cell('coefficients', 1).textContent()) === '−12');

  // A sample: as near as the quantisers allow, and nothing outside of the block changes.
  const before = await numbers('samples');
  await cell('samples', 27).click();
  await until('its bits are those of the block', async () => /139 bits selected/.test(await parts.inspector.innerText()));
  const wanted = before[27] > 128 ? before[27] - 90 : before[27] + 90;
  await cell('samples', 27).press('Enter');
  await page.keyboard.type(String(wanted));
  await page.keyboard.press('Enter');
  await said(/Sample 3, 3 changed from \d+ to \d+, as nearly as \d+ coefficients can, clean edit: 1 block changed/);
  await until('the sample follows', async () => (await numbers('samples'))[27] !== before[27]);
  const after = await numbers('samples');
  assert.ok(Math.abs(after[27] - wanted) < 25, `${after[27]} for ${wanted}`);
  const others = after.map((value, i) => Math.abs(value - before[i])).filter((_, i) => i !== 27);
  const mean = others.reduce((sum, off) => sum + off, 0) / others.length;
  assert.ok(mean < 12, `its neighbours hardly change: by ${mean} on average`);
  await page.keyboard.press('Control+z');
  await until('the samples are back', async () => (await numbers('samples')).join() === before.join());
  const undone = await visit.download(() => parts.save('itself'));
  assert.ok(Buffer.from(undone.bytes).equals(cat));

  // Too small a step for the quantisers: said in words.
  await cell('samples', 27).click();
  await cell('samples', 27).press('F2');
  await page.keyboard.type(String(before[27] + 1));
  await page.keyboard.press('Enter');
  await until('it is said', async () => /quantisers are too coarse/.test(await parts.trouble()));
  await page.keyboard.press('Escape');

  // The list: one click chooses, the next one changes.
  const item = stage('zigzag').getByRole('button').nth(1);
  await item.click();
  await until('the coefficient is chosen', async () => (await stage('coefficients').locator('.chosen').textContent()) === '−12');
  await stage('zigzag').getByRole('button').nth(1).click();
  await page.keyboard.type('7');
  await page.keyboard.press('Enter');
  await said(/Coefficient 1 changed from -12 to 7/);
  await until('the list follows', async () => (await stage('zigzag').getByRole('button').nth(1).innerText()) === '7');
  await root.locator('.block-dc').click();
  await until('the DC value leads to its bits', async () => /DC/.test(await parts.inspector.innerText()));
  await visit.close();
});

test('lossless: the difference of a sample leads to its bits and is changed in them', async () => {
  const file = fixture('lossless/predictor-1.jpg');
  const { visit, page, stage, column } = await withBlock('lossless.jpg', file);
  const parts = view(page);
  await until('a sample', async () => (await column.inputValue()) !== '');
  await page.locator('label[for=block-mode-raw]').click();
  const difference = stage('sample').locator('.block-difference');
  // One of several bits, so that it can be negated within them.
  await until('a difference of some size', async () => {
    if (Math.abs(Number((await difference.innerText()).replace('−', '-'))) > 1) return true;
    await page.locator('#panel-block').getByRole('button', { name: 'The one to the right' }).click();
    return false;
  });
  const was = Number((await difference.innerText()).replace('−', '-'));
  await difference.click();
  await until('its bits are chosen', async () => /differs from its prediction/.test(await parts.inspector.innerText()));
  await difference.press('F2');
  await page.keyboard.type(String(was * 4));
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.block-input').getAttribute('aria-invalid'), 'true', 'its bits do not hold four times as much');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(String(-was));
  await page.keyboard.press('Enter');
  await until('it is told', async () => (/The difference changed from/.test((await parts.said.textContent()) ?? '')));
  await until('it is there', async () => Number((await difference.innerText()).replace('−', '-')) === -was);
  const { bytes } = await visit.download(() => parts.save('itself'));
  assert.equal(bytes.length, file.length);
  assert.ok([...bytes.keys()].filter((i) => bytes[i] !== file[i]).length <= 3, 'its bits alone');
  await visit.close();
});

test('lossless with a point transform: the numbers add up', async () => {
  const { visit, stage, column } = await withBlock('point.jpg', fixture('lossless/point-3-12-bits.jpg'));
  await until('a sample', async () => (await column.inputValue()) !== '');
  await until('its numbers', async () => (await stage('sample').locator('dd').count()) === 7);
  const [point, around, predictor, ...sum] = await stage('sample').locator('dd').allInnerTexts();
  assert.match(point, /Pt = 3\b/);
  assert.match(predictor, /^4: left \+ above − above left/);
  const [left, above, corner] = (around.match(/\d+/g) ?? []).map(Number);
  const [prediction, difference, coded, sample] = sum.map((text) => Number(text.replace('−', '-')));
  assert.equal(left + above - corner, prediction);
  assert.equal(prediction + difference, coded);
  assert.equal(coded * 8, sample);
  await visit.close();
});

for (const [name, file] of /** @type {const} */ ([
  ['arithmetic', 'process/arithmetic.jpg'],
  ['progressive arithmetic', 'process/arithmetic-progressive-3-steps.jpg'],
  ['12 bits', '12bit/extended-2x2.jpg'],
  ['12 bits, arithmetic', '12bit/arithmetic-2x2.jpg'],
  ['hierarchical', 'hierarchical/sequential-three.jpg'],
  ['hierarchical, arithmetic', 'hierarchical/arithmetic-progressive-doubled.jpg'],
])) {
  test(`${name}: a coefficient and a quantiser are changed, and undone to the last bit`, async () => {
    const bytes = fixture(file);
    const { visit, page, cell, column, root } = await withBlock('process.jpg', bytes);
    const parts = view(page);
    await until('a block', async () => (await column.inputValue()) !== '');
    const change = async (/** @type {string} */ grid, /** @type {number} */ i, /** @type {string} */ value, /** @type {RegExp} */ words) => {
      await cell(grid, i).click();
      await cell(grid, i).press('F2');
      await page.keyboard.type(value);
      await page.keyboard.press('Enter');
      await until('it is told', async () => words.test((await parts.said.textContent()) ?? ''));
      await until('it is there', async () => (await cell(grid, i).textContent()) === value);
    };
    await change('coefficients', 1, '37', /Coefficient 1 changed from -?\d+ to 37, clean edit/);
    assert.equal(await parts.faults.isVisible(), false, 'the file stays valid');
    const edited = await visit.download(() => parts.save('itself'));
    assert.ok(!Buffer.from(edited.bytes).equals(bytes));
    await change('quantisers', 0, '99', /Quantiser 0 changed from \d+ to 99/);
    if (name.includes('arithmetic')) {
      assert.equal(await root.locator('#block-mode-raw').isDisabled(), true);
      assert.match(await root.locator('.block-mode').innerText(), /flip them in the matrix/);
    }
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await until('it is undone', async () => (await cell('coefficients', 1).textContent()) !== '37');
    const undone = await visit.download(() => parts.save('itself'));
    assert.ok(Buffer.from(undone.bytes).equals(bytes));
    await visit.close();
  });
}

for (const [name, file] of /** @type {const} */ ([
  ['Huffman', 'lossless/predictor-7-rgb.jpg'],
  ['arithmetic', 'lossless-arithmetic/predictor-4-rgb.jpg'],
  ['subsampled', 'lossless/2x2-1x1-1x1.jpg'],
  ['hierarchical', 'hierarchical/lossless-three-ycc.jpg'],
])) {
  test(`lossless, ${name}: a sample is changed, and no other`, async () => {
    const bytes = fixture(file);
    const { visit, page, stage, column } = await withBlock('lossless.jpg', bytes);
    const parts = view(page);
    await until('a sample', async () => (await column.inputValue()) !== '');
    const value = stage('sample').locator('.block-value');
    await until('its value', async () => /^\d+$/.test(await value.innerText()));
    const now = Number(await value.innerText());
    const wanted = now > 128 ? 3 : 250;
    await value.click();
    await stage('sample').locator('.block-value').press('F2');
    await page.keyboard.type(String(wanted));
    await page.keyboard.press('Enter');
    await until('it is told', async () => new RegExp(`changed from ${now} to ${wanted}, clean edit`).test((await parts.said.textContent()) ?? ''));
    await until('it is there', async () => (await value.innerText()) === String(wanted));
    assert.equal(await parts.faults.isVisible(), false, 'the file stays valid');
    await visit.close();
  });
}

test('a pixel’s colour is changed through the blocks of all components; what comes out is said', async () => {
  const { visit, page, go, stage, column } = await withBlock('cat.jpg', cat);
  const parts = view(page);
  await until('a block', async () => (await column.inputValue()) !== '');
  await go(12, 5);
  const canvas = page.locator('#block-pixels');
  await until('the block’s pixels', async () => /^9\d, 4\d:|^10\d, 4\d:/.test(await stage('pixels').locator('.block-readout').innerText()));
  const box = await canvas.boundingBox();
  assert.ok(box);
  await canvas.click({ position: { x: (3.5 * box.width) / 8, y: (2.5 * box.height) / 8 } });
  const readout = stage('pixels').locator('.block-readout');
  await until('pixel 99, 42 is held', async () => /^99, 42:/.test(await readout.innerText()));
  await canvas.hover({ position: { x: 2, y: 2 } });
  assert.match(await readout.innerText(), /^99, 42:/, 'whatever is pointed at');
  const red = readout.locator('[data-channel=colour-0]');
  const was = Number((await red.innerText()).slice(2));
  const wanted = was > 128 ? was - 60 : was + 60;
  await red.click();
  await until('its bits are chosen', async () => /selected/.test(await parts.inspector.innerText()));
  await readout.locator('[data-channel=colour-0]').click();
  await page.keyboard.type(String(wanted));
  await page.keyboard.press('Enter');
  await until('it is told', async () => new RegExp(`R of pixel 99, 42 changed from ${was} to ${wanted} as nearly as can be, in \\d blocks?`).test((await parts.said.textContent()) ?? ''));
  const outcome = stage('pixels').locator('.block-outcome');
  await until('what came out', async () => await outcome.isVisible());
  const got = Number((await readout.locator('[data-channel=colour-0]').innerText()).slice(2));
  assert.ok(Math.abs(got - wanted) <= 6, `${wanted} was wanted, ${got} came out`);
  assert.match(await outcome.innerText(), got === wanted ? /met exactly/ : new RegExp(`${wanted} was wanted, ${got} came out`));
  const edited = await visit.download(() => parts.save('itself'));
  const after = await pixelsOf(bench, edited.bytes, 'image/jpeg');
  assert.equal(after.rgba[(42 * 160 + 99) * 4], got, 'a decoder of its own sees the same');
  assert.equal(await parts.faults.isVisible(), false);
  await visit.picture('block-colour');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await until('it is undone', async () => (await readout.locator('[data-channel=colour-0]').innerText()) === `R ${was}`);
  assert.equal(await outcome.isVisible(), false, 'nothing is wanted any more');
  const undone = await visit.download(() => parts.save('itself'));
  assert.ok(Buffer.from(undone.bytes).equals(cat));
  await visit.close();
});

test('built up from all its waves, the block is its samples', async () => {
  const { visit, page, cell, go, numbers, sum, column } = await withBlock('cat.jpg', cat);
  await until('a block', async () => (await column.inputValue()) !== '');
  await go(12, 5);
  await until('the block', async () => (await cell('coefficients', 1).textContent()) === '−12');
  const samples = await numbers('samples');
  assert.deepEqual(await sum(), samples);
  const slider = page.locator('#block-waves');
  await slider.focus();
  await page.keyboard.press('Home');
  assert.deepEqual(new Set(await sum()), new Set([128]), 'without waves all is grey');
  await page.keyboard.press('ArrowRight');
  assert.equal(new Set(await sum()).size > 1, true, 'the largest wave is no DC');
  assert.match((await slider.getAttribute('aria-valuetext')) ?? '', new RegExp(`^1 of ${BLOCK.filter((value) => value !== 0).length} waves`));
  await page.keyboard.press('End');
  assert.deepEqual(await sum(), samples);
  await visit.close();
});

test('progressive: what each scan brought a coefficient', async () => {
  const { visit, stage, cell, root, column } = await withBlock('progressive.jpg', await readFile(new URL('../../www/samples/cat-progressive.jpg', import.meta.url)));
  await until('a block', async () => (await column.inputValue()) !== '');
  await root.getByRole('button', { name: 'First block' }).click();
  await until('it is there', async () => (await column.inputValue()) === '0');
  await cell('coefficients', 0).click();
  const rows = stage('scans').locator('tbody tr');
  await until('two scans bring the DC value', async () => (await rows.count()) === 2);
  assert.equal((await rows.last().locator('td').last().innerText()), await cell('coefficients', 0).innerText());
  await rows.last().getByRole('button').click();
  await until('its one bit', async () => /one more bit|correction|refine/i.test(await view(visit.page).inspector.innerText()));
  await visit.close();
});

for (const [name, file, words] of /** @type {const} */ ([
  ['lossless', 'lossless/predictor-4-rgb.jpg', /Each sample is predicted/],
  ['arithmetic', 'process/arithmetic.jpg', /decisions/],
  ['hierarchical', 'hierarchical/sequential-three.jpg', /Hierarchical/],
  ['deep', '12bit/progressive-2x2.jpg', /Samples of 12 bits/],
])) {
  test(`${name}: what stands in the place of a stage is said`, async () => {
    const { visit, root, column } = await withBlock(`${name}.jpg`, fixture(file));
    await until('something is shown', async () => (await column.inputValue()) !== '');
    assert.match(await root.locator('.block-note').innerText(), words);
    await visit.close();
  });
}

for (const [name, options] of /** @type {const} */ ([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
])) {
  test(`axe finds nothing (${name})`, async () => {
    const { visit, page, column, cell } = await withBlock('cat.jpg', cat, options);
    await until('a block', async () => (await column.inputValue()) !== '');
    await cell('coefficients', 1).click();
    await cell('coefficients', 1).press('F2');
    assert.deepEqual(await violations(page), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, 'nothing sticks out');
    await visit.picture(`block-${name}`);
    await visit.close();
  });
}
