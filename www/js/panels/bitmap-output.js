/** The right part of the Bitmap tab: the picture as text, source code or file, shown as it changes, copied, saved, printed. */

import { ARRAYS, FORMS, hasPixels, mediumOf, zeroWhite } from "../bitmap.js";
import { unanswered } from "../client.js";
import { copyMade } from "../copy.js";
import { h, replace } from "../dom.js";
import { download, named } from "../files.js";
import { onLanguage, t } from "../i18n/index.js";
import { worded } from "../worded.js";
import { choiceField, from, switchField } from "./bitmap-fields.js";
import { faultSentence } from "./words.js";

/** Longer texts are saved, not copied: a clipboard of tens of megabytes stops other programs. */
const COPY_BYTES = 16 * 1024 * 1024;
/** Digits that are printed at most. */
const MOST_PRINTED = 1 << 22;
const PIXELS = ["auto", "1", "grey2", "grey4", "grey8", "rgb332", "rgb565", "rgb565-le", "rgb565-words", "rgb888"];
const DEPTHS = ["auto", "1", "4", "8", "555", "565", "24", "32"];
const FILES = /** @type {readonly string[]} */ (FORMS.files.map(([kind]) => kind));
const BINARY = ["p4", "p5", "p6", "bmp", "ico", "png"];

/** Whether a result has too many pixels to be printed as digits: more than some hundred pages. @param {import("../protocol.js").BitmapMade | null} made */
function tooLarge(made) {
  const last = made?.reports.at(-1);
  return !last || last.width * last.height * last.bits > MOST_PRINTED;
}

/**
 * @param {import("../bitmap.js").Bitmap} bitmap @param {import("../store.js").Store} store
 * @param {(text: string) => void} print
 */
