/**
 * The picture: zoom, pan, grids, the pixel under the pointer, and the blocks that the selected bits belong to.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {import("../client.js").Client} Client
 */

import { blockAt, blockRect, blocksOf, hasBlocks, mcuAt } from "../blocks.js";
import { componentLabel, componentName, isPlanes, largest } from "../components.js";
import { framewise, h, newestOnly, replace } from "../dom.js";
import { listenToGestures } from "../gestures.js";
import { has, number, onLanguage, t } from "../i18n/index.js";
import { isTurned, swapsAxes, toShown, toStored, turnRect } from "../orientation.js";
import { Viewport } from "../viewport.js";
import { editSentence } from "./edit-words.js";
import { faultAdvice, faultSentence } from "./words.js";
import { counts, drawDamage, renderLegend, stateAt, STATES } from "./picture-damage.js";
import { drawChanges } from "./picture-changes.js";
import { mountCompare } from "./picture-compare.js";
import { drawOverlay, drawPicture, PIXEL_GRID } from "./picture-draw.js";
import { mountHeat } from "./picture-heat.js";
import { mountLevels } from "./picture-levels.js";
import { codingOf, factsOf } from "./picture-words.js";

/** Longest selection whose blocks are outlined, in bits, and most outlines. */
const OUTLINE_BITS = 16_384;
const OUTLINES = 64;

/**
 * @param {HTMLElement} element @param {Store} store @param {Client} client
 * @param {{faults: () => void, heat: (looks: boolean) => void, hold: (shown: {x: number, y: number}) => void, free: () => void}} ask
 *   What others do.
 */
