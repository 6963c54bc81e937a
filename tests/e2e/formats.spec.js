// Files of other formats than JPEG: opened as their own bytes, explained, edited.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { violations } from './axe.js';
import { start } from './harness.js';
import { pixelsOf } from './pixels.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const folder = new URL('../fixtures/formats/', import.meta.url);
/** @type {{entries: {file: string, width: number, height: number, rgba_sha256: string, warnings: string[]}[]}} */
const manifest = JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8'));

before(async () => {
  bench = await start();
});
after(() => bench.stop());

const [WIDTH, HEIGHT] = [5, 3];
/** Bytes before the pixels, and of a row of them. */
const [HEAD, STRIDE] = [54, 16];
/** A bitmap of 24 bits a pixel, each byte of which is another number. */
function bitmap() {
  const file = Buffer.alloc(HEAD + STRIDE * HEIGHT);
  file.write('BM');
  for (const [at, value] of [[2, file.length], [10, HEAD], [14, 40], [18, WIDTH], [22, HEIGHT], [34, STRIDE * HEIGHT]]) file.writeUInt32LE(value, at);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < HEIGHT; y += 1) for (let i = 0; i < WIDTH * 3; i += 1) file[HEAD + y * STRIDE + i] = 10 + y * 50 + i;
  return file;
}
/** Byte of the file where a pixel starts: the lowest row comes first. @param {number} x @param {number} y */
const placeOf = (x, y) => HEAD + (HEIGHT - 1 - y) * STRIDE + 3 * x;

/** A visit that has a file open. @param {string} name @param {Uint8Array} bytes @param {Parameters<typeof bench.open>[0]} [options] */
async function opened(name, bytes, options = undefined) {
  const visit = await bench.open(options);
  const { page } = visit;
  const parts = view(page);
  await visit.drop([await bench.file(name, bytes)], { x: 100, y: 100 });
  await parts.opened(name);
  return {
    visit,
    page,
    parts,
    /** @param {number} byte @param {number} [bit] */
    async goTo(byte, bit = 0) {
      await parts.matrix.focus();
      await page.keyboard.press('Control+g');
      await page.keyboard.type(`0x${byte.toString(16)}:${bit}`);
      await page.keyboard.press('Enter');
      await until('the matrix has the focus again', () => parts.matrix.evaluate((grid) => grid === document.activeElement));
    },
    /** @param {RegExp} pattern */
    says: (pattern) => until(`it says ${pattern}`, async () => pattern.test((await parts.inspector.innerText()).replace(/\s+/g, ' '))),
    /** The picture as it would be saved. */
    async pixels() {
      const { bytes: saved } = await visit.download(() => parts.save('png'));
      return pixelsOf(bench, saved, 'image/png');
    },
  };
}

/** Kinds of files, and a field that each has. @type {[string, RegExp][]} */
const KINDS = [
  ['bmp/h40-1.bmp', /^bitmap header/],
  ['bmp/h12-8.bmp', /^file header/],
  ['bmp/h124-4.bmp', /^colour table/],
  ['bmp/bitfields-565.bmp', /^bitmap header/],
  ['bmp/top-down-8.bmp', /^bitmap header/],
  ['bmp/rle8-plain-h40.bmp', /^pixels/],
  ['bmp/clipboard.dib', /^bitmap header/],
  ['pnm/p1-comments.pbm', /^header/],
  ['pnm/p2-15.pgm', /^header/],
  ['pnm/p4.pbm', /^header/],
  ['pnm/p6-255.ppm', /^header/],
  ['pnm/p7-rgb-77.pam', /^header/],
  ['png/palette-8.png', /^PLTE/],
  ['png/rgb-16-interlaced.png', /^IHDR/],
];

