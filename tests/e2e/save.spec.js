// Every way out, and the way back in: what is saved is compared byte by byte, or pixel by pixel with the browser's decoder.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { difference, pixelsOf } from './pixels.js';
import { view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const photo = syntheticJpeg(256, 128);

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** A page with the photo open. */
async function withPhoto() {
  const visit = await bench.open();
  await visit.drop([await bench.file('photo.jpg', photo)]);
  await view(visit.page).opened('photo.jpg');
  return visit;
}

/** Each text of the file's bytes, and how it looks. */
const texts = /** @type {const} */ ([
  { entry: 'matrix.txt', looks: /^([01]{64}\n)+[01]{1,64}\n?$/ },
  { entry: 'bits.txt', looks: /^[01]+\n?$/ },
  { entry: 'hex.txt', looks: /^([0-9a-f]{2}[ \n]?)+$/i },
  { entry: 'decimal.txt', looks: /^(\d{1,3}[ \n]*)+$/ },
]);

for (const { entry, looks } of texts) {
  test(`photo → photo.${entry} → photo`, async () => {
    const visit = await withPhoto();
    const page = view(visit.page);
    const text = await visit.download(() => page.save(entry));
    assert.equal(text.name, `photo.${entry}`);
    assert.match(Buffer.from(text.bytes).toString('latin1'), looks);

    // A visit of somebody else, who has only the text.
    await visit.close();
    const other = await bench.open();
    await other.drop([await bench.file('from-a-friend.txt', text.bytes)]);
    await view(other.page).opened('from-a-friend');
    const back = await other.download(() => view(other.page).save('itself'));
    assert.ok(Buffer.from(back.bytes).equals(photo), 'the very same bytes');
    await other.close();
  });
}

test('the matrix text holds the file, 64 bits a line', async () => {
  const visit = await withPhoto();
  const { bytes } = await visit.download(() => view(visit.page).save('matrix.txt'));
  const lines = Buffer.from(bytes).toString('latin1').trimEnd().split(/\r?\n/);
  const bits = photo.reduce((all, byte) => all + byte.toString(2).padStart(8, '0'), '');
  assert.equal(lines.map((line) => line.replaceAll(' ', '')).join(''), bits);
  assert.ok(lines.slice(0, -1).every((line) => line.replaceAll(' ', '').length === 64));
  await visit.close();
});

test('the matrix text survives what editors do to it', async () => {
  const visit = await withPhoto();
  const page = view(visit.page);
  const { bytes } = await visit.download(() => page.save('matrix.txt'));
  const edited = `\uFEFF${Buffer.from(bytes).toString('latin1').replaceAll('\n', '\r\n')}\r\n\r\n`;
  await visit.drop([await bench.file('edited.txt', edited)]);
  await page.opened('edited');
  const back = await visit.download(() => page.save('itself'));
  assert.ok(Buffer.from(back.bytes).equals(photo));
  await visit.close();
});

test('a text with a wrong character is refused with its line and column', async () => {
  const visit = await withPhoto();
  const page = view(visit.page);
  const { bytes } = await visit.download(() => page.save('matrix.txt'));
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  lines[2] = `${lines[2].slice(0, 6)}x${lines[2].slice(7)}`;
  await visit.drop([await bench.file('typo.txt', lines.join('\n'))]);
  await page.news.filter({ hasText: /line 3\b.*column 7\b/i }).waitFor();
  await visit.close();
});

for (const [entry, type, name] of /** @type {const} */ ([
  ['bmp', 'image/bmp', 'photo.bmp'],
  ['png', 'image/png', 'photo.png'],
])) {
  test(`${name} has the pixels that the browser's own decoder sees`, async () => {
    const visit = await withPhoto();
    const saved = await visit.download(() => view(visit.page).save(entry));
    assert.equal(saved.name, name);
    const [ours, theirs] = [await pixelsOf(bench, saved.bytes, type), await pixelsOf(bench, photo, 'image/jpeg')];
    assert.equal(difference(ours, theirs), '');
    await visit.close();
  });
}
