/**
 * node report.js native.jsonl browser.jsonl text.jsonl edits.jsonl: writes RESULTS.md and chart.svg beside this file, and prints
 * the former.
 */

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { arch, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { chart } from "./chart.js";
import { latencies } from "./latency.js";
import { pageCosts } from "./page-costs.js";
import { targets } from "./targets.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const [native, browserLines, commands, edits = []] = process.argv.slice(2).map((path) =>
  readFileSync(path, "utf8").trim().split("\n").filter(Boolean).map((line) => JSON.parse(line)),
);

const browser = browserLines.filter((line) => !line.costs);
const costs = browserLines.find((line) => line.costs)?.costs;

/** @param {number[]} list */
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
/** @param {string} path */
const title = (path) => path.split("/").at(-1)?.replace(".jpg", "") ?? path;
/** @param {number} ms */
const time = (ms) => (ms === undefined ? "–" : ms < 10 ? ms.toFixed(2) : ms.toFixed(1));
/** Size in megapixels first, then name. @param {{ name: string }[]} list */
const ordered = (list) => list.sort((a, b) => parseFloat(a.name) - parseFloat(b.name) || (a.name < b.name ? -1 : 1));

/** @param {string} heading @param {{ name: string, pixels: number, times: Map<string, number> }[]} pictures */
function table(heading, pictures) {
  const names = [...new Set(pictures.flatMap((p) => [...p.times.keys()]))];
  const lines = [
    `### ${heading}`,
    "",
    `| picture | ${names.join(" | ")} |`,
    `|---|${names.map(() => "---:").join("|")}|`,
  ];
  for (const { name, pixels, times } of ordered(pictures)) {
    const ours = times.get("pixelbits") ?? NaN;
    const cells = names.map((candidate) => {
      const ms = times.get(candidate);
      if (ms === undefined) return "–";
      const speed = `${time(ms)} ms, ${Math.round(pixels / ms / 1000)} MP/s`;
      return candidate === "pixelbits" ? `**${speed}**` : `${speed} (${(ms / ours).toFixed(2)}×)`;
    });
    lines.push(`| ${name} | ${cells.join(" | ")} |`);
  }
  return lines.join("\n");
}

/** @param {"inWasm" | "delivered" | "drawn"} key */
const browserTimes = (key) =>
  browser
    .filter((p) => !p.fault)
    .map((p) => ({
      name: title(p.url),
      pixels: p.width * p.height,
      times: new Map(p.rows.filter((r) => r[key].length).map((r) => [r.name, median(r[key])])),
    }));

const nativeTimes = native.map((p) => ({
  name: title(p.file),
  pixels: p.pixels,
  times: new Map(p.rows.map((r) => [r.name, r.median_ms])),
}));

/** The largest difference of any sample from this decoder's, over all pictures. */
const differences = new Map();
for (const picture of browser.filter((p) => !p.fault)) {
  for (const { name, difference } of picture.rows) differences.set(name, Math.max(differences.get(name) ?? 0, difference));
}
const sizes = ["pixelbits", "zune-jpeg", "jpeg-decoder", "libjpeg-turbo-rs"].map((name) => {
  const path = `${here}../out/bench/${name}.wasm`;
  return `${name} ${Math.round(gzipSync(readFileSync(path), { level: 9 }).length / 1000)} KB (${Math.round(statSync(path).size / 1000)} KB)`;
});

const faults = browser.flatMap((p) =>
  p.fault ? [`${title(p.url)}: ${p.fault}`] : p.rows.filter((r) => r.fault).map((r) => `${title(p.url)}, ${r.name}: ${r.fault}`),
);

/** @param {number} bytes */
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

function memory() {
  const lines = [
    "| picture | file | RGBA | wasm memory, strip by strip | the same, whole picture | over RGBA + file |",
    "|---|--:|--:|--:|--:|--:|",
  ];
  for (const { url, fileBytes, rgbaBytes, stripsBytes, wholeBytes } of costs.memory) {
    const over = wholeBytes - rgbaBytes - fileBytes;
    const cells = [fileBytes, rgbaBytes, stripsBytes, wholeBytes, over].map((bytes) => `${megabytes(bytes)} MB`);
    lines.push(`| ${title(url)} | ${cells.join(" | ")} |`);
  }
  return lines.join("\n");
}

