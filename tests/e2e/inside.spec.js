// Pictures inside of files, and streams of tables: what one file has to do with another.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fixture } from './fixtures.js';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { difference, pixelsOf } from './pixels.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** @param {import('./harness.js').Visit} visit @param {string} name @param {Uint8Array} bytes */
async function open(visit, name, bytes) {
  await visit.drop([await bench.file(name, bytes)]);
  await view(visit.page).opened(name);
}

/** @param {import('./harness.js').Visit} visit */
async function openBytes(visit) {
  const { bytes } = await visit.download(() => view(visit.page).save('itself'));
  return Buffer.from(bytes);
}

/** A photo with image resource 1036: 28 bytes about a thumbnail, and the thumbnail, a JPEG file. */
function withPhotoshopThumbnail() {
  const [outer, inner] = [syntheticJpeg(256, 128), fixture('grey/2x2.jpg')];
  const about = Buffer.alloc(28);
  [1, 21, 19, 64, 64 * 19, inner.length].forEach((value, i) => about.writeUInt32BE(value, i * 4));
  about.writeUInt16BE(24, 24);
  about.writeUInt16BE(1, 26);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(about.length + inner.length);
  const resource = Buffer.concat([Buffer.from('8BIM\x04\x0c\0\0', 'latin1'), size, about, inner, Buffer.alloc(inner.length % 2)]);
  const body = Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), resource]);
  const head = Buffer.from([0xff, 0xed, (body.length + 2) >> 8, (body.length + 2) & 255]);
  return Buffer.concat([outer.subarray(0, 2), head, body, outer.subarray(2)]);
}

for (const { name, entry, opens } of [
  { name: 'exif/thumbnail-big.jpg', entry: /Thumbnail \(EXIF\)/, opens: 'thumbnail.jpg' },
  { name: 'app/jfxx-jpeg.jpg', entry: /Thumbnail \(JFIF extension\)/, opens: 'thumbnail.jpg' },
  { name: 'app/mpf.jpg', entry: /Picture 2 \(MPF\)/, opens: 'picture-2.jpg' },
  { name: 'Photoshop', entry: /Thumbnail \(Photoshop\)/, opens: 'thumbnail.jpg' },
  { name: 'layout/trailing-image.jpg', entry: /Picture after the end/, opens: 'trailing.jpg' },
]) {
  test(`${name}: the picture inside opens as one of its own, and there is a way back`, async () => {
    const visit = await bench.open();
    const { page } = visit;
    const outer = name === 'Photoshop' ? withPhotoshopThumbnail() : fixture(name);
    await open(visit, 'outer.jpg', outer);
    await page.getByRole('button', { name: /picture inside/ }).click();
    await page.getByRole('menuitem', { name: entry }).click();
    await view(page).opened(`outer.${opens}`);
    const inner = await openBytes(visit);
    assert.ok(outer.includes(inner) && inner.length < outer.length, 'bytes of the file around it');
    assert.deepEqual([...inner.subarray(0, 2)], [0xff, 0xd8]);
    const saved = await visit.download(() => view(page).save('bmp'));
    assert.equal(difference(await pixelsOf(bench, saved.bytes, 'image/bmp'), await pixelsOf(bench, inner, 'image/jpeg')), '');
    const back = page.getByRole('button', { name: 'back to outer.jpg' });
    await back.focus();
    await page.keyboard.press('Enter');
    await until('the file is open again', async () => (await openBytes(visit)).equals(outer));
    assert.equal(await back.isVisible(), false);
    await visit.close();
  });
}

