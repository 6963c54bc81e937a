// What is wrong with a picture is shown where it is; what is no picture is called what it is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fixture, known, sha256 } from './fixtures.js';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { pixelsOf } from './pixels.js';
import { chromiumOnly } from './under.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** @param {string} name @param {Uint8Array} bytes @param {Parameters<import('./harness.js').Bench['open']>[0]} [options] */
async function opened(name, bytes, options) {
  const visit = await bench.open(options);
  await visit.drop([await bench.file(name, bytes)]);
  await view(visit.page).opened(name);
  return visit;
}

/** @param {import('./harness.js').Visit} visit */
const legend = async (visit) => (await visit.page.locator('.damage-legend').innerText()).replace(/\s+/g, ' ');

test('a sound picture has no damage to show', async () => {
  const visit = await opened('sound.jpg', syntheticJpeg(256, 128));
  assert.equal(await visit.page.getByRole('button', { name: 'Damage', exact: true }).isVisible(), false);
  await visit.close();
});

test('a cut picture: how much is damaged and missing, and where', async () => {
  const whole = syntheticJpeg(256, 128); // 16 × 8 MCUs
  const visit = await opened('cut.jpg', whole.subarray(0, Math.floor(whole.length * 0.6)));
  const { page } = visit;
  const { stage, inspector, faults } = view(page);
  const said = await legend(visit);
  const [, damaged, missing] = (said.match(/^D (\d+) damaged M (\d+) missing$/) ?? []).map(Number);
  assert.equal(damaged, 1, said);
  assert.ok(missing > 20 && missing < 80, said);
  // The pattern: there when asked for, gone afterwards.
  const toggle = page.getByRole('button', { name: 'Damage', exact: true });
  await page.mouse.move(5, 5);
  await stage.focus();
  const before = await pixelsOf(bench, await stage.screenshot(), 'image/png');
  await page.keyboard.press('d');
  assert.equal(await toggle.getAttribute('aria-pressed'), 'true');
  await until('the pattern is drawn', async () => !(await pixelsOf(bench, await stage.screenshot(), 'image/png')).rgba.equals(before.rgba));
  const marked = await pixelsOf(bench, await stage.screenshot(), 'image/png');
  const changed = (/** @type {number} */ part) => {
    const rows = marked.height / 8;
    const [from, to] = [part * rows, (part + 1) * rows].map((y) => Math.floor(y) * marked.width * 4);
    return !marked.rgba.subarray(from, to).equals(before.rgba.subarray(from, to));
  };
  assert.equal(changed(2), false, 'the upper part is sound');
  assert.equal(changed(5), true, 'the lower part is not');
  await visit.picture('damage');
  await stage.focus();
  await page.keyboard.press('D');
  await until('the pattern is gone', async () => (await pixelsOf(bench, await stage.screenshot(), 'image/png')).rgba.equals(before.rgba));
  // The pointer is told, too.
  const box = await stage.boundingBox();
  assert.ok(box);
  const { width, height } = await stage.evaluate((e) => ({ width: e.clientWidth, height: e.clientHeight }));
  await page.mouse.move(box.x + width / 2, box.y + height * 0.68);
  await stage.locator('.tip').filter({ hasText: 'missing: there were no data for it' }).waitFor();
  // Each warning leads to its bits.
  await page.getByRole('button', { name: /\d+ warnings?/ }).click();
  await until('the list has the focus', async () => page.locator('.faults button').first().evaluate((e) => e === document.activeElement));
  const sentence = await faults.getByText(/data of the picture end too early/).innerText();
  const at = sentence.match(/0x([0-9A-F]+):(\d)/);
  assert.ok(at, sentence);
  await faults.getByText(/data of the picture end too early/).click();
  await until('the bits are chosen', async () => (await inspector.innerText()).includes(at[0]) || (await inspector.innerText()).includes('8 bits'));
  await visit.close();
});

test('damage between two restart markers stays there', async () => {
  const visit = await opened('restart.jpg', fixture('damaged/restart-missing.jpg'));
  const said = await legend(visit);
  assert.match(said, /damaged|missing/);
  assert.match(await view(visit.page).trouble(), /^Restart marker RST\d is missing or out of place/);
  await visit.close();
});

test('missing detail is estimated, unless it is asked not to be', async () => {
  for (const name of ['incomplete/dc-only.jpg', 'incomplete/dc-and-low.jpg']) {
    const visit = await opened('incomplete.jpg', fixture(name));
    const { page } = visit;
    const rgb = async () => {
      const { bytes } = await visit.download(() => view(page).save('bmp'));
      const { rgba } = await pixelsOf(bench, bytes, 'image/bmp');
      return rgba.filter((_, i) => i % 4 !== 3);
    };
    const estimate = page.getByRole('checkbox', { name: 'estimate missing detail' });
    assert.ok(await estimate.isChecked(), 'on by default');
    assert.equal(sha256(await rgb()), known(name).sha256, 'as the reference decoder does');
    await estimate.uncheck();
    let plain = await rgb();
    await until('it is left out', async () => sha256((plain = await rgb())) !== known(name).sha256);
    await estimate.check();
    await until('and estimated again', async () => sha256(await rgb()) === known(name).sha256);
    assert.match(await legend(visit), /^I \d+ incomplete$/);
    assert.ok(plain.length > 0);
    await visit.close();
  }
  const visit = await opened('whole.jpg', fixture('process/progressive.jpg'));
  assert.equal(await visit.page.getByRole('checkbox', { name: /estimate/ }).isVisible(), false);
  await visit.close();
});

