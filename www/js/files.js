/**
 * Files in and out: names, kinds, and handing a file to the reader.
 */

const EXTENSIONS = /** @type {Record<string, string>} */ ({
  jpeg: "jpg",
  png: "png",
  gif: "gif",
  bmp: "bmp",
  webp: "webp",
  tiff: "tif",
});

/** First bytes by which files are known. @type {[string, number[]][]} */
const SIGNATURES = [
  ["jpeg", [0xff, 0xd8]],
  ["png", [0x89, 0x50, 0x4e, 0x47]],
  ["gif", [0x47, 0x49, 0x46, 0x38]],
  ["bmp", [0x42, 0x4d]],
  ["tiff", [0x49, 0x49, 0x2a, 0]],
  ["tiff", [0x4d, 0x4d, 0, 0x2a]],
  ["jxl", [0xff, 0x0a]],
  ["jp2", [0, 0, 0, 12, 0x6a, 0x50]],
  ["pdf", [0x25, 0x50, 0x44, 0x46]],
  ["zip", [0x50, 0x4b, 3, 4]],
];

/** What a file looks like from its first bytes; null where it looks like nothing in the list. @param {Uint8Array} bytes */
export function looksLike(bytes) {
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WEBP") return "webp";
  if (ascii(bytes, 4, 8) === "ftyp") return ascii(bytes, 8, 12).startsWith("avi") ? "avif" : "heic";
  return SIGNATURES.find(([, start]) => start.every((byte, i) => bytes[i] === byte))?.[0] ?? null;
}

/** @param {Uint8Array} bytes @param {number} from @param {number} to */
const ascii = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));

/** Characters that bit, hexadecimal and decimal texts are made of, comments aside. */
const TEXT = /^\uFEFF?(#[^\n]*\n)?[\s0-9A-Fa-f:]*$/;

/**
 * Whether a file may be a text of bits. A name that ends in .txt says so; otherwise its first characters must.
 * @param {string} name @param {Uint8Array} bytes
 */
export function isBitText(name, bytes) {
  if (looksLike(bytes)) return false;
  const start = bytes.subarray(0, 4096);
  if (start.length === 0 || start.includes(0)) return false;
  if (TEXT.test(new TextDecoder("utf-8").decode(start))) return true;
  return /\.txt$/i.test(name);
}

/** A name without its last extension. @param {string} name */
export const stem = (name) => name.replace(/\.[^./\\]{1,5}$/, "") || name;

/** `photo.jpg` → `photo.matrix.txt`. @param {string} name @param {string} ending */
export const named = (name, ending) => `${stem(name)}.${ending}`;

/** `photo.jpg` → `photo.edited.jpg`. @param {string} name */
export const edited = (name) => `${stem(name)}.edited${name.slice(stem(name).length)}`;

/** `photo.matrix.txt` → `photo.jpg`: what a text read back is called. @param {string} name @param {Uint8Array} bytes */
export function nameOfRestored(name, bytes) {
  const plain = stem(name).replace(/\.(matrix|bits|hex|decimal)$/i, "") || "restored";
  const kind = looksLike(bytes);
  return `${plain}.${kind ? (EXTENSIONS[kind] ?? kind) : "bin"}`;
}

/** Hands a file to the reader. @param {string} name @param {BlobPart[]} parts @param {string} type */
export function download(name, parts, type) {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the blob after the click; a minute is ample even for a slow disk.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
