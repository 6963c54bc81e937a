/** The left part of the Bitmap tab: the steps in their order, each on or off, and what the picture takes after each. */

import { COUNTS, DITHERS, STEPS } from "../bitmap.js";
import { h, replace } from "../dom.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { volume } from "../lesson/volume.js";
import { worded } from "../worded.js";
import { choiceField, from, numberField } from "./bitmap-fields.js";

/**
 * @typedef {import("../bitmap.js").Bitmap} Bitmap
 * @typedef {import("../bitmap.js").StepName} StepName
 * @typedef {import("../../pkg/workshop.js").StepReport} StepReport
 */

const MOST_PX = 16_384;

/** The step of a report that stands for a step of the list. @type {Partial<Record<StepName, string>>} */
const REPORTS = { palette: "reduction", threshold: "reduction" };

/** @param {Bitmap} bitmap */
export function bitmapSteps(bitmap) {
  const size = { min: 1, max: MOST_PX };
  const place = { min: 0, max: MOST_PX };
  const percent = { min: -100, max: 100, slider: true };
  const presets = presetsOf(bitmap);
  const [width, height] = ["width", "height"].map((name) => numberField(bitmap, "scale", /** @type {"width"} */ (name), size));
  const share = numberField(bitmap, "scale", "percent", { min: 0.01, max: 10_000, step: 5, whole: false });
  const fit = choiceField(bitmap, "scale", "fit", ["stretch", "contain", "cover"], from("bitmap.fit"));
  const threshold = numberField(bitmap, "threshold", "value", { min: 0, max: 255, slider: true });
  /** @type {Record<StepName, HTMLElement[]>} */
  const fields = {
    crop: [
      numberField(bitmap, "crop", "x", place),
      numberField(bitmap, "crop", "y", place),
      numberField(bitmap, "crop", "width", { ...place, empty: 0 }),
      numberField(bitmap, "crop", "height", { ...place, empty: 0 }),
    ],
    scale: [
      presets,
      choiceField(bitmap, "scale", "by", ["pixels", "width", "height", "percent"], from("bitmap.by")),
      width,
      height,
      share,
      fit,
      choiceField(bitmap, "scale", "filter", ["nearest", "box", "bilinear", "lanczos"], from("bitmap.filter")),
    ],
    turn: [
      numberField(bitmap, "turn", "degrees", { min: -360, max: 360, whole: false, step: 90 }),
      choiceField(bitmap, "turn", "flip", ["none", "horizontal", "vertical", "both"], from("bitmap.flip")),
      choiceField(bitmap, "turn", "corners", ["grow", "cut"], from("bitmap.corners")),
    ],
    adjust: [
      numberField(bitmap, "adjust", "brightness", percent),
      numberField(bitmap, "adjust", "contrast", percent),
      numberField(bitmap, "adjust", "gamma", { min: 0.2, max: 5, step: 0.1, whole: false, slider: true }),
    ],
    grey: [choiceField(bitmap, "grey", "weights", ["rec601", "rec709", "average", "red", "green", "blue"], from("bitmap.weights"))],
    invert: [],
    palette: [
      choiceField(bitmap, "palette", "kind", ["fixed", "grey", "median-cut", "k-means"], from("bitmap.palette.is")),
      choiceField(bitmap, "palette", "colours", COUNTS, (n) => t("bitmap.colours", { n: Number(n), i: Math.log2(Number(n)) })),
    ],
    threshold: [choiceField(bitmap, "threshold", "kind", ["value", "otsu", "mean"], from("bitmap.threshold.is")), threshold],
    dither: [choiceField(bitmap, "dither", "kind", DITHERS, from("bitmap.dither.is"), { hidden: true })],
  };
  const swatches = h("div", { class: "bitmap-swatches", role: "img" });
  const found = h("p", { class: "bitmap-found" });
  fields.palette.push(swatches);
  fields.threshold.push(found);

  const source = row("source", null);
  const rows = STEPS.map((step) => row(step, step));

  /** @param {string} name @param {StepName | null} step null for the picture as it comes. */
  function row(name, step) {
    const volumes = h("p", { class: "bitmap-volume" });
    const title = step
      ? h("div", { class: "check bitmap-on" }, toggle(step), worded("label", `bitmap.step.${step}`, { for: `bitmap-on-${step}` }))
      : worded("span", "bitmap.step.source", { class: "bitmap-on" });
    const body = step && fields[step].length > 0 ? h("div", { class: "bitmap-fields" }, ...fields[step]) : null;
    return { step, volumes, body, element: h("li", { class: "bitmap-step", data: { step: name } }, title, volumes, body) };
  }

  /** @param {StepName} step */
  function toggle(step) {
    const input = h("input", { type: "checkbox", id: `bitmap-on-${step}` });
    input.addEventListener("change", () => bitmap.turn(step, input.checked));
    bitmap.on(["settings"], ({ settings }) => (input.checked = settings.on[step]));
    input.checked = bitmap.get().settings.on[step];
    return input;
  }

  /** The fields that matter now. */
  function arrange() {
    const { settings } = bitmap.get();
    for (const { step, body, element } of rows) {
      const on = settings.on[/** @type {StepName} */ (step)];
      element.classList.toggle("is-on", on);
      if (body) body.hidden = !on;
    }
    const { by } = settings.scale;
    width.hidden = by === "height" || by === "percent";
    height.hidden = by === "width" || by === "percent";
    share.hidden = by !== "percent";
    fit.hidden = by !== "pixels";
    threshold.hidden = settings.threshold.kind !== "value";
    presets.hidden = by !== "pixels";
  }

  function tell() {
    const { made, settings } = bitmap.get();
    source.volumes.textContent = made ? sentence(made.reports[0]) : "";
    for (const { step, volumes } of rows) {
      const report = step && settings.on[step] ? made?.reports.find((one) => one.step === (REPORTS[step] ?? step)) : null;
      volumes.textContent = report ? sentence(report) : "";
    }
    found.textContent = made?.threshold != null && settings.threshold.kind !== "value" ? t("bitmap.threshold.from", { n: made.threshold }) : "";
    const colours = settings.on.palette && made ? made.colours : new Uint8Array();
    const list = Array.from({ length: colours.length / 3 }, (_, i) => `rgb(${colours.slice(3 * i, 3 * i + 3).join(" ")})`);
    replace(swatches, ...list.map((colour) => h("i", { style: `background: ${colour}` })));
    swatches.hidden = list.length === 0;
    swatches.setAttribute("aria-label", t("bitmap.swatches", { n: list.length }));
  }

  bitmap.on(["settings"], () => {
    arrange();
    tell();
  });
  bitmap.on(["made"], tell);
  onLanguage(tell);
  arrange();
  const reset = worded("button", "bitmap.reset", { type: "button", class: "chip", onclick: () => bitmap.reset() });
  const heading = h("div", { class: "bitmap-head" }, worded("h3", "bitmap.steps"), h("span", { class: "bitmap-formula" }, "I = W · H · i"), reset);
  const list = h("ol", { class: "bitmap-list" }, source.element, ...rows.map(({ element }) => element));
  return h("form", { class: "bitmap-steps", novalidate: true, onsubmit: (/** @type {Event} */ event) => event.preventDefault() }, heading, list);
}

