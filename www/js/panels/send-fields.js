/** What the Send tab is built of: settings of a channel as labelled fields, pictures with a caption, and counters beneath. */

import { h, replace } from "../dom.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { worded } from "../worded.js";

/**
 * A slider over a list of values.
 * @param {string} name @param {readonly number[]} values @param {number} value @param {(value: number) => string} word
 * @param {() => void} changed
 */
export function slider(name, values, value, word, changed) {
  const id = `send-${name}`;
  const input = h("input", { type: "range", id, min: 0, max: values.length - 1, step: 1, value: values.indexOf(value) });
  const exact = h("output", { for: id, class: "send-exact" });
  const read = () => values[Number(input.value)];
  const show = () => {
    exact.textContent = word(read());
    input.setAttribute("aria-valuetext", word(read()));
  };
  input.addEventListener("input", () => {
    show();
    changed();
  });
  onLanguage(show);
  return { read, element: h("div", { class: "send-field" }, worded("label", `send.${name}`, { for: id }), exact, input) };
}

/** @param {string} name @param {boolean} checked @param {() => void} changed */
export function check(name, checked, changed) {
  const input = h("input", { type: "checkbox", id: `send-${name}`, checked, onchange: changed });
  return { read: () => input.checked, element: h("div", { class: "check" }, input, worded("label", `send.${name}`, { for: input.id })) };
}

/**
 * @template {string} V
 * @param {string} name @param {readonly V[]} values @param {V} chosen @param {() => void} changed
 */
export function choice(name, values, chosen, changed) {
  const options = values.map((value) => worded("option", `send.coding.${value}`, { value, selected: value === chosen }));
  const select = h("select", { class: "chip", id: `send-${name}`, onchange: changed }, ...options);
  const element = h("div", { class: "send-pair" }, worded("label", `send.${name}`, { for: select.id }), select);
  return { read: () => /** @type {V} */ (select.value), element };
}

/** @param {string} name @param {number} value @param {number} most @param {() => void} changed */
export function whole(name, value, most, changed) {
  const input = h("input", { type: "number", id: `send-${name}`, class: "short-number", min: 0, max: most, value, oninput: changed });
  const read = () => Math.min(most, Math.max(0, Math.round(Number(input.value)) || 0));
  return {
    read,
    /** @param {number} next */
    write: (next) => void (input.value = String(next)),
    element: h("div", { class: "send-pair" }, worded("label", `send.${name}`, { for: input.id }), input),
  };
}

/** A picture, what it is, and what is counted about it. @param {string} name */
export function lane(name) {
  const canvas = h("canvas", { class: "send-canvas", role: "img", width: 1, height: 1 });
  const caption = h("figcaption");
  const counters = h("dl", { class: "send-counts" });
  return {
    element: h("figure", { class: `send-lane send-lane-${name}` }, caption, canvas, counters),

    /** @param {string} words */
    name(words) {
      caption.textContent = words;
      canvas.setAttribute("aria-label", words);
    },

    /** @param {import("../protocol.js").ReadPicture} picture */
    paint({ width, height, rgba }) {
      if (width === 0 || height === 0) return;
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      const shown = new ImageData(new Uint8ClampedArray(rgba.buffer, rgba.byteOffset, rgba.length), width);
      canvas.getContext("2d")?.putImageData(shown, 0, 0);
    },

    blank: () => canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height),

    /** @param {[string, string][]} rows The name of a counter, and what it says. */
    count(rows) {
      replace(counters, ...rows.map(([key, value]) => h("div", { data: { count: key } }, h("dt", {}, t(`send.count.${key}`)), h("dd", {}, value))));
    },
  };
}

/** Bytes of a pixel's red, green and blue. */
const COLOUR_BYTES = 3;

/**
 * What was sent and how much of it is missing.
 * @param {{datagrams: number, bytes: number, parts: number, all: number, ms: number}} sent @param {number} pixels
 * @returns {[string, string][]}
 */
export function counted({ datagrams, bytes, parts, all, ms }, pixels) {
  const each = bytes / Math.max(1, pixels);
  const short = (/** @type {number} */ n) => number(Number(n.toPrecision(3)));
  const over = `${each < COLOUR_BYTES ? "−" : "+"}${short(Math.abs(each - COLOUR_BYTES))}`;
  return [
    ["datagrams", number(datagrams)],
    ["bytes", number(bytes)],
    ["pixel", datagrams > 0 ? t("send.perPixel.over", { n: short(each), over }) : "–"],
    ["time", t("send.seconds", { n: number(Number((ms / 1000).toFixed(2))) })],
    ["missing", all > 0 ? t("send.of", { n: number(all - parts), all: number(all) }) : "–"],
  ];
}
