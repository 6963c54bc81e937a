/**
 * Huffman tables: each code with its symbol and how often this file uses it, beside the tree. Symbols and lengths are changed
 * where they stand.
 *
 * @typedef {import("./tables.js").Context} Context
 * @typedef {import("../tables.js").HuffmanTable} HuffmanTable
 * @typedef {import("../../pkg/workshop.js").TableSpending} TableSpending
 * @typedef {{table: HuffmanTable, spent: TableSpending | null, here: boolean}} Shown `here`: it stands in this file.
 */

import { h, replace } from "../dom.js";
import { fromBytes, fromNumber } from "../edit/bitstring.js";
import { number, t } from "../i18n/index.js";
import { hex, overlaps } from "../position.js";
import { codesOf, huffmanTables, symbolMeaning, withLength } from "../tables.js";
import { changes, keepingFocus } from "./tables-grid.js";
import { drawTree } from "./tables-tree.js";

/** Where there is little room, what a code stands for is told beneath it. */
const ROW_PX = { wide: 24, narrow: 40 };

/** @param {HTMLElement} element @param {Context} context */
export function mountHuffman(element, { store, editor, cells, isEdited }) {
  let which = 0;
  let active = 0;
  const sentence = h("p", { class: "tables-sentence" });
  const chooser = h("select", { class: "chip", id: "huffman-table" });
  const tools = h("div", { class: "tables-tools" }, h("label", { for: chooser.id, class: "tables-label" }), chooser);
  const list = h("div", { class: "codes", role: "grid", id: "huffman-codes" });
  element.append(h("div", { class: "tables-lead" }, tools, sentence), list);
  chooser.addEventListener("change", () => {
    which = Number(chooser.value);
    active = 0;
    render();
  });
  const changed = changes();
  /** @type {HTMLElement[]} */
  let rows = [];
  let light = (/** @type {number} */ _code) => {};

  const process = () => store.get().document?.picture?.process ?? "";

  /** @returns {Shown[]} */
  function tables() {
    const spent = store.get().statistics?.found?.tables ?? [];
    const own = spent.filter((table) => table.segment >= 0);
    const here = huffmanTables(store.get().document?.fields ?? null).map((table, n) => ({
      table,
      // Those of before an edit may be others.
      spent: own[n] && [...own[n].symbols].join() === table.codes.map((code) => code.symbol).join() ? own[n] : null,
      here: true,
    }));
    const elsewhere = spent.filter((table) => table.segment < 0);
    return [...here, ...elsewhere.map((found) => ({ table: fromElsewhere(found), spent: found, here: false }))];
  }

  /** @param {TableSpending} found @returns {HuffmanTable} */
  function fromElsewhere({ ac, destination, counts, symbols }) {
    const codes = codesOf([...counts], [...symbols.keys()], (i) => symbols[i]).map((code) => ({ ...code, field: -1 }));
    return { field: -1, ac, destination, counts: [...counts], countFields: [], codes };
  }

  function render() {
    const all = tables();
    const { document, statistics, selection, edits } = store.get();
    which = Math.min(which, Math.max(0, all.length - 1));
    const label = /** @type {HTMLElement} */ (tools.firstElementChild);
    label.textContent = t("tables.huffman.choose");
    tools.hidden = all.length === 0;
    const name = (/** @type {Shown} */ { table, here }) => {
      const key = here ? "tables.huffman.name" : "tables.huffman.elsewhere";
      const kind = process().includes("lossless") ? "lossless" : table.ac ? "ac" : "dc";
      return t(key, { kind: t(`tables.class.${kind}`), k: table.destination, n: table.codes.length });
    };
    const shown = all[which];
    const fresh = changed(document?.fields, statistics?.found, which, document?.picture?.process, label.textContent, edits.history.hunks);
    if (fresh) {
      replace(chooser, ...all.map((shown, i) => h("option", { value: i }, name(shown))));
      chooser.value = String(which);
    }
    sentence.textContent = shown ? summary(shown) : withoutCodes();
    list.hidden = !shown;
    if (!shown) return;
    if (fresh) keepingFocus(list, () => fill(shown, name(shown)));
    mark(shown, selection);
  }

  /** What stands in the place of codes where there are none. */
  function withoutCodes() {
    const found = store.get().statistics?.found;
    if (!found) return t("tables.waiting");
    const decisions = found.scans.reduce((sum, scan) => sum + scan.decisions, 0);
    const bits = found.scans.reduce((sum, scan) => sum + scan.byRole.reduce((all, n) => all + n, 0), 0);
    if (decisions === 0) return t("tables.huffman.none");
    return t("tables.huffman.arithmetic", { decisions, bits, rate: number(Number((decisions / Math.max(1, bits)).toFixed(2))) });
  }

  /** @param {Shown} shown */
  function summary({ table, spent }) {
    if (!spent) return t("tables.waiting");
    const origin = spent.standard > 0 ? t("tables.huffman.standard", { k: `K.${spent.standard}` }) : t("tables.huffman.own");
    const used = table.codes.map((code) => ({ bits: code.bits, uses: spent.uses[code.symbol] })).filter(({ uses }) => uses > 0);
    const uses = used.reduce((sum, code) => sum + code.uses, 0);
    if (uses === 0) return `${origin} ${t("tables.huffman.unused")}`;
    const bits = used.reduce((sum, code) => sum + code.uses * code.bits, 0);
    const least = used.reduce((sum, code) => sum + code.uses * Math.log2(uses / code.uses), 0);
    const rounded = (/** @type {number} */ value) => number(Number(value.toFixed(2)));
    const cost = t("tables.huffman.cost", { used: used.length, all: table.codes.length, uses, bits, mean: rounded(bits / uses), least: rounded(least / uses) });
    return `${origin} ${cost}`;
  }

  /** @param {Shown} shown @param {string} name */
  function fill({ table, spent, here }, name) {
    const total = table.codes.reduce((sum, code) => sum + (spent?.uses[code.symbol] ?? 0) * code.bits, 0);
    const most = table.codes.reduce((top, code) => Math.max(top, (spent?.uses[code.symbol] ?? 0) * code.bits), 1);
    const narrow = element.clientWidth < 640;
    const tree = drawTree(table.codes, narrow ? { row: ROW_PX.narrow, step: 5 } : { row: ROW_PX.wide, step: 13 });
    list.classList.toggle("narrow", narrow);
    light = tree.light;
    const fields = store.get().document?.fields;
    rows = table.codes.map((code, i) => {
      const { key, values } = symbolMeaning(table, code.symbol, process());
      const uses = spent?.uses[code.symbol] ?? 0;
      const part = total > 0 ? (uses * code.bits) / total : 0;
      const edited = here && fields && isEdited({ start: fields.start[code.field], bits: 8 });
      return h(
        "div",
        {
          class: `code-row${uses === 0 && spent ? " unused" : ""}`,
          role: "row",
          id: `code-${i}`,
          tabindex: i === active ? "0" : "-1",
          onclick: (/** @type {MouseEvent} */ event) => {
            const again = i === active && rows[i].getAttribute("aria-selected") === "true";
            choose(i);
            const cell = event.target instanceof Element ? event.target.closest("[data-part]") : null;
            if (again && cell instanceof HTMLElement) change(i, cell);
          },
          onpointerenter: () => point(i),
          onpointerleave: () => point(null),
        },
        h("span", { class: "code-digits", role: "gridcell" }, code.digits),
        h("span", { class: "code-length", role: "gridcell", data: { part: "length" } }, number(code.bits)),
        h("span", { class: `code-symbol${edited ? " edited" : ""}`, role: "gridcell", data: { part: "symbol" } }, hex(code.symbol)),
        h("span", { class: "code-meaning", role: "gridcell" }, t(key, values)),
        h("span", { class: "code-uses", role: "gridcell" }, spent ? number(uses) : "…"),
        h("span", { class: "code-part", role: "gridcell" }, h("i", { class: "bar", style: `--part: ${(100 * uses * code.bits) / most}%`, "aria-hidden": "true" }), spent ? percent(part) : ""),
      );
    });
    const head = ["code", "length", "symbol", "meaning", "uses", "part"].map((column) => h("span", { role: "columnheader", class: `code-${column}` }, t(`tables.column.${column}`)));
    const holder = h("div", { class: "codes-rows", role: "rowgroup" }, ...rows);
    list.setAttribute("aria-label", name);
    replace(
      list,
      h("div", { class: "code-row code-head", role: "row" }, ...head),
      h("div", { class: "codes-tree", role: "presentation" }, tree.element),
      holder,
    );
    list.style.setProperty("--tree", `${tree.element.getAttribute("width")}px`);
    light(active);
  }

  /** Marks the codes whose symbols are selected. @param {Shown} shown @param {import("../store.js").BitRange | null} selection */
  function mark({ table, here }, selection) {
    const fields = store.get().document?.fields;
    rows.forEach((row, i) => {
      const start = here && fields ? fields.start[table.codes[i].field] : -1;
      const chosen = selection !== null && start >= 0 && selection.bits <= 64 && overlaps(selection, { start, bits: 8 });
      row.setAttribute("aria-selected", String(chosen));
      row.classList.toggle("chosen", chosen);
    });
  }

  /** @param {number} i */
  function symbolRange(i) {
    const shown = tables()[which];
    const fields = store.get().document?.fields;
    const code = shown?.table.codes[i];
    return shown?.here && fields && code ? { start: fields.start[code.field], bits: fields.bits[code.field] } : null;
  }

  /** @param {number | null} i */
  function point(i) {
    light(i ?? active);
    store.set({ hover: i === null ? null : symbolRange(i) });
  }

  /** @param {number} i */
  function choose(i) {
    if (rows[active]) rows[active].tabIndex = -1;
    active = i;
    rows[i].tabIndex = 0;
    rows[i].focus({ preventScroll: true });
    rows[i].scrollIntoView({ block: "nearest" });
    light(i);
    const range = symbolRange(i);
    if (range) store.set({ selection: range });
  }

  /** Changes the length or the symbol of a code. @param {number} i @param {HTMLElement} cell */
  function change(i, cell) {
    const shown = tables()[which];
    const fields = store.get().document?.fields;
    const range = symbolRange(i);
    if (!shown?.here || !fields || !range) return;
    const { table } = shown;
    const code = table.codes[i];
    const { symbol } = code;
    const back = () => rows[active]?.focus({ preventScroll: true });
    if (cell.dataset.part === "symbol") {
      const name = t("tables.huffman.symbol", { code: code.digits });
      let now = symbol;
      cells.open({
        cell,
        value: symbol,
        least: 0,
        most: 255,
        name,
        write(value) {
          editor.replace(range, fromNumber(value, 8), "field", { name, from: number(now), to: number(value) });
          now = value;
        },
        back,
      });
      return;
    }
    const name = t("tables.huffman.length", { symbol: hex(symbol) });
    const start = fields.start[table.countFields[0]];
    let now = code.bits;
    cells.open({
      cell,
      value: code.bits,
      least: 1,
      most: 16,
      name,
      write(value) {
        const bytes = withLength(table, i, value);
        editor.replace({ start, bits: bytes.length * 8 }, fromBytes(bytes), "field", { name, from: number(now), to: number(value) });
        now = value;
      },
      back,
    });
  }

  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || rows.length === 0) return;
    const at = rows.findIndex((row) => row === document.activeElement);
    if (at < 0) return;
    const last = rows.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0, End: last }[event.key];
    const part = { F2: "symbol", Enter: "symbol", " ": "symbol", l: "length", L: "length", д: "length", Д: "length" }[event.key];
    if (to !== undefined) choose(Math.min(last, Math.max(0, to)));
    else if (part) change(at, /** @type {HTMLElement} */ (rows[at].querySelector(`[data-part="${part}"]`)));
    else return;
    event.preventDefault();
  });

  return { render };
}

/** Three digits, and never more than two behind the point. @param {number} part */
export function percent(part) {
  if (part > 0 && part < 0.0001) return `< ${t("percent", { n: 0.01 })}`;
  const shown = Number((100 * part).toPrecision(3));
  return t("percent", { n: Number(shown.toFixed(2)) });
}
