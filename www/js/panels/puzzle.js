/**
 * Puzzles: sample files with one wrong bit. A line over the picture asks for it, gives hints, and knows when the file is whole:
 * its CRC-32 is then that of the file that it came from. Of one flip no two results share it.
 */

import { crc32 } from "../checksum.js";
import { h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { SAMPLES, sampleNamed } from "../samples.js";

const HINTS = 3;

/** @param {HTMLElement} element @param {import("../store.js").Store} store @param {import("../opener.js").Opener} opener @param {import("../editor.js").Editor} editor */
export function mountPuzzle(element, store, opener, editor) {
  /** The document that hints were asked for, and how many. */
  let asked = { id: 0, hints: 0 };
  /** The document whose line was closed. */
  let closed = 0;
  const said = h("p", { class: "puzzle-said", role: "status" });
  const sign = h("span", { class: "puzzle-sign", "aria-hidden": "true" });
  const title = h("h2", { id: "puzzle-title" });
  const hint = h("button", { class: "chip", id: "puzzle-hint", onclick: more });
  const back = h("button", { class: "chip", id: "puzzle-back", onclick: () => editor.reset() });
  const next = h("button", { class: "chip", id: "puzzle-next", onclick: () => void opener.sample(following()) });
  const close = h("button", { class: "close", onclick: dismiss }, "×");
  element.setAttribute("aria-labelledby", title.id);
  replace(element, sign, h("div", { class: "puzzle-words" }, title, said), h("span", { class: "puzzle-acts" }, hint, back, next), close);

  /** The puzzle that is open, if it is one. */
  function now() {
    const doc = store.get().document;
    const sample = doc && sampleNamed(opener.sampleOf(doc.id) ?? "");
    return doc && sample?.solved !== undefined && closed !== doc.id ? { doc, sample } : null;
  }

  /** The puzzle behind the open one; behind the last, the first. */
  function following() {
    const puzzles = SAMPLES.filter(({ solved }) => solved !== undefined);
    const at = puzzles.findIndex(({ file }) => file === now()?.sample.file);
    return puzzles[(at + 1) % puzzles.length].file;
  }

  function more() {
    const open = now();
    if (!open) return;
    asked = { id: open.doc.id, hints: Math.min(HINTS, hintsOf(open.doc.id) + 1) };
    render();
  }

  function dismiss() {
    closed = store.get().document?.id ?? 0;
    render();
    document.getElementById("samples")?.focus();
  }

  /** @param {number} id Of a document. */
  const hintsOf = (id) => (asked.id === id ? asked.hints : 0);

  function render() {
    const open = now();
    element.hidden = !open;
    if (!open) return;
    const { doc, sample } = open;
    const solved = crc32(doc.bytes) === sample.solved;
    const edits = store.get().edits.history.hunks.length;
    const hints = hintsOf(doc.id);
    element.classList.toggle("solved", solved);
    sign.textContent = solved ? "✓" : "?";
    title.textContent = t("puzzle.title", { name: t(`sample.${sample.file}`) });
    const words = solved
      ? [t("puzzle.solved"), t(`puzzle.${sample.file}.solved`)]
      : [hints > 0 ? t(`puzzle.${sample.file}.hint${hints}`) : t("puzzle.ask"), edits > 0 ? t("puzzle.not") : ""];
    const text = words.filter(Boolean).join(" ");
    // The same words are not said twice.
    if (said.textContent !== text) said.textContent = text;
    const last = [hint, back, next].find((button) => button === document.activeElement);
    hint.hidden = solved || hints === HINTS;
    hint.textContent = t("puzzle.hint", { k: hints + 1, n: HINTS });
    back.hidden = solved || edits === 0;
    back.textContent = t("puzzle.back");
    next.hidden = !solved;
    next.textContent = t("puzzle.next");
    close.setAttribute("aria-label", t("puzzle.close"));
    // A button that is used up must not let the focus fall.
    if (last?.hidden) ([hint, back, next].find((button) => !button.hidden) ?? close).focus();
  }

  store.on(["document", "edits"], render);
  onLanguage(render);
}
