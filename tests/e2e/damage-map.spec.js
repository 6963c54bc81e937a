// The damage map: bits are flipped on trial in the background, and coloured by what that does to the picture. What the page says of a
// bit is held against what flipping it really does.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { fixture } from './fixtures.js';
import { start } from './harness.js';
import { pixelsOf } from './pixels.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const cat = await readFile(new URL('../../www/samples/cat.jpg', import.meta.url));
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** A visit that has a file open and looks at its damage map. @param {Uint8Array} file @param {Parameters<typeof bench.open>[0]} [options] */
async function mapped(file, options) {
  const visit = await bench.open(options);
  const { page } = visit;
  const parts = view(page);
  await visit.drop([await bench.file('photo.jpg', file)], { x: 100, y: 100 });
  await parts.opened('photo.jpg');
  const chip = page.getByRole('button', { name: /Damage map|Карта повреждений/ });
  const tried = page.locator('.bits-tried');
  const count = async () => Number((await tried.innerText()).replace(/[\s\u202f]/g, '').match(/\d+/)?.[0] ?? 0);
  await chip.click();
  return {
    visit,
    page,
    parts,
    chip,
    tried,
    count,
    ruin: page.locator('.bits-ruin'),
    done: () => until('all trials are made', async () => /^[\d\s\u202f]+(trial flips?|пробн\S+ переворот\S*)$/.test(await tried.innerText()), 60_000),
    /** @param {number} bit */
    async goTo(bit) {
      await parts.matrix.focus();
      await page.keyboard.press('Control+g');
      await page.keyboard.type(`b${bit}`);
      await page.keyboard.press('Enter');
      const position = `0x${Math.floor(bit / 8).toString(16).toUpperCase()}:${bit % 8}`;
      await until(`bit ${bit} is told`, async () => (await parts.inspector.locator('code').first().innerText()) === position);
    },
    async pixels() {
      const { bytes } = await visit.download(() => parts.save('bmp'));
      return (await pixelsOf(bench, bytes, 'image/bmp')).rgba;
    },
  };
}

/** Pixels that differ, and those that are off by more than 16. @param {Uint8Array} a @param {Uint8Array} b */
function compared(a, b) {
  let [changed, ruined] = [0, 0];
  for (let i = 0; i < a.length; i += 4) {
    const off = Math.max(...[0, 1, 2].map((c) => Math.abs(a[i + c] - b[i + c])));
    changed += off > 0 ? 1 : 0;
    ruined += off > 16 ? 1 : 0;
  }
  return { changed, ruined };
}

test('what is said of a bit is what flipping it does', async () => {
  const { visit, page, parts, ruin, done, goTo, pixels, count } = await mapped(cat);
  await done();
  assert.ok((await count()) > 2_000, 'trials');
  const before = await pixels();

  // Bits of the scan's data, from somewhere in its middle on, until some are met that were tried themselves.
  const scan = (cat.indexOf(Buffer.from([0xff, 0xda])) + 14) * 8;
  let held = 0;
  for (let bit = scan + 12_000; held < 3; bit += 1) {
    assert.ok(bit < scan + 12_600, `only ${held} tried bits in 600`);
    await goTo(bit);
    const found = (await ruin.innerText()).replaceAll('\u202f', '').match(/Flipped on trial: (\d+) pixels? changes? \([\d.]+ % of the picture\), (\d+) ruined/);
    if (!found) continue;
    await page.keyboard.press('Space');
    await until('it is flipped', async () => /flipped/i.test((await parts.said.textContent()) ?? ''));
    await until('and shown', async () => !(await parts.progress.isVisible()));
    const now = compared(before, await pixels());
    assert.deepEqual(now, { changed: Number(found[1]), ruined: Number(found[2]) }, `bit ${bit}`);
    held += 1;
    await page.keyboard.press('Control+z');
    await done();
  }
  assert.deepEqual(await pixels(), before);

  // A header: the picture's height, of 16 bits.
  const height = (cat.indexOf(Buffer.from([0xff, 0xc0])) + 5) * 8;
  const said = new Set();
  for (let bit = height; bit < height + 16; bit += 1) {
    await goTo(bit);
    said.add((await ruin.innerText()).replace(/^\d/, '').trim());
  }
  assert.ok(said.has('Flipped on trial: the picture gets another size.'), [...said].join(' | '));
  await visit.close();
});

