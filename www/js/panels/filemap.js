/**
 * The file as a row of bars, one a segment: scans largest, none too small to hit. Choosing one selects its bits.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").Doc} Doc
 * @typedef {{name: string, role: number, start: number, bits: number, count: number}} Bar
 */

import { h, replace } from "../dom.js";
import { marksOf } from "../edit/patch.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { offset8, overlaps } from "../position.js";
import { roleColour } from "../roles.js";
import { levelColour } from "./bits-damage.js";
import { fieldName } from "./words.js";

/** More segments than this are drawn together with their neighbours. */
const MOST_BARS = 160;
/** Places in a bar that are told apart. */
const NOTCHES = 60;
/** Bars with less than this part of the file show one level of damage, others so many. */
const WIDE = 0.03;
const PLACES = 24;

/** @param {HTMLElement} element @param {Store} store @param {HTMLElement} inside What else is said of the file. */
export function mountFileMap(element, store, inside) {
  /** @type {Bar[]} */
  let bars = [];
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  /** @type {Doc["fields"] | null} */
  let shown = null;
  const row = h("div", { class: "map-bars", role: "toolbar" });
  const first = h("span");
  const last = h("span");
  const name = h("span", { id: "file-name" });
  const sums = h("span");
  const totals = h("span", { id: "totals" }, name, sums);
  element.append(row, h("div", { class: "map-ticks" }, first, h("div", { class: "map-about" }, totals, inside), last));

  function build() {
    const doc = store.get().document;
    shown = doc?.fields ?? null;
    bars = doc ? barsOf(doc) : [];
    const total = bars.reduce((sum, bar) => sum + bar.bits, 0) || 1;
    const focused = buttons.findIndex((button) => button === document.activeElement);
    buttons = bars.map((bar, i) => {
      const label = t("map.segment", { name: bar.name, n: bar.bits / 8 });
      const button = h(
        "button",
        {
          class: "map-bar",
          tabindex: i === 0 ? "0" : "-1",
          onclick: () => store.set({ selection: { start: bar.start, bits: bar.bits }, hover: null }),
          onpointerenter: () => store.set({ hover: { start: bar.start, bits: bar.bits } }),
          onpointerleave: () => store.set({ hover: null }),
        },
        h("span", { translate: "no" }, bar.bits / total > 0.25 ? label : bar.name),
      );
      if (bar.bits / total < 0.12) button.classList.add("small");
      button.style.setProperty("--share", (bar.bits / total).toFixed(5));
      button.style.setProperty("--role", roleColour(bar.role));
      return button;
    });
    replace(row, ...buttons);
    if (focused >= 0) buttons[Math.min(focused, buttons.length - 1)]?.focus();
    markDamage();
    markEdits();
    markLit();
    mark();
  }

  /** What flipping bits of each bar does to the picture, place by place. */
  function markDamage() {
    const { damageMap, trials, document } = store.get();
    const map = damageMap && trials?.revision === document?.revision ? trials?.map : null;
    buttons.forEach((button, i) => {
      const { start, bits } = bars[i];
      button.classList.toggle("map-damage", damageMap);
      const places = bits / (totalBits() || 1) < WIDE ? 1 : PLACES;
      const found = Array.from({ length: map ? places : 0 }, (_, p) => map?.stretch(start + (bits * p) / places, bits / places) ?? null);
      const stops = found.map((verdict, p) => `${verdict ? levelColour(verdict.level) : "transparent"} ${(100 * p) / places}% ${(100 * (p + 1)) / places}%`);
      button.style.backgroundImage = stops.length > 0 ? `linear-gradient(90deg, ${stops.join(", ")})` : "";
    });
  }

  const totalBits = () => bars.reduce((sum, bar) => sum + bar.bits, 0);

  /** A bar's name and size, and its damage where that is shown. @param {Bar} bar */
  function labelOf({ name, start, bits }) {
    const label = t("map.segment", { name, n: bits / 8 });
    const { damageMap, trials } = store.get();
    const found = damageMap ? trials?.map.stretch(start, bits) : null;
    return found ? t("map.damage", { label, level: found.level, n: found.trials }) : label;
  }

  /** Where the file was edited: a notch in the bar, at most one in so many places. */
  function markEdits() {
    const marks = marksOf(store.get().edits.history.hunks);
    buttons.forEach((button, i) => {
      const { start, bits } = bars[i];
      const within = marks.filter((m) => m.start < start + bits && m.start + Math.max(1, m.bits) > start);
      const places = new Set(within.map((m) => Math.floor(((Math.max(m.start, start) - start) / bits) * NOTCHES)));
      for (const notch of button.querySelectorAll(".map-edit")) notch.remove();
      for (const place of places) {
        const notch = h("i", { class: "map-edit", "aria-hidden": "true" });
        notch.style.left = `${((place + 0.5) / NOTCHES) * 100}%`;
        button.append(notch);
      }
      const label = labelOf(bars[i]);
      button.title = within.length > 0 ? t("map.edited", { label, n: within.length }) : label;
      button.setAttribute("aria-label", button.title);
    });
  }

  /** Where the bits of the pixel pointed at are. */
  function markLit() {
    for (const old of row.querySelectorAll(".map-lit")) old.remove();
    const { lit } = store.get();
    lit?.start.forEach((at, j) => {
      const i = bars.findIndex(({ start, bits }) => at >= start && at < start + bits);
      if (i < 0 || lit.own[j] === 0 || lit.run[j] === 1) return;
      const place = h("i", { class: "map-lit", "aria-hidden": "true" });
      place.style.left = `${((at - bars[i].start) / bars[i].bits) * 100}%`;
      buttons[i].append(place);
    });
  }

  function mark() {
    const { selection } = store.get();
    buttons.forEach((button, i) => {
      button.setAttribute("aria-pressed", String(overlaps(selection, bars[i] ?? null)));
    });
  }

  function words() {
    row.setAttribute("aria-label", t("map.label"));
    const doc = store.get().document;
    const bytes = doc?.bytes.length ?? 0;
    first.textContent = `0x${offset8(0)}`;
    last.textContent = doc && bytes > 0 ? `0x${offset8(bytes - 1)}` : "";
    name.textContent = doc?.name ?? "";
    sums.textContent = doc ? totalsLine(doc) : "";
  }

  row.addEventListener("keydown", (event) => {
    const at = buttons.findIndex((button) => button === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = buttons[to];
    if (!next) return;
    buttons[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  store.on(["document"], ({ document }) => {
    if (document?.fields !== shown) build();
    words();
  });
  store.on(["selection"], mark);
  store.on(["trials", "damageMap"], () => {
    markDamage();
    markEdits();
  });
  store.on(["edits"], markEdits);
  store.on(["lit"], markLit);
  onLanguage(() => {
    build();
    words();
  });
}

/** The segments of a file; where there are very many, neighbours of the same role share a bar. @param {Doc} doc @returns {Bar[]} */
function barsOf({ fields, bytes }) {
  /** @type {Bar[]} */
  let bars = [];
  for (let i = 0; i < fields.start.length; i += 1) {
    if (fields.depth[i] !== 0 || fields.bits[i] === 0 || fields.shape[i] === 2) continue;
    bars.push({
      name: fieldName(fields, i),
      role: mainRole(fields, i),
      start: fields.start[i],
      bits: fields.bits[i],
      count: 1,
    });
  }
  for (let smallest = 0; bars.length > MOST_BARS && smallest < bytes.length * 8; smallest = smallest * 2 + 64) {
    /** @type {Bar[]} */
    const joined = [];
    for (const bar of bars) {
      const before = joined.at(-1);
      if (before && (before.bits <= smallest || bar.bits <= smallest) && before.start + before.bits === bar.start) {
        const big = before.bits >= bar.bits ? before : bar;
        Object.assign(before, {
          bits: before.bits + bar.bits,
          role: big.role,
          name: big.name.replace(/( …)?$/, " …"),
          count: before.count + bar.count,
        });
      } else {
        joined.push({ ...bar });
      }
    }
    bars = joined;
  }
  return bars;
}

/** The role of most of a segment's bits: a segment's own is its marker's. @param {Doc["fields"]} fields @param {number} segment */
function mainRole(fields, segment) {
  const sums = new Map();
  for (let i = segment; i < fields.start.length && (i === segment || fields.depth[i] > 0); i += 1) {
    if (fields.shape[i] === 0) sums.set(fields.role[i], (sums.get(fields.role[i]) ?? 0) + fields.bits[i]);
  }
  let [role, most] = [fields.role[segment], -1];
  for (const [candidate, bits] of sums) if (bits > most) [role, most] = [candidate, bits];
  return role;
}

/** `cat.jpg · 3 767 bytes · 30 136 bits · 128 × 96 px · 2.45 bits per pixel`. @param {Doc} doc */
function totalsLine({ bytes, picture }) {
  const parts = ["", t("count.bytes", { n: bytes.length }), t("count.bits", { n: bytes.length * 8 })];
  if (picture) {
    parts.push(t("map.pixels", { width: picture.width, height: picture.height }));
    const density = (bytes.length * 8) / (picture.width * picture.height);
    const digits = density >= 100 ? 0 : 2;
    parts.push(t("map.density", { bits: number(Number(density.toFixed(digits))) }));
  }
  return parts.join(" · ");
}
