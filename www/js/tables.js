/**
 * The tables of a file, found among its fields: what they say and where each of their bytes stands.
 *
 * @typedef {import("./store.js").Fields} Fields
 * @typedef {import("../pkg/workshop.js").TableSpending} TableSpending
 *
 * @typedef {object} QuantTable
 * @property {number} field Of the table.
 * @property {number} destination Tq.
 * @property {number} precision Bits an element.
 * @property {number[]} fields Of each element, in the order of the file.
 * @property {number[]} values The same.
 *
 * @typedef {object} HuffmanTable
 * @property {number} field Of the table.
 * @property {boolean} ac
 * @property {number} destination Th.
 * @property {number[]} counts Codes of each length from 1 to 16.
 * @property {number[]} countFields
 * @property {Code[]} codes In the order of the file.
 *
 * @typedef {object} Code
 * @property {number} bits Its length.
 * @property {string} digits Of 0 and 1.
 * @property {number} symbol
 * @property {number} field Of the symbol.
 */

/**
 * The leaves of each table in the segments of a name.
 * @param {Fields} fields @param {string} segment
 */
function* groups(fields, segment) {
  const { name, depth } = fields;
  for (let i = 0; i < name.length; i += 1) {
    if (depth[i] !== 0 || name[i] !== segment) continue;
    for (i += 1; i < name.length && depth[i] > 0; i += 1) {
      if (depth[i] !== 1 || name[i] !== "table") continue;
      const leaves = [];
      let end = i + 1;
      for (; end < name.length && depth[end] > 1; end += 1) if (fields.shape[end] === 0) leaves.push(end);
      yield { field: i, leaves };
      i = end - 1;
    }
    i -= 1;
  }
}

/** Those that are whole, as the core reads them. @param {Fields | null} fields @returns {QuantTable[]} */
export function quantTables(fields) {
  const tables = [];
  for (const { field, leaves } of fields ? groups(fields, "DQT") : []) {
    const f = /** @type {Fields} */ (fields);
    const value = (/** @type {number} */ i) => Number(f.value[i]);
    const elements = leaves.filter((i) => f.name[i] === "Q");
    const destination = value(leaves.find((i) => f.name[i] === "Tq") ?? -1);
    if (elements.length < 64 || !(destination <= 3)) continue;
    tables.push({ field, destination, precision: f.bits[elements[0]], fields: elements, values: elements.map(value) });
  }
  return tables;
}

/** Those that are whole, as the core reads them. @param {Fields | null} fields @returns {HuffmanTable[]} */
export function huffmanTables(fields) {
  const tables = [];
  for (const { field, leaves } of fields ? groups(fields, "DHT") : []) {
    const f = /** @type {Fields} */ (fields);
    const value = (/** @type {number} */ i) => Number(f.value[i]);
    const [tc, th] = ["Tc", "Th"].map((name) => value(leaves.find((i) => f.name[i] === name) ?? -1));
    const countFields = leaves.filter((i) => f.name[i] === "L");
    const symbols = leaves.filter((i) => f.name[i] === "V");
    const counts = countFields.map(value);
    const total = counts.reduce((sum, n) => sum + n, 0);
    if (!(tc <= 1 && th <= 3) || counts.length < 16 || symbols.length < total) continue;
    tables.push({ field, ac: tc === 1, destination: th, counts, countFields, codes: codesOf(counts, symbols, value) });
  }
  return tables;
}

/**
 * Codes grow by one, and by a 0 at their end where they become longer: T.81 C.2.
 * @param {number[]} counts @param {number[]} fields Of the symbols. @param {(field: number) => number} value
 */
export function codesOf(counts, fields, value) {
  /** @type {Code[]} */
  const codes = [];
  let code = 0;
  counts.forEach((count, index) => {
    for (let n = 0; n < count; n += 1) {
      const field = fields[codes.length];
      const bits = index + 1;
      codes.push({ bits, digits: code.toString(2).padStart(bits, "0").slice(-bits), symbol: value(field), field });
      code += 1;
    }
    code *= 2;
  });
  return codes;
}

/**
 * The table with one code made longer or shorter: its counts, then its symbols, as DHT has them. What was the order of the
 * others stays.
 * @param {HuffmanTable} table @param {number} which @param {number} bits
 */
export function withLength({ counts, codes }, which, bits) {
  const lengths = codes.map((code, i) => ({ symbol: code.symbol, bits: i === which ? bits : code.bits }));
  const sorted = lengths.toSorted((a, b) => a.bits - b.bits);
  return Uint8Array.from([...counts.keys()].map((i) => sorted.filter((code) => code.bits === i + 1).length).concat(sorted.map((code) => code.symbol)));
}

/**
 * What a symbol stands for, as a key of the dictionaries and its numbers.
 * @param {{ac: boolean}} table @param {number} symbol @param {string} process
 * @returns {{key: string, values: Record<string, number>}}
 */
export function symbolMeaning({ ac }, symbol, process) {
  const [run, size] = [symbol >> 4, symbol & 15];
  if (!ac) return { key: process.includes("lossless") ? "tables.symbol.category" : "tables.symbol.size", values: { size: symbol } };
  if (size > 0) return { key: "tables.symbol.run", values: { run, size } };
  if (run === 15) return { key: "tables.symbol.zeros", values: {} };
  if (run === 0) return { key: "tables.symbol.end", values: {} };
  return { key: process.includes("progressive") ? "tables.symbol.ends" : "tables.symbol.odd", values: { from: 2 ** run, to: 2 ** (run + 1) - 1 } };
}
