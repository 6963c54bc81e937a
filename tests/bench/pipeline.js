/**
 * How soon the Bitmap tab's worker answers a change: node pipeline.js [--rounds N] [PICTURE …] > out.json
 *
 * Opens a picture in the page's own workshop worker, in a headless Chromium, and asks for the pipeline again and again, one
 * setting changed each time. Prints one JSON object a picture: milliseconds from the question to the answer, preview and text
 * included, for the first time (which decodes the picture) and for each kind of change.
 */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "../tools/chromium.js";
import { serve } from "../tools/serve.js";

const photos = fileURLToPath(new URL("../out/bench/photos/", import.meta.url));
const words = process.argv.slice(2);
const at = words.indexOf("--rounds");
const rounds = at < 0 ? 9 : Number(words.splice(at, 2)[1]);
const pictures = words.length ? words : [`${photos}12-420-q90.jpg`];

/**
 * Runs in the page. @param {[string, number]} given The picture, base64, and rounds.
 */
async function measure([picture, rounds]) {
  const worker = new Worker(new URL("js/workshop.js", location.href), { type: "module" });
  /** @type {Map<number, {done: (value: any) => void, failed: (problem: Error) => void}>} */
  const waiting = new Map();
  worker.onmessage = ({ data }) => {
    if (data.type === "answer") waiting.get(data.call)?.done(data.value);
    if (data.type === "failed") waiting.get(data.call)?.failed(new Error(data.fault?.code ?? "cancelled"));
    if (data.type === "dead") throw new Error(data.message);
  };
  const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
  worker.postMessage({ type: "open", id: 1, bytes, decode: false, tables: null, pixels: null, view: null });
  let calls = 0;
  const form = { kind: "c", pixel: "auto", order: "horizontal", lsb: false, zeroWhite: false, numbering: "none", name: "photo" };
  const job = { form: { ...form, grouped: false, joined: false, wholeDigits: false, depth: "auto" }, oriented: true };
  /** @param {object} steps */
  async function ask(steps) {
    calls += 1;
    const began = performance.now();
    await new Promise((done, failed) => {
      waiting.set(calls, { done, failed });
      worker.postMessage({ type: "bitmap", call: calls, job: { ...job, steps } });
    });
    return performance.now() - began;
  }

  const off = { crop: null, scale: null, turn: null, adjust: null, grey: null, invert: false, palette: null, threshold: null, dither: "none" };
  const black = { kind: "value", value: 128 };
  const size = { by: "pixels", width: 128, height: 64, percent: 100, filter: "box", fit: "cover" };
  const display = { ...off, scale: size, threshold: black, dither: "floyd-steinberg" };
  const full = { ...off, threshold: black, dither: "floyd-steinberg" };
  const sixteen = { ...off, palette: { kind: "median-cut", colours: 16 } };
  /** What stands before each change, and the change of a round. @type {Record<string, [object, (round: number) => object]>} */
  const changes = {
    "to 128 × 64: size": [display, (i) => ({ ...display, scale: { ...size, width: 100 + i } })],
    "to 128 × 64: Lanczos": [display, (i) => ({ ...display, scale: { ...size, filter: "lanczos", width: 100 + i } })],
    "to 128 × 64: crop": [display, (i) => ({ ...display, crop: { x: i, y: i, width: 3000, height: 2000 } })],
    "to 128 × 64: brightness": [display, (i) => ({ ...display, adjust: { brightness: i + 1, contrast: 0, gamma: 1 } })],
    "to 128 × 64: threshold": [display, (i) => ({ ...display, threshold: { kind: "value", value: 100 + i } })],
    "all pixels: rotate": [full, (i) => ({ ...full, turn: { degrees: i % 2 ? 90 : 270, flip: "none", corners: "grow" } })],
    "all pixels: brightness": [full, (i) => ({ ...full, adjust: { brightness: i + 1, contrast: 0, gamma: 1 } })],
    "all pixels: threshold": [full, (i) => ({ ...full, threshold: { kind: "value", value: 100 + i } })],
    "all pixels: Bayer": [full, (i) => ({ ...full, dither: i % 2 ? "bayer-8" : "bayer-4" })],
    "all pixels: colours of a palette": [sixteen, (i) => ({ ...sixteen, palette: { kind: "median-cut", colours: i % 2 ? 16 : 8 } })],
    "all pixels: brightness before a palette": [sixteen, (i) => ({ ...sixteen, adjust: { brightness: i + 1, contrast: 0, gamma: 1 } })],
  };
  const first = await ask(display);
  /** @type {Record<string, number[]>} */
  const ms = {};
  for (const [name, [before, change]] of Object.entries(changes)) {
    ms[name] = [];
    for (let round = 0; round < rounds; round += 1) {
      if (round === 0) await ask(before);
      ms[name].push(await ask(change(round)));
    }
  }
  worker.terminate();
  return { first, ms };
}

const server = await serve(0);
const browser = await launch();
for (const path of pictures) {
  const page = await browser.newPage({ serviceWorkers: "block" });
  // Any page of the site, so that its workers may run.
  await page.goto(`${server.address}icon.svg`);
  const name = path.replace(/^.*\//, "");
  const answer = await page.evaluate(measure, /** @type {[string, number]} */ ([readFileSync(path).toString("base64"), rounds]));
  console.log(JSON.stringify({ pipeline: { name, ...answer } }));
  await page.close();
}
await browser.close();
await server.close();
