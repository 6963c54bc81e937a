/**
 * A pre-order list with depths, seen as a tree: what is open, which rows show. Knows no DOM.
 *
 * @typedef {import("./store.js").Fields} Fields
 */

/** @param {Fields | null} fields */
export function createTree(fields) {
  const count = fields?.start.length ?? 0;
  const parent = new Int32Array(count).fill(-1);
  /** The field after the last descendant. */
  const end = new Int32Array(count);
  const place = new Int32Array(count);
  const children = new Int32Array(count);
  let roots = 0;
  /** @type {number[]} */
  const path = [];
  for (let i = 0; i < count; i += 1) {
    const depth = fields?.depth[i] ?? 0;
    while (path.length > depth) end[/** @type {number} */ (path.pop())] = i;
    parent[i] = path.at(-1) ?? -1;
    place[i] = parent[i] < 0 ? ++roots : ++children[parent[i]];
    path.push(i);
  }
  for (const i of path) end[i] = count;

  /** @type {Set<number>} */
  const open = new Set();
  /** @type {number[] | null} */
  let rows = null;
  /** Row of each field, -1 where hidden. */
  const row = new Int32Array(count).fill(-1);

  function visible() {
    if (rows) return rows;
    rows = [];
    row.fill(-1);
    for (let i = 0; i < count; i = open.has(i) ? i + 1 : end[i]) {
      row[i] = rows.length;
      rows.push(i);
    }
    return rows;
  }

  /** Leaves by their first bit. @type {Int32Array | null} */
  let leaves = null;

  /** What a field is called on its way from the top: the same in a file whose fields have moved. @param {number} i @returns {string} */
  const pathOf = (i) => (i < 0 ? "" : `${pathOf(parent[i])}/${fields?.name[i]} ${place[i]}`);

  const tree = {
    visible,
    /** @param {number} i */
    rowOf: (i) => (visible(), row[i]),
    /** @param {number} i */
    isOpen: (i) => open.has(i),
    /** @param {number} i */
    hasChildren: (i) => end[i] > i + 1,
    /** @param {number} i */
    parentOf: (i) => parent[i],
    /** Number among siblings, from 1. @param {number} i */
    among: (i) => ({ place: place[i], siblings: parent[i] < 0 ? roots : children[parent[i]] }),
    /** The field of depth 0 above. @param {number} i */
    segmentOf(i) {
      while (parent[i] >= 0) i = parent[i];
      return i;
    },
    /** @param {number} i @param {boolean} now */
    setOpen(i, now) {
      if (now) open.add(i);
      else open.delete(i);
      rows = null;
    },
    pathOf,
    /** Opens what was open in a tree of the same file before an edit. @param {{openPaths: () => string[]}} before */
    openAs(before) {
      const paths = new Set(before.openPaths());
      for (let i = 0; paths.size > 0 && i < count; i += 1) {
        // Only what hangs together can be open: there is no need to name what lies under closed fields.
        if (parent[i] >= 0 && !open.has(parent[i])) continue;
        if (end[i] > i + 1 && paths.delete(pathOf(i))) open.add(i);
      }
      rows = null;
    },
    openPaths: () => [...open].map(pathOf),
    /** The field of a path among those that show; -1 where there is none. @param {string} path */
    find: (path) => visible().find((i) => pathOf(i) === path) ?? -1,
    /** Opens all that lies above a field. @param {number} i */
    openTo(i) {
      for (let above = parent[i]; above >= 0; above = parent[above]) open.add(above);
      rows = null;
    },
    /**
     * The leaf that owns a bit, or the smallest group that covers a longer range; -1 where there is none.
     * @param {number} start @param {number} bits
     */
    leafAt(start, bits) {
      if (!fields) return -1;
      if (!leaves) {
        leaves = Int32Array.from({ length: count }, (_, i) => i).filter(
          (i) => fields.shape[i] === 0 && fields.bits[i] > 0,
        );
        leaves.sort((a, b) => fields.start[a] - fields.start[b]);
      }
      let [low, high] = [0, leaves.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (fields.start[leaves[middle]] <= start) low = middle + 1;
        else high = middle;
      }
      let found = low > 0 ? leaves[low - 1] : -1;
      if (found < 0 || start >= fields.start[found] + fields.bits[found]) return -1;
      while (parent[found] >= 0 && start + bits > fields.start[found] + fields.bits[found]) found = parent[found];
      return found;
    },
  };
  return tree;
}
