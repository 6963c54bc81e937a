/**
 * What page.js has measured, as a table: what the page costs who opens it, and how it bears a large file.
 *
 * @typedef {{files: number, bytes: number, zipped: number}} Sum Files, and their bytes with and without gzip.
 * @typedef {{loads?: {first: number, tasks: number[]}[], sizes?: {before: Sum, all: Sum},
 *   large?: {bytes: number, width: number, height: number, scrolled: number[], zoomed: number[],
 *   memory: {before: number, open: number, after: number}}}} Line
 */

import { quantile } from "./latency.js";

/** A frame that came later than the display's next turn. */
const LATE_MS = 25;

/** @param {number} ms */
const time = (ms) => `${ms.toFixed(ms < 100 ? 1 : 0)} ms`;
/** @param {number} bytes */
const kilobytes = (bytes) => `${Math.round(bytes / 1000)} KB`;
/** @param {number} bytes */
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

/** @param {Line[]} lines */
const found = (lines) => ({
  loads: lines.flatMap(({ loads }) => loads ?? []),
  sizes: lines.find(({ sizes }) => sizes)?.sizes,
  large: lines.find(({ large }) => large)?.large,
});

/** @param {Line[]} lines @returns {string} Markdown. */
export function pageCosts(lines) {
  const { loads, sizes, large } = found(lines);
  if (!sizes || !large || !loads.length) return "";
  const firsts = loads.map(({ first }) => first);
  const longest = loads.map(({ tasks }) => Math.max(0, ...tasks));
  const sum = ({ files, bytes, zipped }) => `${files} files, ${kilobytes(bytes)}, ${kilobytes(zipped)} with gzip`;
  const gesture = (list) => `${time(quantile(list, 0.5))} / ${time(quantile(list, 0.95))} / ${Math.round((100 * list.filter((ms) => ms <= LATE_MS).length) / list.length)} %`;
  const { before, open, after } = large.memory;
  return [
    "### What the page costs",
    "",
    "In a headless Chromium without a graphics card, from a server on the same machine. Frames are those of three seconds of turning the",
    `wheel as fast as frames come, with a file of ${megabytes(large.bytes)} and ${Math.round((large.width * large.height) / 1e6)} megapixels open: median / 95 % / in time.`,
    "",
    "| | |",
    "|---|--:|",
    `| cold load to the first picture with coloured bits, median / longest | ${time(quantile(firsts, 0.5))} / ${time(Math.max(...firsts))} |`,
    `| loaded until then | ${sum(sizes.before)} |`,
    `| with what is loaded behind it | ${sum(sizes.all)} |`,
    `| longest task of the page meanwhile, median / longest | ${time(quantile(longest, 0.5))} / ${time(Math.max(...longest))} |`,
    `| frames while the bits scroll | ${gesture(large.scrolled)} |`,
    `| frames while the picture is zoomed | ${gesture(large.zoomed)} |`,
    `| memory of the page: with a small file, with the large one, when that is closed | ${[before, open, after].map(megabytes).join(", ")} |`,
    "",
  ].join("\n");
}

/** Rows for the table of aims. @param {Line[]} lines @returns {[string, string, string, boolean][]} */
export function pageTargets(lines) {
  const { loads, large } = found(lines);
  /** @type {[string, string, string, boolean][]} */
  const rows = [];
  if (loads.length) {
    const ms = quantile(loads.map(({ first }) => first), 0.5);
    rows.push(["cold load to the first picture with coloured bits", "≤ 1 s", time(ms), ms <= 1000]);
  }
  if (large) {
    for (const [what, list] of /** @type {const} */ ([["the bits of a 20 MB file scroll", large.scrolled], ["its picture is zoomed", large.zoomed]])) {
      const ms = quantile(list, 0.95);
      rows.push([`${what}: a frame, 95 %`, "≤ 17 ms", time(ms), ms <= 17]);
    }
    const { before, after } = large.memory;
    rows.push(["memory kept of a 20 MB file that is closed, and can come back", "≤ 32 MB", megabytes(Math.max(0, after - before)), after - before <= 32e6]);
  }
  return rows;
}
