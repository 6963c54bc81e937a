// The open file is edited, by every gesture there is; the picture follows, and everything can be undone.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fixture } from './fixtures.js';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { pixelsOf } from './pixels.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const photo = syntheticJpeg(256, 128);
const scan = photo.indexOf(Buffer.from([0xff, 0xda])) + 14;
const frame = photo.indexOf(Buffer.from([0xff, 0xc0]));
const cat = await readFile(new URL('../../www/samples/cat.jpg', import.meta.url));

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** A visit that has a file open, and what it takes to edit it. @param {Uint8Array} [file] @param {string} [name] @param {Parameters<typeof bench.open>[0]} [options] */
async function editing(file = photo, name = 'photo.jpg', options = undefined) {
  const visit = await bench.open(options);
  await visit.drop([await bench.file(name, file)], { x: 100, y: 100 });
  const page = view(visit.page);
  await page.opened(name);
  const { keyboard } = visit.page;
  return {
    ...visit,
    visit,
    parts: page,
    /** Puts the caret on a bit. @param {number} byte @param {number} [bit] */
    async goTo(byte, bit = 0) {
      await page.matrix.focus();
      await keyboard.press('Control+g');
      await keyboard.type(`0x${byte.toString(16)}:${bit}`);
      await keyboard.press('Enter');
      await until('the matrix has the focus again', () => page.matrix.evaluate((grid) => grid === document.activeElement));
    },
    /** The sentence that says what happened. @param {RegExp} pattern */
    async said(pattern) {
      await until(`it is said: ${pattern}`, async () => pattern.test((await page.said.textContent()) ?? ''));
      return (await page.said.textContent()) ?? '';
    },
    /** The file as it would be saved. */
    async saved() {
      const { bytes } = await visit.download(() => page.save('itself'));
      return Buffer.from(bytes);
    },
    /** The picture as it would be saved. */
    async pixels() {
      const { bytes } = await visit.download(() => page.save('bmp'));
      return pixelsOf(bench, bytes, 'image/bmp');
    },
  };
}

/** The file with some bits flipped, the slow way. @param {Uint8Array} file @param {number[]} bits */
function flipped(file, ...bits) {
  const copy = Buffer.from(file);
  for (const bit of bits) copy[bit >> 3] ^= 0x80 >> (bit & 7);
  return copy;
}

/** What the page makes of a file that comes as it is. @param {Uint8Array} file */
async function pixelsWhenOpened(file) {
  const fresh = await editing(file, 'fresh.jpg');
  const pixels = await fresh.pixels();
  await fresh.visit.page.context().close();
  return pixels;
}

/** 8 × 8 blocks that differ. @param {{width: number, height: number, rgba: Buffer}} a @param {{rgba: Buffer}} b */
function changedBlocks({ width, height, rgba }, b) {
  const blocks = new Set();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      if (rgba.compare(b.rgba, at, at + 4, at, at + 4) !== 0) blocks.add(`${x >> 3} ${y >> 3}`);
    }
  }
  return blocks.size;
}

test('Space flips the bit at the caret: the picture is that of the flipped file, and the sentence counts its blocks', async () => {
  const { visit, page, parts, goTo, said, saved, pixels } = await editing();
  const original = await pixels();
  await goTo(scan + 40, 3);
  await page.keyboard.press('Space');
  const sentence = await said(/blocks? changed|no pixel changed/);
  // That a picture was saved, above, may still be told.
  const tone = (await parts.news.isVisible()) ? await parts.news.getAttribute('data-tone') : 'info';
  assert.equal(tone, 'info', 'no warning stands in the way');
  assert.match(sentence, new RegExp(`^Bit 3 of byte 0x${(scan + 40).toString(16).toUpperCase()} flipped: `));
  const expected = flipped(photo, (scan + 40) * 8 + 3);
  assert.deepEqual(await saved(), expected);
  const [edited, fresh] = [await pixels(), await pixelsWhenOpened(expected)];
  assert.ok(edited.rgba.equals(fresh.rgba), 'as if it had been opened so');
  assert.equal(Number(sentence.match(/(\d+) blocks? changed/)?.[1] ?? 0), changedBlocks(original, edited));
  assert.ok(changedBlocks(original, edited) > 0);
  await parts.matrix.focus();
  await page.keyboard.press('Space');
  await until('flipped back', async () => (await pixels()).rgba.equals(original.rgba));
  assert.deepEqual(await saved(), photo);
  await visit.close();
});

