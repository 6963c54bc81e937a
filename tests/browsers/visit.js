// What e2e/harness.js does in Chromium, by WebDriver in Firefox and WebKitGTK: the tests do not see a difference.
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { patience } from '../e2e/under.js';
import { launch } from '../tools/chromium.js';
import { Page } from './page.js';
import { startSession } from './session.js';
import { serveTested } from './site.js';
import { stalls } from '../e2e/stalls.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./session.js').Name} Name */

const out = fileURLToPath(new URL('../out/', import.meta.url));
const pause = (/** @type {number} */ milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** @param {Name} name */
export async function startWith(name) {
  const folder = await mkdtemp(join(tmpdir(), 'pixelbits-'));
  const site = await serveTested();
  /** Browsers that nobody visits with, by their habits. @type {Map<string, Session[]>} */
  const idle = new Map();
  /** @type {Set<Session>} */
  const all = new Set();
  let visits = 0;

  // What pixels a file has is told by a browser that is not under test.
  /** @type {Promise<import('playwright-core').Browser> | undefined} */
  let judge;
  const judging = () => (judge ??= launch(['--disable-dev-shm-usage']));

  /** @type {import('./page.js').Crop} */
  async function crop(image, clip) {
    const page = await (await judging()).newPage({ viewport: { width: Math.ceil(clip.width), height: Math.ceil(clip.height) } });
    try {
      const text = await page.evaluate(
        async ({ base64, clip }) => {
          const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes]), { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [clip.width, clip.height];
          canvas.getContext('2d')?.drawImage(bitmap, -clip.x, -clip.y);
          return canvas.toDataURL('image/png').split(',')[1];
        },
        {
          base64: image.toString('base64'),
          clip: { x: Math.round(clip.x), y: Math.round(clip.y), width: Math.round(clip.width), height: Math.round(clip.height) },
        },
      );
      return Buffer.from(text, 'base64');
    } finally {
      await page.close();
    }
  }

  /** @param {{path?: string, locale?: string, viewport?: {width: number, height: number}, reducedMotion?: string | null,
   *   serviceWorkers?: 'allow' | 'block'}} [options] */
  async function open({ path = '', locale = 'en-GB', viewport = { width: 1280, height: 800 }, reducedMotion, serviceWorkers } = {}) {
    // Without a graphics card, WebKitGTK is busy with nothing but what moves.
    const habits = { locale, still: reducedMotion ? reducedMotion === 'reduce' : name === 'webkit' };
    const key = JSON.stringify(habits);
    const session = idle.get(key)?.pop() ?? (await startSession(name, habits));
    all.add(session);
    const handle = await session.inside(await session.driver.getWindowHandle(), () => session.driver.getWindowHandle());
    const page = new Page(session, handle, `visit ${(visits += 1)}`, crop);
    const pages = [page];
    const refusedBefore = site.refused.length;
    /** @type {string[]} */
    const troubles = [];

    await page.goto(`${site.address}testing/blank.html`);
    await page.evaluate(forgetAll, page.name);
    await session.resize(handle, viewport);

    /** What went wrong since it was last asked. */
    async function gather() {
      for (const each of pages) troubles.push(...(await each.run('return (window.troubles ?? []).splice(0)')));
    }

    async function leave() {
      for (const other of pages.slice(1)) await session.inside(other.window, () => session.driver.close());
      await page.goto(`${site.address}testing/blank.html`);
      idle.set(key, [...(idle.get(key) ?? []), session]);
    }

    /** @param {Function} script @param {unknown} [argument] */
    const addInitScript = async (script, argument) => {
      site.first.push({ name: page.name, source: `(${script})(${JSON.stringify(argument)})` });
    };
    const context = {
      close: leave,
      async newPage() {
        const another = new Page(session, await session.newWindow(), '', crop);
        pages.push(another);
        return Object.assign(another, { on, context: () => context });
      },
    };
    /** @param {string} event @param {(request: {url: () => string}) => void} act */
    function on(event, act) {
      if (event === 'request') site.listening.add((path) => act({ url: () => new URL(path, site.address).href }));
      // What goes wrong is kept by the page itself.
      else if (event !== 'pageerror' && event !== 'console') throw new Error(`nobody listens for ${event}`);
    }
    Object.assign(page, { context: () => context, addInitScript, on });
    if (serviceWorkers !== 'allow') {
      await addInitScript(() => {
        if (navigator.serviceWorker) navigator.serviceWorker.register = async () => /** @type {any} */ (undefined);
      });
    }
    // WebKitGTK takes its language from the locales that are installed, if there are any.
    if (name === 'webkit') {
      await addInitScript((/** @type {string} */ locale) => {
        Object.defineProperty(navigator, 'language', { get: () => locale });
        Object.defineProperty(navigator, 'languages', { get: () => [locale] });
      }, locale);
    }
    await page.goto(site.address + path);

    return {
      page,
      troubles,

      /** Lets files fall onto a point of the page. @param {string[]} paths @param {{x: number, y: number}} [point] */
      async drop(paths, point = { x: 400, y: 300 }) {
        await session.inside(handle, async () => {
          const field = await session.driver.executeScript(`
            const field = document.createElement('input');
            Object.assign(field, { type: 'file', multiple: true, hidden: true });
            document.body.append(field);
            return field`);
          await /** @type {import('selenium-webdriver').WebElement} */ (field).sendKeys(paths.join('\n'));
          await session.driver.executeScript(
            `const [field, { x, y }] = arguments;
             const dataTransfer = new DataTransfer();
             for (const file of field.files) dataTransfer.items.add(file);
             field.remove();
             for (const type of ['dragenter', 'dragover', 'drop']) {
               const target = document.elementFromPoint(x, y) ?? document.body;
               target.dispatchEvent(new DragEvent(type, { dataTransfer, clientX: x, clientY: y, bubbles: true, cancelable: true, composed: true }));
             }`,
            field,
            point,
          );
        });
      },

      /** Does what starts a download, and gives what arrives. @param {() => Promise<unknown>} act */
      async download(act) {
        for (const old of await readdir(session.downloads)) await rm(join(session.downloads, old));
        await act();
        const end = Date.now() + 15_000 * patience;
        let size = -1;
        for (;;) {
          const names = await readdir(session.downloads);
          const done = names.find((each) => !/\.(part|wkdownload)$/.test(each));
          if (done && names.length === 1) {
            const path = join(session.downloads, done);
            const now = (await stat(path)).size;
            // Where the browser writes the file under its own name, it is whole once it has stopped growing.
            if (now === size && now > 0) return { name: done, bytes: new Uint8Array(await readFile(path)), path };
            size = now;
          }
          if (Date.now() > end) throw new Error(`nothing was downloaded; there are ${names}`);
          await pause(60);
        }
      },

      /** A picture of the page in tests/out, to be looked at. @param {string} what */
      async picture(what) {
        await mkdir(out, { recursive: true });
        await writeFile(join(out, `${name}-${what}.png`), await page.screenshot());
      },

      /** @param {() => Promise<unknown>} act */
      stalls: (act) => stalls(page, act),

      /** Ends the visit; anything that went wrong on the way fails the test. */
      async close() {
        await gather();
        troubles.push(...site.refused.slice(refusedBefore));
        await leave();
        if (troubles.length > 0) throw new Error(`the page had troubles:\n  ${troubles.join('\n  ')}`);
      },
    };
  }

  return {
    /** For what is compared with. */
    browser: {
      /** @param {import('playwright-core').BrowserContextOptions} [options] */
      newPage: async (options) => (await judging()).newPage(options),
    },
    address: site.address,
    /** @param {string} name @param {Uint8Array | string} contents @returns {Promise<string>} its path */
    async file(name, contents) {
      const path = join(folder, name);
      await writeFile(path, contents);
      return path;
    },
    open,
    async stop() {
      for (const session of all) await session.stop();
      await (await judge)?.close();
      await site.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A new person: nothing is left of who was there before. Runs in the page. @param {string} name */
async function forgetAll(name) {
  window.name = name;
  localStorage.clear();
  sessionStorage.clear();
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
  if ('caches' in window) for (const key of await caches.keys()) await caches.delete(key);
  for (const { name } of (await indexedDB.databases?.()) ?? []) if (name) indexedDB.deleteDatabase(name);
}