export function mountPicture(element, store, client, ask) {
  const viewport = new Viewport();
  /** What is shown: the picture of the file as it is or, on demand, as it was. @type {Picture | null} */
  let picture = null;
  let documentId = 0;
  /** Of the picture that the viewport was made for. */
  let size = "";
  let matrix = new DOMMatrix();
  let grid = false;
  /** Whether damage is marked. */
  let marked = false;
  /** The samples of a stored pixel, once the core has told them. @type {{x: number, y: number, values: number[]} | null} */
  let samples = null;
  /** @type {import("../blocks.js").Block[]} */
  let outlined = [];
  /** What is looked at, as this panel has told it last. @type {import("../store.js").Gaze | null} */
  let gaze = null;
  /** The pointer's place in the view. @type {{x: number, y: number} | null} */
  let pointer = null;

  const base = h("canvas", { class: "layer", "aria-hidden": "true" });
  const overlay = h("canvas", { class: "layer", "aria-hidden": "true" });
  const tip = h("div", { class: "tip", hidden: true });
  const empty = h("div", { class: "empty", hidden: true });
  const stage = h(
    "div",
    { class: "stage", id: "picture-stage", tabindex: "0", role: "application" },
    base,
    overlay,
    empty,
    tip,
  );
  const title = h("h2");
  const about = h("small");
  const zoomOut = h("button", { class: "chip", onclick: () => act(() => viewport.step(-1)) }, "−");
  const percent = h("output", { class: "chip plain", id: "zoom" });
  const zoomIn = h("button", { class: "chip", onclick: () => act(() => viewport.step(1)) }, "+");
  const fit = h("button", { class: "chip", onclick: () => act(() => viewport.fit()) });
  const actual = h("button", { class: "chip", onclick: () => act(() => viewport.zoomTo(1)) }, "1:1");
  const blocks = h("button", { class: "chip", "aria-pressed": "false", onclick: toggleGrid });
  const damageChip = h("button", { class: "chip", id: "damage", "aria-pressed": "false", onclick: toggleMarks });
  const heatChip = h("button", { class: "chip", id: "heat" });
  const heatLine = h("div", { class: "heat-line", hidden: true });
  const shown = h("select", { class: "chip", id: "shown", hidden: true });
  shown.addEventListener("change", () => client.show({ component: shown.value === "" ? null : Number(shown.value) }));
  const estimate = h("input", { type: "checkbox", id: "estimate" });
  const estimateWords = h("label", { for: "estimate" });
  const estimating = h("span", { class: "estimate", hidden: true }, estimate, estimateWords);
  estimate.addEventListener("change", () => client.show({ estimate: estimate.checked }));
  const facts = h("span", { class: "facts" });
  const legend = h("span", { class: "damage-legend" });
  const list = h("button", { class: "link", onclick: () => ask.faults() });
  const harm = h("span", { class: "damage-line", hidden: true }, damageChip, legend, list);
  const troubles = h("span", { class: "troubles" }, harm, estimating);
  const levelBox = h("div");
  const compareLine = h("div", { class: "compare", role: "group" });
  const where = h("span", { class: "where" });
  const turned = h("span", { class: "turned" });
  element.append(
    h(
      "div",
      { class: "panel-head" },
      title,
      about,
      h("span", { class: "spring" }),
      zoomOut,
      percent,
      zoomIn,
      fit,
      actual,
      blocks,
      heatChip,
    ),
    levelBox,
    stage,
    h("div", { class: "panel-foot" }, h("div", { class: "foot-first" }, where, shown), compareLine, heatLine, facts, troubles, turned),
  );
  const levels = mountLevels(levelBox, store, client);
  const heat = mountHeat(heatChip, heatLine, store, { looks: ask.heat, redraw: () => redraw() });
  const compare = mountCompare(compareLine, stage, store, viewport, compared);

  /** Another side is looked at. */
  function compared() {
    const next = pictureNow();
    if (next !== picture) take(next);
    resize();
    redraw();
  }

  /** Beside another picture this one has half of the stage. */
  function resize() {
    const { clientWidth: width, clientHeight: height } = stage;
    const half = compare.beside() ? width / 2 : width;
    if (viewport.width !== half || viewport.height !== height || viewport.stage !== width) viewport.resize(half, height, width);
    overlay.classList.toggle("half", half !== width);
  }

  /** A place of the stage, on either of two pictures. @param {number} x */
  const sideways = (x) => (compare.beside() && x >= viewport.width ? x - viewport.width : x);

  /** The picture that the pointer is over; where an edit left none, the original can still be looked at. */
  function pictureNow() {
    const edited = store.get().document?.picture ?? null;
    return compare.side() === "original" || !edited ? (compare.side() === "edited" ? edited : compare.original()) : edited;
  }

  /** What is drawn. @returns {import("./picture-draw.js").Scene} */
  function scene() {
    const edited = store.get().document?.picture ?? null;
    const original = compare.original();
    const [before, after] = [original, edited].map((side) => side && { picture: side, matrix: matrixOf(side) });
    const side = compare.side();
    const beside = compare.beside();
    if (after && beside) {
      const half = viewport.width;
      // In the same room, in the middle of it.
      const { width, height } = after.picture;
      const zoom = Math.min(width / beside.width, height / beside.height);
      const [dx, dy] = [width - beside.width * zoom, height - beside.height * zoom].map((rest) => (rest * viewport.scale) / 2);
      return [{ ...after, to: half }, { picture: beside, matrix: new DOMMatrix(), from: half, shift: { x: half + dx, y: dy }, zoom }];
    }
    if (after && side === "structure") return [{ ...after, over: compare.map() }];
    if (before && after && side === "difference") return { original: before, edited: after, times: compare.times() };
    const line = viewport.x + viewport.pictureWidth * viewport.scale * compare.split();
    if (before && side === "split") return [{ ...before, to: line }, ...(after ? [{ ...after, from: line }] : [])];
    const shown = side === "original" ? before : after;
    return shown ? [shown] : [];
  }

  /** @param {() => void} change */
  function act(change) {
    change();
    redraw();
  }

  function toggleGrid() {
    grid = !grid;
    blocks.setAttribute("aria-pressed", String(grid));
    redrawOverlay();
  }

  function toggleMarks() {
    if (!picture?.damage) return;
    marked = !marked;
    damageChip.setAttribute("aria-pressed", String(marked));
    redrawOverlay();
  }

  function drawBase() {
    drawPicture(base, viewport, scene());
    if (!compare.beside()) heat.draw(base, viewport, picture, matrix);
    compare.place();
    look();
    percent.textContent = picture ? `${t("percent", { n: zoomNumber(viewport.scale * 100) })}` : "";
  }
  const redrawBase = framewise(drawBase);
  const redrawOverlay = framewise(() => {
    const hovered = picture && pointer ? storedPixel(picture, pointer) : null;
    drawOverlay(overlay, viewport, picture, matrix, {
      grid,
      outlines: picture ? [...outlined, ...chosen()].map((block) => blockRect(/** @type {Picture} */ (picture), block)) : [],
      hovered:
        picture && hovered
          ? hasBlocks(picture)
            ? [mcuAt(picture, hovered.x, hovered.y).rect, hoveredBlock(picture, hovered), pixelRect(hovered)]
            : [pixelRect(hovered)]
          : [],
    });
    if (picture?.damage && marked) {
      drawDamage(overlay, viewport, matrix, picture.damage, { width: picture.storedWidth, height: picture.storedHeight });
    }
    const changes = compare.changes();
    if (picture && changes) {
      drawChanges(overlay, viewport, matrix, changes, { width: picture.storedWidth, height: picture.storedHeight });
    }
    describePointer();
  });

  /** The block that is taken apart elsewhere. */
  function chosen() {
    const { block, blockOpen } = store.get();
    return block && blockOpen ? [block] : [];
  }

  /** Tells what part of the picture is looked at. */
  function look() {
    if (!picture) return;
    const { x, y, width, height, scale } = viewport;
    const next = viewport.fitted ? null : { scale, x: (width / 2 - x) / scale, y: (height / 2 - y) / scale };
    if (next?.scale !== gaze?.scale || next?.x !== gaze?.x || next?.y !== gaze?.y) store.set({ gaze: (gaze = next) });
    const ends = [
      [-x / scale, -y / scale],
      [(width - x) / scale, (height - y) / scale],
    ];
    const clamp = (/** @type {number} */ v, /** @type {number} */ most) => Math.min(most, Math.max(0, Math.floor(v)));
    const [w, h] = [picture.width - 1, picture.height - 1];
    const rows = ends.map(([sx, sy]) => toStored(matrix, clamp(sx, w), clamp(sy, h)).y);
    const reduction = [8, 4, 2].find((factor) => scale * devicePixelRatio * factor <= 1) ?? 1;
    const seen = { from: Math.min(...rows), to: Math.max(...rows) + 1, reduction };
    const before = store.get().seen;
    if (before?.from === seen.from && before.to === seen.to && before.reduction === reduction) return;
    store.set({ seen });
  }

  function redraw() {
    stage.classList.toggle("fitted", viewport.fitted);
    redrawBase();
    redrawOverlay();
  }

  /** @param {Picture} p @param {{x: number, y: number}} place */
  function storedPixel(p, place) {
    const shown = viewport.pixelAt(place.x, place.y);
    return shown ? toStored(matrix, shown.x, shown.y) : null;
  }

  /** A pixel that is large enough to be framed. @param {{x: number, y: number}} stored */
  const pixelRect = ({ x, y }) => (viewport.scale >= PIXEL_GRID ? { x, y, width: 1, height: 1 } : null);

  /** @param {Picture} p @param {{x: number, y: number}} stored */
  function hoveredBlock(p, stored) {
    const block = blockAt(p, stored.x, stored.y);
    return block && blockRect(p, block);
  }

  function describePointer() {
    const shown = picture && pointer ? viewport.pixelAt(pointer.x, pointer.y) : null;
    if (store.get().pixel?.x !== shown?.x || store.get().pixel?.y !== shown?.y) store.set({ pixel: shown });
    tip.hidden = !shown;
    const said = shown ? "" : editSentence(store.get());
    where.classList.toggle("said", said !== "");
    where.title = said;
    if (!picture || !pointer || !shown) {
      where.textContent = said || (picture ? t("picture.size", { width: picture.width, height: picture.height }) : "");
      return;
    }
    const stored = toStored(matrix, shown.x, shown.y);
    const rgb = picture.tiles.pixel(stored.x, stored.y);
    const colour = rgb
      ? `   rgb ${rgb[0]} ${rgb[1]} ${rgb[2]}   #${[rgb[0], rgb[1], rgb[2]].map((v) => v.toString(16).padStart(2, "0")).join("")}`
      : "";
    const lines = [`x ${shown.x}   y ${shown.y}${colour}`];
    const values = valuesOf(picture, stored, rgb);
    if (values) lines.push(values);
    const place = hasBlocks(picture) ? placeOf(picture, stored) : null;
    if (place) lines.push(place.short);
    const bits = heat.here(picture, stored);
    if (bits) lines.push(bits);
    const state = stateAt(picture.damage, stored);
    if (state > 0) lines.push(t(`damage.here.${STATES[state]}`));
    tip.textContent = lines.join("\n");
    const [tipWidth, tipHeight] = [tip.offsetWidth, tip.offsetHeight];
    const left = pointer.x + 18 + tipWidth > viewport.width ? pointer.x - 14 - tipWidth : pointer.x + 18;
    const top = pointer.y + 18 + tipHeight > viewport.height ? pointer.y - 14 - tipHeight : pointer.y + 18;
    tip.style.transform = `translate(${Math.max(4, Math.round(left))}px, ${Math.max(4, Math.round(top))}px)`;
    where.textContent = place?.long ?? `x ${shown.x}   y ${shown.y}`;
  }

  /** Which block and MCU a pixel belongs to. @param {Picture} p @param {{x: number, y: number}} stored */
  function placeOf(p, stored) {
    const mcu = mcuAt(p, stored.x, stored.y);
    const block = blockAt(p, stored.x, stored.y);
    const number = block ? block.by * (p.components[0]?.blocksAcross ?? 0) + block.bx : 0;
    const component = t(componentKey(p, 0));
    const [bx, by] = [block?.bx ?? 0, block?.by ?? 0];
    return {
      short: t("picture.place", { component, block: number, mcu: mcu.number }),
      long: t("picture.blocks", { mcu: mcu.number, column: mcu.column, row: mcu.row, component, bx, by }),
    };
  }

  /** Samples as they are, where they say more than the pixel on the screen. @param {Picture} p @param {{x: number, y: number}} stored @param {ArrayLike<number> | null} rgb */
  function valuesOf(p, stored, rgb) {
    const component = store.get().view.component ?? (isPlanes(p) ? 0 : null);
    const name = component === null ? t("picture.samples") : componentName(p, component);
    const top = largest(p);
    if (p.precision <= 8) return component === null || !rgb ? "" : t("picture.value", { name, value: rgb[0], top });
    if (samples?.x === stored.x && samples.y === stored.y) {
      const value = samples.values.map((v) => number(v)).join(" ");
      return value && t("picture.value", { name, value, top });
    }
    void askSamples(stored);
    return "";
  }

  const askSamples = newestOnly(async (/** @type {{x: number, y: number}} */ { x, y }) => {
    try {
      samples = { x, y, values: [...(await client.value(x, y))] };
      redrawOverlay();
    } catch {
      // A cancelled question has no answer; the next one will.
    }
  });

  function turnSwitch() {
    if (!picture || !isTurned(picture.orientation)) return replace(turned);
    const words = picture.oriented ? t(`orientation.${picture.orientation}`) : t("orientation.stored");
    const button = h(
      "button",
      {
        class: "link",
        onclick: () => {
          const doc = store.get().document;
          if (!doc?.picture) return;
          const oriented = !doc.picture.oriented;
          const swap = oriented && swapsAxes(doc.picture.orientation);
          const { storedWidth, storedHeight } = doc.picture;
          const [width, height] = swap ? [storedHeight, storedWidth] : [storedWidth, storedHeight];
          store.set({ document: { ...doc, picture: { ...doc.picture, oriented, width, height } } });
          requestAnimationFrame(() => turned.querySelector("button")?.focus());
        },
      },
      picture.oriented ? t("orientation.undo") : t("orientation.apply"),
    );
    replace(turned, words, " · ", button);
  }

  function words() {
    title.textContent = t("picture.title");
    about.textContent = picture ? codingOf(picture) : "";
    about.title = about.textContent;
    fit.textContent = t("picture.fit");
    blocks.textContent = t("picture.grid");
    blocks.title = t("picture.grid.title");
    zoomOut.setAttribute("aria-label", t("picture.zoom-out"));
    zoomIn.setAttribute("aria-label", t("picture.zoom-in"));
    percent.setAttribute("aria-label", t("picture.zoom"));
    actual.setAttribute("aria-label", t("picture.actual"));
    fit.title = t("picture.fit.title");
    actual.title = t("picture.actual.title");
    stage.setAttribute("aria-label", t("picture.keys"));
    compareLine.setAttribute("aria-label", t("compare.label"));
    for (const control of [zoomOut, zoomIn, fit, actual, blocks]) control.disabled = !picture;
    if (picture && !hasBlocks(picture)) blocks.disabled = true;
    const doc = store.get().document;
    facts.textContent = picture ? factsOf(picture, doc?.tables ?? null, store.get().view.sequence) : "";
    facts.hidden = facts.textContent === "";
    chooser();
    trouble();
    heat.words();
    percent.hidden = !picture;
    empty.hidden = !doc || Boolean(picture);
    if (doc?.refused)
      replace(empty, h("strong", {}, faultSentence(doc.refused)), h("span", {}, faultAdvice(doc.refused)));
    else replace(empty);
    turnSwitch();
    redraw();
  }

  /** Which components can be shown. */
  function chooser() {
    const count = picture?.components.length ?? 0;
    shown.hidden = count < 2;
    if (!picture || count < 2) return;
    const p = picture;
    const options = p.components.map((_, c) => h("option", { value: String(c) }, componentLabel(p, c)));
    if (!isPlanes(p)) options.unshift(h("option", { value: "" }, t("picture.shown.all")));
    replace(shown, ...options);
    const chosen = store.get().view.component ?? (isPlanes(p) ? 0 : null);
    shown.value = chosen === null ? "" : String(chosen);
    shown.setAttribute("aria-label", t("picture.shown"));
    shown.title = t("picture.shown");
  }

  /** What is said of damage, and of detail that is only estimated. */
  function trouble() {
    const damage = picture?.damage ?? null;
    harm.hidden = !damage;
    if (!damage && marked) {
      marked = false;
      damageChip.setAttribute("aria-pressed", "false");
    }
    damageChip.textContent = t("damage.title");
    damageChip.title = t("damage.title.about");
    if (damage) {
      renderLegend(legend, damage);
      const warnings = store.get().document?.faults.length ?? 0;
      list.hidden = warnings === 0;
      list.textContent = t("damage.list", { n: warnings });
      legend.title = t("damage.of", { n: counts(damage).reduce((sum, n) => sum + n, 0) });
    }
    estimating.hidden = !picture?.partial;
    // What an edit breaks is told over the picture: nothing moves. What was broken before has its place already.
    const { original, said } = store.get().edits;
    troubles.classList.toggle("afloat", said !== null && !original?.damage && !original?.partial);
    estimate.checked = store.get().view.estimate;
    estimateWords.textContent = t("picture.estimate");
    estimating.title = t("picture.estimate.about");
  }

  store.on(["document"], ({ document }) => {
    const fresh = document?.id !== documentId;
    documentId = document?.id ?? 0;
    if (fresh) {
      outlined = [];
      size = "";
    }
    take(pictureNow());
  });

  /** Shows a picture, at the place and zoom of the one before where it has the same size. @param {Picture | null} next */
  function take(next) {
    picture = next;
    if (picture) {
      matrix = matrixOf(picture);
      const { width, height, oriented } = picture;
      const now = [width, height, oriented].join();
      if (now !== size) viewport.show(width, height);
      size = now;
    }
    samples = null;
    words();
  }
  store.on(["view"], () => {
    samples = null;
    chooser();
    trouble();
  });
  // The store tells at the start of a frame: what has come is to be seen in this one.
  store.on(["drawn"], drawBase);
  store.on(["block", "blockOpen"], redrawOverlay);
  store.on(["theme"], redraw);
  store.on(["gaze"], ({ gaze: wanted }) => {
    if (wanted === gaze || !picture) return;
    gaze = wanted;
    act(() => (wanted ? viewport.show(picture?.width ?? 1, picture?.height ?? 1, wanted) : viewport.fit()));
  });

  const outline = newestOnly(async (/** @type {import("../store.js").BitRange | null} */ range) => {
    if (!range || !picture || range.bits > OUTLINE_BITS) {
      outlined = [];
    } else {
      try {
        outlined = blocksOf(await client.trace(range.start, range.bits), OUTLINES);
      } catch {
        outlined = []; // A cancelled question has no answer; the next one will.
      }
    }
    redrawOverlay();
  });
  store.on(["hover", "selection", "document"], ({ hover, selection }) => void outline(hover ?? selection));

  /** The drag under way changes the window, and does not move the picture. */
  let leveling = false;
  listenToGestures(stage, {
    zoom: (factor, x, y) => act(() => viewport.zoomBy(factor, sideways(x), y)),
    grab(alt) {
      leveling = levels.takes(alt);
      if (leveling) levels.begin();
    },
    pan: (dx, dy) => (leveling ? levels.drag(dx, dy) : act(() => viewport.pan(dx, dy))),
    hover(x, y) {
      pointer = { x: sideways(x), y };
      redrawOverlay();
    },
    leave() {
      pointer = null;
      redrawOverlay();
    },
    tap(x, y) {
      stage.focus({ preventScroll: true });
      const shown = picture && viewport.pixelAt(sideways(x), y);
      if (shown) ask.hold(shown);
    },
    double: (x, y) => act(() => (viewport.scale === 1 ? viewport.fit() : viewport.zoomTo(1, sideways(x), y))),
  });

  /** @type {Record<string, () => void>} */
  const keys = {
    Escape: () => ask.free(),
    "+": () => viewport.step(1),
    "=": () => viewport.step(1),
    "-": () => viewport.step(-1),
    0: () => viewport.fit(),
    1: () => compare.choose("original"),
    2: () => compare.choose("split"),
    3: () => compare.choose("edited"),
    4: () => compare.choose("beside"),
    5: () => compare.choose("structure"),
    a: () => viewport.zoomTo(1),
    ф: () => viewport.zoomTo(1), // The same key on a Russian keyboard.
    c: () => compare.toggleOutlines(),
    с: () => compare.toggleOutlines(),
    g: toggleGrid,
    п: toggleGrid,
    h: heat.toggle,
    р: heat.toggle,
    d: toggleMarks,
    в: toggleMarks,
    w: () => levels.toggleDrag(),
    ц: () => levels.toggleDrag(),
    ArrowLeft: () => viewport.pan(40, 0),
    ArrowRight: () => viewport.pan(-40, 0),
    ArrowUp: () => viewport.pan(0, 40),
    ArrowDown: () => viewport.pan(0, -40),
  };
  stage.addEventListener("keydown", (event) => {
    const key = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(key);
  });

  new ResizeObserver(() => {
    resize();
    redraw();
  }).observe(stage);
  onLanguage(words);
}

/** From stored to shown pixels. @param {Picture} picture */
function matrixOf({ oriented, orientation, storedWidth: width, storedHeight: height }) {
  return toShown(oriented ? orientation : 1, { width, height });
}

/** Three significant digits. @param {number} percent */
function zoomNumber(percent) {
  return percent >= 100 ? Math.round(percent) : Number(percent.toPrecision(3));
}

/** The dictionary's word for a component. @param {Picture} picture @param {number} component */
export function componentKey({ components }, component) {
  const key = `component.${components.length}.${component}`;
  return has(key) ? key : "component.any";
}
