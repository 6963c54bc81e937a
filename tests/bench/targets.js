/**
 * What the project aims at, beside what a run has measured.
 *
 * @typedef {import('./chart.js').Picture} Picture
 * @typedef {{ native: Picture[], delivered: Picture[], inWasm: Picture[], drawn: Picture[], costs: any,
 *   edits: (import('./latency.js').Line & import('./page-costs.js').Line)[] }} Run
 */

import { latencyTargets } from "./latency.js";
import { pageTargets } from "./page-costs.js";

const WASM_PEERS = ["zune-jpeg", "jpeg-decoder", "libjpeg-turbo-rs", "@jsquash/jpeg", "jpeg-js"];

/** How often as fast as the fastest of `peers` our `candidate` is. @param {Picture} picture @param {string[]} peers @param {string} candidate */
function lead(picture, peers, candidate = "pixelbits") {
  const theirs = peers.flatMap((peer) => picture.times.get(peer) ?? []);
  const own = picture.times.get(candidate);
  return own === undefined || !theirs.length ? NaN : Math.min(...theirs) / own;
}

/** The picture where the lead is smallest. @param {Picture[]} pictures @param {string[]} peers @param {string} [candidate] */
function smallest(pictures, peers, candidate) {
  const leads = pictures.map((picture) => ({ name: picture.name, lead: lead(picture, peers, candidate) }));
  return leads.filter((l) => !Number.isNaN(l.lead)).sort((a, b) => a.lead - b.lead)[0];
}

/** @param {Run} run @param {(list: number[]) => number} median @returns {string} A Markdown table. */
export function targets(run, median) {
  const progressive = (/** @type {Picture} */ p) => p.name.includes("progressive");
  const baseline = (/** @type {Picture} */ p) => !progressive(p);
  /** @type {[string, string, string, boolean][]} */
  const rows = [];
  /** @param {string} what @param {number} least @param {Picture[]} pictures @param {string[]} peers @param {string} [candidate] */
  const ahead = (what, least, pictures, peers, candidate) => {
    const found = smallest(pictures, peers, candidate);
    if (!found) return;
    rows.push([what, `≥ ${least}×`, `${found.lead.toFixed(2)}× (${found.name})`, found.lead >= least]);
  };
  const only = (/** @type {Picture[]} */ list, /** @type {string} */ name) => list.filter((p) => p.name === name);
  const main = "12-420-q90";
  ahead("baseline, delivered, one thread, over the fastest other wasm", 2, run.delivered.filter(baseline), WASM_PEERS);
  ahead("baseline, delivered, one thread, over ImageDecoder", 1, only(run.delivered, main), ["ImageDecoder"]);
  const pool = "pixelbits, workers";
  ahead("baseline, delivered, workers, over ImageDecoder", 1.5, only(run.delivered, main), ["ImageDecoder"], pool);
  ahead("baseline, left in wasm, over the fastest other", 1.8, only(run.inWasm, main), WASM_PEERS);
  ahead("baseline, drawn, over createImageBitmap", 1, only(run.drawn, main), ["createImageBitmap"]);
  ahead("the same with workers", 1, only(run.drawn, main), ["createImageBitmap"], pool);
  const browsers = ["createImageBitmap", "ImageDecoder"];
  ahead("progressive, delivered, over the fastest other wasm", 1.5, run.delivered.filter(progressive), WASM_PEERS);
  ahead("progressive, delivered, over the browser", 1.2, run.delivered.filter(progressive), browsers);
  ahead("natively, over libjpeg-turbo with SIMD", 0.8, run.native.filter(baseline), ["libjpeg-turbo"]);
  ahead("natively, over zune-jpeg", 1.1, run.native.filter(baseline), ["zune-jpeg"]);
  for (const size of ["2", "12"]) {
    const [plain, restarts] = ["", "-restarts"].map((end) => only(run.delivered, `${size}-420-q90${end}`)[0]?.times.get("pixelbits"));
    if (plain && restarts) rows.push([`${size} MP with restarts, time over that without`, "≤ 1×", `${(restarts / plain).toFixed(2)}×`, restarts <= plain * 1.02]);
  }
  if (run.costs && !run.costs.fault) {
    const [text, fill] = run.costs.text.map((/** @type {any} */ row) => median(row.ms));
    rows.push(["matrix of 0s and 1s, time over that of filling", "≤ 2×", `${(text / fill).toFixed(2)}×`, text <= 2 * fill]);
    for (const { url, rows: [none, all] } of run.costs.observers) {
      const ratio = median(all.ms) / median(none.ms);
      rows.push([`every span recorded, time over none (${url.split("/").at(-1)})`, "≤ 2×", `${ratio.toFixed(2)}×`, ratio <= 2]);
    }
    const large = run.costs.memory.find((/** @type {any} */ m) => m.url.includes("/48-420-q90.jpg"));
    if (large) {
      const over = (large.wholeBytes - large.rgbaBytes - large.fileBytes) / 1e6;
      rows.push(["48 MP baseline, wasm memory over RGBA + file", "≤ 16 MB", `${over.toFixed(1)} MB`, over <= 16]);
    }
  }
  rows.push(...latencyTargets(run.edits), ...pageTargets(run.edits));
  const lines = rows.map(([what, aim, found, reached]) => `| ${what} | ${aim} | ${reached ? found : `**${found}**`} |`);
  return ["| | aim | measured |", "|---|--:|--:|", ...lines, "", "Where several pictures count, the worst of them is given; what misses its aim is bold."].join("\n");
}
