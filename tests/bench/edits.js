/**
 * How soon an edit is seen: node edits.js [--flips N] [PICTURE …] > out.json
 *
 * Opens a picture on the real page in a headless Chromium, puts the caret on bits all over its entropy-coded data, presses
 * Space, and looks at the canvas after every frame. Prints one JSON object a picture and view: milliseconds from the key to the
 * frame in which the view looks as it does in the end (nearly so, where it is reduced: a quick preview comes first then), to the
 * first frame in which anything changed, and to the end of all work. And how long it takes to explain a bit, and until the damage
 * map is of use.
 *
 * Of a bitmap a flip changes a pixel, which may be out of sight: there all three are the time until the page tells what has changed.
 */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "../tools/chromium.js";
import { serve } from "../tools/serve.js";

const photos = fileURLToPath(new URL("../out/bench/photos/", import.meta.url));
const words = process.argv.slice(2);
const at = words.indexOf("--flips");
const flips = at < 0 ? 60 : Number(words.splice(at, 2)[1]);
const usual = ["12-420-q90.jpg", "12-420-q90-restarts.jpg", "12-444-q90.jpg", "12-420-q90-progressive.jpg", "12-444-q90-progressive.jpg", "12-24bit.bmp", "12-rle8.bmp"];
const pictures = words.length ? words : usual;
const EXPLAINED = 400;
/** How far into the picture what is looked at reaches at 1:1. */
const SEEN_PART = 0.57;
/** Flips that come before those that count. */
const WARM = 3;
/** How long nothing has been drawn before a key is pressed, in milliseconds: what was to be seen of what came before has been. */
const REST_MS = 100;

let seed = 5;
const below = (/** @type {number} */ end) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * end);
};

/** Byte where the first scan's data begin, or a bitmap's pixels. @param {Uint8Array} file */
function codedStart(file) {
  if (file[0] === 0x42) return file[10] + file[11] * 256;
  let pos = 2;
  while (file[pos + 1] !== 0xda) pos += 2 + file[pos + 2] * 256 + file[pos + 3];
  return pos + 2 + file[pos + 2] * 256 + file[pos + 3];
}

/**
 * Bits in random order, one from each of `count` equal stretches of the file: so the first and the last are among them.
 * @param {number} from @param {number} to In bytes. @param {number} count
 */
function spread(from, to, count) {
  const bits = Array.from({ length: count }, (_, i) => Math.floor((from + ((to - from) * (i + below(1000) / 1000)) / count) * 8));
  for (let i = count - 1; i > 0; i--) {
    const other = below(i + 1);
    [bits[i], bits[other]] = [bits[other], bits[i]];
  }
  return bits;
}

/**
 * A page of which every frame that draws the picture is looked at. Runs in the page: `watch()` begins, `seen()` tells. What was
 * seen is compared only then, so that looking hardly slows down what it looks at.
 */
function watcher() {
  const stage = () => /** @type {HTMLCanvasElement} */ (document.querySelector("#picture-stage canvas"));
  /** @type {{at: number, pixels: Uint32Array}[]} */
  let frames = [];
  let [pressed, watching, drawn, told, drawnLast] = [0, false, false, 0, 0];
  new MutationObserver(() => (told ||= performance.now())).observe(/** @type {Node} */ (document.querySelector("#said")), { childList: true, characterData: true, subtree: true });
  // Whoever draws the picture clears its canvas first.
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...place) {
    if (this.canvas === stage()) {
      drawn = true;
      drawnLast = performance.now();
    }
    clearRect.apply(this, place);
  };
  const look = () => {
    const { width, height } = stage();
    const context = stage().getContext("2d", { willReadFrequently: true });
    const pixels = new Uint32Array(context?.getImageData(0, 0, width, height).data.buffer ?? new ArrayBuffer(0));
    frames.push({ at: performance.now(), pixels });
  };
  // As soon as the frame has been laid out, painted and handed on; messages that wait meanwhile come later.
  const follow = () => {
    if (!watching) return;
    if (drawn) look();
    drawn = false;
    requestAnimationFrame(() => void (/** @type {any} */ (globalThis).scheduler.postTask(follow, { priority: "user-blocking" })));
  };
  addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
  return {
    /** How long nothing has been drawn. */
    rested: () => performance.now() - drawnLast,
    watch() {
      frames = [];
      look();
      [pressed, watching, drawn, told] = [0, true, false, 0];
      follow();
    },
    /** @param {number} near Mean difference a channel at which two frames are taken for alike. */
    seen(near) {
      watching = false;
      // What was drawn before the key was pressed is not what it brings about: the last of that is what is compared with.
      const before = frames.findLastIndex(({ at }) => at <= pressed);
      frames = frames.slice(Math.max(0, before));
      frames = frames.filter(({ pixels }, i) => i === 0 || pixels.some((pixel, at) => pixel !== frames[i - 1].pixels[at]));
      const last = frames[frames.length - 1].pixels;
      const [a, b] = [new Uint8Array(last.buffer), (/** @type {Uint32Array} */ p) => new Uint8Array(p.buffer)];
      const alike = (/** @type {Uint32Array} */ pixels) => {
        const other = b(pixels);
        let sum = 0;
        for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - other[i]);
        return sum <= near * a.length;
      };
      let first = frames.length - 1;
      while (first > 1 && alike(frames[first - 1].pixels)) first -= 1;
      const time = (/** @type {number} */ i) => (frames.length > 1 ? frames[Math.min(i, frames.length - 1)].at - pressed : null);
      return { changed: time(1), shown: time(first), whole: time(frames.length - 1), told: told - pressed };
    },
  };
}

