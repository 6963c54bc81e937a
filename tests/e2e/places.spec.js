// Links lead to a place: file, selection, panel, view, columns, edits. The address follows, a reload comes back, Back goes back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sha256 } from './fixtures.js';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { until, view } from './view.js';

/** @typedef {import('playwright-core').Page} Page */

/** @type {import('./harness.js').Bench} */
let bench;
const photo = syntheticJpeg(256, 128);

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** What the address says now. @param {Page} page */
const address = async (page) => new URLSearchParams(new URL(await page.evaluate(() => location.href)).hash.slice(1));
/** @param {Page} page @param {RegExp} pattern */
const told = (page, pattern) => until(`the news say ${pattern}`, async () => pattern.test(await view(page).news.innerText().catch(() => '')));
/** @param {Page} page @param {string} place */
async function goTo(page, place) {
  await view(page).matrix.focus();
  await page.keyboard.press('Control+g');
  await page.keyboard.type(place);
  await page.keyboard.press('Enter');
}
/** The page shows a place. @param {Page} page @param {{byte: string, tab: string, zoom: string, columns: string}} place */
async function isAt(page, { byte, tab, zoom, columns }) {
  await until(`the bits of ${byte} are chosen`, async () => (await view(page).inspector.innerText()).includes(byte));
  await until(`the tab ${tab}`, async () => (await page.locator(`#tab-${tab}`).getAttribute('aria-selected')) === 'true');
  await until(`zoomed to ${zoom}`, async () => (await view(page).zoom.innerText()) === zoom);
  await until(`${columns} columns`, async () => (await page.getByLabel(/columns/i).inputValue()) === columns);
}

test('the address is plain at first, follows quietly, and a reload keeps the place, edits and all', async () => {
  const visit = await bench.open();
  const { page } = visit;
  await view(page).opened('cat.jpg');
  await until('a bit invites', () => page.getByText('flip me').isVisible());
  const steps = await page.evaluate(() => history.length);
  await goTo(page, '0x9DE:5');
  await until('it says what is chosen', async () => {
    const [start, bits] = ((await address(page)).get('at') ?? '').split('.').map(Number);
    return start <= 0x9de * 8 + 5 && 0x9de * 8 + 5 < start + bits;
  });
  await view(page).matrix.focus();
  await page.keyboard.press('Space');
  await page.locator('#tab-tables').click();
  await view(page).stage.focus();
  await page.keyboard.press('a');
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await page.keyboard.press('ArrowLeft');
  const columns = page.getByLabel(/columns/i);
  await columns.fill('48');
  await columns.press('Enter');
  await until('the address says all of it', async () => {
    const now = await address(page);
    return now.get('sample') === 'cat.jpg' && now.has('edits') && now.get('panel') === 'tables' && /^200_/.test(now.get('view') ?? '') && now.get('columns') === '48';
  });
  assert.equal(await page.evaluate(() => history.length), steps, 'no step to go back to');
  const hash = new URL(await page.evaluate(() => location.href)).hash;
  const [byte] = (await view(page).inspector.innerText()).match(/0x[0-9A-F]+:\d/) ?? [''];
  await page.reload();
  await isAt(page, { byte, tab: 'tables', zoom: '200 %', columns: '48' });
  await until('the edit is there', async () => (await page.locator('#undo').isEnabled()));
  await until('the address is the same', async () => new URL(await page.evaluate(() => location.href)).hash === hash);
  // Whoever gets the link sees the same.
  const other = await bench.open({ path: hash });
  await isAt(other.page, { byte, tab: 'tables', zoom: '200 %', columns: '48' });
  await other.close();
  await visit.close();
});

test('at first, the address is plain', async () => {
  const visit = await bench.open();
  await until('a bit invites', () => visit.page.getByText('flip me').isVisible());
  await visit.page.locator('#tab-text').click();
  await until('the tab is in the address', async () => (await address(visit.page)).get('panel') === 'text');
  await visit.page.locator('#tab-segments').click();
  await until('plain again', async () => new URL(await visit.page.evaluate(() => location.href)).hash === '');
  await visit.close();
});

test("a link to one's own file asks for it by name and size, and leads to the place in it", async () => {
  const hash = `#v=1&sha256=${sha256(photo)}&name=photo.jpg&size=${photo.length}&at=${0x200 * 8 + 3}.1&panel=tables&view=200_60_60&columns=40`;
  const visit = await bench.open({ path: hash });
  const { page } = visit;
  await told(page, new RegExp(`is of photo\\.jpg \\(${String(photo.length).replace(/\B(?=(\d{3})+$)/g, photo.length > 9999 ? '.' : '')} bytes\\)`));
  const chooser = page.waitForEvent('filechooser');
  await view(page).news.getByRole('button', { name: 'Open a picture' }).click();
  await (await chooser).setFiles(await bench.file('photo.jpg', photo));
  await view(page).opened('photo.jpg');
  await isAt(page, { byte: '0x200:3', tab: 'tables', zoom: '200 %', columns: '40' });
  // A reload asks for it again, and nothing is lost.
  await until('the address stays', async () => (await address(page)).get('sha256') === sha256(photo) && (await address(page)).get('size') === String(photo.length));
  await page.reload();
  await told(page, /is of photo\.jpg/);
  await visit.drop([await bench.file('photo.jpg', photo)]);
  await isAt(page, { byte: '0x200:3', tab: 'tables', zoom: '200 %', columns: '40' });
  await visit.close();
});

