// The Raw tab: any file as pixels, until a picture comes out of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from './axe.js';
import { start } from './harness.js';
import { pixelsOf } from './pixels.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const [WIDTH, HEIGHT, HEAD] = [300, 200, 16];
/** A picture of 300 × 200 pixels of three bytes, behind a head of 16 bytes that nobody knows. */
const thing = Buffer.alloc(HEAD + WIDTH * HEIGHT * 3);
for (let y = 0; y < HEIGHT; y += 1) {
  for (let x = 0; x < WIDTH; x += 1) {
    const at = HEAD + 3 * (y * WIDTH + x);
    thing[at] = 128 + 100 * Math.sin(x / 17) * Math.cos(y / 13);
    thing[at + 1] = (x + y) / 2;
    thing[at + 2] = Math.hypot(x - 150, y - 100) < 60 ? 230 : 40;
  }
}

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** A visit with the tab open. @param {string} name @param {Buffer} bytes @param {import('playwright-core').BrowserContextOptions & {locale?: string}} [options] */
async function raw(name, bytes, options = undefined) {
  const visit = await bench.open(options);
  await visit.drop([await bench.file(name, bytes)], { x: 100, y: 100 });
  const parts = view(visit.page);
  await until('the file is open', async () => (await parts.totals.innerText()).includes(name));
  const { page } = visit;
  await page.locator('#tab-raw').click();
  const told = page.locator('.raw-told');
  return {
    visit,
    page,
    parts,
    /** @param {string} start */
    tells: (start) => until(`it tells ${start}`, async () => (await told.innerText()).startsWith(start)),
    /** @param {string} mode Pillow's mode and raw mode. */
    mode: async (mode) => {
      await until('the modes are there', async () => (await page.locator('#raw-mode option').count()) > 100);
      await page.locator('#raw-mode').selectOption(mode);
    },
    async saved() {
      const { name: file, bytes: png } = await visit.download(() => page.getByRole('button', { name: 'Save what is seen' }).click());
      return { name: file, ...(await pixelsOf(bench, png, 'image/png')) };
    },
  };
}

test('an unknown file snaps into its picture at a likely width', async () => {
  const { visit, page, parts, tells, mode, saved } = await raw('thing.dat', thing);
  await tells('256 × 703 pixels of 8 bits, 256 bytes a row.');
  await mode('RGB RGB');
  await page.locator('.raw-widths').getByRole('button', { name: /^300 · / }).click();
  await page.locator('#raw-offset').fill(String(HEAD));
  await tells('300 × 200 pixels of 24 bits, 900 bytes a row.');
  // The same was told of the picture that begins with the head.
  await until('it begins behind the head', async () => (await saved()).rgba.subarray(0, 3).equals(thing.subarray(HEAD, HEAD + 3)));
  const seen = await saved();
  assert.equal(seen.name, 'thing.raw-RGB.300x200.png');
  assert.deepEqual([seen.width, seen.height], [WIDTH, HEIGHT]);
  for (let i = 0; i < WIDTH * HEIGHT; i += 997) {
    assert.deepEqual([...seen.rgba.subarray(4 * i, 4 * i + 3)], [...thing.subarray(HEAD + 3 * i, HEAD + 3 * i + 3)], String(i));
  }
  await page.locator('#raw-upwards').check();
  await until('it stands on its head', async () => (await saved()).rgba.subarray(0, 3).equals(thing.subarray(HEAD + 900 * 199, HEAD + 900 * 199 + 3)));
  await page.locator('#raw-upwards').uncheck();
  await page.locator('#raw-plane').selectOption('2');
  await until('one plane is grey', async () => (await saved()).rgba.subarray(0, 3).equals(Buffer.alloc(3, thing[HEAD + 2])));
  await page.getByRole('button', { name: 'Open it' }).click();
  await parts.opened('thing.raw-RGB.300x200.rgb');
  await page.getByRole('button', { name: 'back to thing.dat' }).click();
  await until('the file is back', async () => (await parts.totals.innerText()).includes('thing.dat'));
  await visit.close();
});

test('the knob turns, a stride skips, and bytes that are missing are told of', async () => {
  const { visit, page, tells } = await raw('thing.dat', thing);
  await tells('256 × 703');
  await page.locator('#raw-knob').focus();
  await page.keyboard.press('ArrowRight');
  await tells('257 × 700 pixels of 8 bits, 257 bytes a row.');
  await page.locator('#raw-stride').fill('900');
  await tells('257 × 200 pixels of 8 bits, 900 bytes a row.');
  await page.locator('#raw-height').fill('300');
  await tells('257 × 300 pixels of 8 bits, 900 bytes a row. The data end after 200 whole rows');
  await page.locator('#raw-stride').fill('10');
  await until('a stride shorter than a row is refused', async () => !(await page.locator('.raw-canvas').isVisible()));
  await visit.close();
});

test('floats are windowed', async () => {
  const floats = Buffer.alloc(64 * 64 * 4);
  for (let i = 0; i < 64 * 64; i += 1) floats.writeFloatLE((i % 64) / 2 - 8, 4 * i);
  const { visit, page, tells, mode, saved } = await raw('height.f32', floats);
  await mode('F F;32F');
  await page.locator('#raw-width').fill('64');
  await tells('64 × 64 pixels of 32 bits');
  await until('least and greatest', async () => (await page.locator('#raw-black').inputValue()) === '-8' && (await page.locator('#raw-white').inputValue()) === '23.5');
  const whole = await saved();
  assert.deepEqual([whole.rgba[0], whole.rgba[4 * 63]], [0, 255]);
  await page.locator('#raw-black').fill('0');
  await page.locator('#raw-white').fill('10');
  await until('the window is narrower', async () => {
    const { rgba } = await saved();
    return rgba[4 * 16] === 0 && rgba[4 * 36] === 255 && Math.abs(rgba[4 * 26] - 128) < 2;
  });
  await visit.close();
});

test('numbers of any bits', async () => {
  const { visit, page, tells, mode, saved } = await raw('nibbles.bin', Buffer.from(Array.from({ length: 128 }, (_, i) => (i * 37) & 255)));
  await mode('bits');
  await page.locator('#raw-bits').fill('4');
  await page.locator('#raw-width').fill('16');
  await tells('16 × 16 pixels of 4 bits, 8 bytes a row.');
  const { rgba } = await saved();
  assert.deepEqual([rgba[0], rgba[4], rgba[8], rgba[12]], [0, 0, 2, 5].map((level) => Math.round((level * 255) / 15)));
  await visit.close();
});

test('without barriers, and on a phone in Russian nothing is cut off', async () => {
  const { visit, page, tells } = await raw('thing.dat', thing);
  await tells('256 × 703');
  assert.deepEqual(await violations(page), []);
  await visit.picture('raw');
  await visit.close();
  const phone = await raw('thing.dat', thing, { locale: 'ru-RU', viewport: { width: 390, height: 844 } });
  await phone.tells('256 × 703');
  assert.ok(await phone.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await phone.page.locator('.raw-seen').scrollIntoViewIfNeeded();
  await phone.visit.picture('raw-phone-ru');
  await phone.visit.close();
});
