/**
 * What flipping a bit does to the picture, from what trial flips have shown so far: of bits that were tried the truth, of the
 * others what such bits near them did.
 *
 * Bits are alike when they are for the same: in headers, of one field; in entropy-coded data, of one scan, role and band of
 * frequencies.
 *
 * @typedef {import("../pkg/workshop.js").TrialColumns} TrialColumns
 * @typedef {import("./store.js").Fields} Fields
 *
 * @typedef {object} Tried One trial.
 * @property {number} bit
 * @property {number} changed Pixels that come out different. @property {number} ruined Those that are far off.
 * @property {number} whole Every pixel, as the picture comes out in another size (1) or not at all (2); otherwise 0.
 *
 * @typedef {object} Verdict
 * @property {number} level 0 to 5: see LEVELS.
 * @property {number} changed Pixels, the mean where there were several trials. @property {number} ruined
 * @property {number} whole @property {number} trials How many it rests on; 0 where the bit itself was tried.
 *
 * @typedef {object} Bit What is known of a bit.
 * @property {number} role @property {number} scan -1 where it belongs to none. @property {number} k
 */

/** A bit is of a level when it ruins at least this part of the picture; the first two are for bits that ruin nothing. */
export const LEVELS = Object.freeze([0, 0, 1e-9, 0.01, 0.1, 0.5]);
/** Highest coefficient, in zigzag order, of each band of frequencies. */
const BANDS = [0, 5, 20, 63];
/** Trials nearby that an estimate rests on. */
const NEAR = 4;
/** Fields beyond that are not one value, but data: what is tried in one place says little of the others. */
const FIELD_BITS = 256;

/** @param {number} changed @param {number} ruined @param {number} pixels Of the picture. */
export function levelOf(changed, ruined, pixels) {
  if (changed === 0) return 0;
  let level = 1;
  while (level + 1 < LEVELS.length && ruined / pixels >= LEVELS[level + 1]) level += 1;
  return level;
}

/** Bits that are alike in a scan have one name. @param {Bit} bit */
const kindOf = ({ role, scan, k }) => `${scan}/${role}/${BANDS.findIndex((last) => k <= last)}`;

/** The first index whose bit is not before `bit`. @param {readonly Tried[]} list @param {number} bit */
function place(list, bit) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle].bit < bit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The trials of a list that are nearest to a bit. @param {readonly Tried[]} list @param {number} bit */
function nearest(list, bit) {
  let from = place(list, bit);
  let to = from;
  while (to - from < NEAR && (from > 0 || to < list.length)) {
    const before = from > 0 ? bit - list[from - 1].bit : Infinity;
    const behind = to < list.length ? list[to].bit - bit : Infinity;
    if (before <= behind) from -= 1;
    else to += 1;
  }
  return list.slice(from, to);
}

/** @param {number} pixels Of the picture. */
export function createTrialMap(pixels) {
  /** All trials, by bit. @type {Tried[]} */
  const all = [];
  /** Those of bits that are alike, and those of each scan. @type {Map<string | number, Tried[]>} */
  const alike = new Map();

  /**
   * @param {readonly Tried[]} trials @param {number} count
   * @param {(i: number) => number} [weight] How many bits each of them stands for.
   * @returns {Verdict | null}
   */
  function verdict(trials, count, weight = () => 1) {
    if (trials.length === 0) return null;
    const all = trials.reduce((sum, _, i) => sum + weight(i), 0);
    const mean = (/** @type {"changed" | "ruined"} */ what) => trials.reduce((sum, trial, i) => sum + trial[what] * weight(i), 0) / all;
    const [changed, ruined] = [mean("changed"), mean("ruined")];
    const whole = trials.every((trial) => trial.whole === trials[0].whole) ? trials[0].whole : 0;
    return { level: levelOf(changed, ruined, pixels), changed, ruined, whole, trials: count };
  }

  return {
    pixels,
    /** How many bits have been tried. */
    count: () => all.length,

    /** @param {TrialColumns} columns */
    add({ bit, changed, ruined, whole, role, scan, k }) {
      const touched = new Set([all]);
      bit.forEach((at, i) => {
        const trial = { bit: at, changed: changed[i], ruined: ruined[i], whole: whole[i] };
        all.push(trial);
        if (scan[i] < 0) return;
        for (const key of [scan[i], kindOf({ role: role[i], scan: scan[i], k: k[i] })]) {
          const list = alike.get(key) ?? [];
          alike.set(key, list);
          list.push(trial);
          touched.add(list);
        }
      });
      for (const list of touched) list.sort((a, b) => a.bit - b.bit);
    },

    /** A bit that was tried itself. @param {number} bit */
    exact(bit) {
      const trial = all[place(all, bit)];
      return trial?.bit === bit ? verdict([trial], 0) : null;
    },

    /** What bits of entropy-coded data do that are for the same, near a bit. @param {number} bit @param {Bit} what */
    coded(bit, what) {
      const found = nearest(alike.get(kindOf(what)) ?? alike.get(what.scan) ?? [], bit);
      return verdict(found, found.length);
    },

    /** What bits of a stretch of the file do, on average: each that was tried stands for those nearest to it. @param {number} start @param {number} bits */
    stretch(start, bits) {
      const found = all.slice(place(all, start), place(all, start + bits));
      const border = (/** @type {number} */ i) =>
        i === 0 ? start : i === found.length ? start + bits : (found[i - 1].bit + found[i].bit + 1) / 2;
      return verdict(found, found.length, (i) => border(i + 1) - border(i));
    },

    /** What bits of a header do: of their field or, of a long one, near them. @param {number} bit @param {number} start @param {number} bits */
    header(bit, start, bits) {
      if (bits <= FIELD_BITS) return this.stretch(start, bits);
      const found = nearest(all.slice(place(all, start), place(all, start + bits)), bit);
      return verdict(found, found.length);
    },
  };
}

/** @typedef {ReturnType<typeof createTrialMap>} TrialMap */
