/**
 * node report.js native.jsonl browser.jsonl: writes RESULTS.md and chart.svg beside this file, and prints the table.
 */

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { arch, cpus } from "node:os";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const [native, browser] = process.argv.slice(2).map((path) =>
  readFileSync(path, "utf8").trim().split("\n").filter(Boolean).map((line) => JSON.parse(line)),
);

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

const text = `# Results

\`make bench\` made these: medians of one interleaved run on one thread, compressed bytes in memory to RGBA. The figure in
brackets is the time as a multiple of this project's. ${cpus()[0]?.model.trim()} (${arch()}), Chromium
${browser[0]?.browser}. Pictures are mosaics of photographs (photos.py); their names give megapixels, sampling and quality.

![12 megapixels, baseline, 4:2:0, quality 90](chart.svg)

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
`;
writeFileSync(`${here}RESULTS.md`, text);

/** Bars, the fastest first. */
function chart() {
  const find = (/** @type {{ name: string }[]} */ list) => list.find((p) => p.name === "12-420-q90");
  const groups = [
    ["in the browser, delivered to JavaScript", find(browserTimes("delivered"))],
    ["in the browser, drawn on a canvas", find(browserTimes("drawn"))],
    ["natively", find(nativeTimes)],
  ];
  let y = 8;
  const parts = [];
  for (const [label, picture] of groups) {
    if (!picture) continue;
    const rows = [...picture.times].map(([name, ms]) => [name, picture.pixels / ms / 1000]).sort((a, b) => b[1] - a[1]);
    const scale = 330 / rows[0][1];
    parts.push(`<text x="8" y="${y + 14}" font-weight="bold">${label}, MP/s</text>`);
    y += 22;
    for (const [name, speed] of rows) {
      const own = name === "pixelbits";
      parts.push(
        `<text x="158" y="${y + 13}" text-anchor="end">${name}</text>`,
        `<rect x="164" y="${y + 2}" width="${(speed * scale).toFixed(1)}" height="14" fill="${own ? "#0a7d5a" : "#9aa5b1"}"/>`,
        `<text x="${(170 + speed * scale).toFixed(1)}" y="${y + 13}">${Math.round(speed)}</text>`,
      );
      y += 18;
    }
    y += 10;
  }
  const style = "text{font:12px sans-serif;fill:#222}@media(prefers-color-scheme:dark){text{fill:#ddd}}";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 540 ${y}" width="540" height="${y}"><style>${style}</style>${parts.join("\n")}</svg>\n`;
}
writeFileSync(`${here}chart.svg`, chart());
console.log(text);
