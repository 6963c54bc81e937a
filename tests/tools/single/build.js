/**
 * Makes the page as one HTML file that works from a disk, without a server or a network: target/pixelbits.html, or what is named.
 *
 *     node tests/tools/single/build.js [OUT]
 *
 * www/index.html is the form; its scripts are bundled, its styles joined, and what is loaded later (workers, wasm, samples) lies in
 * it with gzip and base64. The policy in its head allows exactly the script and the style that are in it, by their hashes.
 */

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const www = `${root}www/`;
const workers = ['js/worker.js', 'js/workshop.js', 'js/hand.js', 'js/comparing.js'];
const modules = ['pixelbits', 'pixelbits_plain', 'workshop', 'workshop_plain'].map((name) => `pkg/${name}_bg.wasm`);

/** The policy of the page, where no file but this one is there to be loaded. @param {string} script @param {string} style */
const policy = (script, style) =>
  [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    'worker-src blob:',
    'connect-src blob:',
    `style-src ${hash(style)}`,
    'img-src blob: data:',
    "base-uri 'none'",
    "form-action 'none'",
    'trusted-types pixelbits',
    "require-trusted-types-for 'script'",
  ].join('; ');

/** @param {string} text */
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * One script with all that it imports, and with the single file's places.
 * @param {string} entry In www. @param {'page' | 'worker'} kind
 */
async function bundled(entry, kind) {
  const place = `${root}tests/tools/single/places.${kind}.js`;
  const text = await one({
    entryPoints: [www + entry],
    format: kind === 'page' ? 'esm' : 'iife',
    // Workers that are no modules do not know it, and nobody asks.
    define: kind === 'page' ? {} : { 'import.meta.url': '""' },
    target: 'es2022',
    plugins: [
      {
        name: 'places',
        setup: ({ onResolve }) => void onResolve({ filter: /\/places\.js$/ }, () => ({ path: place })),
      },
    ],
  });
  // The code around each wasm module names it where nobody does: here somebody always does.
  const asked = text.match(/new URL\((?!"(pixelbits|workshop)_bg\.wasm")[^)]*(?:import\.meta\.url|""\))/);
  if (asked) throw new Error(`${entry} asks where it was loaded from, which is nowhere: ${asked[0]}`);
  return text;
}

/** The one text that a build gives. @param {import('esbuild').BuildOptions} options */
async function one(options) {
  const { outputFiles = [] } = await build({
    ...options,
    bundle: true,
    write: false,
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
  });
  return outputFiles[0].text;
}

/** All styles of the page, in their order. @param {string} page */
async function joinedStyles(page) {
  const names = [...page.matchAll(/<link rel="stylesheet" href="([^"]+)" \/>/g)].map(([, name]) => name);
  const style = await one({
    stdin: { contents: names.map((name) => `@import "./${name}";`).join('\n'), resolveDir: www, loader: 'css' },
  });
  return style.trim();
}

/** Exactly one place of a text gets another. @param {string} text @param {RegExp} place @param {string} other */
function replaced(text, place, other) {
  if (text.match(new RegExp(place, 'g'))?.length !== 1) throw new Error(`index.html should have ${place} once`);
  return text.replace(place, () => other);
}

/** @param {string} name @param {string | Uint8Array} contents */
const packed = (name, contents) =>
  `<script type="application/gzip" data-file="${name}">${gzipSync(contents, { level: 9 }).toString('base64')}</script>`;

/** The page as one file. */
export async function singleFile() {
  const form = await readFile(`${www}index.html`, 'utf8');
  const script = await bundled('js/main.js', 'page');
  const style = await joinedStyles(form);
  const samples = (await readdir(`${www}samples`, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !/\.(md|json)$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(www.length).replaceAll('\\', '/'));
  const files = [
    ...(await Promise.all(workers.map(async (name) => packed(name, await bundled(name, 'worker'))))),
    ...(await Promise.all([...modules, ...samples.sort()].map(async (name) => packed(name, await readFile(www + name))))),
  ];
  const icon = (await readFile(`${www}icon.svg`)).toString('base64');

  let page = form.replaceAll(/ *<link rel="stylesheet" href="[^"]+" \/>\n/g, '');
  page = page.replaceAll(/ *<link rel="(manifest|apple-touch-icon|modulepreload)"[^>]*>\n/g, '');
  page = replaced(page, /content="default-src[^"]*"/, `content="${policy(script, style)}"`);
  page = replaced(page, /href="icon\.svg"/, `href="data:image/svg+xml;base64,${icon}"`);
  page = replaced(page, / *<script type="module" src="js\/main\.js"><\/script>\n/, `    <style>${style}</style>\n`);
  // Behind what it unpacks.
  page = replaced(page, / *<\/body>/, `${files.join('\n')}\n<script type="module">${script}</script>\n  </body>`);
  const left = page.match(/(?:src|href)="(?!#|data:)[^"]*"/);
  if (left) throw new Error(`the file would load ${left[0]}`);
  return page;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = resolve(process.argv[2] ?? `${root}target/pixelbits.html`);
  const page = await singleFile();
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, page);
  console.log(`${out}: ${Buffer.byteLength(page)} bytes, ${gzipSync(page, { level: 9 }).length} with gzip`);
}
