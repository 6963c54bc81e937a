// Security of the page: what its policy stops, and that words from files are never more than words.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before } from 'node:test';
import { start } from './harness.js';
import { noted, STOPPED, stopped, STOPPED_MARKUP, TAMPERED, watch } from './policy.js';
import { testInChromium as test } from './under.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const html = await readFile(new URL('../../www/index.html', import.meta.url), 'utf8');
const cat = await readFile(new URL('../../www/samples/cat.jpg', import.meta.url));
const MARKUP = '<img src=x onerror="window.hurt=1"><script>window.hurt=2</script>';

before(async () => {
  bench = await start();
});
after(() => bench.stop());

test('the policy is as strict as can be, and the page keeps to it by itself', () => {
  const policy = html.match(/http-equiv="Content-Security-Policy"\s+content="([^"]*)"/)?.[1] ?? '';
  const rules = Object.fromEntries(policy.split('; ').map((rule) => rule.split(/ (.*)/).slice(0, 2)));
  assert.deepEqual(rules, {
    'default-src': "'none'",
    'script-src': "'self' 'wasm-unsafe-eval'",
    'worker-src': "'self'",
    'connect-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' blob: data:",
    'manifest-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'trusted-types': 'pixelbits',
    'require-trusted-types-for': "'script'",
  });
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:|https?:/i);
  assert.ok(html.indexOf('Content-Security-Policy') < html.search(/<(link|script)/), 'it comes before what it governs');
});

test('scripts, styles and connections that are not of the page are stopped', async () => {
  const visit = await bench.open();
  await view(visit.page).opened('cat.jpg');
  assert.deepEqual(await stopped(visit.page), STOPPED);
  // All of it is told on the console, too.
  visit.troubles.length = 0;

  await watch(visit.page);
  await visit.page.route(bench.address, (route) => route.fulfill({ contentType: 'text/html', body: html.replace('</body>', `${TAMPERED}</body>`) }));
  await visit.page.reload();
  await view(visit.page).opened('cat.jpg');
  assert.deepEqual(await noted(visit.page), { stopped: STOPPED_MARKUP, hurt: null });
  visit.troubles.length = 0;
  await visit.close();
});

/** A segment (T.81 B.1.1.4). @param {number} marker @param {Uint8Array} body */
function segment(marker, body) {
  return Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
}

/** An EXIF segment with one text, of the camera's maker. @param {string} text */
function exif(text) {
  const value = Buffer.from(`${text}\0`);
  const tiff = Buffer.alloc(26);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x010f, 10);
  tiff.writeUInt16LE(2, 12);
  tiff.writeUInt32LE(value.length, 14);
  tiff.writeUInt32LE(26, 18);
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff, value]));
}

test('markup in a name, a comment or EXIF data is shown as the text that it is, on every tab', async () => {
  const visit = await bench.open();
  const { page } = visit;
  const name = '<img src=x onerror=window.hurt=3>.jpg';
  const file = Buffer.concat([cat.subarray(0, 2), exif(MARKUP), segment(0xfe, Buffer.from(MARKUP)), cat.subarray(2)]);
  await visit.drop([await bench.file(name, file)]);
  await view(page).opened(name);
  const tree = view(page).tree;
  await until('the comment can be read', async () => (await tree.textContent())?.includes(MARKUP) ?? false);
  const tabs = await page.locator('#tabs [role=tab]').all();
  assert.ok(tabs.length > 8);
  for (const tab of tabs) {
    await tab.click();
    const found = await page.evaluate(() => [...document.querySelectorAll('img[src="x"], body script')].map((element) => element.outerHTML));
    assert.deepEqual(found, [], await tab.innerText());
  }
  await view(page).saveButton.click();
  await page.getByRole('menuitem').filter({ hasText: name }).first().waitFor();
  await page.keyboard.press('Escape');
  // A name in the news, where the file cannot be read as what it says it is.
  await visit.drop([await bench.file('<b onclick=x>.txt', 'no bits at all')]);
  await until('it is told of', async () => (await view(page).news.innerText().catch(() => '')).includes('<b onclick=x>.txt'));
  assert.equal(await page.locator('#notice b').count(), 0);
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).hurt), undefined);
  await visit.close();
});
