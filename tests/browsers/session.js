// Firefox or WebKitGTK, started and driven by WebDriver.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { patience } from '../e2e/under.js';
import { Builder, Capabilities } from 'selenium-webdriver';
import firefox from 'selenium-webdriver/firefox.js';

/** @typedef {'firefox' | 'webkit'} Name */
/** @typedef {{locale: string, still: boolean}} Habits What a browser is started with. */
/** @typedef {Awaited<ReturnType<typeof startSession>>} Session */

/** A program on PATH, or in other places. @param {string[]} names @param {string[]} [folders] */
function program(names, folders = []) {
  for (const name of names) {
    for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...folders]) {
      if (folder && existsSync(join(folder, name))) return join(folder, name);
    }
  }
  throw new Error(`no ${names[0]} on PATH; \`make test-browsers\` installs it`);
}

/** What Firefox is asked to do without questions. @param {Habits} habits @param {string} downloads */
function firefoxCapabilities({ locale, still }, downloads) {
  const options = new firefox.Options()
    .setBinary(process.env.FIREFOX || program(['firefox-esr', 'firefox']))
    .addArguments('-headless')
    .setPreference('intl.accept_languages', locale)
    .setPreference('ui.prefersReducedMotion', still ? 1 : 0)
    .setPreference('dom.events.testing.asyncClipboard', true)
    .setPreference('browser.download.folderList', 2)
    .setPreference('browser.download.dir', downloads)
    .setPreference('browser.download.alwaysOpenPanel', false)
    .setPreference('media.peerconnection.ice.loopback', true);
  options.enableBidi();
  return options;
}

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

/** A driver that listens. @param {string} path @param {string[]} more Its arguments. @param {Record<string, string>} surroundings */
async function startDriver(path, more, surroundings) {
  const port = await freePort();
  const driver = spawn(path, [`--port=${port}`, ...more], { stdio: 'ignore', env: { ...process.env, ...surroundings } });
  const stop = () => void driver.kill();
  process.once('exit', stop);
  const address = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + 10_000 * patience; ; ) {
    if (await fetch(`${address}/status`).then(({ ok }) => ok, () => false)) break;
    if (Date.now() > end || driver.exitCode !== null) throw new Error(`${path} does not answer`);
    await new Promise((done) => setTimeout(done, 50));
  }
  return {
    address,
    stop() {
      process.off('exit', stop);
      stop();
    },
  };
}

async function webkitCapabilities() {
  // Debian puts the browser of WebKitGTK's own tests beside its library.
  const lib = '/usr/lib';
  const folders = [];
  for (const triple of await readdir(lib)) {
    for (const version of ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0']) folders.push(join(lib, triple, version));
  }
  return new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: process.env.MINIBROWSER || program(['MiniBrowser'], folders), args: ['--automation', '--javascript-can-access-clipboard=true'] },
  });
}

/**
 * Starts a browser with a profile of its own.
 * @param {Name} name @param {Habits} habits
 */
export async function startSession(name, habits) {
  const folder = await mkdtemp(join(tmpdir(), `pixelbits-${name}-`));
  const downloads = join(folder, 'downloads');
  await mkdir(downloads);
  const driverPath = program(name === 'firefox' ? ['geckodriver'] : ['WebKitWebDriver']);
  /** @type {string[]} */
  const more = [];
  /** @type {Record<string, string>} */
  const surroundings = {};
  if (name === 'firefox') more.push(`--websocket-port=${await freePort()}`, '--log=fatal');
  else {
    await mkdir(join(folder, 'gtk-3.0'));
    await writeFile(join(folder, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
    await writeFile(join(folder, 'gtk-3.0/settings.ini'), `[Settings]\ngtk-enable-animations=${habits.still ? 0 : 1}\n`);
    Object.assign(surroundings, {
      XDG_CONFIG_HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CACHE_HOME: folder,
      // Without a graphics card, composing layers by OpenGL takes seconds a frame; plain drawing takes some 30 ms.
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    });
  }
  const running = await startDriver(driverPath, more, surroundings);
  const driver = new Builder()
    .usingServer(running.address)
    .withCapabilities(name === 'firefox' ? firefoxCapabilities(habits, downloads) : await webkitCapabilities())
    .build();
  try {
    await driver.getSession();
  } catch (error) {
    running.stop();
    throw error;
  }

  // One command at a time, each in the window that it is meant for.
  let turn = Promise.resolve();
  let at = await driver.getWindowHandle();
  const session = {
    name,
    driver,
    downloads,

    /** @template T @param {string} window @param {() => Promise<T>} act @returns {Promise<T>} */
    inside(window, act) {
      const mine = turn.then(async () => {
        if (at !== window) await driver.switchTo().window(window);
        at = window;
        return act();
      });
      turn = mine.then(
        () => undefined,
        () => undefined,
      );
      return mine;
    },

    /** Another window; its handle. */
    newWindow() {
      const mine = turn.then(async () => {
        await driver.switchTo().newWindow('tab');
        at = await driver.getWindowHandle();
        return at;
      });
      turn = mine.then(
        () => undefined,
        () => undefined,
      );
      return mine;
    },

    /** Gives the page of a window so much room. @param {string} window @param {{width: number, height: number}} size */
    resize: (window, { width, height }) =>
      session.inside(window, async () => {
        if (name === 'firefox') {
          const bidi = await driver.getBidi();
          await bidi.send({ method: 'browsingContext.setViewport', params: { context: window, viewport: { width, height } } });
          return;
        }
        // A window has a bar of its own: it is made larger by what the page lacks.
        let [outer, bar] = [width, height];
        for (let tries = 0; tries < 5; tries += 1) {
          await driver.manage().window().setRect({ x: 0, y: 0, width: outer, height: bar });
          const [w, h] = /** @type {[number, number]} */ (await driver.executeScript('return [innerWidth, innerHeight]'));
          if (w === width && h === height) return;
          outer += width - w;
          bar += height - h;
        }
      }),

    async stop() {
      await driver.quit().catch(() => {});
      running.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return session;
}
