// Several files open at a time: each keeps what was done to it and where one looked; closing gives memory back and can be undone.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { violations } from './axe.js';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { pixelsOf } from './pixels.js';
import { testInChromium, under } from './under.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
/** @param {string} name */
const sample = (name) => readFile(new URL(`../../www/samples/${name}`, import.meta.url));
const [cat, progressive, grey] = await Promise.all(['cat.jpg', 'cat-progressive.jpg', 'cat-grey.jpg'].map(sample));

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** A visit with some files open, the first of them shown. @param {Record<string, Uint8Array>} files @param {Parameters<typeof bench.open>[0]} [options] */
async function several(files, options) {
  const visit = await bench.open(options);
  const { page } = visit;
  const paths = await Promise.all(Object.entries(files).map(([name, bytes]) => bench.file(name, bytes)));
  await visit.drop(paths, { x: 100, y: 300 });
  const parts = view(page);
  await parts.opened(Object.keys(files)[0]);
  const strip = page.locator('#files');
  /** @param {string} name */
  const file = (name) => strip.locator('.file').filter({ has: page.locator(`[aria-label^="${name}"]`) });
  return {
    ...visit,
    visit,
    parts,
    strip,
    file,
    names: () => strip.locator('.file-name').allInnerTexts(),
    /** @param {string} name */
    async turnTo(name) {
      await file(name).locator('.file-turn').click();
      await parts.opened(name);
    },
    /** @param {number} byte @param {number} bit */
    async goTo(byte, bit) {
      await parts.matrix.focus();
      await page.keyboard.press('Control+g');
      await page.keyboard.type(`0x${byte.toString(16)}:${bit}`);
      await page.keyboard.press('Enter');
      await until('the matrix has the focus again', () => parts.matrix.evaluate((grid) => grid === document.activeElement));
    },
    async saved() {
      return Buffer.from((await visit.download(() => parts.save('itself'))).bytes);
    },
  };
}

test('files that come together stand in a strip; one alone takes no room for it', async () => {
  const visit = await bench.open();
  const parts = view(visit.page);
  await parts.opened('cat.jpg');
  const strip = visit.page.locator('#files');
  assert.equal(await strip.isVisible(), false);
  const top = await visit.page.locator('#map').evaluate((map) => map.getBoundingClientRect().top);
  assert.equal(top, await visit.page.locator('#header').evaluate((header) => header.getBoundingClientRect().bottom), 'nothing lies between');
  // The photo that the page begins with gives way to the first file, and to it alone.
  await visit.drop([await bench.file('first.jpg', grey)]);
  await parts.opened('first.jpg');
  assert.equal(await strip.isVisible(), false);
  await visit.drop(await Promise.all([bench.file('second.jpg', progressive), bench.file('third.jpg', cat)]));
  await parts.opened('second.jpg');
  assert.deepEqual(await strip.locator('.file-name').allInnerTexts(), ['first.jpg', 'second.jpg', 'third.jpg']);
  assert.equal(await strip.locator('[aria-current]').innerText(), 'second.jpg');
  await strip.getByText('third.jpg').click();
  await parts.opened('third.jpg');
  assert.ok(Buffer.from((await visit.download(() => parts.save('itself'))).bytes).equals(cat));
  await visit.close();
});

test('each file has its own edits, selection, view and place', async () => {
  const { visit, page, parts, turnTo, goTo, saved, file } = await several({ 'a.jpg': cat, 'b.jpg': progressive });
  await goTo(0x400, 3);
  await page.keyboard.press('Space');
  await until('the flip is told', async () => /flip/i.test((await parts.said.textContent()) ?? ''));
  await until('the file is marked', async () => (await file('a.jpg').locator('.edited').count()) === 1);
  await parts.actual.click();
  const flipped = Buffer.from(cat);
  flipped[0x400] ^= 0x10;
  const before = await pixelsOf(bench, (await visit.download(() => parts.save('bmp'))).bytes, 'image/bmp');
  const chosen = await parts.inspector.innerText();

  await turnTo('b.jpg');
  assert.ok((await saved()).equals(progressive), 'the other file is as it was');
  assert.equal(await page.locator('#undo').isDisabled(), true);
  assert.notEqual(await parts.inspector.innerText(), chosen);
  await page.locator('#shown').selectOption('1');

  await turnTo('a.jpg');
  await until('its edit was made again', async () => !(await page.locator('#undo').isDisabled()));
  await until('its selection is back', async () => (await parts.inspector.innerText()) === chosen);
  assert.ok((await saved()).equals(flipped));
  await until('it is shown where it was', async () => (await parts.zoom.innerText()) === '100 %');
  const again = await pixelsOf(bench, (await visit.download(() => parts.save('bmp'))).bytes, 'image/bmp');
  assert.ok(again.rgba.equals(before.rgba), 'the picture is that of the edited file');
  // What was there before the edit can still be looked at.
  await until('there is an original', async () => !(await page.locator('#compare-split').isDisabled()));
  assert.equal(await page.locator('#shown').inputValue(), '');
  await page.locator('#undo').click();
  await until('the mark is gone', async () => (await file('a.jpg').locator('.edited').count()) === 0);
  assert.ok((await saved()).equals(cat));
  await page.locator('#redo').click();
  await until('it is there again', async () => (await file('a.jpg').locator('.edited').count()) === 1);

  await turnTo('b.jpg');
  await until('one component is shown', async () => (await page.locator('#shown').inputValue()) === '1');
  await visit.close();
});

