// Two files beside each other: with a line between, side by side, amplified, in figures, and byte by byte.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { violations } from './axe.js';
import { start } from './harness.js';
import { pixelsOf } from './pixels.js';
import { under } from './under.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
/** @param {string} name */
const sample = (name) => readFile(new URL(`../../www/samples/${name}`, import.meta.url));
const [cat, progressive, turned] = await Promise.all(['cat.jpg', 'cat-progressive.jpg', 'cat-turned.jpg'].map(sample));
/** Two quantisers of brightness are others: a valid file, and a picture that differs all over. */
const coarse = Buffer.from(cat);
coarse[0x19] += 2;
coarse[0x20] += 20;

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** Two files open, the first shown and compared with the second. @param {Record<string, Uint8Array>} files @param {Parameters<typeof bench.open>[0]} [options] */
async function compared(files, options) {
  const visit = await bench.open(options);
  const { page } = visit;
  const [first, second] = Object.keys(files);
  await visit.drop(await Promise.all(Object.entries(files).map(([name, bytes]) => bench.file(name, bytes))), { x: 100, y: 300 });
  const parts = view(page);
  await parts.opened(first);
  await page.locator('#compare-with').click();
  await page.getByRole('menuitem', { name: second }).click();
  const panel = page.locator('#panel-compare');
  await until('it is compared', async () => (await panel.getAttribute('aria-busy')) === 'false', 20_000);
  return {
    ...visit,
    visit,
    parts,
    panel,
    verdict: () => page.locator('#comparison-verdict').innerText(),
    bytes: () => page.locator('#comparison-bytes').innerText(),
    changes: page.locator('.comparison-change'),
    /** @param {string} row */
    figures: (row) => panel.locator('tbody tr').filter({ has: page.getByRole('rowheader', { name: row }) }).locator('td').allInnerTexts(),
  };
}

/** Mean squared error of each channel and of all, and the largest difference, the slow way. @param {Uint8Array} a @param {Uint8Array} b @param {string} type */
async function apart(a, b, type = 'image/jpeg') {
  const [x, y] = await Promise.all([a, b].map((file) => pixelsOf(bench, file, type)));
  const sums = [0, 0, 0];
  const largest = [0, 0, 0];
  let differing = 0;
  for (let i = 0; i < x.rgba.length; i += 4) {
    let differs = false;
    for (let c = 0; c < 3; c += 1) {
      const d = Math.abs(x.rgba[i + c] - y.rgba[i + c]);
      differs ||= d > 0;
      sums[c] += d * d;
      largest[c] = Math.max(largest[c], d);
    }
    differing += Number(differs);
  }
  return { means: sums.map((sum) => sum / (x.rgba.length / 4)), largest, differing };
}

test('figures are those of the pixels, and every view of two pictures works', async () => {
  const { visit, page, parts, panel, verdict, bytes, figures, changes } = await compared({ 'fine.jpg': cat, 'coarse.jpg': coarse });
  // What libjpeg-turbo gives is what Chromium gives: the figures can be had without the page.
  const { means, largest, differing } = await apart(cat, coarse);
  const psnr = (/** @type {number} */ mean) => `${Number((10 * Math.log10(255 ** 2 / mean)).toFixed(2))} dB`;
  for (const [c, name] of ['Red', 'Green', 'Blue'].entries()) {
    assert.deepEqual(await figures(name), [psnr(means[c]), String(Number(means[c].toPrecision(4))), String(largest[c])]);
  }
  assert.equal((await figures('All'))[0], psnr((means[0] + means[1] + means[2]) / 3));
  assert.match(await verdict(), new RegExp(`^${String(differing).replace(/(\d)(?=(\d{3})+$)/g, '$1.?')} of 19.?200 pixels differ`));
  const [ssim] = await figures('SSIM');
  assert.ok(Number(ssim) > 0.5 && Number(ssim) < 0.999, ssim);
  assert.equal(await bytes(), '5313 bytes here, 5313 bytes there. The first difference is at 0x19. 2 places differ: 2 bytes have other values.');

  const chip = (/** @type {string} */ name) => page.locator(`#compare-${name}`);
  await until('both are shown with a line between', async () => (await chip('split').getAttribute('aria-pressed')) === 'true');
  assert.equal(await chip('original').innerText(), 'coarse.jpg');
  assert.equal(await chip('edited').innerText(), 'fine.jpg');
  const line = page.getByRole('slider', { name: /Line/ });
  await line.focus();
  await page.keyboard.press('Home');
  await until('it stands at the left', async () => (await line.getAttribute('aria-valuenow')) === '0');
  await parts.stage.focus();
  await page.mouse.move(5, 5);
  const looks = async () => (await parts.stage.screenshot()).toString('base64');
  /** @type {Set<string>} */
  const seen = new Set();
  for (const [key, name] of [['1', 'original'], ['3', 'edited'], ['4', 'beside'], ['5', 'structure']]) {
    await page.keyboard.press(key);
    await until(`${name} is chosen`, async () => (await chip(name).getAttribute('aria-pressed')) === 'true');
    await until(`${name} looks like nothing before`, async () => !seen.has(await looks()));
    await visit.picture(`comparison-${name}`);
    seen.add(await looks());
  }
  await page.keyboard.press('4');
  await page.keyboard.press('0');
  for (const times of ['1', '16']) {
    await chip('difference').selectOption(times);
    await until('the difference looks like nothing before', async () => !seen.has(await looks()));
    seen.add(await looks());
  }

  // A place in the list leads to its bits.
  const place = await changes.nth(1).locator('code').first().innerText();
  await changes.nth(1).click();
  await until('its bits are selected', async () => (await parts.inspector.innerText()).includes(place));
  await panel.getByRole('button', { name: 'End' }).click();
  await until('it has ended', async () => !(await chip('beside').isVisible()));
  assert.equal(await chip('original').innerText(), 'Original');
  if (under === 'chromium') assert.equal(page.workers().filter((worker) => worker.url().includes('comparing')).length, 0, 'who compared has been let go');
  await visit.close();
});

