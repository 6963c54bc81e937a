/**
 * The line beneath the matrix: what the selected bits, or those under the pointer, are for, in one sentence.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-view.js").Translate} Translate
 * @typedef {import("./bits-spans.js").Span} Span
 * @typedef {import("../store.js").BitRange} BitRange
 * @typedef {import("../store.js").Doc} Doc
 * @typedef {import("../store.js").ScanShape} ScanShape
 * @typedef {string | Node} Part
 */

import { componentName } from "../components.js";
import { h, replace } from "../dom.js";
import { position } from "../position.js";
import { ROLE, roleColour, roleOf } from "../roles.js";
import { isDeflated, isStored } from "../stored.js";
import { ZIGZAG } from "../zigzag.js";
import { damageAt, levelMark } from "./bits-damage.js";
import { pixelAt } from "./bits-source.js";
import { fieldMeaning, fieldName, fieldValue } from "./words.js";

/** Where the clauses can be read. */
const T81 = "https://www.itu.int/rec/T-REC-T.81";
const SHOWN_BITS = 32;

/** The clause that a role's sentence speaks of, where the process does not matter. @type {Readonly<Record<string, string>>} */
const CLAUSE = Object.freeze({
  marker: "T.81 B.1.1.3",
  length: "T.81 B.1.1.4",
  arithmetic: "T.81 D.2",
  "diff-code": "T.81 H.1.2.2",
  "diff-bits": "T.81 H.1.2.2",
  stuffing: "T.81 B.1.1.5",
  padding: "T.81 F.1.2.3",
  fill: "T.81 B.1.1.2",
});
/** The same in sequential scans. @type {Readonly<Record<string, string>>} */
const SEQUENTIAL = Object.freeze({
  "dc-code": "T.81 F.2.2.1",
  "dc-bits": "T.81 F.2.2.1",
  "ac-code": "T.81 F.2.2.2",
  "ac-bits": "T.81 F.2.2.2",
  "end-of-block": "T.81 F.1.2.2.1",
  "zero-run": "T.81 F.1.2.2.1",
});

/** @param {string} name Of the role. @param {ScanShape | undefined} scan */
function clauseOf(name, scan) {
  if (CLAUSE[name]) return CLAUSE[name];
  if (!isProgressive(scan)) return SEQUENTIAL[name] ?? "";
  if (scan.ss === 0) return "T.81 G.1.2.1";
  return scan.ah === 0 ? "T.81 G.1.2.2" : "T.81 G.1.2.3";
}

/** @param {ScanShape | undefined} scan @returns {scan is ScanShape} */
const isProgressive = (scan) => scan !== undefined && scan.process.includes("progressive");
/** The scan adds bits to coefficients that scans before it have begun. @param {ScanShape | undefined} scan */
const isRefining = (scan) => isProgressive(scan) && scan.ah > 0;
/** The scan's frame corrects a reference: nothing is predicted. @param {ScanShape | undefined} scan */
const isDifferential = (scan) => scan?.process.startsWith("differential") ?? false;

/** A sentence of the dictionary with elements put in for some of its words. @param {Translate} t @param {string} key @param {Record<string, string | number>} values @param {Record<string, Part>} [nodes] @returns {Part[]} */
function compose(t, key, values, nodes = {}) {
  const names = Object.keys(nodes);
  // Private-use characters stand for the elements until the sentence is cut there.
  const marks = Object.fromEntries(names.map((name, i) => [name, String.fromCharCode(0xe000 + i)]));
  return t(key, { ...values, ...marks })
    .split(/([\ue000-\ue0ff])/)
    .filter((part) => part !== "")
    .map((part) => (/^[\ue000-\ue0ff]$/.test(part) ? nodes[names[part.charCodeAt(0) - 0xe000]] : part));
}

/** @param {string | number} text */
const strong = (text) => h("b", {}, text);
/** @param {string} text */
const mono = (text) => h("b", { class: "bits-digits" }, text);
/** @param {number} value */
const signed = (value) => (value > 0 ? `+${value}` : value < 0 ? `−${-value}` : "0");