/** First bytes of files that are often called .jpg, and what they are. */
const others = /** @type {[string, string | number[], RegExp][]} */ ([
  ['ls', [0xff, 0xd8, 0xff, 0xf7, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xff, 0xd9], /^This is JPEG-LS \(T\.87\), not a JPEG of the standard T\.81/],
  ['j2k', [0xff, 0x4f, 0xff, 0x51, 0, 41], /^This is JPEG 2000 \(T\.800\), not/],
  ['jp2', [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a], /^This is JPEG 2000 \(T\.800\), not/],
  ['jxl', [0xff, 0x0a, 0xfa, 0x7f], /^This is JPEG XL \(ISO\/IEC 18181\), not/],
  ['jxr', [0x49, 0x49, 0xbc, 1, 8], /^This is JPEG XR \(T\.832\), not/],
  ['gif', 'GIF89a\x01\x00', /^This is a GIF picture, not/],
  ['webp', 'RIFF\x10\x00\x00\x00WEBPVP8 ', /^This is a WebP picture, not/],
  ['heic', '\x00\x00\x00\x18ftypheic', /^This is an HEIF picture, not/],
  ['avif', '\x00\x00\x00\x18ftypavif', /^This is an AVIF picture, not/],
  ['tiff', 'II*\x00\x08\x00\x00\x00', /^This is a TIFF picture, not/],
  ['pdf', '%PDF-1.7\n', /^This is a PDF document, not/],
  ['html', '<!DOCTYPE html><title>404</title>', /^This is a web page \(HTML\), not/],
]);

test('other formats that are called .jpg are called by their names', async () => {
  const visit = await bench.open();
  const { trouble, totals, stage } = view(visit.page);
  for (const [name, start, says] of others) {
    const bytes = Buffer.concat([typeof start === 'string' ? Buffer.from(start, 'latin1') : Buffer.from(start), Buffer.alloc(30)]);
    await visit.drop([await bench.file(`${name}.jpg`, bytes)]);
    await until(`${name} is open`, async () => (await totals.innerText()).includes(`${name}.jpg`));
    await until(`${name} is named`, async () => says.test(await trouble()));
    assert.match(await stage.locator('.empty').innerText(), says, 'where the picture would be');
  }
  await visit.close();
});

/** Cancels the job as soon as its progress, in percent, has come so far. @param {import('playwright-core').Page} page @param {number} percent */
const cancelAt = (page, percent) =>
  page.evaluate((percent) => {
    const card = /** @type {HTMLElement} */ (document.querySelector('#progress'));
    const watch = new MutationObserver(() => {
      const [, now] = card.innerText.match(/Saving… (\d+) %/) ?? card.textContent?.match(/Saving… (\d+) %/) ?? [];
      if (Number(now) < percent || now === undefined) return;
      watch.disconnect();
      card.querySelector('button')?.click();
    });
    watch.observe(card, { subtree: true, childList: true, characterData: true });
  }, percent);

// Half of the work on a picture is decoding; what is cancelled here is the writing. A text is written from its first percent.
const WRITTEN = /** @type {const} */ ([['bmp', 'BMP', 55], ['png', 'PNG', 55], ['ppm', 'PPM', 55], ['matrix.txt', 'text', 1]]);
for (const [what, label, percent] of WRITTEN) {
  test(`saving a large ${label} can be cancelled, and the page goes on`, { skip: chromiumOnly('it listens for downloads') }, async () => {
    const visit = await opened('large.jpg', syntheticJpeg(8064, 6016));
    const { page } = visit;
    const { save, news, progress } = view(page);
    let downloads = 0;
    page.on('download', () => (downloads += 1));
    await cancelAt(page, percent);
    await save(what);
    await news.filter({ hasText: /^Cancelled/ }).waitFor();
    await progress.waitFor({ state: 'hidden' });
    assert.equal(downloads, 0);
    await visit.drop([await bench.file('next.jpg', syntheticJpeg(256, 128))]);
    await view(page).opened('next.jpg');
    await visit.close();
  });
}

test('a newer file ends what was being made of the older one', async () => {
  const visit = await opened('large.jpg', syntheticJpeg(8064, 6016));
  const { page } = visit;
  const { save, opened: isOpen } = view(page);
  for (const what of /** @type {const} */ (['matrix.txt', 'bmp'])) {
    const saving = page.waitForFunction(() => document.querySelector('#progress')?.textContent?.includes('Saving'));
    await save(what);
    await saving;
    await visit.drop([await bench.file(`next-${what}.jpg`, syntheticJpeg(256, 128))]);
    await isOpen(`next-${what}.jpg`);
    await visit.drop([await bench.file(`large-${what}.jpg`, syntheticJpeg(8064, 6016))]);
    await isOpen(`large-${what}.jpg`, 30_000);
  }
  await visit.close();
});
