/** The Raw tab: the open file, whatever it is, as raw pixels; one turns its width until noise becomes a picture. */

import { unanswered } from "../client.js";
import { h, replace } from "../dom.js";
import { download, named } from "../files.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { filePng } from "../png.js";
import { bitsOf, rowBits } from "../raw.js";
import { worded } from "../worded.js";
import { rawLayout } from "./raw-layout.js";
import { faultSentence } from "./words.js";

/**
 * @param {HTMLElement} element @param {import("../store.js").Store} store @param {import("../raw.js").Raw} raw
 * @param {import("../opener.js").Opener} opener
 */
export function mountRaw(element, store, raw, opener) {
  const canvas = h("canvas", { class: "raw-canvas", role: "img" });
  const stage = h("div", { class: "raw-stage", tabindex: "0", role: "group" }, canvas);
  const widths = h("div", { class: "raw-widths", role: "group" });
  const told = h("p", { class: "raw-told", role: "status" });
  const save = worded("button", "raw.save", { class: "button line", onclick: () => void saveSeen() });
  const open = worded("button", "raw.open", { class: "button line", onclick: () => openSeen() });
  const body = h(
    "div",
    { class: "raw" },
    rawLayout(raw),
    h("div", { class: "raw-seen" }, h("div", { class: "raw-head" }, widths, h("div", { class: "actions" }, save, open)), told, stage),
  );
  const none = worded("p", "raw.none", { class: "dock-none" });
  element.append(body, none);

  /** `photo.raw-L.256x128.png` @param {string} ending */
  function nameOf(ending) {
    const { layout } = raw.get();
    const mode = layout.as === "bits" ? `${layout.bits}bit` : layout.name.replace(/[^\w]/g, "-");
    return named(store.get().document?.name ?? "", `raw-${mode}.${layout.width}x${layout.height}.${ending}`);
  }

  async function saveSeen() {
    const { made } = raw.get();
    if (!made) return;
    try {
      download(nameOf("png"), await filePng(made), "image/png");
    } catch (problem) {
      unanswered(problem);
    }
  }

  function openSeen() {
    const { made } = raw.get();
    if (made) opener.pixels(nameOf("rgb"), made);
  }

  function draw() {
    const { made, fault } = raw.get();
    canvas.hidden = !made;
    save.disabled = open.disabled = !made;
    if (made) {
      canvas.width = made.width;
      canvas.height = made.height;
      canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(made.rgba.buffer), made.width), 0, 0);
    }
    tell(made, fault);
    fit();
  }

  /** Narrow pictures are enlarged by whole numbers. */
  function fit() {
    const zoom = Math.max(1, Math.min(8, Math.floor((stage.clientWidth - 24) / Math.max(1, canvas.width) / 2)));
    canvas.style.width = `${canvas.width * zoom}px`;
  }

  /** @param {import("../protocol.js").RawMade | null} made @param {import("../store.js").Fault | null} fault */
  function tell(made, fault) {
    if (!made) return void (told.textContent = fault ? faultSentence(fault) : "");
    const { layout, modes } = raw.get();
    const stride = rowBits(layout, modes) / 8;
    const size = t("raw.size", { width: made.width, height: made.height, bits: bitsOf(layout, modes), stride: number(stride) });
    const odd = made.warnings.length > 0 ? ` ${faultSentence(made.warnings[0])}` : "";
    told.textContent = size + odd;
    canvas.setAttribute("aria-label", size);
  }

  function suggest() {
    const { widths: likely, layout } = raw.get();
    const buttons = likely.map((row) =>
      h(
        "button",
        {
          class: "chip",
          "aria-pressed": String(row.width === layout.width),
          onclick: () => raw.width(row),
        },
        `${number(row.width)} · ${number(Math.round(row.score * 100))} %`,
      ),
    );
    replace(widths, h("span", {}, t(likely.length > 0 ? "raw.likely" : "raw.unlikely")), ...buttons);
  }

  function words() {
    widths.setAttribute("aria-label", t("raw.likely"));
    stage.setAttribute("aria-label", t("raw.seen"));
    suggest();
    draw();
  }

  raw.on(["made", "fault"], draw);
  raw.on(["widths", "layout"], suggest);
  raw.on(["open"], ({ open: some }) => {
    body.hidden = !some;
    none.hidden = some;
  });
  onLanguage(words);
  new ResizeObserver(fit).observe(stage);
  new IntersectionObserver(([entry]) => raw.look(entry.isIntersecting)).observe(element);
}
