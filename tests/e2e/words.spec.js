// Every string of the page is in both dictionaries, in every plural form that the language has.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { en } from '../../www/js/i18n/en.js';
import { ru } from '../../www/js/i18n/ru.js';

const js = new URL('../../www/js/', import.meta.url);

/** Sources of the page, dictionaries left out. */
async function sources() {
  const names = (await readdir(js, { recursive: true })).filter((name) => name.endsWith('.js') && !name.startsWith('i18n'));
  const files = names.map(async (name) => ({ name, text: await readFile(new URL(name, js), 'utf8') }));
  return [...(await Promise.all(files)), { name: 'index.html', text: await readFile(new URL('../index.html', js), 'utf8') }];
}

test('both languages have the same keys', () => {
  assert.deepEqual(Object.keys(ru).sort(), Object.keys(en).sort());
});

test('plural entries have every form that their language asks for', () => {
  for (const [language, dictionary] of Object.entries({ en, ru })) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, entry] of Object.entries(dictionary)) {
      if (typeof entry === 'string') continue;
      for (const form of forms) assert.ok(entry[form], `${language}: ${key} lacks "${form}"`);
    }
  }
});

test('both languages fill in the same values', () => {
  /** @param {import('../../www/js/i18n/index.js').Entry} entry */
  const values = (entry) => {
    const text = typeof entry === 'string' ? entry : (entry.other ?? '');
    return [...new Set(text.match(/\{\w+\}/g))].sort();
  };
  for (const key of Object.keys(en)) assert.deepEqual(values(ru[key]), values(en[key]), key);
});

test('every key that the page asks for by name exists', async () => {
  let asked = 0;
  for (const { name, text } of await sources()) {
    for (const [, key] of text.matchAll(/(?:\bt\(|\bkey: |\blabel: |data-t=)"([a-z][\w-]*\.[\w.-]+)"/g)) {
      assert.ok(Object.hasOwn(en, key), `${name} asks for "${key}"`);
      asked += 1;
    }
  }
  assert.ok(asked > 80, `only ${asked} keys found: has the way of asking changed?`);
});

test('every fault and every role of the core has its words', async () => {
  const error = await readFile(new URL('../../src/error.rs', import.meta.url), 'utf8');
  const codes = [...error.matchAll(/^ {4}\w+, \w+, "([a-z-]+)", "/gm)].map(([, code]) => code);
  assert.ok(codes.length > 40, 'the list of codes was found');
  for (const code of codes) assert.ok(Object.hasOwn(en, `fault.${code}`), `fault.${code}`);
  const trace = await readFile(new URL('../../src/trace.rs', import.meta.url), 'utf8');
  const roles = [...trace.matchAll(/^ {4}\w+, "([a-z-]+)", '.';/gm)].map(([, role]) => role);
  assert.ok(roles.length > 20, 'the list of roles was found');
  for (const role of roles) assert.ok(Object.hasOwn(en, `role.${role}`), `role.${role}`);
});
