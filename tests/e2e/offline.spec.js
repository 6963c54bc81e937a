// The page without a network: what is kept of it, newer versions, and files that the system hands to it.
import assert from 'node:assert/strict';
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before } from 'node:test';
import sirv from 'sirv';
import { filesOf, serviceWorker } from '../tools/keeper.js';
import { serve } from '../tools/serve.js';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { testInChromium as test } from './under.js';
import { until, view } from './view.js';

/** @typedef {import('playwright-core').Page} Page */

const www = fileURLToPath(new URL('../../www', import.meta.url));
const photo = syntheticJpeg(256, 128);

/** @type {import('./harness.js').Bench} */
let bench;
/** A copy of the page, on a host that knows nothing of it, under a path of its own. @type {string} */
let site;
/** @type {import('node:http').Server} */
let host;
let address = '';

before(async () => {
  bench = await start();
  const folder = await mkdtemp(join(tmpdir(), 'pixelbits-site-'));
  site = join(folder, 'tools/pixelbits');
  await cp(www, site, { recursive: true });
  await release();
  host = createServer(sirv(folder, { dev: true, etag: true }));
  await new Promise((listening) => host.listen(0, '127.0.0.1', () => listening(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (host.address());
  address = `http://127.0.0.1:${port}/tools/pixelbits/`;
});
after(async () => {
  await bench.stop();
  host.close();
  host.closeAllConnections();
  await rm(join(site, '../..'), { recursive: true });
});

/** What a build does: the service worker of the files as they are now. */
const release = async () => writeFile(join(site, 'sw.js'), await serviceWorker(site, { live: false }));

/** A newer version of the page, which is known by its title. @param {string} title */
async function newer(title) {
  await retitle(title);
  await release();
}

/** @param {string} title */
async function retitle(title) {
  const page = await readFile(join(site, 'index.html'), 'utf8');
  await writeFile(join(site, 'index.html'), page.replace(/<title>.*<\/title>/, `<title>${title}</title>`));
}

/** A visit of somebody whose browser keeps pages. @param {string} [at] */
async function visitor(at = address) {
  const context = await bench.browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  // A page that is being kept is loaded twice.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  /** @type {string[]} */
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.goto(at);
  return { context, page, troubles };
}

const kept = (/** @type {Page} */ page) => page.locator('#keeping').getByText('Ready to work offline').waitFor();

/** A file is dropped onto the page, as its bytes. @param {Page} page @param {string} name */
async function drop(page, name) {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [await bench.file(name, photo)], dragOperationsMask: 1 };
  for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  }
}

/** Looks for a newer version, as the browser does now and then. @param {Page} page */
const look = (page) => page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));

test('once it was here, the page works without a network: every tab, any file', async () => {
  const { context, page, troubles } = await visitor();
  await kept(page);
  await context.setOffline(true);
  host.closeAllConnections();
  await page.reload();
  await view(page).opened('cat.jpg');
  await drop(page, 'photo.jpg');
  await view(page).opened('photo.jpg');
  await page.locator('#tab-encode').click();
  await page.locator('#panel-encode').getByText(/PSNR/).waitFor();
  await page.locator('#samples').click();
  await page.locator('.gallery-card[data-file="coffee-cmyk.jpg"]').click();
  await view(page).opened('coffee-cmyk.jpg');
  const held = await page.evaluate(async (root) => {
    const names = (await caches.keys()).filter((name) => !name.endsWith('shared'));
    const requests = await (await caches.open(names[0])).keys();
    return { names, files: requests.map(({ url }) => url.slice(root.length) || 'index.html').sort() };
  }, address);
  assert.equal(held.names.length, 1);
  // This browser has vectors of 128 bits: the modules without are of no use to it.
  const expected = (await filesOf(site)).filter((name) => !name.endsWith('_plain_bg.wasm'));
  assert.deepEqual(held.files, expected, 'exactly the files of the page are kept');
  assert.deepEqual(troubles, []);
  await context.close();
});

