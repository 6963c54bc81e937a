/**
 * Makes the npm package of the core in target/npm, of src/npm/ and the module that the page calls the workshop: all that there is.
 *
 *     node tests/tools/package.js [OUT]
 */

import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The crate's version. */
async function version() {
  const found = (await readFile(`${root}Cargo.toml`, 'utf8')).match(/^version = "([^"]+)"$/m);
  if (!found) throw new Error('Cargo.toml has no version');
  return found[1];
}

/** The package, in a folder of its own. @param {string} out */
export async function makePackage(out) {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  for (const name of ['index.d.ts', 'wasm-web.js', 'wasm-node.js', 'README.md']) await copyFile(`${root}src/npm/${name}`, `${out}/${name}`);
  // With what it shares with the page inside.
  await build({ entryPoints: [`${root}src/npm/index.js`], outfile: `${out}/index.js`, bundle: true, format: 'esm', target: 'es2022', charset: 'utf8', external: ['./core.js', '#wasm'] });
  await copyFile(`${root}LICENSE`, `${out}/LICENSE`);
  for (const kind of ['', '_plain']) await copyFile(`${root}www/pkg/workshop${kind}_bg.wasm`, `${out}/pixelbits${kind}_bg.wasm`);
  const own = JSON.parse(await readFile(`${root}src/npm/package.json`, 'utf8'));
  await writeFile(`${out}/package.json`, `${JSON.stringify({ ...own, version: await version() }, null, 2)}\n`);

  // The code around the module, with something in the place of what only browsers have; and it does not look for the module itself.
  await build({
    entryPoints: [`${root}www/pkg/workshop.js`],
    outfile: `${out}/core.js`,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    inject: [`${root}src/npm/image-data.js`],
    define: { 'import.meta.url': '"about:blank"' },
    banner: { js: '/* Made by wasm-bindgen; what it is to others is in core.d.ts. */' },
  });
  const types = await readFile(`${root}www/pkg/workshop.d.ts`, 'utf8');
  // How an instance is made inside is nobody's business: `ready` does it.
  const end = types.indexOf('export type InitInput');
  if (end < 0) throw new Error('the types of the core are not as they were');
  await writeFile(`${out}/core.d.ts`, `${types.slice(0, end).trimEnd()}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = resolve(process.argv[2] ?? `${root}target/npm`);
  await makePackage(out);
  const wasm = await readFile(`${out}/pixelbits_bg.wasm`);
  console.log(`${out}: the module is ${wasm.length} bytes, ${gzipSync(wasm, { level: 9 }).length} with gzip; \`npm publish ${out}\` publishes it`);
}
