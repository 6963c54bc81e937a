// The Bitmap tab: a picture made ready for few bits, handed on in every form, and read back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { violations } from './axe.js';
import { fixture } from './fixtures.js';
import { start } from './harness.js';
import { difference, pixelsOf } from './pixels.js';
import { chromiumOnly } from './under.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const photo = fixture('process/baseline.jpg');
/** The house of a school book, of which the 1s are painted. */
const HOUSE = '1A2642FF425A5A7E';

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** A visit with the tab open. @param {import('playwright-core').BrowserContextOptions & {locale?: string}} [options] */
async function bitmap(options = undefined) {
  const visit = await bench.open(options);
  await visit.drop([await bench.file('photo.jpg', photo)], { x: 100, y: 100 });
  const parts = view(visit.page);
  await parts.opened('photo.jpg');
  await visit.page.locator('#tab-bitmap').click();
  return { visit, page: visit.page, parts, ...tab(visit) };
}

/** @param {import('./harness.js').Visit} visit */
function tab(visit) {
  const { page } = visit;
  const text = page.locator('.bitmap-text');
  return {
    text,
    /** A step's line of volume. @param {string} step */
    volume: (step) => page.locator(`.bitmap-step[data-step="${step}"] .bitmap-volume`),
    /** The text, once it holds something. @param {string | RegExp} part */
    async shows(part) {
      const has = (/** @type {string} */ all) => (typeof part === 'string' ? all.includes(part) : part.test(all));
      await until(`the text has ${part}`, async () => has(await text.innerText()));
      return text.innerText();
    },
    /** @param {string} form */
    form: (form) => page.locator('#bitmap-form-kind').selectOption(form),
    /** @param {string} step @param {boolean} on */
    turn: (step, on) => page.locator(`#bitmap-on-${step}`).setChecked(on),
    async saved() {
      const { name, bytes } = await visit.download(() => page.locator('.bitmap-output').getByRole('button', { name: 'Download' }).click());
      return { name, bytes: Buffer.from(bytes) };
    },
  };
}

/** Pastes a text as a person would. @param {import('./harness.js').Visit} visit @param {string} text */
async function paste(visit, text) {
  await visit.page.evaluate((all) => navigator.clipboard.writeText(all), text);
  await visit.page.locator('#bits').focus();
  await visit.page.keyboard.press('Control+v');
}

/** Waits for a picture that was read from a text or a small file. @param {import('./harness.js').Visit} visit @param {string} name */
async function read({ page }, name) {
  const { totals, progress, news } = view(page);
  await until(`${name} is open`, async () => (await totals.innerText()).includes(name));
  await until(`${name} is drawn`, async () => !(await progress.isVisible()));
  await until('it is told', async () => /^Read /.test(await news.locator('span').innerText()));
}

/** The numbers of an array in source code. @param {string} text */
const bytesOf = (text) => Buffer.from([...text.matchAll(/0x([0-9A-F]{2}),/g)].map(([, digits]) => Number.parseInt(digits, 16)));

/** The objects of a PDF as text, those in compressed streams, too. @param {Buffer} pdf */
function objectsOf(pdf) {
  const text = pdf.toString('latin1');
  const streams = [...text.matchAll(/\/ObjStm[\s\S]*?stream\r?\n([\s\S]*?)endstream/g)];
  return [text, ...streams.map(([, data]) => inflateSync(Buffer.from(data, 'latin1')).toString('latin1'))].join('\n');
}

test('a photo becomes an Arduino array for a display, and the pasted array the same bits', async () => {
  const { visit, page, parts, shows, saved, volume } = await bitmap();
  await shows('const uint8_t photo[1024] PROGMEM');
  assert.equal(await volume('threshold').innerText(), '128 · 64 · 1 = 8192 bits = 1024 bytes = 1 KB');
  const first = await saved();
  assert.equal(first.name, 'photo.128x64.1bit.ino');
  const bytes = bytesOf(first.bytes.toString());
  assert.equal(bytes.length, 1024);
  const ones = bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  assert.ok(ones > 1000 && ones < 7000, `a dithered photo is neither black nor white: ${ones} of 8192 are lit`);
  await paste(visit, first.bytes.toString());
  await read(visit, 'pasted.rgb');
  assert.match(await parts.totals.innerText(), /128 × 64/);
  await until('the array is written again', async () => (await page.locator('.bitmap-text').innerText()).includes('uint8_t pasted[1024]'));
  assert.deepEqual(bytesOf((await saved()).bytes.toString()), bytes);
  await visit.close();
});

