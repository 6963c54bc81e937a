/**
 * Before and after an edit: the original, the edited picture, both with a line between them that can be dragged, or what
 * is different, amplified. In the same way, and side by side too, the open picture and another.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {"original" | "split" | "edited" | "difference" | "beside" | "structure"} Side
 */

import { shade } from "../comparison.js";
import { h, replace } from "../dom.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { swapsAxes } from "../orientation.js";

/** In the order of their keys, 1 to 3. @type {readonly Side[]} */
const SIDES = ["original", "split", "edited"];
const TIMES = [1, 2, 4, 8, 16];
const STEP = 0.02;

/**
 * @param {HTMLElement} line Where the controls go. @param {HTMLElement} stage @param {Store} store
 * @param {import("../viewport.js").Viewport} viewport @param {() => void} redraw
 */
export function mountCompare(line, stage, store, viewport, redraw) {
  /** @type {Side} */
  let side = "edited";
  let times = 4;
  /** Where the line stands, as a part of the picture's width. */
  let split = 0.5;
  let outlines = true;
  let documentId = 0;
  /** Whether there was another file to look at. */
  let looked = false;

  const chips = SIDES.map((name, i) =>
    h("button", { class: "chip", id: `compare-${name}`, "aria-keyshortcuts": String(i + 1), onclick: () => choose(name) }),
  );
  const difference = h("select", { class: "chip", id: "compare-difference" });
  difference.addEventListener("change", () => {
    if (difference.value === "") return choose("edited");
    times = Number(difference.value);
    choose("difference");
  });
  const blocks = h("button", { class: "chip", id: "compare-blocks", onclick: () => toggleOutlines() });
  const sides = h("span", { class: "compare-sides", role: "group" }, ...chips);
  // Of use only where another file is looked at.
  const [beside, structure] = /** @type {const} */ (["beside", "structure"]).map((name, i) =>
    h("button", { class: "chip", id: `compare-${name}`, "aria-keyshortcuts": String(i + 4), hidden: true, onclick: () => choose(side === name ? "edited" : name) }),
  );
  // What the shades mean: similarities from whole to none.
  const legend = h("span", { class: "structure-legend", hidden: true }, "1", ...[0.1, 0.25, 0.5, 0.75, 1].map((part) => {
    const [r, g, b, a] = shade(part * 255);
    return h("i", { "aria-hidden": "true", style: `background: rgb(${Math.round(r)} ${Math.round(g)} ${Math.round(b)} / ${Math.round(a / 2.55)}%)` });
  }), "0");
  const names = [h("span", { class: "beside-name", hidden: true }), h("span", { class: "beside-name", hidden: true })];
  const handle = h("div", { class: "split", role: "slider", tabindex: "0", hidden: true, "aria-valuemin": 0, "aria-valuemax": 100 }, h("i", {}));
  const [before, after] = [h("span", { class: "split-side" }), h("span", { class: "split-side" })];
  handle.append(before, after);
  stage.append(handle, ...names);
  line.append(sides, beside, difference, structure, legend, blocks);

  /** The original, where there is one to compare with: shown in the same way as the edited picture. */
  function original() {
    const { document: doc, edits, view, whole, rival } = store.get();
    if (rival) return rival.same ? rival.picture : null;
    const edited = edits.history.hunks.length > 0 && edits.originalView === view ? edits.original : null;
    const before = whole ?? edited;
    if (!before) return null;
    const oriented = doc?.picture?.oriented ?? before.oriented;
    if (oriented === before.oriented) return before;
    const swap = swapsAxes(before.orientation);
    return { ...before, oriented, ...(swap ? { width: before.height, height: before.width } : {}) };
  }

  /** @param {Side} next */
  function choose(next) {
    const { rival } = store.get();
    const there = next === "beside" ? rival?.picture : next === "structure" ? rival?.same && rival.map : original();
    if (next !== "edited" && !there) return;
    side = next;
    update();
    redraw();
  }

  function toggleOutlines() {
    outlines = !outlines;
    update();
    redraw();
  }

  /** @param {number} next */
  function moveTo(next) {
    split = Math.min(1, Math.max(0, next));
    redraw();
  }

  handle.addEventListener("pointerdown", (event) => {
    event.stopPropagation();
    event.preventDefault();
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    event.stopPropagation();
    if (!handle.hasPointerCapture(event.pointerId)) return;
    moveTo((event.clientX - stage.getBoundingClientRect().left - viewport.x) / (viewport.pictureWidth * viewport.scale));
  });
  handle.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: split - STEP, ArrowRight: split + STEP, Home: 0, End: 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    moveTo(to);
  });

  function update() {
    const { document: doc, rival } = store.get();
    const there = original() !== null;
    if (doc?.id !== documentId || !(side === "beside" ? rival?.picture : there)) side = "edited";
    if (side === "structure" && !rival?.map) side = "edited";
    documentId = doc?.id ?? 0;
    // Another file is there to be looked at.
    if (Boolean(rival?.picture) !== looked) {
      looked = Boolean(rival?.picture);
      side = !looked ? "edited" : there ? "split" : "beside";
    }
    const other = rival !== null;
    blocks.hidden = other;
    beside.hidden = structure.hidden = !other;
    beside.disabled = !rival?.picture;
    structure.disabled = !rival?.map || !rival.same;
    beside.setAttribute("aria-pressed", String(side === "beside"));
    structure.setAttribute("aria-pressed", String(side === "structure"));
    for (const name of names) name.hidden = side !== "beside";
    legend.hidden = side !== "structure";
    // They are there before they are of use: what an edit changes is the picture, and nothing moves.
    for (const control of [...chips, difference, blocks]) control.disabled = !there;
    const { whole } = store.get();
    blocks.disabled ||= whole !== null;
    const [first, last] =
      rival && rival.key !== "original"
        ? [rival.name, doc?.name ?? ""]
        : (whole ? ["compare.whole", "compare.part"] : ["compare.original", "compare.edited"]).map((key) => t(key));
    chips[0].textContent = before.textContent = names[1].textContent = first;
    chips[2].textContent = after.textContent = names[0].textContent = last;
    const label = other ? "compare.difference.other" : whole ? "compare.difference.whole" : "compare.difference.label";
    difference.setAttribute("aria-label", t(label));
    difference.title = t(label);
    chips.forEach((chip, i) => chip.setAttribute("aria-pressed", String(there && SIDES[i] === side)));
    difference.value = side === "difference" ? String(times) : "";
    blocks.setAttribute("aria-pressed", String(there && outlines && !whole));
    handle.hidden = side !== "split";
  }

  function words() {
    sides.setAttribute("aria-label", t("compare.label"));
    chips.forEach((chip, i) => (chip.title = t("compare.key", { key: i + 1 })));
    chips[1].textContent = t("compare.split");
    replace(
      difference,
      h("option", { value: "" }, t("compare.difference.none")),
      ...TIMES.map((n) => h("option", { value: n }, t("compare.difference", { n }))),
    );
    beside.textContent = t("compare.beside");
    beside.title = t("compare.key", { key: 4 });
    structure.textContent = t("compare.structure");
    legend.title = t("compare.structure.title");
    structure.title = `${t("compare.structure.title")} (5)`;
    blocks.textContent = t("compare.blocks");
    blocks.title = t("compare.blocks.title");
    handle.setAttribute("aria-label", t("compare.handle"));
    update();
  }

  store.on(["edits", "document", "view", "whole", "rival"], () => {
    update();
    redraw();
  });
  onLanguage(words);

  return {
    choose,
    toggleOutlines,
    original,
    side: () => side,
    times: () => times,
    split: () => split,
    /** The picture that stands beside this one. */
    beside: () => (side === "beside" ? (store.get().rival?.picture ?? null) : null),
    /** Where the structures of both differ. */
    map() {
      const { rival } = store.get();
      const factor = rival?.pixels?.map?.factor ?? 1;
      if (!rival?.map || !rival.picture) return undefined;
      return { image: rival.map, across: rival.picture.width / factor, down: rival.picture.height / factor };
    },
    /** The blocks to outline. */
    changes() {
      const { edits, rival } = store.get();
      if (rival) return null;
      const compares = edits.history.hunks.length > 0 && !store.get().whole;
      const seen = outlines && compares && (side === "edited" || side === "split");
      return seen ? (edits.changes?.blocks ?? null) : null;
    },
    /** Puts the handle where the line is. */
    place() {
      if (handle.hidden) return;
      const x = viewport.x + viewport.pictureWidth * viewport.scale * split;
      handle.style.transform = `translateX(${Math.round(Math.min(viewport.width - 2, Math.max(2, x)))}px)`;
      const percent = Math.round(split * 100);
      handle.setAttribute("aria-valuenow", String(percent));
      handle.setAttribute("aria-valuetext", t("percent", { n: number(percent) }));
    },
  };
}
