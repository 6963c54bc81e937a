// The bit panel's arithmetic: places, positions, patterns, copies, roles. No browser is needed for these.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { copyText, identifier } from '../../www/js/panels/bits-copy.js';
import { allowedColumns, fittingColumns, geometry } from '../../www/js/panels/bits-geometry.js';
import { nextField, parsePosition } from '../../www/js/panels/bits-goto.js';
import { findAll, parsePattern } from '../../www/js/panels/bits-search.js';
import { fileSource, pixelAt, pixelBit, pixelLayout } from '../../www/js/panels/bits-source.js';
import { createSpans } from '../../www/js/panels/bits-spans.js';
import { ROLES } from '../../www/js/roles.js';

const metrics = { cell: 9, gap: 7, pad: 14, row: 18, head: 22, advance: 7.5, scale: 1 };

/** Bytes that look random and are the same every time. @param {number} count */
function noise(count) {
  let state = 1;
  return Uint8Array.from({ length: count }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24);
}

test('roles are those of the core, in its order', async () => {
  const rust = await readFile(new URL('../../src/trace.rs', import.meta.url), 'utf8');
  const rows = [...rust.matchAll(/^ {4}\w+, "([a-z-]+)", '(.)';$/gm)].map(([, name, letter]) => ({ name, letter }));
  assert.ok(rows.length > 20);
  assert.deepEqual(ROLES.map(({ name, letter }) => ({ name, letter })), rows);
});

test('every column is found again at its own place, in every form', () => {
  for (const mode of /** @type {const} */ (['binary', 'hex', 'decimal'])) {
    for (const columns of [1, 3, 8, 37, 64, 4096]) {
      const g = geometry(metrics, mode, columns, 1e6);
      assert.equal(g.columns, allowedColumns(columns, mode));
      for (let column = 0; column < g.columns; column += 1) {
        assert.equal(g.columnAt((g.x(column) + g.end(column)) / 2), column, `${mode} ${columns}: ${column}`);
      }
      if (g.aligned) assert.equal(g.columnsFor(g.matrixX + g.matrixWidth), g.columns);
    }
  }
  const columns = fittingColumns(metrics, 'binary', 800);
  assert.ok(geometry(metrics, 'binary', columns, 1).width <= 800);
  assert.ok(geometry(metrics, 'binary', columns + 8, 1).width > 800);
});

test('positions as people write them', () => {
  assert.equal(parsePosition('0x1A2F:3'), 0x1a2f * 8 + 3);
  assert.equal(parsePosition('6703'), 6703 * 8);
  assert.equal(parsePosition(' 0x1a2f '), 0x1a2f * 8);
  assert.equal(parsePosition('1A2Fh'), 0x1a2f * 8);
  assert.equal(parsePosition('b53624'), 53_624);
  for (const nonsense of ['', 'DHT', '0x', '12:8', '1A2F', '-3']) assert.equal(parsePosition(nonsense), null, nonsense);
});

test('a name leads to the next segment of that name, and round again', () => {
  const fields = /** @type {import('../../www/js/store.js').Fields} */ (/** @type {unknown} */ ({
    name: ['DHT', 'Tc', 'DHT', 'Tc'], start: [0, 32, 100, 132], bits: [100, 4, 100, 4], depth: [0, 1, 0, 1],
  }));
  assert.deepEqual(nextField(fields, 'dht', -1), { start: 0, bits: 100 });
  assert.deepEqual(nextField(fields, 'DHT', 0), { start: 100, bits: 100 });
  assert.deepEqual(nextField(fields, 'DHT', 100), { start: 0, bits: 100 });
  assert.deepEqual(nextField(fields, 'tc', 32), { start: 132, bits: 4 });
  assert.equal(nextField(fields, 'DQT', 0), null);
});

test('searching finds what a slow look finds', async () => {
  const bytes = noise(300_000);
  const text = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const patterns = ['0b1011011101', '0b' + text.slice(262_144 * 8 - 20, 262_144 * 8 + 20), `0b${text.slice(-9)}`, '0x' + bytes[262_143].toString(16).padStart(2, '0') + bytes[262_144].toString(16).padStart(2, '0')];
  for (const typed of patterns) {
    const pattern = parsePattern(typed, 'auto');
    assert.ok(pattern, typed);
    const wanted = pattern.bits.join('');
    const slow = [];
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) if (at % pattern.step === 0) slow.push(at);
    /** @type {number[]} */
    let fast = [];
    await findAll(fileSource(bytes), pattern, () => false, (found, count) => (fast = [...found.subarray(0, count)]));
    assert.ok(slow.length > 0, typed);
    assert.deepEqual(fast, slow, typed);
  }
});

