/** Resolution: pixels, lengths, and pixels per inch. */

/** Millimetres of each unit of length. */
export const MILLIMETRES = Object.freeze({ mm: 1, cm: 10, inch: 25.4 });

/** @typedef {keyof typeof MILLIMETRES} Unit */

/** A length in pixels: 10 cm at 254 ppi are 1000. @param {number} length @param {Unit} unit @param {number} ppi */
export const pixelsOf = (length, unit, ppi) => (length * MILLIMETRES[unit] * ppi) / MILLIMETRES.inch;

/** Pixels as a length: 1000 at 254 ppi are 10 cm. @param {number} pixels @param {Unit} unit @param {number} ppi */
export const lengthOf = (pixels, unit, ppi) => (pixels * MILLIMETRES.inch) / ppi / MILLIMETRES[unit];

/** Units an inch: what a density of each kind is multiplied by. @type {Record<string, number>} */
const JFIF_UNITS = { inch: 1, centimetre: 2.54 };
/** @type {Record<string, number>} */
const EXIF_UNITS = { 2: 1, 3: 2.54 };

/**
 * The density that the file states, in pixels an inch: JFIF's (T.871 10.1: units 1 inch, 2 cm) or, failing that, EXIF's
 * (Exif 4.6.4: ResolutionUnit 2 inch, 3 cm); null where it states none.
 * @param {import("../store.js").Fields} fields
 * @returns {{ppi: number, source: "JFIF" | "EXIF"} | null}
 */
export function statedDensity(fields) {
  const jfif = density(number(fields, "Xdensity"), JFIF_UNITS[valueOf(fields, "units") ?? ""]);
  if (jfif) return { ppi: jfif, source: "JFIF" };
  const exif = density(number(fields, "XResolution"), EXIF_UNITS[valueOf(fields, "ResolutionUnit") ?? "2"]);
  return exif ? { ppi: exif, source: "EXIF" } : null;
}

/** @param {number | null} value @param {number | undefined} perInch */
function density(value, perInch) {
  const ppi = (value ?? 0) * (perInch ?? 0);
  return Number.isFinite(ppi) && ppi > 0 ? Math.round(ppi * 100) / 100 : null;
}

/** A field's value, a fraction "72/1" worked out. @param {import("../store.js").Fields} fields @param {string} name */
function number(fields, name) {
  const [above, below = "1"] = (valueOf(fields, name) ?? "").split("/");
  const quotient = Number(above) / Number(below);
  return Number.isFinite(quotient) ? quotient : null;
}

/** What the first field of a name says; IFD1 speaks of the thumbnail. @param {import("../store.js").Fields} fields @param {string} name */
function valueOf({ name: names, value }, name) {
  const at = names.indexOf(name);
  const thumbnail = names.indexOf("IFD1");
  if (at < 0 || (thumbnail >= 0 && at > thumbnail)) return null;
  return value[at] === null ? null : String(value[at]);
}
