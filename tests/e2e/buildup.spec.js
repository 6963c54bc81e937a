// The picture as far as its file has been read; some of its frequencies; one of its components.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fixture } from './fixtures.js';
import { start } from './harness.js';
import { difference, pixelsOf } from './pixels.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const progressive = fixture('process/progressive.jpg');

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** Where each scan's header begins. @param {Uint8Array} file */
function scansOf(file) {
  const at = [];
  for (let i = 0; i + 1 < file.length; i++) if (file[i] === 0xff && file[i + 1] === 0xda) at.push(i);
  return at;
}

/** A visit with the tab open. @param {Uint8Array} [file] @param {string} [name] */
async function building(file = progressive, name = 'photo.jpg') {
  const visit = await bench.open();
  await visit.drop([await bench.file(name, file)]);
  const parts = view(visit.page);
  await parts.opened(name);
  await visit.page.getByRole('tab', { name: 'Build-up' }).click();
  const words = visit.page.locator('#buildup-words');
  return {
    visit,
    page: visit.page,
    parts,
    slider: visit.page.locator('#buildup-place'),
    /** @param {RegExp} pattern */
    says: (pattern) => until(`${pattern}`, async () => pattern.test((await words.textContent()) ?? '')),
    /** The picture as it would be saved. */
    async pixels() {
      const { bytes } = await visit.download(() => parts.save('bmp'));
      return pixelsOf(bench, bytes, 'image/bmp');
    },
  };
}

test('up to the end of a scan, the picture is that of a file which ends there', async () => {
  const { visit, page, says, pixels } = await building();
  const scans = scansOf(progressive);
  for (const [number, at] of [...scans.entries()].slice(1, 4)) {
    await page.locator('.buildup-scan').nth(number - 1).click();
    await says(new RegExp(`^Scan ${number} of ${scans.length} `));
    const cut = Buffer.concat([progressive.subarray(0, at), Buffer.from([0xff, 0xd9])]);
    const other = await building(cut, 'cut.jpg');
    assert.equal(difference(await pixels(), await other.pixels()), '', `before scan ${number + 1}`);
    await other.visit.close();
  }
  assert.equal(await page.locator('#damage').isVisible(), false, 'nothing is damaged');
  await visit.close();
});

test('the slider begins with nothing, and all of it is the whole picture', async () => {
  const { visit, page, slider, says, pixels } = await building();
  const whole = await pixels();
  await slider.focus();
  await page.keyboard.press('Home');
  await says(/^Scan 1 of \d+ .*: 0 of \d+ MCUs read\.$/);
  const nothing = await pixels();
  assert.ok(nothing.rgba.every((value, i) => value === (i % 4 === 3 ? 255 : 128)), 'grey');
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await says(/: 1 of \d+ MCUs read\.$/);
  const one = await pixels();
  assert.ok(!one.rgba.equals(nothing.rgba));
  const below = 40 * one.width * 4;
  assert.ok(one.rgba.subarray(below).equals(nothing.rgba.subarray(below)), 'only the first MCU');
  await page.getByRole('button', { name: 'Whole picture' }).click();
  await says(/^The whole file is read: \d+ scans\.$/);
  assert.equal(difference(await pixels(), whole), '');
  await visit.close();
});

test('it plays to the end, pauses where it is, and goes from scan to scan', async () => {
  const { visit, page, slider, says } = await building();
  await page.locator('#buildup-speed').selectOption('4');
  const play = page.locator('#buildup-play');
  await play.click();
  await until('it is on its way', async () => Number(await slider.inputValue()) > 5);
  assert.equal(await play.textContent(), 'Pause');
  await play.click();
  assert.equal(await play.textContent(), 'Play');
  const place = Number(await slider.inputValue());
  await page.waitForTimeout(300);
  assert.equal(Number(await slider.inputValue()), place, 'it stands still');
  await play.click();
  await says(/^The whole file is read/);
  assert.equal(await play.textContent(), 'Play', 'the end ends it');
  await page.getByRole('button', { name: 'To the end of the scan before' }).click();
  await says(new RegExp(`^Scan ${scansOf(progressive).length - 1} of`));
  await page.getByRole('button', { name: 'To the end of the next scan' }).click();
  await says(/^The whole file is read/);
  await visit.close();
});

test('DC alone is one value a block', async () => {
  const { visit, page, pixels } = await building(fixture('process/baseline.jpg'), 'blocks.jpg');
  // Of components that are upsampled, blocks run into each other.
  await page.getByRole('button', { name: 'Y', exact: true }).click();
  const before = await pixels();
  await page.getByRole('button', { name: 'DC', exact: true }).click();
  await until('the picture changes', async () => !(await pixels()).rgba.equals(before.rgba));
  const { width, height, rgba } = await pixels();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const first = ((y & ~7) * width + (x & ~7)) * 4;
      assert.equal(rgba[(y * width + x) * 4], rgba[first], `${x}, ${y}`);
    }
  }
  await visit.close();
});

test('the whole picture can be compared with the part', async () => {
  const { visit, page, parts } = await building();
  const whole = page.locator('#compare-original');
  assert.equal(await whole.isDisabled(), true);
  await page.locator('.buildup-scan').first().click();
  await until('there is something to compare', async () => !(await whole.isDisabled()));
  assert.equal(await whole.textContent(), 'Whole');
  assert.equal(await page.locator('#compare-edited').textContent(), 'So far');
  await parts.stage.focus();
  await page.keyboard.press('1');
  assert.equal(await whole.getAttribute('aria-pressed'), 'true');
  await page.locator('#compare-difference').selectOption('8');
  await page.getByRole('button', { name: 'Whole picture' }).click();
  await until('nothing is left to compare', () => whole.isDisabled());
  assert.equal(await whole.textContent(), 'Original');
  await visit.close();
});

test('in Russian, on a phone: every control is there and named', async () => {
  const visit = await bench.open({ locale: 'ru-RU', viewport: { width: 390, height: 844 } });
  await visit.drop([await bench.file('photo.jpg', progressive)], { x: 100, y: 100 });
  await until('the file is open', async () => ((await visit.page.locator('#totals').innerText()) ?? '').includes('photo.jpg'));
  await visit.page.getByRole('tab', { name: 'Сборка' }).click();
  await until('the scans are listed', async () => (await visit.page.locator('.buildup-scan').count()) > 1);
  await visit.page.getByRole('slider', { name: 'Докуда прочитан файл' }).focus();
  const wide = await visit.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  assert.ok(wide, 'nothing is cut off');
  await visit.picture('buildup-phone-ru');
  await visit.close();
});