test('patterns are understood as meant', () => {
  assert.equal(parsePattern('0101 1', 'auto')?.notation, 'bits');
  assert.equal(parsePattern('FF D8', 'auto')?.notation, 'hex');
  assert.equal(parsePattern('0xffd8', 'auto')?.bits.join(''), '1111111111011000');
  assert.equal(parsePattern('JFIF', 'auto')?.notation, 'text');
  assert.equal(parsePattern('FACADE', 'auto')?.notation, 'text');
  assert.equal(parsePattern('FACADE', 'hex')?.notation, 'hex');
  assert.equal(parsePattern('102', 'bits'), null);
  assert.equal(parsePattern('  ', 'auto'), null);
});

test('copies', () => {
  const bytes = Uint8Array.of(0x3e, 0x2a);
  const of = { columns: 64, name: '1 cat.jpg' };
  assert.equal(copyText(bytes, { start: 17_451, bits: 7 }, 'bits', of), '11110 00');
  assert.equal(copyText(bytes, { start: 16, bits: 16 }, 'bits', { ...of, columns: 8 }), '00111110\n00101010');
  assert.equal(copyText(bytes, { start: 0, bits: 16 }, 'hex', of), '3E 2A');
  assert.equal(copyText(bytes, { start: 0, bits: 16 }, 'decimal', of), '62 42');
  assert.equal(copyText(bytes, { start: 0, bits: 16 }, 'text', of), '>*');
  assert.match(copyText(bytes, { start: 16, bits: 16 }, 'c', of), /unsigned char _1_cat_jpg_at_0x2\[2\] = \{\s+0x3E, 0x2A,\s+\};/);
  assert.equal(identifier('…'), 'data');
});

test('a pixel and its bits', () => {
  const layout = pixelLayout('1', 13, 4);
  assert.equal(layout.rowBytes, 2);
  assert.deepEqual(pixelAt(layout, pixelBit(layout, 12, 3)), { x: 12, y: 3, padding: false, channel: 0 });
  assert.equal(pixelAt(layout, 13).padding, true);
  assert.deepEqual(pixelAt(pixelLayout('rgb', 5, 5), 24 * 7 + 17), { x: 2, y: 1, padding: false, channel: 2 });
});

test('the pieces of a span that a stuffed byte interrupts are one', async () => {
  const [code, stuffing] = [ROLES.findIndex(({ name }) => name === 'ac-code'), ROLES.findIndex(({ name }) => name === 'stuffing')];
  const column = (/** @type {number[]} */ values) => Int32Array.from(values);
  const zero = column([0, 0, 0, 0]);
  const spans = /** @type {import('../../www/js/store.js').Spans} */ (/** @type {unknown} */ ({
    start: Float64Array.of(0, 4, 8, 16), bits: Uint32Array.of(4, 4, 8, 16), role: Uint8Array.of(0, code, stuffing, code),
    before: Uint32Array.of(0, 0, 0, 4), whole: Uint32Array.of(4, 20, 8, 20),
    field: column([-1, -1, -1, -1]), scan: zero, mcu: zero, component: zero, bx: zero, by: zero, k: zero, value: zero,
  }));
  const doc = /** @type {import('../../www/js/store.js').Doc} */ (/** @type {unknown} */ ({
    bytes: new Uint8Array(4), fields: { start: [], bits: [], shape: [], role: [] },
  }));
  await new Promise((come) => {
    const cache = createSpans(() => Promise.resolve(spans), () => {
      for (const bit of [4, 7, 16, 31]) assert.deepEqual(cache.reach(bit), { start: 4, bits: 28 }, String(bit));
      assert.deepEqual(cache.reach(9), { start: 8, bits: 8 });
      come(null);
    });
    cache.open(doc);
    cache.want(0, 32);
  });
});
