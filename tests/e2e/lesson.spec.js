// The Lesson tab: its arithmetic by itself, and each of its cards by a person's gestures.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parse, groups, powers, selectedNumber, write, BASES } from '../../www/js/lesson/bases.js';
import { decode, encode, hexByte } from '../../www/js/lesson/characters.js';
import { bitsFor, codesOf, ColourCount, power, unusedCodes } from '../../www/js/lesson/colours.js';
import { isRight, questions } from '../../www/js/lesson/questions.js';
import { random } from '../../www/js/lesson/random.js';
import { lengthOf, pixelsOf, statedDensity } from '../../www/js/lesson/resolution.js';
import { hexRow, inside, raster, SHAPES } from '../../www/js/lesson/shapes.js';
import { rounded, volume } from '../../www/js/lesson/volume.js';
import { violations } from './axe.js';
import { fixture } from './fixtures.js';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { pixelsOf as decoded } from './pixels.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** Numbers as they are, without the spaces that group their digits. @param {string} text */
const ungrouped = (text) => text.replace(/[\u202f\u00a0]/g, '');

/**
 * A visit with a picture of 256 × 128 open, and the tab.
 * @param {Parameters<typeof bench.open>[0]} [options] @param {Uint8Array} [bytes]
 */
async function lesson(options, bytes = syntheticJpeg(256, 128)) {
  const visit = await bench.open(options);
  const { page } = visit;
  /** @param {string} name @param {Uint8Array} file */
  const open = async (name, file) => {
    await visit.drop([await bench.file(name, file)], { x: 100, y: 100 });
    await view(page).opened(name);
  };
  await open('photo.jpg', bytes);
  await page.locator('#tab-lesson').click();
  const card = (/** @type {string} */ name) => page.locator(`.lesson-${name}.lesson-card`);
  return {
    visit,
    page,
    open,
    card,
    field: (/** @type {string} */ id) => page.locator(`#lesson-${id}`),
    /** The calculation in a card, line by line. @param {string} name */
    steps: async (name) => (await card(name).locator('.lesson-steps li').allInnerTexts()).map(ungrouped),
    note: async (/** @type {string} */ name) => ungrouped(await card(name).locator('.lesson-note').innerText()),
  };
}

test('colours and bits: the smallest i with 2^i ≥ N', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 255, 256, 257, 2 ** 24].map(bitsFor), [0, 1, 2, 2, 3, 8, 8, 9, 24]);
  assert.deepEqual([1, 3, 4, 200].map(unusedCodes), [0, 1, 0, 56]);
  assert.deepEqual(codesOf(2), ['00', '01', '10', '11']);
  assert.deepEqual(codesOf(0), ['']);
  assert.equal(power(10), '2¹⁰');
  const counting = new ColourCount();
  counting.add(Uint8ClampedArray.of(0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 1, 255));
  counting.add(Uint8ClampedArray.of(255, 255, 255, 255, 128, 0, 0, 255));
  assert.equal(counting.count, 4);
});

test('volume: bits, bytes, KB of 1024 bytes', () => {
  assert.deepEqual(volume(1024, 768, 24), { pixels: 786432, bits: 18874368, bytes: 2359296, kilobytes: 2304, megabytes: 2.25 });
  assert.equal(volume(3, 3, 1).bytes, 1.125);
  assert.deepEqual(rounded(511.5), { value: 511.5, exact: true });
  assert.deepEqual(rounded(17.3841), { value: 17.38, exact: false });
});

test('resolution: 10 × 15 cm at 254 ppi are 1000 × 1500 pixels', () => {
  assert.deepEqual([10, 15].map((cm) => Math.round(pixelsOf(cm, 'cm', 254) * 1e6) / 1e6), [1000, 1500]);
  assert.equal(pixelsOf(2, 'inch', 300), 600);
  for (const unit of /** @type {const} */ (['mm', 'cm', 'inch'])) {
    assert.ok(Math.abs(lengthOf(pixelsOf(7, unit, 96), unit, 96) - 7) < 1e-9, unit);
  }
  /** @param {[string, string | number | null][]} fields */
  const stated = (fields) => statedDensity(/** @type {any} */ ({ name: fields.map(([name]) => name), value: fields.map(([, value]) => value) }));
  assert.deepEqual(stated([['units', 'inch'], ['Xdensity', 300]]), { ppi: 300, source: 'JFIF' });
  assert.deepEqual(stated([['units', 'aspect-ratio'], ['Xdensity', 1], ['IFD0', null], ['XResolution', '144/2'], ['ResolutionUnit', 2]]), { ppi: 72, source: 'EXIF' });
  assert.deepEqual(stated([['XResolution', '100/1'], ['ResolutionUnit', '3']]), { ppi: 254, source: 'EXIF' });
  assert.equal(stated([['IFD0', null], ['IFD1', null], ['XResolution', '72/1']]), null, 'the thumbnail’s is not the picture’s');
  assert.equal(stated([['XResolution', '72/0']]), null);
  assert.equal(stated([]), null);
});

