// The arithmetic of editing: bits, hunks, history, links. No browser is needed for these.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as bits from '../../www/js/edit/bitstring.js';
import { EMPTY, pushed, redoneOnce, reset, undoneOnce } from '../../www/js/edit/history.js';
import { completed, isLink, LONGEST_LINK, packed, read, unpacked, written } from '../../www/js/edit/link.js';
import { applied, asEdits, composed, growth, inverse, joined, marksOf, original } from '../../www/js/edit/patch.js';

/** @typedef {import('../../www/js/edit/patch.js').Splice} Splice */

/** A repeatable sequence of numbers below a limit. @param {number} seed */
function random(seed) {
  let state = seed;
  return (/** @type {number} */ limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** The slow way to hold bits, against which the fast one is held. @param {Uint8Array} bytes @param {number} [length] */
const text = (bytes, length = bytes.length * 8) =>
  Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('').slice(0, length);
/** @param {import('../../www/js/edit/bitstring.js').Bits} run */
const digits = (run) => text(run.bytes, run.bits);
/** @param {string} string */
const fromText = (string) => bits.fromDigits(Array.from(string, Number));

/** @param {ReturnType<typeof random>} pick @param {number} count */
const noise = (pick, count) => Array.from({ length: count }, () => String(pick(2))).join('');

test('runs of bits are what strings of digits are', () => {
  const pick = random(1);
  for (let round = 0; round < 500; round++) {
    const a = noise(pick, pick(70));
    const b = noise(pick, pick(70));
    const [runA, runB] = [fromText(a), fromText(b)];
    assert.equal(digits(runA), a);
    assert.equal(digits(bits.concat(runA, runB)), a + b);
    const from = pick(a.length + 1);
    assert.equal(digits(bits.slice(runA, from)), a.slice(from));
    assert.equal(digits(bits.inverted(runA)), a.replace(/./g, (d) => String(1 - Number(d))));
    assert.equal(bits.equal(runA, runB), a === b);
    const start = [...a].findIndex((d, i) => d !== b[i]);
    assert.equal(bits.commonStart(runA, runB), start < 0 ? a.length : start);
    let end = 0;
    while (end < Math.min(a.length, b.length) && a.at(-1 - end) === b.at(-1 - end)) end++;
    assert.equal(bits.commonEnd(runA, runB), end);
    const n = pick(2 ** 20);
    assert.equal(digits(bits.fromNumber(n, 21)), n.toString(2).padStart(21, '0'));
    assert.equal(bits.toNumber(bits.fromNumber(n, 21)), n);
  }
});

test('splicing is what splicing a string is; nothing is copied where the size stays', () => {
  const pick = random(2);
  for (let round = 0; round < 1000; round++) {
    const length = pick(200);
    const before = noise(pick, length);
    const { bytes } = fromText(before);
    const at = pick(length + 1);
    const removed = pick(length - at + 1);
    const put = noise(pick, pick(3) === 0 ? removed : pick(60));
    const after = bits.splice(bytes, length, at, removed, fromText(put));
    const expected = before.slice(0, at) + put + before.slice(at + removed);
    assert.equal(after.length, Math.ceil(expected.length / 8));
    assert.equal(text(after), expected.padEnd(after.length * 8, '0'), 'filled up with zeros');
    assert.equal(after === bytes, put.length === removed);
  }
});

/** A random edit of a file that is held as digits. @param {ReturnType<typeof random>} pick @param {string} now @returns {Splice} */
function anyEdit(pick, now) {
  const kind = pick(5);
  const at = pick(now.length + 1);
  const room = now.length - at;
  const size = [1, 8, pick(30), pick(30), 0][kind];
  const removed = kind === 4 ? 0 : Math.min(room, size);
  const flip = now.slice(at, at + removed).replace(/./g, (d) => String(1 - Number(d)));
  const inserted = kind === 0 ? flip : kind === 1 ? noise(pick, removed) : kind === 2 ? '' : noise(pick, pick(30));
  return { at, removed: fromText(now.slice(at, at + removed)), inserted: fromText(inserted) };
}

test('hunks stand for all edits: they make the file, and the original again', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const pick = random(seed);
    const start = noise(pick, 8 * (5 + pick(30)));
    const file = fromText(start).bytes;
    let now = start;
    /** @type {import('../../www/js/edit/patch.js').Hunk[]} */
    let hunks = [];
    for (let step = 0; step < 40; step++) {
      const edit = anyEdit(pick, now);
      now = now.slice(0, edit.at) + digits(edit.inserted) + now.slice(edit.at + edit.removed.bits);
      hunks = composed(hunks, edit);
      const made = applied(file.slice(), start.length, asEdits(hunks));
      assert.equal(text(made, now.length), now, `seed ${seed}, step ${step}`);
      assert.equal(growth(hunks), now.length - start.length);
      assert.deepEqual(original(made, now.length, hunks), file);
      let end = -1;
      for (const { at, removed, inserted } of hunks) {
        assert.ok(at > end, 'hunks are apart');
        assert.ok(removed.bits + inserted.bits > 0, 'and none is empty');
        assert.equal(digits(removed), start.slice(at, at + removed.bits));
        end = at + removed.bits;
      }
      for (const [i, { start: from, bits: count }] of marksOf(hunks).entries()) {
        assert.equal(now.slice(from, from + count), digits(hunks[i].inserted));
      }
    }
  }
});