test('a second click on a bit flips it; a click elsewhere only chooses', async () => {
  const { visit, page, parts, goTo, said, saved } = await editing();
  await goTo(scan + 80);
  const canvas = await page.locator('.bits-canvas').boundingBox();
  assert.ok(canvas);
  const point = { x: canvas.x + 260, y: canvas.y + 120 };
  await page.mouse.click(point.x, point.y);
  await until('a span is chosen', async () => /The|Bit/.test(await parts.inspector.innerText()));
  assert.equal(await page.locator('#undo').isDisabled(), true);
  await page.mouse.click(point.x, point.y);
  const sentence = await said(/flipped: /);
  const [, bit, byte] = sentence.match(/^Bit (\d) of byte (0x[0-9A-F]+)/) ?? [];
  assert.deepEqual(await saved(), flipped(photo, Number(byte) * 8 + Number(bit)));
  await visit.close();
});

test('the bit that asks to be flipped is flipped by one click, and stops asking', async () => {
  const visit = await bench.open();
  const parts = view(visit.page);
  await parts.opened('cat.jpg');
  const invite = visit.page.locator('.bits-invite');
  await invite.getByText('flip me').waitFor();
  const ring = await invite.locator('i').boundingBox();
  assert.ok(ring);
  await visit.page.mouse.click(ring.x + ring.width / 2, ring.y + ring.height / 2);
  await until('it is flipped', async () => /flipped: \d+ blocks changed/.test((await parts.said.textContent()) ?? ''));
  assert.ok(Number((await parts.said.textContent())?.match(/(\d+) blocks/)?.[1]) > 40, 'and makes something to look at');
  assert.equal(await invite.getByText('flip me').isVisible(), false);
  await visit.page.locator('#undo').click();
  await until('undone', async () => /original/.test((await parts.said.textContent()) ?? ''));
  const { name, bytes } = await visit.download(() => parts.save('itself'));
  assert.equal(name, 'cat.jpg');
  assert.deepEqual(Buffer.from(bytes), cat);
  await visit.close();
});