test('number systems: every base reads what it writes', () => {
  const next = random(1);
  for (let i = 0; i < 500; i++) {
    const value = BigInt(Math.floor(next() * 2 ** 32)) << BigInt(i % 32);
    for (const base of BASES) assert.equal(parse(write(value, base), base), value, `${value} in ${base}`);
    for (const size of /** @type {const} */ ([3, 4])) {
      const parts = groups(value, size);
      assert.equal(parse(parts.map(({ digit }) => digit).join(''), size === 3 ? 8 : 16), value);
      assert.equal(parse(parts.map(({ bits }) => bits).join(''), 2), value);
    }
    assert.equal(powers(value).reduce((sum, one) => sum + one, 0n), value);
  }
  assert.equal(parse('1111 0000', 2), 240n);
  for (const [text, base] of /** @type {const} */ ([['2', 2], ['8', 8], ['A', 10], ['G', 16], ['', 10], ['-1', 10], ['1'.repeat(65), 2]])) {
    assert.equal(parse(text, base), null, `${text} in ${base}`);
  }
  const bytes = Uint8Array.of(0b10110011, 0b01011100);
  assert.equal(selectedNumber(bytes, { start: 6, bits: 5 }), 0b11010n);
  assert.equal(selectedNumber(bytes, { start: 14, bits: 3 }), null, 'beyond the end');
  assert.equal(selectedNumber(new Uint8Array(8), { start: 0, bits: 33 }), null);
});

test('text: the bytes of each encoding, and what a wrong one makes of them', () => {
  const hex = (/** @type {string} */ text, /** @type {import('../../www/js/lesson/characters.js').Encoding} */ encoding) =>
    [...encode(text, encoding).bytes].map(hexByte).join(' ');
  assert.equal(hex('Кот', 'koi8-r'), 'EB CF D4');
  assert.equal(hex('Кот', 'windows-1251'), 'CA EE F2');
  assert.equal(hex('Кот', 'utf-8'), 'D0 9A D0 BE D1 82');
  assert.equal(hex('Кот', 'utf-16be'), '04 1A 04 3E 04 42');
  assert.equal(hex('😀', 'utf-16be'), 'D8 3D DE 00');
  assert.equal(hex('Az', 'ascii'), '41 7A');
  assert.deepEqual(encode('Коко', 'ascii').missing, ['К', 'о', 'к']);
  assert.deepEqual(encode('日', 'windows-1251').missing, ['日']);
  assert.equal(decode(encode('Привет', 'koi8-r').bytes, 'windows-1251'), 'рТЙЧЕФ');
  assert.equal(decode(encode('Кот', 'utf-8').bytes, 'utf-8'), 'Кот');
  assert.equal(decode(encode('Кот', 'windows-1251').bytes, 'ascii'), '\ufffd\ufffd\ufffd');
});

test('shapes: the finer the grid, the nearer to the area of the shape', () => {
  assert.deepEqual(raster('circle', 2), ['11', '11']);
  const areas = { circle: Math.PI * 0.44 ** 2, triangle: (0.9 * 0.86) / 2 };
  for (const [shape, area] of Object.entries(areas)) {
    const ones = raster(/** @type {'circle'} */ (shape), 400).join('').replaceAll('0', '').length / 400 ** 2;
    assert.ok(Math.abs(ones - area) < 0.002, `${shape}: ${ones} for ${area}`);
  }
  assert.equal(inside('letter', 0.5, 0.45), false, 'the hole of an A');
  assert.equal(inside('letter', 0.5, 0.65), true, 'its bar');
  for (const shape of SHAPES) for (const row of raster(shape, 16)) assert.equal(row, [...row].reverse().join(''), `${shape} is alike on both sides`);
  assert.deepEqual(['00011010', '1', '111100001'].map(hexRow), ['1A', '80', 'F080']);
});