/** Rows of one interleaved run, the first of which counts as 1. @param {{ name: string, ms: number[] }[]} rows */
function ratios(rows) {
  const base = median(rows[0].ms);
  return rows.map(({ name, ms }) => `${name} ${time(median(ms))} ms (${(median(ms) / base).toFixed(2)}×)`).join(", ");
}

const otherCosts = !costs
  ? ""
  : `## What else it costs

### Memory at its peak

Wasm memory of a fresh instance, the file in it.

${memory()}

### The observer

Decoding to component planes, in wasm, with the observer that does nothing and with one that keeps every span:
${costs.observers.map((/** @type {any} */ o) => `\n- ${title(o.url)}, ${o.spans} spans: ${ratios(o.rows)}`).join("")}

### The matrix of 0s and 1s

10 MB of noise, 64 bytes a line, in wasm: ${ratios(costs.text)}.

As whole processes: ${ratios(commands[0].commands)}.

${latencies(edits)}
${pageCosts(edits)}
### Growth

Nanoseconds a pixel, delivered: ${growth()}.
`;

/** Time a pixel of the same content at every size. */
function growth() {
  const same = browserTimes("delivered").filter((p) => /-420-q90$/.test(p.name));
  return ordered(same)
    .map(({ name, pixels, times }) => `${name} ${(((times.get("pixelbits") ?? NaN) * 1e6) / pixels).toFixed(1)}`)
    .join(", ");
}

const text = `# Results

\`make bench\` made these: medians of one interleaved run on one thread, compressed bytes in memory to RGBA. The figure in
brackets is the time as a multiple of this project's. ${cpus()[0]?.model.trim()} (${arch()}), Chromium
${browser[0]?.browser}. Pictures are mosaics of photographs (photos.py); their names give megapixels, sampling and quality.

![12 megapixels, baseline, 4:2:0, quality 90](chart.svg)

## Aims

${targets({ native: nativeTimes, delivered: browserTimes("delivered"), inWasm: browserTimes("inWasm"), drawn: browserTimes("drawn"), costs, edits }, median)}

## In the browser

Largest difference of a sample from this project's pixels, which are those of libjpeg-turbo's portable code:
${[...differences].slice(1).map(([name, value]) => `${name} ${value}`).join(", ")}.

The decoders as bare wasm, with gzip: ${sizes.join(", ")}.
${faults.length ? `\nNot possible:\n${faults.map((f) => `- ${f}`).join("\n")}\n` : ""}
${table("Delivered: RGBA in an array of JavaScript's", browserTimes("delivered"))}

${table("Left in wasm memory", browserTimes("inWasm"))}

${table("Drawn: from the file's bytes to a picture on a canvas", browserTimes("drawn"))}

## Natively

${table("Bytes to RGBA", nativeTimes)}

${otherCosts}`;
writeFileSync(`${here}RESULTS.md`, text);

/** What README shows of it. */
const readme = fileURLToPath(new URL("../../README.md", import.meta.url));
const shownTargets = text.slice(text.indexOf("## Aims") + 7, text.indexOf("## In the browser")).trim();
const [before, rest] = readFileSync(readme, "utf8").split("<!-- bench -->\n");
const after = rest?.split("<!-- end of bench -->")[1];
if (after === undefined) throw new Error("README.md has no place for the figures of the bench");
writeFileSync(readme, `${before}<!-- bench -->\n${shownTargets}\n<!-- end of bench -->${after}`);

const shown = (/** @type {{ name: string }[]} */ list) => list.find((p) => p.name === "12-420-q90");
writeFileSync(
  `${here}chart.svg`,
  chart([
    ["in the browser, delivered to JavaScript", shown(browserTimes("delivered"))],
    ["in the browser, drawn on a canvas", shown(browserTimes("drawn"))],
    ["natively", shown(nativeTimes)],
  ]),
);
console.log(text);
