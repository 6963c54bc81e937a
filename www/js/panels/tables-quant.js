/**
 * Quantisation tables: the numbers, what quality they stand for, and who uses them. A number is changed where it stands.
 *
 * @typedef {import("./tables.js").Context} Context
 */

import { componentName } from "../components.js";
import { h, replace } from "../dom.js";
import { fromNumber } from "../edit/bitstring.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { overlaps } from "../position.js";
import { ofQuantiser } from "../sentences.js";
import { placesOf, ZIGZAG } from "../sequences.js";
import { signsOf } from "../signs.js";
import { quantTables } from "../tables.js";
import { choices } from "./tables-choices.js";
import { changes, grid8, keepingFocus } from "./tables-grid.js";

/** The base of a table that is not the standard's: see `Base` in src/jpeg/statistics/quality.rs. */
const MOZJPEG = 3;

/** @param {HTMLElement} element @param {Context} context */
export function mountQuant(element, { store, editor, cells, isEdited }) {
  /** "block": where each number belongs; "file": in the order in which they stand. */
  let order = "block";
  const changed = changes();
  const signsChanged = changes();
  /** The cell in each table that the Tab key leads to. @type {Map<number, number>} */
  const active = new Map();
  const sentence = h("p", { class: "tables-sentence" });
  const toolbar = h("div", { class: "tables-tools" });
  const cards = h("div", { class: "tables-cards" });
  const signs = h("div", { class: "tables-signs" });
  element.append(cards, h("div", { class: "tables-words" }, sentence, toolbar, signs));

  /** @type {{of: unknown, tables: import("../tables.js").QuantTable[]}} */
  let known = { of: null, tables: [] };
  const tables = () => {
    const fields = store.get().document?.fields ?? null;
    if (known.of !== fields) known = { of: fields, tables: quantTables(fields) };
    return known.tables;
  };

  /** Components whose quantisers are those of a table, as the frame header names them. @param {number} destination */
  function users(destination) {
    const doc = store.get().document;
    if (!doc?.picture) return [];
    const { fields, picture } = doc;
    const frame = fields.name.findIndex((name, i) => fields.depth[i] === 0 && /^SOF/.test(name));
    const wanted = [];
    for (let i = frame + 1, component = 0; frame >= 0 && i < fields.name.length && fields.depth[i] > 0; i += 1) {
      if (fields.name[i] !== "Tq") continue;
      if (fields.value[i] === destination) wanted.push(componentName(picture, component));
      component += 1;
    }
    return wanted;
  }

  /** @param {import("../../pkg/workshop.js").TableQuality | undefined} found */
  function qualityOf(found) {
    if (!found) return "";
    const { quality, difference } = found;
    const base = t(`tables.base.${found.base}`);
    if (difference === 0 && found.base === MOZJPEG) return t("tables.quality.mozjpeg", { n: quality });
    if (difference === 0) return t("tables.quality.exact", { n: quality, base });
    return t("tables.quality.near", { n: quality, base, off: number(Number(Math.sqrt(difference / 64).toPrecision(2))) });
  }

  /** One sentence on all of them. */
  function summary() {
    const found = store.get().statistics?.found;
    if (tables().length === 0) return t("tables.quant.none");
    if (!found) return t("tables.waiting");
    const { qualities } = found;
    const same = qualities.length > 0 && qualities.every((q) => q.quality === qualities[0].quality);
    if (qualities.every((q) => q.difference === 0)) {
      const base = qualities.every((q) => q.base === MOZJPEG) ? "mozjpeg" : qualities.every((q) => q.base !== MOZJPEG) ? "libjpeg" : null;
      if (same && base) return t(`tables.encoder.${base}`, { n: qualities[0].quality });
      return t("tables.encoder.apart", { list: qualities.map((q) => q.quality).join(", ") });
    }
    return t("tables.encoder.unknown", { list: qualities.map((q) => (q.difference === 0 ? "" : "≈ ") + q.quality).join(", ") });
  }

  /** What else tells of the encoder: each leads to its bits. */
  function tellSigns() {
    const { document, statistics } = store.get();
    if (!signsChanged(document, statistics?.found, t("signs.title"))) return;
    const found = document ? signsOf(document, statistics?.found ?? null) : [];
    const items = found.map(({ key, values, range }) => {
      const words = t(key, values);
      return h("li", {}, range ? h("button", { type: "button", class: "tables-sign", onclick: () => store.set({ selection: range }) }, words) : words);
    });
    replace(signs, h("h3", {}, t("signs.title")), items.length > 0 ? h("ul", {}, ...items) : h("p", { class: "tables-note" }, t("signs.none")));
  }

  function render() {
    sentence.textContent = summary();
    tellSigns();
    const { statistics, document, view, selection, edits } = store.get();
    const places = placesOf(view.sequence);
    const { hunks } = edits.history;
    if (!changed(document?.fields, document?.picture?.colour, statistics?.found, selection, places, hunks, order, t("tables.waiting"))) return;
    keepingFocus(cards, () =>
      replace(
        cards,
        ...tables().map((table, n) => {
          const used = users(table.destination);
          return h(
            "section",
            { class: "tables-card" },
            h("h3", {}, t("tables.quant.title", { k: table.destination }), used.length > 0 ? h("small", {}, t("tables.for", { list: used.join(", ") })) : null),
            gridOf(table, n, places),
            h("p", { class: "tables-note tables-fact" }, factOf(table)),
            h("p", { class: "tables-note" }, qualityOf(statistics?.found?.qualities[n])),
          );
        }),
      ),
    );
  }

  /** What the chosen quantiser of a table takes away, or the largest. @param {import("../tables.js").QuantTable} table */
  function factOf({ fields, values }) {
    const { selection, document } = store.get();
    const f = /** @type {import("../store.js").Fields} */ (document?.fields);
    const chosen = selection && selection.bits <= 64 ? fields.findIndex((i) => overlaps(selection, { start: f.start[i], bits: f.bits[i] })) : -1;
    const k = chosen >= 0 ? chosen : values.indexOf(Math.max(...values));
    const { key, values: said } = ofQuantiser(k, values[k], document?.picture?.precision ?? 8);
    return t(key, said);
  }

  /** @param {import("../tables.js").QuantTable} table @param {number} n @param {readonly number[]} places */
  function gridOf(table, n, places) {
    const { selection, document } = store.get();
    const fields = /** @type {import("../store.js").Fields} */ (document?.fields);
    // Which element stands in each cell.
    const shown = ZIGZAG.map((_, i) => (order === "file" ? i : places.indexOf(i)));
    const range = (/** @type {number} */ k) => ({ start: fields.start[table.fields[k]], bits: fields.bits[table.fields[k]] });
    const most = Math.log(1 + Math.max(...table.values));
    return grid8({
      label: t("tables.quant.label", { k: table.destination }),
      name: `quant-${n}`,
      active: active.get(n) ?? 0,
      cells: shown.map((k, i) => {
        const value = table.values[k];
        const place = order === "file" ? places[k] : i;
        const label = t("tables.quant.cell", { k, value, row: place >> 3, column: place % 8 });
        const chosen = selection !== null && overlaps(selection, range(k)) && selection.bits <= 64;
        return { text: String(value), label, title: label, shade: most > 0 ? Math.log(1 + value) / most : 0, chosen, edited: isEdited(range(k)) };
      }),
      choose(i) {
        active.set(n, i);
        store.set({ selection: range(shown[i]) });
      },
      edit: (i, cell) => change(n, table.fields[shown[i]], i, cell),
      point: (i) => store.set({ hover: i === null ? null : range(shown[i]) }),
    });
  }

  /** @param {number} n @param {number} field @param {number} i @param {HTMLElement} cell */
  function change(n, field, i, cell) {
    const fields = store.get().document?.fields;
    if (!fields) return;
    active.set(n, i);
    const [start, bits, from] = [fields.start[field], fields.bits[field], Number(fields.value[field])];
    const name = t("tables.quant.element", { k: fields.index[field] });
    store.set({ selection: { start, bits } });
    let now = from;
    cells.open({
      cell,
      value: from,
      least: 0,
      most: 2 ** bits - 1,
      name,
      write(value) {
        editor.replace({ start, bits }, fromNumber(value, bits), "field", { name, from: number(now), to: number(value) });
        now = value;
      },
      back: () => document.getElementById(`quant-${n}-${i}`)?.focus({ preventScroll: true }),
    });
  }

  onLanguage(() => {
    replace(
      toolbar,
      choices({
        name: "quant-order",
        legend: t("tables.order"),
        options: ["block", "file"].map((value) => ({ value, text: t(`tables.order.${value}`) })),
        value: order,
        choose(value) {
          order = value;
          render();
        },
      }),
    );
  });

  return { render };
}
