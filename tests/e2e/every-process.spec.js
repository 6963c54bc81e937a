// One walk through files of every process: built up, taken apart, explained both ways, edited and undone. Where a stage does not
// exist for a process, the page says what stands in its place.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fixture } from './fixtures.js';
import { start } from './harness.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** What is built up in the place of frequencies, and what the Block panel shows. @typedef {'bands' | 'lines' | 'frames'} Parts */
/** @type {[string, Parts, string, 'block' | 'sample'][]} */
const files = [
  ['baseline', 'bands', 'process/baseline.jpg', 'block'],
  ['baseline, restarts', 'bands', 'restart/baseline-row.jpg', 'block'],
  ['baseline, DNL', 'bands', 'dnl/baseline.jpg', 'block'],
  ['baseline, five components', 'bands', 'components/5.jpg', 'block'],
  ['baseline, CMYK', 'bands', 'colour/cmyk.jpg', 'block'],
  ['extended, 12 bits', 'bands', '12bit/extended-2x2.jpg', 'block'],
  ['progressive', 'bands', 'process/progressive-3-steps.jpg', 'block'],
  ['progressive, 12 bits', 'bands', '12bit/progressive-2x2.jpg', 'block'],
  ['arithmetic', 'bands', 'process/arithmetic.jpg', 'block'],
  ['arithmetic progressive', 'bands', 'process/arithmetic-progressive-3-steps.jpg', 'block'],
  ['lossless', 'lines', 'lossless/predictor-4-rgb.jpg', 'sample'],
  ['lossless, 16 bits', 'lines', 'lossless/rgb-16-bits.jpg', 'sample'],
  ['lossless, arithmetic', 'lines', 'lossless-arithmetic/predictor-4-rgb.jpg', 'sample'],
  ['hierarchical', 'frames', 'hierarchical/sequential-three.jpg', 'block'],
  ['hierarchical, progressive', 'frames', 'hierarchical/progressive-doubled-2x2.jpg', 'block'],
  ['hierarchical, arithmetic', 'frames', 'hierarchical/arithmetic-three.jpg', 'block'],
  ['hierarchical, lossless', 'frames', 'hierarchical/lossless-three-ycc.jpg', 'sample'],
];

/** Opens a file, and sees and counts what there is. @param {string} name @param {Uint8Array} bytes */
async function walk(name, bytes) {
  const visit = await bench.open({ viewport: { width: 1440, height: 900 } });
  const { page } = visit;
  const parts = view(page);
  await visit.drop([await bench.file(name, bytes)]);
  await parts.opened(name);
  return {
    visit,
    page,
    parts,
    /** @param {string} id */
    tab: async (id) => {
      await page.locator(`#tab-${id}`).click();
      await page.locator(`#panel-${id}`).waitFor();
    },
    /** The picture as it would be saved. */
    pixels: async () => Buffer.from((await visit.download(() => parts.save('bmp'))).bytes),
    saved: async () => Buffer.from((await visit.download(() => parts.save('itself'))).bytes),
    shows: async () => (await parts.stage.screenshot()).toString('base64'),
  };
}

/** @typedef {Awaited<ReturnType<typeof walk>>} Walk */

/** The slider, single frequencies or what stands in their place, single components, the difference. @param {Walk} visit @param {Parts} what */
async function builtUp({ page, parts, tab, pixels, shows }, what) {
  await tab('buildup');
  const panel = page.locator('#panel-buildup');
  const words = page.locator('#buildup-words');
  const slider = page.locator('#buildup-place');
  const whole = await pixels();
  const wholeIsShown = async () => /^The whole file is read/.test((await words.textContent()) ?? '');
  await until('all of it is read at first', wholeIsShown);
  const total = Number(await slider.getAttribute('max'));
  assert.ok(total > 0, 'MCUs');
  await slider.focus();
  await page.keyboard.press('Home');
  await until('nothing is read', async () => /: 0 of \d+ MCUs read\.$/.test((await words.textContent()) ?? ''));
  await until('nothing looks otherwise than all', async () => !(await pixels()).equals(whole));
  const nothing = await pixels();
  // Of several planes the first is shown, and it comes first; lossless pictures grow by whole lines.
  const some = Math.ceil(total / (what === 'lines' ? 2 : 10));
  await slider.fill(String(some));
  await until('some is read', async () => Number(await slider.inputValue()) === some);
  await until('and that is neither', async () => {
    const now = await pixels();
    return !now.equals(whole) && !now.equals(nothing);
  });
  // What is missing, sixteen times as strong.
  await until('there is something to compare', async () => !(await page.locator('#compare-original').isDisabled()));
  await page.locator('#compare-difference').selectOption('1');
  const once = await shows();
  await page.locator('#compare-difference').selectOption('16');
  await until('the difference is amplified', async () => (await shows()) !== once);
  await panel.getByRole('button', { name: 'Whole picture' }).click();
  await until('all of it is read again', wholeIsShown);
  await until('and is what it was', async () => (await pixels()).equals(whole));

  const bands = panel.getByRole('group', { name: 'Frequencies' });
  assert.equal(await bands.isVisible(), what === 'bands');
  if (what === 'bands') {
    for (const band of ['DC', 'Low', 'High']) {
      await bands.getByRole('button', { name: band, exact: true }).click();
      await until(`${band} alone is another picture`, async () => !(await pixels()).equals(whole));
    }
    await bands.getByRole('button', { name: 'All', exact: true }).click();
  } else {
    const instead = what === 'lines' ? /none: in a lossless picture every sample is predicted/ : /of each frame its own, and the frames add up/;
    assert.match(await panel.innerText(), instead, 'what stands in their place');
  }
  await until('all frequencies are there', async () => (await pixels()).equals(whole));

  const components = panel.getByRole('group', { name: 'Component' }).getByRole('button');
  const alone = new Set();
  for (let i = 0; i < (await components.count()); i++) {
    await components.nth(i).click();
    await until('it is chosen', async () => (await components.nth(i).getAttribute('aria-pressed')) === 'true');
    const before = alone.size;
    await until('each looks otherwise', async () => alone.add((await pixels()).toString('base64')).size > before);
  }
  if (alone.size > 0) await components.first().click();
  await until('the picture is back', async () => (await pixels()).equals(whole));
  assert.equal(await parts.faults.isVisible(), false, 'no faults');
}

