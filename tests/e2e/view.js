// The page as the tests see it: one place for everything they look for, and what "opened" and "refused" look like.
import assert from 'node:assert/strict';
import { patience } from './under.js';

/** @typedef {import('playwright-core').Page} Page */

/**
 * Waits until something holds, and says what was awaited where it never does.
 * @param {string} what
 * @param {() => Promise<boolean>} holds
 */
export async function until(what, holds, milliseconds = 10_000) {
  const most = milliseconds * patience;
  const end = Date.now() + most;
  while (!(await holds())) {
    if (Date.now() > end) assert.fail(`waited ${most} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** @param {Page} page */
export function view(page) {
  const parts = {
    stage: page.locator('#picture-stage'),
    zoom: page.locator('#zoom'),
    totals: page.locator('#totals'),
    news: page.locator('#notice'),
    said: page.locator('#said'),
    progress: page.locator('#progress'),
    faults: page.locator('.faults'),
    matrix: page.getByRole('grid'),
    inspector: page.locator('.bits-say'),
    tree: page.locator('#segments-tree'),
    fit: page.locator('#picture').getByRole('button', { name: 'Fit' }),
    actual: page.locator('#picture').getByRole('button', { name: '1:1' }),
    openButton: page.getByRole('button', { name: 'Open' }),
    saveButton: page.getByRole('button', { name: /^Save/ }),
  };
  return {
    ...parts,

    /** A part that is missing looks just like one that is hidden: so each must be there, once. */
    async whole() {
      for (const [name, part] of Object.entries(parts)) assert.equal(await part.count(), 1, name);
    },

    /** The digits of the grid's cells, as a screen reader gets them. @param {import('playwright-core').Locator} cells */
    digits: async (cells) => (await cells.allTextContents()).map((text) => text.match(/^[01]+/)?.[0] ?? '').join(''),

    /**
     * The file is shown, whole: its name stands above, and the end of its decoding was announced.
     * @param {string} name
     * @param {number} [milliseconds]
     */
    async opened(name, milliseconds) {
      await until(`${name} is open`, async () => (await parts.totals.innerText()).includes(name), milliseconds);
      await until(`${name} is announced`, async () => ((await parts.said.textContent()) ?? '').includes(name), milliseconds);
      await until(`${name} is decoded`, async () => !(await parts.progress.isVisible()), milliseconds);
    },

    /** Everything that the page says about trouble, in words: the news, or what screen readers hear. */
    async trouble() {
      if (await parts.news.isVisible()) return parts.news.locator('span').innerText();
      return (await parts.said.textContent()) ?? '';
    },

    /** A segment or a field in the tree. @param {string | RegExp} name */
    field: (name) => parts.tree.getByRole('treeitem', { name }),

    /**
     * Arranges that Cancel is pressed in the frame in which it is there: what is to be cancelled may not take long.
     * Resolves at once; the pressing is yet to come.
     */
    cancelAtOnce: () =>
      page.evaluate(() => {
        const progress = /** @type {HTMLElement} */ (document.getElementById('progress'));
        const press = () => {
          if (progress.hidden) requestAnimationFrame(press);
          else progress.querySelector('button')?.click();
        };
        press();
      }),

    /**
     * Chooses an entry of the Save menu: by the ending of the file that it makes, or the file itself.
     * @param {'bmp' | 'png' | '16bit.png' | 'pgm' | 'ppm' | 'pam' | 'matrix.txt' | 'bits.txt' | 'hex.txt' | 'decimal.txt' | 'itself'} what
     */
    async save(what) {
      await parts.saveButton.click();
      const items = page.getByRole('menuitem');
      // The file itself, which may be of the same kind, comes last.
      await (what === 'itself' ? items.last() : items.filter({ hasText: `.${what}` }).first()).click();
    },
  };
}
