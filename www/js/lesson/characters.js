/** Text as bytes, and bytes read as text, by the encodings that lessons speak of. */

export const ENCODINGS = Object.freeze(
  /** @type {const} */ (["ascii", "koi8-r", "windows-1251", "utf-8", "utf-16be"]),
);

/** @typedef {(typeof ENCODINGS)[number]} Encoding */

/** What stands for bytes that are no character. */
const REPLACEMENT = "\ufffd";

/** Code of each character of a one-byte encoding, from the browser's own table of its 256 codes. @type {Map<Encoding, Map<string, number>>} */
const tables = new Map();

/** @param {Encoding} encoding */
function tableOf(encoding) {
  let table = tables.get(encoding);
  if (!table) {
    const decoder = new TextDecoder(encoding);
    const codes = Array.from({ length: 256 }, (_, code) => /** @type {const} */ ([decoder.decode(Uint8Array.of(code)), code]));
    table = new Map(codes);
    tables.set(encoding, table);
  }
  return table;
}

/** The bytes of one character; null where the encoding lacks it. @param {string} character @param {Encoding} encoding */
function bytesOf(character, encoding) {
  const code = character.codePointAt(0) ?? 0;
  if (encoding === "ascii") return code < 128 ? [code] : null;
  if (encoding === "utf-8") return [...new TextEncoder().encode(character)];
  if (encoding === "utf-16be") {
    return Array.from({ length: character.length }, (_, at) => character.charCodeAt(at)).flatMap((unit) => [unit >> 8, unit & 255]);
  }
  const known = tableOf(encoding).get(character);
  return known === undefined ? null : [known];
}

/**
 * @param {string} text @param {Encoding} encoding
 * @returns {{characters: {character: string, bytes: number[] | null}[], bytes: Uint8Array, missing: string[]}}
 *   `missing`: the characters that the encoding lacks, each once.
 */
export function encode(text, encoding) {
  const characters = [...text].map((character) => ({ character, bytes: bytesOf(character, encoding) }));
  return {
    characters,
    bytes: Uint8Array.from(characters.flatMap(({ bytes }) => bytes ?? [])),
    missing: [...new Set(characters.filter(({ bytes }) => !bytes).map(({ character }) => character))],
  };
}

/** Bytes read as if they were text of an encoding; control characters are shown as dots. @param {Uint8Array} bytes @param {Encoding} encoding */
export function decode(bytes, encoding) {
  const text =
    encoding === "ascii"
      ? Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : REPLACEMENT)).join("")
      : new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  return text.replace(/\p{Cc}/gu, "·");
}

/** @param {number} byte */
export const hexByte = (byte) => byte.toString(16).toUpperCase().padStart(2, "0");

/** @param {number} byte */
export const bitsOfByte = (byte) => byte.toString(2).padStart(8, "0");