/** From a pixel to its bits, and from these to the sentence and the outline. @param {Walk} visit */
async function explained({ page, parts, shows, tab }) {
  await tab('segments');
  await page.keyboard.press('Escape');
  const box = await parts.stage.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 2 + 3, box.y + box.height / 2 + 3);
  const lit = page.locator('.map-lit');
  await until('marks on the map say where its bits are', async () => (await lit.count()) > 0);
  await page.mouse.click(box.x + box.width / 2 + 3, box.y + box.height / 2 + 3);
  // One bit alone is told by its sentence at once.
  await until('the bits are chosen', async () => /bits? selected|block|sample/.test(await parts.inspector.innerText()));
  await page.mouse.move(box.x + 5, 5);
  const outlined = await shows();
  await parts.matrix.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await until('a sentence names block or sample', async () => /block|sample/.test(await parts.inspector.locator('p').innerText()));
  const sentence = await parts.inspector.locator('p').innerText();
  assert.match(sentence, /T\.81 [A-K]\.\d/, 'its clause');
  await page.keyboard.press('Escape');
  await until('without them nothing is outlined', async () => (await shows()) !== outlined);
}

/** Every stage has its numbers. @param {Walk} visit @param {string} name @param {'block' | 'sample'} unit */
async function takenApart({ visit, page, tab }, name, unit) {
  await tab('block');
  const root = page.locator('#panel-block');
  await until('a block is shown', async () => (await root.locator('#block-column').inputValue()) !== '');
  const stage = (/** @type {string} */ which) => root.locator(`[data-stage=${which}]`);
  const seen = await root.locator('.block-stage').evaluateAll((list) => list.filter((e) => /** @type {HTMLElement} */ (e).offsetHeight > 0).map((e) => /** @type {HTMLElement} */ (e).dataset.stage));
  if (unit === 'sample') {
    assert.deepEqual(seen, ['codes', 'sample']);
    await until('its value', async () => /\d/.test(await stage('sample').locator('.block-value').innerText()));
    await visit.picture(`process-${name}-block`);
    return;
  }
  for (const which of ['codes', 'coefficients', 'zigzag', 'quantisers', 'products', 'waves', 'samples']) assert.ok(seen.includes(which), which);
  assert.equal(seen.includes('scans'), name.includes('progressive'), 'how each scan refined it');
  const numbers = async (/** @type {string} */ which) => (await stage(which).getByRole('gridcell').allTextContents()).map((text) => Number(text.replace('−', '-')));
  const [coefficients, quantisers, products] = [await numbers('coefficients'), await numbers('quantisers'), await numbers('products')];
  assert.deepEqual(products, coefficients.map((value, i) => value * quantisers[i] || 0));
  assert.equal((await numbers('samples')).length, 64);
  await visit.picture(`process-${name}-block`);
}

/** @param {Walk} visit */
async function counted({ page, tab }) {
  await tab('tables');
  const panel = page.locator('#panel-tables');
  for (const which of ['quant', 'huffman', 'sequence', 'spent']) {
    await panel.locator(`label[for=tables-section-${which}]`).click();
    await until(`${which} says something`, async () => (await panel.locator(`.tables-${which}`).innerText()).trim().length > 20);
  }
  await page.locator('#picture-stage').focus();
  await page.keyboard.press('h');
  await until('the heat map has numbers', async () => /at most \d/.test(await page.locator('.heat-line').innerText()));
  await page.keyboard.press('h');
}

/** A flip in the middle of the coded data shows, and is undone. @param {Walk} visit @param {Buffer} bytes */
async function flipped({ page, parts, pixels, saved, tab }, bytes) {
  await tab('segments');
  const before = await pixels();
  const scan = bytes.lastIndexOf(Buffer.from([0xff, 0xda]));
  const bit = Math.floor((scan + 14 + (bytes.length - 2 - scan - 14) / 2) * 8) + 3;
  await parts.matrix.focus();
  await page.keyboard.press('Control+g');
  await page.keyboard.type(`b${bit}`);
  await page.keyboard.press('Enter');
  const position = `0x${(bit >> 3).toString(16).toUpperCase()}:${bit & 7}`;
  await until('the bit is chosen', async () => (await parts.inspector.locator('code').first().innerText()) === position);
  await page.keyboard.press('Space');
  await until('it is flipped', async () => /flipped: /.test((await parts.said.textContent()) ?? ''));
  const edited = await saved();
  assert.deepEqual([...edited.keys()].filter((i) => edited[i] !== bytes[i]), [bit >> 3]);
  await page.keyboard.press('Control+z');
  await until('it is undone', async () => (await saved()).equals(bytes));
  await until('and so is the picture', async () => (await pixels()).equals(before));
}

for (const [name, parts, file, unit] of files) {
  test(`${name}: built up, explained both ways, taken apart, counted, edited`, async () => {
    const bytes = fixture(file);
    const visit = await walk(file.replace('/', '-'), bytes);
    await builtUp(visit, parts);
    await visit.visit.picture(`process-${name}-buildup`);
    await explained(visit);
    await takenApart(visit, name, unit);
    await counted(visit);
    await flipped(visit, bytes);
    await visit.visit.close();
  });
}
