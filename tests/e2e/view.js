// The page as the tests see it: one place for everything they look for, and what "opened" and "refused" look like.
import assert from 'node:assert/strict';

/** @typedef {import('playwright-core').Page} Page */

/**
 * Waits until something holds, and says what was awaited where it never does.
 * @param {string} what
 * @param {() => Promise<boolean>} holds
 */
export async function until(what, holds, milliseconds = 10_000) {
  const end = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > end) assert.fail(`waited ${milliseconds} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** @param {Page} page */
export function view(page) {
  const parts = {
    stage: page.locator('#picture-stage'),
    zoom: page.locator('#zoom'),
    fileName: page.locator('#file-name'),
    notice: page.locator('#notice'),
    progress: page.getByRole('progressbar'),
    matrix: page.getByRole('grid'),
    inspector: page.locator('#bits-inspector'),
    tree: page.getByRole('tree'),
    openButton: page.getByRole('button', { name: 'Open' }),
    saveButton: page.getByRole('button', { name: /^Save/ }),
  };
  return {
    ...parts,

    /** The file is shown, whole. @param {string} name @param {number} [milliseconds] */
    async opened(name, milliseconds) {
      await until(`${name} is open`, async () => (await parts.fileName.innerText()).includes(name), milliseconds);
      await until(`${name} is decoded`, async () => (await parts.progress.filter({ visible: true }).count()) === 0, milliseconds);
    },

    /** A segment or a field in the tree. @param {string | RegExp} name */
    field: (name) => parts.tree.getByRole('treeitem', { name }),

    /** Chooses an entry of the Save menu. @param {string | RegExp} name */
    async save(name) {
      await parts.saveButton.click();
      await page.getByRole('menuitem', { name }).click();
    },
  };
}