test('an edit begins the map anew, and typing is not kept waiting for it', async () => {
  const { visit, page, parts, tried, done, goTo, count } = await mapped(cat);
  await until('trials are under way', async () => (await count()) > 50);
  await goTo(9_000);
  for (let i = 0; i < 6; i += 1) await page.keyboard.press('Space');
  await until('the picture follows', async () => !(await parts.progress.isVisible()));
  await done();
  const all = await count();
  await page.keyboard.press('Space');
  await until('the old map is gone', async () => (await count()) < all);
  await done();
  // Off and on again by keyboard: the colours and the legend are those of roles, then those of damage.
  const legend = page.locator('.bits-legend ul');
  assert.match(await legend.innerText(), /half of it or more/);
  await parts.matrix.focus();
  await page.keyboard.press('m');
  await until('the roles are back', async () => /Huffman table/.test(await legend.innerText()));
  assert.equal(await tried.innerText(), '');
  assert.equal(await page.locator('.map-bar').first().evaluate((bar) => /** @type {HTMLElement} */ (bar).style.backgroundImage), '');
  await page.keyboard.press('m');
  await done();
  await visit.close();
});

test('the file map shows it, too: headers red, what is not needed grey', async () => {
  const { visit, page, done } = await mapped(fixture('app/icc.jpg'));
  await done();
  const labels = await page.locator('.map-bar').evaluateAll((bars) => bars.map((bar) => bar.getAttribute('aria-label') ?? ''));
  /** @param {RegExp} name */
  const level = (name) => {
    const label = labels.find((text) => name.test(text)) ?? '';
    return Number(label.match(/damage (\d) of 5, \d+ trial/)?.[1] ?? assert.fail(`${name}: ${labels.join(' | ')}`));
  };
  assert.ok(level(/^SOF0/) >= 4, 'the frame header');
  assert.ok(level(/^APP2/) <= 3, 'a colour profile: of its bits only those of marker and length do harm, one in a hundred');
  const colours = await page.locator('.map-bar').evaluateAll((bars) => bars.map((bar) => getComputedStyle(bar).backgroundImage));
  assert.ok(new Set(colours).size >= 3, colours.join(' | '));
  await visit.close();
});

/** A file of each kind. @type {[string, string][]} */
const processes = [
  ['baseline with restarts', 'restart/baseline-row.jpg'],
  ['progressive', 'process/progressive.jpg'],
  ['arithmetic', '12bit/arithmetic-2x2.jpg'],
  ['arithmetic progressive', '12bit/arithmetic-progressive-2x2.jpg'],
  ['12 bits', '12bit/extended-2x2.jpg'],
  ['lossless', 'lossless/predictor-4-rgb.jpg'],
  ['lossless arithmetic', 'lossless-arithmetic/2x2-1x1-1x1.jpg'],
  ['hierarchical', 'hierarchical/sequential-doubled-2x2.jpg'],
  ['CMYK', 'colour/cmyk.jpg'],
];
for (const [kind, name] of processes) {
  test(`bits are tried in files of every kind: ${kind}`, async () => {
    const { visit, page, done, count, goTo, ruin } = await mapped(fixture(name));
    await done();
    assert.ok((await count()) > 100, `${await count()} trials`);
    await goTo(fixture(name).length * 8 - 40);
    await until('a bit near the end is told', async () => (await ruin.innerText()).length > 20);
    assert.match(await page.locator('.map-bar', { hasText: /SOF|DHP/ }).first().getAttribute('aria-label') ?? '', /damage [345] of 5/);
    await visit.close();
  });
}

test('on a phone, in Russian, and for readers of all kinds', async () => {
  const { visit, page, done, ruin, goTo } = await mapped(cat, { ...phone, locale: 'ru-RU' });
  await done();
  await goTo(9_000);
  // What the bit is for may still be on its way.
  await until('it is told in Russian', async () => /на пробу перевёрнут/.test(await ruin.innerText()));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run('#bits, #map'));
  assert.deepEqual(violations.map((/** @type {any} */ v) => `${v.id}: ${v.nodes.map((/** @type {any} */ n) => n.html)}`), []);
  await page.locator('#bits').scrollIntoViewIfNeeded();
  await visit.picture('damage-map-phone');
  await visit.close();
});

test('without a picture there is nothing to damage, and the page says so', async () => {
  const visit = await bench.open();
  const { page } = visit;
  await visit.drop([await bench.file('none.jpg', fixture('damaged/header-zero-width.jpg'))], { x: 100, y: 100 });
  await until('it is refused', async () => /none\.jpg/.test(await view(page).totals.innerText()));
  await page.getByRole('button', { name: 'Damage map' }).click();
  const tried = page.locator('.bits-tried');
  await until('it is said', async () => /no picture to damage/.test(await tried.innerText()));
  await visit.close();
});
