// The gallery: every sample opens and is what its card says; every puzzle is solved by one flip, and by no other.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { crc32 } from '../../www/js/checksum.js';
import { SAMPLES } from '../../www/js/samples.js';
import { violations } from './axe.js';
import { sha256 } from './fixtures.js';
import { start } from './harness.js';
import { until, view } from './view.js';

/** @typedef {import('playwright-core').Page} Page */

const folder = new URL('../../www/samples/', import.meta.url);
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

/** @type {import('./harness.js').Bench} */
let bench;
before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** @param {Page} page @param {string} file */
const card = (page, file) => page.locator(`.gallery-card[data-file="${file}"]`);

/** @param {Page} page @param {string} file */
async function choose(page, file) {
  await page.locator('#samples').click();
  await card(page, file).click();
  await until(`${file} is open`, async () => (await view(page).totals.innerText()).includes(file));
}

test('the committed samples are those of the manifest, few and small, each with its licence', async () => {
  const { entries } = JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8'));
  const names = (await readdir(folder)).filter((name) => !['README.md', 'manifest.json', 'thumbnails.jpg'].includes(name));
  assert.deepEqual(entries.map((/** @type {{file: string}} */ { file }) => file).sort(), names.sort());
  assert.deepEqual(entries.map((/** @type {{file: string}} */ { file }) => file), SAMPLES.map(({ file }) => file));
  let sum = (await readFile(new URL('thumbnails.jpg', folder))).length;
  for (const { file, bytes, sha256: hash, licence, source, made_by: maker } of entries) {
    const data = await readFile(new URL(file, folder));
    assert.equal(data.length, bytes, file);
    assert.equal(sha256(data), hash, file);
    assert.ok(licence && source && maker, file);
    sum += data.length;
  }
  assert.ok(sum <= 400_000, `${sum} bytes`);
});

test('every sample opens, and is what its card says', async () => {
  const visit = await bench.open();
  const { page } = visit;
  /** @type {string[]} */
  const loaded = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await view(page).opened('cat.jpg');
  const coding = page.locator('#picture .panel-head small');
  for (const { file, process, width, height, bytes, section, tab } of SAMPLES) {
    await page.locator('#samples').click();
    const words = await card(page, file).locator('small').allInnerTexts();
    assert.match(words[1], new RegExp(`^${width} × ${height} px · ${bytes.toString().replace(/\B(?=(\d{3})+$)/g, bytes > 9999 ? '.?' : '')} bytes$`), file);
    assert.ok(!loaded.includes(`/samples/${file}`) || file === 'cat.jpg', `${file} is loaded only now`);
    await card(page, file).click();
    await until(`${file} is open`, async () => (await view(page).totals.innerText()).includes(file));
    if (process === '') await until('it has no picture', async () => (await view(page).totals.innerText()).includes(`${width * height * 3}`.replace(/\B(?=(\d{3})+$)/g, '\u202f')));
    else {
      await until(`${file} has its size`, async () => (await view(page).totals.innerText()).includes(`${width} × ${height} px`));
      // Each part of how it is coded is said by the picture's panel, which has it from the decoder.
      if (process !== 'pixels') await until(`${file} is coded as its card says: ${words[0]}`, async () => { const now = await coding.textContent() ?? ''; return words[0].split(' · ').every((part) => now.includes(part)); });
      await until(`${file} is decoded`, async () => !(await view(page).progress.isVisible()));
    }
    if (tab) await until(`its tab ${tab}`, async () => (await page.locator(`#tab-${tab}`).getAttribute('aria-selected')) === 'true');
    if (section === 'damaged') await until(`${file} is told to be broken`, async () => file === 'broken-table.jpg' || file === 'broken-flip.jpg' || (await view(page).trouble()) !== '');
    assert.equal(await page.locator('#puzzle').isVisible(), section === 'puzzle', file);
  }
  await visit.close();
});

