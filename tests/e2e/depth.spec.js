// Samples of more than 8 bits, and single components: what is shown of them, what is told of them, what is saved.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fixture, known, packed, readNetpbm, readPng, sha256 } from './fixtures.js';
import { start } from './harness.js';
import { pixelsOf } from './pixels.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** @param {string} name @param {Parameters<import('./harness.js').Bench['open']>[0]} [options] */
async function opened(name, options) {
  const visit = await bench.open(options);
  const file = name.replace('/', '-');
  await visit.drop([await bench.file(file, fixture(name))]);
  await view(visit.page).opened(file);
  return visit;
}

/** Pixels as they are shown, by way of a BMP. @param {import('./harness.js').Visit} visit */
async function shown(visit) {
  const { bytes } = await visit.download(() => view(visit.page).save('bmp'));
  return pixelsOf(bench, bytes, 'image/bmp');
}

/** @param {import('./harness.js').Visit} visit @param {'pgm' | 'ppm' | 'pam'} what */
async function saved(visit, what) {
  const { bytes } = await visit.download(() => view(visit.page).save(what));
  return readNetpbm(bytes);
}

/** How a sample is shown: T.81 leaves it open; rounded to nearest, halves up. @param {number} value @param {number} black @param {number} white */
const through = (value, black, white) => Math.min(255, Math.max(0, Math.floor(((value - black) * 255) / (white - black) + 0.5)));

for (const [name, what] of /** @type {const} */ ([
  ['12bit/extended-2x2.jpg', 'ppm'],
  ['12bit/progressive-grey.jpg', 'pgm'],
  ['12bit/cmyk.jpg', 'pam'],
  ['lossless/16-bits.jpg', 'pgm'],
  ['lossless/9-bits.jpg', 'pgm'],
  ['lossless/rgb-16-bits.jpg', 'ppm'],
  ['lossless-arithmetic/13-bits.jpg', 'pgm'],
  ['hierarchical/lossless-16-bit.jpg', 'pgm'],
  ['process/baseline.jpg', 'ppm'],
  ['grey/2x2.jpg', 'pgm'],
  ['colour/ycck-adobe-2.jpg', 'pam'],
  ['components/9.jpg', 'pam'],
])) {
  test(`${name}: the samples that are saved are those of its encoder`, async () => {
    const visit = await opened(name);
    const samples = await saved(visit, what);
    const { width, height, precision, channels, sha256: hash } = known(name);
    assert.deepEqual([samples.width, samples.height, samples.channels], [width, height, channels]);
    assert.equal(samples.top, 2 ** precision - 1);
    assert.equal(sha256(packed(samples)), hash);
    await visit.close();
  });
}

for (const name of ['12bit/extended-2x2.jpg', 'lossless/16-bits.jpg', 'lossless/10-bits.jpg']) {
  test(`${name}: a PNG of 16 bits`, async () => {
    const visit = await opened(name);
    const grey = known(name).channels === 1;
    const samples = await saved(visit, grey ? 'pgm' : 'ppm');
    const download = await visit.download(() => view(visit.page).save('16bit.png'));
    const png = readPng(download.bytes);
    assert.deepEqual([png.width, png.height, png.channels, png.top], [samples.width, samples.height, samples.channels, 65535]);
    const spread = samples.data.map((v) => Math.floor((v * 65535) / samples.top + 0.5));
    assert.deepEqual(png.data, spread);
    const { precision } = known(name);
    assert.deepEqual(png.significant, precision < 16 ? samples.channels === 1 ? [precision] : [precision, precision, precision] : []);
    // A second opinion, where there is one.
    const pillow = spawnSync('python3', ['-c', 'import sys; from PIL import Image; i = Image.open(sys.argv[1]); i.load(); print(i.size, i.getpixel((1, 2)))', download.path]);
    if (pillow.status === 0) {
      const at = (2 * samples.width + 1) * samples.channels;
      const said = pillow.stdout.toString();
      assert.ok(said.startsWith(`(${png.width}, ${png.height})`), said);
      if (grey) assert.ok(said.trim().endsWith(` ${spread[at]}`), `${said} against ${spread[at]}`);
    }
    await visit.close();
  });
}