test('the Flip button flips the chosen bit: on a phone, too', async () => {
  const { visit, page, goTo, said, saved } = await editing(photo, 'photo.jpg', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await goTo(scan + 9, 6);
  const flip = page.getByRole('button', { name: /^Flip/ });
  await flip.scrollIntoViewIfNeeded();
  assert.ok(((await flip.boundingBox())?.height ?? 0) >= 24);
  await flip.tap();
  await said(/^Bit 6 .* flipped/);
  assert.deepEqual(await saved(), flipped(photo, (scan + 9) * 8 + 6));
  await visit.close();
});

test('typing 0 and 1, overwriting and inserting; deleting bits; all of it undone and done again', async () => {
  const { visit, page, parts, goTo, saved, said } = await editing();
  const text = (/** @type {Uint8Array} */ bytes) => Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const at = (scan + 20) * 8 + 2;
  await goTo(scan + 20, 2);
  await page.keyboard.press('1');
  assert.equal(await page.locator('#undo').isDisabled(), true, 'nothing is typed before one says so');
  await page.keyboard.press('e');
  await page.keyboard.type('110010');
  await said(/^6 bits typed/);
  let now = text(photo);
  now = `${now.slice(0, at)}110010${now.slice(at + 6)}`;
  assert.equal(text(await saved()), now);
  await parts.matrix.focus();
  await page.keyboard.press('Insert');
  await page.keyboard.type('101');
  now = `${now.slice(0, at + 6)}101${now.slice(at + 6)}`;
  const filled = (/** @type {string} */ digits) => digits.padEnd(Math.ceil(digits.length / 8) * 8, '0');
  await until('three bits more', async () => text(await saved()) === filled(now));
  await parts.matrix.focus();
  await page.keyboard.press('Backspace');
  now = now.slice(0, at + 8) + now.slice(at + 9);
  await until('one bit less', async () => text(await saved()) === filled(now));
  await parts.matrix.focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Delete');
  now = now.slice(0, at + 8) + now.slice(at + 12);
  await until('four bits less', async () => text(await saved()) === filled(now));
  const last = await saved();
  await page.keyboard.press('Escape');
  while (!(await page.locator('#undo').isDisabled())) await page.keyboard.press('Control+z');
  assert.deepEqual(await saved(), photo);
  while (!(await page.locator('#redo').isDisabled())) await page.keyboard.press('Control+y');
  assert.deepEqual(await saved(), last);
  await page.locator('#reset').click();
  await said(/this is the original/);
  assert.deepEqual(await saved(), photo);
  await page.keyboard.press('Control+Shift+z');
  await said(/^Done again/);
  await visit.close();
});

test('hex digits, text, and Tab between them and out', async () => {
  const { visit, page, parts, goTo, saved } = await editing();
  await goTo(scan + 30);
  await page.getByRole('button', { name: 'hex', exact: true }).click();
  await parts.matrix.focus();
  await page.keyboard.press('e');
  await page.keyboard.type('3fC');
  const expected = Buffer.from(photo);
  expected[scan + 30] = 0x3f;
  expected[scan + 31] = 0xc0 | (photo[scan + 31] & 15);
  await until('typed', async () => (await saved()).equals(expected));
  await parts.matrix.focus();
  await page.keyboard.press('Tab');
  await page.keyboard.type('Hi there');
  expected.write('Hi there', scan + 31);
  await until('text', async () => (await saved()).equals(expected));
  await parts.matrix.focus();
  await page.keyboard.press('Delete');
  const shorter = Buffer.concat([expected.subarray(0, scan + 39), expected.subarray(scan + 40)]);
  await until('a byte less', async () => (await saved()).equals(shorter));
  await parts.matrix.focus();
  await page.keyboard.press('Tab');
  assert.equal(await parts.matrix.evaluate((grid) => grid === document.activeElement), false, 'Tab is no trap');
  await visit.close();
});

test('inserting hex makes bytes of two digits', async () => {
  const { visit, page, parts, goTo, saved } = await editing();
  await goTo(scan + 30);
  await page.getByRole('button', { name: 'hex', exact: true }).click();
  await parts.matrix.focus();
  await page.keyboard.press('e');
  await page.getByRole('button', { name: 'Insert', exact: true }).click();
  await page.keyboard.type('1234');
  const longer = Buffer.concat([photo.subarray(0, scan + 30), Buffer.from([0x12, 0x34]), photo.subarray(scan + 30)]);
  await until('two bytes more', async () => (await saved()).equals(longer));
  await page.locator('#undo').click();
  assert.deepEqual(await saved(), photo, 'in one go');
  await visit.close();
});

test('a paste takes the place of what is selected, and opens no file while one types', async () => {
  const { visit, page, parts, goTo, saved } = await editing();
  const paste = async (/** @type {string} */ text) => {
    await page.evaluate((words) => navigator.clipboard.writeText(words), text);
    await parts.matrix.focus();
    await page.keyboard.press('Control+v');
  };
  await goTo(scan + 30);
  await page.keyboard.press('e');
  await paste('0xBEEF');
  const over = Buffer.from(photo);
  over.writeUInt16BE(0xbeef, scan + 30);
  await until('overwritten', async () => (await saved()).equals(over));
  await goTo(scan + 30);
  await page.keyboard.press('Shift+ArrowRight');
  for (let i = 0; i < 6; i++) await page.keyboard.press('Shift+ArrowRight');
  await paste('1010 1010 0000 1111');
  const grown = Buffer.concat([over.subarray(0, scan + 30), Buffer.from([0xaa, 0x0f]), over.subarray(scan + 31)]);
  await until('the selection is replaced', async () => (await saved()).equals(grown));
  assert.match(await parts.totals.innerText(), /photo\.jpg/);
  await visit.close();
});

test('a field of a header is changed where it stands, within what its bits can hold', async () => {
  const { visit, page, parts, saved, said, pixels } = await editing();
  const height = photo.readUInt16BE(frame + 5);
  await parts.field(/^SOF0/).click();
  await parts.field(/^Y/).first().click();
  await page.keyboard.press('F2');
  const input = page.getByRole('textbox', { name: /New value of Y/ });
  assert.equal(await input.inputValue(), String(height));
  await input.fill('70000');
  assert.equal(await input.getAttribute('aria-invalid'), 'true');
  await page.keyboard.press('Enter');
  assert.equal(await input.isVisible(), true, 'what does not fit stays to be put right');
  await input.fill('0x40');
  await page.keyboard.press('Enter');
  const sentence = await said(/^Y/);
  assert.match(sentence, new RegExp(`changed from ${height} to 64: the picture has 256 × 64 px now`));
  const expected = Buffer.from(photo);
  expected.writeUInt16BE(64, frame + 5);
  assert.deepEqual(await saved(), expected);
  assert.equal((await pixels()).height, 64);
  // A nibble: the sampling factor of the first component, by an arrow key.
  await parts.field(/^component 0/).click();
  await page.keyboard.press('ArrowRight');
  await parts.field(/^H\b/).click();
  await page.keyboard.press('F2');
  await page.keyboard.press('ArrowDown');
  const factor = expected[frame + 11];
  expected[frame + 11] = factor - 16;
  await until('one less', async () => (await saved()).equals(expected));
  await visit.close();
});

test('an edit that leaves no picture says so, and undoing brings it back where it was', async () => {
  const { visit, page, parts, goTo, said, pixels } = await editing();
  const original = await pixels();
  await parts.actual.click();
  await until('one to one', async () => (await parts.zoom.innerText()) === '100 %');
  await goTo(frame + 1, 1);
  await page.keyboard.press('Space');
  await said(/no picture comes of it/);
  assert.equal(await page.locator('#picture-stage .empty').isVisible(), true);
  await page.locator('#compare-original').click();
  assert.equal(await page.locator('#picture-stage .empty').isVisible(), false, 'the original can still be looked at');
  await page.keyboard.press('Control+z');
  await said(/this is the original/);
  assert.ok((await pixels()).rgba.equals(original.rgba));
  assert.equal(await parts.zoom.innerText(), '100 %');
  await visit.close();
});

test('selection, scrolling, zoom and open fields stay where they are', async () => {
  const { visit, page, parts, goTo, said } = await editing();
  await parts.field(/^DQT/).first().click();
  await goTo(scan + 400, 5);
  for (let i = 0; i < 3; i++) await page.locator('#picture').getByRole('button', { name: 'Zoom in' }).click();
  const state = async () => ({
    zoom: await parts.zoom.innerText(),
    scrolled: await parts.matrix.evaluate((grid) => grid.scrollTop),
    rows: await parts.tree.locator('[aria-expanded=true]').count(),
    place: await parts.inspector.locator('code').first().innerText(),
  });
  await until('the scan is looked at', async () => (await state()).scrolled > 0);
  const before = await state();
  await parts.matrix.focus();
  await page.keyboard.press('Space');
  await said(/flipped: /);
  assert.deepEqual(await state(), before);
  await visit.close();
});

test('edited places are marked: in the matrix, on the map, in the tree', async () => {
  const { visit, page, parts, goTo, said } = await editing();
  await goTo(scan + 4, 1);
  const [active] = [parts.matrix.locator('[role=gridcell][aria-selected=true]').first()];
  assert.doesNotMatch(await active.innerText(), /edited/);
  await page.keyboard.press('Space');
  await said(/flipped: /);
  await until('said of the bit', async () => (await parts.matrix.getByText(/, edited$/).count()) === 1);
  assert.equal(await page.locator('.map-edit').count(), 1);
  assert.equal(await page.getByRole('button', { name: /scan data.*1 edited place/ }).count(), 1);
  await page.keyboard.press('Control+z');
  await said(/original/);
  await until('nothing is marked', async () => (await page.locator('.map-edit').count()) === 0);
  await visit.close();
});

test('before and after: keys, the line that is dragged, the difference', async () => {
  const { visit, page, parts, goTo, said } = await editing();
  const look = async () => (await pixelsOf(bench, await parts.stage.screenshot(), 'image/png')).rgba;
  await page.locator('#compare-blocks').evaluate((chip) => chip.hasAttribute('disabled')) || assert.fail('nothing to compare yet');
  await goTo(scan + 2, 1);
  await page.keyboard.press('Escape');
  await page.mouse.move(5, 5);
  const untouched = await look();
  await goTo(scan + 2, 1);
  await page.keyboard.press('Space');
  await said(/flipped: /);
  await page.keyboard.press('Escape');
  await page.locator('#compare-blocks').click();
  await parts.stage.focus();
  const press = async (/** @type {string} */ key) => {
    await page.keyboard.press(key);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.mouse.move(5, 5);
    await parts.matrix.focus();
    const seen = await look();
    await parts.stage.focus();
    return seen;
  };
  const original = await press('1');
  const edited = await press('3');
  assert.ok(original.equals(untouched), 'the original is what was there');
  assert.ok(!edited.equals(original));
  const split = await press('2');
  assert.ok(!split.equals(original) && !split.equals(edited));
  const handle = page.getByRole('slider', { name: /between original and edited/ });
  const box = await handle.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 15, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 75, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  const value = Number(await handle.getAttribute('aria-valuenow'));
  assert.ok(value > 55, String(value));
  await page.keyboard.press('ArrowLeft');
  await until('the arrow moves it', async () => Number(await handle.getAttribute('aria-valuenow')) === value - 2);
  await page.locator('#compare-difference').selectOption('1');
  const once = await look();
  await page.locator('#compare-difference').selectOption('16');
  await until('brighter', async () => !(await look()).equals(once));
  await visit.close();
});

test('the original and what is made of the edited file have names of their own', async () => {
  const { visit, page, parts, goTo, said } = await editing();
  await goTo(scan + 4, 1);
  await page.keyboard.press('Space');
  await said(/flipped: /);
  const names = [];
  for (const what of /** @type {const} */ (['itself', 'png', 'matrix.txt'])) names.push((await visit.download(() => parts.save(what))).name);
  assert.deepEqual(names, ['photo.edited.jpg', 'photo.edited.png', 'photo.edited.matrix.txt']);
  await visit.close();
});

test('all processes can be edited, and give what opening the edited file gives', async () => {
  for (const [file, bit] of /** @type {const} */ ([['hierarchical/progressive-doubled.jpg', 0.5], ['lossless/rgb-16-bits.jpg', 0.6], ['restart/arithmetic-progressive-4.jpg', 0.7]])) {
    const bytes = fixture(file);
    const at = Math.floor(bytes.length * 8 * bit);
    const { visit, page, goTo, said, pixels } = await editing(bytes, 'file.jpg');
    await goTo(at >> 3, at & 7);
    await page.keyboard.press('Space');
    await said(/flipped: /);
    const [edited, fresh] = [await pixels(), await pixelsWhenOpened(flipped(bytes, at))];
    assert.ok(edited.rgba.equals(fresh.rgba), file);
    await visit.close();
  }
});

test('edits in quick succession: the last one is what is shown', async () => {
  const large = syntheticJpeg(2048, 1024);
  const { visit, page, goTo, said, saved, pixels } = await editing(large, 'large.jpg');
  const begin = large.indexOf(Buffer.from([0xff, 0xda])) + 14;
  await goTo(begin + 100);
  /** @type {number[]} */
  const bits = [];
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    bits.push((begin + 100) * 8 + i);
  }
  await said(/^Bit 3 .* flipped: [\d\s]+ blocks? changed/);
  const expected = flipped(large, ...bits);
  assert.deepEqual(await saved(), expected);
  assert.ok((await pixels()).rgba.equals((await pixelsWhenOpened(expected)).rgba));
  await visit.close();
});

