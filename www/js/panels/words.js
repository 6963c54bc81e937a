/** How fields, their values and faults are worded. */

import { has, number, t } from "../i18n/index.js";
import { hex, position } from "../position.js";

/** @typedef {import("../store.js").Fields} Fields @typedef {import("../store.js").Fault} Fault */

/** The standard's own symbol with its number: `Qk 4`, `DHT`. @param {Fields} fields @param {number} i */
export function fieldName(fields, i) {
  const name = fields.name[i];
  const shown = has(`symbol.${name}`) ? t(`symbol.${name}`) : name;
  const index = fields.index[i];
  // Directories are numbered by their names.
  if (index < 0 || name.includes("IFD")) return shown;
  // Tag numbers of EXIF are written as the standard writes them; rows are counted.
  return index >= 0x100 && !/^(row|padding)$/i.test(name) ? `${shown} 0x${hex(index, 4)}` : `${shown} ${index}`;
}

/**
 * What a field means, in a few words; empty where the dictionary has none. The standard uses some symbols twice, so the
 * segment's name is tried first.
 * @param {Fields} fields @param {number} i @param {number} segment The field of depth 0 above.
 */
export function fieldMeaning(fields, i, segment) {
  const name = fields.name[i];
  const family = fields.name[segment].replace(/\d+$/, "");
  const process = family === "SOS" ? processBefore(fields, segment) : "";
  const coding = process.includes("arithmetic") ? "arithmetic" : "";
  const kind = process.includes("lossless") ? "lossless" : coding;
  const keys = [
    `field.${family}.${kind}-${coding}.${name}`,
    `field.${family}.${kind}.${name}`,
    `field.${family}.${name}`,
    `field.${name}`,
    `field.${name.replace(/\d+$/, "")}`,
  ];
  if (i === segment) keys.unshift(`segment.${fields.value[i]}`);
  for (const key of keys) {
    if (has(key)) return t(key, { n: Math.max(0, fields.index[i]) });
  }
  return "";
}

/** The process of the frame that a scan header belongs to. @param {Fields} fields @param {number} segment */
function processBefore(fields, segment) {
  for (let i = segment; i >= 0; i -= 1) {
    if (fields.depth[i] === 0 && fields.name[i].startsWith("SOF")) return String(fields.value[i] ?? "");
  }
  return "";
}

/** @param {Fields} fields @param {number} i */
export function fieldValue(fields, i) {
  const value = fields.value[i];
  if (value === null || value === undefined) return "";
  switch (fields.kind[i]) {
    case 1:
      return isCode(fields.name[i]) ? `0x${hex(Number(value), 2)}` : number(Number(value));
    case 3:
      for (const key of [`value.${value}`, `process.${value}`]) if (has(key)) return t(key);
      return String(value);
    case 4:
      return `“${value}”`;
    default:
      return String(value);
  }
}

/** Markers are known by their hexadecimal codes. @param {string} name */
const isCode = (name) => name === "Marker" || name === "marker";

/** Faults that concern no place in the file, or tell their place themselves. */
const PLACELESS = [
  "empty",
  "unknown-format",
  "other-format",
  "tables-only",
  "no-image",
  "stopped",
  "worker-lost",
  "parameter",
  "edit-place",
  "edit-value",
  "limit-memory",
  "too-many-colours",
];

/** One sentence and the place. @param {Fault} fault */
export function faultSentence(fault) {
  const key = `fault.${fault.code}`;
  const { value, line = 0, column = 0 } = fault;
  const character = value >= 0x20 && value <= 0x10ffff ? String.fromCodePoint(value) : `0x${hex(value)}`;
  const name = fault.name && has(`format.${fault.name}`) ? t(`format.${fault.name}`) : "";
  const values = { n: value, hex: `0x${hex(value)}`, line: String(line), column: String(column), character, name };
  const sentence = has(key) ? t(key, values) : t("fault.other", { code: fault.code });
  return PLACELESS.includes(fault.code) || fault.code.startsWith("text-")
    ? t("fault.plain", { sentence })
    : t("fault.at", { sentence, at: position(fault.at) });
}

/** What can be done about it; empty where nothing more than the sentence can be said. @param {Fault} fault */
export function faultAdvice(fault) {
  for (const key of [`advice.${fault.code}`, `advice.kind.${fault.kind}`]) if (has(key)) return t(key);
  return "";
}
