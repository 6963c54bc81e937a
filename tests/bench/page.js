/**
 * node page.js [--rounds N] [ADDRESS]: what the page costs who opens it, in a headless Chromium on this machine. Prints JSON lines:
 * how soon a cold load shows the first picture with coloured bits, how much is loaded for that, which tasks are long; the frames of
 * scrolling and zooming with a file of 20 MB open; and the memory that is given back when such a file is closed.
 */

import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { variedJpeg } from "../e2e/jpeg.js";
import { launch } from "../tools/chromium.js";
import { serve } from "../tools/serve.js";

/** @typedef {import('playwright-core').Page} Page */

const words = process.argv.slice(2);
const at = words.indexOf("--rounds");
const rounds = at < 0 ? 9 : Number(words.splice(at, 2)[1]);

/** A picture of 50 megapixels whose file has some 20 MB, as cameras make them. */
const LARGE = { width: 8192, height: 6144, coefficients: 27 };
/** For how long a gesture is made, and how often a hand that turns a wheel moves it, in milliseconds. */
const [GESTURE_MS, TURN_MS] = [3000, 16];
/** How long after the first picture tasks count as part of opening the page. */
const SETTLING_MS = 2000;

/** In the page, before anything else: notes when the picture and the colours of the bits are there, and which tasks are long. */
function watchLoad() {
  const seen = { picture: 0, bits: 0, tasks: /** @type {number[]} */ ([]) };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask", buffered: true });
  const small = new OffscreenCanvas(64, 64).getContext("2d", { willReadFrequently: true });
  /** Pixels of a canvas that are neither grey nor paper. @param {HTMLCanvasElement | null} canvas */
  const coloured = (canvas) => {
    if (!small || !canvas?.width) return 0;
    small.clearRect(0, 0, 64, 64);
    small.drawImage(canvas, 0, 0, 64, 64);
    const { data } = small.getImageData(0, 0, 64, 64);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      count += data[i + 3] > 0 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 24 ? 1 : 0;
    }
    return count;
  };
  const look = () => {
    // Of 4,096: so much of the view is the photo, and so many bits have the colour of what they are for.
    if (!seen.picture && coloured(document.querySelector("#picture canvas")) > 400) seen.picture = performance.now();
    if (!seen.bits && coloured(document.querySelector("#bits canvas")) > 400) seen.bits = performance.now();
    if (!seen.picture || !seen.bits) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/**
 * One cold load. To look at what comes takes time of its own: sizes and times are not of the same load.
 * @param {import('playwright-core').Browser} browser @param {string} address @param {"times" | "sizes"} what
 */
async function load(browser, address, what) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", serviceWorkers: "block" });
  const page = await context.newPage();
  /** @type {Promise<{size: number, zipped: number}>[]} */
  const answers = [];
  let early = 0;
  if (what === "sizes") page.on("response", (response) => {
    answers.push(response.body().then((body) => ({ size: body.length, zipped: gzipSync(body, { level: 9 }).length })));
  });
  await page.addInitScript(watchLoad);
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForFunction(() => /** @type {any} */ (globalThis).seen.picture && /** @type {any} */ (globalThis).seen.bits);
  early = answers.length;
  await page.waitForTimeout(SETTLING_MS);
  const seen = await page.evaluate(() => /** @type {{picture: number, bits: number, tasks: number[]}} */ (/** @type {any} */ (globalThis).seen));
  const sizes = await Promise.all(answers);
  await context.close();
  const sum = (/** @type {typeof sizes} */ list) => ({
    files: list.length,
    bytes: list.reduce((total, { size }) => total + size, 0),
    zipped: list.reduce((total, { zipped }) => total + zipped, 0),
  });
  if (what === "sizes") return { before: sum(sizes.slice(0, early)), all: sum(sizes) };
  return { first: Math.max(seen.picture, seen.bits), tasks: seen.tasks };
}

