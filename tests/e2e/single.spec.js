// The page as one HTML file, from a disk, without a network: nothing of it is lost.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch } from '../tools/chromium.js';
import { singleFile } from '../tools/single/build.js';
import { ready } from './harness.js';
import { variedJpeg } from './jpeg.js';
import { noted, STOPPED, stopped, STOPPED_MARKUP, TAMPERED, watch } from './policy.js';
import { testInChromium as test } from './under.js';
import { until, view } from './view.js';

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {string} */
let folder;
let html = '';
/** The smallest kind of picture that several workers decode. */
const large = variedJpeg(4096, 2048, 'restarts');
const cat = await readFile(new URL('../../www/samples/cat.jpg', import.meta.url));

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixelbits-single-'));
  html = await singleFile();
  await writeFile(join(folder, 'pixelbits.html'), html);
  await writeFile(join(folder, 'photo.jpg'), cat);
  await writeFile(join(folder, 'large.jpg'), large);
  browser = await launch();
});
after(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** @param {import('playwright-core').Browser} [by] @param {string} [name] @param {(page: import('playwright-core').Page) => Promise<unknown>} [prepare] */
async function visit(by = browser, name = 'pixelbits.html', prepare = async () => {}) {
  const context = await by.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, acceptDownloads: true, offline: true });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  /** @type {string[]} */
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  const address = pathToFileURL(join(folder, name)).href;
  page.on('request', (request) => {
    if (request.url() !== address && !/^(data|blob):/.test(request.url())) troubles.push(`asked for ${request.url()}`);
  });
  await prepare(page);
  await page.goto(address);
  await ready(page);
  const devtools = await context.newCDPSession(page);
  return {
    page,
    context,
    troubles,
    /** @param {string} file */
    async drop(file) {
      const data = { items: [], files: [join(folder, file)], dragOperationsMask: 1 };
      for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
        await devtools.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
      }
      await view(page).opened(file, 30_000);
    },
  };
}

test('a photo is opened, a bit flipped, the file saved; the workshop works', async () => {
  const { page, context, troubles, drop } = await visit();
  await view(page).opened('cat.jpg');
  await drop('photo.jpg');
  await view(page).matrix.focus();
  await page.keyboard.press('Control+g');
  await page.keyboard.type('0x9DE:5');
  await page.keyboard.press('Enter');
  await view(page).matrix.focus();
  await page.keyboard.press('Space');
  await until('the flip is told', async () => /flipped: /.test((await view(page).said.textContent()) ?? ''));
  const [download] = await Promise.all([page.waitForEvent('download'), view(page).save('itself')]);
  const expected = Buffer.from(cat);
  expected[0x9de] ^= 4;
  assert.equal(download.suggestedFilename(), 'photo.edited.jpg');
  assert.deepEqual(await readFile(await download.path()), expected);

  await page.locator('#tab-encode').click();
  await page.locator('#panel-encode').getByText(/PSNR/).waitFor();
  await page.locator('#tab-block').click();
  await page.locator('#samples').click();
  await page.locator('.gallery-card[data-file="coffee-cmyk.jpg"]').click();
  await view(page).opened('coffee-cmyk.jpg');
  await page.locator('#language').click();
  await until('Russian is there', async () => (await page.locator('html').getAttribute('lang')) === 'ru');
  assert.deepEqual(troubles, []);
  await context.close();
});

test('large pictures are decoded by several workers, as on a server', async () => {
  const { page, context, troubles, drop } = await visit(browser, 'pixelbits.html', (page) =>
    page.addInitScript(() => {
      Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 4 });
      const seen = { hands: 0 };
      Object.assign(window, { seen });
      window.Worker = class extends Worker {
        /** @param {string | URL} script @param {WorkerOptions} [options] */
        constructor(script, options) {
          super(script, options);
          this.addEventListener('message', ({ data }) => (seen.hands += data.type === 'strip' && data.hand > 0 ? data.rows : 0));
        }
      };
    }),
  );
  await drop('large.jpg');
  assert.ok((await page.evaluate(() => /** @type {any} */ (window).seen.hands)) > 0, 'hands helped');
  assert.deepEqual(troubles, []);
  await context.close();
});

test('it works without vectors of 128 bits, too', async () => {
  // Without these instructions the browser's engine has no vectors.
  const old = await launch(['--js-flags=--no-enable-sse4-1']);
  try {
    const { page, context, troubles } = await visit(old);
    await view(page).opened('cat.jpg');
    const probe = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11];
    const vectors = await page.evaluate((bytes) => WebAssembly.validate(Uint8Array.from(bytes)), probe);
    // Processors of other makers have them always.
    if (process.arch === 'x64') assert.equal(vectors, false);
    assert.deepEqual(troubles, []);
    await context.close();
  } finally {
    await old.close();
  }
});

test('its policy stops what is not of it', async () => {
  const { page, context } = await visit();
  await view(page).opened('cat.jpg');
  assert.deepEqual(await stopped(page), STOPPED);
  await context.close();

  await writeFile(join(folder, 'tampered.html'), html.replace('</body>', `${TAMPERED}</body>`));
  const other = await visit(browser, 'tampered.html', watch);
  await view(other.page).opened('cat.jpg');
  assert.deepEqual(await noted(other.page), { stopped: STOPPED_MARKUP, hurt: null });
  await other.context.close();
});
