/**
 * The matrix by keyboard, as hex editors have it. Keys act only while the matrix has the focus.
 *
 * @typedef {import("./bits-view.js").View} View
 *
 * @typedef {object} Commands What keys ask of the rest of the panel.
 * @property {() => void} goTo
 * @property {() => void} find
 * @property {(way: 1 | -1) => void} findNext
 * @property {() => void} copy
 * @property {(event: KeyboardEvent) => boolean} typed Whether it is something that is typed over the bits.
 * @property {() => void} edit Starts that.
 * @property {() => void} flip
 */

/**
 * @param {HTMLElement} area
 * @param {View} view
 * @param {Commands} commands
 */
export function listenToKeys(area, view, commands) {
  /** The bit that a movement key leads to, or null. @param {KeyboardEvent} event @param {boolean} control @returns {number | null} */
  function destination(event, control) {
    const { columns } = view.geometry();
    const caret = view.caret();
    const last = Math.max(0, view.total() - (view.editing() ? 0 : 1));
    const { row, head } = view.metrics();
    const page = Math.max(1, Math.floor((view.size().height - head) / row) - 1) * columns;
    const rowStart = caret - (caret % columns);
    switch (event.key) {
      case "ArrowLeft":
        // Into the byte's start first, as editors go to a word's start.
        return control ? caret - (caret % 8 || 8) : caret - view.step();
      case "ArrowRight":
        return control ? caret - (caret % 8) + 8 : caret + view.step();
      case "ArrowUp":
        return caret < columns ? caret : caret - columns;
      case "ArrowDown":
        return caret + columns > last ? caret : caret + columns;
      case "PageUp":
        return Math.max(caret % columns, caret - page);
      case "PageDown":
        return caret + page > last ? last - ((last - caret) % columns) : caret + page;
      case "Home":
        return control ? 0 : rowStart;
      case "End":
        return control ? last : Math.min(last, rowStart + columns - 1);
      default:
        return null;
    }
  }

  /** @param {string} key @returns {boolean} Whether it means anything. */
  function letter(key) {
    switch (key) {
      case "b":
        view.setMode("binary");
        return true;
      case "h":
        view.setMode("hex");
        return true;
      case "d":
        view.setMode("decimal");
        return true;
      case "f":
        view.setFit(!view.fits());
        return true;
      case "l":
        view.setLetters(!view.letters());
        return true;
      case "m":
        view.setDamage(!view.damage());
        return true;
      case "e":
        commands.edit();
        return true;
      case "n":
        commands.findNext(1);
        return true;
      case "p":
        commands.findNext(-1);
        return true;
      case "[":
        view.setColumns(view.geometry().columns - (view.mode() === "binary" ? 1 : 8));
        return true;
      case "]":
        view.setColumns(view.geometry().columns + (view.mode() === "binary" ? 1 : 8));
        return true;
      default:
        return false;
    }
  }

  /** @param {KeyboardEvent} event @returns {boolean} */
  function handle(event) {
    const control = event.ctrlKey || event.metaKey;
    if (event.altKey) return false;
    const to = destination(event, control);
    if (to !== null) {
      view.putCaret(Math.max(0, to), event.shiftKey ? "extend" : "move");
      return true;
    }
    if (commands.typed(event)) return true;
    // Keys are known by their place too: Ctrl+G is the same key under a Cyrillic layout.
    const at = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key.toLowerCase();
    if (control) {
      if (at === "g") commands.goTo();
      else if (at === "f") commands.find();
      else if (at === "c") commands.copy();
      else if (at === "a") {
        view.begin(0);
        view.select(view.total() > 0 ? { start: 0, bits: view.total() } : null);
      } else return false;
      return true;
    }
    switch (event.key) {
      case "Escape":
        if (!view.selection()) return false;
        view.select(null);
        return true;
      case "Enter":
        if (view.total() > 0) view.lock(view.caret());
        return true;
      case " ":
        commands.flip();
        return true;
      case "F3":
        commands.findNext(event.shiftKey ? -1 : 1);
        return true;
      default:
        return !event.shiftKey && letter(at);
    }
  }

  area.addEventListener("keydown", (event) => {
    if (event.target === area && handle(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
}