test('every form comes back as the same pixels', async () => {
  const { visit, page, parts, form, saved, shows, turn } = await bitmap();
  await page.locator('#bitmap-scale-width').fill('37');
  await page.locator('#bitmap-scale-height').fill('21');
  await form('png');
  await shows('89 50 4E 47');
  const expected = await pixelsOf(bench, (await saved()).bytes, 'image/png');
  assert.deepEqual([expected.width, expected.height], [37, 21]);
  assert.equal(new Set(new Uint32Array(expected.rgba.buffer, expected.rgba.byteOffset, 37 * 21)).size, 2, 'black and white');
  const kinds = await page.locator('#bitmap-form-kind option').evaluateAll((all) => all.map((one) => /** @type {HTMLOptionElement} */ (one).value));
  assert.equal(kinds.length, 19);
  // What is read back is shown as it is: nothing is done to it.
  for (const kind of kinds) {
    await form(kind);
    await until(`${kind} is shown`, async () => (await page.locator('.bitmap-text').innerText()).length > 20);
    const { name, bytes } = await saved();
    await visit.drop([await bench.file(name, bytes)]);
    // Some are files of their own, the others texts of pixels.
    if (/\.(bmp|png|p[bgp]m)$/.test(name)) await parts.opened(name);
    else await read(visit, `${name.replace(/\.\w+$/, '')}.rgb`);
    const back = await visit.download(() => parts.save('bmp'));
    assert.equal(difference(await pixelsOf(bench, back.bytes, 'image/bmp'), expected), '', kind);
    await visit.drop([await bench.file('photo.jpg', photo)]);
    await parts.opened('photo.jpg');
    await turn('invert', false);
  }
  await visit.close();
});

test('each step does what it says, and the volume follows', async () => {
  const { visit, page, volume, turn, form, shows, saved } = await bitmap();
  for (const step of ['threshold', 'scale']) await turn(step, false);
  await until('without few colours nothing is dithered', async () => !(await page.locator('#bitmap-on-dither').isChecked()));
  await form('p6');
  const whole = await pixelsOf(bench, photo, 'image/jpeg');
  await shows('50 36 0A');
  await turn('crop', true);
  await page.locator('#bitmap-crop-x').fill('3');
  await page.locator('#bitmap-crop-y').fill('2');
  await page.locator('#bitmap-crop-width').fill('20');
  await page.locator('#bitmap-crop-height').fill('10');
  await until('it is cropped', async () => (await volume('crop').innerText()).startsWith('20 · 10 · 24 = 4800 bits'));
  const ppm = await saved();
  assert.equal(ppm.name, 'photo.crop.ppm');
  assert.equal(ppm.bytes.subarray(0, 13).toString(), 'P6\n20 10\n255\n');
  for (let y = 0; y < 10; y += 1) {
    for (let x = 0; x < 20; x += 1) {
      const [at, from] = [13 + 3 * (20 * y + x), 4 * (whole.width * (y + 2) + x + 3)];
      assert.deepEqual([...ppm.bytes.subarray(at, at + 3)], [...whole.rgba.subarray(from, from + 3)], `${x}, ${y}`);
    }
  }
  await turn('turn', true);
  await until('a quarter turn swaps the sides', async () => (await volume('turn').innerText()).startsWith('10 · 20 · 24'));
  await turn('grey', true);
  await until('grey takes 8 bits', async () => (await volume('grey').innerText()).startsWith('10 · 20 · 8 = 1600 bits'));
  await turn('palette', true);
  await page.locator('#bitmap-palette-colours').selectOption('4');
  await until('4 colours take 2 bits', async () => (await volume('palette').innerText()).startsWith('10 · 20 · 2 = 400 bits = 50 bytes'));
  assert.equal(await page.locator('.bitmap-swatches i').count(), 4);
  await turn('threshold', true);
  await until('the palette gives way', async () => !(await page.locator('#bitmap-on-palette').isChecked()));
  await page.locator('#bitmap-threshold-kind').selectOption('otsu');
  await page.getByText(/^White is from \d+ of 255 on\.$/).waitFor();
  await visit.close();
});

