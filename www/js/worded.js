/** Elements whose words follow the language. */

import { h } from "./dom.js";
import { onLanguage, t } from "./i18n/index.js";

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {string} key @param {Record<string, unknown>} [properties]
 */
export function worded(tag, key, properties = {}) {
  const element = h(tag, properties);
  onLanguage(() => {
    element.textContent = t(key);
  });
  return element;
}