test('the same flip twice leaves nothing', () => {
  const flip = { at: 19, removed: fromText('1'), inserted: fromText('0') };
  assert.equal(composed([], flip).length, 1);
  assert.deepEqual(composed(composed([], flip), inverse(flip)), []);
  // Overwriting with what is mostly there already changes only what differs.
  const typed = composed([], { at: 8, removed: fromText('10101010'), inserted: fromText('10100010') });
  assert.deepEqual(marksOf(typed), [{ start: 12, bits: 1, removed: 1 }]);
});

test('two edits in a row are one where they touch', () => {
  const first = { at: 8, removed: fromText('11'), inserted: fromText('00') };
  assert.deepEqual(joined(first, { at: 10, removed: fromText('1'), inserted: fromText('0') }), { at: 8, removed: fromText('111'), inserted: fromText('000') });
  assert.equal(joined(first, { at: 11, removed: fromText('1'), inserted: fromText('0') }), null);
  assert.equal(joined(first, { at: 6, removed: fromText('1'), inserted: fromText('0') }), null);
});

test('undo and redo, for any series of edits', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const pick = random(seed);
    const start = noise(pick, 8 * (5 + pick(20)));
    let history = EMPTY;
    let now = start;
    let clock = 0;
    const change = (/** @type {readonly Splice[]} */ edits) => {
      for (const { at, removed, inserted } of edits) {
        assert.equal(now.slice(at, at + removed.bits), digits(removed), 'what goes is what was there');
        now = now.slice(0, at) + digits(inserted) + now.slice(at + removed.bits);
      }
    };
    /** What was seen after each number of edits that can be undone. @type {string[]} */
    const seen = [start];
    for (let step = 0; step < 120; step++) {
      const action = pick(8);
      if (action < 5) {
        clock += pick(2500);
        const kind = /** @type {const} */ (['flip', 'type', 'delete', 'insert', 'field'])[pick(5)];
        const edit = { ...anyEdit(pick, now), kind, when: clock };
        history = pushed(history, edit);
        change([edit]);
        seen.length = history.done.length;
        seen.push(now);
      } else {
        const turn = action < 7 ? undoneOnce(history) : redoneOnce(history);
        if (!turn) continue;
        change([turn.edit]);
        history = turn.history;
        if (action < 7 || seen[history.done.length] !== undefined) assert.equal(now, seen[history.done.length]);
      }
    }
    const all = history.done.length + history.undone.length;
    const back = reset(history);
    change(back.edits);
    assert.equal(now, start, 'reset');
    history = back.history;
    for (let turn = redoneOnce(history); turn; turn = redoneOnce(history)) {
      change([turn.edit]);
      history = turn.history;
    }
    assert.equal(history.done.length, all, 'all of it done again');
    for (let turn = undoneOnce(history); turn; turn = undoneOnce(history)) {
      change([turn.edit]);
      history = turn.history;
    }
    assert.equal(now, start, 'undone one by one');
    assert.deepEqual(history.hunks, []);
  }
});