for (const { name, entry, palette } of [
  { name: 'app/jfif-thumbnail.jpg', entry: /Thumbnail \(JFIF\)/, palette: false },
  { name: 'app/jfxx-rgb.jpg', entry: /Thumbnail \(JFIF extension\)/, palette: false },
  { name: 'app/jfxx-palette.jpg', entry: /Thumbnail \(JFIF extension\)/, palette: true },
]) {
  test(`${name}: pixels that are stored as they are`, async () => {
    const visit = await bench.open();
    const { page } = visit;
    const { totals, field, inspector, stage } = view(page);
    await open(visit, 'outer.jpg', fixture(name));
    await page.getByRole('button', { name: /picture inside/ }).focus();
    await page.keyboard.press('Enter');
    await until('the entry has the focus', async () => entry.test(await page.locator(':focus').innerText()));
    await page.keyboard.press('Enter');
    await view(page).opened('outer.thumbnail.rgb');
    const bytes = await openBytes(visit);
    const [, width, height] = ((await totals.innerText()).match(/(\d+) × (\d+) px/) ?? []).map(Number);
    const saved = await visit.download(() => view(page).save('png'));
    const { rgba } = await pixelsOf(bench, saved.bytes, 'image/png');
    assert.equal(rgba.length, width * height * 4);
    for (let i = 0; i < width * height; i++) {
      const at = palette ? bytes[768 + i] * 3 : i * 3;
      assert.deepEqual([...rgba.subarray(i * 4, i * 4 + 3)], [...bytes.subarray(at, at + 3)], `pixel ${i}`);
    }
    await field(/^pixels/).click();
    await until('its bits are told', async () => /the picture itself/.test(await inspector.innerText()));
    const box = await stage.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await stage.locator('.tip').filter({ hasText: /x \d+ +y \d+ +rgb/ }).waitFor();
    await visit.close();
  });
}

/** A photo, taken apart: its tables as a stream of their own, and the image without them. */
function abbreviated() {
  const whole = syntheticJpeg(256, 128);
  /** @type {Buffer[]} */
  const tables = [whole.subarray(0, 2)];
  /** @type {Buffer[]} */
  const image = [whole.subarray(0, 2)];
  let at = 2;
  while (whole[at + 1] !== 0xda) {
    const end = at + 2 + whole.readUInt16BE(at + 2);
    (whole[at + 1] === 0xdb || whole[at + 1] === 0xc4 ? tables : image).push(whole.subarray(at, end));
    at = end;
  }
  image.push(whole.subarray(at));
  tables.push(Buffer.from([0xff, 0xd9]));
  return { whole, tables: Buffer.concat(tables), image: Buffer.concat(image) };
}

/** @param {import('./harness.js').Visit} visit @param {Buffer} whole */
async function shows(visit, whole) {
  const saved = await visit.download(() => view(visit.page).save('bmp'));
  assert.equal(difference(await pixelsOf(bench, saved.bytes, 'image/bmp'), await pixelsOf(bench, whole, 'image/jpeg')), '');
}

test('tables first, then an image without them', async () => {
  const visit = await bench.open();
  const { page } = visit;
  const { trouble, inspector, matrix } = view(page);
  const { whole, tables, image } = abbreviated();
  await visit.drop([await bench.file('early.jpg', image)]);
  await until('alone it has no picture', async () => /Quantisation table 0 is not defined/.test(await trouble()));
  await visit.drop([await bench.file('tables.jpg', tables)]);
  await until('it is said what the file is', async () => /^The file holds tables only.*Its tables are kept/.test(await trouble()));
  await open(visit, 'image.jpg', image);
  assert.match(await page.locator('#picture .facts').innerText(), /with the tables of tables\.jpg/);
  await shows(visit, whole);
  // Its bits are explained with those tables, too.
  await matrix.focus();
  await page.keyboard.press('Control+g');
  await page.keyboard.type(`0x${(image.indexOf(Buffer.from([0xff, 0xda])) + 14).toString(16)}`);
  await page.keyboard.press('Enter');
  await until('a code is told', async () => /Huffman code for size/.test(await inspector.innerText()));
  // A file that has tables uses them and no others.
  await open(visit, 'whole.jpg', whole);
  assert.equal(await page.locator('#picture .facts').isVisible(), false);
  await visit.close();
});

test('tables and image dropped together, in any order', async () => {
  const { whole, tables, image } = abbreviated();
  for (const names of [['t.jpg', 'i.jpg'], ['i.jpg', 't.jpg']]) {
    const visit = await bench.open();
    const paths = await Promise.all(names.map((name) => bench.file(name, name === 't.jpg' ? tables : image)));
    await visit.drop(paths);
    await view(visit.page).opened('i.jpg');
    await shows(visit, whole);
    await visit.close();
  }
});

test('a frame of a Motion JPEG brings no Huffman tables and needs none', async () => {
  const visit = await bench.open();
  await open(visit, 'frame.jpg', fixture('tables/huffman-missing.jpg'));
  assert.equal(await visit.page.locator('#picture .facts').isVisible(), false);
  await shows(visit, fixture('tables/huffman-standard.jpg'));
  await visit.close();
});
