// What is said of the bits of every process of T.81: sentences, clauses, fields.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fixture } from './fixtures.js';
import { start } from './harness.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/**
 * The first span of a role, in a scan, that fits.
 * @typedef {{scan?: number, value?: number, above?: number, nth?: number}} Wanted
 */

/**
 * Goes to spans of a file and gives what is said of them. Where they are, the core itself tells; what is said is the page's.
 * @param {import('./harness.js').Visit} visit @param {string} name @param {[string, Wanted][]} wanted
 */
async function sentences(visit, name, wanted) {
  const file = fixture(name);
  const shown = name.replace('/', '-');
  await visit.drop([await bench.file(shown, file)]);
  await view(visit.page).opened(shown);
  const places = await visit.page.evaluate(
    async ({ base64, wanted }) => {
      // @ts-ignore: a module of the page, not of the tests
      const core = await import('/pkg/pixelbits.js');
      await core.default();
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const document = new core.Document(bytes, undefined);
      const spans = document.trace(0, bytes.length * 8);
      const names = core.roles().map((/** @type {{name: string}} */ role) => role.name);
      return wanted.map(([role, { scan, value, above = -1e9, nth = 0 }]) => {
        let left = nth;
        for (let i = 0; i < spans.start.length; i++) {
          if (names[spans.role[i]] !== role || spans.before[i] > 0) continue;
          if (scan !== undefined && spans.scan[i] !== scan) continue;
          if ((value !== undefined && spans.value[i] !== value) || spans.value[i] <= above) continue;
          if (left-- === 0) return spans.start[i];
        }
        return -1;
      });
    },
    { base64: file.toString('base64'), wanted },
  );
  const { matrix, inspector } = view(visit.page);
  /** @type {string[]} */
  const said = [];
  for (const [i, bit] of places.entries()) {
    assert.ok(bit >= 0, `${name} has ${wanted[i][0]} ${JSON.stringify(wanted[i][1])}`);
    const position = `0x${Math.floor(bit / 8).toString(16).toUpperCase()}:${bit % 8}`;
    await matrix.focus();
    await visit.page.keyboard.press('Control+g');
    await visit.page.keyboard.type(position);
    await visit.page.keyboard.press('Enter');
    await until(`${position} is told`, async () => {
      const text = await inspector.locator('p').innerText();
      return text.includes(position) && !text.includes('Looking');
    });
    said.push((await inspector.locator('p').innerText()).replace(/\s+/g, ' '));
  }
  return said;
}