test('typing is undone as one, until one pauses or goes elsewhere', () => {
  const typed = (/** @type {number} */ at, /** @type {number} */ when) => ({ at, removed: fromText('0'), inserted: fromText('1'), kind: /** @type {const} */ ('type'), when });
  let history = pushed(pushed(pushed(EMPTY, typed(8, 0)), typed(9, 900)), typed(10, 1800));
  assert.equal(history.done.length, 1);
  assert.equal(pushed(history, typed(11, 5000)).done.length, 2, 'a pause');
  assert.equal(pushed(history, typed(20, 1900)).done.length, 2, 'elsewhere');
  assert.equal(pushed(history, { ...typed(11, 1900), kind: 'flip' }).done.length, 2, 'something else');
  const back = undoneOnce(history);
  assert.ok(back);
  const again = redoneOnce(back.history);
  assert.ok(again);
  assert.equal(pushed(again.history, typed(11, 1900)).done.length, 2, 'an undo lies between');
});

test('links hold edits and give them back', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const pick = random(seed);
    const start = noise(pick, 8 * (20 + pick(80)));
    let now = start;
    /** @type {import('../../www/js/edit/patch.js').Hunk[]} */
    let hunks = [];
    for (let step = 0; step <= pick(20); step++) {
      const edit = anyEdit(pick, now);
      now = now.slice(0, edit.at) + digits(edit.inserted) + now.slice(edit.at + edit.removed.bits);
      hunks = composed(hunks, edit);
    }
    if (hunks.length === 0) continue;
    const source = pick(2) ? { sample: 'cat.jpg' } : { sha256: 'ab'.repeat(32), name: 'мой кот & пёс.jpg' };
    const hash = written(source, hunks);
    assert.ok(hash && isLink(hash) && /^#[\x21-\x7e]+$/.test(hash), 'plain characters only');
    const link = read(hash);
    assert.ok(link);
    assert.deepEqual(link.source, source);
    assert.deepEqual(completed(link.hunks, fromText(start).bytes), hunks);
  }
});

test('links lead to a place, with edits and without', () => {
  const hunks = composed([], { at: 23_400, removed: fromText('1'), inserted: fromText('0') });
  const place = { selection: { start: 23_400, bits: 7 }, tab: 'block', gaze: { scale: 4.25, x: 80.5, y: 60 }, columns: 48, tour: 3 };
  const file = { sha256: 'ab'.repeat(32), name: 'a.jpg', size: 12_345 };
  for (const source of [{ sample: 'cat-1bit.bmp' }, file]) {
    for (const done of [[], hunks]) {
      const hash = written(source, done, place) ?? '';
      assert.match(hash, /&at=23400\.7&panel=block&view=425_80\.5_60&columns=48&tour=3$/);
      const link = read(hash);
      assert.deepEqual(link?.place, place);
      assert.deepEqual(link?.source, source);
      assert.equal(link?.hunks.length, done.length);
    }
  }
  assert.equal(written({ sample: 'cat.jpg' }, [], {}), '#v=1&sample=cat.jpg');
  assert.deepEqual(read('#v=1&sample=cat.jpg')?.place, {});
});

test('places that make no sense are refused', () => {
  const good = '#v=1&sample=cat.jpg&at=8.1&panel=block&view=100_1_1&columns=64&tour=1';
  assert.ok(read(good));
  for (const hash of [
    good.replace('at=8.1', 'at='), good.replace('at=8.1', 'at=8'), good.replace('at=8.1', 'at=-8.1'), good.replace('at=8.1', 'at=8.0'),
    good.replace('at=8.1', 'at=9999999999999.1'), good.replace('at=8.1', 'at=1e9.1'), good.replace('at=8.1', 'at=8.1.1'),
    good.replace('block', 'Block'), good.replace('block', ''), good.replace('block', '%3Cb%3E'), good.replace('block', 'a'.repeat(21)),
    good.replace('100_1_1', '0_1_1'), good.replace('100_1_1', '100_1'), good.replace('100_1_1', 'NaN_1_1'), good.replace('100_1_1', 'Infinity_1_1'),
    good.replace('100_1_1', '100000000_1_1'), good.replace('100_1_1', '100_1_12345678'),
    good.replace('columns=64', 'columns=0'), good.replace('columns=64', 'columns=6.4'), good.replace('columns=64', 'columns=99999'),
    good.replace('tour=1', 'tour=-1'), good.replace('tour=1', 'tour=one'),
    good.replace('&at=8.1', '') + '&at=8.1', `${good}&tour=1`, good.replace('&panel', '&x=1&panel'),
    `#v=1&sha256=${'ab'.repeat(32)}&name=a.jpg&size=-1`, `#v=1&sha256=${'ab'.repeat(32)}&name=a.jpg&size=1e3`, `#v=1&sha256=${'ab'.repeat(32)}&name=a.jpg&size=`,
    '#v=1&at=8.1', '#v=1',
  ]) assert.equal(read(hash), null, hash);
});

