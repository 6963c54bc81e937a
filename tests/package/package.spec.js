// The npm package as somebody gets it: packed, installed elsewhere, its README tried, its types checked, bundled.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { fixture, known, sha256 } from '../e2e/fixtures.js';
import { makePackage } from '../tools/package.js';

const run = promisify(execFile);
const tests = fileURLToPath(new URL('..', import.meta.url));
const cat = new URL('../../www/samples/cat.jpg', import.meta.url);
/** Where the package is installed. @type {string} */
let folder;
/** @type {string[]} */
let packed = [];
/** Its examples. @type {string[]} */
let examples = [];
/** The package itself, as Node finds it there. @type {any} */
let pixelbits;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixelbits-package-'));
  await makePackage(join(folder, 'made'));
  const { stdout } = await run('npm', ['pack', './made', '--json', '--ignore-scripts'], { cwd: folder });
  const [{ filename, files }] = JSON.parse(stdout);
  packed = files.map((/** @type {{path: string}} */ { path }) => path).sort();
  await writeFile(join(folder, 'package.json'), '{"private": true, "type": "module"}');
  const quiet = ['--offline', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  await run('npm', ['install', ...quiet, `./${filename}`], { cwd: folder });
  const readme = await readFile(join(folder, 'node_modules/pixelbits/README.md'), 'utf8');
  examples = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);
  await copyFile(cat, join(folder, 'photo.jpg'));
  pixelbits = await import(pathToFileURL(createRequire(join(folder, 'x.js')).resolve('pixelbits')).href);
  await pixelbits.ready();
});
after(() => rm(folder, { recursive: true }));

test('it holds what it needs and nothing else', () => {
  const code = ['core.d.ts', 'core.js', 'index.d.ts', 'index.js', 'package.json', 'pixelbits_bg.wasm', 'pixelbits_plain_bg.wasm'];
  assert.deepEqual(packed, ['LICENSE', 'README.md', ...code, 'wasm-node.js', 'wasm-web.js']);
});

test('the example of its README runs in Node, and its types are right', async () => {
  await writeFile(join(folder, 'example.js'), examples[0]);
  const { stdout } = await run('node', ['example.js'], { cwd: folder });
  assert.match(stdout, /^160 × 120 pixels, 0 warnings$/m);
  assert.match(stdout, /^bit 0: SOI .*\(T\.81 B\.\d.*\)$/m);
  assert.match(stdout, /^bits \d+–\d+: ac-code block \d+, \d+$/m);
  const damaged = pixelbits.decode(await readFile(join(folder, 'damaged.jpg')));
  assert.deepEqual([damaged.width, damaged.height], [160, 120]);

  // What types are for: what is right passes, what is wrong does not.
  await writeFile(
    join(folder, 'wrong.ts'),
    `import { decode, Document, encode, type Span } from "pixelbits";
    const wide: number = decode(new Uint8Array()).width;
    new Document(new Uint8Array()).trace(0, wide).start satisfies Float64Array;
    (null as unknown as Span).block?.bx satisfies number | undefined;
    // @ts-expect-error: there is no such sampling
    encode({ width: 1, height: 1, rgba: new Uint8ClampedArray(4) }, { sampling: "4:2:1" });
    // @ts-expect-error: a file is no text
    decode("photo.jpg");\n`,
  );
  for (const [module, moduleResolution] of [['nodenext', 'nodenext'], ['esnext', 'bundler']]) {
    const compilerOptions = {
      strict: true, noEmit: true, checkJs: true, allowJs: true, target: 'es2022', lib: ['ESNext', 'DOM'], types: ['node'],
      typeRoots: [join(tests, 'node_modules/@types')], module, moduleResolution,
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['example.js', 'wrong.ts'] }));
    await run(join(tests, 'node_modules/.bin/tsc'), ['-p', folder]).catch(({ stdout: problems }) => assert.fail(problems));
  }
});

test('bundled with esbuild, as its README has it, it runs', async () => {
  const tried = `${examples[1]}\nimport { readFileSync } from "node:fs";
    const { width, height, rgba } = decode(readFileSync("photo.jpg"));
    console.log(width, height, rgba.length);`;
  await writeFile(join(folder, 'bundled.in.js'), tried);
  await build({
    entryPoints: [join(folder, 'bundled.in.js')],
    outfile: join(folder, 'alone/bundled.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    loader: { '.wasm': 'binary' },
    external: ['node:fs'],
    logLevel: 'error',
  });
  await rm(join(folder, 'node_modules'), { recursive: true });
  const { stdout } = await run('node', ['alone/bundled.mjs'], { cwd: folder });
  assert.equal(stdout, '160 120 76800\n');
});

test('its functions do what they say', async () => {
  const name = 'colour/ycc-jfif.jpg';
  const picture = pixelbits.decode(fixture(name));
  const { width, height, sha256: expected } = known(name);
  assert.deepEqual([picture.width, picture.height, picture.warnings], [width, height, []]);
  assert.equal(sha256(picture.rgba.filter((/** @type {number} */ _, /** @type {number} */ i) => i % 4 !== 3)), expected);
  assert.ok(picture.rgba.every((/** @type {number} */ value, /** @type {number} */ i) => i % 4 !== 3 || value === 255), 'opaque');

  const file = await readFile(cat);
  const turned = await readFile(new URL('cat-turned.jpg', cat));
  assert.equal(pixelbits.decode(turned).height, 120);
  assert.equal(pixelbits.decode(turned, { turned: false }).width, 120);

  let end = 0;
  for (const { start, bits } of pixelbits.explain(file)) {
    assert.equal(start, end, 'spans tile the file');
    end += bits;
  }
  assert.equal(end, file.length * 8);
  const { format, fields, faults } = pixelbits.inspect(file);
  assert.equal(format, 'jpeg');
  assert.deepEqual(faults, []);
  const leaves = fields.filter((/** @type {{shape: string}} */ { shape }) => shape === 'leaf');
  assert.equal(leaves.reduce((/** @type {number} */ sum, /** @type {{bits: number}} */ { bits }) => sum + bits, 0), end, 'leaves tile it, too');

  const original = pixelbits.decode(file);
  for (const options of [{}, { quality: 95, sampling: '4:4:4' }, { progressive: true, restartRows: 1 }, { sampling: 'grey', optimal: false }]) {
    const again = pixelbits.decode(pixelbits.encode(original, options));
    assert.deepEqual([again.width, again.height, again.warnings], [160, 120, []]);
    const off = again.rgba.reduce((/** @type {number} */ sum, /** @type {number} */ value, /** @type {number} */ i) => sum + Math.abs(value - original.rgba[i]), 0);
    assert.ok(off / again.rgba.length < (options.sampling === 'grey' ? 40 : 4), JSON.stringify(options));
  }
  assert.throws(() => pixelbits.decode(new Uint8Array(9)), { code: 'unknown-format' });
  assert.throws(() => pixelbits.encode({ ...original, width: 161 }), RangeError);

  // The classes beneath work outside of browsers, too.
  const document = new pixelbits.Document(file);
  const frame = document.start();
  const strip = new Uint8ClampedArray(frame.width * frame.height * 4);
  const step = document.advance(strip, Infinity);
  assert.equal(step.image.width, 160);
  step.free();
  document.free();
});
