// A large picture is decoded by several workers: what stands there in the end is what one alone makes of it, whatever becomes of
// the others on the way.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { ready, start } from './harness.js';
import { variedJpeg } from './jpeg.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
/** @type {import('node:http').Server[]} */
const sites = [];
const [width, height] = [4096, 3072];
const photo = variedJpeg(width, height, 'none');
const withRestarts = variedJpeg(width, height, 'restarts');

before(async () => {
  bench = await start();
});
after(async () => {
  for (const site of sites) {
    site.closeAllConnections();
    site.close();
  }
  await bench.stop();
});

/**
 * A visit with a computer of so many processors. Rows that hands bring are counted, and what is put on the canvas is kept.
 * @param {number} processors @param {string} [hand] What the worker of a hand is, instead of itself.
 */
async function visitWith(processors, hand) {
  const visit = await bench.open();
  await visit.page.addInitScript((processors) => {
    Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => processors });
    const none = { id: 0, hands: 0, rows: 0, width: 0, picture: new Uint32Array(), overview: new Uint8Array(), finished: null };
    const seen = { ...none };
    Object.assign(window, { seen });
    window.Worker = class extends Worker {
      /** @param {string | URL} script @param {WorkerOptions} [options] */
      constructor(script, options) {
        super(script, options);
        this.addEventListener('message', ({ data }) => {
          if (!(data.id >= seen.id)) return; // of a file before
          if (data.type === 'frame' && seen.width === 0) {
            const { width, height } = data.frame;
            const factor = Math.ceil(Math.max(width, height) / 2048);
            const [picture, overview] = [new Uint32Array(width * height), new Uint8Array(Math.ceil(height / factor))];
            Object.assign(seen, { width, picture, overview });
          }
          if (data.type === 'strip') {
            seen.picture.set(new Uint32Array(data.data, 0, data.rows * seen.width), data.firstRow * seen.width);
            seen.rows += data.rows;
            if (data.hand > 0) seen.hands += data.rows;
          }
          if (data.type === 'overview') {
            seen.overview.fill(1, data.firstRow, data.firstRow + data.data.byteLength / 4 / data.width);
          }
          if (data.type === 'finished') seen.finished = data;
        });
      }

      /** @param {any} message @param {any} transfer */
      postMessage(message, transfer) {
        if (message.type === 'open' && message.decode) Object.assign(seen, none, { id: message.id });
        super.postMessage(message, transfer);
      }
    };
  }, processors);
  await visit.page.goto(hand === undefined ? bench.address : await siteWith(hand));
  await ready(visit.page);
  return visit;
}

