// Bits, fields and pixels point at each other; the picture's own gestures.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { pixelsOf } from './pixels.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const photo = syntheticJpeg(256, 128);
const frame = photo.indexOf(Buffer.from([0xff, 0xc0]));

before(async () => {
  bench = await start();
});
after(() => bench.stop());

async function withPhoto() {
  const visit = await bench.open();
  await visit.drop([await bench.file('photo.jpg', photo)]);
  await view(visit.page).opened('photo.jpg');
  return visit;
}

/** `0x1A2F:3` @param {number} byte @param {number} bit */
const position = (byte, bit = 0) => `0x${byte.toString(16).toUpperCase()}:${bit}`;

test('choosing a field selects its bits in the matrix', async () => {
  const visit = await withPhoto();
  const { field, inspector, matrix, digits } = view(visit.page);
  await field(/^SOF0/).click();
  await until('the matrix goes there', async () => (await inspector.innerText()).includes(position(frame)));
  const length = 2 + photo.readUInt16BE(frame + 2);
  const expected = [...photo.subarray(frame, frame + length)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  await until('as many bits as the segment has', async () => (await inspector.innerText()).includes(`${length * 8} bits`));
  const selected = matrix.locator('[role=gridcell][aria-selected=true]');
  await until('its bits, as far as they are in view, and no others', async () => {
    const seen = await digits(selected);
    return seen.length >= 64 && expected.startsWith(seen);
  });
  await visit.close();
});

test('going to a bit chooses its field in the tree', async () => {
  const visit = await withPhoto();
  const { matrix, tree } = view(visit.page);
  await matrix.focus();
  await visit.page.keyboard.press('Control+g');
  await visit.page.keyboard.type(position(frame + 5));
  await visit.page.keyboard.press('Enter');
  await until('the height is chosen', async () => {
    const chosen = tree.locator('[role=treeitem][aria-selected=true]');
    return (await chosen.count()) === 1 && /height|number of lines|\bY\b/i.test(await chosen.innerText());
  });
  await visit.close();
});

test('a selected bit of the scan tells its block and lights it up in the picture', async () => {
  const visit = await withPhoto();
  const { matrix, stage, inspector } = view(visit.page);
  const before = await pixelsOf(bench, await stage.screenshot(), 'image/png');
  const scan = photo.indexOf(Buffer.from([0xff, 0xda])) + 14;
  await matrix.focus();
  await visit.page.keyboard.press('Control+g');
  await visit.page.keyboard.type(position(scan));
  await visit.page.keyboard.press('Enter');
  await until('the sentence names the block', async () => /block/i.test(await inspector.innerText()));
  await until('the picture shows it', async () => {
    const now = await pixelsOf(bench, await stage.screenshot(), 'image/png');
    return !now.rgba.equals(before.rgba);
  });
  await visit.close();
});

test('zoom by wheel, by button, by key; fit and 1:1', async () => {
  const visit = await withPhoto();
  const { stage, zoom, fit, actual } = view(visit.page);
  const percent = async () => Number.parseFloat((await zoom.innerText()).replace(/\s/g, ''));
  await until('a size is shown', async () => (await percent()) > 0);
  const fitted = await percent();
  await actual.click();
  await until('1:1', async () => (await percent()) === 100);
  const box = await stage.boundingBox();
  assert.ok(box);
  await visit.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await visit.page.mouse.wheel(0, -300);
  await until('nearer', async () => (await percent()) > 100);
  await stage.focus();
  await visit.page.keyboard.press('a');
  await until('1:1 by key', async () => (await percent()) === 100);
  await visit.page.keyboard.press('-');
  await until('further', async () => (await percent()) < 100);
  await fit.click();
  await until('fitted again', async () => (await percent()) === fitted);
  await visit.close();
});

test('pixels stay square and unsmoothed when near', async () => {
  const visit = await withPhoto();
  const { stage, actual } = view(visit.page);
  await actual.click();
  await stage.focus();
  for (let i = 0; i < 3; i++) await visit.page.keyboard.press('+');
  await visit.page.mouse.move(5, 5);
  const source = await pixelsOf(bench, photo, 'image/jpeg');
  const colours = new Set();
  for (let i = 0; i < source.rgba.length; i += 4) colours.add(source.rgba.readUInt32BE(i));
  await until('only colours of the picture, but for frame and grid', async () => {
    const shown = await pixelsOf(bench, await stage.screenshot(), 'image/png');
    let known = 0;
    for (let i = 0; i < shown.rgba.length; i += 4) known += Number(colours.has(shown.rgba.readUInt32BE(i)));
    return known / (shown.width * shown.height) > 0.6;
  });
  await visit.close();
});

test('the tooltip tells place and colour', async () => {
  const visit = await withPhoto();
  const { stage } = view(visit.page);
  const box = await stage.boundingBox();
  assert.ok(box);
  await visit.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const tip = stage.getByText(/x \d+\s+y \d+\s+rgb \d+ \d+ \d+\s+#[0-9a-f]{6}/);
  await tip.waitFor();
  const told = (await tip.innerText()).match(/x (\d+)\s+y (\d+)\s+rgb (\d+) (\d+) (\d+)/);
  assert.ok(told);
  const [x, y, ...rgb] = told.slice(1).map(Number);
  const source = await pixelsOf(bench, photo, 'image/jpeg');
  assert.deepEqual([...source.rgba.subarray((y * 256 + x) * 4, (y * 256 + x) * 4 + 3)], rgb);
  await visit.close();
});

test('the number of columns is free', async () => {
  const visit = await withPhoto();
  const { matrix, digits } = view(visit.page);
  const columns = visit.page.getByLabel(/columns/i);
  const lines = matrix.getByRole('row').filter({ has: visit.page.getByRole('gridcell') });
  for (const count of [48, 24, 100]) {
    await columns.fill(String(count));
    await columns.press('Enter');
    const bits = [...photo.subarray(0, 32)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    await until(`rows of ${count}`, async () => {
      const second = await digits(lines.nth(1).getByRole('gridcell'));
      // A row wider than the panel is mirrored as far as it is seen.
      return second.length >= Math.min(count, 32) && second.length <= count && bits.startsWith(second, count);
    });
  }
  await visit.close();
});
