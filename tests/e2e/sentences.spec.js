// Sentences that the page computes from a file: against numbers counted here, from the file's own bytes or by the formulas
// of the standard.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ofBlock, ofFile, ofQuantiser } from '../../www/js/sentences.js';
import { start } from './harness.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** Amplitude of the wave that one coefficient makes: the inverse DCT of T.81 A.3.3, written out. @param {number} u @param {number} v */
function swing(u, v) {
  const c = (/** @type {number} */ n) => (n === 0 ? Math.SQRT1_2 : 1);
  let most = 0;
  // Between the samples, too: the crests of a fast wave lie there.
  for (let x = 0; x < 8; x += 1 / 64) {
    for (const y of v === 0 ? [0] : [-0.5, 8 / v - 0.5]) {
      const wave = Math.cos(((2 * x + 1) * u * Math.PI) / 16) * Math.cos(((2 * y + 1) * v * Math.PI) / 16);
      most = Math.max(most, Math.abs(wave));
    }
  }
  return (most * c(u) * c(v)) / 4;
}

test('a quantiser takes away what the inverse DCT says', () => {
  // Zigzag 1 is one half-wave across, 2 one down, 4 one of each, 63 seven of each.
  for (const [k, u, v, key] of /** @type {const} */ ([[1, 1, 0, 'across'], [2, 0, 1, 'down'], [4, 1, 1, 'both'], [63, 7, 7, 'both']])) {
    const said = ofQuantiser(k, 17, 8);
    assert.equal(said.key, `facts.quantiser.${key}`);
    assert.deepEqual([said.values.across, said.values.down, said.values.top], [u, v, 255]);
    assert.ok(Math.abs(Number(said.values.swing) - 8.5 * swing(u, v)) < 0.02, `k ${k}: ${said.values.swing}`);
  }
  assert.deepEqual(ofQuantiser(0, 6, 12), { key: 'facts.quantiser.dc', values: { q: 6, step: 0.75, top: 4095 } });
  assert.equal(ofQuantiser(9, 1, 8).key, 'facts.quantiser.one');
});

test('a block: what is left of it, and what it was made of', () => {
  const coefficients = new Array(64).fill(0);
  [coefficients[0], coefficients[1], coefficients[8]] = [-103, 5, -2]; // Zigzag 0, 1, 2.
  const quantisers = new Array(64).fill(17);
  const said = ofBlock({ coefficients, quantisers }, 64, 8, 1);
  assert.deepEqual(said.map(({ key }) => key), ['facts.block.left', 'facts.block.bits', 'facts.block.range']);
  assert.deepEqual([said[0].values.n, said[0].values.last], [3, 2]);
  assert.deepEqual(said[1].values, { plain: 512, bits: 64, times: 8 });
  assert.deepEqual([said[2].values.from, said[2].values.to, said[2].values.value], [76.5, 93.5, 85]);
  assert.deepEqual(ofBlock({ coefficients, quantisers }, 64, 8, 3)[2].key, 'facts.block.gone');
  assert.equal(ofBlock({ coefficients: new Array(64).fill(0), quantisers }, 6, 8, 0)[0].key, 'facts.block.flat');
});

test('a file: what takes how much of it, and at how much of the area its colour is', () => {
  const fields = { name: ['SOI', 'APP1', 'SOS', 'ECS', 'EOI'], depth: [0, 0, 0, 0, 0], bits: [16, 320, 64, 384, 16] };
  const component = (/** @type {number} */ h, /** @type {number} */ v) => ({ h, v });
  const picture = { colour: 'ycbcr', components: [component(2, 2), component(1, 1), component(1, 1)], hMax: 2, vMax: 2, width: 16, height: 16, precision: 8 };
  const told = (/** @type {object} */ other) => ofFile(/** @type {any} */ ({ fields, bytes: new Uint8Array(100), format: 'jpeg', picture: { ...picture, ...other } }));
  assert.deepEqual(told({}), [
    { key: 'facts.scans', values: { part: 48, rest: 52 } },
    { key: 'facts.colour.quarter', values: { across: 2, down: 2, n: 4 } },
    { key: 'facts.smaller', values: { n: 768, times: 7.7 } },
    { key: 'facts.segment', values: { name: 'APP1', part: 40 } },
  ]);
  const keys = (/** @type {object} */ other) => told(other).map(({ key }) => key);
  assert.ok(keys({ components: [component(2, 1), component(1, 1), component(1, 1)], vMax: 1 }).includes('facts.colour.half'));
  assert.ok(keys({ components: [component(1, 1), component(1, 1), component(1, 1)], hMax: 1, vMax: 1 }).includes('facts.colour.full'));
  assert.ok(!keys({ colour: 'grey', components: [component(1, 1)] }).some((key) => key.startsWith('facts.colour')));
  assert.ok(keys({ width: 4, height: 4 }).includes('facts.larger'));
});

test('on the page: the open file, the chosen quantiser, the chosen block; and anew in Russian', async () => {
  const visit = await bench.open();
  const { page } = visit;
  await view(page).opened('cat.jpg');
  const cat = readFileSync(new URL('../../www/samples/cat.jpg', import.meta.url));
  // From behind the scan header to the EOI marker at the end.
  const sos = cat.indexOf(Buffer.from([0xff, 0xda]));
  const scan = cat.length - 2 - (sos + 2 + cat.readUInt16BE(sos + 2));
  const part = Number(((100 * scan) / cat.length).toFixed(1));
  const line = page.locator('#panel-segments .facts-line');
  await until('the file is told of', async () => ((await line.textContent()) ?? '').startsWith(`${part} % of the bits are the picture itself, ${Number((100 - part).toFixed(1))} % say`));
  assert.match((await line.textContent()) ?? '', /a quarter of the area: 2 × 2 pixels share one/);
  assert.match((await line.textContent()) ?? '', /57\u202f600 bytes: 10\.8 times as much/);

  await page.locator('#tab-tables').click();
  await page.getByRole('gridcell', { name: /^Q5:/ }).first().click();
  const q5 = cat[cat.indexOf(Buffer.from([0xff, 0xdb])) + 5 + 5];
  await until('the quantiser is told of', async () => ((await page.locator('.tables-fact').first().textContent()) ?? '').startsWith(`Q5 is ${q5}: of detail across (half-waves: 2)`));

  await page.locator('#tab-block').click();
  const block = page.locator('.block-facts');
  await until('the block is told of', async () => /^\d+ of 64 numbers are left; finer than k \d+ there is nothing\. Its samples would take 512 bits/.test((await block.textContent()) ?? ''));
  await page.locator('#language').click();
  await until('in Russian', async () => /^Осталось \d+ чис(ло|ла|ел) из 64/.test((await block.textContent()) ?? ''));
  await visit.close();
});
