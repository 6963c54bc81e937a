/** Keys that work all over the page. */

/** Elements with an undo of their own. */
export const FIELDS = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]";

/**
 * Alt+PgDn and Alt+PgUp turn to the next open file and the one before: browsers keep Ctrl+Tab for themselves.
 * @param {{step: (way: 1 | -1) => void}} files
 */
export function listenToTurns(files) {
  addEventListener("keydown", (event) => {
    const way = event.key === "PageDown" ? 1 : event.key === "PageUp" ? -1 : 0;
    if (way === 0 || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    event.preventDefault();
    files.step(way);
  }, { capture: true });
}

/** Ctrl+Z, Ctrl+Shift+Z, Ctrl+Y. @param {import("./editor.js").Editor} editor */
export function listenToShortcuts(editor) {
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(FIELDS)) return;
    // By its place, too: the same key under a Cyrillic layout.
    const key = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) editor.undo();
    else if ((key === "z" && event.shiftKey) || (key === "y" && !event.shiftKey)) editor.redo();
    else return;
    event.preventDefault();
  });
}
