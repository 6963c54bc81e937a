// JPEG files made to measure: large ones with real work in them, and broken ones.

/** Huffman tables (T.81 B.2.4.2): number of codes of each length, then the symbols, in order of their codes. All ones is no code (C.2). */
const dcTable = { counts: [0, 0, 7, 1], symbols: [0, 1, 2, 3, 4, 5, 6, 7] };
const acTable = { counts: [0, 2, 3, 1, 1], symbols: [0x00, 0x01, 0x02, 0x11, 0x03, 0x12, 0x21] };

/**
 * Canonical codes (T.81 C.2): symbol → its code as a string of 0s and 1s.
 * @param {{counts: number[], symbols: number[]}} table
 */
function codes({ counts, symbols }) {
  /** @type {Map<number, string>} */
  const map = new Map();
  let code = 0;
  let next = 0;
  counts.forEach((count, index) => {
    for (let i = 0; i < count; i++) {
      map.set(symbols[next++], code.toString(2).padStart(index + 1, '0'));
      code++;
    }
    code *= 2;
  });
  return map;
}

/** The bits of a value (T.81 F.1.2.1): a negative one is written one less. @param {number} value */
function magnitude(value) {
  const size = Math.abs(value).toString(2).length * (value === 0 ? 0 : 1);
  return { size, bits: size === 0 ? '' : (value < 0 ? value + 2 ** size - 1 : value).toString(2).padStart(size, '0') };
}

/** A repeatable sequence of numbers below `limit`. @param {number} seed */
function random(seed) {
  let state = seed;
  return (/** @type {number} */ limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/**
 * 64 MCUs of 4:2:0: eight different ones, eight times over, which makes whole bytes. Their DC differences add up to
 * nothing, so they may be repeated for ever.
 * @param {number} coefficients AC coefficients a block: what makes decoding work.
 */
function repeatable(coefficients, seed = 1) {
  const dc = codes(dcTable);
  const ac = codes(acTable);
  const pick = random(seed);
  const predictor = [0, 0, 0];
  let bits = '';
  for (let mcu = 0; mcu < 8; mcu++) {
    [0, 0, 0, 0, 1, 2].forEach((component, block) => {
      const last = mcu === 7 && (component > 0 || block === 3);
      const level = last ? 0 : pick(60) - 30;
      const { size, bits: extra } = magnitude(level - predictor[component]);
      predictor[component] = level;
      bits += /** @type {string} */ (dc.get(size)) + extra;
      for (let k = 0; k < coefficients; k++) {
        const value = pick(2) === 0 ? pick(3) + 1 : -pick(3) - 1;
        const { size: s, bits: b } = magnitude(value);
        bits += /** @type {string} */ (ac.get(s)) + b;
      }
      bits += ac.get(0x00);
    });
  }
  return packed(bits.repeat(8));
}

/** Whole bytes of entropy-coded data. @param {string} bits A multiple of eight. */
function packed(bits) {
  /** @type {number[]} */
  const bytes = [];
  for (let at = 0; at < bits.length; at += 8) {
    const byte = Number.parseInt(bits.slice(at, at + 8), 2);
    bytes.push(byte);
    if (byte === 0xff) bytes.push(0); // T.81 B.1.1.5
  }
  return Buffer.from(bytes);
}

/** @param {number} code @param {number[]} body */
const segment = (code, body) => [0xff, code, (body.length + 2) >> 8, (body.length + 2) & 255, ...body];

/** @param {number} kind @param {{counts: number[], symbols: number[]}} table */
const huffman = (kind, { counts, symbols }) =>
  segment(0xc4, [kind, ...counts, ...new Array(16 - counts.length).fill(0), ...symbols]);

/**
 * A baseline 4:2:0 photo, so to speak, of any size that makes a multiple of 64 MCUs of 16 × 16 pixels.
 * @param {number} width
 * @param {number} height
 */
export function syntheticJpeg(width, height, coefficients = 12) {
  const pattern = repeatable(coefficients);
  const body = Buffer.alloc(pattern.length * intervalsOf(width, height), pattern);
  return Buffer.concat([head(width, height), body, Buffer.from([0xff, 0xd9])]);
}

/**
 * The same, but no two of its rows of MCUs are likely to be alike: a row in the wrong place is noticed.
 * @param {number} width
 * @param {number} height
 * @param {"restarts" | "none"} markers Whether there is a restart marker behind every 64 MCUs: the picture is the same.
 */
export function variedJpeg(width, height, markers, coefficients = 4) {
  const patterns = Array.from({ length: 16 }, (_, seed) => repeatable(coefficients, seed + 1));
  const pick = random(3);
  const intervals = Array.from({ length: intervalsOf(width, height) }, () => patterns[pick(patterns.length)]);
  const marked = intervals.flatMap((interval, i) => [interval, Buffer.from([0xff, 0xd0 + (i % 8)])]).slice(0, -1);
  const restarts = markers === 'restarts';
  const body = restarts ? marked : intervals;
  return Buffer.concat([head(width, height, restarts ? segment(0xdd, [0, 64]) : []), ...body, Buffer.from([0xff, 0xd9])]);
}

/** How many times 64 MCUs of 4:2:0 a picture has. @param {number} width @param {number} height */
function intervalsOf(width, height) {
  const mcus = (width / 16) * (height / 16);
  if (width % 16 || height % 16 || mcus % 64) throw new RangeError('not a multiple of 64 MCUs');
  return mcus / 64;
}

/** All that comes before the entropy-coded data. @param {number} width @param {number} height @param {number[]} [more] Another segment. */
function head(width, height, more = []) {
  return Buffer.from([
    0xff, 0xd8,
    ...segment(0xdb, [0, ...new Array(64).fill(6)]),
    ...segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]),
    ...huffman(0x00, dcTable),
    ...huffman(0x10, acTable),
    ...more,
    ...segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
  ]);
}