for (const sample of SAMPLES.filter(({ solved }) => solved !== undefined)) {
  test(`puzzle ${sample.file}: one flip of all solves it`, async () => {
    const data = await readFile(new URL(sample.file, folder));
    /** @type {number[]} */
    const solutions = [];
    const copy = Buffer.from(data);
    for (let bit = 0; bit < data.length * 8; bit++) {
      copy[bit >> 3] ^= 0x80 >> (bit & 7);
      if (crc32(copy) === sample.solved) solutions.push(bit);
      copy[bit >> 3] ^= 0x80 >> (bit & 7);
    }
    assert.equal(solutions.length, 1);
    const [bit] = solutions;
    const visit = await bench.open({ path: `#v=1&sample=${sample.file}` });
    const { page } = visit;
    const line = page.locator('#puzzle');
    await until('it asks', async () => (await line.isVisible()) && /One bit of this file is wrong/.test(await line.innerText()));
    // Hints, one after the other.
    for (let k = 1; k <= 3; k++) {
      await page.getByRole('button', { name: `Hint ${k} of 3` }).click();
    }
    assert.equal(await page.locator('#puzzle-hint').isVisible(), false, 'no more hints');
    const flip = async (/** @type {number} */ at) => {
      await view(page).matrix.focus();
      await page.keyboard.press('Control+g');
      await page.keyboard.type(`b${at}`);
      await page.keyboard.press('Enter');
      await view(page).matrix.focus();
      await page.keyboard.press('Space');
    };
    await flip(bit ^ 1);
    await until('that was not it', async () => /not whole yet/.test(await line.innerText()));
    await page.getByRole('button', { name: 'Start over' }).click();
    await until('the file is as it was', async () => !/not whole yet/.test(await line.innerText()));
    await flip(bit);
    await until('it is solved', async () => /Solved!/.test(await line.innerText()));
    await until('the picture is that of the whole file', async () => (await view(page).totals.innerText()).includes('96 × 72 px'));
    if (sample === SAMPLES.at(-1)) await visit.picture('puzzle-solved');
    const { bytes } = await visit.download(() => view(page).save('itself'));
    assert.equal(crc32(bytes), sample.solved);
    await page.getByRole('button', { name: 'Next puzzle' }).click();
    await until('the next one is open', async () => /One bit of this file is wrong/.test(await line.innerText()));
    await visit.close();
  });
}

test('by keyboard: open, move over the cards, choose, Escape; the focus comes back', async () => {
  const visit = await bench.open();
  const { page } = visit;
  await view(page).opened('cat.jpg');
  await page.locator('#samples').focus();
  await page.keyboard.press('Enter');
  const focused = () => page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.file ?? document.activeElement?.id);
  await until('the open sample has the focus', async () => (await focused()) === 'cat.jpg');
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(), SAMPLES[1].file);
  await page.keyboard.press('End');
  assert.equal(await focused(), SAMPLES.at(-1)?.file);
  await page.keyboard.press('ArrowUp');
  assert.notEqual(await focused(), SAMPLES.at(-1)?.file);
  await page.keyboard.press('Escape');
  await until('the focus is back', async () => (await focused()) === 'samples');
  await page.keyboard.press('Enter');
  await until('open again', async () => (await focused()) === 'cat.jpg');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await view(page).opened(SAMPLES[1].file);
  await visit.close();
});

for (const [name, options] of /** @type {const} */ ([['light', { colorScheme: 'light' }], ['dark', { colorScheme: 'dark' }], ['phone', phone]])) {
  test(`axe finds nothing in the gallery and on a puzzle (${name})`, async () => {
    const visit = await bench.open(options);
    const { page } = visit;
    await view(page).opened('cat.jpg');
    await page.locator('#samples').click();
    await until('the small pictures are there', () => page.evaluate(() => performance.getEntriesByName(new URL('samples/thumbnails.jpg', location.href).href).length > 0));
    assert.deepEqual(await violations(page), []);
    await visit.picture(`gallery-${name}`);
    await page.keyboard.press('Escape');
    await choose(page, 'puzzle-contrast.jpg');
    await until('the puzzle asks', () => page.locator('#puzzle').isVisible());
    assert.deepEqual(await violations(page), []);
    await visit.picture(`puzzle-${name}`);
    await visit.close();
  });
}
