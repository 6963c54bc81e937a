// Formats that the page leaves to the browser, GIF, WebP and AVIF, and files that hold one of another format.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fixture } from './fixtures.js';
import { start } from './harness.js';
import { pixelsOf } from './pixels.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const folder = new URL('../fixtures/browser/', import.meta.url);
/** What the script that made the files knows of their pixels. @type {{file: string, width: number, height: number, off: number, rgb: string}[]} */
const expected = JSON.parse(await readFile(new URL('expected.json', folder), 'utf8'));

before(async () => {
  bench = await start();
});
after(() => bench.stop());

test('GIF, WebP and AVIF open as their pixels, it is said, and the file itself is a click away', async () => {
  const visit = await bench.open();
  const { page } = visit;
  const parts = view(page);
  for (const { file, width, height, off, rgb } of expected) {
    const bytes = await readFile(new URL(file, folder));
    await visit.drop([await bench.file(file, bytes)]);
    const stem = file.replace(/\..*/, '');
    // What is heard first is by whom it was decoded.
    await until(`${stem}.rgb is open`, async () => (await parts.totals.innerText()).includes(`${stem}.rgb`) && !(await parts.progress.isVisible()));
    const format = file.endsWith('.gif') ? 'GIF' : file.endsWith('.webp') ? 'WebP' : 'AVIF';
    const told = page.locator('.segments-decoded');
    await until(`${file} is told of`, async () => (await told.innerText()).includes(`${file} is a`) && new RegExp(`${format} picture: your browser has decoded it`).test(await told.innerText()));
    const { bytes: saved } = await visit.download(() => parts.save('png'));
    const pixels = await pixelsOf(bench, saved, 'image/png');
    assert.deepEqual([pixels.width, pixels.height], [width, height], file);
    const right = Buffer.from(rgb, 'hex');
    const wrong = right.findIndex((value, i) => Math.abs(value - pixels.rgba[Math.floor(i / 3) * 4 + (i % 3)]) > off);
    assert.equal(wrong, -1, `${file}: sample ${wrong}`);
    // The bits that are shown are those of the pixels.
    const { bytes: own } = await visit.download(() => parts.save('itself'));
    assert.equal(own.length, width * height * 3, file);
    await until('the pixels are what Segments has', async () => (await parts.field(/^pixels/).count()) > 0);
    await page.locator('#back').click();
    await until('nothing more is told of that', async () => !(await told.isVisible()));
    await until(`${file} itself is open`, async () => (await parts.totals.innerText()).includes(file));
    await until('there is no picture of it', async () => new RegExp(format).test(await parts.stage.locator('.empty').innerText()));
    const { bytes: same } = await visit.download(() => parts.save('itself'));
    assert.deepEqual(Buffer.from(same), bytes, file);
  }
  // Any file as raw pixels: also one that is no picture here.
  await page.locator('#tab-raw').click();
  await page.locator('.raw-canvas, .raw canvas').first().waitFor();
  assert.deepEqual(visit.troubles, []);
  await page.context().close();
});

test('a broken one is opened as what it is: bytes', async () => {
  const visit = await bench.open();
  const parts = view(visit.page);
  const bytes = (await readFile(new URL('lossy.webp', folder))).subarray(0, 40);
  await visit.drop([await bench.file('cut.webp', bytes)]);
  await until('it is open', async () => (await parts.totals.innerText()).includes('cut.webp'));
  await until('it is told why', async () => /WebP/.test(await parts.stage.locator('.empty').innerText()));
  await visit.page.context().close();
});

test('the PNG or JPEG file inside of a bitmap opens as one of its own', async () => {
  const visit = await bench.open();
  const { page } = visit;
  const parts = view(page);
  const jpeg = fixture('grey/2x2.jpg');
  const withJpeg = Buffer.alloc(54 + jpeg.length);
  withJpeg.write('BM');
  for (const [at, value] of [[2, withJpeg.length], [10, 54], [14, 40], [18, 2], [22, 2], [30, 4], [34, jpeg.length]]) withJpeg.writeUInt32LE(value, at);
  withJpeg.writeUInt16LE(1, 26);
  jpeg.copy(withJpeg, 54);
  const png = fixture('formats/bmp/png-inside.bmp');
  for (const { name, bytes, entry, opens, of } of [
    { name: 'png.bmp', bytes: png, entry: /The PNG file inside/, opens: 'png.inside.png', of: /^IHDR/ },
    { name: 'jpeg.bmp', bytes: withJpeg, entry: /The JPEG file inside/, opens: 'jpeg.inside.jpg', of: /^SOI|^start of image/i },
  ]) {
    await visit.drop([await bench.file(name, bytes)]);
    await parts.opened(name);
    await page.getByRole('button', { name: /picture inside/ }).click();
    await page.getByRole('menuitem', { name: entry }).click();
    await parts.opened(opens);
    await until(`${opens} has its own fields`, async () => (await parts.field(of).count()) > 0);
    const { bytes: own } = await visit.download(() => parts.save('itself'));
    assert.ok(bytes.includes(Buffer.from(own)), 'cut out as it is');
    await page.locator('#back').click();
    await parts.opened(name);
  }
  assert.deepEqual(visit.troubles, []);
  await page.context().close();
});
