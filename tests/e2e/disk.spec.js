// Files where they lie, and the clipboard. A headless browser shows no pickers: handles are real ones, of the browser's private
// file system, and what people would answer is given by the test.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { violations } from './axe.js';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { pixelsOf } from './pixels.js';
import { testInChromium } from './under.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const cat = await readFile(new URL('../../www/samples/cat.jpg', import.meta.url));

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** What the reader's files and answers are. @typedef {{chosen: string[], allowed: PermissionState, asked: string[]}} Reader */

/** A visit whose pickers give files of a private folder. @param {Record<string, Uint8Array>} files @param {string[]} chosen */
async function withDisk(files, chosen) {
  const visit = await bench.open({ pickers: true });
  const { page } = visit;
  /** What makes the pickers answer; also after the page was loaded again. */
  const pretend = () => {
    /** @type {Reader} */
    const reader = { chosen: [], allowed: 'granted', asked: [] };
    Object.assign(window, {
      reader,
      async showOpenFilePicker() {
        if (reader.chosen.length === 0) throw new DOMException('The user aborted a request.', 'AbortError');
        const folder = await navigator.storage.getDirectory();
        return Promise.all(reader.chosen.map((name) => folder.getFileHandle(name)));
      },
    });
    Object.assign(FileSystemFileHandle.prototype, {
      queryPermission: async () => (reader.asked.length > 0 && reader.allowed === 'granted' ? 'granted' : 'prompt'),
      requestPermission: async (/** @type {{mode: string}} */ { mode }) => {
        reader.asked.push(mode);
        return reader.allowed;
      },
    });
  };
  await page.addInitScript(pretend);
  await page.evaluate(pretend);
  await page.evaluate(
    async (contents) => {
      const folder = await navigator.storage.getDirectory();
      for (const [name, text] of contents) {
        const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
        await stream.write(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
        await stream.close();
      }
    },
    Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
  );
  const parts = view(page);
  const answers = (/** @type {Partial<Reader>} */ change) =>
    page.evaluate((next) => void Object.assign(/** @type {any} */ (window).reader, next), change);
  await answers({ chosen });
  const recent = page.getByRole('button', { name: 'Files opened before' });
  return {
    ...visit,
    visit,
    parts,
    answers,
    recent,
    asked: () => page.evaluate(() => /** @type {any} */ (window).reader.asked),
    /** A file as it lies there. @param {string} name */
    async there(name) {
      const text = await page.evaluate(async (file) => {
        const handle = await (await navigator.storage.getDirectory()).getFileHandle(file);
        const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
        return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
      }, name);
      return Buffer.from(text, 'base64');
    },
    async flip() {
      await parts.matrix.focus();
      await page.keyboard.press('Control+g');
      await page.keyboard.type('0x400:0');
      await page.keyboard.press('Enter');
      await until('the matrix has the focus again', () => parts.matrix.evaluate((grid) => grid === document.activeElement));
      await page.keyboard.press('Space');
      await until('the flip can be undone', async () => !(await page.locator('#undo').isDisabled()));
    },
    /** The entry that saves back. */
    async saveBack() {
      await parts.saveButton.click();
      const entry = page.getByRole('menuitem', { name: /Save in its place/ });
      const there = await entry.isVisible();
      if (there) await entry.click();
      else await page.keyboard.press('Escape');
      return there;
    },
  };
}

const flipped = Buffer.from(cat);
flipped[0x400] ^= 0x80;

testInChromium('chosen files are remembered, opened again when that is allowed, and forgotten', async () => {
  const { visit, page, parts, answers, recent, asked } = await withDisk({ 'one.jpg': cat, 'two.jpg': syntheticJpeg(256, 128) }, ['one.jpg', 'two.jpg']);
  await page.locator('#open').click();
  await parts.opened('one.jpg');
  await page.locator('#files').getByText('two.jpg').click();
  await parts.opened('two.jpg');
  // Whoever asks for nothing gets nothing.
  await answers({ chosen: [] });
  await page.locator('#open').click();
  const items = page.getByRole('menuitem');
  await until('both are listed', async () => {
    await recent.click();
    const names = await items.locator('span').allInnerTexts();
    if (names.length !== 3) await page.keyboard.press('Escape');
    return names.join() === 'two.jpg,one.jpg,Forget these files';
  });
  assert.deepEqual(await violations(page), []);
  await visit.picture('disk-recent');
  await page.reload();
  await parts.opened('cat.jpg');
  await answers({ allowed: 'denied' });
  await recent.click();
  await page.getByRole('menuitem', { name: 'one.jpg' }).click();
  await until('it is said', async () => (await parts.trouble()) === 'The browser was not allowed to read one.jpg.');
  assert.deepEqual(await asked(), ['read']);
  await answers({ allowed: 'granted' });
  await recent.click();
  await page.getByRole('menuitem', { name: 'one.jpg' }).click();
  await parts.opened('one.jpg');
  // A file that is gone is told of, and no longer listed.
  await page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry('two.jpg'));
  await recent.click();
  await page.getByRole('menuitem', { name: 'two.jpg' }).click();
  await until('it is said', async () => (await parts.trouble()) === 'two.jpg is no longer where it was.');
  await recent.click();
  assert.deepEqual(await items.locator('span').allInnerTexts(), ['one.jpg', 'Forget these files']);
  await page.getByRole('menuitem', { name: 'Forget' }).click();
  await until('nothing is listed', async () => {
    await recent.click();
    const names = await items.locator('span').allInnerTexts();
    if (names.length !== 1) await page.keyboard.press('Escape');
    return names.join() === 'No file was opened before';
  });
  await visit.close();
});

