/**
 * The selection as text: bits as they are; hex, decimal, text and C array by the whole bytes that the selection touches.
 *
 * @typedef {import("../store.js").BitRange} BitRange
 * @typedef {import("./bits-source.js").Source} Source
 *
 * @typedef {"bits" | "hex" | "decimal" | "text" | "c"} CopyForm
 */

export const COPY_FORMS = /** @type {readonly CopyForm[]} */ (Object.freeze(["bits", "hex", "decimal", "text", "c"]));

/** More than this is for a file, not for the clipboard. */
export const MOST_BYTES = 1 << 20;

/** The bytes that a range touches. @param {BitRange} range */
export function touched(range) {
  const from = Math.floor(range.start / 8);
  return { from, count: Math.ceil((range.start + range.bits) / 8) - from };
}

/** A file name as a C identifier: `my cat.jpg` → `my_cat_jpg`. @param {string} name */
export function identifier(name) {
  const clean = name.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+|_+$/g, "") || "data";
  return /^\d/.test(clean) ? `_${clean}` : clean;
}

/** @param {string[]} items @param {number} perLine @param {string} between */
function lines(items, perLine, between) {
  let text = "";
  items.forEach((item, i) => {
    text += i === 0 ? item : i % perLine === 0 ? `\n${item}` : between + item;
  });
  return text;
}

/**
 * @param {Uint8Array} bytes The bytes that the range touches.
 * @param {BitRange} range
 * @param {CopyForm} form
 * @param {{columns: number, name: string}} of Columns of the matrix; the source's name.
 */
export function copyText(bytes, range, form, of) {
  const perLine = Math.max(1, Math.floor(of.columns / 8));
  switch (form) {
    case "bits": {
      let text = "";
      const skip = range.start % 8;
      for (let i = 0; i < range.bits; i++) {
        // Lines and gaps fall where the matrix has them.
        if (i > 0 && (range.start + i) % of.columns === 0) text += "\n";
        else if (i > 0 && (range.start + i) % 8 === 0) text += " ";
        text += (bytes[(skip + i) >> 3] >> (7 - ((skip + i) & 7))) & 1;
      }
      return text;
    }
    case "hex":
      return lines(Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")), perLine, " ");
    case "decimal":
      return lines(Array.from(bytes, String), perLine, " ");
    case "text":
      try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      } catch {
        return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
      }
    case "c": {
      const items = Array.from(bytes, (byte) => `0x${byte.toString(16).toUpperCase().padStart(2, "0")},`);
      const body = lines(items, 12, " ").replace(/^/gm, "    ");
      return `static const unsigned char ${identifier(of.name)}_at_0x${touched(range).from.toString(16).toUpperCase()}[${bytes.length}] = {\n${body}\n};\n`;
    }
  }
}
