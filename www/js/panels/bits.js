/**
 * The bit panel: every 0 and 1 of the file, or of its pixels, and what each is for.
 *
 * This module builds the panel and wires its parts; what they do is theirs: state (bits-view), drawing (bits-canvas),
 * keys, pointer, search, the mirror for screen readers, the sentence (inspector) and the legend.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("./bits-view.js").BitsClient} BitsClient
 * @typedef {import("./bits-view.js").Translate} Translate
 * @typedef {import("./bits-copy.js").CopyForm} CopyForm
 */

import { toClipboard } from "../clipboard.js";
import { framewise, h } from "../dom.js";
import { t as translated } from "../i18n/index.js";
import { createMirror } from "./bits-aria.js";
import { createPainter } from "./bits-canvas.js";
import { MOST_BYTES, copyText, touched } from "./bits-copy.js";
import { createEditing } from "./bits-edit.js";
import { createEdge } from "./bits-edge.js";
import { createFind } from "./bits-find.js";
import { createGoTo } from "./bits-goto.js";
import { createInvite } from "./bits-invite.js";
import { listenToKeys } from "./bits-keys.js";
import { listenToPointer } from "./bits-pointer.js";
import { createScroll } from "./bits-scroll.js";
import { measure, readTheme } from "./bits-theme.js";
import { createToolbar } from "./bits-toolbar.js";
import { createView } from "./bits-view.js";
import { createInspector } from "./inspector.js";
import { createLegend } from "./legend.js";

/** Below this width a fixed 64 columns would have to be scrolled sideways: the panel starts with what fits. */
const NARROW_PX = 620;

/**
 * @param {HTMLElement} root
 * @param {Store} store
 * @param {BitsClient} client
 * @param {import("../editor.js").Editor} editor
 * @param {Translate} [t]
 */
