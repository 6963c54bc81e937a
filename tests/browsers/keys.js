// Keys as WebDriver names them.
import { Key } from 'selenium-webdriver';

/** By the names that keyboard events have. @type {Record<string, string>} */
const NAMED = {
  Alt: Key.ALT,
  ArrowDown: Key.ARROW_DOWN,
  ArrowLeft: Key.ARROW_LEFT,
  ArrowRight: Key.ARROW_RIGHT,
  ArrowUp: Key.ARROW_UP,
  Backspace: Key.BACK_SPACE,
  Control: Key.CONTROL,
  Delete: Key.DELETE,
  End: Key.END,
  Enter: Key.RETURN,
  Escape: Key.ESCAPE,
  Home: Key.HOME,
  Insert: Key.INSERT,
  Meta: Key.META,
  PageDown: Key.PAGE_DOWN,
  PageUp: Key.PAGE_UP,
  Shift: Key.SHIFT,
  Space: ' ',
  Tab: Key.TAB,
  ...Object.fromEntries([...Array(12).keys()].map((i) => [`F${i + 1}`, /** @type {any} */ (Key)[`F${i + 1}`]])),
};

/** @param {string} name */
export function keyOf(name) {
  if (name in NAMED) return NAMED[name];
  if ([...name].length === 1) return name;
  throw new Error(`no key is called ${name}`);
}

/** A combination, `Control+Shift+z`, as steps of WebDriver. @param {string} keys */
export function pressing(keys) {
  const parts = keys === '+' ? ['+'] : keys.split(/\+(?=.)/);
  // Who holds Shift and presses z types Z.
  const values = parts.map((part) => keyOf(parts.includes('Shift') && /^[a-z]$/.test(part) ? part.toUpperCase() : part));
  return [
    ...values.map((value) => ({ type: 'keyDown', value })),
    ...values.toReversed().map((value) => ({ type: 'keyUp', value })),
  ];
}

/** A text, key by key. @param {string} text */
export const typing = (text) =>
  [...text].flatMap((character) => {
    const value = character === '\n' ? Key.RETURN : character;
    return [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ];
  });
