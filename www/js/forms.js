/**
 * Pictures that come as texts, as small files, or in formats that the browser reads: what a text or a file may be, and its
 * pixels as the page opens them.
 */

import { isBitText, looksLike } from "./files.js";

/** Longer texts of digits are files, not drawings. */
const MOST_DIGITS = 1 << 22;
/** Characters in which a text is looked for. */
const LOOKED_AT = 4096;
/** One of so many characters, at most, is none in a text. */
const UNKNOWN_PART = 10;

/** Formats that only the browser decodes. */
const OF_BROWSER = ["gif", "webp", "avif"];

/**
 * What a file may be: `browser`, a picture that only the browser decodes; `form`, a picture as a text or in a small format; `digits`,
 * a text of digits that may be pixels or the bytes of a file; `file`, anything else.
 * @param {string} name @param {Uint8Array} bytes @returns {"browser" | "form" | "digits" | "bits" | "file"}
 */
export function kindOf(name, bytes) {
  const kind = looksLike(bytes);
  if (kind && OF_BROWSER.includes(kind)) return "browser";
  if (isIcon(bytes)) return "form";
  if (kind || isNetpbm(bytes) || isSpam(bytes) || bytes.length === 0) return "file";
  const start = bytes.subarray(0, LOOKED_AT);
  const text = textOf(start);
  if (/pixelbits (matrix|hex):/.test(text)) return "form";
  // The heading of a text of a file's bits.
  if (/^\uFEFF?# pixelbits /.test(text)) return "bits";
  if (isBitText("", bytes)) return bytes.length > MOST_DIGITS ? "bits" : "digits";
  if (isSource(text)) return "form";
  return isBitText(name, bytes) ? "bits" : "file";
}

/** The text that some bytes are; empty where they are none: what UTF-8 does not know is rare in texts, comments of another age aside. @param {Uint8Array} bytes */
function textOf(bytes) {
  const text = bytes.includes(0) ? "" : new TextDecoder().decode(bytes);
  return (text.match(/\ufffd/g)?.length ?? 0) * UNKNOWN_PART > text.length ? "" : text;
}

/** An icon: a directory of pictures. @param {Uint8Array} bytes */
const isIcon = (bytes) => bytes.length > 22 && bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 1 && bytes[3] === 0 && bytes[4] > 0;

/** P1 to P7 and a blank. @param {Uint8Array} bytes */
const isNetpbm = (bytes) => bytes[0] === 0x50 && bytes[1] > 0x30 && bytes[1] < 0x38 && /\s/.test(String.fromCharCode(bytes[2] ?? 0));

/** The word and a blank. @param {Uint8Array} bytes */
const isSpam = (bytes) => /^SPAM\s/.test(String.fromCharCode(...bytes.subarray(0, 5)));

/** Numbers as source code has them, several. @param {string} text */
const isSource = (text) => (text.match(/\b(0x[0-9a-f]+|\d+|[Bb][01]{8})\s*,/gi)?.length ?? 0) > 1 || /[{[(=]\s*(b?["']|0x[0-9a-f]+)/i.test(text);

/** Pixels as bytes of red, green and blue, what is transparent laid on white. @param {{width: number, height: number, rgba: Uint8Array | Uint8ClampedArray}} picture */
export function opaque({ width, height, rgba }) {
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    const alpha = rgba[from + 3];
    for (let channel = 0; channel < 3; channel += 1) {
      rgb[to + channel] = alpha === 255 ? rgba[from + channel] : Math.round((rgba[from + channel] * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  return { width, height, rgb };
}

/** A picture that the browser decodes; null where it cannot. @param {Uint8Array} bytes */
export async function decodedByBrowser(bytes) {
  try {
    const blob = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)]);
    const bitmap = await createImageBitmap(blob, { premultiplyAlpha: "none", colorSpaceConversion: "none" });
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (!context) return null;
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    return opaque({ width, height, rgba: context.getImageData(0, 0, width, height).data });
  } catch {
    return null;
  }
}
