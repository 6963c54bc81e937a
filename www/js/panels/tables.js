/**
 * The tables of the file and what they cost: quantisers, Huffman codes with their uses, the zigzag order, and where the bits
 * went.
 *
 * @typedef {import("../store.js").Store} Store
 *
 * @typedef {object} Context
 * @property {Store} store
 * @property {import("../client.js").Client} client
 * @property {import("../editor.js").Editor} editor
 * @property {import("./tables-edit.js").CellEditor} cells
 * @property {(range: import("../store.js").BitRange) => boolean} isEdited
 */

import { framewise, h, replace } from "../dom.js";
import { marksOf } from "../edit/patch.js";
import { onLanguage, t } from "../i18n/index.js";
import { formatOf, isStored } from "../stored.js";
import { choices } from "./tables-choices.js";
import { createCellEditor } from "./tables-edit.js";
import { mountHuffman } from "./tables-huffman.js";
import { mountQuant } from "./tables-quant.js";
import { mountSequence } from "./tables-sequence.js";
import { mountSpent } from "./tables-spent.js";

const SECTIONS = ["quant", "huffman", "sequence", "spent"];

/**
 * @param {HTMLElement} element @param {Store} store @param {import("../client.js").Client} client
 * @param {import("../editor.js").Editor} editor @param {import("../statistics.js").Gatherer} gatherer
 */
export function mountTables(element, store, client, editor, gatherer) {
  let section = SECTIONS[0];
  /** @type {{of: unknown, marks: import("../edit/patch.js").Mark[]}} */
  let marked = { of: null, marks: [] };
  const head = h("div", { class: "tables-head" });
  const progress = h("progress", { class: "tables-progress", max: "1", hidden: true });
  const body = h("div", { class: "tables-body", id: "tables-body" });
  const empty = h("p", { class: "tables-sentence", hidden: true });
  element.append(head, progress, body);
  const cells = createCellEditor(element);

  /** @type {Context} */
  const context = {
    store,
    client,
    editor,
    cells,
    isEdited({ start, bits }) {
      const { hunks } = store.get().edits.history;
      if (marked.of !== hunks) marked = { of: hunks, marks: marksOf(hunks) };
      return marked.marks.some((mark) => mark.start < start + bits && mark.start + Math.max(1, mark.bits) > start);
    },
  };
  const mounts = { quant: mountQuant, huffman: mountHuffman, sequence: mountSequence, spent: mountSpent };
  const made = Object.entries(mounts).map(([id, mount]) => {
    const part = h("section", { class: `tables-part tables-${id}`, hidden: true });
    return { id, part, render: mount(part, context).render };
  });
  body.append(empty, ...made.map(({ part }) => part));
  body.addEventListener("scroll", () => cells.moved(), { passive: true });

  const render = framewise(() => {
    const seen = !element.hidden;
    gatherer.want("tables", seen);
    if (!seen) return;
    const { document, gathering } = store.get();
    const there = document?.format === "jpeg";
    empty.hidden = there;
    empty.textContent = document?.picture && isStored(document.picture) ? t("stored.tables", formatOf(document)) : t("tables.none");
    progress.hidden = gathering === null;
    progress.value = gathering ?? 0;
    progress.setAttribute("aria-label", t("tables.waiting"));
    for (const { id, part, render: show } of made) {
      part.hidden = !there || id !== section;
      if (!part.hidden) show();
    }
  });

  store.on(["document", "selection", "statistics", "gathering", "edits", "view"], render);
  new MutationObserver(() => {
    cells.moved();
    render();
  }).observe(element, { attributes: true, attributeFilter: ["hidden"] });
  onLanguage(() => {
    replace(
      head,
      choices({
        name: "tables-section",
        legend: t("tables.sections"),
        options: SECTIONS.map((value) => ({ value, text: t(`tables.section.${value}`) })),
        value: section,
        choose(value) {
          section = value;
          body.scrollTop = 0;
          cells.moved();
          render();
        },
      }),
    );
    render();
  });
}
