// The Send tab: a simulated channel that loses, and a real one between two windows.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { violations } from './axe.js';
import jsQR from 'jsqr';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { chromiumOnly, withoutChannels } from './under.js';
import { until } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** A visit with the tab open; nothing moves, so that what is sent is there at once. @param {Parameters<typeof bench.open>[0]} [options] */
async function sending(options = {}) {
  const visit = await bench.open({ reducedMotion: 'reduce', ...options });
  const { page } = visit;
  await page.locator('#tab-send').click();
  const over = () => until('all is sent', async () => (await page.locator('.send-result .send-verdict').innerText()) !== '');
  await over();
  return {
    visit,
    page,
    over,
    /** A counter of a lane. @param {string} lane @param {string} name */
    count: async (lane, name) =>
      Number((await page.locator(`.send-lane-${lane} [data-count="${name}"] dd`).innerText()).replace(/\s/g, '').match(/^[\d.]+/)?.[0]),
    /** Moves a slider, or fills a field, and waits for what comes of it. @param {() => Promise<unknown>} change */
    async after(change) {
      await page.locator('.send-result .send-verdict').evaluate((verdict) => (verdict.textContent = ''));
      await change();
      await over();
    },
    /** Pixels of a lane: how many there are, have come, and are as they were sent. @param {string} lane */
    compared: (lane) =>
      page.evaluate((name) => {
        const of = (/** @type {string} */ lane) => {
          const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector(`.send-lane-${lane} canvas`));
          return canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
        };
        const [sent, got] = [of('original'), of(name)];
        let [all, come, same] = [0, 0, 0];
        for (let at = 0; at < sent.length; at += 4) {
          all += 1;
          if (got[at + 3] > 0) come += 1;
          if ([0, 1, 2, 3].every((c) => Math.abs(sent[at + c] - got[at + c]) <= (['pixels', 'bmp'].includes(name) ? 0 : 40))) same += 1;
        }
        return { all, come, same };
      }, lane),
  };
}

test('the same losses leave dots of pixels, and more of a JPEG with restart markers than of one without', async () => {
  const { visit, page, count, compared, after } = await sending();
  const pixels = await compared('pixels');
  assert.equal(pixels.all, 160 * 120);
  assert.equal(pixels.come, pixels.same, 'what comes is right');
  const missing = await count('pixels', 'missing');
  assert.equal(pixels.all - pixels.come, missing);
  assert.ok(missing > pixels.all * 0.04 && missing < pixels.all * 0.06, `${missing} of 5 %`);
  assert.ok((await count('pixels', 'datagrams')) > pixels.all);
  assert.ok(Math.abs((await count('pixels', 'pixel')) - 36.2) < 0.2, '8 bytes and 28 of headers, some headings');
  // Over some seeds: a JPEG may lose its headers, with which all is lost.
  let [plain, restarts, bitmap] = [0, 0, 0];
  for (let seed = 0; seed < 6; seed += 1) {
    await after(() => page.getByRole('button', { name: 'Other losses' }).click());
    plain += (await compared('jpeg')).same;
    restarts += (await compared('restarts')).same;
    bitmap += (await compared('bmp')).same;
  }
  assert.ok(bitmap > restarts, 'what is lost of a bitmap spoils nothing else');
  assert.ok((await count('bmp', 'bytes')) > pixels.all * 3, 'all bytes of its pixels, and headers');
  assert.ok(restarts > plain, `${restarts} > ${plain}`);
  await visit.close();
});

test('the same seed loses the same; asking and repairs bring all of it', async () => {
  const { visit, page, count, compared, after } = await sending();
  const before = await count('pixels', 'missing');
  await after(() => page.getByRole('button', { name: 'Other losses' }).click());
  assert.notEqual(await count('pixels', 'missing'), before);
  await after(() => page.getByLabel('Seed').fill('1'));
  assert.equal(await count('pixels', 'missing'), before);
  await after(() => page.getByLabel('Repairs for 16 chunks').fill('8'));
  assert.equal(await count('jpeg', 'missing'), 0);
  assert.ok((await count('jpeg', 'repaired')) > 0);
  await after(() => page.getByLabel('The receiver asks').check());
  for (const lane of ['pixels', 'bmp', 'jpeg', 'restarts']) assert.equal(await count(lane, 'missing'), 0, lane);
  const { all, same } = await compared('pixels');
  assert.equal(same, all);
  assert.equal((await compared('bmp')).same, all);
  assert.equal(await page.locator('.send-result .send-verdict').innerText(), 'All of it has come.');
  for (const coding of ['pickle', 'runs', 'rows', 'tiles']) {
    await after(() => page.getByLabel('A datagram holds').selectOption(coding));
    if (coding !== 'pickle') assert.equal((await compared('pixels')).same, all, coding);
  }
  await visit.close();
});

