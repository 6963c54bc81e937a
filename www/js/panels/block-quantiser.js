/** Where a quantiser stands in the file. */

/** @typedef {import("../store.js").Fields} Fields */

/**
 * The bits of an element of the table that a component has kept from its first scan on: T.81 B.2.4.1.
 * @param {Fields} f @param {number} id Of the component. @param {number} k Zigzag index.
 */
export function quantiserBits(f, id, k) {
  const table = destination(f, id);
  let found = null;
  let [current, inScan] = [-1, false];
  for (let i = 0; i < f.name.length; i += 1) {
    if (f.depth[i] === 0) inScan = f.name[i] === "SOS";
    if (inScan && f.name[i] === "Cs" && f.value[i] === id) break;
    if (f.name[i] === "Tq" && f.depth[i] > 0) current = Number(f.value[i]);
    if (f.name[i] === "Q" && f.index[i] === k && current === table) found = { start: f.start[i], bits: f.bits[i] };
  }
  return found;
}

/** Which table a component names in the frame header. @param {Fields} f @param {number} id */
function destination(f, id) {
  let own = false;
  for (let i = 0; i < f.name.length; i += 1) {
    if (f.name[i] === "C") own = f.value[i] === id;
    if (own && f.name[i] === "Tq") return Number(f.value[i]);
  }
  return -1;
}