/** File, span, and what must be said of it. @type {[string, string, Wanted, RegExp][]} */
const expected = [
  ['process/progressive-3-steps.jpg', 'dc-code', { scan: 0 }, /Huffman code for size \d+: the next \d+ bits [01]+ say that the DC difference of luma block \(0, 0\) is [+−]\d+\. T\.81 G\.1\.2\.1 MCU 0, scan 1: coefficient 0, down to bit 1$/],
  ['process/progressive-3-steps.jpg', 'end-of-block', { scan: 1, value: 16 }, /the code EOB1: luma block \(\d, \d\) and blocks after it end here; how many, the next bit tells\. T\.81 G\.1\.2\.2/],
  ['process/progressive-3-steps.jpg', 'eob-run-bits', { scan: 1, value: 3 }, /The bit 1: the length of a run of ended blocks, 3: luma block \(\d, \d\) and 2 blocks after it\. T\.81 G\.1\.2\.2 .*coefficients 1–5, down to bit 3$/],
  ['process/progressive-3-steps.jpg', 'end-of-block', { scan: 1, value: 0 }, /“end of band”: all coefficients of luma block \(\d, \d\) that are left in this scan are 0\. T\.81 G\.1\.2\.2/],
  ['process/progressive.jpg', 'correction', {}, /a correction bit: coefficient \d+ of .* block \(\d, \d\), known from an earlier scan, becomes [+−]\d+\. T\.81 G\.1\.2\.3 .*, bit \d$|one more bit of the DC coefficient of .* becomes [+−]?\d+\. T\.81 G\.1\.2\.1/],
  ['process/arithmetic.jpg', 'arithmetic', {}, /a decision has no whole bits of its own\. These 8 bits were shifted in while the DC coefficient of luma block \(0, 0\) was decoded, together with the next byte\. T\.81 D\.2/],
  ['process/arithmetic.jpg', 'arithmetic', { above: 3, nth: 3 }, /These 8 bits were shifted in while (the DC coefficient|coefficient \d+) of (luma|Cb|Cr) block \(\d, \d\) was decoded; \d+ decisions were taken before the next byte came\. T\.81 D\.2 MCU \d+, scan 1$/],
  ['lossless-arithmetic/predictor-4.jpg', 'arithmetic', { above: 3, nth: 2 }, /These 8 bits were shifted in while sample \(\d+, \d+\) was decoded; \d+ decisions/],
  ['lossless/predictor-4-rgb.jpg', 'diff-code', {}, /Huffman code for size \d+: the next \d+ bits [01]+ say that sample \(0, 0\) of R differs from its prediction by [+−]\d+\. T\.81 H\.1\.2\.2/],
  ['lossless/predictor-4-rgb.jpg', 'diff-bits', { nth: 1 }, /sample \(0, 0\) of G differs from its prediction by [+−]\d+; the scan's predictor is 4: left \+ above − above left\. T\.81 H\.1\.2\.2/],
  ['lossless/predictor-4-rgb.jpg', 'diff-code', { value: 0 }, /size 0: sample \(\d+, \d+\) of [RGB] is just what was predicted, and no bits follow/],
  ['lossless/extreme-16-bits.jpg', 'diff-code', { value: 16 }, /size 16: sample \(0, 0\) differs from its prediction by 32768, and no bits follow\. T\.81 H\.1\.2\.2/],
  ['hierarchical/lossless-doubled.jpg', 'diff-bits', { scan: 1 }, /sample \(\d+, \d+\) differs from the reference by [+−]\d+\. T\.81/],
  ['hierarchical/sequential-doubled.jpg', 'dc-bits', { scan: 1 }, /the DC coefficient of block \(0, 0\), [+−]\d+: a correction of the reference, not predicted from the block before/],
  ['components/5.jpg', 'dc-bits', { nth: 1 }, /the DC difference of block \(0, 0\) of plane 2 of 5/],
  ['colour/cmyk.jpg', 'dc-bits', { nth: 1 }, /the DC difference of block \(0, 0\) of M,/],
  ['stuffing/zero-padding.jpg', 'padding', {}, /bits that fill the last byte before a marker; the standard wants them to be 1\. T\.81 F\.1\.2\.3/],
  ['process/baseline.jpg', 'padding', {}, /1-bits that fill the last byte before a marker\. T\.81 F\.1\.2\.3/],
];

test('every kind of bit of every process has its sentence', async () => {
  const visit = await bench.open({ viewport: { width: 1440, height: 900 } });
  for (const name of new Set(expected.map(([file]) => file))) {
    const rows = expected.filter(([file]) => file === name);
    const said = await sentences(visit, name, rows.map(([, role, wanted]) => [role, wanted]));
    for (const [i, [, role, , words]] of rows.entries()) assert.match(said[i], words, `${name}: ${role}`);
  }
  await visit.close();
});

/** File, segment, field, and what is said of it. @type {[string, RegExp, RegExp, RegExp][]} */
const fields = [
  ['hierarchical/conditioning.jpg', /^DAC/, /^U\s*\d/, /upper bound: differences beyond 2\^U count as large/],
  ['hierarchical/conditioning.jpg', /^DAC/, /^Kx/, /last coefficient that counts as low frequency/],
  ['hierarchical/conditioning.jpg', /^DHP/, /^X\s*\d/, /width: samples a line/],
  ['hierarchical/conditioning.jpg', /^EXP/, /^Eh/, /the reference is doubled horizontally/],
  ['dnl/baseline.jpg', /^DNL/, /^NL/, /height: number of lines/],
  ['lossless/predictor-4.jpg', /^SOS/, /^Ss/, /predictor, 1–7/],
  ['lossless/predictor-4.jpg', /^SOS/, /^Al/, /point transform/],
  ['lossless-arithmetic/dac-4-9.jpg', /^SOS/, /^Td/, /conditioning it uses/],
  ['process/arithmetic.jpg', /^SOS/, /^Ss/, /first coefficient of the scan/],
];

test('fields of the less usual segments say what they mean there', async () => {
  const visit = await bench.open({ viewport: { width: 1440, height: 1400 } });
  const { field, tree } = view(visit.page);
  for (const [name, segment, wanted, words] of fields) {
    const shown = `${Math.random().toString(36).slice(2)}.jpg`;
    await visit.drop([await bench.file(shown, fixture(name))]);
    await view(visit.page).opened(shown);
    await field(segment).first().locator('.twisty').click();
    // Further fields lie deeper.
    await tree.locator('[aria-level="2"]').first().waitFor();
    const closed = tree.locator('[aria-level="2"][aria-expanded="false"] .twisty');
    for (let left = await closed.count(); left > 0; left--) {
      await closed.first().click();
      await until('it opens', async () => (await closed.count()) < left);
    }
    assert.match(await field(wanted).first().innerText(), words, `${name}: ${wanted}`);
  }
  await visit.close();
});