test('any series of keys can be undone to the original, and done again', async () => {
  const { visit, page, parts, goTo, saved } = await editing();
  let state = 7;
  const pick = (/** @type {number} */ limit) => Math.floor(((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32) * limit);
  const keys = ['0', '1', '1', '0', 'Delete', 'Backspace', 'Insert', 'Shift+ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowUp', 'Control+z', 'Control+y'];
  await goTo(scan + 50);
  await page.keyboard.press('e');
  for (let i = 0; i < 120; i++) await page.keyboard.press(keys[pick(keys.length)]);
  await page.keyboard.press('Escape');
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
  }
  const last = await saved();
  assert.ok(!last.equals(photo));
  await parts.matrix.focus();
  let steps = 0;
  for (; !(await page.locator('#undo').isDisabled()); steps++) await page.keyboard.press('Control+z');
  assert.ok(steps >= 10, `${steps} steps`);
  assert.deepEqual(await saved(), photo);
  await parts.matrix.focus();
  for (let i = 0; i < steps; i++) await page.keyboard.press('Control+Shift+z');
  await until('all of it is done again', () => page.locator('#redo').isDisabled());
  assert.deepEqual(await saved(), last);
  await visit.close();
});

test('edits are kept while one looks at a picture inside', async () => {
  const bytes = fixture('app/mpf.jpg');
  const { visit, page, parts, goTo, said, saved } = await editing(bytes, 'both.jpg');
  const at = bytes.indexOf(Buffer.from([0xff, 0xda])) + 40;
  await goTo(at, 2);
  await page.keyboard.press('Space');
  await said(/flipped: /);
  await page.locator('#inside').click();
  await page.getByRole('menuitem').first().click();
  await until('the other is open', async () => !(await parts.totals.innerText()).includes('both.jpg'));
  assert.equal(await page.locator('#undo').isDisabled(), true, 'it has edits of its own');
  await page.locator('#back').click();
  await until('back', async () => (await parts.totals.innerText()).includes('both.jpg'));
  assert.deepEqual(await saved(), flipped(bytes, at * 8 + 2));
  await page.locator('#undo').click();
  await said(/original/);
  assert.deepEqual(await saved(), bytes);
  await visit.close();
});
