/**
 * Where the bits went: by kind of segment, role, component, coefficient and scan; and how many coefficients are zero.
 *
 * @typedef {import("./tables.js").Context} Context
 * @typedef {import("../../pkg/workshop.js").Statistics} Found
 * @typedef {import("../../pkg/workshop.js").ComponentSpending} Component
 * @typedef {{name: string, bits: number, role?: number, range?: import("../store.js").BitRange}} Bar
 */

import { componentName } from "../components.js";
import { h, replace } from "../dom.js";
import { number, t } from "../i18n/index.js";
import { roleColour, roleOf } from "../roles.js";
import { placesOf } from "../sequences.js";
import { changes, grid8, keepingFocus } from "./tables-grid.js";
import { percent } from "./tables-huffman.js";

/** Scans that are listed; of more, the largest. */
const SCANS = 24;

/** @param {HTMLElement} element @param {Context} context */
export function mountSpent(element, { store }) {
  const sentence = h("p", { class: "tables-sentence" });
  const cards = h("div", { class: "spent-cards" });
  element.append(sentence, cards);
  /** The component whose coefficients are shown; -1: all. */
  let component = -1;
  let active = 0;
  const changed = changes();

  function render() {
    const { statistics, document, view } = store.get();
    const found = statistics?.found ?? null;
    sentence.textContent = found ? summary(found) : statistics ? t("tables.none") : t("tables.waiting");
    if (!found || !document) return replace(cards);
    if (!changed(found, document.picture?.colour, view.sequence, component, active, t("tables.waiting"))) return;
    keepingFocus(cards, () => replace(cards, ...all(found, document)));
  }

  /** @param {Found} found @param {import("../store.js").Doc} document */
  function all(found, document) {
    const total = document.bytes.length * 8;
    return [
      card("spent.components", bars(components(found, document), total)),
      found.frames.some((frame) => frame.unit === 8) ? card("spent.index", ...indexGrid(found, document)) : null,
      card("spent.segments", bars(segments(document), total)),
      card("spent.roles", bars(roles(found), total)),
      found.scans.length > 1 ? card("spent.scans", bars(scans(found, document), total)) : null,
    ];
  }

  /** @param {string} key @param {...(Node | null)} children */
  const card = (key, ...children) => h("section", { class: `tables-card ${key.replace(".", "-")}` }, h("h3", {}, t(`tables.${key}`), h("small", {}, t("tables.spent.unit"))), ...children);

  /** @param {Bar[]} list @param {number} total */
  function bars(list, total) {
    const most = list.reduce((top, { bits }) => Math.max(top, bits), 1);
    const row = (/** @type {Bar} */ { name, bits, role, range }) =>
      h(
        "li",
        {},
        h(
          "span",
          { class: "bar-name" },
          role === undefined ? null : h("i", { class: "role", style: `background: ${roleColour(role)}`, "aria-hidden": "true" }, roleOf(role).letter),
          range ? h("button", { class: "link", onclick: () => store.set({ selection: range }) }, name) : name,
        ),
        h("span", { class: "bar-rail", "aria-hidden": "true" }, h("i", { class: "bar", style: `--part: ${(100 * bits) / most}%` })),
        h("span", { class: "bar-bits" }, number(bits)),
        h("span", { class: "bar-part" }, percent(bits / Math.max(1, total))),
      );
    return h("ul", { class: "bars" }, ...list.map(row));
  }

  /** @param {number} f @param {number} c @param {import("../store.js").Doc} document @param {number} frames */
  function nameOf(f, c, { picture }, frames) {
    const name = picture ? componentName(picture, c) : t("component.any");
    return frames > 1 ? t("tables.spent.frame", { k: f + 1, name }) : name;
  }

  /** @param {Found} found @param {import("../store.js").Doc} document @returns {Bar[]} */
  function components({ frames, byRole }, document) {
    const sum = (/** @type {Float64Array} */ bits) => bits.reduce((all, n) => all + n, 0);
    const list = frames.flatMap((frame, f) => frame.components.map((c, i) => ({ name: nameOf(f, i, document, frames.length), bits: sum(c.byRole) })));
    const rest = sum(byRole) - list.reduce((all, { bits }) => all + bits, 0);
    return [...list, { name: t("tables.spent.rest"), bits: rest }];
  }

  /** Segments of one kind together, the largest first. @param {import("../store.js").Doc} document @returns {Bar[]} */
  function segments({ fields }) {
    /** @type {Map<string, {bits: number, count: number}>} */
    const sums = new Map();
    for (let i = 0; i < fields.name.length; i += 1) {
      if (fields.depth[i] !== 0) continue;
      const sum = sums.get(fields.name[i]) ?? { bits: 0, count: 0 };
      sums.set(fields.name[i], { bits: sum.bits + fields.bits[i], count: sum.count + 1 });
    }
    const list = [...sums].map(([name, { bits, count }]) => ({ name: count > 1 ? `${name} × ${count}` : name, bits }));
    return list.sort((a, b) => b.bits - a.bits);
  }

  /** @param {Found} found @returns {Bar[]} */
  function roles({ byRole }) {
    const list = [...byRole].map((bits, role) => ({ name: t(`role.${roleOf(role).name}`), bits, role }));
    return list.filter(({ bits }) => bits > 0).sort((a, b) => b.bits - a.bits);
  }

  /** @param {Found} found @param {import("../store.js").Doc} document @returns {Bar[]} */
  function scans({ scans: list }, { picture }) {
    const rows = list.map(({ start, bytes }, n) => {
      const scan = picture?.scans[n];
      const values = { k: n + 1, ss: scan?.ss ?? 0, se: scan?.se ?? 0, ah: scan?.ah ?? 0, al: scan?.al ?? 0 };
      const kind = scan?.process.includes("progressive") ? (scan.ah > 0 ? "refine" : "first") : "whole";
      return { name: t(`tables.scan.${kind}`, values), bits: bytes * 8, range: { start: start * 8, bits: bytes * 8 } };
    });
    return rows.length <= SCANS ? rows : rows.sort((a, b) => b.bits - a.bits).slice(0, SCANS);
  }

  /** The components whose coefficients are counted together. @param {Found} found */
  const counted = ({ frames }) => frames.filter((f) => f.unit === 8).flatMap((f) => f.components.filter((_, c) => component < 0 || c === component));

  /** @param {Found} found @param {import("../store.js").Doc} document */
  function indexGrid(found, document) {
    const count = document.picture?.components.length ?? 1;
    const chooser = h(
      "select",
      { class: "chip", id: "spent-component", "aria-label": t("tables.spent.of") },
      ...[-1, ...Array(count).keys()].map((c) => h("option", { value: c, selected: c === component }, c < 0 ? t("tables.spent.all") : nameOf(0, c, document, 1))),
    );
    chooser.addEventListener("change", () => {
      component = Number(chooser.value);
      render();
    });
    const list = counted(found);
    const parts = (/** @type {number} */ k) => [0, 1, 2, 3].map((kind) => list.reduce((sum, c) => sum + c.byIndex[4 * k + kind], 0));
    const blocks = list.reduce((sum, c) => sum + c.blocks, 0);
    const places = placesOf(store.get().view.sequence);
    const bits = places.map((_, k) => parts(k).reduce((sum, n) => sum + n, 0));
    const most = Math.log(1 + Math.max(...bits));
    const describe = (/** @type {number} */ k) => {
      const [code, value, correction, end] = parts(k);
      const nonzero = list.reduce((sum, c) => sum + c.nonzero[k], 0);
      return t("tables.spent.cell", { k, bits: bits[k], code, value, correction, end, part: percent(nonzero / Math.max(1, blocks)) });
    };
    const shown = places.map((_, i) => places.indexOf(i));
    const said = h("p", { class: "tables-note", id: "spent-said" }, describe(shown[active]));
    const grid = grid8({
      label: t("tables.spent.index"),
      name: "spent",
      active,
      cells: shown.map((k, i) => ({ text: short(bits[k]), label: `${short(bits[k])}. ${describe(k)}`, title: describe(k), shade: most > 0 ? Math.log(1 + bits[k]) / most : 0, chosen: i === active })),
      choose(i) {
        active = i;
        render();
      },
    });
    return [count > 1 ? chooser : null, grid, said];
  }

  /** @param {Found} found */
  function summary(found) {
    const all = found.frames.flatMap((frame) => frame.components);
    const blocks = all.reduce((sum, c) => sum + c.blocks, 0);
    if (blocks === 0 && found.frames.length === 0) return t("tables.spent.nothing");
    if (blocks === 0) return t(found.scans.some((scan) => scan.decisions > 0) ? "tables.spent.lossless.arithmetic" : "tables.spent.lossless");
    const nonzero = all.reduce((sum, c) => sum + c.nonzero.reduce((n, count) => n + count, 0), 0);
    const uses = (/** @type {number} */ symbol) => found.tables.reduce((sum, table) => sum + (table.ac ? table.uses[symbol] : 0), 0);
    const parts = [t("tables.spent.zeros", { part: percent(1 - nonzero / (64 * blocks)), n: 64 * blocks, mean: number(Number((nonzero / blocks).toFixed(1))) })];
    if (uses(0) + uses(0xf0) > 0) parts.push(t("tables.spent.ends", { ends: uses(0), zeros: uses(0xf0) }));
    const runs = all.reduce((sum, c) => sum + c.endRuns, 0);
    if (runs > 0) {
      const ended = all.reduce((sum, c) => sum + c.endRunBlocks, 0);
      parts.push(t("tables.spent.runs", { n: runs, blocks: ended, longest: Math.max(...all.map((c) => c.longestEndRun)) }));
    }
    const decisions = found.scans.reduce((sum, scan) => sum + scan.decisions, 0);
    if (decisions > 0) parts.push(t("tables.spent.decisions", { n: decisions }));
    return parts.join(" ");
  }

  return { render };
}

/** `12k`, `3.4M`: at most four characters. @param {number} value */
function short(value) {
  if (value < 1_000) return String(value);
  for (const [unit, letter] of /** @type {[number, string][]} */ ([[1e9, "G"], [1e6, "M"], [1e3, "k"]])) {
    if (value >= unit) return `${Number((value / unit).toPrecision(value / unit < 10 ? 2 : 3))}${letter}`;
  }
  return String(value);
}
