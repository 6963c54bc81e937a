// The worker may die or stop listening: the page puts another in its place, says so in one line, and loses nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { chromiumOnly } from './under.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const photo = syntheticJpeg(256, 128);

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** @param {import('./harness.js').Visit} visit */
async function withPhoto(visit) {
  await visit.drop([await bench.file('photo.jpg', photo)]);
  await view(visit.page).opened('photo.jpg');
  const [worker] = visit.page.workers();
  assert.ok(worker, 'there is a worker');
  return worker;
}

test('a worker that dies is replaced, and the file stays open', { skip: chromiumOnly('it reaches into the worker') }, async () => {
  const visit = await bench.open();
  const page = view(visit.page);
  const worker = await withPhoto(visit);
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('struck down by the test');
    });
  });
  await visit.page.locator('#notice').getByText(/replaced/).waitFor();
  // The death is told on the console, too: that one trouble is wanted.
  assert.ok(visit.troubles.some((trouble) => trouble.includes('struck down')));
  visit.troubles.length = 0;
  const text = await visit.download(() => page.save('matrix.txt'));
  assert.equal(text.bytes.filter((byte) => byte !== 10).length, photo.length * 8, 'the new worker knows the file');
  const { bytes } = await visit.download(() => page.save('png'));
  assert.ok(bytes.length > 1000);
  await visit.drop([await bench.file('next.jpg', photo)]);
  await page.opened('next.jpg');
  await visit.close();
});

test('a worker that does not listen is replaced when a newer file comes', { skip: chromiumOnly('it reaches into the worker') }, async () => {
  const visit = await bench.open();
  const worker = await withPhoto(visit);
  void worker.evaluate(() => {
    for (;;);
  }).catch(() => {});
  await visit.drop([await bench.file('next.jpg', photo)]);
  await view(visit.page).opened('next.jpg');
  await visit.close();
});

test('saving a large picture can be cancelled, and then done', async () => {
  const visit = await bench.open();
  const page = view(visit.page);
  await visit.drop([await bench.file('large.jpg', syntheticJpeg(4096, 4096))]);
  await page.opened('large.jpg', 30_000);
  await page.cancelAtOnce();
  await page.save('png');
  await visit.page.locator('#notice').getByText(/not saved/).waitFor();
  await until('it has stopped', async () => !(await visit.page.locator('#progress').isVisible()));
  const { bytes } = await visit.download(() => page.save('bmp'));
  assert.equal(bytes.length, 54 + 4096 * 4096 * 3);
  // Memory that a large file took is given back with its workers.
  const workers = visit.page.workers();
  await visit.drop([await bench.file('photo.jpg', photo)]);
  await page.opened('photo.jpg');
  await until('its workers are gone', async () => visit.page.workers().every((worker) => !workers.includes(worker)));
  await visit.close();
});