test('questions: the same variant asks the same, each answer is right', () => {
  const picture = { width: 100, height: 50, bitsPerPixel: 24 };
  assert.deepEqual(questions(7, picture), questions(7, picture));
  assert.notDeepEqual(questions(7, picture), questions(8, picture));
  assert.equal(questions(1, null).length, questions(1, picture).length - 1);
  for (let variant = 1; variant <= 300; variant++) {
    for (const asked of questions(variant, picture)) {
      const v = /** @type {Record<string, any>} */ (asked.values);
      /** Each worked out another way. */
      const answers = {
        bits: () => Math.ceil(Math.log2(v.colours)),
        colours: () => Array.from({ length: v.bits }, () => 2).reduce((a, b) => a * b, 1),
        picture: () => 15000,
        volume: () => (v.width * v.height * Math.log2(v.colours)) / 8192,
        binary: () => v.value.toString(2),
        hex: () => Number(`0x${v.hex}`),
        resolution: () => Math.round((v.centimetres / 2.54) * v.ppi),
        text: () => v.characters * v.n * 8,
      };
      assert.equal(asked.answer, String(answers[asked.kind]()), `${variant}: ${asked.kind}`);
      assert.match(asked.answer, /^[1-9]\d*$/, `${variant}: ${asked.kind} is whole`);
      assert.ok(isRight(asked, ` 0${asked.answer.slice(0, 1)} ${asked.answer.slice(1)} `));
      assert.ok(!isRight(asked, `${asked.answer}1`) && !isRight(asked, ''));
    }
  }
});

test('the volume is the open picture’s, and follows the next file', async () => {
  const { visit, open, field, steps, note } = await lesson();
  assert.deepEqual(
    await Promise.all(['volume-w', 'volume-h', 'volume-i'].map((id) => field(id).inputValue())),
    ['256', '128', '24'],
  );
  const shown = await steps('volume');
  assert.deepEqual(shown.slice(1, 5), ['W · H = 256 · 128 = 32768 pixels', 'I = 32768 · 24 = 786432 bits', '786432 : 8 = 98304 bytes', '98304 : 1024 = 96 KB']);
  const size = syntheticJpeg(256, 128).length;
  assert.ok((await note('volume')).includes(`98304 : ${size} ≈ ${rounded(98304 / size).value}`), await note('volume'));
  await field('volume-i').fill('1');
  assert.equal((await steps('volume'))[4], '4096 : 1024 = 4 KB');
  await field('volume-w').fill('0');
  assert.deepEqual(await steps('volume'), ['Whole numbers from 1 on, please.']);
  const grey = fixture('grey/2x2.jpg');
  await open('grey.jpg', grey);
  const { width, height } = await decoded(bench, grey, 'image/jpeg');
  await until('the grey picture is there', async () => (await field('volume-i').inputValue()) === '8');
  assert.equal((await steps('volume'))[2], `I = ${width * height} · 8 = ${width * height * 8} bits`);
  await visit.close();
});

test('colours and bits follow each other, and the picture’s colours are counted', async () => {
  const photo = fixture('process/baseline.jpg');
  const { visit, card, field, steps, note } = await lesson({}, photo);
  await field('colours-n').fill('5');
  assert.equal(await field('colours-i').inputValue(), '3');
  assert.deepEqual(await steps('colours'), ['N ≤ 2ⁱ', '2² = 4 < 5: too few codes', '2³ = 8 > 5: enough codes', 'i = 3 bits. 3 codes stay unused.']);
  assert.equal(await card('colours').locator('.lesson-codes li').count(), 8);
  assert.deepEqual(await card('colours').locator('.unused').allInnerTexts(), ['101', '110', '111']);
  await field('colours-i').fill('8');
  assert.equal(await field('colours-n').inputValue(), '256');
  await card('colours').scrollIntoViewIfNeeded();
  await until('they are counted', async () => /has \d+ different colours/.test(await note('colours')));
  const told = Number((await note('colours')).match(/has (\d+)/)?.[1]);
  assert.ok(told > 256 && told <= 2 ** 24, String(told));
  await visit.close();
});

