/** Files dropped anywhere on the page, and pastes outside of text fields. */

import { byId } from "./dom.js";

/** @param {import("./opener.js").Opener} opener */
export function listenToDrops(opener) {
  const overlay = byId("drop");
  let inside = 0;

  /** @param {DragEvent} event */
  const wanted = (event) => {
    const types = event.dataTransfer?.types ?? [];
    return types.includes("Files") || types.includes("text/plain");
  };

  addEventListener("dragenter", (event) => {
    if (!wanted(event)) return;
    event.preventDefault();
    inside += 1;
    overlay.hidden = false;
  });
  addEventListener("dragover", (event) => {
    if (!wanted(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
  });
  addEventListener("dragleave", (event) => {
    if (!wanted(event)) return;
    inside = Math.max(0, inside - 1);
    if (inside === 0) overlay.hidden = true;
  });
  addEventListener("drop", (event) => {
    inside = 0;
    overlay.hidden = true;
    if (!event.dataTransfer || !wanted(event)) return;
    event.preventDefault();
    void opener.transfer(event.dataTransfer);
  });
  /** Whether an event is a text field's own. @param {Event} event */
  const inField = ({ target }) => target instanceof Element && target.closest("input, textarea, [contenteditable]") !== null;
  // WebKit asks whether there is anybody to paste for, where nothing can be typed into.
  addEventListener("beforepaste", (event) => {
    if (!inField(event)) event.preventDefault();
  });
  addEventListener("paste", (event) => {
    if (inField(event) || !event.clipboardData) return;
    event.preventDefault();
    void opener.transfer(event.clipboardData);
  });
}
