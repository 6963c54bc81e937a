// Drives the page as a person would: real drops, real downloads, real keys, in a real Chromium; or, where TEST_BROWSER says
// "firefox" or "webkit", in that one.
//
// What the tests hold on to in the page stands in view.js, and there alone.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from '../tools/chromium.js';
import { serve } from '../tools/serve.js';
import { under } from './under.js';
import { stalls } from './stalls.js';

/** @typedef {import('playwright-core').Page} Page */

const out = fileURLToPath(new URL('../out/', import.meta.url));

/**
 * A server, a browser and a folder for files, for the tests of one file.
 * @returns {ReturnType<typeof startChromium>}
 */
export async function start() {
  if (under === 'chromium') return startChromium();
  const { startWith } = await import('../browsers/visit.js');
  // It does what the tests ask of a page, and no more.
  return /** @type {any} */ (startWith(/** @type {'firefox' | 'webkit'} */ (under)));
}

async function startChromium() {
  const folder = await mkdtemp(join(tmpdir(), 'pixelbits-'));
  const server = await serve(0);
  const browser = await launch(['--disable-dev-shm-usage']);
  return {
    browser,
    address: server.address,
    /** @param {string} name @param {Uint8Array | string} contents @returns {Promise<string>} its path */
    async file(name, contents) {
      const path = join(folder, name);
      await writeFile(path, contents);
      return path;
    },
    /** A page of its own, opened and idle. @param {Parameters<typeof open>[2]} [options] */
    open: (options) => open(browser, server.address, options),
    async stop() {
      await browser.close();
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Resolves when the page listens: its words come after its modules. @param {Page} page */
export const ready = (page) => page.locator('#tab-segments').waitFor({ state: 'attached' });

/** @typedef {Awaited<ReturnType<typeof start>>} Bench */
/** @typedef {Awaited<ReturnType<typeof open>>} Visit */

/**
 * One person's visit: a fresh profile, and a record of everything that went wrong or left the computer.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {{path?: string, locale?: string, pickers?: boolean} & import('playwright-core').BrowserContextOptions} [options]
 */
async function open(browser, address, options = {}) {
  const { path = '', pickers = false, ...contextOptions } = options;
  const context = await browser.newContext({
    acceptDownloads: true,
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    // Only where it is what is tested: it would load the whole page once more.
    serviceWorkers: 'block',
    ...contextOptions,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: address.replace(/\/$/, '') });
  // Files are chosen by way of the field that all browsers have: a headless one cannot show the other pickers.
  if (!pickers) await context.addInitScript(() => Reflect.deleteProperty(window, 'showOpenFilePicker'));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);

  /** @type {string[]} */
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(data|blob):/.test(url)) troubles.push(`left the computer: ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()} for ${response.url()}`);
  });
  const devtools = await context.newCDPSession(page);

  await page.goto(address + path);
  await ready(page);
  return {
    page,
    troubles,

    /**
     * Drags files from the desktop onto a point of the page and lets go: the browser's own drag events, with real files.
     * @param {string[]} paths
     * @param {{x: number, y: number}} [point]
     */
    async drop(paths, point = { x: 400, y: 300 }) {
      const data = { items: [], files: paths, dragOperationsMask: 1 };
      for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
        await devtools.send('Input.dispatchDragEvent', { type, ...point, data });
      }
    },

    /**
     * Does what starts a download, and gives what arrives.
     * @param {() => Promise<unknown>} act
     */
    async download(act) {
      const arriving = page.waitForEvent('download');
      await act();
      const download = await arriving;
      const path = await download.path();
      return { name: download.suggestedFilename(), bytes: new Uint8Array(await readFile(path)), path };
    },

    /** A picture of the page in tests/out, to be looked at. @param {string} name */
    async picture(name) {
      await mkdir(out, { recursive: true });
      await page.screenshot({ path: join(out, `${name}.png`) });
    },

    /** @param {() => Promise<unknown>} act */
    stalls: (act) => stalls(page, act),

    /** Ends the visit; anything that went wrong on the way fails the test. */
    async close() {
      await context.close();
      if (troubles.length > 0) throw new Error(`the page had troubles:\n  ${troubles.join('\n  ')}`);
    },
  };
}