test('resolution: paper to pixels and back, and the density that the file states', async () => {
  const { visit, page, open, field, steps, note } = await lesson();
  await field('resolution-ppi').fill('254');
  await field('resolution-wide').fill('10');
  await field('resolution-high').fill('15');
  assert.equal(await field('resolution-across').inputValue(), '1000');
  assert.equal(await field('resolution-down').inputValue(), '1500');
  assert.equal((await steps('resolution'))[1], '10 : 2.54 · 254 = 1000 pixels');
  await field('resolution-unit').selectOption('inch');
  assert.equal(await field('resolution-wide').inputValue(), '3.937');
  await field('resolution-across').fill('508');
  assert.equal(await field('resolution-wide').inputValue(), '2');
  await open('cm.jpg', fixture('app/jfif-units-cm.jpg'));
  await until('JFIF, in cm', async () => (await note('resolution')) === 'JFIF in the open file states 299.72 ppi.');
  assert.equal(await field('resolution-ppi').inputValue(), '299.72');
  await open('none.jpg', fixture('app/jfif-units-none.jpg'));
  await until('no unit, no density', async () => (await note('resolution')).startsWith('The open file states no density'));
  await open('exif.jpg', fixture('exif/thumbnail-big.jpg'));
  await until('EXIF, in inches', async () => (await note('resolution')) === 'EXIF in the open file states 300 ppi.');
  await field('resolution-across').fill('999');
  await page.locator('.lesson-resolution button').click();
  const { width } = await decoded(bench, fixture('exif/thumbnail-big.jpg'), 'image/jpeg');
  assert.equal(await field('resolution-across').inputValue(), String(width));
  await visit.close();
});

test('number systems: type in any, and the selected bits are taken', async () => {
  const { visit, page, card, field } = await lesson();
  const all = () => Promise.all(BASES.map((base) => field(`bases-${base}`).inputValue()));
  await field('bases-16').fill('1a');
  assert.deepEqual(await all(), ['11010', '32', '26', '1a']);
  await field('bases-10').fill('77');
  assert.deepEqual(await all(), ['1001101', '115', '77', '4D']);
  const group = (/** @type {number} */ at) => card('bases').locator('.lesson-groups').nth(at).locator('i').allInnerTexts();
  assert.deepEqual(await group(0), ['001', '001', '101']);
  assert.deepEqual(await group(1), ['0100', '1101']);
  assert.equal(await card('bases').locator('.lesson-sum').innerText(), '64 + 8 + 4 + 1 = 77');
  await field('bases-8').fill('9');
  assert.equal(await field('bases-8').getAttribute('aria-invalid'), 'true');
  assert.deepEqual(await group(0), []);
  await view(page).matrix.focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Enter');
  await until('the selected bits are there', async () => (await card('bases').innerText()).includes('Selected in the file'));
  const [bits] = await all();
  const told = Number((await card('bases').locator('.lesson-note').innerText()).match(/: (\d+) bit/)?.[1]);
  assert.equal(bits, BigInt(`0x${Buffer.from(syntheticJpeg(256, 128)).subarray(0, 4).toString('hex')}`).toString(2).slice(0, told));
  await visit.close();
});

test('text: sizes, bits and gibberish', async () => {
  const { visit, card, field } = await lesson();
  await field('text-typed').fill('Привет');
  const rows = await card('text').locator('tbody tr').allInnerTexts();
  assert.deepEqual(rows.map((row) => row.split('\t').slice(1).join(' ')), ['has no П р и в е т', '8 6 48', '8 6 48', '16 12 96', '16 12 96']);
  await field('text-written').selectOption('koi8-r');
  assert.equal(await card('text').locator('.lesson-garbled').innerText(), 'рТЙЧЕФ');
  assert.equal(await card('text').locator('.lesson-character').first().innerText().then((text) => text.replace(/\s+/g, ' ')), 'П F0 11110000');
  await field('text-read').selectOption('koi8-r');
  assert.equal(await card('text').locator('.lesson-garbled').innerText(), 'Привет');
  await visit.close();
});

test('discretisation: a finer grid, more rows and more bits', async () => {
  const { visit, page, card, field, steps } = await lesson();
  const rows = async () => (await card('grid').locator('pre').innerText()).split('\n');
  assert.deepEqual(await rows(), raster('letter', 8).map((row) => `${row}  ${hexRow(row)}`));
  await field('grid-cells').focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  assert.equal((await rows()).length, 11);
  assert.deepEqual((await steps('grid')).slice(1), ['I = 11 · 11 · 1 = 121 bits', '121 : 8 ≈ 15.13 bytes']);
  await field('grid-shape').selectOption('circle');
  assert.deepEqual(await rows(), raster('circle', 11).map((row) => `${row}  ${hexRow(row)}`));
  await visit.close();
});