test('each format opens as its own bytes, with its fields and its picture', async () => {
  const { visit, parts, pixels } = await opened('bitmap.bmp', bitmap());
  for (const [path, field] of KINDS) {
    const bytes = await readFile(new URL(path, folder));
    const name = path.replace(/.*\//, '');
    await visit.drop([await bench.file(name, bytes)]);
    await parts.opened(name);
    await until(`${name} has ${field}`, async () => (await parts.field(field).count()) > 0);
    assert.equal(await parts.faults.isVisible(), false, name);
    const entry = manifest.entries.find(({ file }) => file === path);
    assert.ok(entry, path);
    const { width, height, rgba } = await pixels();
    assert.deepEqual([width, height], [entry.width, entry.height], name);
    assert.equal(createHash('sha256').update(rgba).digest('hex'), entry.rgba_sha256, name);
    const { bytes: same } = await visit.download(() => parts.save('itself'));
    assert.deepEqual(Buffer.from(same), bytes, name);
  }
  assert.deepEqual(visit.troubles, []);
  await visit.page.context().close();
});

test('SPAM, the toy format, is read as any other', async () => {
  const file = Buffer.concat([Buffer.from('SPAM 3 2 8 '.padEnd(128)), Buffer.from([0, 60, 120, 180, 240, 255])]);
  const { page, parts, pixels, goTo, says } = await opened('toy.spam', file);
  await until('it has a header', async () => (await parts.field(/^SPAM/).count()) > 0);
  await goTo(128 + 4);
  await says(/the pixel \(1, 1\): 240\./);
  await goTo(5);
  await says(/width = 3/);
  const { rgba } = await pixels();
  assert.deepEqual([...rgba.subarray(4, 8)], [60, 60, 60, 255]);
  await page.context().close();
});

test('a bit leads to its field or its pixel, and a pixel to its bits', async () => {
  const { visit, page, parts, goTo, says } = await opened('bitmap.bmp', bitmap());
  const { stage } = parts;
  await goTo(18);
  await says(/bitmap header › Width = 5: width in pixels\. \[MS-WMF\] 2\.2\.2\.3/);
  const before = await pixelsOf(bench, await stage.screenshot(), 'image/png');
  await goTo(placeOf(3, 0) + 1);
  await says(/green of the pixel \(3, 0\): 120\./);
  await until('the picture shows it', async () => !(await pixelsOf(bench, await stage.screenshot(), 'image/png')).rgba.equals(before.rgba));
  await goTo(placeOf(0, 1) - 1);
  await says(/padding 2: fills up row 2/);
  // The middle of the picture is the middle pixel.
  const box = await stage.boundingBox();
  assert.ok(box);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await says(new RegExp(`0x${placeOf(2, 1).toString(16).toUpperCase()}:0`));
  await says(/24 bits/);
  await visit.picture('formats');
  assert.deepEqual(await violations(page), []);
  await page.context().close();
});

test('a run of a packed bitmap leads to all its pixels', async () => {
  const bytes = await readFile(new URL('bmp/rle8-plain-h40.bmp', folder));
  const { page, goTo, says } = await opened('packed.bmp', bytes);
  const first = bytes.readUInt32LE(10);
  await goTo(first);
  await says(/a run of \d+ from the pixel \(0, \d+\) on/);
  await goTo(bytes.length - 2);
  await says(/the picture ends here/);
  await page.context().close();
});

test('the deflated bits of a PNG lead to its pixels, and back', async () => {
  const bytes = await readFile(new URL('png/rgb-8.png', folder));
  const { page, parts, goTo, says } = await opened('deflated.png', bytes);
  // Behind the two bytes of zlib: a block that is stored as it is, its first row's filter, its first pixel.
  const data = bytes.indexOf('IDAT') + 4;
  await goTo(data);
  await says(/CINFO = 7/);
  await goTo(data + 2);
  await says(/the head of a deflated block/);
  await goTo(data + 7);
  await says(/how the row is filtered: not at all/);
  await goTo(data + 9);
  await says(new RegExp(`a byte, ${bytes[data + 9]}: green of the pixel \\(0, 0\\), as the filter`));
  const box = await parts.stage.boundingBox();
  assert.ok(box);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await says(/24 bits/);
  await page.context().close();
});

test('a flipped bit changes the pixel, and can be taken back', async () => {
  const { page, parts, goTo, says, pixels } = await opened('bitmap.bmp', bitmap());
  const before = await pixels();
  const at = 4 * (WIDTH * 2 + 1);
  await goTo(placeOf(1, 2));
  await says(/blue of the pixel \(1, 2\): 13\./);
  await page.getByRole('button', { name: /^Flip/ }).click();
  await says(/blue of the pixel \(1, 2\): 141\./);
  await until('it is drawn', async () => !(await parts.progress.isVisible()));
  const after = await pixels();
  const expected = Buffer.from(before.rgba);
  expected[at + 2] ^= 0x80;
  assert.ok(after.rgba.equals(expected));
  await parts.matrix.focus();
  await page.keyboard.press('Control+z');
  await says(/blue of the pixel \(1, 2\): 13\./);
  await until('it is drawn again', async () => (await pixels()).rgba.equals(before.rgba));
  // Without its first letter it is no bitmap; with it, it is one again.
  await goTo(0);
  await page.getByRole('button', { name: /^Flip/ }).click();
  await until('there is no picture', async () => (await parts.stage.locator('.empty').count()) > 0 && (await parts.stage.locator('.empty').isVisible()));
  await page.keyboard.press('Control+z');
  await until('the picture is back', async () => (await pixels()).rgba.equals(before.rgba));
  await page.context().close();
});

test('a damaged bitmap shows what is there, and a header that asks for too much is refused', async () => {
  const { visit, page, parts, pixels } = await opened('cut.bmp', bitmap().subarray(0, HEAD + STRIDE + 7));
  await until('the fault is listed', async () => parts.faults.isVisible());
  const { rgba } = await pixels();
  assert.deepEqual([...rgba.subarray(4 * WIDTH * 2, 4 * WIDTH * 2 + 4)], [12, 11, 10, 255]);
  const huge = bitmap();
  huge.writeUInt32LE(60_000, 18);
  huge.writeUInt32LE(60_000, 22);
  await visit.drop([await bench.file('huge.bmp', huge)]);
  await until('it is open', async () => (await parts.totals.innerText()).includes('huge.bmp'));
  await until('it is told why', async () => /3\s?600\s?000\s?000 pixels/.test(await parts.stage.locator('.empty').innerText()));
  await until('its fields are there', async () => (await parts.field(/^bitmap header/).count()) > 0);
  assert.deepEqual(visit.troubles, []);
  await page.context().close();
});

test('what is about blocks says that there are none', async () => {
  const { page, parts } = await opened('bitmap.bmp', bitmap());
  for (const [tab, says] of /** @type {[RegExp, RegExp][]} */ ([
    [/^Block/, /Only a JPEG is cut into blocks/],
    [/^Tables/, /are tables of a JPEG/],
    [/^Build-up/, /A JPEG builds up scan by scan/],
  ])) {
    await page.getByRole('tab', { name: tab }).click();
    await until(`${tab} says so`, async () => says.test(await page.getByRole('tabpanel', { name: tab }).innerText()));
  }
  await page.getByRole('tab', { name: /^Segments/ }).click();
  await until('the tree is there', async () => (await parts.field(/^pixels/).count()) > 0);
  await page.context().close();
});

test('in Russian, and on a small screen', async () => {
  const { visit, page, parts, goTo, says } = await opened('bitmap.bmp', bitmap(), { locale: 'ru-RU', viewport: { width: 390, height: 844 } });
  await goTo(placeOf(0, 2));
  await says(/пиксель \(0, 2\), синий: 10\./);
  await until('the fields are named', async () => (await parts.field(/^заголовок растра/).count()) > 0);
  await visit.picture('formats-small');
  await page.context().close();
});
