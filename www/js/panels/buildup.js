/**
 * The Build-up tab: the picture as far as the file has been read, scan by scan and MCU by MCU; some of its frequencies; one
 * of its components.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {import("../client.js").Client} Client
 */

import { componentLabel, componentName, isPlanes } from "../components.js";
import { h, replace } from "../dom.js";
import { COEFFICIENTS, countOf, EVERYTHING, isExcerpt, mcusOf, placeOf } from "../excerpt.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { formatOf, isStored } from "../stored.js";
import { mountScans } from "./buildup-scans.js";

/** At the speed of 1, all of the file takes so long. */
const WHOLE_MS = 12_000;
const SPEEDS = [0.25, 0.5, 1, 2, 4];
/** When a slider has rested so long, the picture is drawn sharply. */
const REST_MS = 250;
/** Ranges of coefficients in zigzag order, and what they are called. @type {[string, number, number][]} */
const BANDS = [
  ["all", 0, COEFFICIENTS - 1],
  ["dc", 0, 0],
  ["low", 1, 5],
  ["middle", 6, 20],
  ["high", 21, COEFFICIENTS - 1],
];

/** @param {HTMLElement} element @param {Store} store @param {Client} client */
export function mountBuildUp(element, store, client) {
  /** Playing, since when and from where. @type {{at: number, from: number} | null} */
  let playing = null;
  let speed = 1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;

  const play = h("button", { class: "button line", id: "buildup-play", onclick: () => (playing ? pause() : start()) });
  const back = h("button", { class: "chip", onclick: () => step(-1) }, "◀|");
  const on = h("button", { class: "chip", onclick: () => step(1) }, "|▶");
  const speeds = h("select", { class: "chip", id: "buildup-speed" });
  speeds.addEventListener("change", () => {
    speed = Number(speeds.value);
    if (playing) playing = { at: performance.now(), from: now() };
  });
  const slider = h("input", { type: "range", min: "0", step: "1", id: "buildup-place", class: "buildup-place" });
  slider.addEventListener("input", () => {
    pause();
    goTo(Number(slider.value));
  });
  slider.addEventListener("change", () => sharpen());
  const whole = h("button", { class: "button line", onclick: () => reset() });
  const sentence = h("p", { class: "buildup-words", id: "buildup-words" });
  const components = h("span", { class: "buildup-choice", role: "group" });
  const bands = h("span", { class: "buildup-choice", role: "group" });
  const [first, last] = ["first", "last"].map((end) => {
    const input = h("input", { type: "number", min: "0", max: String(COEFFICIENTS - 1), id: `buildup-${end}`, class: "buildup-number" });
    input.addEventListener("change", () => chooseBand(Number(first.value), Number(last.value)));
    return input;
  });
  const [firstWords, lastWords] = [first, last].map((input) => h("label", { for: input.id }));
  const componentsTitle = h("span", { class: "buildup-label" });
  const bandsTitle = h("span", { class: "buildup-label" });
  const range = h("span", { class: "buildup-range" }, firstWords, first, lastWords, last);
  const instead = h("span", { class: "buildup-instead" });
  const scansBox = h("div", { class: "buildup-scans" });
  const body = h(
    "div",
    { class: "buildup" },
    h("div", { class: "buildup-line" }, play, back, slider, on, speeds, whole),
    sentence,
    h(
      "div",
      { class: "buildup-parts" },
      h("div", { class: "buildup-line" }, bandsTitle, bands, range, instead),
      h("div", { class: "buildup-line" }, componentsTitle, components),
    ),
    scansBox,
  );
  const none = h("p", { class: "dock-none" });
  element.append(body, none);
  const scans = mountScans(scansBox, (count) => {
    pause();
    goTo(count);
    sharpen();
  });

  /** @returns {Picture | null} */
  const picture = () => store.get().document?.picture ?? null;
  const shapes = () => picture()?.scans ?? [];
  /** MCUs that are shown. */
  function now() {
    const { until } = store.get().view;
    return until ? countOf(shapes(), until) : mcusOf(shapes());
  }

  /** @param {number} count MCUs of all scans. */
  function goTo(count) {
    const total = mcusOf(shapes());
    const place = Math.min(total, Math.max(0, Math.round(count)));
    client.show({ until: place === total ? null : placeOf(shapes(), place) }, true);
    clearTimeout(resting);
    resting = setTimeout(sharpen, REST_MS);
  }

  /** Draws what is shown as it is. */
  function sharpen() {
    clearTimeout(resting);
    resting = undefined;
    client.show({});
  }

  function start() {
    const total = mcusOf(shapes());
    const from = now() === total ? 0 : now();
    playing = { at: performance.now(), from };
    goTo(from);
    requestAnimationFrame(tick);
    render();
  }

  function pause() {
    if (!playing) return;
    playing = null;
    render();
  }

  function tick() {
    if (!playing) return;
    const total = mcusOf(shapes());
    const share = ((performance.now() - playing.at) / WHOLE_MS) * speed;
    const place = Math.round(playing.from + share * total);
    // The next one is asked for when this one is seen: a slow machine shows fewer steps, not an older one.
    if (client.isIdle()) goTo(place);
    if (place < total) return void requestAnimationFrame(tick);
    goTo(total);
    pause();
  }

  /** To the end of a scan: this one's, or the one's before. @param {-1 | 1} direction */
  function step(direction) {
    pause();
    const ends = shapes().reduce((all, scan) => [...all, all[all.length - 1] + scan.mcus], [0]);
    const place = now();
    const to = direction > 0 ? ends.find((end) => end > place) : ends.findLast((end) => end < place);
    if (to === undefined) return;
    goTo(to);
    sharpen();
  }

  function reset() {
    pause();
    clearTimeout(resting);
    client.show({ ...EVERYTHING, component: null });
  }

  /** @param {number} from @param {number} to */
  function chooseBand(from, to) {
    const clamp = (/** @type {number} */ k) => Math.min(COEFFICIENTS - 1, Math.max(0, Math.round(k) || 0));
    const [a, b] = [clamp(from), clamp(to)];
    client.show({ first: Math.min(a, b), last: Math.max(a, b) });
  }

  function render() {
    // Who looks elsewhere is not kept waiting for it.
    if (element.hidden) return;
    const shown = picture();
    const { view } = store.get();
    const total = mcusOf(shapes());
    body.hidden = !shown || total === 0;
    none.hidden = !body.hidden;
    const { document } = store.get();
    none.textContent = !document ? "" : shown && isStored(shown) ? t("stored.buildup", formatOf(document)) : t("buildup.none");
    if (!shown || body.hidden) return;
    const count = now();
    play.textContent = playing ? t("buildup.pause") : t("buildup.play");
    slider.max = String(total);
    slider.value = String(count);
    sentence.textContent = words(shown, count);
    slider.setAttribute("aria-valuetext", sentence.textContent);
    whole.disabled = !isExcerpt(view) && view.component === null;
    back.disabled = count === 0;
    on.disabled = count === total;
    scans.render(shown, count);
    renderBands(shown);
    renderComponents(shown);
  }

  /** How far the file has been read, in words. @param {Picture} shown @param {number} count */
  function words(shown, count) {
    const place = placeOf(shown.scans, count);
    const scan = shown.scans[place.scan];
    if (count === mcusOf(shown.scans)) return t("buildup.whole", { n: shown.scans.length });
    return t("buildup.words", {
      scan: place.scan + 1,
      scans: shown.scans.length,
      brings: scans.brings(shown, scan),
      mcu: place.mcus,
      mcus: scan.mcus,
    });
  }

  /** @param {Picture} shown */
  function renderBands(shown) {
    const { first: from, last: to } = store.get().view;
    // Lossless pictures have no coefficients, and those of hierarchical ones add up.
    const without = shown.unit === 1 || shown.frames > 0;
    bands.hidden = range.hidden = without;
    instead.textContent = without ? t(shown.unit === 1 && shown.frames === 0 ? "buildup.instead.lossless" : "buildup.instead.frames") : "";
    if (without) return;
    replace(
      bands,
      ...BANDS.map(([name, a, b]) =>
        chip(t(`buildup.band.${name}`), from === a && to === b, () => chooseBand(a, b), t(`buildup.band.${name}.title`)),
      ),
    );
    [first.value, last.value] = [String(from), String(to)];
  }

  /** @param {Picture} shown */
  function renderComponents(shown) {
    const { component } = store.get().view;
    const several = shown.components.length > 1;
    components.parentElement?.toggleAttribute("hidden", !several);
    if (!several) return;
    const each = shown.components.map((_, c) =>
      chip(componentName(shown, c), component === c, () => client.show({ component: c }), componentLabel(shown, c)),
    );
    const all = chip(t("picture.shown.all"), component === null, () => client.show({ component: null }));
    replace(components, ...(isPlanes(shown) ? each : [all, ...each]));
  }

  function renderWords() {
    slider.setAttribute("aria-label", t("buildup.place"));
    back.setAttribute("aria-label", t("buildup.back"));
    back.title = t("buildup.back");
    on.setAttribute("aria-label", t("buildup.on"));
    on.title = t("buildup.on");
    whole.textContent = t("buildup.reset");
    speeds.setAttribute("aria-label", t("buildup.speed"));
    replace(speeds, ...SPEEDS.map((n) => h("option", { value: n, selected: n === speed }, `${number(n)} ×`)));
    bandsTitle.textContent = t("buildup.bands");
    componentsTitle.textContent = t("buildup.components");
    bands.setAttribute("aria-label", t("buildup.bands"));
    components.setAttribute("aria-label", t("buildup.components"));
    firstWords.textContent = t("buildup.first");
    lastWords.textContent = t("buildup.last");
    render();
  }

  let documentId = 0;
  store.on(["document", "view"], ({ document }) => {
    if (document?.id !== documentId) pause();
    documentId = document?.id ?? 0;
    render();
  });
  onLanguage(renderWords);
  return { shown: render };
}

/** @param {string} label @param {boolean} pressed @param {() => void} onclick @param {string} [title] */
const chip = (label, pressed, onclick, title) =>
  h("button", { class: "chip", "aria-pressed": String(pressed), title, onclick }, label);