test('one turns from file to file by keys, and fast ones lose nothing', async () => {
  const { visit, page, parts, strip, goTo, saved, file } = await several({ 'a.jpg': cat, 'b.jpg': progressive, 'c.jpg': grey });
  await goTo(0x300, 0);
  await page.keyboard.press('Space');
  await until('the file is marked', async () => (await file('a.jpg').locator('.edited').count()) === 1);
  await page.keyboard.press('Alt+PageDown');
  await parts.opened('b.jpg');
  await page.keyboard.press('Alt+PageUp');
  await page.keyboard.press('Alt+PageUp');
  await parts.opened('c.jpg');
  // Round and round, without waiting for any of them: the edit survives.
  for (let i = 0; i < 7; i += 1) await page.keyboard.press('Alt+PageDown');
  await parts.opened('a.jpg');
  await until('its edit was made again', async () => !(await page.locator('#undo').isDisabled()));
  const flipped = Buffer.from(cat);
  flipped[0x300] ^= 0x80;
  assert.ok((await saved()).equals(flipped));
  // In the strip: arrows, Enter, Delete.
  await strip.locator('[aria-current]').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await parts.opened('b.jpg');
  await page.keyboard.press('Delete');
  await parts.opened('c.jpg');
  assert.equal(await page.evaluate(() => document.activeElement?.closest('.file')?.textContent), 'c.jpg×', 'the focus goes to the file that is shown');
  await visit.close();
});

test('a closed file comes back as it was left', async () => {
  const { visit, page, parts, names, goTo, saved, file } = await several({ 'a.jpg': cat, 'b.jpg': progressive, 'c.jpg': grey });
  await goTo(0x300, 7);
  await page.keyboard.press('Space');
  await until('the file is marked', async () => (await file('a.jpg').locator('.edited').count()) === 1);
  await file('a.jpg').locator('.file-close').click();
  await parts.opened('b.jpg');
  assert.deepEqual(await names(), ['b.jpg', 'c.jpg']);
  await until('that is told', async () => (await parts.trouble()) === 'a.jpg was closed, with its edits.');
  await parts.news.getByRole('button', { name: 'Reopen' }).click();
  await parts.opened('a.jpg');
  assert.deepEqual(await names(), ['a.jpg', 'b.jpg', 'c.jpg']);
  await until('its edit was made again', async () => !(await page.locator('#undo').isDisabled()));
  const flipped = Buffer.from(cat);
  flipped[0x300] ^= 1;
  assert.ok((await saved()).equals(flipped));
  // The middle button closes, too; the file that is shown stays.
  if (under === 'chromium') await file('c.jpg').locator('.file-turn').click({ button: 'middle' });
  else await file('c.jpg').locator('.file-close').click();
  await until('it is closed', async () => (await names()).length === 2);
  assert.match(await parts.totals.innerText(), /^a\.jpg/);
  await file('b.jpg').locator('.file-close').click();
  await until('the strip is gone', async () => !(await page.locator('#files').isVisible()));
  await visit.close();
});

/** Memory of all wasm instances, in bytes. @param {import('playwright-core').Page} page */
async function wasmMemory(page) {
  const each = page.workers().map((worker) =>
    worker.evaluate(async (name) => {
      const core = await import(`/pkg/${name}.js`);
      return (await core.default()).memory.buffer.byteLength;
    }, /\/worker\.js/.test(worker.url()) ? 'pixelbits' : 'workshop'),
  );
  return (await Promise.all(each)).reduce((sum, bytes) => sum + bytes, 0);
}

testInChromium('a large file that is closed gives its memory back', async () => {
  const { visit, page, parts, file } = await several({ 'large.jpg': syntheticJpeg(4096, 4096), 'small.jpg': cat });
  await parts.opened('large.jpg', 30_000);
  // All of its pixels are gathered to be written.
  await visit.download(() => parts.save('bmp'));
  const most = await wasmMemory(page);
  assert.ok(most > 4096 * 4096 * 4, `a large picture takes ${most} bytes`);
  await file('large.jpg').locator('.file-close').click();
  await parts.opened('small.jpg');
  await until('it is given back', async () => (await wasmMemory(page)) < 24 << 20);
  assert.ok(page.workers().length <= 2);
  await visit.close();
});

test('a strip of many files fits on a phone, and is fit for all', async () => {
  const files = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`a-photo-with-a-long-name-${i}.jpg`, i % 2 ? cat : grey]));
  const { visit, page, strip, parts } = await several(files, { viewport: { width: 390, height: 844 }, locale: 'ru-RU' });
  const { width, right } = await strip.evaluate((nav) => ({ width: document.documentElement.scrollWidth, right: nav.getBoundingClientRect().right }));
  assert.ok(width <= 390 && right <= 390, `${width} and ${right} are within the page`);
  await page.keyboard.press('Alt+PageUp');
  await parts.opened('a-photo-with-a-long-name-8.jpg');
  await until('the file that is shown is in sight', () =>
    strip.locator('[aria-current]').evaluate((turn) => {
      const box = turn.getBoundingClientRect();
      return box.left >= 0 && box.right <= innerWidth;
    }),
  );
  assert.deepEqual(await violations(page), []);
  await visit.picture('files-phone');
  await visit.close();
});
