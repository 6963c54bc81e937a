/**
 * Words of the page. `t('key', {n: 3})` looks a key up in the language in use and fills in `{n}`.
 *
 * An entry is a string, or an object of plural forms chosen by the value `n` (`one`, `few`, `many`, `other`).
 * Numbers are grouped with thin spaces: `30 136`.
 *
 * @typedef {string | {[form in Intl.LDMLPluralRule]?: string}} Entry
 * @typedef {Record<string, Entry>} Dictionary
 * @typedef {'en' | 'ru'} Language
 */

/** Each is fetched when it is wanted. @type {Record<Language, () => Promise<Dictionary>>} */
export const dictionaries = {
  en: async () => (await import("./en.js")).en,
  ru: async () => (await import("./ru.js")).ru,
};

/** @type {Language} */
let language = "en";
/** @type {Dictionary} */
let words = {};
/** The language that was asked for last; its words may be on their way. @type {Language} */
let wanted = language;
let plurals = new Intl.PluralRules("en");
/** @type {Set<() => void>} */
const listeners = new Set();

/** The language that the reader chose earlier or, failing that, prefers. @returns {Language} */
export function preferredLanguage() {
  const stored = remembered("language");
  if (stored === "en" || stored === "ru") return stored;
  const wished = navigator.languages.find((tag) => /^(en|ru)\b/i.test(tag)) ?? "en";
  return /^ru/i.test(wished) ? "ru" : "en";
}

export const currentLanguage = () => language;

/** Resolves when the page speaks the language. @param {Language} next */
export async function setLanguage(next) {
  wanted = next;
  const fetched = await dictionaries[next]();
  if (wanted !== next) return;
  words = fetched;
  language = next;
  plurals = new Intl.PluralRules(next);
  remember("language", next);
  document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

/** Calls `listener` now and whenever the language changes. @param {() => void} listener */
export function onLanguage(listener) {
  listeners.add(listener);
  listener();
}

/** @param {number} value */
export function number(value) {
  const [whole, fraction] = String(value).split(".");
  // Four digits stay together, as both languages' typographers ask.
  const grouped = whole.replace(/^-/, "").length > 4 ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f") : whole;
  const signed = grouped.replace(/^-/, "−");
  return fraction === undefined ? signed : `${signed}${language === "ru" ? "," : "."}${fraction}`;
}

/** Whether the dictionary in use has a key. @param {string} key */
export const has = (key) => Object.hasOwn(words, key);

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  if (!has(key)) return key;
  const entry = words[key];
  const form = typeof entry === "string" ? entry : pluralForm(entry, Number(values.n ?? 0));
  return form.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? number(value) : value;
  });
}

/**
 * @param {Exclude<Entry, string>} forms
 * @param {number} n
 */
function pluralForm(forms, n) {
  return forms[plurals.select(n)] ?? forms.other ?? "";
}

/** @param {string} key */
export function remembered(key) {
  try {
    return localStorage.getItem(`pixelbits.${key}`);
  } catch {
    return null; // Storage may be denied; the page works without it.
  }
}

/** @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    localStorage.setItem(`pixelbits.${key}`, value);
  } catch {
    // See above.
  }
}