test('bytes that were put in or taken out do not make all behind them differ', async () => {
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 9]), Buffer.from('Dear me')]);
  const other = Buffer.concat([cat.subarray(0, 2), comment, cat.subarray(2)]);
  other[other.length - 100] ^= 0x40;
  const { visit, bytes, changes, parts } = await compared({ 'plain.jpg': cat, 'comment.jpg': other });
  assert.match(await bytes(), /The first difference is at 0x[23]\. 2 places differ: 1 byte has another value, 11 bytes are only there\.$/);
  const at = cat.length + comment.length - 100 - comment.length;
  assert.deepEqual(
    (await changes.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim()),
    [`0x${(await changes.first().locator('code').first().innerText()).slice(2)} 11 bytes only there`, `0x${at.toString(16).toUpperCase()} 1 byte has another value ${cat[at].toString(16).toUpperCase().padStart(2, '0')}`],
  );
  await changes.nth(1).click();
  await until('it leads to the byte', async () => (await parts.inspector.innerText()).includes(`0x${at.toString(16).toUpperCase()}`));
  await visit.close();
});

test('the same pixels in other bytes are said to be the same; an edit is compared at once', async () => {
  const { visit, page, parts, verdict, panel, figures } = await compared({ 'one.jpg': cat, 'two.jpg': cat });
  assert.match(await verdict(), /^All 19.200 pixels are the same\.$/);
  assert.deepEqual(await figures('All'), ['∞', '0', '0']);
  assert.deepEqual(await figures('SSIM'), ['1']);
  assert.match(await page.locator('#comparison-bytes').innerText(), /^All 5313 bytes are the same\.$/);
  // A bit of the quantiser of the darkest frequency changes all there is.
  await parts.matrix.focus();
  await page.keyboard.press('Control+g');
  await page.keyboard.type('0x19:6');
  await page.keyboard.press('Enter');
  await until('the matrix has the focus again', () => parts.matrix.evaluate((grid) => grid === document.activeElement));
  await page.keyboard.press('Space');
  await until('pixels differ now', async () => /differ/.test(await verdict()) && (await panel.getAttribute('aria-busy')) === 'false', 20_000);
  // And with itself, as it was.
  await panel.getByRole('button', { name: 'Itself before the edits' }).click();
  await until('that is compared', async () => /^All|differ/.test(await verdict()) && (await panel.getAttribute('aria-busy')) === 'false', 20_000);
  assert.match(await page.locator('#comparison-bytes').innerText(), /1 place differs: 1 byte has another value\.$/);
  await visit.close();
});

test('pictures of different sizes stand side by side, and nothing is made up', async () => {
  const { visit, page, verdict, panel } = await compared({ 'lying.jpg': cat, 'upright.jpg': turned });
  const sizes = /^The sizes differ: this picture has 160 × 120 pixels, upright\.jpg has (\d+) × (\d+)\./;
  assert.match(await verdict(), sizes);
  assert.equal(await panel.locator('table').isVisible(), false);
  assert.equal(await page.locator('#compare-split').isDisabled(), true);
  await until('they stand side by side', async () => (await page.locator('#compare-beside').getAttribute('aria-pressed')) === 'true');
  assert.deepEqual(await page.locator('.beside-name').allInnerTexts(), ['lying.jpg', 'upright.jpg']);
  await visit.picture('comparison-sizes');
  // Who turns to the other one sees it beside this one.
  await page.keyboard.press('Alt+PageDown');
  await until('they have changed places', async () => /^The sizes differ: .* lying\.jpg has 160 × 120\./.test(await verdict()), 20_000);
  await visit.close();
});

test('a file without a picture is compared by its bytes; on a phone, in Russian, fit for all', async () => {
  const { visit, page, verdict, bytes, panel } = await compared({ 'a.jpg': progressive, 'b.bin': Buffer.from('No picture! '.repeat(25)) }, { viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'ru-RU' });
  assert.match(await verdict(), /^В файле b\.bin нет изображения/);
  assert.match(await bytes(), /300 байт там/);
  await panel.scrollIntoViewIfNeeded();
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
  assert.deepEqual(await violations(page), []);
  await visit.picture('comparison-phone');
  await visit.close();
});