export function mountBits(root, store, client, editor, t = translated) {
  root.classList.add("bits");
  const canvas = h("canvas", { class: "bits-canvas", "aria-hidden": "true" });
  const space = h("div", { class: "bits-space", role: "presentation" }, canvas);
  const area = h("div", { class: "bits-area", role: "grid", tabindex: "0", "aria-multiselectable": "true" }, space);
  const status = h("div", { class: "bits-status", role: "status" });
  let size = { width: 0, height: 0 };

  const redraw = framewise(paint);
  const scroll = createScroll(area, space, () => {
    pointer.scrolled();
    redraw();
  });
  const view = createView(store, client, { scroll, size: () => size }, redraw, () => restate());
  const panel = { focus: () => area.focus({ preventScroll: true }), redraw, say };
  const painter = createPainter(canvas, view);
  const mirror = createMirror(area, view, t);
  const find = createFind(view, t, panel);
  const goTo = createGoTo(view, t, panel);
  const edge = createEdge(view, t);
  const flip = (/** @type {number} */ bit) => void editor.flip(bit);
  const inspector = createInspector(view, t, flip);
  const invite = createInvite(view, t, () => store.get().invite);
  const editing = createEditing(view, editor, t, {
    ...panel,
    note: (text) => toolbar.note(text),
    changed: () => queueMicrotask(() => toolbar.update()),
    copy: () => copy(null),
  });
  const legend = createLegend(view, t);
  const toolbar = createToolbar(view, t, { copy, goTo: goTo.show, find: find.show, edit });
  const pointer = listenToPointer(area, view, flip);
  listenToKeys(area, view, {
    goTo: goTo.show,
    find: find.show,
    findNext: (way) => (find.shown() ? find.step(way) : find.show()),
    copy: () => copy(null),
    typed: editing.key,
    edit,
    flip: () => view.shows() === "file" && view.selection() && flip(view.caret()),
  });
  // Before the page takes a paste for a file that is to be opened.
  document.addEventListener(
    "paste",
    (event) => {
      if (!editing.on() || document.activeElement !== area || event.clipboardData?.files.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      editing.paste(event);
    },
    { capture: true },
  );
  area.append(mirror.root);
  root.append(toolbar.root, goTo.bar, find.bar, editing.bar, h("div", { class: "bits-frame" }, area, edge.root, invite.root), inspector.root, legend.root, status);

  /** Tells those who cannot see it. @param {string} text */
  function say(text) {
    status.textContent = text;
  }

  function edit() {
    editing.set(!editing.on());
    panel.focus();
  }

  /** Copies the selection; without a form, as the matrix shows it. @param {CopyForm | null} form */
  async function copy(form) {
    const range = view.selection();
    panel.focus();
    if (!range) return toolbar.note(t("bits.copied.nothing"));
    const { from, count } = touched(range);
    if (count > MOST_BYTES) return toolbar.note(t("bits.copied.much", { n: count }));
    const mode = view.mode();
    const how = form ?? (mode === "binary" ? "bits" : mode);
    try {
      const bytes = await view.source().read(from, count);
      await toClipboard(copyText(bytes, range, how, { columns: view.geometry().columns, name: view.doc()?.name ?? "" }));
      toolbar.note(how === "bits" ? t("bits.copied.bits", { n: range.bits }) : t("bits.copied.bytes", { n: count }));
    } catch {
      toolbar.note(t("bits.copied.denied"));
    }
  }

  function restate() {
    // The view tells its first layout while the panel is still being put together.
    queueMicrotask(() => {
      toolbar.update();
      edge.update();
      redraw();
    });
  }

  /** Takes up the theme, the font and the resolution in force. */
  let lettersNow = false;
  function remeasure() {
    const theme = readTheme(root);
    lettersNow = view.letters();
    painter.setTheme(theme);
    view.measure(measure(root, theme, lettersNow || theme.forced));
  }

  function paint() {
    if (view.letters() !== lettersNow) remeasure();
    const g = view.geometry();
    const { row } = view.metrics();
    const firstBit = Math.floor(view.scroll.top() / row) * g.columns;
    const lastBit = firstBit + (Math.ceil(size.height / row) + 1) * g.columns;
    painter.paint(find.matches(firstBit, lastBit), document.activeElement === area && keyboard, editing.insert());
    edge.update();
    invite.update();
    inspector.update();
    legend.update();
    mirror.update();
  }

  function resize() {
    const width = area.clientWidth;
    const height = area.clientHeight;
    const scale = devicePixelRatio || 1;
    if (width === 0 || height === 0) return;
    const first = size.width === 0;
    const widthChanged = width !== size.width;
    size = { width, height };
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    if (first) {
      if (root.clientWidth < NARROW_PX) view.setFit(true);
      remeasure();
    } else if (widthChanged && view.fits()) view.relayout();
    else scroll.resize(view.geometry().width, view.geometry().height);
    view.resized();
    // A canvas that was resized is empty until it is drawn: not a frame later.
    paint();
  }

  function translate() {
    area.setAttribute("aria-label", t("bits.grid"));
    painter.labels.offset = t("bits.head.offset");
    painter.labels.text = t("bits.head.text");
    for (const part of [toolbar, edge, find, goTo, inspector, invite, editing]) part.translate();
    restate();
  }

  new ResizeObserver(resize).observe(area);

  // The caret's ring is for those who came by keyboard, as :focus-visible has it.
  let keyboard = false;
  area.addEventListener("keydown", () => {
    keyboard = true;
    redraw();
  });
  area.addEventListener("pointerdown", () => {
    keyboard = false;
  });
  area.addEventListener("focus", () => {
    keyboard = area.matches(":focus-visible");
    redraw();
  });
  area.addEventListener("blur", redraw);

  let language = document.documentElement.lang;
  new MutationObserver(() => {
    if (document.documentElement.lang !== language) {
      language = document.documentElement.lang;
      translate();
    }
    remeasure();
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["class", "style", "lang", "data-theme"] });
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", remeasure);
  }
  document.fonts.addEventListener("loadingdone", remeasure);
  (function followResolution() {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      "change",
      () => {
        remeasure();
        resize();
        followResolution();
      },
      { once: true },
    );
  })();

  store.on(["document"], (state) => {
    view.open(state.document);
    editing.restate();
  });
  store.on(["selection"], (state) => {
    view.adopt(state.selection);
    find.restate();
    toolbar.update();
    const { invite: invited, selection } = store.get();
    if (invited !== null && (selection === null || invited < selection.start || invited >= selection.start + selection.bits)) store.set({ invite: null });
  });
  store.on(["edits", "invite"], () => {
    if (find.shown()) find.restart();
    editing.restate();
  });
  store.on(["hover", "pixel", "lit", "trials", "damageMap"], redraw);
  store.on(["columns"], ({ columns }) => view.adoptColumns(columns));
  store.on(["theme"], remeasure);
  translate();
  view.open(store.get().document);
  view.adopt(store.get().selection);
}