test('the picture paints as it arrives', async () => {
  const visit = await bench.open();
  const { page } = visit;
  await page.locator('#tab-send').click();
  const parts = async () => (await page.locator('.send-lane-pixels [data-count="missing"] dd').innerText()).replace(/\s/g, '');
  await until('some of it is there', async () => /^\d+of19200$/.test(await parts()) && !/^19200of/.test(await parts()));
  const early = Number((await parts()).split('of')[0]);
  await until('more of it is there', async () => Number((await parts()).split('of')[0]) < early - 1000);
  await visit.close();
});

/** Two windows of one person. @param {Awaited<ReturnType<typeof bench.open>>} visit */
async function second(visit) {
  const page = await visit.page.context().newPage();
  page.on('pageerror', (error) => visit.troubles.push(`uncaught: ${error.stack ?? error.message}`));
  await page.goto(bench.address);
  await page.locator('#tab-send').click();
  return page;
}

const told = (/** @type {import('playwright-core').Page} */ page) => page.locator('.send-windows .send-verdict').innerText();
const pixelsOf = (/** @type {import('playwright-core').Page} */ page) =>
  page.evaluate(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.send-lane-window canvas'));
    return [canvas.width, canvas.height, ...(canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [])];
  });

test('a picture goes from window to window, through a real channel', { skip: withoutChannels }, async () => {
  const { visit, page } = await sending();
  const receiver = await second(visit);
  await receiver.getByRole('button', { name: 'Receive here' }).click();
  await page.getByRole('button', { name: 'Send from here' }).click();
  await until('it is sent', async () => (await told(page)) === 'The other side has all of it.', 30_000);
  await until('it has come', async () => (await told(receiver)) === 'All of it has come.');
  const sent = await pixelsOf(page);
  assert.equal(sent.length, 2 + 160 * 120 * 4);
  await until('it is painted', async () => (await pixelsOf(receiver)).join() === sent.join());
  await receiver.getByRole('button', { name: 'Open what came' }).click();
  await until('it is open', async () => (await receiver.locator('body').innerText()).includes('received.rgb'));
  await visit.close();
});

test('offer and answer can be carried by hand', { skip: withoutChannels }, async () => {
  const { visit, page } = await sending();
  // Another person: no window of the first one's.
  const other = await sending();
  await page.getByRole('button', { name: 'Send from here' }).click();
  await other.page.getByRole('button', { name: 'Receive here' }).click();
  for (const side of [page, other.page]) await side.getByText('Between two computers').click();
  const offer = page.getByLabel('Offer of who sends');
  await until('there is an offer', async () => (await offer.inputValue()).startsWith('pixelbits-send:'));
  assert.ok((await offer.inputValue()).length < 300, 'short enough for a code that a camera can read');
  const take = (/** @type {import('playwright-core').Page} */ side) => side.getByRole('button', { name: 'Take it' }).click();
  await other.page.getByLabel('Offer of who sends').fill('something else');
  await take(other.page);
  await until('it is told', async () => (await told(other.page)).startsWith('This text is not'));
  await other.page.getByLabel('Offer of who sends').fill(await offer.inputValue());
  await take(other.page);
  const answer = other.page.getByLabel('Answer of who receives');
  await until('there is an answer', async () => (await answer.inputValue()).startsWith('pixelbits-send:'));
  await page.getByLabel('Answer of who receives').fill(await answer.inputValue());
  await take(page);
  await until('it has come', async () => (await told(other.page)) === 'All of it has come.', 30_000);
  await other.visit.close();
  await visit.close();
});

/** What a QR code on the page holds, as another program reads it. @param {import('playwright-core').Page} page */
async function codeOf(page) {
  const code = page.locator('.send-enlarge .send-code');
  await code.waitFor();
  const { width, data } = await code.evaluate((element) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element);
    // Four dots a module, as a camera has them.
    const large = Object.assign(document.createElement('canvas'), { width: 4 * canvas.width, height: 4 * canvas.width });
    const context = /** @type {CanvasRenderingContext2D} */ (large.getContext('2d'));
    context.imageSmoothingEnabled = false;
    context.drawImage(canvas, 0, 0, large.width, large.width);
    return { width: large.width, data: [...context.getImageData(0, 0, large.width, large.width).data] };
  });
  return jsQR(Uint8ClampedArray.from(data), width, width)?.data ?? '';
}

/**
 * A camera that films what is `held` before it, and a browser that finds codes in what it sees, as another program does.
 * @param {import('playwright-core').Page} page
 */