test('polarity is stated, and turns every bit', async () => {
  const { visit, page, form, shows, text } = await bitmap();
  const stated = page.locator('.bitmap-stated');
  const dark = bytesOf(await shows('0 = black, 1 = white'));
  assert.match(await stated.innerText(), /^0 = black \(off\)/);
  await page.locator('#bitmap-zero').selectOption('white');
  const light = bytesOf(await shows('0 = white, 1 = black'));
  assert.match(await stated.innerText(), /^0 = white/);
  assert.deepEqual(light, Buffer.from(dark.map((byte) => 255 - byte)));
  await form('matrix');
  assert.match(await shows(/^# pixelbits matrix: 128 x 64 pixels, 1 bit, 0 = white/), /\n[01]{128}\n/);
  await form('hex');
  await shows('# pixelbits hex');
  assert.equal((await text.innerText()).split('\n')[1].toLowerCase(), light.subarray(0, 16).toString('hex'));
  await form('p1');
  await until('the format says it', async () => (await stated.innerText()) === 'The format says it: 0 = white, 1 = black.');
  await visit.close();
});

test('settings are remembered, and a wrong number changes nothing', async () => {
  const { visit, page, shows, form } = await bitmap();
  await page.locator('#bitmap-scale-preset').selectOption('84x48');
  await form('rust');
  await shows('pub static PHOTO: [u8; 528]');
  const width = page.locator('#bitmap-scale-width');
  await width.fill('-4');
  assert.equal(await width.getAttribute('aria-invalid'), 'true');
  await page.reload();
  await view(page).opened('cat.jpg');
  await page.locator('#tab-bitmap').click();
  await shows('pub static CAT: [u8; 528]');
  assert.equal(await page.locator('#bitmap-scale-width').inputValue(), '84');
  await page.locator('.bitmap-steps').getByRole('button', { name: 'Reset' }).click();
  await shows('const uint8_t cat[1024] PROGMEM');
  await visit.close();
});

test('what a form cannot hold is said, and the rest goes on', async () => {
  const { visit, page, form, shows } = await bitmap();
  await page.locator('#bitmap-scale-width').fill('300');
  await form('ico');
  await page.locator('.bitmap-text.is-trouble').waitFor();
  assert.ok(await page.locator('.bitmap-output').getByRole('button', { name: 'Download' }).isDisabled());
  assert.ok(await page.locator('.bitmap-canvas').isVisible());
  await form('xbm');
  await shows('#define photo_width 300');
  await visit.close();
});

test('a bare array is shown in its likely layouts, and a click chooses', async () => {
  const { visit, page, parts, shows } = await bitmap();
  await paste(visit, HOUSE);
  const dialog = page.locator('#guesses');
  await dialog.waitFor();
  const guesses = dialog.getByRole('listitem');
  assert.ok((await guesses.count()) > 2);
  assert.deepEqual(await violations(page), []);
  await visit.picture('guesses');
  await guesses.filter({ hasText: '8 × 8' }).filter({ hasText: /by rows, MSB first, 0 = white/ }).getByRole('button').click();
  await read(visit, 'pasted.rgb');
  await page.locator('#bitmap-form-kind').selectOption('hex');
  await page.locator('#bitmap-on-scale').uncheck();
  await shows(/0 = white[\s\S]*\n1A\n26\n42\nFF\n42\n5A\n5A\n7E/);
  await paste(visit, '0x3C, 0x42, 0x81, 0x99, 0x99, 0x81, 0x42, 0x3C');
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await read(visit, 'pasted.rgb');
  await visit.close();
});

test('digits may also be the bytes of a file', async () => {
  const { visit, page, parts } = await bitmap();
  await paste(visit, HOUSE);
  await page.getByRole('button', { name: 'Open as a file of 8 bytes' }).click();
  await until('the bytes are open', async () => /pasted\.bin/.test(await parts.totals.innerText()));
  // Numbers that may be no picture at all.
  await paste(visit, '1, 2, 3, 4, 5, 6, 7, 8');
  await page.getByRole('button', { name: 'Open as a file of 22 bytes' }).click();
  await until('the text is open', async () => /pasted\.txt/.test(await parts.totals.innerText()));
  await visit.close();
});

test('a matrix that was typed back names the row that is wrong', async () => {
  const { visit, page, parts, form, shows, saved } = await bitmap();
  await page.locator('#bitmap-scale-preset').selectOption('8x8');
  await form('matrix');
  await page.locator('#bitmap-form-numbering').selectOption('checks');
  await shows('row checks');
  const rows = (await saved()).bytes.toString().split('\n');
  const place = rows.findIndex((row) => row.startsWith('5: '));
  rows[place] = rows[place].replace(/: (.)/, (_, digit) => `: ${digit === '0' ? 1 : 0}`);
  await paste(visit, rows.join('\n'));
  await until('the row is named', async () => /\b5\b/.test(await parts.trouble()));
  await until('the picture is open', async () => (await parts.totals.innerText()).includes('pasted.rgb'));
  assert.match(await parts.trouble(), /row 5\b/i);
  await visit.close();
});

test('the matrix prints on pages of A4', { skip: chromiumOnly('it looks into a PDF') }, async () => {
  const { visit, page, form, shows } = await bitmap();
  await form('matrix');
  await page.locator('#bitmap-form-numbering').selectOption('numbers');
  await page.locator('#bitmap-scale-height').fill('200');
  await shows(/^ {2}1: /m);
  await page.evaluate(() => (window.print = () => {}));
  await page.locator('.bitmap-output').getByRole('button', { name: 'Print' }).click();
  await page.locator('#print').waitFor({ state: 'attached' });
  const sheets = await page.locator('#print .sheet').allTextContents();
  assert.ok(sheets.length > 1, String(sheets.length));
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const objects = objectsOf(pdf);
  assert.equal(objects.match(/\/Type\s*\/Page\b/g)?.length, sheets.length);
  assert.match(sheets[0], /\n {2}1: [01]{128}\n/, 'a row with its number');
  assert.ok(sheets[0].endsWith(`Page 1 of ${sheets.length}`));
  const numbers = sheets.join('\n').match(/^ *\d+(?=: )/gm)?.map(Number);
  assert.deepEqual(numbers, Array.from({ length: 200 }, (_, i) => i + 1), 'every row, once');
  assert.match(objects, /\/MediaBox\s*\[\s*0 0 59[45](\.\d+)? 84[12](\.\d+)?/, 'A4');
  // What printed it says so, and the page is as before.
  await page.locator('#print').waitFor({ state: 'detached' });
  await visit.close();
});

test('all of it by keyboard, named and without barriers', async () => {
  const { visit, page, shows } = await bitmap();
  await shows('PROGMEM');
  assert.deepEqual(await violations(page), []);
  await page.locator('#bitmap-on-invert').focus();
  const before = await page.locator('.bitmap-text').innerText();
  await page.keyboard.press('Space');
  await until('it is inverted', async () => (await page.locator('.bitmap-text').innerText()) !== before);
  await visit.picture('bitmap');
  await visit.close();
});

test('on a phone, in Russian, nothing is cut off', async () => {
  const { visit, page, shows } = await bitmap({ locale: 'ru-RU', viewport: { width: 390, height: 844 } });
  await shows('PROGMEM');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll('.bitmap *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.bitmap-text')).map((e) => e.className),
  );
  assert.deepEqual(wide, []);
  await page.locator('.bitmap-display').scrollIntoViewIfNeeded();
  await visit.picture('bitmap-phone-ru');
  await visit.close();
});