test('the window: sliders, numbers, presets, reset', async () => {
  const visit = await opened('lossless/12-bits.jpg');
  const { page } = visit;
  const { data } = await saved(visit, 'pgm');
  const [low, high] = [Math.min(...data), Math.max(...data)];
  const preset = page.getByLabel('Part of the range that is shown');
  const black = page.getByRole('slider', { name: 'Black' });
  const exact = page.getByLabel('Sample shown as white');

  const expectWindow = async (/** @type {number} */ b, /** @type {number} */ w) => {
    await until(`the window is ${b} to ${w}`, async () => (await black.inputValue()) === String(b) && (await exact.inputValue()) === String(w));
    const { rgba } = await shown(visit);
    const wrong = data.findIndex((v, i) => rgba[i * 4] !== through(v, b, w) || rgba[i * 4] !== rgba[i * 4 + 2]);
    assert.equal(wrong, -1, `pixel ${wrong} of the window ${b} to ${w}`);
  };
  await expectWindow(0, 4095);
  await preset.selectOption('darkest to lightest');
  await expectWindow(low, high);
  await preset.selectOption('lowest 256');
  await expectWindow(0, 255);
  await preset.selectOption('highest 256');
  await expectWindow(3840, 4095);
  await exact.fill('4000');
  await exact.press('Enter');
  await expectWindow(3840, 4000);
  await black.focus();
  await black.press('ArrowLeft');
  await expectWindow(3839, 4000);
  assert.equal(await preset.inputValue(), 'own');
  await page.getByRole('group', { name: /^Window/ }).getByRole('button', { name: 'Reset' }).click();
  await expectWindow(0, 4095);
  await exact.fill('99999');
  await exact.press('Enter');
  await expectWindow(0, 4095);
  await visit.close();
});

test('the picture on the screen follows the window', async () => {
  const visit = await opened('lossless/12-bits.jpg');
  const { stage } = view(visit.page);
  await visit.page.mouse.move(5, 5);
  const before = await pixelsOf(bench, await stage.screenshot(), 'image/png');
  await visit.page.getByLabel('Part of the range that is shown').selectOption('lowest 256');
  await until('it changes', async () => !(await pixelsOf(bench, await stage.screenshot(), 'image/png')).rgba.equals(before.rgba));
  await visit.page.getByRole('group', { name: /^Window/ }).getByRole('button', { name: 'Reset' }).click();
  await until('and comes back', async () => (await pixelsOf(bench, await stage.screenshot(), 'image/png')).rgba.equals(before.rgba));
  await visit.close();
});

test('dragging changes the window only when it is asked to', async () => {
  const visit = await opened('lossless/12-bits.jpg');
  const { page } = visit;
  const { stage, zoom } = view(page);
  const box = await stage.boundingBox();
  assert.ok(box);
  const white = page.getByLabel('Sample shown as white');
  const drag = async (/** @type {number} */ dx, /** @type {number} */ dy) => {
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + dx / 2, y + dy / 2);
    await page.mouse.move(x + dx, y + dy);
    await page.mouse.up();
  };
  await drag(-60, 0);
  assert.equal(await white.inputValue(), '4095', 'a plain drag moves the picture');
  await page.keyboard.down('Alt');
  await drag(-60, 0);
  await page.keyboard.up('Alt');
  await until('the window is narrower', async () => Number(await white.inputValue()) < 4095);
  await page.getByRole('group', { name: /^Window/ }).getByRole('button', { name: 'Reset' }).click();
  await until('reset', async () => (await white.inputValue()) === '4095');
  await stage.focus();
  await page.keyboard.press('w');
  assert.equal(await page.getByRole('button', { name: 'Drag' }).getAttribute('aria-pressed'), 'true');
  const scale = await zoom.innerText();
  await drag(0, 40);
  await until('the window is higher: darker', async () => Number(await page.getByLabel('Sample shown as black').inputValue()) > 0);
  assert.equal(await zoom.innerText(), scale);
  await visit.close();
});

test('the tooltip tells the samples themselves', async () => {
  for (const [name, what] of /** @type {const} */ ([['lossless/12-bits.jpg', 'pgm'], ['12bit/extended-2x2.jpg', 'ppm']])) {
    const visit = await opened(name);
    const { stage } = view(visit.page);
    const { data, width, channels, top } = await saved(visit, what);
    const box = await stage.boundingBox();
    assert.ok(box);
    await visit.page.mouse.move(box.x + box.width / 2 + 9, box.y + box.height / 2 - 7);
    const tip = stage.locator('.tip').filter({ hasText: `of ${top}` });
    await tip.waitFor();
    const text = await tip.innerText();
    const [, x, y] = (text.match(/x (\d+)\s+y (\d+)/) ?? []).map(Number);
    const at = (y * width + x) * channels;
    assert.ok(text.includes(`samples ${[...data.subarray(at, at + channels)].join(' ')} of ${top}`), text);
    await visit.close();
  }
});