test('a newer version starts by itself where nothing was touched, and is offered where something was', async () => {
  const { context, page, troubles } = await visitor();
  await kept(page);
  await newer('second');
  // The first visit is over: this one is served what was kept, and then finds the newer version.
  await page.reload();
  await until('the second version is shown', async () => (await page.title().catch(() => '')) === 'second');
  await view(page).opened('cat.jpg');

  await drop(page, 'photo.jpg');
  await view(page).opened('photo.jpg');
  await newer('third');
  await look(page);
  const card = page.locator('#keeping');
  await card.getByText('A newer pixelbits is here').waitFor();
  assert.equal(await page.title(), 'second');
  assert.match(await view(page).totals.innerText(), /photo\.jpg/, 'what is open stays open');
  // What belongs to this version is there for it, whatever is on the server.
  await page.locator('#tab-encode').click();
  await page.locator('#panel-encode').getByText(/PSNR/).waitFor();

  const other = await context.newPage();
  await other.goto(address);
  await view(other).opened('cat.jpg');
  await other.locator('#tab-lesson').click();
  await card.getByRole('button', { name: 'Start it' }).click();
  await card.getByText('Another window of pixelbits is in use').waitFor();
  assert.equal(await page.title(), 'second');
  await other.close();
  await card.getByRole('button', { name: 'Start it' }).click();
  await until('the third version is shown', async () => (await page.title().catch(() => '')) === 'third');
  await view(page).opened('cat.jpg');
  assert.deepEqual(troubles, []);
  await context.close();
});

test('a build that is not whole on the server is not kept', async () => {
  await appendFile(join(site, 'js/dom.js'), '\n// not of the build\n');
  const { context, page } = await visitor();
  await view(page).opened('cat.jpg');
  const state = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.register('sw.js').catch(() => null);
    const worker = registration?.installing;
    await new Promise((done) => (worker ? worker.addEventListener('statechange', done) : done(0)));
    return worker?.state ?? 'none';
  }).catch(() => 'redundant');
  assert.notEqual(state, 'activated');
  await until('nothing is in charge', () => page.evaluate(async () => !(await navigator.serviceWorker.getRegistration())?.active));
  await context.close();
  await release();
});

test('what is shared with the page is opened, and what is opened with it', async () => {
  const { context, page, troubles } = await visitor();
  await kept(page);
  // As a system does it: a form with files is sent to the address that the manifest names.
  const { share_target: target, file_handlers: handlers } = JSON.parse(await readFile(join(site, 'manifest.webmanifest'), 'utf8'));
  const sender = await context.newPage();
  await sender.setContent(`<form method="${target.method}" enctype="${target.enctype}" action="${address}${target.action}">
    <input type="file" name="${target.params.files[0].name}" /><input name="${target.params.text}" /><button>send</button></form>`);
  await sender.locator('input[type=file]').setInputFiles({ name: 'from <b>elsewhere</b>.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(photo) });
  await sender.getByRole('button', { name: 'send' }).click();
  await view(sender).opened('from <b>elsewhere</b>.jpg');
  assert.equal(sender.url(), address, 'the address is plain again');
  const locks = await sender.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name));
  assert.ok(locks?.some((name) => name?.endsWith('touched')), 'no newer version takes it away');
  assert.deepEqual((await sender.evaluate(() => caches.keys())).filter((name) => name.endsWith('shared')), [], 'nothing is left');
  await sender.reload();
  await view(sender).opened('cat.jpg');
  await sender.close();

  // Files that are opened with the page come through its launch queue, as handles.
  assert.ok(handlers[0].accept['image/jpeg'].includes('.jpg'));
  const opened = await context.newPage();
  await opened.addInitScript(() => {
    Object.defineProperty(window, 'launchQueue', {
      value: { setConsumer: (/** @type {unknown} */ take) => Object.assign(window, { launch: take }) },
    });
  });
  await opened.goto(address);
  await view(opened).opened('cat.jpg');
  await opened.evaluate(async (bytes) => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle('launched.jpg', { create: true });
    const writable = await handle.createWritable();
    await writable.write(Uint8Array.from(bytes));
    await writable.close();
    await /** @type {any} */ (window).launch({ files: [handle] });
  }, [...photo]);
  await view(opened).opened('launched.jpg');
  assert.deepEqual(troubles, []);
  await context.close();
});

test("the developer's server never serves what is stale, and the page is there when it is not", async () => {
  const server = await serve(0, site);
  const { context, page } = await visitor(server.address);
  await kept(page);
  await retitle('changed');
  await page.reload();
  assert.equal(await page.title(), 'changed', 'at the very next look');
  await server.close();
  await page.reload();
  await view(page).opened('cat.jpg');
  await context.close();
});