/** The block, or in lossless scans the sample, that a span belongs to. @param {Translate} t @param {Doc} doc @param {Span} span */
function blockName(t, doc, span) {
  const { picture } = doc;
  const at = { bx: String(span.bx), by: String(span.by) };
  const what = picture?.scans[span.scan]?.unit === 1 ? "sample" : "block";
  if (!picture || picture.components.length === 1) return t(`bits.${what}.only`, at);
  if (what === "block" && picture.colour === "ycbcr") return t(["bits.block.y", "bits.block.cb", "bits.block.cr"][span.component] ?? "bits.block.other", { ...at, c: "" });
  return t(`bits.${what}.other`, { ...at, c: componentName(picture, span.component) });
}

/** The waves that a coefficient stands for. @param {Translate} t @param {number} k */
function wave(t, k) {
  const [u, v] = ZIGZAG[k] ?? [0, 0];
  const across = t("bits.wave.across", { n: u });
  const down = t("bits.wave.down", { n: v });
  return u === 0 && v === 0 ? t("bits.wave.none") : v === 0 ? across : u === 0 ? down : t("bits.wave.both", { across, down });
}

/** @param {View} view */
function bitString(view) {
  /** @param {readonly BitRange[]} ranges */
  return (ranges) => {
    let text = "";
    for (const { start, bits } of ranges) {
      for (let i = 0; i < bits; i++) {
        if (text.length === SHOWN_BITS) return `${text.slice(0, SHOWN_BITS - 8)}…`;
        const bit = view.bitsAt(start + i, 1);
        if (bit < 0) return "…";
        text += bit;
      }
    }
    return text;
  };
}

/** Whether a range is a code and the bits that it announces: the code's sentence tells of both. @param {View} view @param {Span} span @param {BitRange} range */
function isCodeWithBits(view, span, range) {
  const next = view.spans.neighbour(view.spans.pieces(span).at(-1) ?? span, 1);
  if (!next || !/-bits$/.test(roleOf(next.role).name) || !/-(code|block)$/.test(roleOf(span.role).name)) return false;
  const end = view.spans.pieces(next).at(-1) ?? next;
  return end.start + end.bits === range.start + range.bits;
}

/** Bits of a copy's length in the value of its span; the others are its distance. */
const COPY_LENGTH_BITS = 9;
/** Filters of PNG, by number. */
const FILTERS = 5;

/** What a span of deflated pixels says. @param {Translate} t @param {Span} span @param {Record<string, string | number>} values Of the pixels. @returns {Part[]} */
function deflatedSentence(t, span, values) {
  switch (span.role) {
    case ROLE["huffman-table"]:
      return compose(t, "deflate.say.head", {});
    case ROLE["end-of-block"]:
      return compose(t, "deflate.say.end", {});
    case ROLE.escape:
      return compose(t, span.value < FILTERS ? `deflate.say.filter.${span.value}` : "deflate.say.filter.other", values, { value: strong(span.value) });
    case ROLE["run-length"]: {
      const length = strong(span.value & ((1 << COPY_LENGTH_BITS) - 1));
      const distance = strong(span.value >> COPY_LENGTH_BITS);
      return compose(t, span.count > 0 ? "deflate.say.copy" : "deflate.say.copy.none", values, { length, distance });
    }
    default: {
      const whose = span.count > 1 ? "pixels" : span.k > 0 ? "channel" : "pixel";
      return compose(t, span.count > 0 ? `deflate.say.${whose}` : "deflate.say.none", values, { value: strong(span.value) });
    }
  }
}

/** What a span of a picture says that is stored as pixels. @param {Translate} t @param {Doc} doc @param {Span} span @returns {Part[]} */
function storedSentence(t, doc, span) {
  const { count: n, k } = span;
  const values = { x: String(span.bx), y: String(span.by), n, channel: t(k < 6 ? `stored.channel.${k}` : "stored.channel.other", { n: k - 6 }) };
  if (isDeflated(doc)) return deflatedSentence(t, span, values);
  // Codes of two bytes say what happens; the bytes behind one of them, how far.
  if (span.role === ROLE.escape) return compose(t, `stored.say.escape.${span.whole > 8 ? span.value : "move"}`, {}, { value: strong(span.value) });
  const value = strong(span.value);
  if (span.role === ROLE["run-length"]) return compose(t, n > 0 ? "stored.say.run" : "stored.say.outside", values, { value });
  if (n > 1) return compose(t, span.step > 1 ? "stored.say.every" : "stored.say.pixels", values, { value });
  return compose(t, k > 0 ? "stored.say.channel" : "stored.say.pixel", values, { value });
}

