// Links that hold edits: made, opened, and refused.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { sha256 } from './fixtures.js';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const photo = syntheticJpeg(256, 128);
const cat = await readFile(new URL('../../www/samples/cat.jpg', import.meta.url));

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** @param {import('playwright-core').Page} page @param {RegExp} pattern */
const told = (page, pattern) => until(`the news say ${pattern}`, async () => pattern.test(await view(page).news.innerText().catch(() => '')));
/** @param {import('playwright-core').Page} page @param {RegExp} pattern */
const said = (page, pattern) => until(`it is said: ${pattern}`, async () => pattern.test((await view(page).said.textContent()) ?? ''));

/** @param {import('./harness.js').Visit} visit */
async function saved(visit) {
  const { bytes } = await visit.download(() => view(visit.page).save('itself'));
  return Buffer.from(bytes);
}

/** Flips the bit at the caret, after going there. @param {import('playwright-core').Page} page @param {string} place */
async function flip(page, place) {
  await view(page).matrix.focus();
  await page.keyboard.press('Control+g');
  await page.keyboard.type(place);
  await page.keyboard.press('Enter');
  await view(page).matrix.focus();
  await page.keyboard.press('Space');
  await said(page, /flipped: /);
}

/** Makes a link of what is open, and gives the part after the address. @param {import('playwright-core').Page} page */
async function link(page) {
  await page.locator('#share').click();
  await told(page, /Link copied/);
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await page.evaluate(() => location.href), 'the address is the link');
  return new URL(copied).hash;
}

test('a link to an edited sample shows the sample with its edits, which can be undone', async () => {
  const visit = await bench.open();
  await view(visit.page).opened('cat.jpg');
  await flip(visit.page, '0x9DE:5');
  await flip(visit.page, '0x800:0');
  await view(visit.page).matrix.focus();
  await visit.page.keyboard.press('e');
  await visit.page.keyboard.press('Delete');
  await said(visit.page, /deleted at /);
  const expected = await saved(visit);
  const hash = await link(visit.page);
  assert.match(hash, /^#v=1&sample=cat\.jpg&edits=[\w-]{10,40}&at=\d+\.\d+$/);
  await visit.close();

  const other = await bench.open({ path: hash });
  await said(other.page, /edits of the link done: /);
  assert.deepEqual(await saved(other), expected);
  assert.equal(await other.page.locator('#compare-original').isDisabled(), false, 'the original is there to compare with');
  await other.page.locator('#reset').click();
  await said(other.page, /this is the original/);
  assert.deepEqual(await saved(other), cat);
  await other.close();
});

test("a link to one's own file asks for the file, and knows it by its hash", async () => {
  const visit = await bench.open();
  await visit.drop([await bench.file('photo.jpg', photo)]);
  await view(visit.page).opened('photo.jpg');
  await flip(visit.page, '0x200:3');
  const expected = await saved(visit);
  const hash = await link(visit.page);
  const parts = new URLSearchParams(hash.slice(1));
  assert.equal(parts.get('sha256'), sha256(photo), 'of the original');
  assert.equal(parts.get('name'), 'photo.jpg');
  await visit.close();

  const other = await bench.open({ path: hash });
  await told(other.page, /is of photo\.jpg/);
  const wrong = Buffer.from(photo);
  wrong[600] ^= 1;
  await other.drop([await bench.file('photo.jpg', wrong)]);
  await told(other.page, /is not the file of the link/);
  assert.deepEqual(await saved(other), wrong, 'and stays as it is');
  await other.drop([await bench.file('renamed.jpg', photo)]);
  await said(other.page, /1 edit of the link done: /);
  assert.deepEqual(await saved(other), expected);
  // Another file has nothing to do with the link.
  await other.drop([await bench.file('next.jpg', syntheticJpeg(128, 128))]);
  await view(other.page).opened('next.jpg');
  await until('the address is its own', async () => new URLSearchParams(new URL(await other.page.evaluate(() => location.href)).hash.slice(1)).get('name') === 'next.jpg');
  await other.close();
});

test('a link that is pasted over the address of the open page is followed', async () => {
  const visit = await bench.open();
  await view(visit.page).opened('cat.jpg');
  await visit.page.evaluate(() => {
    location.hash = '#v=1&sample=cat-grey.jpg&edits=6LYBAwA';
  });
  await said(visit.page, /edit of the link done: /);
  assert.match(await view(visit.page).totals.innerText(), /cat-grey\.jpg/);
  await visit.close();
});

test('hostile links are refused in words, and the page goes on', async () => {
  for (const hash of [
    '#v=1&sample=..%2F..%2Fsecret.jpg&edits=6LYBAwA',
    '#v=1&sample=https://example.org/a.jpg&edits=6LYBAwA',
    '#v=1&sample=unknown.jpg&edits=6LYBAwA',
    '#v=9&sample=cat.jpg&edits=6LYBAwA',
    '#v=1&sample=cat.jpg&edits=%3Cimg%20src=x%20onerror=alert(1)%3E',
    '#v=1&sample=cat.jpg&edits=____________w',
    `#v=1&sha256=${'ab'.repeat(32)}&name=%3Cb%3E&edits=`,
    `#v=1&sample=cat.jpg&edits=${'A'.repeat(9000)}`,
    // Sound in itself, but beyond the end of the sample.
    '#v=1&sample=cat.jpg&edits=gICABAMA',
  ]) {
    const visit = await bench.open({ path: hash });
    await told(visit.page, /cannot be read/);
    await until('the sample is open', async () => (await view(visit.page).totals.innerText()).includes('cat.jpg'));
    assert.deepEqual(await saved(visit), cat, hash);
    await visit.close();
  }
});

test('markup in the name of a link is shown as text', async () => {
  const visit = await bench.open({ path: `#v=1&sha256=${'ab'.repeat(32)}&name=${encodeURIComponent('<img src=x onerror=boom>.jpg')}&edits=6LYBAwA` });
  await told(visit.page, /is of <img src=x onerror=boom>\.jpg\./);
  assert.equal(await visit.page.locator('#notice img').count(), 0);
  await visit.close();
});

test('a place without edits is shared, too; too much to share is said', async () => {
  const visit = await bench.open();
  const { page } = visit;
  await view(page).opened('cat.jpg');
  await page.locator('#share').click();
  await told(page, /sees this sample at this place/);
  await page.evaluate((text) => navigator.clipboard.writeText(text), '10'.repeat(40_000));
  await view(page).matrix.focus();
  await page.keyboard.press('e');
  await page.keyboard.press('Insert');
  await page.keyboard.press('Control+v');
  await said(page, /80.000 bits pasted/);
  await page.locator('#share').click();
  await told(page, /more than 8192 characters/);
  await visit.close();
});
