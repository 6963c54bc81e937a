/**
 * Every field of the file as a tree; choosing one selects its bits, and a selection made elsewhere reveals its field.
 * Only the rows in sight are in the DOM.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").Fields} Fields
 */

import { framewise, h, replace } from "../dom.js";
import { marksOf } from "../edit/patch.js";
import { onLanguage, t } from "../i18n/index.js";
import { position } from "../position.js";
import { roleColour, roleOf } from "../roles.js";
import { ofFile } from "../sentences.js";
import { createTree } from "../tree.js";
import { createFieldEditor } from "./segments-edit.js";
import { faultSentence, fieldMeaning, fieldName, fieldValue } from "./words.js";

const ROW_PX = 27;
/** Rows beyond the edges that are kept, so that scrolling shows no gaps. */
const MARGIN_ROWS = 8;

/** @param {HTMLElement} element @param {Store} store @param {import("../editor.js").Editor} editor */
export function mountSegments(element, store, editor) {
  let tree = createTree(null);
  /** @type {Fields | null} */
  let fields = null;
  let active = -1;
  /** The selection that was made here, and needs no revealing. @type {object | null} */
  let own = null;
  /** Letters typed to find a row. */
  let typed = "";
  let typedAt = 0;
  /** @type {{of: unknown, marks: import("../edit/patch.js").Mark[]}} */
  let marked = { of: null, marks: [] };

  const faults = h("ul", { class: "faults", hidden: true });
  const space = h("div", { class: "tree-space", role: "presentation" });
  const box = h("div", { class: "tree", role: "tree", tabindex: "0", id: "segments-tree" }, space);
  const holder = h("div", { class: "tree-holder" }, box);
  const facts = h("p", { class: "facts-line", hidden: true });
  const decoded = h("p", { class: "segments-decoded", hidden: true });
  element.append(decoded, facts, faults, holder);
  const values = createFieldEditor(holder, box, store, editor);
  let documentId = 0;

  const render = framewise(() => {
    if (!fields) return replace(space);
    const rows = tree.visible();
    space.style.height = `${rows.length * ROW_PX}px`;
    const from = Math.max(0, Math.floor(box.scrollTop / ROW_PX) - MARGIN_ROWS);
    const to = Math.min(rows.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW_PX) + MARGIN_ROWS);
    const elements = [];
    for (let r = from; r < to; r += 1) elements.push(row(/** @type {Fields} */ (fields), rows[r], r));
    replace(space, ...elements);
    const shown = active >= 0 && tree.rowOf(active) >= from && tree.rowOf(active) < to;
    if (shown) box.setAttribute("aria-activedescendant", `field-${active}`);
    else box.removeAttribute("aria-activedescendant");
  });

  /** @param {Fields} f @param {number} i Field. @param {number} r Row. */
  function row(f, i, r) {
    const open = tree.isOpen(i);
    const selection = store.get().selection;
    const chosen = selection !== null && selection.start === f.start[i] && selection.bits === f.bits[i];
    const within =
      selection !== null && !chosen && selection.start >= f.start[i] && selection.start < f.start[i] + f.bits[i];
    const { place, siblings } = tree.among(i);
    const editable = i === active && values.can(i);
    const edited = f.shape[i] === 0 && isEdited(f.start[i], f.bits[i]);
    const element = h(
      "div",
      {
        class: `tree-row${i === active ? " active" : ""}${chosen ? " chosen" : ""}${within ? " within" : ""}`,
        role: "treeitem",
        id: `field-${i}`,
        "aria-level": f.depth[i] + 1,
        "aria-posinset": place,
        "aria-setsize": siblings,
        "aria-expanded": tree.hasChildren(i) ? String(open) : undefined,
        "aria-selected": String(i === active),
        onclick: (/** @type {MouseEvent} */ event) => {
          const twisty = event.target instanceof Element && event.target.closest(".twisty");
          const value = event.target instanceof Element && event.target.closest(".tree-value");
          // As names are changed in lists of files: a click on what is chosen already.
          if (value && i === active && edit(i)) return;
          choose(i);
          if (tree.hasChildren(i) && (twisty || f.depth[i] === 0)) toggle(i, twisty ? !open : true);
        },
        ondblclick: () => (tree.hasChildren(i) ? toggle(i, !open) : edit(i)),
        onpointerenter: () => {
          tellWhole(element);
          store.set({ hover: f.bits[i] > 0 ? { start: f.start[i], bits: f.bits[i] } : null });
        },
        onpointerleave: () => store.set({ hover: null }),
      },
      h(
        "span",
        { class: "tree-name" },
        h("span", { class: tree.hasChildren(i) ? "twisty" : "twisty none", "aria-hidden": "true" }),
        dot(f, i),
        h("span", {}, fieldName(f, i)),
      ),
      h(
        "span",
        { class: editable ? "tree-value editable" : "tree-value", title: editable ? t("field.edit.title") : undefined },
        edited ? h("i", { class: "tree-edited", role: "img", "aria-label": t("bits.edited"), title: t("bits.edited") }) : null,
        fieldValue(f, i),
      ),
      h("span", { class: "tree-meaning" }, fieldMeaning(f, i, tree.segmentOf(i))),
      h("span", { class: "tree-at" }, position(f.start[i])),
      h("span", { class: "tree-bits" }, t("count.bits", { n: f.bits[i] })),
      h("span", { class: "tree-clause" }, f.clause[i]),
    );
    element.style.top = `${r * ROW_PX}px`;
    element.style.setProperty("--depth", String(f.depth[i]));
    return element;
  }

  /** What is cut short in a row is told by its titles. @param {HTMLElement} row */
  function tellWhole(row) {
    for (const cell of /** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll("span"))) {
      if (cell.scrollWidth > cell.clientWidth + 1 && !cell.title) cell.title = cell.textContent ?? "";
    }
  }

  /** Whether bits of a range were edited. @param {number} start @param {number} bits */
  function isEdited(start, bits) {
    const { hunks } = store.get().edits.history;
    if (marked.of !== hunks) marked = { of: hunks, marks: marksOf(hunks) };
    return marked.marks.some((mark) => mark.start < start + bits && mark.start + Math.max(1, mark.bits) > start);
  }

  /** Changes a field's number where it stands; whether it is one that can be. @param {number} i */
  function edit(i) {
    if (i < 0 || !values.can(i)) return false;
    if (i !== active) choose(i);
    const cell = box.querySelector(`#field-${i} .tree-value`);
    values.open(i, tree.rowOf(i), { top: (r) => r * ROW_PX - box.scrollTop, value: cell?.getBoundingClientRect() });
    return true;
  }

  /** @param {Fields} f @param {number} i */
  function dot(f, i) {
    const mark = h("i", { class: "role", "aria-hidden": "true" }, roleOf(f.role[i]).letter);
    mark.style.background = roleColour(f.role[i]);
    return mark;
  }

  /** @param {number} i */
  function choose(i) {
    if (!fields) return;
    active = i;
    own = { start: fields.start[i], bits: fields.bits[i] };
    store.set({ selection: fields.bits[i] > 0 ? /** @type {{start: number, bits: number}} */ (own) : null });
    reveal(i);
  }

  /** @param {number} i @param {boolean} open */
  function toggle(i, open) {
    tree.setOpen(i, open);
    render();
  }

  /** Brings a row into sight. @param {number} i */
  function reveal(i) {
    const top = tree.rowOf(i) * ROW_PX;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + ROW_PX > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW_PX - box.clientHeight;
    render();
  }

  box.addEventListener("scroll", () => (values.follow(), render()), { passive: true });
  new ResizeObserver(render).observe(box);
  box.addEventListener("keydown", (event) => {
    if (!fields || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = tree.visible();
    const at = active < 0 ? -1 : tree.rowOf(active);
    const page = Math.max(1, Math.floor(box.clientHeight / ROW_PX) - 1);
    const open = active >= 0 && tree.isOpen(active);
    let to = -1;
    switch (event.key) {
      case "ArrowDown":
        to = at + 1;
        break;
      case "ArrowUp":
        to = at - 1;
        break;
      case "PageDown":
        to = Math.min(rows.length - 1, at + page);
        break;
      case "PageUp":
        to = Math.max(0, at - page);
        break;
      case "Home":
        to = 0;
        break;
      case "End":
        to = rows.length - 1;
        break;
      case "ArrowRight":
        event.preventDefault();
        if (active >= 0 && tree.hasChildren(active) && !open) return toggle(active, true);
        to = open ? at + 1 : -1;
        break;
      case "ArrowLeft":
        event.preventDefault();
        if (open) return toggle(active, false);
        to = active >= 0 && tree.parentOf(active) >= 0 ? tree.rowOf(tree.parentOf(active)) : -1;
        break;
      case "Enter":
      case "F2":
      case " ":
        event.preventDefault();
        if (active >= 0 && tree.hasChildren(active) && event.key !== "F2") toggle(active, !open);
        else edit(active);
        return;
      default:
        to = typeAhead(event.key, rows, at);
    }
    if (to < 0 || to >= rows.length) return;
    event.preventDefault();
    choose(rows[to]);
  });

  /** @param {string} key @param {number[]} rows @param {number} at */
  function typeAhead(key, rows, at) {
    if (!fields || key.length !== 1) return -1;
    const now = performance.now();
    typed = now - typedAt > 800 ? key : typed + key;
    typedAt = now;
    const wanted = typed.toLowerCase();
    for (let n = typed.length > 1 ? 0 : 1; n <= rows.length; n += 1) {
      const r = (Math.max(0, at) + n) % rows.length;
      if (fieldName(fields, rows[r]).toLowerCase().startsWith(wanted)) return r;
    }
    return -1;
  }

  function tellFacts() {
    const doc = store.get().document;
    const said = doc ? ofFile(doc) : [];
    facts.hidden = said.length === 0;
    facts.textContent = said.map(({ key, values }) => t(key, values)).join(" ");
  }

  store.on(["document"], ({ document }) => {
    tellFacts();
    if (document?.fields !== fields) {
      const before = tree;
      fields = document?.fields ?? null;
      tree = createTree(fields);
      if (document && document.id === documentId) {
        // An edit: what is open stays open, and what was chosen stays chosen where it is still there.
        const path = before.pathOf(active);
        tree.openAs(before);
        active = active < 0 ? -1 : tree.find(path);
        values.refresh(active >= 0 && values.active() === active && values.can(active));
      } else {
        active = -1;
        box.scrollTop = 0;
        values.refresh(false);
      }
      documentId = document?.id ?? 0;
    }
    listFaults();
    render();
  });
  store.on(["edits"], render);
  store.on(["selection"], ({ selection }) => {
    if (fields && selection && selection !== own) {
      const leaf = tree.leafAt(selection.start, selection.bits);
      if (leaf >= 0) {
        active = leaf;
        tree.openTo(leaf);
        reveal(leaf);
      }
    }
    render();
  });

  /** What is missing after the end of the file is shown by its last byte. @param {number} bit */
  function byteAt(bit) {
    const total = 8 * (store.get().document?.bytes.length ?? 0);
    return { start: Math.max(0, Math.min(bit, total - 8)), bits: Math.min(8, total) };
  }

  function listFaults() {
    const doc = store.get().document;
    const list = doc?.faults ?? [];
    const from = doc?.parent?.format ? doc.parent : null;
    decoded.hidden = !from;
    decoded.textContent = from ? t("segments.decoded", { name: from.name, format: t(`format.${from.format}`) }) : "";
    faults.hidden = list.length === 0;
    const most = 50;
    replace(
      faults,
      ...list
        .slice(0, most)
        .map((fault) =>
          h(
            "li",
            {},
            h(
              "button",
              { class: "link", onclick: () => store.set({ selection: byteAt(fault.at) }) },
              faultSentence(fault),
            ),
          ),
        ),
      list.length > most ? h("li", {}, t("faults.more", { n: list.length - most })) : null,
    );
  }

  onLanguage(() => {
    box.setAttribute("aria-label", t("segments.label"));
    faults.setAttribute("aria-label", t("faults.label"));
    listFaults();
    tellFacts();
    render();
  });
}
