// Every way in: the sample, a drop, the file button, paste; and what happens to files that are none.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { start } from './harness.js';
import { syntheticJpeg, withSize } from './jpeg.js';
import { difference, find, pixelsOf } from './pixels.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
/** A valid photo of 256 × 128 pixels. */
const photo = syntheticJpeg(256, 128);

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** Bytes of the open file, by way of Save. @param {import('./harness.js').Visit} visit */
async function openBytes(visit) {
  const { bytes } = await visit.download(() => view(visit.page).save('itself'));
  return Buffer.from(bytes);
}

test('opens with a sample, picture and bits', async () => {
  const visit = await bench.open();
  const { totals, tree, matrix, stage, said, whole } = view(visit.page);
  await until('a sample is named', async () => /\.jpe?g/i.test(await totals.innerText()));
  await until('it is announced', async () => /\.jpe?g/i.test((await said.textContent()) ?? ''));
  await whole();
  await tree.getByRole('treeitem', { name: /^SOI/ }).waitFor();
  await matrix.getByRole('row').nth(3).waitFor();
  const bytes = await openBytes(visit);
  assert.deepEqual([...bytes.subarray(0, 2)], [0xff, 0xd8]);
  const shown = await pixelsOf(bench, await stage.screenshot(), 'image/png');
  const colours = new Set(new Uint32Array(shown.rgba.buffer, shown.rgba.byteOffset, shown.width * shown.height));
  assert.ok(colours.size > 100, `a photo has many colours, this has ${colours.size}`);
  await visit.picture('desktop');
  await visit.close();
});

test('a dropped photo is shown pixel for pixel', async () => {
  const visit = await bench.open();
  const page = view(visit.page);
  await visit.drop([await bench.file('dropped.jpg', photo)]);
  await page.opened('dropped.jpg');
  await page.actual.click();
  await visit.page.mouse.move(5, 5);
  const expected = await pixelsOf(bench, photo, 'image/jpeg');
  await until('the very pixels stand on the screen', async () => {
    const shown = await pixelsOf(bench, await page.stage.screenshot(), 'image/png');
    return find(expected, shown) !== null;
  });
  assert.ok((await openBytes(visit)).equals(photo));
  await visit.close();
});

test('a drop lands anywhere on the page', async () => {
  const visit = await bench.open();
  for (const [index, point] of [{ x: 3, y: 3 }, { x: 1200, y: 400 }, { x: 640, y: 790 }].entries()) {
    await visit.drop([await bench.file(`anywhere-${index}.jpg`, photo)], point);
    await view(visit.page).opened(`anywhere-${index}.jpg`);
  }
  await visit.close();
});

test('the file button opens a file', async () => {
  const visit = await bench.open();
  const page = view(visit.page);
  const choosing = visit.page.waitForEvent('filechooser');
  await page.openButton.click();
  await (await choosing).setFiles(await bench.file('chosen.jpg', photo));
  await page.opened('chosen.jpg');
  assert.ok((await openBytes(visit)).equals(photo));
  await visit.close();
});

test('a pasted file is opened', async () => {
  const visit = await bench.open();
  await visit.page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'pasted.jpg', { type: 'image/jpeg' }));
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    // Firefox lets nobody say what is pasted.
    if (event.clipboardData?.files.length !== 1) Object.defineProperty(event, 'clipboardData', { value: clipboardData });
    document.body.dispatchEvent(event);
  }, photo.toString('base64'));
  await view(visit.page).opened('pasted.jpg');
  assert.ok((await openBytes(visit)).equals(photo));
  await visit.close();
});

test('pasted zeros and ones are opened', async () => {
  const visit = await bench.open();
  const bits = [...photo].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  await visit.page.evaluate((text) => navigator.clipboard.writeText(text), bits);
  await visit.page.locator('body').press('Control+v');
  await until('the pasted file is open', async () => (await openBytes(visit)).equals(photo));
  await visit.close();
});

test('a newer file cancels an older one', async () => {
  const visit = await bench.open();
  const page = view(visit.page);
  const large = await bench.file('large.jpg', syntheticJpeg(4096, 4096));
  await visit.drop([large]);
  await visit.drop([await bench.file('newer.jpg', photo)]);
  await page.opened('newer.jpg');
  const settled = await page.totals.innerText();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.equal(await page.totals.innerText(), settled, 'the older file must not come back');
  assert.ok((await openBytes(visit)).equals(photo));
  await visit.close();
});

