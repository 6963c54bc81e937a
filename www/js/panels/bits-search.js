/**
 * Finding bits: a pattern of any length at any bit offset, in bytes that may have to be fetched.
 *
 * @typedef {import("./bits-source.js").Source} Source
 *
 * @typedef {"auto" | "bits" | "hex" | "text"} Notation
 *
 * @typedef {object} Pattern
 * @property {Exclude<Notation, "auto">} notation How it was understood.
 * @property {Uint8Array} bits One entry a bit.
 * @property {number} step 8 where only whole bytes count, else 1.
 */

const CHUNK = 1 << 18;
/** Time between two looks at what the reader is doing. */
const SLICE_MS = 12;
export const MOST_COUNTED = 1_000_000;

/** @param {Uint8Array | number[]} bytes */
const bitsOf = (bytes) => Uint8Array.from({ length: bytes.length * 8 }, (_, i) => (bytes[i >> 3] >> (7 - (i & 7))) & 1);

/** Understands what was typed; null where it makes no pattern in that notation. @param {string} typed @param {Notation} notation @returns {Pattern | null} */
export function parsePattern(typed, notation) {
  const text = typed.trim();
  if (text === "") return null;
  const bare = text.replace(/[\s_,]+/g, "");
  const asBits = bare.replace(/^0b/i, "");
  const asHex = text.replace(/0x/gi, "").replace(/[\s_,:-]+/g, "");
  if (notation === "bits" || (notation === "auto" && /^[01]+$/.test(asBits))) {
    if (!/^[01]+$/.test(asBits)) return null;
    return { notation: "bits", bits: Uint8Array.from(asBits, Number), step: 1 };
  }
  const looksHex = /^0x/i.test(text) || /^[0-9a-f]{2}([\s,:-]+[0-9a-f]{2})+$/i.test(text) || (/^([0-9a-f]{2})+$/i.test(text) && /\d/.test(text));
  if (notation === "hex" || (notation === "auto" && looksHex && /^([0-9a-f]{2})+$/i.test(asHex))) {
    if (!/^([0-9a-f]{2})+$/i.test(asHex)) return null;
    const bytes = (asHex.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
    return { notation: "hex", bits: bitsOf(bytes), step: 8 };
  }
  const quoted = /^"(.*)"$/s.exec(text);
  return { notation: "text", bits: bitsOf(new TextEncoder().encode(quoted ? quoted[1] : typed)), step: 8 };
}

/** Positions in `bytes` where the pattern starts, below bit `limit`, ascending. @param {Uint8Array} bytes @param {Pattern} pattern @param {number} limit @param {(bit: number) => void} hit */
function scan(bytes, pattern, limit, hit) {
  const { bits, step } = pattern;
  const end = Math.min(limit, bytes.length * 8 - bits.length + 1);
  // The first 32 bits at most are compared at once; what is left, bit by bit.
  const first = Math.min(32, bits.length);
  let wanted = 0;
  for (let i = 0; i < first; i++) wanted = ((wanted << 1) | bits[i]) >>> 0;
  const mask = first === 32 ? 0xffffffff : (1 << first) - 1;
  const rest = (/** @type {number} */ at) => {
    for (let i = first; i < bits.length; i++) {
      if (((bytes[(at + i) >> 3] >> (7 - ((at + i) & 7))) & 1) !== bits[i]) return false;
    }
    return true;
  };
  if (step === 8) {
    const lead = first >= 8 ? wanted >>> (first - 8) : 0;
    for (let at = 0; at < end; at += 8) {
      if (bytes[at >> 3] !== lead) continue;
      let same = true;
      for (let i = 8; i < bits.length && same; i += 8) {
        let value = 0;
        for (let j = 0; j < 8; j++) value = (value << 1) | bits[i + j];
        same = bytes[(at + i) >> 3] === value;
      }
      if (same) hit(at);
    }
    return;
  }
  let register = 0;
  const lastBit = end + first - 1;
  for (let byteAt = 0, bit = 0; bit < lastBit; byteAt++) {
    const byte = bytes[byteAt];
    for (let b = 7; b >= 0 && bit < lastBit; b--) {
      register = ((register << 1) | ((byte >> b) & 1)) >>> 0;
      bit++;
      if (bit >= first && ((register & mask) >>> 0) === wanted && (bits.length === first || rest(bit - first))) hit(bit - first);
    }
  }
}

/** Lets the page breathe. */
const breathe = () => new Promise((done) => setTimeout(done));

/**
 * All positions, in order, with a report after each slice of work. Stops when `stopped` says so.
 * @param {Source} source
 * @param {Pattern} pattern
 * @param {() => boolean} stopped
 * @param {(found: Float64Array, count: number, done: boolean) => void} report `found` holds `count` positions.
 */
export async function findAll(source, pattern, stopped, report) {
  let found = new Float64Array(1024);
  let count = 0;
  let slice = performance.now();
  const overlap = Math.ceil(pattern.bits.length / 8);
  for (let at = 0; at < source.bytes && count < MOST_COUNTED; at += CHUNK) {
    const bytes = await source.read(at, CHUNK + overlap);
    if (stopped()) return;
    scan(bytes, pattern, CHUNK * 8, (bit) => {
      if (count >= MOST_COUNTED) return;
      if (count === found.length) {
        const larger = new Float64Array(count * 4);
        larger.set(found);
        found = larger;
      }
      found[count++] = at * 8 + bit;
    });
    if (performance.now() - slice > SLICE_MS) {
      report(found, count, false);
      await breathe();
      if (stopped()) return;
      slice = performance.now();
    }
  }
  report(found, count, true);
}