testInChromium('an edited file is saved in its place, after a question', async () => {
  const { visit, page, parts, answers, there, flip, saveBack } = await withDisk({ 'photo.jpg': cat }, ['photo.jpg']);
  await page.locator('#open').click();
  await parts.opened('photo.jpg');
  assert.equal(await saveBack(), false, 'there is nothing to save');
  await flip();
  const dialog = page.locator('#ask');
  assert.equal(await saveBack(), true);
  assert.match(await dialog.innerText(), /Overwrite photo\.jpg\?/);
  assert.deepEqual(await violations(page), []);
  await visit.picture('disk-ask');
  await page.keyboard.press('Enter');
  await until('the question is gone', async () => (await dialog.count()) === 0);
  assert.ok((await there('photo.jpg')).equals(cat), 'Enter alone overwrites nothing');
  await answers({ allowed: 'denied' });
  await saveBack();
  await dialog.getByRole('button', { name: 'Overwrite' }).click();
  await until('that is told', async () => /not allowed to write photo\.jpg/.test(await parts.trouble()));
  assert.ok((await there('photo.jpg')).equals(cat));
  await answers({ allowed: 'granted' });
  await saveBack();
  await dialog.getByRole('button', { name: 'Overwrite' }).click();
  await until('that is told', async () => (await parts.trouble()) === 'Saved in place of photo.jpg.');
  assert.ok((await there('photo.jpg')).equals(flipped));
  assert.equal(await saveBack(), false, 'it is saved');
  // The edit can be undone, and that saved; another program's change is not overwritten unasked.
  await page.locator('#undo').click();
  await until('it is undone', async () => page.locator('#undo').isDisabled());
  await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    const stream = await (await (await navigator.storage.getDirectory()).getFileHandle('photo.jpg')).createWritable();
    await stream.write('another');
    await stream.close();
  });
  await until('it can be saved', saveBack);
  assert.match(await dialog.innerText(), /Overwrite photo\.jpg, which has changed\?/);
  await dialog.getByRole('button', { name: 'Overwrite all the same' }).click();
  // While it is being written, it cannot be read.
  await until('the original is back', async () => (await there('photo.jpg').catch(() => cat.subarray(1))).equals(cat));
  await visit.close();
});

test('without the API there is neither list nor saving back', async () => {
  const visit = await bench.open();
  const parts = view(visit.page);
  await parts.opened('cat.jpg');
  assert.equal(await visit.page.locator('#open-more').isVisible(), false);
  await visit.close();
});

testInChromium('the picture goes onto the clipboard and comes back; so do data URLs; what fails is told', async () => {
  const visit = await bench.open();
  const { page } = visit;
  const parts = view(page);
  await parts.opened('cat.jpg');
  await parts.stage.focus();
  await page.keyboard.press('Control+c');
  await until('it is copied', async () => (await parts.trouble()) === 'The picture was copied: 160 × 120 pixels, as PNG.');
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const bytes = new Uint8Array(await (await item.getType('image/png')).arrayBuffer());
    return { types: [...item.types], text: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
  });
  assert.deepEqual(copied.types, ['image/png']);
  const [got, wanted] = await Promise.all([pixelsOf(bench, Buffer.from(copied.text, 'base64'), 'image/png'), pixelsOf(bench, cat, 'image/jpeg')]);
  assert.ok(got.rgba.equals(wanted.rgba), 'pixel for pixel');
  await page.locator('#paste').click();
  await until('what was copied is open', async () => /pasted.*\.png.*160 × 120/i.test(await parts.totals.innerText()));
  assert.equal(await page.locator('#files').isVisible(), false, 'the photo that the page began with has given way');

  const text = () => page.evaluate(() => navigator.clipboard.readText());
  const copy = page.locator('#copy');
  await visit.drop([await bench.file('again.jpg', cat)]);
  await parts.opened('again.jpg');
  await copy.click();
  await visit.picture('copy-menu');
  await page.getByRole('menuitem', { name: /The file as a data URL/ }).click();
  await until('it is copied', async () => (await text()) === `data:image/jpeg;base64,${cat.toString('base64')}`);
  await copy.click();
  await page.getByRole('menuitem', { name: /The picture as a data URL/ }).click();
  await until('it is copied', async () => (await text()).startsWith('data:image/png;base64,'));

  await visit.drop([await bench.file('much.bin', Buffer.alloc((4 << 20) + 1, 7))]);
  await until('it is open', async () => (await parts.totals.innerText()).includes('much.bin'));
  await copy.click();
  assert.equal(await page.getByRole('menuitem', { name: /The picture Ctrl/ }).isDisabled(), true);
  await page.getByRole('menuitem', { name: /The file as a data URL/ }).click();
  await until('it is told', async () => /more than a data URL should hold/.test(await parts.trouble()));
  await page.locator('#files').getByText('again.jpg').click();
  await parts.opened('again.jpg');
  await page.evaluate(() => {
    navigator.clipboard.write = async () => {
      throw new DOMException('denied', 'NotAllowedError');
    };
  });
  await parts.stage.focus();
  await page.keyboard.press('Control+c');
  await until('it is told', async () => /does not let the page write to the clipboard/.test(await parts.trouble()));
  await visit.close();
});
