// What axe finds on a page: the rules of WCAG 2.2 AA, and good practice.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * The page as it is: a line for each rule that is broken.
 * @param {import('playwright-core').Page} page
 * @param {string[]} [rules] Only these, and not all.
 * @returns {Promise<string[]>}
 */
export async function violations(page, rules) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  return page.evaluate(
    async (options) => {
      const results = await /** @type {any} */ (window).axe.run(document, options);
      return results.violations.map(
        (/** @type {any} */ v) => `${v.id}: ${v.help}: ${v.nodes.map((/** @type {any} */ n) => n.html.slice(0, 140)).join(' | ')}`,
      );
    },
    { runOnly: rules ? { type: 'rule', values: rules } : TAGS },
  );
}