test('one flip makes a short link', () => {
  const hunks = composed([], { at: 23_400, removed: fromText('1'), inserted: fromText('0') });
  assert.equal(packed(hunks).length, 5);
  assert.equal(written({ sample: 'cat.jpg' }, hunks), '#v=1&sample=cat.jpg&edits=6LYBAwA');
});

test('too much for a link', () => {
  const run = fromText('10'.repeat(40_000));
  assert.equal(written({ sample: 'cat.jpg' }, [{ at: 0, removed: bits.NONE, inserted: run }]), null);
  const many = Array.from({ length: 2000 }, (_, i) => ({ at: i * 200, removed: fromText('1'), inserted: fromText('0') }));
  assert.equal(written({ sample: 'cat.jpg' }, many), null);
  assert.equal(read(`#v=1&sample=cat.jpg&edits=${'A'.repeat(LONGEST_LINK)}`), null);
});

test('links that nobody should make are refused', () => {
  const good = '#v=1&sample=cat.jpg&edits=6LYBAwA';
  assert.ok(read(good));
  const hex = 'ab'.repeat(32);
  assert.ok(read(`#v=1&sha256=${hex}&name=a.jpg&edits=6LYBAwA`));
  for (const hash of [
    '', '#', '#edits=6LYBAwA', 'v=1&sample=cat.jpg&edits=6LYBAwA',
    good.replace('v=1', 'v=2'),
    good.replace('cat.jpg', '../secret.jpg'), good.replace('cat.jpg', 'https://example.org/a.jpg'), good.replace('cat.jpg', ''),
    good.replace('cat.jpg', '%2e%2e%2fa.jpg'),
    `${good}&edits=6LYBAwA`, `${good}&x=1`, good.replace('&edits', '&sample=dog.jpg&edits'),
    good.replace('6LYBAwA', ''), good.replace('6LYBAwA', '6LYBAw'), good.replace('6LYBAwA', '6LYBAwA='), good.replace('6LYBAwA', '6LYB+wA'),
    good.replace('6LYBAwA', '6LYBAwB'), good.replace('6LYBAwA', '6LYBA_8'), // spare bits that are set
    good.replace('6LYBAwA', '_____________w'), // a number without end
    `#v=1&sha256=${hex.slice(2)}&name=a.jpg&edits=6LYBAwA`, `#v=1&sha256=${hex.toUpperCase()}&name=a.jpg&edits=6LYBAwA`,
    `#v=1&sha256=${hex}&name=&edits=6LYBAwA`, `#v=1&sha256=${hex}&name=${'a'.repeat(200)}&edits=6LYBAwA`,
    `#v=1&sha256=${hex}&name=a%00b.jpg&edits=6LYBAwA`, `#v=1&sha256=${hex}&name=a%E2%80%AEgpj.jpg&edits=6LYBAwA`,
    `#v=1&sha256=${hex}&name=..%2Fa.jpg&edits=6LYBAwA`,
  ]) assert.equal(read(hash), null, hash);
  // Bytes of any kind never do more than be refused or mean something that writes to the same bytes.
  const pick = random(9);
  let sound = 0;
  for (let round = 0; round < 20_000; round++) {
    const bytes = Uint8Array.from({ length: 1 + pick(12) }, () => (pick(3) ? pick(8) : pick(256)));
    const hunks = unpacked(bytes);
    if (!hunks) continue;
    sound++;
    const again = hunks.map(({ at, removed, inserted }) => ({ at, removed: bits.zeros(removed), inserted }));
    assert.ok(completed(hunks, new Uint8Array(4)) === null || (hunks.at(-1)?.at ?? 0) <= 32);
    // A hunk with as many bits in as out may be written in two ways; the short one is ours.
    assert.ok(packed(again).length <= bytes.length);
  }
  assert.ok(sound > 100, 'some are sound');
});
