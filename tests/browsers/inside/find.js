// Finds elements as a person names them: by role, label or text. Runs inside the page that is tested.
//
// A search is a list of steps, each of which goes from some elements to others; playwright's locators are the model, and
// mean the same: text is compared without regard to white space; a string is looked for anywhere and in any case.
import { computeAccessibleName, getRole } from 'dom-accessibility-api';

/**
 * @typedef {{source: string, flags: string} | string} Words A regular expression, or a string.
 * @typedef {{css: string} | {role: string, name?: Words, exact?: boolean} | {text: Words, exact?: boolean}
 *   | {label: Words, exact?: boolean} | {hasText: Words} | {has: Step[]} | {and: Step[]} | {nth: number}} Step
 */

/** Where elements of a role can be; what is none after all is sorted out by its computed role. */
const CANDIDATES = /** @type {Record<string, string>} */ ({
  button: 'button, summary, input',
  checkbox: 'input',
  combobox: 'select, input',
  group: 'fieldset, details, optgroup',
  heading: 'h1, h2, h3, h4, h5, h6',
  img: 'img, svg',
  link: 'a, area',
  listitem: 'li',
  list: 'ul, ol',
  dialog: 'dialog',
  option: 'option',
  radio: 'input',
  row: 'tr',
  cell: 'td',
  rowheader: 'th',
  columnheader: 'th',
  slider: 'input',
  spinbutton: 'input',
  table: 'table',
  textbox: 'input, textarea',
});

/** @param {string | null | undefined} text */
const plain = (text) => (text ?? '').replace(/\u200b/g, '').trim().replace(/\s+/g, ' ');

/** @param {Words} words @param {boolean} [exact] @returns {(text: string) => boolean} */
function matcher(words, exact) {
  if (typeof words !== 'string') {
    const pattern = new RegExp(words.source, words.flags);
    return (text) => text.search(pattern) >= 0;
  }
  const wanted = plain(words);
  if (exact) return (text) => plain(text) === wanted;
  return (text) => plain(text).toLowerCase().includes(wanted.toLowerCase());
}

/** Whether assistive technology is told of an element. @param {Element} element */
const told = (element) =>
  element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden="true"]');

/** @param {Element} element */
const textOf = (element) =>
  element instanceof HTMLInputElement && /^(button|submit)$/.test(element.type) ? element.value : (element.textContent ?? '');

/** @param {Element} element */
function labelsOf(element) {
  const by = element.getAttribute('aria-labelledby');
  if (by) return by.split(/\s+/).map((id) => plain(document.getElementById(id)?.textContent));
  const labels = [.../** @type {HTMLInputElement} */ (element).labels ?? []].map((label) => plain(label.textContent));
  const own = element.getAttribute('aria-label');
  return own === null ? labels : [...labels, plain(own)];
}

/** @param {Element | Document} from @param {Step} step @returns {Element[]} */
function descend(from, step) {
  if ('css' in step) return [...from.querySelectorAll(step.css)];
  if ('role' in step) {
    const candidates = [`[role~="${step.role}"]`, CANDIDATES[step.role]].filter(Boolean).join(', ');
    const named = step.name === undefined ? () => true : matcher(step.name, step.exact);
    return [...from.querySelectorAll(candidates)].filter(
      (element) => getRole(element) === step.role && told(element) && named(plain(computeAccessibleName(element))),
    );
  }
  if ('text' in step) {
    const matches = matcher(step.text, step.exact);
    const here = (/** @type {Element} */ element) => !/^(SCRIPT|STYLE|NOSCRIPT|HEAD)$/.test(element.tagName) && matches(plain(textOf(element)));
    return [...from.querySelectorAll('*')].filter((element) => here(element) && ![...element.children].some(here));
  }
  if ('label' in step) {
    const matches = matcher(step.label, step.exact);
    return [...from.querySelectorAll('input, select, textarea, button, meter, output, progress, [aria-label], [aria-labelledby]')].filter(
      (element) => labelsOf(element).some(matches),
    );
  }
  return [];
}

