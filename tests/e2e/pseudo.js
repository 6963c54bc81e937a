// A language that nobody speaks: English with accents, in brackets and two fifths longer, as translations are. What is not
// in brackets is not in the dictionary, and what is cut would be cut in German.
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ACCENTS = 'åƀçđéƒğħíĵķłɱñöþɋřšţûṽŵẋýžÅƁÇĐÉƑĞĦÍĴĶŁṀÑÖÞɊŘŠŢÛṼŴẊÝŽ';

/** @type {[string, string]} */
export const BRACKETS = ['⟦', '⟧'];

/**
 * The dictionary in that language, as source to be put behind the dictionary's own: every entry, in every plural form.
 * Places for values stay as they are.
 */
export function pseudo() {
  return `
const pseudoLetters = ${JSON.stringify(LETTERS)};
const pseudoAccents = ${JSON.stringify(ACCENTS)};
function pseudoText(text) {
  const accented = text.split(/(\\{\\w+\\})/).map((part, i) => i % 2 ? part : [...part].map((c) => pseudoAccents[pseudoLetters.indexOf(c)] ?? c).join('')).join('');
  const length = text.replace(/\\{\\w+\\}/g, '').length;
  let more = '';
  for (let n = Math.ceil(length * 0.4); n > 0; n -= 6) more += ' ' + 'łőñğéř'.slice(0, Math.max(1, n - 1));
  return ${JSON.stringify(BRACKETS[0])} + accented + (length > 3 ? more : '') + ${JSON.stringify(BRACKETS[1])};
}
for (const [key, entry] of Object.entries(en)) {
  en[key] = typeof entry === 'string' ? pseudoText(entry) : Object.fromEntries(Object.entries(entry).map(([form, text]) => [form, pseudoText(text)]));
}
`;
}

/**
 * Lets the page speak it, from its next load on.
 * @param {import('playwright-core').Page} page
 */
export async function speakPseudo(page) {
  await page.route('**/js/i18n/en.js', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()) + pseudo() });
  });
  await page.reload();
}