/** `128 · 64 · 1 = 8192 bits = 1024 bytes = 1 KB` @param {StepReport} report */
function sentence({ width, height, bits }) {
  const { bits: all, bytes, kilobytes } = volume(width, height, bits);
  const kb = Number(kilobytes.toPrecision(4));
  const equal = kb === kilobytes ? "=" : "≈";
  const product = [width, height, bits].map(number).join(" · ");
  return `${product} = ${t("count.bits", { n: all })} = ${t("count.bytes", { n: Math.ceil(bytes) })} ${equal} ${number(kb)} ${t("lesson.unit.kb")}`;
}

/** Sizes of displays to choose from. @param {Bitmap} bitmap */
function presetsOf(bitmap) {
  const select = h("select", { class: "chip", id: "bitmap-scale-preset" });
  select.addEventListener("change", () => {
    const [width, height] = select.value.split("x").map(Number);
    if (width && height) bitmap.change("scale", { width, height });
  });
  function show() {
    const { settings, made } = bitmap.get();
    const { width, height } = settings.scale;
    const now = `${width}x${height}`;
    const displays = made?.displays ?? [];
    const known = displays.some((one) => `${one.width}x${one.height}` === now);
    const options = displays.map((one) =>
      h("option", { value: `${one.width}x${one.height}` }, `${one.width} × ${one.height}${one.name ? ` ${one.name}` : ""}`),
    );
    replace(select, known ? null : h("option", { value: "" }, t("bitmap.preset.none")), ...options);
    select.value = known ? now : "";
  }
  bitmap.on(["settings", "made"], show);
  onLanguage(show);
  return h("div", { class: "bitmap-field" }, worded("label", "bitmap.scale.preset", { for: select.id }), select);
}