/**
 * The same grey picture twice, as a baseline and as a progressive file: DC, then coefficients 1–5, then the others.
 * @param {number} width
 * @param {number} height
 */
export function greyTwins(width, height, coefficients = 12) {
  const blocks = (width / 8) * (height / 8);
  if (width % 8 || height % 8 || blocks % 64) throw new RangeError('not a multiple of 64 blocks');
  const [dc, ac, pick] = [codes(dcTable), codes(acTable), random(2)];
  const coded = { whole: '', dc: '', low: '', high: '' };
  let predictor = 0;
  for (let block = 0; block < 8; block++) {
    // The differences add up to nothing, so that the pattern may be repeated for ever.
    const level = block === 7 ? 0 : pick(60) - 30;
    const difference = magnitude(level - predictor);
    predictor = level;
    const values = Array.from({ length: coefficients }, () => magnitude(pick(2) === 0 ? pick(3) + 1 : -pick(3) - 1));
    const bits = values.map(({ size, bits }) => ac.get(size) + bits);
    const levelBits = dc.get(difference.size) + difference.bits;
    coded.dc += levelBits;
    coded.low += bits.slice(0, 5).join('');
    coded.high += bits.slice(5).join('') + ac.get(0x00);
    coded.whole += levelBits + bits.join('') + ac.get(0x00);
  }
  /** @param {number} marker @param {[keyof typeof coded, number, number][]} scans */
  const file = (marker, scans) => {
    const head = [
      0xff, 0xd8,
      ...segment(0xdb, [0, ...new Array(64).fill(6)]),
      ...segment(marker, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]),
      ...huffman(0x00, dcTable),
      ...huffman(0x10, acTable),
    ];
    const bodies = scans.flatMap(([name, first, last]) => {
      const pattern = packed(coded[name].repeat(8));
      const body = Buffer.alloc((pattern.length * blocks) / 64, pattern);
      return [Buffer.from(segment(0xda, [1, 1, 0, first, last, 0])), body];
    });
    return Buffer.concat([Buffer.from(head), ...bodies, Buffer.from([0xff, 0xd9])]);
  };
  return {
    baseline: file(0xc0, [['whole', 0, 63]]),
    progressive: file(0xc2, [['dc', 0, 0], ['low', 1, 5], ['high', 6, 63]]),
  };
}

/**
 * The same file with another size in its frame header.
 * @param {Buffer} file
 * @param {number} width
 * @param {number} height
 */
export function withSize(file, width, height) {
  const copy = Buffer.from(file);
  const frame = copy.indexOf(Buffer.from([0xff, 0xc0]));
  copy.writeUInt16BE(height, frame + 5);
  copy.writeUInt16BE(width, frame + 7);
  return copy;
}