async function giveCamera(page) {
  await page.addInitScript({ path: fileURLToPath(import.meta.resolve('jsqr')) });
  await page.addInitScript(() => {
    const own = /** @type {any} */ (globalThis);
    navigator.mediaDevices.getUserMedia = async () => {
      own.film = Object.assign(document.createElement('canvas'), { width: 320, height: 320 });
      const context = own.film.getContext('2d');
      context.fillStyle = 'white';
      own.filming = setInterval(() => {
        context.fillRect(0, 0, 320, 320);
        if (own.held) context.drawImage(own.held, 10, 10, 300, 300);
      }, 200);
      return own.film.captureStream(5);
    };
    own.BarcodeDetector = class {
      /** @param {HTMLVideoElement} video */
      async detect(video) {
        const canvas = Object.assign(document.createElement('canvas'), { width: video.videoWidth, height: video.videoHeight });
        const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
        if (!canvas.width) return [];
        context.drawImage(video, 0, 0);
        const found = own.jsQR(context.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height);
        return found ? [{ rawValue: found.data }] : [];
      }
    };
  });
  await page.reload();
}

test('an offer is also a code: a camera reads it, and a link leads to it', { skip: chromiumOnly('it stands in for the camera') }, async () => {
  const { visit, page } = await sending();
  await page.getByText('Between two computers').click();
  await page.getByRole('button', { name: 'Send from here' }).click();
  const offer = page.getByLabel('Offer of who sends');
  await until('there is an offer', async () => (await offer.inputValue()).startsWith('pixelbits-send:'));
  assert.equal(await codeOf(page), await offer.inputValue());
  assert.equal(await page.getByRole('button', { name: 'Read a code' }).count(), 0, 'this browser finds no codes');
  await page.getByRole('button', { name: 'Show the QR code large' }).click();
  const code = await page.locator('.send-dialog .send-code').screenshot();
  await visit.picture('send-code');
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Close' }).click();

  // Another person, whose camera is held before the code.
  const other = await bench.open();
  await giveCamera(other.page);
  await other.page.locator('#tab-send').click();
  await other.page.getByRole('button', { name: 'Receive here' }).click();
  await other.page.getByText('Between two computers').click();
  await other.page.getByRole('button', { name: 'Read a code' }).click();
  await other.page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    /** @type {any} */ (globalThis).held = image;
  }, code.toString('base64'));
  const answer = other.page.getByLabel('Answer of who receives');
  await until('there is an answer', async () => (await answer.inputValue()).startsWith('pixelbits-send:'), 30_000);
  assert.equal(await other.page.locator('.send-video').isVisible(), false, 'the camera is off again');
  await page.getByLabel('Answer of who receives').fill(await codeOf(other.page));
  await page.getByRole('button', { name: 'Take it' }).click();
  await until('it has come', async () => (await told(other.page)) === 'All of it has come.', 30_000);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByLabel('Sent as').selectOption('jpeg');
  await page.getByRole('button', { name: 'Send from here' }).click();
  await until('there is another offer', async () => (await offer.inputValue()).startsWith('pixelbits-send:'));

  // A link with an offer, as a telephone follows it.
  const third = await bench.open({ path: `#${await offer.inputValue()}` });
  const reply = third.page.getByLabel('Answer of who receives');
  await until('the offer is answered', async () => (await reply.inputValue()).startsWith('pixelbits-send:'), 30_000);
  assert.doesNotMatch(await third.page.evaluate(() => location.href), /pixelbits-send/, 'it is followed once');
  await page.getByLabel('Answer of who receives').fill(await reply.inputValue());
  await page.getByRole('button', { name: 'Take it' }).click();
  await until('it has come, too', async () => (await told(third.page)) === 'All of it has come.', 30_000);
  await third.close();
  await other.close();
  await visit.close();
});

test('it is told that a large picture is sent smaller', async () => {
  const { visit, page } = await sending();
  const note = page.locator('#send-reduced');
  assert.equal(await note.isVisible(), false);
  await visit.drop([await bench.file('large.jpg', syntheticJpeg(512, 256))]);
  await until('it is told', async () => /512 × 256.*256/.test(await note.innerText()));
  await until('it is sent so', async () => (await page.locator('.send-lane-original figcaption').innerText()).includes('256 × 128'));
  await visit.close();
});

test('axe finds nothing, in either theme', async () => {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const { visit, page } = await sending({ colorScheme });
    await page.getByText('Between two computers').click();
    assert.deepEqual(await violations(page), []);
    await visit.close();
  }
});

test('on a phone, in Russian, nothing is cut off', async () => {
  const { visit, page } = await sending({ locale: 'ru-RU', viewport: { width: 390, height: 844 } });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.locator('.send-result').scrollIntoViewIfNeeded();
  await visit.picture('send-phone-ru');
  await visit.close();
});