test('raster and vector: enlarged, the raster is large squares and the vector shows a smaller part', async () => {
  const { visit, page, card, field } = await lesson();
  /** Lengths of runs along the raster's last row and column of pixels that are not at its border. */
  const shortest = () =>
    card('zoom').locator('canvas').evaluate((canvas) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
      const data = /** @type {HTMLCanvasElement} */ (canvas).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      // How far each row is filled from the left: a step where that changes.
      /** @type {number[]} */
      const steps = [];
      for (let y = 1; y < height; y++) {
        const filled = (/** @type {number} */ row) => Array.from({ length: width }, (_, x) => data[(row * width + x) * 4 + 3] > 0).filter(Boolean).length;
        if (filled(y) !== filled(y - 1)) steps.push(y);
      }
      return Math.min(...steps.slice(1).map((y, at) => y - steps[at]));
    });
  const before = await shortest();
  await field('zoom-factor').focus();
  await page.keyboard.press('End');
  const after = await shortest();
  assert.ok(before >= 25 && after >= 5 * before - 10, `steps of ${before} px became ${after} px`);
  const side = Number((await card('zoom').locator('svg').getAttribute('viewBox'))?.split(' ')[2]);
  assert.equal(side, 1 / 16);
  await visit.close();
});

test('questions: answers are checked, steps are shown, right ones are counted', async () => {
  const { visit, page, open, card } = await lesson();
  const picture = { width: 256, height: 128, bitsPerPixel: 24 };
  const items = card('questions').locator('.lesson-questions-list li');
  const count = card('questions').locator('.lesson-count');
  await until('they are asked', async () => (await items.count()) === 8);
  await items.first().getByRole('textbox').fill('99');
  await page.keyboard.press('Enter');
  assert.match(await items.first().innerText(), /Not yet[\s\S]*is enough: i = \d/);
  assert.equal(await count.innerText(), 'Right: 0 of 8');
  for (const [at, { answer }] of questions(1, picture).entries()) {
    await items.nth(at).getByRole('textbox').fill(answer);
    await items.nth(at).getByRole('button', { name: /^Check/ }).click();
  }
  assert.equal(await count.innerText(), 'All right: 8 of 8!');
  const before = await items.allInnerTexts();
  await page.getByRole('button', { name: 'New questions' }).click();
  assert.equal(await count.innerText(), 'Right: 0 of 8');
  assert.notDeepEqual(await items.allInnerTexts(), before);
  await items.nth(2).getByRole('button', { name: /^Hint/ }).click();
  assert.ok(ungrouped(await items.nth(2).innerText()).includes('786432 : 8 = 98304 bytes'));
  await open('small.jpg', syntheticJpeg(128, 128));
  await until('the next picture is asked about', async () => (await items.nth(2).innerText()).includes('128 × 128 pixels'));
  await visit.close();
});

for (const [name, options] of /** @type {const} */ ([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { ...phone, locale: 'ru-RU' }],
  ['russian', { locale: 'ru-RU' }],
])) {
  test(`axe finds nothing in a lesson, and nothing sticks out (${name})`, async () => {
    const { visit, page, card, field } = await lesson(options);
    await field('bases-2').fill('1'.repeat(64));
    await field('colours-i').fill('5');
    await card('questions').getByRole('textbox').first().fill('99');
    await page.keyboard.press('Enter');
    assert.deepEqual(await violations(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    const out = await page.locator('.dock-lesson').evaluate((panel) => panel.scrollWidth - panel.clientWidth);
    assert.equal(out, 0, 'the cards fit');
    if ('locale' in options) {
      const words = await page.locator('.lesson').evaluate((element) => [...element.querySelectorAll('h3, p, label, button, th, li, figcaption')].map((e) => e.textContent ?? '').filter((text) => /[a-z]{4,}/.test(text) && !/[а-я]/i.test(text)));
      assert.deepEqual(words.filter((text) => !/^Windows-1251$/.test(text)), [], 'words that were left in English');
    }
    await visit.picture(`lesson-${name}`);
    await visit.close();
  });
}