test('another file than the link is of is told, and may be used all the same', async () => {
  const visit = await bench.open({ path: `#v=1&sha256=${sha256(photo)}&name=photo.jpg&edits=gCADAA&at=${0x200 * 8}.8` });
  const { page } = visit;
  await told(page, /is of photo\.jpg/);
  const other = Buffer.from(photo);
  other[other.length - 40] ^= 1;
  await visit.drop([await bench.file('photo.jpg', other)]);
  await told(page, /photo\.jpg is not the file of the link \(its SHA-256 differs\)/);
  assert.equal(await page.locator('#undo').isEnabled(), false, 'nothing is done to it');
  await view(page).news.getByRole('button', { name: /all the same/ }).click();
  await until('its edits are done', async () => (await page.locator('#undo').isEnabled()));
  await until('its place is shown', async () => (await view(page).inspector.innerText()).includes('0x200:0'));
  const { bytes } = await visit.download(() => view(page).save('itself'));
  const expected = Buffer.from(other);
  expected[0x200] &= 0x7f;
  assert.deepEqual(Buffer.from(bytes), expected);
  await visit.close();
});

test('Back and Forward lead from link to link', async () => {
  const visit = await bench.open({ path: '#v=1&sample=cat.jpg&at=800.8&panel=tables' });
  const { page } = visit;
  await until('the first place', async () => (await view(page).inspector.innerText()).includes('0x64:0'));
  const go = (/** @type {string} */ hash) => page.evaluate((to) => { location.hash = to; }, hash);
  const shows = (/** @type {string} */ name) => until(`${name} is shown`, async () => (await view(page).totals.innerText()).startsWith(name));
  await go('#v=1&sample=cat-grey.jpg&at=960.8&panel=lesson');
  await shows('cat-grey.jpg');
  await until('the second place', async () => (await view(page).inspector.innerText()).includes('0x78:0'));
  await go('#v=1&sample=cat-grey.jpg&at=1600.8&panel=block');
  await until('another place in the same file', async () => (await view(page).inspector.innerText()).includes('0xC8:0'));
  await page.goBack();
  await until('back to the second', async () => (await view(page).inspector.innerText()).includes('0x78:0') && (await page.locator('#tab-lesson').getAttribute('aria-selected')) === 'true');
  await page.goBack();
  await shows('cat.jpg');
  await until('back to the first', async () => (await view(page).inspector.innerText()).includes('0x64:0') && (await page.locator('#tab-tables').getAttribute('aria-selected')) === 'true');
  await page.goForward();
  await shows('cat-grey.jpg');
  await visit.close();
});

test('hostile places break nothing: those beyond the file are left out, nonsense is refused in words', async () => {
  const visit = await bench.open({ path: '#v=1&sample=cat.jpg&at=9999999.9&panel=nowhere&view=0.01_-999999_-999999&columns=9999&tour=9999' });
  const { page } = visit;
  await view(page).opened('cat.jpg');
  let at = 16;
  for (const [place, refused] of /** @type {[string, boolean][]} */ ([
    ['at=4000000000000.5', false], ['at=42000.4000000000', false], ['panel=nowhere', false], ['panel=constructor', false],
    ['view=99999_999999_999999', false], ['view=0.01_-999999_-999999', false], ['columns=9999', false], ['tour=9999', false],
    ['at=1.1&view=1_1_1&columns=1&tour=12', false],
    ['at=NaN.1', true], ['panel=%3Cscript%3E', true], ['view=1_1', true], ['columns=-1', true], ['tour=0', true], [`panel=${'a'.repeat(9000)}`, true],
  ])) {
    await page.evaluate((to) => { location.hash = to; }, `#v=1&sample=cat.jpg&${place}`);
    if (refused) await told(page, /cannot be read/);
    await until('one tab is shown', async () => (await page.locator('[role=tab][aria-selected=true]').count()) === 1);
    // The page goes on: its matrix still takes keys.
    at += 8;
    const byte = `0x${at.toString(16).toUpperCase()}:0`;
    await goTo(page, byte);
    await until(`bits are chosen (${place})`, async () => (await view(page).inspector.innerText()).includes(byte));
    if (refused) await view(page).news.getByRole('button').last().click();
  }
  await visit.close();
});