/** What an entropy-coded span says. @param {View} view @param {Translate} t @param {Doc} doc @param {Span} span @returns {Part[]} */
function spanSentence(view, t, doc, span) {
  if (doc.picture && isStored(doc.picture)) return storedSentence(t, doc, span);
  const name = roleOf(span.role).name;
  const inBlock = span.scan >= 0;
  const block = inBlock ? blockName(t, doc, span) : "";
  const bits = bitString(view);
  const whole = view.spans.pieces(span);
  const after = view.spans.neighbour(whole[whole.length - 1], 1);
  /** The value bits that belong to this code. @param {number} role */
  const following = (role) => (after && after.role === role && after.bx === span.bx && after.by === span.by && after.component === span.component ? after : null);
  const wholeBits = (/** @type {Span} */ s) => mono(bits(view.spans.pieces(s)));

  const scan = doc.picture?.scans[span.scan];
  const plain = isDifferential(scan) ? "Plain" : "";

  switch (span.role) {
    case ROLE["dc-code"]: {
      if (span.value === 0) return compose(t, `bits.say.dcZero${plain}`, { block });
      const next = following(ROLE["dc-bits"]);
      if (!next) return compose(t, "bits.say.dcCode", { n: span.value, block });
      return compose(t, `bits.say.dcCodeNext${plain}`, { n: span.value, block }, { next: wholeBits(next), value: strong(signed(next.value)) });
    }
    case ROLE["diff-code"]: {
      if (span.value === 0) return compose(t, `bits.say.diffZero${plain}`, { block });
      if (span.value === 16) return compose(t, `bits.say.diffHalf${plain}`, { block });
      const next = following(ROLE["diff-bits"]);
      if (!next) return compose(t, "bits.say.diffCode", { n: span.value, block });
      return compose(t, `bits.say.diffCodeNext${plain}`, { n: span.value, block }, { next: wholeBits(next), value: strong(signed(next.value)) });
    }
    case ROLE["dc-bits"]:
      return compose(t, `bits.say.dcBits${plain}`, { block }, { value: strong(signed(span.value)) });
    case ROLE["diff-bits"]: {
      const from = scan && scan.ss > 0 ? t("bits.say.predictor", { k: scan.ss, formula: t(`bits.predictor.${scan.ss}`) }) : "";
      const said = compose(t, `bits.say.diffBits${plain}`, { block }, { value: strong(signed(span.value)) });
      return from ? [...said, "; ", from] : said;
    }
    case ROLE["ac-code"]: {
      const values = { run: span.value >> 4, n: span.value & 15, k: span.k, block };
      const runSize = strong(t("bits.say.runSize", values));
      const next = following(ROLE["ac-bits"]);
      if (!next) return compose(t, "bits.say.acCode", values, { runSize });
      const words = { ...values, k: next.k, wave: wave(t, next.k) };
      const nodes = { runSize, next: wholeBits(next), value: strong(signed(next.value)) };
      // In a refining scan the number counted is that of the zeros skipped: one bit follows, always.
      if (isRefining(scan)) return compose(t, "bits.say.acCodeRefine", { ...words, n: values.run }, nodes);
      return compose(t, "bits.say.acCodeNext", words, nodes);
    }
    case ROLE["ac-bits"]:
      return compose(t, isRefining(scan) ? "bits.say.acBitsRefine" : "bits.say.acBits", { k: span.k, block, wave: wave(t, span.k) }, { value: strong(signed(span.value)) });
    case ROLE["end-of-block"]: {
      const run = span.value >> 4;
      const kind = isRefining(scan) ? "Refine" : "";
      if (run === 0) return compose(t, isProgressive(scan) ? `bits.say.endOfBand${kind}` : "bits.say.endOfBlock", { block });
      return compose(t, `bits.say.eobRun${kind}`, { n: run, block }, { code: strong(`EOB${run}`) });
    }
    case ROLE["eob-run-bits"]:
      return compose(t, "bits.say.eobRunBits", { block, n: span.value - 1 }, { value: strong(span.value) });
    case ROLE["zero-run"]:
      return compose(t, isRefining(scan) ? "bits.say.zeroRunRefine" : "bits.say.zero-run", { block });
    case ROLE.correction:
      return compose(t, span.k === 0 ? "bits.say.correctionDc" : "bits.say.correction", { k: span.k, block }, { value: strong(signed(span.value)) });
    case ROLE.arithmetic: {
      if (!inBlock) return compose(t, "bits.say.arithmetic", {});
      const what = scan?.unit === 1 ? block : t(span.k === 0 ? "bits.say.dcOf" : "bits.say.acOf", { k: span.k, block });
      if (span.value > 0) return compose(t, "bits.say.arithmeticIn", { what, n: span.value });
      return compose(t, moreCode(view, span) ? "bits.say.arithmeticPair" : "bits.say.arithmeticEnd", { what });
    }
    case ROLE.padding: {
      const ones = /^1+$/.test(bits(whole));
      return compose(t, ones ? "bits.say.padding" : "bits.say.paddingOdd", {});
    }
    case ROLE.pixel:
      return compose(t, "bits.say.pixel-data", {});
    default:
      return compose(t, `bits.say.${name}`, { block });
  }
}

