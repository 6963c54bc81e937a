/**
 * What in a file tells of the program that wrote it, besides its quantisers: the kind of Huffman tables, the order of scans, and
 * what segments say. Each is a sign, not a proof: anybody may write any of them.
 *
 * @typedef {import("./store.js").Doc} Doc
 * @typedef {import("./store.js").Fields} Fields
 * @typedef {import("../pkg/workshop.js").Statistics} Statistics
 *
 * @typedef {object} Sign
 * @property {string} key Of the dictionaries. @property {Record<string, string | number>} values
 * @property {import("./store.js").BitRange | null} range Where it stands.
 */

/** The scans of libjpeg's own progressive script: components, band, bits. Of YCbCr; and of anything else, where AC scans are of all. */
const COLOUR = "0,1,2:0-0/0/1 0:1-5/0/2 2:1-63/0/1 1:1-63/0/1 0:6-63/0/2 0:1-63/2/1 0,1,2:0-0/1/0 2:1-63/1/0 1:1-63/1/0 0:1-63/1/0";
/** Comments that are shown, and how much of a text. */
const MOST_COMMENTS = 3;
const MOST_TEXT = 160;

/** @param {number} components */
function plainScript(components) {
  const all = Array.from({ length: components }, (_, i) => i);
  const each = (/** @type {string} */ band) => all.map((i) => `${i}:${band}`);
  return [`${all}:0-0/0/1`, ...each("1-5/0/2"), ...each("6-63/0/2"), ...each("1-63/2/1"), `${all}:0-0/1/0`, ...each("1-63/1/0")].join(" ");
}

/** @param {string} text */
const shortened = (text) => {
  const clean = text.replaceAll(/[\s\0]+/g, " ").trim();
  return clean.length > MOST_TEXT ? `${clean.slice(0, MOST_TEXT - 1)}…` : clean;
};

/** @param {Statistics} found @returns {Sign[]} */
function ofHuffman({ tables }) {
  const used = tables.filter(({ segment, uses }) => segment >= 0 && uses.some((count) => count > 0));
  if (used.length === 0) return [];
  if (used.every(({ standard }) => standard > 0)) return [{ key: "signs.huffman.standard", values: {}, range: null }];
  const codes = used.flatMap(({ symbols, uses }) => [...symbols].map((symbol) => uses[symbol]));
  const idle = codes.filter((count) => count === 0).length;
  const key = idle === 0 ? "signs.huffman.best" : "signs.huffman.own";
  return [{ key, values: { n: idle === 0 ? codes.length : idle }, range: null }];
}

/** @param {NonNullable<Doc["picture"]>} picture @returns {Sign[]} */
function ofScans({ scans, components, colour }) {
  if (scans.length === 0 || !scans.every(({ process }) => process === "progressive" || process === "progressive-arithmetic")) return [];
  const script = scans.map(({ parts, ss, se, ah, al }) => `${[...parts]}:${ss}-${se}/${ah}/${al}`).join(" ");
  const own = colour === "ycbcr" ? COLOUR : plainScript(components.length);
  return [{ key: script === own ? "signs.scans.libjpeg" : "signs.scans.own", values: { n: scans.length }, range: null }];
}

/** The fields of a segment. @param {Fields} fields @param {number} segment */
function within({ depth, name }, segment) {
  let end = segment + 1;
  while (end < name.length && depth[end] > 0) end += 1;
  return Array.from({ length: end - segment - 1 }, (_, i) => segment + 1 + i);
}

/** What application segments and comments say. @param {Doc} doc @returns {Sign[]} */
function ofSegments({ fields: f, bytes }) {
  /** @type {Sign[]} */
  const signs = [];
  const range = (/** @type {number} */ field) => ({ start: f.start[field], bits: f.bits[field] });
  const add = (/** @type {string} */ key, /** @type {number} */ field, /** @type {Sign["values"]} */ values = {}) => signs.push({ key: `signs.${key}`, values, range: range(field) });
  let comments = 0;
  for (let i = 0; i < f.name.length; i += 1) {
    // Pictures inside may have other writers: only the file's own segments count.
    if (f.depth[i] !== 0) continue;
    const inside = within(f, i);
    const find = (/** @type {string} */ name) => inside.find((field) => f.name[field] === name && f.bits[field] > 0);
    const kind = f.value[i];
    if (f.name[i] === "COM" && typeof kind === "string" && comments < MOST_COMMENTS && /\w/.test(kind)) {
      comments += 1;
      add("comment", i, { text: shortened(kind) });
    } else if (kind === "Exif") {
      const named = ["Make", "Model", "Software"].map(find).filter((field) => field !== undefined);
      const text = named.map((field) => shortened(String(f.value[field]))).filter(Boolean).join(", ");
      if (text) add("exif", named[0], { text });
    } else if (kind === "XMP") {
      const packet = find("packet");
      const tool = packet === undefined ? null : String(f.value[packet]).match(/CreatorTool(?:="([^"]+)"|>([^<]+)<)/);
      if (packet !== undefined && tool) add("xmp", packet, { text: shortened(tool[1] ?? tool[2]) });
    } else if (kind === "Ducky") {
      const data = find("data");
      // A tag of 2 bytes, 1 for the quality, its length of 2 bytes, 4, and the number.
      const at = data === undefined ? 0 : f.start[data] / 8;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const states = data !== undefined && f.bits[data] >= 64 && view.getUint16(at) === 1 && view.getUint16(at + 2) === 4;
      if (states) add("ducky", i, { n: view.getUint32(at + 4) });
    } else if (kind === "Photoshop") add("photoshop", i);
    else if (kind === "Adobe") {
      const flags = ["flags0", "flags1"].map((name) => Number(f.value[find(name) ?? -1] ?? 0));
      add(flags.some((value) => value !== 0) ? "adobe" : "adobe.plain", i);
    }
  }
  return signs;
}

/** @param {Doc} doc @param {Statistics | null} found @returns {Sign[]} */
export const signsOf = (doc, found) => [...(found ? ofHuffman(found) : []), ...(doc.picture ? ofScans(doc.picture) : []), ...ofSegments(doc)];