/** @param {import('playwright-core').Page} page @param {string} name @param {'fit' | '1:1'} zoom @param {Uint8Array} file */
async function latency(page, name, zoom, file) {
  await page.locator("#picture").getByRole("button", { name: zoom === "fit" ? "Fit" : "1:1" }).click();
  const start = codedStart(file);
  /** @type {{changed: (number | null)[], shown: (number | null)[], whole: (number | null)[]}} */
  const times = { changed: [], shown: [], whole: [] };
  // At 1:1 the middle of the picture is looked at: of a sequential file, what comes behind it cannot be seen.
  const part = zoom === "1:1" && !name.includes("progressive") ? SEEN_PART : 1;
  const bits = spread(start, start + (file.length - 2 - start) * part, flips + WARM);
  for (const [round, bit] of bits.entries()) {
    await page.locator('[role="grid"]').first().focus();
    await page.keyboard.press("Control+g");
    await page.keyboard.type(`b${bit}`);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "grid");
    await page.waitForFunction((ms) => /** @type {any} */ (globalThis).bench.rested() > ms, REST_MS);
    await page.evaluate(() => /** @type {any} */ (globalThis).bench.watch());
    const said = await page.locator("#said").textContent();
    await page.keyboard.press("Space");
    await page.waitForFunction((before) => document.querySelector("#said")?.textContent !== before, said, { timeout: 60_000 });
    await page.waitForTimeout(120);
    const seen = await page.evaluate((near) => /** @type {any} */ (globalThis).bench.seen(near), zoom === "fit" ? 2 : 0);
    const isBitmap = name.endsWith(".bmp");
    if (round >= WARM) for (const key of /** @type {const} */ (["changed", "shown", "whole"])) times[key].push(isBitmap ? seen.told : seen[key]);
    const flipped = await page.locator("#said").textContent();
    await page.keyboard.press("Control+z");
    await page.waitForFunction((before) => document.querySelector("#said")?.textContent !== before, flipped, { timeout: 60_000 });
  }
  return { name, zoom, times };
}

/**
 * How long it takes to explain a bit, with the page's own module, which has shown the picture first and noted on the way where each scan
 * stood. @param {import('playwright-core').Page} page @param {string} name @param {Uint8Array} file
 */
async function explaining(page, name, file) {
  const bits = spread(0, file.length, EXPLAINED);
  return page.evaluate(
    async ([name, bytes, bits]) => {
      const core = await import(`${location.origin}/pkg/pixelbits.js`);
      await core.default({ module_or_path: new URL("/pkg/pixelbits_bg.wasm", location.origin) });
      const data = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
      const document = new core.Document(data, undefined);
      const timed = (/** @type {() => void} */ run) => {
        const began = performance.now();
        run();
        return performance.now() - began;
      };
      const strip = new Uint8ClampedArray(1 << 22);
      const index = timed(() => {
        document.start();
        for (let finished = false; !finished; ) {
          const step = document.advance(strip, Infinity);
          ({ finished } = step);
          step.free();
        }
      });
      const ms = bits.map((bit) => timed(() => document.trace(bit, 1)));
      return { name, index, ms };
    },
    /** @type {[string, string, number[]]} */ ([name, Buffer.from(file).toString("base64"), bits]),
  );
}

/**
 * How soon the damage map is of use: until each of its 256 stretches of coded data, and a header field for every four of them, has
 * been tried; and the longest time meanwhile for which the page could not react. @param {import('playwright-core').Page} page @param {string} name
 */
async function mapping(page, name) {
  await page.evaluate(() => {
    const watch = { longest: 0, last: performance.now(), timer: 0 };
    const turn = () => {
      const now = performance.now();
      watch.longest = Math.max(watch.longest, now - watch.last);
      watch.last = now;
    };
    watch.timer = window.setInterval(turn, 5);
    Object.assign(globalThis, { stalls: watch });
  });
  const tried = async () => Number((await page.locator(".bits-tried").innerText()).replace(/[\s,]/g, "").match(/\d+/)?.[0] ?? 0);
  const began = Date.now();
  await page.getByRole("button", { name: "Damage map" }).click();
  /** @type {[number, number][]} Trials, and milliseconds until then. */
  const reached = [];
  for (const wanted of [64, 320]) {
    while ((await tried()) < wanted) await page.waitForTimeout(50);
    reached.push([wanted, Date.now() - began]);
  }
  const stall = await page.evaluate(() => {
    const { longest, timer } = /** @type {any} */ (globalThis).stalls;
    clearInterval(timer);
    return longest;
  });
  await page.getByRole("button", { name: "Damage map" }).click();
  return { name, reached, stall };
}

const server = await serve(0);
const browser = await launch();
for (const name of pictures) {
  const path = photos + name;
  const file = new Uint8Array(readFileSync(path));
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "en-GB", serviceWorkers: "block" });
  await page.goto(server.address);
  await page.evaluate(`globalThis.bench = (${watcher})()`);
  await page.locator('input[type="file"]').first().setInputFiles(path);
  await page.waitForFunction((name) => document.querySelector("#said")?.textContent?.includes(name), name, { timeout: 60_000 });
  await page.waitForTimeout(1500);
  for (const zoom of /** @type {const} */ (["1:1", "fit"])) {
    console.log(JSON.stringify({ edits: await latency(page, name, zoom, file) }));
  }
  if (name.endsWith(".jpg")) {
    console.log(JSON.stringify({ explained: await explaining(page, name, file) }));
    console.log(JSON.stringify({ mapped: await mapping(page, name) }));
  }
  await page.close();
}
await browser.close();
await server.close();
