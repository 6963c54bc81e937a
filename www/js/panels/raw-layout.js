/** The left part of the Raw tab: how the pixels lie. */

import { h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { worded } from "../worded.js";

/**
 * @typedef {import("../raw.js").Raw} Raw
 * @typedef {import("../../pkg/workshop.js").RawLayout} RawLayout
 */

const MOST_WIDTH = 65_535;
/** Up to this width the knob reaches; wider ones are typed. */
const KNOB = 2048;

/** Modes by how they are told of; Pillow's names. @param {string} mode @param {string} name */
const valueOf = (mode, name) => `${mode} ${name}`;

/** @param {Raw} raw */
export function rawLayout(raw) {
  const mode = h("select", { class: "chip", id: "raw-mode" });
  mode.addEventListener("change", () => {
    const row = raw.get().modes.find((one) => valueOf(one.mode, one.name) === mode.value);
    if (row) raw.mode(row);
    else raw.change({ as: "bits", plane: null, stride: null, window: null });
  });
  const knob = h("input", { type: "range", id: "raw-knob", min: 1, max: KNOB, step: 1 });
  knob.addEventListener("input", () => raw.change({ width: Number(knob.value), stride: null }));
  const width = numberField("width", 1, MOST_WIDTH);
  const height = numberField("height", 1, 16_384, {
    change: (value) => {
      raw.follow(false);
      raw.change({ height: value ?? 1 });
    },
  });
  const all = h("input", { type: "checkbox", id: "raw-all" });
  all.addEventListener("change", () => raw.follow(all.checked));
  const offset = numberField("offset", 0, Number.MAX_SAFE_INTEGER);
  const stride = numberField("stride", 1, 1 << 24, { empty: true });
  const bits = numberField("bits", 1, 31);
  const black = windowField("black");
  const white = windowField("white");
  const whole = worded("button", "raw.window.all", { type: "button", class: "chip", onclick: () => raw.change({ window: null }) });
  const plane = h("select", { class: "chip", id: "raw-plane" });
  plane.addEventListener("change", () => raw.change({ plane: plane.value === "" ? null : Number(plane.value) }));
  const fill = h("select", { class: "chip", id: "raw-fill" });
  fill.addEventListener("change", () => raw.change({ fill: Number(fill.value) }));
  const upwards = toggle("upwards");
  const pad = toggle("pad");
  const signed = toggle("signed");

  /**
   * @param {"width" | "height" | "offset" | "stride" | "bits"} name @param {number} min @param {number} max
   * @param {{empty?: boolean, change?: (value: number | null) => void}} [how] `empty`: null stands for nothing.
   */
  function numberField(name, min, max, { empty = false, change } = {}) {
    const input = h("input", { type: "number", id: `raw-${name}`, min, max, step: 1, inputmode: "numeric", autocomplete: "off" });
    input.addEventListener("input", () => {
      const value = input.value.trim() === "" ? null : Number(input.value);
      const good = value === null ? empty : Number.isInteger(value) && value >= min && value <= max;
      if (!good) return input.setAttribute("aria-invalid", "true");
      input.removeAttribute("aria-invalid");
      if (change) change(value);
      else raw.change({ [name]: value });
    });
    const show = () => {
      if (document.activeElement === input) return;
      input.value = String(raw.get().layout[name] ?? "");
      input.removeAttribute("aria-invalid");
    };
    return { show, element: labelled(input, name) };
  }

  /** @param {"black" | "white"} end */
  function windowField(end) {
    const input = h("input", { type: "number", id: `raw-${end}`, step: "any", autocomplete: "off" });
    input.addEventListener("input", () => {
      const [low, high] = raw.get().made?.range ?? [0, 1];
      const value = Number(input.value);
      if (input.value.trim() === "" || !Number.isFinite(value)) return;
      raw.change({ window: { black: low ?? 0, white: high ?? 1, ...raw.get().layout.window, [end]: value } });
    });
    const show = () => {
      const { layout, made } = raw.get();
      if (document.activeElement === input) return;
      const value = layout.window ? layout.window[end] : made?.range[end === "black" ? 0 : 1];
      input.value = value === undefined ? "" : String(Number(value.toPrecision(7)));
    };
    return { show, element: labelled(input, end) };
  }

  /** @param {"upwards" | "pad" | "signed"} name */
  function toggle(name) {
    const input = h("input", { type: "checkbox", id: `raw-${name}` });
    input.addEventListener("change", () => raw.change({ [name]: input.checked }));
    const element = h("div", { class: "check raw-switch" }, input, worded("label", `raw.${name}`, { for: input.id }));
    return { element, show: () => (input.checked = raw.get().layout[name]) };
  }

  /** @param {HTMLElement} input @param {string} name */
  function labelled(input, name) {
    return h("div", { class: "bitmap-field" }, worded("label", `raw.${name}`, { for: input.id }), input);
  }

  function options() {
    const { modes, layout } = raw.get();
    const names = [...new Set(modes.map((row) => row.mode))];
    const groups = names.map((name) =>
      h(
        "optgroup",
        { label: t("raw.mode.group", { mode: name }) },
        ...modes
          .filter((row) => row.mode === name)
          .map((row) => h("option", { value: valueOf(row.mode, row.name) }, t("raw.mode.row", { name: row.name, n: row.bits }))),
      ),
    );
    replace(mode, h("option", { value: "bits" }, t("raw.mode.bits")), ...groups);
    mode.value = layout.as === "bits" ? "bits" : valueOf(layout.mode, layout.name);
    replace(fill, ...[0, 1, 2, 3].map((value) => h("option", { value }, t(`raw.fill.${value}`))));
  }

  function show() {
    const { layout, modes, follows } = raw.get();
    const row = modes.find((one) => one.mode === layout.mode && one.name === layout.name);
    const isBits = layout.as === "bits";
    const windowed = isBits || Boolean(row?.windowed);
    const bands = isBits ? 1 : (row?.bands ?? 1);
    mode.value = isBits ? "bits" : valueOf(layout.mode, layout.name);
    for (const one of [width, height, offset, stride, bits, black, white, upwards, pad, signed]) one.show();
    knob.value = String(Math.min(KNOB, layout.width));
    all.checked = follows;
    fill.value = String(layout.fill);
    for (const { element } of [bits, pad, signed]) element.hidden = !isBits;
    fillField.hidden = !isBits;
    stride.element.hidden = isBits;
    for (const element of [black.element, white.element, whole]) element.hidden = !windowed;
    planeField.hidden = bands < 2 || windowed;
    const planes = Array.from({ length: bands }, (_, i) => h("option", { value: i }, t("raw.plane.one", { n: i + 1 })));
    replace(plane, h("option", { value: "" }, t("raw.plane.all")), ...planes);
    plane.value = layout.plane === null ? "" : String(layout.plane);
  }

  const planeField = labelled(plane, "plane");
  const fillField = labelled(fill, "fill");
  raw.on(["modes"], () => {
    options();
    show();
  });
  raw.on(["layout", "made", "follows"], show);
  onLanguage(() => {
    options();
    show();
  });
  return h(
    "form",
    { class: "raw-layout", novalidate: true, onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    h("div", { class: "bitmap-field is-wide" }, worded("label", "raw.mode", { for: mode.id }), mode),
    bits.element,
    h("div", { class: "bitmap-field is-wide" }, worded("label", "raw.knob", { for: knob.id }), knob),
    width.element,
    height.element,
    h("div", { class: "check" }, all, worded("label", "raw.all", { for: all.id })),
    offset.element,
    stride.element,
    planeField,
    fillField,
    black.element,
    white.element,
    whole,
    upwards.element,
    pad.element,
    signed.element,
  );
}
