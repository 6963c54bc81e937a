// A large progressive picture is shown whole, if coarsely, long before its rows come; what stands there in the end is exact.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './harness.js';
import { greyTwins } from './jpeg.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** Notes, frame by frame, what the page says and shows while a picture is being decoded. @param {import('playwright-core').Page} page */
const watch = (page) =>
  page.evaluate(() => {
    /** @type {{words: string, said: string, filled: boolean}[]} */
    const seen = [];
    Object.assign(window, { seen });
    const look = () => {
      const progress = /** @type {HTMLElement} */ (document.querySelector('#progress'));
      const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('#picture-stage canvas'));
      const { width, height } = canvas;
      if (!progress.hidden && width > 40) {
        // The middle of the view is the picture's, whatever its shape; without a preview it stays empty till rows come.
        const pixels = canvas.getContext('2d')?.getImageData(width / 2 - 8, height / 2 - 8, 16, 16).data ?? [];
        const filled = pixels.every((/** @type {number} */ value, /** @type {number} */ at) => at % 4 < 3 || value === 255);
        const said = document.querySelector('#said')?.textContent ?? '';
        seen.push({ words: progress.innerText, said, filled });
      }
      requestAnimationFrame(look);
    };
    look();
  });

/** The picture as it stands on the stage, at 1:1. @param {import('playwright-core').Page} page */
const stagePixels = (page) =>
  page.evaluate(() => /** @type {HTMLCanvasElement} */ (document.querySelector('#picture-stage canvas')).toDataURL());

test('a large progressive picture has a preview, and says so, until it is sharp', async () => {
  const visit = await bench.open();
  const { progressive } = greyTwins(8192, 6144);
  await watch(visit.page);
  await visit.drop([await bench.file('large.jpg', progressive)]);
  await view(visit.page).opened('large.jpg', 60_000);
  /** @type {{words: string, said: string, filled: boolean}[]} */
  const seen = await visit.page.evaluate(() => /** @type {any} */ (window).seen);
  const preview = seen.find(({ words }) => words.includes('Preview'));
  assert.ok(preview, `a preview was announced: ${JSON.stringify(seen.slice(0, 3))}`);
  assert.match(preview.words, /\d %|\d%/, 'with how far decoding is');
  assert.ok(seen.some(({ words, filled }) => words.includes('Preview') && filled), 'and it was on the stage');
  assert.ok(seen.some(({ said }) => said.includes('preview')), 'and it was told to screen readers');
  assert.ok(!(await view(visit.page).said.textContent())?.includes('preview'), 'no longer');
  await visit.close();
});

test('what replaces the preview is exact, to its last pixel', async () => {
  const { baseline, progressive } = greyTwins(2048, 1600);
  /** @type {string[]} */
  const shown = [];
  for (const [name, file] of /** @type {const} */ ([['baseline.jpg', baseline], ['progressive.jpg', progressive]])) {
    const visit = await bench.open();
    const page = view(visit.page);
    await visit.drop([await bench.file(name, file)]);
    await page.opened(name);
    await page.actual.click();
    for (let step = 0; step < 12; step++) await page.stage.press('ArrowRight');
    await until('the stage is drawn at 1:1', async () => (await page.zoom.innerText()).startsWith('100'));
    await visit.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    shown.push(await stagePixels(visit.page));
    await visit.close();
  }
  assert.ok(shown[0].length > 10_000, 'there is a picture');
  assert.ok(shown[0] === shown[1], 'both files show the same pixels');
});
