/**
 * One block through all stages, with the numbers of this file: codes, coefficients, quantisers, waves, samples, pixels. Each
 * number leads to its bits, and most can be changed.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").BitRange} BitRange
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {import("../client.js").Client} Client
 * @typedef {import("../anatomy.js").Place} Place
 * @typedef {import("../anatomy.js").BlockAnatomy} BlockAnatomy
 */

import { blockRect } from "../blocks.js";
import { unanswered } from "../client.js";
import { h, newestOnly, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { ofBlock } from "../sentences.js";
import { formatOf, isStored } from "../stored.js";
import { NATURAL, ZIGZAG_OF } from "../zigzag.js";
import { createChooser, divisionOf } from "./block-chooser.js";
import { createCodes, signed } from "./block-codes.js";
import { editPixel } from "./block-colour.js";
import { editClean, editDifference, editQuantiser, editRaw, editSample, editValue, hasRaw } from "./block-edit.js";
import { createGrid } from "./block-grid.js";
import { bitsFor, bitsIn } from "./block-links.js";
import { createMode } from "./block-mode.js";
import { createPixels } from "./block-pixels.js";
import { quantiserBits } from "./block-quantiser.js";
import { createSample } from "./block-sample.js";
import { createScans } from "./block-scans.js";
import { createWaves } from "./block-waves.js";
import { createZigzag } from "./block-zigzag.js";

/** @param {HTMLElement} element @param {Store} store @param {Client} client @param {import("../editor.js").Editor} editor */
export function mountBlock(element, store, client, editor) {
  let visible = false;
  /** The block was chosen here, so bits and picture are to follow. */
  let going = false;
  /** @type {BlockAnatomy | null} */
  let anatomy = null;
  /** Of which block. @type {Place | null} */
  let place = null;
  /** Natural index of the chosen coefficient. */
  let chosen = 0;
  /** The chosen sample, row by row; -1: none. */
  let sampled = -1;
  /** The selection that was made here. @type {BitRange | null} */
  let own = null;

  const scans = () => store.get().document?.picture?.scans ?? [];

  /** @param {BitRange | null} range */
  function choose(range) {
    if (!range) return;
    own = range;
    store.set({ selection: range });
  }
  /** @param {BitRange | null} range */
  const hover = (range) => store.set({ hover: range });

  /** The bits of a coefficient. @param {number} i Natural index. */
  const bitsOf = (i) => (anatomy ? bitsFor(anatomy, scans(), ZIGZAG_OF[i]) : null);

  /** @param {number} i Natural index. */
  function chooseCoefficient(i) {
    chosen = i;
    choose(bitsOf(i));
    render();
  }
  const hoverCoefficient = (/** @type {number | null} */ i) => hover(i === null ? null : bitsOf(i));

  /** The bits of the block in the first scan that has any. */
  const blockBits = () => anatomy?.scans.map(bitsIn).find((range) => range !== null) ?? null;

  /** Whether a coefficient can be changed in the way that was chosen. @param {number} i Natural index. */
  const isWritable = (i) => anatomy !== null && (mode.now() === "clean" || hasRaw(anatomy, scans(), ZIGZAG_OF[i]));

  /** @param {number} i Natural index. @param {number} value */
  function writeCoefficient(i, value) {
    if (!anatomy || !place) return false;
    const k = ZIGZAG_OF[i];
    return mode.now() === "raw" ? editRaw(editor, anatomy, scans(), k, value) : editClean(editor, anatomy, place, k, value);
  }

  /** Samples of differential frames are differences. @param {number} value */
  function inRange(value) {
    const p = picture();
    const most = 2 ** (p?.precision ?? 8);
    const least = p && place && divisionOf(p, place.scan).process.startsWith("differential") ? -most : 0;
    return value >= least && value < most;
  }
  const tooCoarse = () => store.set({ notice: { tone: "info", key: "notice.coarse" } });

  const chooser = createChooser({ go });
  const mode = createMode(() => render());
  const codes = createCodes({
    choose(range, k) {
      chosen = NATURAL[k] ?? 0;
      choose(range);
      render();
    },
    hover,
  });
  const table = createScans({ choose });
  const coefficients = createGrid("numbers", {
    choose: chooseCoefficient,
    hover: hoverCoefficient,
    editable: (i) => (isWritable(i) ? String(anatomy?.coefficients[i]) : null),
    edit: writeCoefficient,
  });
  const zigzag = createZigzag({ choose: chooseCoefficient, change: (i) => coefficients.change(i), hover: hoverCoefficient });
  const quantisers = createGrid("numbers", {
    choose(i) {
      chosen = i;
      choose(quantiserRange(i));
      render();
    },
    hover: (i) => hover(i === null ? null : quantiserRange(i)),
    editable: (i) => (anatomy ? String(anatomy.quantisers[i]) : null),
    edit: (i, value) => anatomy !== null && place !== null && editQuantiser(editor, anatomy, place, ZIGZAG_OF[i], value),
  });
  const products = createGrid("numbers", {
    choose: chooseCoefficient,
    hover: hoverCoefficient,
    editable: (i) => (isWritable(i) ? String(anatomy && anatomy.coefficients[i] * anatomy.quantisers[i]) : null),
    // The nearest that is a multiple of the quantiser.
    edit: (i, value) => writeCoefficient(i, Math.round(value / Math.max(1, anatomy?.quantisers[i] ?? 1))),
  });
  const waves = createWaves({ choose: chooseCoefficient });
  const samples = createGrid("samples", {
    choose(i) {
      sampled = i;
      choose(blockBits());
      render();
    },
    hover: (i) => hover(i === null ? null : blockBits()),
    editable: (i) => (anatomy && mode.now() === "clean" ? String(anatomy.samples[i]) : null),
    edit(i, value) {
      if (!anatomy || !place || !inRange(value)) return false;
      const done = editSample(editor, anatomy, place, i, value);
      if (done === false) tooCoarse();
      return done;
    },
  });
  const pixels = createPixels({
    choose: () => choose(blockBits()),
    editable: () => mode.now() === "clean",
    turn: () => store.get().edits.said?.turn ?? 0,
    async edit(at, now, rgb, channel, value) {
      const p = picture();
      if (!p || !place) return false;
      const done = await editPixel({ editor, client, picture: p, scan: place.scan }, at, now, rgb, channel, value);
      if (done === null) tooCoarse();
      return done ?? false;
    },
  });
  const sample = createSample(client, {
    choose,
    edit: (item, value) => editDifference(editor, item, value),
    clean: () => mode.now() === "clean",
    set: (now, value) => place !== null && editValue(editor, place, now, value),
  });

  const dc = h("button", { type: "button", class: "block-dc link", onclick: () => chooseCoefficient(0) });
  const note = h("p", { class: "block-note" });
  /** @type {Record<string, HTMLElement>} */
  const stages = {
    codes: stage("codes", codes.root),
    scans: stage("scans", table.root),
    coefficients: stage("coefficients", coefficients.root),
    zigzag: stage("zigzag", zigzag.root),
    quantisers: stage("quantisers", quantisers.root),
    products: stage("products", products.root),
    waves: stage("waves", waves.root),
    samples: stage("samples", samples.root),
    pixels: stage("pixels", pixels.root),
    sample: stage("sample", sample.root),
  };
  const empty = h("p", { class: "block-empty" });
  const body = h("div", { class: "block-stages" }, note, ...Object.values(stages));
  const facts = h("p", { class: "facts-line block-facts" });
  const head = h("div", { class: "block-head" }, chooser.root, mode.root, facts);
  element.append(head, empty, body);

  /** @param {string} name @param {...HTMLElement} children */
  function stage(name, ...children) {
    return h("section", { class: `block-stage ${name}`, data: { stage: name } }, h("h3", {}), ...children);
  }

  /** @param {Place} next */
  function go(next) {
    going = true;
    sampled = -1;
    store.set({ block: next });
  }

  /** @param {number} i Natural index. */
  function quantiserRange(i) {
    const doc = store.get().document;
    const c = place && doc?.picture ? divisionOf(doc.picture, place.scan).components[place.component] : null;
    return doc && c ? quantiserBits(doc.fields, c.id, ZIGZAG_OF[i]) : null;
  }

  const load = newestOnly(async (/** @type {Place | null} */ wanted) => {
    const { document } = store.get();
    const picture = document?.picture;
    if (!wanted || !picture) {
      [anatomy, place] = [null, null];
      return render();
    }
    try {
      anatomy = await client.block(wanted, blockRect(picture, wanted)?.y ?? 0);
      place = anatomy && wanted;
    } catch (problem) {
      // Of a file that is gone nothing is to be shown; the next one asks anew.
      return unanswered(problem);
    }
    if (going && anatomy) choose(blockBits());
    going = false;
    render();
  });

  /** The middle of the picture. @param {Picture} picture @returns {Place | null} */
  function middle({ scans: shapes }) {
    const c = shapes[0]?.components[0];
    return c ? { scan: 0, component: 0, bx: c.blocksAcross >> 1, by: c.blocksDown >> 1 } : null;
  }

  /** Takes the block that a selection made elsewhere belongs to. */
  const follow = newestOnly(async (/** @type {BitRange} */ range) => {
    try {
      const { scan, component, bx, by, k } = await client.trace(range.start, Math.min(range.bits, 64));
      const i = scan.findIndex((number) => number >= 0);
      if (i < 0 || store.get().selection !== range) return render();
      const next = { scan: scan[i], component: component[i], bx: bx[i], by: by[i] };
      if (picture()?.unit !== 1) chosen = NATURAL[k[i]] ?? 0;
      const now = store.get().block;
      const same = now && now.component === next.component && now.bx === next.bx && now.by === next.by && divisionOf(/** @type {Picture} */ (picture()), now.scan).width === picture()?.scans[next.scan]?.width;
      if (same) render();
      else store.set({ block: next });
    } catch {
      // A cancelled question has no answer; the next one will.
    }
  });
  const picture = () => store.get().document?.picture ?? null;

  function refresh() {
    if (!visible) return;
    const { block, selection } = store.get();
    const p = picture();
    // What is asked for takes its time; until then it must not be said of an older file that nothing is there.
    if (!anatomy) render();
    // Pixels that are stored as they are lie in no block.
    const divided = p !== null && p.scans.length > 0;
    if (block || !divided) return void load(divided ? block : null);
    if (selection) void follow(selection).then(() => !store.get().block && p === picture() && store.set({ block: middle(p) }));
    else store.set({ block: middle(p) });
  }

  function render() {
    const doc = store.get().document;
    const p = doc?.picture;
    const shown = Boolean(anatomy && place && p);
    empty.hidden = shown;
    head.hidden = body.hidden = !shown;
    empty.textContent = doc && p && isStored(p) ? t("stored.block", formatOf(doc)) : t(p ? "block.empty" : "block.none");
    if (!doc || !p || !anatomy || !place) return;
    const shapes = scans();
    const division = divisionOf(p, place.scan);
    const lossless = division.unit === 1;
    const differences = division.process.startsWith("differential");
    const arithmetic = division.process.includes("arithmetic");
    const progressive = division.process.includes("progressive");
    const { coefficients: values, quantisers: table64 } = anatomy;
    const bits = anatomy.scans.reduce((sum, { spans }) => sum + spans.bits.reduce((n, b) => n + b, 0), 0);
    chooser.update(p, place, t("block.about", { n: anatomy.scans.length, bits: t("count.bits", { n: bits }) }));
    mode.update(lossless, arithmetic);
    note.textContent = [
      lossless && t("block.note.lossless"),
      arithmetic && t("block.note.arithmetic"),
      p.frames > 0 && t(differences ? "block.note.difference" : "block.note.hierarchical"),
      p.precision > 8 && !lossless && t("block.note.deep", { n: p.precision }),
      isOtherView(store.get().view) && t("block.note.view"),
      p.partial && store.get().view.estimate && t("block.note.estimate"),
    ].filter(Boolean).join(" ");
    note.hidden = note.textContent === "";
    for (const [name, section] of Object.entries(stages)) {
      const title = /** @type {HTMLElement} */ (section.querySelector("h3"));
      if (name === "coefficients") replace(title, t("block.stage.coefficients"), dc);
      else title.textContent = t(name === "samples" && differences ? "block.stage.differences" : `block.stage.${name}`);
      section.hidden = name === "sample" ? !lossless : name === "scans" ? !progressive : name === "pixels" ? !anatomy.pixels : lossless && name !== "codes";
    }
    codes.update(anatomy.scans, shapes, doc.bytes, store.get().selection);
    facts.hidden = lossless;
    if (!lossless) facts.textContent = ofBlock(anatomy, bits, p.precision, ZIGZAG_OF[chosen]).map(({ key, values }) => t(key, values)).join(" ");
    if (lossless) return void sample.update(anatomy, p, place);
    const k = ZIGZAG_OF[chosen];
    if (progressive) table.update(anatomy.scans, shapes, k);
    const product = Array.from(values, (value, i) => value * table64[i]);
    const most = Math.max(1, ...Array.from(values, Math.abs));
    coefficients.update(t("block.stage.coefficients"), (i) => number(values[i], most, t("block.cell", { k: ZIGZAG_OF[i], value: signed(values[i]) })), chosen);
    zigzag.update(anatomy, k);
    quantisers.update(t("block.stage.quantisers"), (i) => ({ text: String(table64[i]), title: t("block.cell.quantiser", { k: ZIGZAG_OF[i], value: table64[i] }) }), chosen);
    products.update(t("block.stage.products"), (i) => number(product[i], Math.max(1, ...product.map(Math.abs)), t("block.cell.product", { k: ZIGZAG_OF[i], c: signed(values[i]), q: table64[i], value: signed(product[i]) })), chosen);
    waves.update(product, anatomy.samples, p.precision, differences);
    const block = anatomy;
    samples.update(t("block.stage.samples"), (i) => shade(block.samples[i], i, p.precision, differences), sampled);
    if (anatomy.pixels) pixels.update(anatomy.pixels, p);
    tellDc();
  }

  /** The DC value as what was predicted and what the file adds to it. */
  function tellDc() {
    const brought = anatomy?.scans.find(({ predicts }) => predicts);
    const scan = brought && scans()[brought.scan];
    dc.hidden = !brought || !scan;
    if (!brought || !scan) return;
    const value = brought.after[0] >> scan.al;
    const { prediction, fromX, fromY } = brought;
    const words = { difference: signed(value - prediction), prediction: signed(prediction), value: signed(value) };
    const from = fromX < 0 ? t("block.dc.fresh") : t("block.dc.from", { bx: String(fromX), by: String(fromY) });
    const scaled = scan.al > 0 ? t("block.dc.shift", { times: 2 ** scan.al, value: signed(value * 2 ** scan.al) }) : "";
    dc.textContent = [t("block.dc", words), scaled].filter(Boolean).join(" ");
    dc.title = from;
  }

  store.on(["block", "document"], refresh);
  store.on(["view"], render);
  store.on(["selection"], ({ selection, held }) => {
    if (!visible) return;
    if (selection && selection !== own && !held) void follow(selection);
    else render();
  });
  onLanguage(render);
  return {
    shown() {
      visible = true;
      store.set({ blockOpen: true });
      refresh();
    },
    hidden() {
      visible = false;
      store.set({ blockOpen: false });
    },
  };
}

/** Whether the picture is made of a part of the file, or of coefficients in another order. @param {import("../store.js").View} view */
const isOtherView = ({ until, first, last, sequence }) => until !== null || first > 0 || last < 63 || sequence !== null;

/** A number whose colour tells sign and size. @param {number} value @param {number} most @param {string} title @returns {import("./block-grid.js").Cell} */
function number(value, most, title) {
  const weight = value === 0 ? 0 : 0.3 + (0.7 * Math.log1p(Math.abs(value))) / Math.log1p(most);
  const tone = value === 0 ? "zero" : value > 0 ? "positive" : "negative";
  return { text: signed(value), title, tone, style: { "--weight": `${Math.round(weight * 100)}%` } };
}

/** A sample on its own grey. @param {number} value @param {number} i Row by row. @param {number} precision @param {boolean} difference @returns {import("./block-grid.js").Cell} */
function shade(value, i, precision, difference) {
  const level = Math.round(((value + (difference ? 2 ** (precision - 1) : 0)) * 255) / (2 ** precision - 1));
  const grey = Math.max(0, Math.min(255, level));
  return { text: signed(value), title: t("block.cell.sample", { x: i % 8, y: i >> 3, value: signed(value) }), style: { background: `rgb(${grey} ${grey} ${grey})`, color: grey >= 118 ? "#000" : "#fff" } };
}
