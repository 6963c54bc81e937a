/**
 * The go-to bar: `0x1A2F:3`, `6703`, `b53624`, the name of a segment or field (`DHT`; again for the next one), or in the
 * pixels `x, y`.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-view.js").Translate} Translate
 * @typedef {import("../store.js").Fields} Fields
 * @typedef {import("../store.js").BitRange} BitRange
 */

import { h, replace } from "../dom.js";
import { pixelBit } from "./bits-source.js";

/** A position as people write it, in bits; null where it is none. @param {string} typed @returns {number | null} */
export function parsePosition(typed) {
  const text = typed.trim();
  const bit = /^b\s*(\d+)$/i.exec(text);
  if (bit) return Number(bit[1]);
  const place = /^(0x[0-9a-f]+|[0-9a-f]+h|\d+)(?:\s*:\s*([0-7]))?$/i.exec(text);
  if (!place) return null;
  const [, byte, within] = place;
  const value = /^0x/i.test(byte) ? parseInt(byte.slice(2), 16) : /h$/i.test(byte) ? parseInt(byte, 16) : Number(byte);
  return value * 8 + Number(within ?? 0);
}

/** The next field of a name after a bit, going round; segments before fields. @param {Fields} fields @param {string} name @param {number} after @returns {BitRange | null} */
export function nextField(fields, name, after) {
  const wanted = name.trim().toLowerCase();
  /** @type {number[]} */
  let all = [];
  fields.name.forEach((own, i) => {
    if (own.toLowerCase() === wanted && fields.bits[i] > 0) all.push(i);
  });
  const segments = all.filter((i) => fields.depth[i] === 0);
  if (segments.length > 0) all = segments;
  all.sort((a, b) => fields.start[a] - fields.start[b]);
  const i = all.find((field) => fields.start[field] > after) ?? all[0];
  return i === undefined ? null : { start: fields.start[i], bits: fields.bits[i] };
}

/**
 * @param {View} view
 * @param {Translate} t
 * @param {{focus: () => void, say: (text: string) => void}} panel
 */
export function createGoTo(view, t, panel) {
  const names = h("datalist", { id: `bits-names-${Math.random().toString(36).slice(2)}` });
  const input = h("input", { type: "text", spellcheck: "false", autocomplete: "off", autocapitalize: "off", list: names.id });
  const go = h("button", { type: "button", class: "bits-chip", onclick: () => run() });
  const close = h("button", { type: "button", class: "bits-chip", onclick: () => hide() }, "×");
  const note = h("span", { class: "bits-count" });
  const bar = h("div", { class: "bits-bar", hidden: true }, input, names, go, note, close);

  /** @returns {BitRange | null} */
  function destination() {
    const layout = view.layout();
    const pair = /^\s*(\d+)\s*[,; ]\s*(\d+)\s*$/.exec(input.value);
    if (layout && pair) {
      const [x, y] = [Number(pair[1]), Number(pair[2])];
      return x < layout.width && y < layout.height ? { start: pixelBit(layout, x, y), bits: layout.bitsPerPixel } : null;
    }
    const bit = parsePosition(input.value);
    if (bit !== null) return bit < view.total() ? { start: bit, bits: 1 } : null;
    const fields = view.doc()?.fields;
    return fields && !layout ? nextField(fields, input.value, view.selection()?.start ?? -1) : null;
  }

  function run() {
    const range = destination();
    const missing = range === null && input.value.trim() !== "";
    note.textContent = missing ? t(parsePosition(input.value) === null ? "bits.goto.unknown" : "bits.goto.beyond") : "";
    input.setAttribute("aria-invalid", `${missing}`);
    if (missing) panel.say(note.textContent);
    if (!range) return;
    view.begin(range.start);
    view.select(range);
    view.reveal(range.start, "middle");
  }

  function hide() {
    bar.hidden = true;
    panel.focus();
  }

  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    else if (event.key === "Enter" && event.target === input) {
      run();
      // A name goes on to the next one of its kind; a number has been reached.
      if (note.textContent === "" && parsePosition(input.value) !== null) hide();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    bar,
    show() {
      const fields = view.doc()?.fields;
      const known = new Set(fields?.name.filter((_, i) => fields.depth[i] === 0) ?? []);
      replace(names, ...[...known].slice(0, 60).map((value) => h("option", { value })));
      bar.hidden = false;
      note.textContent = "";
      input.focus();
      input.select();
    },
    shown: () => !bar.hidden,
    translate() {
      input.placeholder = t("bits.goto.hint");
      input.setAttribute("aria-label", t("bits.goto.label"));
      go.textContent = t("bits.goto.go");
      close.title = t("bits.find.close");
      close.setAttribute("aria-label", close.title);
      note.textContent = "";
    },
  };
}