/** Times between the frames while a gesture is made. @param {Page} page @param {(turn: number) => Promise<unknown>} gesture */
async function frames(page, gesture) {
  await page.evaluate(() => {
    const times = /** @type {number[]} */ ([]);
    const watch = { times, on: true };
    Object.assign(globalThis, { watch });
    const frame = (/** @type {number} */ now) => {
      times.push(now);
      if (watch.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const began = Date.now();
  for (let turn = 0; Date.now() - began < GESTURE_MS; turn += 1) {
    const due = began + turn * TURN_MS - Date.now();
    if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
    await gesture(turn);
  }
  return page.evaluate(() => {
    const { watch } = /** @type {any} */ (globalThis);
    watch.on = false;
    return watch.times.slice(1).map((/** @type {number} */ time, /** @type {number} */ i) => time - watch.times[i]);
  });
}

/** Memory that the page's process alone has, in bytes, without what nobody needs any more. @param {Page} page */
async function memory(page) {
  const devtools = await page.context().newCDPSession(page);
  for (let i = 0; i < 3; i += 1) {
    await devtools.send("HeapProfiler.collectGarbage");
    await page.waitForTimeout(400);
  }
  const browser = await /** @type {import('playwright-core').Browser} */ (page.context().browser()).newBrowserCDPSession();
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  const sizes = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => Number(readFileSync(`/proc/${id}/smaps_rollup`, "utf8").match(/^Pss_Anon:\s+(\d+)/m)?.[1] ?? 0) * 1024);
  return Math.max(...sizes);
}

/** @param {Page} page @param {string} path */
async function openFile(page, path) {
  await page.locator('input[type="file"]').first().setInputFiles(path);
  const name = path.split("/").at(-1) ?? path;
  await page.waitForFunction((name) => document.querySelector("#said")?.textContent?.includes(name), name, { timeout: 60_000 });
}

/** @param {import('playwright-core').Browser} browser @param {string} address @param {{large: string, small: string}} files */
async function large(browser, address, files) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "en-GB", serviceWorkers: "block" });
  await page.goto(address);
  await openFile(page, files.small);
  await page.waitForTimeout(SETTLING_MS);
  const before = await memory(page);
  await openFile(page, files.large);
  await page.waitForTimeout(SETTLING_MS);
  const [bits, picture] = [page.locator("#bits canvas").first(), page.locator("#picture-stage")];
  await bits.hover();
  const scrolled = await frames(page, () => page.mouse.wheel(0, 240));
  await picture.hover();
  const zoomed = await frames(page, (turn) => page.mouse.wheel(0, turn % 80 < 40 ? -120 : 120));
  const open = await memory(page);
  await openFile(page, files.small);
  await page.locator(".file", { hasText: "large.jpg" }).locator(".file-close").click();
  await page.waitForTimeout(SETTLING_MS);
  const after = await memory(page);
  await page.close();
  return { scrolled, zoomed, memory: { before, open, after } };
}

const folder = await mkdtemp(join(tmpdir(), "page-bench-"));
const server = await serve(0);
const address = words[0] ?? server.address;
const browser = await launch();
// The first one of all finds nothing in the caches of the system.
const sizes = await load(browser, address, "sizes");
const loads = [];
for (let round = 0; round < rounds; round += 1) loads.push(await load(browser, address, "times"));
console.log(JSON.stringify({ loads, sizes }));
const files = { large: join(folder, "large.jpg"), small: join(folder, "small.jpg") };
const bytes = variedJpeg(LARGE.width, LARGE.height, "none", LARGE.coefficients);
await writeFile(files.large, bytes);
await writeFile(files.small, readFileSync(new URL("../../www/samples/cat.jpg", import.meta.url)));
console.log(JSON.stringify({ large: { bytes: bytes.length, ...LARGE, ...(await large(browser, address, files)) } }));
await browser.close();
await server.close();
await rm(folder, { recursive: true });
