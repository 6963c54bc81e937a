// The first 30 seconds, as someone lives them who has come with nothing but curiosity, and then with a photo.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { pixelsOf } from './pixels.js';
import { until, view } from './view.js';

/** @typedef {import('playwright-core').Page} Page */

/** @type {import('./harness.js').Bench} */
let bench;
const cat = await readFile(new URL('../../www/samples/cat.jpg', import.meta.url));

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** What a part of the page looks like. @param {import('playwright-core').Locator} part */
const looks = async (part) => (await pixelsOf(bench, await part.screenshot(), 'image/png')).rgba;

/** How many pixels differ. @param {Buffer} a @param {Buffer} b */
function differing(a, b) {
  if (a.length !== b.length) return Infinity;
  let count = 0;
  for (let i = 0; i < a.length; i += 4) count += Number(a.readUInt32BE(i) !== b.readUInt32BE(i));
  return count;
}

for (const [device, options] of /** @type {const} */ ([
  ['desktop', { viewport: { width: 1440, height: 900 } }],
  ['phone', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1, hasTouch: true, isMobile: true }],
])) {
  test(`the first 30 seconds (${device})`, async () => {
    const visit = await bench.open(options);
    const { page } = visit;
    const parts = view(page);
    const touch = device === 'phone';
    const invite = page.getByText('flip me');

    // 1. The page is never empty: a small photo is open, its bits are coloured, one bit pulses with "flip me".
    await parts.opened('cat.jpg');
    await until('a bit invites', () => invite.isVisible());
    const picture = await looks(parts.stage);
    assert.ok(new Set(Array.from({ length: picture.length / 4 }, (_, i) => picture.readUInt32BE(i * 4))).size > 500, 'a photo is to be seen');
    const animated = await page.evaluate(() => document.getAnimations().some(({ effect }) => effect instanceof KeyframeEffect && effect.target instanceof Element && effect.target.closest('.bits') !== null));
    assert.ok(animated, 'the bit pulses');
    await parts.matrix.scrollIntoViewIfNeeded();
    const colours = new Map();
    const matrix = await looks(parts.matrix);
    for (let i = 0; i < matrix.length; i += 4) colours.set(matrix.readUInt32BE(i), (colours.get(matrix.readUInt32BE(i)) ?? 0) + 1);
    assert.ok([...colours.values()].filter((count) => count > 300).length >= 4, 'bits have the colours of what they are for');
    await visit.picture(`first-${device}-1`);

    // 2. Point at a pixel: the bits that made it glow. Point at a bit: a sentence, and the pixels it made. Click locks; Esc frees.
    await parts.stage.scrollIntoViewIfNeeded();
    const stage = await parts.stage.boundingBox();
    assert.ok(stage);
    const eye = { x: stage.x + stage.width * 0.3, y: stage.y + stage.height * 0.35 };
    if (touch) await page.touchscreen.tap(eye.x, eye.y);
    else {
      const before = await looks(parts.matrix);
      await page.mouse.move(eye.x, eye.y);
      await until('marks on the file map say where its bits are', () => page.locator('#map .map-lit').first().isVisible());
      await page.mouse.click(eye.x, eye.y);
      await until('its bits glow in the matrix', async () => differing(before, await looks(parts.matrix)) > 200);
    }
    await until('a sentence says what its bits are', async () => /(code|bits?)/i.test(await parts.inspector.innerText()));
    await parts.stage.focus();
    await page.keyboard.press('Escape');
    await parts.matrix.scrollIntoViewIfNeeded();
    const area = await parts.matrix.boundingBox();
    assert.ok(area);
    const point = { x: area.x + area.width * 0.45, y: area.y + area.height * 0.5 };
    if (touch) await page.touchscreen.tap(point.x, point.y);
    else await page.mouse.move(point.x, point.y);
    const sentence = /T\.81|block|segment|code|value/i;
    await until('the bit has its sentence', async () => /\d bits? |bit/i.test(await parts.inspector.innerText()) && sentence.test(await parts.inspector.innerText()));
    if (!touch) {
      await page.mouse.click(point.x, point.y);
      const locked = await parts.inspector.innerText();
      await page.mouse.move(5, 5);
      await until('a click keeps it', async () => (await parts.inspector.innerText()) === locked);
      const glow = await looks(parts.stage);
      await parts.matrix.focus();
      await page.keyboard.press('Escape');
      await until('Esc lets it go', async () => (await parts.inspector.innerText()) !== locked);
      await until('and its pixels', async () => differing(glow, await looks(parts.stage)) > 20);
    }

    // 3. Press it again, or Space: it flips, the picture glitches, the damage is outlined. Undo brings it back.
    await parts.matrix.focus();
    await page.keyboard.press('Control+g');
    await page.keyboard.type('0x9DE:5');
    await page.keyboard.press('Enter');
    await parts.matrix.focus();
    const whole = await looks(parts.stage);
    await page.keyboard.press('Space');
    await until('it is told what happened', async () => /Bit 5 of byte 0x9DE flipped: \d+ blocks? changed/.test((await parts.said.textContent()) ?? ''));
    await until('the picture glitches', async () => differing(whole, await looks(parts.stage)) > 500);
    await until('the damage is outlined', async () => (await page.getByRole('button', { name: 'Changed blocks' }).getAttribute('aria-pressed')) === 'true');
    await visit.picture(`first-${device}-3`);
    await page.locator('#undo').click();
    await until('undone', async () => /this is the original/.test((await parts.said.textContent()) ?? ''));
    if (!touch) {
      // By mouse: one click chooses, the next one flips.
      await page.mouse.click(point.x, point.y);
      const chosen = await parts.inspector.innerText();
      await until('nothing is flipped yet', async () => !(await page.locator('#undo').isEnabled()) && chosen !== '');
      await page.mouse.click(point.x, point.y);
      await until('flipped', async () => /flipped: /.test((await parts.said.textContent()) ?? ''));
      await page.keyboard.press('Control+z');
      await until('undone by key', async () => /this is the original/.test((await parts.said.textContent()) ?? ''));
    }
    const { bytes } = await visit.download(() => parts.save('itself'));
    assert.deepEqual(Buffer.from(bytes), cat, 'to the last bit');

    // 4. One's own file, anywhere on the page: the same view. A line stays: nothing leaves this computer.
    const own = await bench.file('holiday.jpg', syntheticJpeg(256, 128));
    if (touch) await page.locator('#file').setInputFiles(own);
    else await visit.drop([own], { x: 700, y: 860 });
    await parts.opened('holiday.jpg');
    assert.match(await parts.totals.innerText(), /256 × 128 px/);
    assert.equal(await invite.isVisible(), false);
    await until('its bits are there', async () => (await parts.matrix.locator('[role=gridcell]').count()) > 50);
    await page.getByText('Nothing leaves this computer').scrollIntoViewIfNeeded();
    assert.ok(await page.getByText('Nothing leaves this computer').isVisible());
    await visit.picture(`first-${device}-4`);
    // Whatever went over the network, to anywhere but this page's own files, fails the visit here.
    await visit.close();
  });
}