/** Whether a byte of arithmetic code that decisions were taken from comes soon after. @param {View} view @param {Span} span */
function moreCode(view, span) {
  /** @type {Span | null} */
  let next = span;
  for (let i = 0; i < 6; i++) {
    next = next && view.spans.neighbour(next, 1);
    if (!next || (next.role !== ROLE.arithmetic && next.role !== ROLE.stuffing)) return false;
    if (next.role === ROLE.arithmetic && next.value > 0) return true;
  }
  return false;
}

/** Where in its scan a span is, and what the scan brings. @param {Translate} t @param {Span} span @param {ScanShape | undefined} scan */
function placed(t, span, scan) {
  const where = t("bits.say.where", { mcu: span.mcu, scan: span.scan + 1 });
  if (!isProgressive(scan)) return where;
  const band = scan.ss === scan.se ? t("bits.say.band.one", { k: scan.ss }) : t("bits.say.band", { from: scan.ss, to: scan.se });
  const depth = scan.al > 0 || scan.ah > 0 ? t(scan.ah > 0 ? "bits.say.depth.one" : "bits.say.depth", { bit: scan.al }) : "";
  return [`${where}: ${band}`, depth].filter(Boolean).join(", ");
}

/** The field's place in the tree, its value and what it means. @param {Translate} t @param {Doc} doc @param {number} field @returns {Part[]} */
function fieldSentence(t, doc, field) {
  const f = doc.fields;
  /** @type {number[]} */
  const path = [];
  for (let i = field, depth = f.depth[field] + 1; i >= 0 && depth > 0; i--) {
    if (f.depth[i] >= depth) continue;
    depth = f.depth[i];
    path.unshift(i);
  }
  const above = path.slice(0, -1).map((i) => `${fieldName(f, i)} › `);
  const value = fieldValue(f, field);
  const shown = value.length > 80 ? `${value.slice(0, 79)}…` : value;
  const meaning = fieldMeaning(f, field, path[0]) || t(`role.${roleOf(f.role[field]).name}`);
  return [...above, strong(fieldName(f, field)), ...(shown === "" ? [] : [" = ", strong(shown)]), `: ${meaning}.`];
}

/** A field of exactly this range; a leaf before a group. @param {Doc} doc @param {BitRange} range */
function fieldOf(doc, range) {
  const f = doc.fields;
  let found = -1;
  for (let i = 0; i < f.start.length; i++) {
    if (f.start[i] === range.start && f.bits[i] === range.bits && (found < 0 || f.shape[i] === 0)) found = i;
  }
  return found;
}