test('single components, in colour pictures too', async () => {
  const visit = await opened('sampling/1x1-1x1.jpg');
  const { page } = visit;
  const { totals, stage } = view(page);
  assert.match(await totals.innerText(), /sampling/);
  const chooser = page.getByLabel('What is shown');
  assert.deepEqual(await chooser.locator('option').allInnerTexts(), ['in colour', 'Y: brightness', 'Cb: blueness', 'Cr: redness']);
  /** @type {Buffer[]} */
  const planes = [];
  for (const label of ['Y: brightness', 'Cb: blueness', 'Cr: redness']) {
    await chooser.selectOption(label);
    const plane = await saved(visit, 'pgm');
    const pixels = await shown(visit);
    assert.ok(plane.data.every((v, i) => pixels.rgba[i * 4] === v && pixels.rgba[i * 4 + 1] === v), `${label} is shown as grey`);
    planes.push(packed(plane));
  }
  assert.equal(sha256(Buffer.concat(planes)), known('sampling/1x1-1x1.jpg').planes_sha256);
  const box = await stage.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await stage.locator('.tip').filter({ hasText: /Cr \d+ of 255/ }).waitFor();
  await chooser.selectOption('in colour');
  const colour = await shown(visit);
  assert.ok(colour.rgba.some((v, i) => i % 4 === 0 && v !== colour.rgba[i + 1]), 'colours again');
  await visit.close();
});

test('pictures of many components are shown plane by plane', async () => {
  const visit = await opened('components/5.jpg');
  const chooser = visit.page.getByLabel('What is shown');
  assert.equal(await chooser.locator('option').count(), 5);
  assert.equal(await chooser.locator('option:checked').innerText(), 'plane 1 of 5');
  const all = await saved(visit, 'pam');
  for (const k of [1, 4]) {
    await chooser.selectOption(`plane ${k + 1} of 5`);
    const { data } = await saved(visit, 'pgm');
    assert.ok(data.every((v, i) => v === all.data[i * 5 + k]), `plane ${k + 1}`);
  }
  await visit.close();
});

test('shallow pictures have no window, and no chooser where there is one component', async () => {
  const visit = await opened('grey/2x2.jpg');
  assert.equal(await visit.page.getByRole('group', { name: /^Window/ }).isVisible(), false);
  assert.equal(await visit.page.getByLabel('What is shown').isVisible(), false);
  await visit.close();
});

/** How the processes of T.81 are called. */
const processes = /** @type {const} */ ([
  ['process/baseline.jpg', /^baseline · /],
  ['process/extended.jpg', /^extended sequential · /],
  ['process/progressive.jpg', /^progressive · /],
  ['lossless/predictor-4.jpg', /^lossless, predictor 4 · grey$/],
  ['process/arithmetic.jpg', /^sequential, arithmetic · /],
  ['process/arithmetic-progressive.jpg', /^progressive, arithmetic · /],
  ['lossless-arithmetic/predictor-7-rgb.jpg', /^lossless, arithmetic, predictor 7 · RGB$/],
  ['lossless/12-bits.jpg', /^lossless, predictor \d · 12 bits a sample · grey$/],
  ['12bit/extended-2x1.jpg', /^extended sequential · 12 bits a sample · 4:2:2$/],
  ['hierarchical/sequential-three.jpg', /^hierarchical, 3 frames, the first extended sequential · /],
  ['hierarchical/lossless-arithmetic-doubled.jpg', /^hierarchical, 2 frames, the first lossless, arithmetic, predictor \d · /],
  ['colour/cmyk.jpg', /^baseline · CMYK$/],
  ['colour/two-components.jpg', /^baseline · 2 components$/],
  ['fractional/3x2-2x1-1x1.jpg', /^baseline · 3×2 2×1 1×1$/],
]);

test('every process is told in words', async () => {
  const visit = await bench.open();
  const about = visit.page.locator('#picture .panel-head small');
  for (const [name, words] of processes) {
    const file = name.replace('/', '-');
    await visit.drop([await bench.file(file, fixture(name))]);
    await view(visit.page).opened(file);
    assert.match(await about.innerText(), words, name);
  }
  await visit.close();
});
