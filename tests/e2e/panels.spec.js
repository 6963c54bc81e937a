// Every panel, for everyone: nothing that axe finds, nothing cut or too small to be hit, in all sizes, light, dark and
// forced colours; no word that is not in the dictionaries; and the keys that their sheet tells of.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PARTS } from '../../www/js/keys.js';
import { violations } from './axe.js';
import { fixture } from './fixtures.js';
import { start } from './harness.js';
import { flaws, unworded } from './layout.js';
import { BRACKETS, speakPseudo } from './pseudo.js';
import { until, view } from './view.js';

/** @typedef {import('playwright-core').Page} Page */

/** @type {import('./harness.js').Bench} */
let bench;
before(async () => {
  bench = await start();
});
after(() => bench.stop());

const LARGE = { width: 1440, height: 900 };
const SMALL = { width: 320, height: 640 };
/** The last two are what 200 % and 400 % of zoom leave of 1440 and 1280 pixels. */
const SIZES = [LARGE, { width: 720, height: 450 }, SMALL];

/** Chooses a tab, and waits until what it shows has come. @param {Page} page @param {string} id */
async function show(page, id) {
  await page.locator(`#tab-${id}`).click();
  // A channel that is being watched is busy for long.
  const busy = id === 'send' ? 'no-element' : '[aria-busy=true]';
  await until(`${id} shows something`, () => page.locator(`#panel-${id}`).evaluate((panel, busy) => (panel.textContent ?? '').trim() !== '' && !panel.matches(busy) && !panel.querySelector(busy), busy));
  await settled(page);
}

/** What listens to the store or to sizes has run. @param {Page} page */
const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0)))));

/** @param {Page} page */
const tabs = (page) => page.locator('[role=tab]').evaluateAll((all) => all.map((tab) => tab.id.replace('tab-', '')));

/**
 * The page as it is, in every size and every scheme of colours.
 * @param {Page} page @param {string} what @param {{width: number, height: number}[]} [sizes]
 */