/** The page with another worker for hands. Its requests are not the page's own: they can only be answered differently. @param {string} hand */
async function siteWith(hand) {
  const site = createServer(async ({ url = '/' }, response) => {
    const there = url !== '/js/hand.js' ? await fetch(new URL(url, bench.address)) : null;
    const found = there ? there.ok : hand !== '';
    response.writeHead(found ? 200 : 404, { 'content-type': there?.headers.get('content-type') ?? 'text/javascript' });
    response.end(there ? Buffer.from(await there.arrayBuffer()) : hand);
  });
  sites.push(site);
  await new Promise((listening) => site.listen(0, '127.0.0.1', () => listening(undefined)));
  return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (site.address()).port}/`;
}

/** What came of the file that was opened last. @param {import('playwright-core').Page} page */
const outcome = (page) =>
  page.evaluate(async () => {
    const { hands, rows, picture, overview, finished } = /** @type {any} */ (window).seen;
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', picture));
    return { hands, rows, hash: hash.join(' '), overview: overview.every(Boolean), holes: picture.includes(0), finished };
  });

/** What one decoder makes of a file. @param {import('./harness.js').Visit} visit @param {Uint8Array} bytes */
const truth = (visit, bytes) =>
  visit.page.evaluate(
    async (base64) => {
      const core = await import(new URL('pkg/pixelbits.js', location.href).href);
      await core.default();
      const file = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const opened = new core.Document(file);
      const { width, height } = opened.start();
      const pixels = new Uint8ClampedArray(width * height * 4);
      for (let rows = 0; ; ) {
        const step = opened.advance(pixels.subarray(rows * width * 4), Infinity);
        rows += step.rows;
        if (step.finished) break;
      }
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', pixels));
      const warnings = opened.warnings().map((/** @type {{code: string, at: number}} */ { code, at }) => `${code} ${at}`);
      return { hash: hash.join(' '), warnings, damage: [...(opened.damage()?.states ?? [])] };
    },
    Buffer.from(bytes).toString('base64'),
  );

/** @param {import('./harness.js').Visit} visit @param {string} name @param {Uint8Array} bytes */
async function open(visit, name, bytes) {
  await visit.drop([await bench.file(name, bytes)]);
  await view(visit.page).opened(name, 30_000);
  return outcome(visit.page);
}

test('a picture that several workers decode is the one that one of them makes', async () => {
  const visit = await visitWith(4);
  for (const [name, bytes] of /** @type {const} */ ([
    ['plain.jpg', photo],
    ['restarts.jpg', withRestarts],
    ['again.jpg', photo],
  ])) {
    const { hands, rows, hash, overview, holes } = await open(visit, name, bytes);
    assert.ok(hands > height / 4, `${name}: hands brought ${hands} rows`);
    assert.deepEqual({ rows, overview, holes }, { rows: height, overview: true, holes: false }, name);
    assert.equal(hash, (await truth(visit, bytes)).hash, name);
  }
  await visit.close();
});

test('with two processors, and of small pictures, one worker decodes all', async () => {
  for (const [processors, bytes] of /** @type {const} */ ([
    [2, photo],
    [8, variedJpeg(2048, 2048, 'none')],
  ])) {
    const visit = await visitWith(processors);
    const { hands, hash } = await open(visit, 'photo.jpg', bytes);
    assert.equal(hands, 0);
    assert.equal(hash, (await truth(visit, bytes)).hash);
    await visit.close();
  }
});

test('a hand that cannot begin, or dies, or stays silent, costs nothing but time', async () => {
  const small = variedJpeg(4096, 2048, 'none');
  const begun = 'postMessage({ type: "begun", job: data.job });';
  const dies = 'setTimeout(() => { throw new Error("struck down"); }, 20);';
  /** @type {string | null} */
  let expected = null;
  for (const [fate, hand] of Object.entries({
    'it is not there': '',
    'it is no program': 'what is this',
    'it says that it cannot': `onmessage = ({ data }) => { ${begun} postMessage({ type: "unable", job: data.job }); };`,
    'it dies before it brings rows': `onmessage = ({ data }) => { ${begun} ${dies} };`,
    'it dies when it has brought some': `import "./hand.js?itself"; const post = self.postMessage.bind(self);
      self.postMessage = (m, t) => { post(m, t); if (m.type === "strip") { self.postMessage = () => {}; ${dies} } };`,
    'it begins, and falls silent': `onmessage = ({ data }) => { ${begun} };`,
    'it never begins': 'onmessage = () => {};',
  })) {
    const visit = await visitWith(4, hand);
    const { hash, holes, finished } = await open(visit, 'photo.jpg', small);
    expected ??= (await truth(visit, small)).hash;
    assert.deepEqual({ hash, holes, warnings: finished.warnings }, { hash: expected, holes: false, warnings: [] }, fate);
    // It stands at an address of its own, and the hand fails as it was told to: troubles of the kind that a visit ends with.
    await visit.page.context().close();
  }
});

test('damage and warnings are those of the whole file, each once', async () => {
  const visit = await visitWith(4);
  for (const [name, file] of /** @type {const} */ ([
    ['plain.jpg', photo],
    ['restarts.jpg', withRestarts],
  ])) {
    const bytes = Buffer.from(file);
    for (const part of [0.2, 0.45, 0.7, 0.95]) bytes.fill(0x5a, Math.floor(bytes.length * part), Math.floor(bytes.length * part) + 40);
    for (const [cut, broken] of /** @type {const} */ ([
      ['broken', bytes],
      ['cut', bytes.subarray(0, Math.floor(bytes.length * 0.8))],
    ])) {
      const { hash, finished } = await open(visit, `${cut}-${name}`, broken);
      const known = await truth(visit, broken);
      assert.equal(hash, known.hash, `${cut} ${name}`);
      assert.ok(known.warnings.length > 0 && known.damage.some(Boolean), `${cut} ${name} has warnings`);
      const warnings = finished.warnings.map((/** @type {{code: string, at: number}} */ { code, at }) => `${code} ${at}`);
      const damage = Object.values(finished.damage.states);
      assert.deepEqual({ warnings, damage }, { warnings: known.warnings, damage: known.damage }, `${cut} ${name}`);
    }
  }
  await visit.close();
});

test('a newer file takes the place of one that is being decoded, and Cancel stops it', async () => {
  const visit = await visitWith(4);
  const large = variedJpeg(8192, 8192, 'none');
  await visit.drop([await bench.file('large.jpg', large)]);
  await until('hands are at work', async () => (await outcome(visit.page)).hands > 0);
  const { hands, hash } = await open(visit, 'photo.jpg', photo);
  assert.ok(hands > 0);
  assert.equal(hash, (await truth(visit, photo)).hash);
  await view(visit.page).cancelAtOnce();
  await visit.drop([await bench.file('large.jpg', large)]);
  await visit.page.locator('#notice').getByText(/cancelled/).waitFor();
  const { rows } = await outcome(visit.page);
  assert.equal((await open(visit, 'photo.jpg', photo)).hash, hash);
  assert.ok(rows < 8192, 'it was stopped on the way');
  await visit.close();
});

test('edits of a picture that hands have decoded show what they change', async () => {
  const visit = await visitWith(4);
  const page = view(visit.page);
  await open(visit, 'photo.jpg', photo);
  await page.matrix.focus();
  await visit.page.keyboard.press('Control+g');
  const byte = Math.floor(photo.length * 0.6);
  await visit.page.keyboard.type(`0x${byte.toString(16)}`);
  await visit.page.keyboard.press('Enter');
  await until('the matrix has the focus', () => page.matrix.evaluate((grid) => grid === document.activeElement));
  await visit.page.keyboard.press('Space');
  await until('the edit is told', async () => /Flipped|flipped/.test((await page.said.textContent()) ?? ''), 30_000);
  const edited = Buffer.from(photo);
  edited[byte] ^= 0x80;
  const { bytes } = await visit.download(() => page.save('itself'));
  assert.ok(edited.equals(Buffer.from(bytes)), 'that bit was flipped');
  const { hash, rows } = await outcome(visit.page);
  assert.equal(hash, (await truth(visit, edited)).hash);
  assert.ok(rows < 2 * height, `only what changes was decoded anew: ${rows} rows in all`);
  await visit.close();
});