/** @param {string} clause @returns {Part[]} */
function clauseLink(clause) {
  if (!clause) return [];
  return [" ", /^T\.81\b/.test(clause) ? h("a", { href: T81, target: "_blank", rel: "noopener noreferrer" }, clause) : h("span", { class: "bits-clause" }, clause)];
}

/** Bits read as numbers. @param {View} view @param {Translate} t @param {BitRange} range @returns {string} */
function numbers(view, t, range) {
  const bytes = Math.min(4, Math.floor(range.bits / 8));
  /** @type {number[]} */
  const b = [];
  for (let i = 0; i < bytes; i++) b.push(view.bitsAt(range.start + i * 8, 8));
  if (b.some((byte) => byte < 0)) return "";
  const big = (/** @type {number} */ n) => b.slice(0, n).reduce((sum, byte) => sum * 256 + byte, 0);
  const little = (/** @type {number} */ n) => b.slice(0, n).reduceRight((sum, byte) => sum * 256 + byte, 0);
  const shown = [t("bits.say.size", { n: range.bits })];
  if (bytes >= 1) shown.push(`u8 ${b[0]} · i8 ${signed((b[0] << 24) >> 24)} · 0x${b[0].toString(16).toUpperCase().padStart(2, "0")}`);
  else shown.push(String(view.bitsAt(range.start, range.bits)));
  if (bytes >= 2) shown.push(`u16 be ${big(2)} le ${little(2)}`);
  if (bytes >= 4) shown.push(`u32 be ${big(4)} le ${little(4)}`);
  return shown.join("   ");
}

/**
 * @param {View} view
 * @param {Translate} t
 * @param {(bit: number) => void} flip
 */
