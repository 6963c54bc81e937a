/**
 * What edits.js and pipeline.js have measured, as tables: how soon an edit is seen, how soon a bit is explained, and how soon the
 * Bitmap tab follows a change.
 *
 * @typedef {{edits?: {name: string, zoom: string, times: {changed: (number | null)[], shown: (number | null)[], whole: (number | null)[]}},
 *   explained?: {name: string, index: number, ms: number[]}, mapped?: {name: string, reached: [number, number][], stall: number},
 *   pipeline?: {name: string, first: number, ms: Record<string, number[]>}}} Line
 */

/** Flips seen that say something of the slowest. */
const ENOUGH = 5;

/** What part of a list is not above the value that is given. @param {(number | null)[]} list @param {number} part */
export function quantile(list, part) {
  const known = list.filter((ms) => ms !== null).sort((a, b) => a - b);
  return known[Math.min(known.length - 1, Math.floor(known.length * part))] ?? NaN;
}

/** @param {number} ms */
const time = (ms) => (Number.isNaN(ms) ? "–" : `${ms.toFixed(1)} ms`);

/** @param {Line[]} lines @returns {string} Markdown. */
export function latencies(lines) {
  const edits = lines.flatMap((line) => line.edits ?? []);
  const explained = lines.flatMap((line) => line.explained ?? []);
  if (!edits.length) return "";
  const rows = edits.map(({ name, zoom, times: { changed, shown, whole } }) => {
    const seen = changed.filter((ms) => ms !== null).length;
    const cells = [changed, shown, whole].map((list) => `${time(quantile(list, 0.5))} / ${time(quantile(list, 0.95))}`);
    return `| ${name.replace(".jpg", "")} | ${zoom} | ${seen} of ${changed.length} | ${cells.join(" | ")} |`;
  });
  const bits = explained.map(({ name, index, ms }) => {
    const cells = [quantile(ms, 0.5), quantile(ms, 0.99), Math.max(...ms), index].map(time);
    return `| ${name.replace(".jpg", "")} | ${cells.join(" | ")} |`;
  });
  const maps = lines.flatMap((line) => line.mapped ?? []);
  const mapped = maps.map(({ name, reached, stall }) => {
    const cells = reached.map(([, ms]) => `${(ms / 1000).toFixed(1)} s`);
    return `| ${name.replace(".jpg", "")} | ${cells.join(" | ")} | ${time(stall)} |`;
  });
  return [
    "### How soon an edit is seen",
    "",
    "Bits from all over the entropy-coded data are flipped on the page. From the key to the frame in which the view has changed at",
    "all, to that in which it looks as it does in the end (the whole picture: nearly so), and to the last change; median / 95 %.",
    "Not every flip changes what is looked at.",
    "",
    "| picture | view | changed the view | first change | as in the end | last change |",
    "|---|---|--:|--:|--:|--:|",
    ...rows,
    "",
    "### How soon a bit is explained",
    "",
    "Bits from all over the file, each for the first time, after the picture has been decoded; that counts separately.",
    "",
    "| picture | median | 99 % | longest | decoded |",
    "|---|--:|--:|--:|--:|",
    ...bits,
    "",
    "### How soon the damage map is of use",
    "",
    "Until so many bits have been flipped on trial: with 320 every one of the 256 stretches of coded data has had its first. And the",
    "longest time for which the page could not react meanwhile.",
    "",
    `| picture | ${(maps[0]?.reached ?? []).map(([n]) => `${n} trials`).join(" | ")} | longest stall |`,
    "|---|--:|--:|--:|",
    ...mapped,
    "",
    ...pipelines(lines),
  ].join("\n");
}

/** How soon the Bitmap tab follows. @param {Line[]} lines */
function pipelines(lines) {
  return lines.flatMap(({ pipeline }) => {
    if (!pipeline) return [];
    const rows = Object.entries(pipeline.ms).map(([what, ms]) => `| ${what} | ${[quantile(ms, 0.5), Math.max(...ms)].map(time).join(" | ")} |`);
    return [
      "### How soon the Bitmap tab follows a change",
      "",
      `${pipeline.name.replace(".jpg", "")}, from the question to the worker's answer, preview and text included. The first answer, for which`,
      `the picture is decoded, takes ${time(pipeline.first)}.`,
      "",
      "| what is changed | median | longest |",
      "|---|--:|--:|",
      ...rows,
      "",
    ];
  });
}

/** Rows for the table of aims. @param {Line[]} lines @returns {[string, string, string, boolean][]} */
export function latencyTargets(lines) {
  const shown = lines.flatMap(({ edits }) => {
    if (!edits || edits.times.changed.filter((ms) => ms !== null).length < ENOUGH) return [];
    const ms = quantile(edits.times.shown, 0.95);
    const what = `a flip seen, 95 % (${edits.name.replace(".jpg", "")}, ${edits.zoom})`;
    return [/** @type {[string, string, string, boolean]} */ ([what, "≤ 50 ms", time(ms), ms <= 50])];
  });
  const explained = lines.flatMap(({ explained }) => {
    if (!explained) return [];
    const ms = Math.max(...explained.ms);
    const what = `any bit explained (${explained.name.replace(".jpg", "")})`;
    return [/** @type {[string, string, string, boolean]} */ ([what, "≤ 5 ms", time(ms), ms <= 5])];
  });
  const followed = lines.flatMap(({ pipeline }) => {
    if (!pipeline) return [];
    const ms = Math.max(...Object.values(pipeline.ms).map((list) => quantile(list, 0.5)));
    const what = `any change of the Bitmap tab followed (${pipeline.name.replace(".jpg", "")})`;
    return [/** @type {[string, string, string, boolean]} */ ([what, "≤ 150 ms", time(ms), ms <= 150])];
  });
  return [...shown, ...explained, ...followed];
}