export function bitmapOutput(bitmap, store, print) {
  const kind = h("select", { class: "chip", id: "bitmap-form-kind" });
  kind.addEventListener("change", () => bitmap.change("form", { kind: kind.value }));
  const pixel = choiceField(bitmap, "form", "pixel", PIXELS, from("bitmap.pixel"));
  const order = choiceField(bitmap, "form", "order", ["horizontal", "vertical", "page"], from("bitmap.order"));
  const lsb = switchField(bitmap, "form", "lsb");
  const numbering = choiceField(bitmap, "form", "numbering", ["none", "numbers", "checks"], from("bitmap.numbering"));
  const grouped = switchField(bitmap, "form", "grouped");
  const joined = switchField(bitmap, "form", "joined");
  const digits = switchField(bitmap, "form", "wholeDigits");
  const depth = choiceField(bitmap, "form", "depth", DEPTHS, from("bitmap.depth"));
  const zero = h("select", { class: "chip", id: "bitmap-zero" });
  zero.addEventListener("change", () => {
    bitmap.change("zeroWhite", { [mediumOf(bitmap.get().settings)]: zero.value === "white" });
  });
  const polarity = h("div", { class: "bitmap-field" }, worded("label", "bitmap.zero", { for: zero.id }), zero);
  const stated = h("p", { class: "bitmap-stated" });

  const copy = worded("button", "bitmap.copy", { class: "button line", onclick: () => void copyText() });
  const save = worded("button", "bitmap.save", { class: "button line", onclick: () => void saveFile() });
  const printed = worded("button", "bitmap.print", { class: "button line", onclick: () => void printMatrix() });
  const size = h("output", { class: "text-size" });
  const text = h("pre", { class: "made-text bitmap-text", translate: "no", tabindex: "0", role: "region" });

  const form = () => bitmap.get().settings.form;

  /** What is made, in pieces; null where that was stopped or refused, which is told. */
  async function written() {
    const controller = new AbortController();
    try {
      return await bitmap.write({ signal: controller.signal, progress: () => {} });
    } catch (problem) {
      unanswered(problem, (fault) =>
        store.set({ notice: { tone: "error", key: "notice.not-saved", values: { name: fileName() }, fault } }),
      );
      return null;
    }
  }

  const fileName = () => named(store.get().document?.name ?? "", bitmap.ending());

  async function copyText() {
    const making = written();
    try {
      await copyMade(making.then((parts) => (parts ? new Blob(parts).text() : Promise.reject(new Error("nothing is made")))));
      store.set({ notice: { tone: "info", key: "notice.copied" } });
    } catch {
      // Why nothing was made has been told.
      if (await making) store.set({ notice: { tone: "error", key: "notice.not-copied" } });
    }
  }

  async function saveFile() {
    const name = fileName();
    const parts = await written();
    if (!parts) return;
    download(name, parts, bitmap.type());
    store.set({ notice: { tone: "info", key: "notice.saved", values: { name } } });
  }

  async function printMatrix() {
    const parts = await written();
    if (parts) print(await new Blob(parts).text());
  }

  /** What 0 and the other numbers of a pixel mean. */
  function polarityStated() {
    const { settings, made } = bitmap.get();
    const chosen = settings.form.kind;
    const bits = made?.text?.bits ?? 1;
    if (chosen === "xbm" || chosen === "p1" || chosen === "p4") return t("bitmap.zero.ink");
    if (!hasPixels(chosen)) return t("bitmap.zero.file");
    const white = zeroWhite(settings);
    if (bits === 1) return t(white ? "bitmap.zero.is-white" : "bitmap.zero.is-black");
    return t(white ? "bitmap.zero.inverted" : "bitmap.zero.levels");
  }

  function render() {
    const { settings, made, fault } = bitmap.get();
    const chosen = settings.form.kind;
    const array = ARRAYS.includes(chosen);
    pixel.hidden = !hasPixels(chosen);
    order.hidden = !array;
    lsb.hidden = !array;
    polarity.hidden = !hasPixels(chosen);
    numbering.hidden = chosen !== "matrix";
    grouped.hidden = chosen !== "matrix";
    joined.hidden = digits.hidden = chosen !== "hex";
    depth.hidden = chosen !== "bmp";
    printed.hidden = chosen !== "matrix" && chosen !== "hex";
    kind.value = chosen;
    zero.value = zeroWhite(settings) ? "white" : "black";
    stated.textContent = polarityStated();
    const shown = made?.text ?? null;
    copy.disabled = !shown || BINARY.includes(chosen) || (shown.bytes ?? 0) > COPY_BYTES;
    save.disabled = !made || Boolean(made.fault);
    printed.disabled = save.disabled || tooLarge(made);
    const problem = made?.fault ?? (made ? null : fault);
    text.classList.toggle("is-trouble", Boolean(problem));
    text.textContent = problem ? faultSentence(problem) : shown ? shown.text + (shown.more ? "\n…" : "") : "";
    size.textContent = shown ? sizes(shown) : "";
  }

  /** @param {import("../protocol.js").BitmapText} shown */
  function sizes({ bytes, data }) {
    const chosen = form().kind;
    if (FILES.includes(chosen)) return bytes === null ? "" : t("count.bytes", { n: bytes });
    return t("bitmap.data", { bytes: t("count.bytes", { n: data }) });
  }

  bitmap.on(["settings", "made", "fault"], render);
  onLanguage(() => {
    const groups = Object.entries(FORMS).map(([group, forms]) =>
      h("optgroup", { label: t(`bitmap.forms.${group}`) }, ...forms.map(([value]) => h("option", { value }, t(`bitmap.form.${value}`)))),
    );
    replace(kind, ...groups);
    replace(zero, ...["black", "white"].map((value) => h("option", { value }, t(`bitmap.zero.${value}`))));
    text.setAttribute("aria-label", t("bitmap.text"));
    render();
  });
  return h(
    "div",
    { class: "bitmap-output" },
    h("div", { class: "bitmap-head" }, worded("h3", "bitmap.output"), copy, save, printed, size),
    h(
      "form",
      { class: "bitmap-form", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
      h("div", { class: "bitmap-field" }, worded("label", "bitmap.form.kind", { for: kind.id }), kind),
      ...[pixel, order, polarity, numbering, depth, lsb, grouped, joined, digits],
      stated,
    ),
    text,
  );
}
