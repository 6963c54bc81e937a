// The picture that is shown, encoded anew: what each step takes, and the file.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fixture } from './fixtures.js';
import { start } from './harness.js';
import { pixelsOf } from './pixels.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const photo = fixture('process/baseline.jpg');

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** A visit with the tab open. @param {import('playwright-core').BrowserContextOptions & {locale?: string}} [options] */
async function encoding(options = undefined) {
  const visit = await bench.open(options);
  await visit.drop([await bench.file('photo.jpg', photo)], { x: 100, y: 100 });
  const parts = view(visit.page);
  await until('the file is open', async () => (await parts.totals.innerText()).includes('photo.jpg'));
  await visit.page.locator('#tab-encode').click();
  const save = visit.page.locator('.encode .actions button').last();
  const ready = () => until('it is encoded', async () => !(await save.isDisabled()));
  await ready();
  return {
    visit,
    page: visit.page,
    parts,
    ready,
    verdict: () => visit.page.locator('.encode-verdict').innerText(),
    /** Changes an option, and waits for what comes of it. @param {() => Promise<unknown>} change */
    async after(change) {
      const before = await visit.page.locator('.encode-result').innerHTML();
      await change();
      await until('it is encoded anew', async () => (await visit.page.locator('.encode-result').innerHTML()) !== before);
      await ready();
    },
    async saved() {
      const { name, bytes } = await visit.download(() => save.click());
      return { name, bytes: Buffer.from(bytes) };
    },
  };
}

/** The segments up to the first scan: their markers' second bytes. @param {Buffer} file */
function markers(file) {
  const found = [];
  for (let at = 2; at + 4 <= file.length; at += 2 + file.readUInt16BE(at + 2)) {
    found.push(file[at + 1]);
    if (file[at + 1] === 0xda) break;
  }
  return found;
}

test('the steps add up to the file that is saved', async () => {
  const { visit, page, verdict, saved } = await encoding();
  const { name, bytes } = await saved();
  assert.equal(name, 'photo.q75.jpg');
  const said = await verdict();
  assert.ok(said.replace(/\s/g, '').startsWith(`${bytes.length}bytes:1/`), said);
  assert.match(said, /PSNR against the picture shown: \d\d(\.\d+)? dB/);
  const sizes = (await page.locator('.encode-size').allInnerTexts()).map((text) => Number(text.replace(/\s/g, '').match(/^\d+/)?.[0]));
  const { width, height } = await pixelsOf(bench, bytes, 'image/jpeg');
  assert.equal(sizes[0], width * height * 3, 'pixels');
  assert.equal(sizes[1], width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2), 'samples, 4:2:0');
  assert.equal(sizes[5], bytes.length);
  assert.ok(sizes[3] <= sizes[4] && sizes[4] < sizes[5], String(sizes));
  await visit.close();
});

test('every option is in the file', async () => {
  const { visit, page, after, saved } = await encoding();
  const plain = (await saved()).bytes;
  assert.deepEqual([...new Set(markers(plain))], [0xe0, 0xdb, 0xc0, 0xc4, 0xda]);
  await after(() => page.getByLabel('Optimal Huffman tables').check());
  const optimal = (await saved()).bytes;
  assert.ok(optimal.length < plain.length);
  assert.deepEqual((await pixelsOf(bench, optimal, 'image/jpeg')).rgba, (await pixelsOf(bench, plain, 'image/jpeg')).rgba);
  await after(() => page.getByLabel('Rows between restarts').fill('1'));
  assert.ok(markers((await saved()).bytes).includes(0xdd), 'DRI');
  await after(() => page.getByLabel('Progressive').check());
  assert.ok(markers((await saved()).bytes).includes(0xc2), 'SOF2');
  await after(() => page.getByLabel('Sampling').selectOption('grey'));
  const grey = (await saved()).bytes;
  assert.equal(grey[grey.indexOf(Buffer.from([0xff, 0xc2])) + 9], 1, 'one component');
  await visit.close();
});

test('less quality takes less, and the open file’s own quantisers can be used', async () => {
  const { visit, page, after, saved } = await encoding();
  const middle = (await saved()).bytes;
  await after(async () => {
    await page.getByLabel('Quality').focus();
    await page.keyboard.press('Home');
  });
  const worst = await saved();
  assert.equal(worst.name, 'photo.q1.jpg');
  assert.ok(worst.bytes.length < middle.length);
  await after(() => page.getByLabel('Quantisers of the open file').check());
  const own = await saved();
  assert.equal(own.name, 'photo.encoded.jpg');
  const table = (/** @type {Buffer} */ file) => file.subarray(file.indexOf(Buffer.from([0xff, 0xdb])) + 5).subarray(0, 64);
  assert.deepEqual(table(own.bytes), table(photo));
  await visit.close();
});

test('the result opens as a file of its own, and the way back is there', async () => {
  const { visit, page, parts } = await encoding();
  await page.getByRole('button', { name: 'Open the result' }).click();
  await parts.opened('photo.q75.jpg');
  await page.getByRole('button', { name: 'back to photo.jpg' }).click();
  await until('the first file is back', async () => /\bphoto\.jpg/.test(await parts.totals.innerText()));
  await visit.close();
});

test('on a phone, in Russian, nothing is cut off', async () => {
  const { visit, page } = await encoding({ locale: 'ru-RU', viewport: { width: 390, height: 844 } });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.locator('.encode-result').scrollIntoViewIfNeeded();
  await visit.picture('encode-phone-ru');
  await visit.close();
});