export function createInspector(view, t, flip) {
  const place = h("code", {});
  const letter = h("i", { class: "bits-letter", "aria-hidden": "true" });
  const sentence = h("span", {});
  const damage = h("div", { class: "bits-ruin" });
  const figures = h("div", { class: "bits-figures" });
  /** The bit that the button flips. */
  let flips = 0;
  const button = h("button", { type: "button", class: "bits-chip bits-flip", hidden: true, onclick: () => flip(flips) });
  const root = h("div", { class: "bits-say" }, button, h("p", {}, letter, place, " ", sentence), damage, figures);
  let last = "";

  /** @param {BitRange} range @param {number} bit @returns {{parts: Part[], role: number}} */
  function inFile(range, bit) {
    const doc = view.doc();
    if (!doc) return { parts: [], role: -1 };
    const span = view.spans.at(bit);
    const reach = view.spans.reach(bit);
    const within = range.start >= reach.start && range.start + range.bits <= reach.start + reach.bits;
    const inside = within || (span !== null && range.start === reach.start && isCodeWithBits(view, span, range));
    const field = inside ? (span ? span.field : view.spans.fieldAt(bit)) : fieldOf(doc, range);
    const bits = bitString(view);
    if (!inside && field < 0) {
      const end = range.start + range.bits - 1;
      return { parts: compose(t, "bits.say.range", { n: range.bits, from: position(range.start), to: position(end) }), role: -1 };
    }
    /** @type {Part[]} */
    const lead = [];
    if (inside && span) {
      const whole = view.spans.pieces(span);
      const text = mono(bits(whole));
      lead.push(...(range.bits === 1 && span.whole > 1
        ? compose(t, "bits.say.part", { i: span.before + bit - span.start + 1, n: span.whole }, { bits: text })
        : compose(t, "bits.say.lead", { n: span.whole }, { bits: text })), " ");
    }
    if (field >= 0 && (span === null || span.field >= 0 || !inside)) {
      return { parts: [...lead, ...fieldSentence(t, doc, field), ...clauseLink(doc.fields.clause[field])], role: doc.fields.role[field] };
    }
    if (!span) return { parts: [t("bits.say.waiting")], role: -1 };
    if (doc.picture && isStored(doc.picture)) {
      const clause = doc.fields.clause[view.spans.fieldAt(bit)] ?? "";
      return { parts: [...lead, ...spanSentence(view, t, doc, span), ".", ...clauseLink(clause)], role: span.role };
    }
    const name = roleOf(span.role).name;
    const scan = doc.picture?.scans[span.scan];
    const where = span.mcu >= 0 ? [placed(t, span, scan)] : [];
    return { parts: [...lead, ...spanSentence(view, t, doc, span), ".", ...clauseLink(clauseOf(name, scan)), " ", ...where.map((text) => h("small", {}, text))], role: span.role };
  }

  /** @param {BitRange} range @param {number} bit @returns {Part[]} */
  function inPixels(range, bit) {
    const layout = view.layout();
    if (!layout) return [];
    const at = pixelAt(layout, bit);
    if (at.padding) return [t("bits.say.rowPadding")];
    const size = layout.bitsPerPixel;
    if (range.bits > size) {
      return compose(t, "bits.say.range", { n: range.bits, from: position(range.start), to: position(range.start + range.bits - 1) });
    }
    const first = bit - (bit % size);
    const samples = Array.from({ length: Math.max(1, size / 8) }, (_, i) => view.bitsAt(first + i * 8, Math.min(8, size)));
    if (samples.some((value) => value < 0)) return [t("bits.say.waiting")];
    const parts = compose(t, "bits.say.pixel", { x: String(at.x), y: String(at.y) }, { value: strong(samples.join(" ")) });
    if (size >= 8) {
      if (size === 24) parts.push(" ", h("code", {}, `#${samples.map((v) => v.toString(16).padStart(2, "0")).join("")}`));
      const within = bit % 8;
      parts.push(" ", t("bits.say.worth", { i: within + 1, channel: t(size === 8 ? "bits.channel.grey" : `bits.channel.${"rgb"[at.channel]}`), value: 1 << (7 - within) }));
    } else parts.push(" ", t(samples[0] ? "bits.say.white" : "bits.say.black"));
    return parts;
  }

  return {
    root,
    /** Says it anew if there is anything new to say. */
    update() {
      const selection = view.selection();
      const range = selection ?? view.hover();
      const caret = view.caret();
      const pointed = view.pointed();
      const inRange = (/** @type {number | null} */ bit) => bit !== null && range !== null && bit >= range.start && bit < range.start + range.bits;
      const bit = !range ? 0 : selection && inRange(caret) ? caret : !selection && inRange(pointed) ? /** @type {number} */ (pointed) : range.start;
      const span = range && view.shows() === "file" ? view.spans.at(bit) : null;
      const ruin = range ? damageAt(view, t, bit) : { level: null, text: "" };
      const key = [ruin.text, document.documentElement.lang, view.doc()?.id, view.doc()?.revision, span?.value, view.doc()?.fields.start.length, view.shows(), view.kind(), range?.start, range?.bits, bit, span?.start, span?.role, view.bitsAt(bit, 1), view.doc()?.picture?.components.length].join();
      if (key === last) return;
      last = key;
      const { parts, role } = !range
        ? { parts: [t(view.total() > 0 ? "bits.say.hint" : "bits.say.nothing")], role: -1 }
        : view.shows() === "file" ? inFile(range, bit) : { parts: inPixels(range, bit), role: -1 };
      button.hidden = !selection || view.shows() !== "file";
      flips = bit;
      button.textContent = t("bits.flip");
      button.setAttribute("aria-label", `${t("bits.flip")}: ${position(bit)}`);
      button.title = t("bits.flip.title");
      place.hidden = !range;
      place.textContent = range ? position(bit) : "";
      letter.hidden = role < 0;
      if (role >= 0) {
        letter.textContent = roleOf(role).letter;
        letter.style.background = roleColour(role);
      }
      replace(sentence, ...parts);
      damage.hidden = ruin.text === "";
      replace(damage, ...(ruin.level === null ? [] : [levelMark(ruin.level)]), ruin.text);
      figures.textContent = range && range.bits >= 8 && range.start + range.bits <= view.total() ? numbers(view, t, range) : "";
    },
    /** The sentence without its markup, for those who listen. */
    text: () => [sentence.textContent, damage.hidden ? "" : damage.textContent].filter(Boolean).join(" "),
    /** Words have changed. */
    translate() {
      last = "";
    },
  };
}