/** @param {Step[]} steps @param {(Element | Document)[]} [from] @returns {Element[]} */
export function find(steps, from = [document]) {
  /** @type {(Element | Document)[]} */
  let found = from;
  for (const step of steps) {
    if ('nth' in step) found = found.slice(step.nth).slice(0, 1);
    else if ('hasText' in step) {
      const matches = matcher(step.hasText);
      found = found.filter((element) => matches(plain(element.textContent)));
    } else if ('has' in step) found = found.filter((element) => find(step.has, [element]).length > 0);
    else if ('and' in step) {
      const others = new Set(find(step.and));
      found = found.filter((element) => others.has(/** @type {Element} */ (element)));
    } else {
      const next = new Set(found.flatMap((element) => descend(element, step)));
      found = found.length < 2 ? [...next] : inOrder([...next]);
    }
  }
  return /** @type {Element[]} */ (found);
}

/** @param {Element[]} elements */
const inOrder = (elements) =>
  elements.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));

/** As a person sees it: it takes room, and is not made invisible. @param {Element} element */
export function seen(element) {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
}

/** @param {Element} element */
export const disabled = (element) =>
  element.matches(':disabled') || element.closest('[aria-disabled="true"]') !== null;

/**
 * Brings an element into sight and tells where to point at it; a sentence where that cannot be done yet.
 * @param {Element} element @param {{x: number, y: number}} [position] Within the element.
 * @returns {Promise<{x: number, y: number} | string>}
 */
export async function aim(element, position) {
  if (!seen(element)) return 'it is not visible';
  if (disabled(element)) return 'it is disabled';
  const inSight = () => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  };
  if (!inSight()) element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  const before = element.getBoundingClientRect();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const box = element.getBoundingClientRect();
  if (box.x !== before.x || box.y !== before.y || box.width !== before.width) return 'it moves';
  const at = { x: box.x + (position?.x ?? box.width / 2), y: box.y + (position?.y ?? box.height / 2) };
  const top = document.elementFromPoint(at.x, at.y);
  const label = top?.closest('label');
  const reached = top !== null && (element.contains(top) || (label !== null && label !== undefined && /** @type {any} */ (label).control === element));
  return reached ? at : `${top ? `${top.tagName}#${top.id}.${top.className}` : 'nothing'} is at its place`;
}

/** Puts text into a field in place of what it holds, as typing would. @param {Element} element @param {string} text */
export function fill(element, text) {
  if (!seen(element)) return 'it is not visible';
  if (disabled(element)) return 'it is disabled';
  const field = /** @type {HTMLInputElement} */ (element);
  field.focus();
  if (/^(range|color|date|time)$/.test(field.type)) {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
    return '';
  }
  field.select();
  if (text === '') document.execCommand('delete');
  else document.execCommand('insertText', false, text);
  return '';
}

/**
 * Chooses an option by value or label, as playwright does.
 * @param {Element} element @param {string | {label?: string, index?: number, value?: string}} wanted
 */
export function choose(element, wanted) {
  if (!seen(element)) return 'it is not visible';
  if (disabled(element)) return 'it is disabled';
  const list = /** @type {HTMLSelectElement} */ (element);
  const option = [...list.options].find((option, i) =>
    typeof wanted === 'string'
      ? option.value === wanted || plain(option.label) === plain(wanted)
      : (wanted.index === undefined || i === wanted.index) &&
        (wanted.value === undefined || option.value === wanted.value) &&
        (wanted.label === undefined || plain(option.label) === plain(wanted.label)),
  );
  if (!option) return `it has no option ${JSON.stringify(wanted)}`;
  list.focus();
  option.selected = true;
  list.dispatchEvent(new Event('input', { bubbles: true }));
  list.dispatchEvent(new Event('change', { bubbles: true }));
  return '';
}

Object.assign(window, { tested: { find, seen, disabled, aim, fill, choose } });