test('decoding can be cancelled', async () => {
  const visit = await bench.open();
  const page = view(visit.page);
  await until('the first sample is announced', async () => /\.jpe?g/i.test((await page.said.textContent()) ?? ''));
  await page.cancelAtOnce();
  await visit.drop([await bench.file('cancelled.jpg', syntheticJpeg(8064, 6016))]);
  await until('it says so', async () => /cancelled/.test(await page.trouble()));
  await page.progress.waitFor({ state: 'hidden' });
  // What the worker had already sent off when it was stopped must not start it all again.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.equal(await page.progress.isVisible(), false, 'it stays stopped');
  assert.match(await page.trouble(), /cancelled/);
  await visit.drop([await bench.file('afterwards.jpg', photo)]);
  await page.opened('afterwards.jpg');
  await visit.close();
});

/** A file that is none, what the page must say of it, and which segments it can still read. */
const bad = [
  { name: 'empty.jpg', contents: Buffer.alloc(0), says: /^The file is empty/, reads: [] },
  { name: 'letter.jpg', contents: Buffer.from('Dear Sir or Madam, this is no picture.'), says: /no picture format/, reads: [] },
  { name: 'noise.jpg', contents: Buffer.from([...Array(999).keys()].map((i) => (i * 73 + 11) % 255)), says: /no picture format/, reads: [] },
  { name: 'zero.jpg', contents: withSize(photo, 0, 0), says: /no width, no height/, reads: ['SOI', 'DQT', 'SOF0'] },
  { name: 'giant.jpg', contents: withSize(photo, 65_535, 65_535), says: /pixels, more than the limit/, reads: ['SOI', 'DQT', 'SOF0'] },
  { name: 'headless.jpg', contents: photo.subarray(0, 90), says: /holds no picture/, reads: ['SOI', 'DQT'] },
];

for (const { name, contents, says, reads } of bad) {
  test(`${name}: one clear sentence, and the page goes on`, async () => {
    const visit = await bench.open();
    const page = view(visit.page);
    await visit.drop([await bench.file(name, contents)]);
    await until('the file is open', async () => (await page.totals.innerText()).includes(name));
    await until('the sentence comes', async () => says.test(await page.trouble()));
    const sentence = await page.trouble();
    assert.match(sentence, /^\p{Lu}[^\n]{10,200}\.$/u, `a sentence: ${sentence}`);
    assert.ok(await page.news.isVisible(), 'it is there for those who see, too');
    assert.ok((await page.said.textContent())?.endsWith(sentence), 'and for those who listen');
    assert.doesNotMatch(sentence, /undefined|\[object|NaN|panick|unreachable/);
    for (const segment of reads) await page.field(new RegExp(`^${segment}`)).first().waitFor();
    await visit.drop([await bench.file('good.jpg', photo)]);
    await page.opened('good.jpg');
    assert.equal(await page.news.isVisible(), false, 'old news is gone');
    assert.ok((await openBytes(visit)).equals(photo));
    await visit.close();
  });
}

test('a truncated photo is shown as far as it goes, and said to be truncated', async () => {
  const visit = await bench.open();
  const page = view(visit.page);
  const cut = photo.subarray(0, Math.floor(photo.length * 0.6));
  await visit.drop([await bench.file('cut.jpg', cut)]);
  await until('it is said', async () => /^The data of the picture end too early/.test(await page.trouble()));
  assert.match(await page.totals.innerText(), /^cut\.jpg.*256 × 128/);
  await page.faults.getByText(/ends without/).waitFor();
  const { bytes } = await visit.download(() => page.save('bmp'));
  const [whole, part] = await Promise.all([pixelsOf(bench, photo, 'image/jpeg'), pixelsOf(bench, bytes, 'image/bmp')]);
  assert.deepEqual([part.width, part.height], [256, 128]);
  // The first MCU row (its last line looks at the row below) is whole; the last one is not there.
  const line = 256 * 4;
  assert.ok(part.rgba.subarray(0, 15 * line).equals(whole.rgba.subarray(0, 15 * line)));
  assert.notEqual(difference(part, whole), '');
  await visit.close();
});

test('the sample is the file that the page serves', async () => {
  const visit = await bench.open();
  let name = '';
  await until('it is open', async () => {
    name = (await view(visit.page).totals.innerText()).match(/[\w.-]+\.jpe?g/i)?.[0] ?? '';
    return name !== '';
  });
  const served = await readFile(new URL(`../../www/samples/${name}`, import.meta.url));
  assert.ok((await openBytes(visit)).equals(served));
  await visit.close();
});