async function inspect(page, what, sizes = SIZES) {
  /** @type {string[]} */
  const found = [];
  for (const size of sizes) {
    await page.setViewportSize(size);
    await settled(page);
    const told = await flaws(page);
    if (size === LARGE) told.push(...(await violations(page)));
    if (size === SMALL) told.push(...(await violations(page, ['target-size', 'scrollable-region-focusable', 'color-contrast'])));
    found.push(...told.map((line) => `${what}, ${size.width} wide: ${line}`));
  }
  await page.setViewportSize(LARGE);
  for (const [scheme, media] of /** @type {const} */ ([['dark', { colorScheme: 'dark' }], ['forced', { colorScheme: 'light', forcedColors: 'active' }]])) {
    await page.emulateMedia(media);
    await settled(page);
    found.push(...(await violations(page, ['color-contrast'])).map((line) => `${what}, ${scheme}: ${line}`));
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
  return found;
}

test('every panel: nothing that axe finds, nothing cut, nothing too small', async () => {
  const visit = await bench.open({ viewport: LARGE, colorScheme: 'light' });
  const { page } = visit;
  await view(page).opened('cat.jpg');
  /** @type {string[]} */
  const found = [];
  for (const id of await tabs(page)) {
    await show(page, id);
    found.push(...(await inspect(page, id)));
  }
  assert.deepEqual(found, []);
  await visit.close();
});

/** Files of other kinds, and the tabs that look otherwise for them. */
const OTHERS = /** @type {const} */ ([
  ['process/progressive-3-steps.jpg', ['block', 'tables', 'buildup']],
  ['lossless/rgb-16-bits.jpg', ['block', 'tables', 'encode']],
  ['damaged/cut-progressive-50.jpg', ['segments', 'buildup']],
  ['app/mpf.jpg', ['segments']],
]);

/**
 * Opens files of other kinds, and each of the tabs where they differ. @param {Awaited<ReturnType<typeof bench.open>>} visit
 * @param {(what: string) => Promise<void>} look
 */
async function others(visit, look) {
  for (const [file, ids] of OTHERS) {
    const name = file.replace('/', '-');
    await visit.drop([await bench.file(name, fixture(file))], { x: 100, y: 100 });
    await view(visit.page).opened(name, 20_000);
    for (const id of ids) {
      await show(visit.page, id);
      await look(`${name}, ${id}`);
    }
  }
}

test('files of other kinds: nothing that axe finds, nothing cut', async () => {
  const visit = await bench.open({ viewport: LARGE, colorScheme: 'light' });
  const { page } = visit;
  /** @type {string[]} */
  const found = [];
  await others(visit, async (what) => {
    found.push(...(await inspect(page, what, [LARGE, SMALL])));
  });
  assert.deepEqual(found, []);
  await visit.close();
});

test('menus, bars and dialogs: nothing that axe finds, nothing cut', async () => {
  const visit = await bench.open({ viewport: LARGE, colorScheme: 'light' });
  const { page } = visit;
  await view(page).opened('cat.jpg');
  /** @type {string[]} */
  const found = [];
  for (const [what, act] of openings(page)) {
    await act();
    await settled(page);
    for (const size of [LARGE, SMALL]) {
      await page.setViewportSize(size);
      await settled(page);
      const told = [...(await flaws(page)), ...(await violations(page))];
      found.push(...told.map((line) => `${what}, ${size.width} wide: ${line}`));
    }
    await page.setViewportSize(LARGE);
    await page.keyboard.press('Escape');
  }
  assert.deepEqual(found, []);
  await visit.close();
});

/** What opens above the page. @param {Page} page @returns {[string, () => Promise<void>][]} */
function openings(page) {
  return [
    ['samples', () => page.locator('#samples').click()],
    ['save', () => page.locator('#save').click()],
    ['keys', () => page.locator('#keys').click()],
    ['go to', () => page.locator('.bits-area').press('Control+g')],
    ['find', () => page.locator('.bits-area').press('Control+f')],
    ['typing', () => page.locator('.bits-area').press('e')],
    ['damage map', async () => {
      await page.locator('.bits-area').press('Escape');
      await page.locator('.bits-damage').click();
    }],
    ['heat map', () => page.locator('#picture-stage').press('h')],
  ];
}

test('the matrix is a grid as WAI-ARIA has it: places of rows and cells agree, one cell is active', async () => {
  const visit = await bench.open({ viewport: LARGE });
  const { page } = visit;
  await view(page).opened('cat.jpg');
  const grid = page.locator('.bits-area');
  await grid.focus();
  for (const [columns, mode] of /** @type {const} */ ([[64, 'b'], [24, 'b'], [64, 'h']])) {
    await page.locator('.bits-columns input').fill(String(columns));
    await page.locator('.bits-columns input').press('Enter');
    await grid.focus();
    await page.keyboard.press(mode);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowRight');
    await until('the active cell is there', () => grid.evaluate((area) => document.getElementById(area.getAttribute('aria-activedescendant') ?? '')?.role === 'gridcell'));
    const step = mode === 'h' ? 4 : 1; // A hexadecimal digit is a column.
    await until('the grid has so many columns', async () => (await grid.getAttribute('aria-colcount')) === String(columns / step + 1));
    const seen = await grid.evaluate((area) => {
      const of = (/** @type {Element} */ e, /** @type {string} */ name) => Number(e.getAttribute(name) ?? 1);
      return {
        rowcount: of(area, 'aria-rowcount'),
        multiple: area.getAttribute('aria-multiselectable'),
        selected: area.querySelectorAll('[aria-selected]').length - area.querySelectorAll('[role=gridcell]').length,
        rows: [...area.querySelectorAll('[role=row]')].map((row) => ({
          index: of(row, 'aria-rowindex'),
          cells: [...row.children].map((cell) => ({ role: cell.role, from: of(cell, 'aria-colindex'), to: of(cell, 'aria-colindex') + of(cell, 'aria-colspan') })),
        })),
      };
    });
    assert.equal(seen.multiple, 'true');
    assert.equal(seen.selected, 0, 'each cell says whether it is selected');
    assert.equal(seen.rowcount, Math.ceil((5313 * 8) / columns));
    for (const { index, cells } of seen.rows) {
      assert.ok(index >= 1 && index <= seen.rowcount);
      assert.equal(cells[0].role, 'rowheader');
      cells.forEach((cell, i) => assert.equal(cell.from, i === 0 ? 1 : cells[i - 1].to, `row ${index}: cells lie side by side`));
      assert.ok(cells[cells.length - 1].to <= columns / step + 2, `row ${index} is no wider than the grid`);
    }
  }
  await visit.close();
});

test('no word is missing in the dictionaries, and longer words are not cut', async () => {
  const visit = await bench.open({ viewport: LARGE });
  const { page } = visit;
  await speakPseudo(page);
  await view(page).opened('cat.jpg');
  /** @type {string[]} */
  const found = [];
  const look = async (/** @type {string} */ what) => {
    for (const line of [...(await unworded(page, BRACKETS)), ...(await flaws(page))]) found.push(`${what}: ${line}`);
  };
  for (const id of await tabs(page)) {
    await show(page, id);
    await look(id);
    await page.setViewportSize({ width: 390, height: 844 });
    await settled(page);
    found.push(...(await flaws(page)).map((line) => `${id}, narrow: ${line}`));
    await page.setViewportSize(LARGE);
  }
  for (const [what, act] of openings(page)) {
    await act();
    await settled(page);
    await look(what);
    await page.keyboard.press('Escape');
  }
  await others(visit, async (what) => {
    await look(what);
  });
  assert.deepEqual([...new Set(found)], []);
  await visit.close();
});

test('the sheet of keys tells of every key, and a letter acts only where its panel has the focus', async () => {
  const visit = await bench.open({ viewport: LARGE });
  const { page } = visit;
  await view(page).opened('cat.jpg');
  // Two files: some keys lead from one to the other.
  for (const name of ['one.jpg', 'other.jpg']) {
    await visit.drop([await bench.file(name, fixture('process/progressive.jpg'))], { x: 100, y: 100 });
    await view(page).opened(name);
  }
  const sheet = page.getByRole('dialog', { name: 'Keys' });

  await page.keyboard.press('?');
  await sheet.waitFor();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Keys of the keyboard' }).click();
  assert.equal(await sheet.getByRole('heading', { level: 3 }).count(), PARTS.length);
  await sheet.getByLabel('Open this sheet with ?').uncheck();
  await sheet.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('?');
  await settled(page);
  assert.equal(await sheet.isVisible(), false, 'turned off');

  const homes = { grids: 'block', codes: 'tables', draw: 'draw', segments: 'segments' };
  for (const { name, focus, keys } of PARTS) {
    const tab = /** @type {Record<string, string>} */ (homes)[name];
    if (tab) await show(page, tab);
    if (name === 'codes') await page.locator('#panel-tables').getByText('Huffman codes', { exact: true }).click();
    if (focus) await page.locator(focus).first().waitFor();
    const told = keys.flatMap(({ press }) => press);
    // Letters lead to names in the tree; `?` was turned off.
    const letters = name === 'segments' ? [] : [...'abcdefghijklmnopqrstuvwxyz0123456789'].filter((letter) => !told.includes(letter));
    assert.deepEqual(await taken(page, focus, told), told.filter((press) => press !== '?'), `${name}: keys of the sheet that act`);
    assert.deepEqual(await taken(page, focus, letters), [], `${name}: letters that act without being on the sheet`);
  }
  await visit.close();
});

/**
 * Those of some keys that the page takes, as it tells the browser, where something has the focus.
 * @param {Page} page @param {string | null} focus @param {string[]} presses
 */
function taken(page, focus, presses) {
  return page.evaluate(
    async ([focus, presses]) => {
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      /** @param {Element} at @param {string} press */
      const send = (at, press) => {
        const names = press.length > 1 ? press.split('+') : [press];
        const key = names.at(-1) ?? '';
        const code = /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : '';
        return !at.dispatchEvent(new KeyboardEvent('keydown', { key, code, ctrlKey: names.includes('Ctrl'), altKey: names.includes('Alt'), shiftKey: names.includes('Shift'), bubbles: true, cancelable: true }));
      };
      /** @type {string[]} */
      const took = [];
      for (const press of presses) {
        const at = focus ? /** @type {HTMLElement} */ (document.querySelector(focus)) : document.body;
        at.focus();
        // What is to be freed has to be held first.
        if (press === 'Escape' && at.matches('.bits-area')) send(at, 'Ctrl+a');
        if (send(at, press)) took.push(press);
        else continue;
        await frame();
        send(document.activeElement ?? at, 'Escape'); // What it opened.
      }
      return took;
    },
    /** @type {const} */ ([focus, presses]),
  );
}
