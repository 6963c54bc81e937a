/**
 * What a span of bits is for: the page's side of `Role` in src/trace.rs, in the same order, since spans carry the
 * role's number. `token` names the CSS custom property of its colour (`--ac` for "ac"); `letter` stands beside it.
 *
 * @typedef {{readonly name: string, readonly letter: string, readonly token: string}} Role
 */

/** @type {readonly Role[]} */
export const ROLES = Object.freeze([
  { name: "marker", letter: "M", token: "mk" },
  { name: "length", letter: "L", token: "ln" },
  { name: "metadata", letter: "A", token: "me" },
  { name: "quant-table", letter: "Q", token: "qt" },
  { name: "huffman-table", letter: "H", token: "ht" },
  { name: "header", letter: "F", token: "hd" },
  { name: "dc-code", letter: "D", token: "dc" },
  { name: "dc-bits", letter: "d", token: "dx" },
  { name: "ac-code", letter: "C", token: "ac" },
  { name: "ac-bits", letter: "c", token: "ax" },
  { name: "end-of-block", letter: "E", token: "eo" },
  { name: "eob-run-bits", letter: "e", token: "er" },
  { name: "zero-run", letter: "Z", token: "zr" },
  { name: "correction", letter: "R", token: "co" },
  { name: "arithmetic", letter: "X", token: "ar" },
  { name: "diff-code", letter: "D", token: "dc" },
  { name: "diff-bits", letter: "d", token: "dx" },
  { name: "stuffing", letter: "S", token: "st" },
  { name: "padding", letter: "P", token: "pd" },
  { name: "fill", letter: "P", token: "pd" },
  { name: "pixel", letter: "X", token: "ar" },
  { name: "unclaimed", letter: "U", token: "un" },
  { name: "trailing", letter: "T", token: "tr" },
  { name: "palette", letter: "K", token: "qt" },
  { name: "run-length", letter: "N", token: "dc" },
  { name: "escape", letter: "J", token: "eo" },
]);

/** Numbers of the roles by name, so that code reads `ROLE["ac-code"]` and not a bare 8. */
export const ROLE = /** @type {Readonly<Record<string, number>>} */ (
  Object.freeze(Object.fromEntries(ROLES.map((role, index) => [role.name, index])))
);

/** The role of a number, also of a number no role has. @param {number} index @returns {Role} */
export function roleOf(index) {
  return ROLES[index] ?? /** @type {Role} */ (ROLES[ROLE.unclaimed]);
}

/** The colour of a role for CSS. @param {number} index */
export function roleColour(index) {
  return `var(--${roleOf(index).token})`;
}
