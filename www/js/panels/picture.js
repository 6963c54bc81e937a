/**
 * The picture: zoom, pan, grids, the pixel under the pointer, and the blocks that the selected bits belong to.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {import("../client.js").Client} Client
 */

import { blockAt, blockRect, blocksOf, mcuAt } from "../blocks.js";
import { framewise, h, newestOnly, replace } from "../dom.js";
import { listenToGestures } from "../gestures.js";
import { has, onLanguage, t } from "../i18n/index.js";
import { isTurned, swapsAxes, toShown, toStored, turnRect } from "../orientation.js";
import { Viewport } from "../viewport.js";
import { faultAdvice, faultSentence } from "./words.js";
import { drawOverlay, drawPicture, PIXEL_GRID } from "./picture-draw.js";

/** Longest selection whose blocks are outlined, in bits, and most outlines. */
const OUTLINE_BITS = 16_384;
const OUTLINES = 64;

/** @param {HTMLElement} element @param {Store} store @param {Client} client */
export function mountPicture(element, store, client) {
  const viewport = new Viewport();
  /** @type {Picture | null} */
  let picture = null;
  let documentId = 0;
  let matrix = new DOMMatrix();
  let grid = false;
  /** @type {import("../blocks.js").Block[]} */
  let outlined = [];
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
    ),
    stage,
    h("div", { class: "panel-foot" }, where, turned),
  );

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

  const redrawBase = framewise(() => {
    drawPicture(base, viewport, picture, matrix);
    percent.textContent = picture ? `${t("percent", { n: zoomNumber(viewport.scale * 100) })}` : "";
  });
  const redrawOverlay = framewise(() => {
    const hovered = picture && pointer ? storedPixel(picture, pointer) : null;
    drawOverlay(overlay, viewport, picture, matrix, {
      grid,
      outlines: picture ? outlined.map((block) => blockRect(/** @type {Picture} */ (picture), block)) : [],
      hovered:
        picture && hovered
          ? [mcuAt(picture, hovered.x, hovered.y).rect, hoveredBlock(picture, hovered), pixelRect(hovered)]
          : [],
    });
    describePointer();
  });

  function redraw() {
    stage.classList.toggle("fitted", viewport.fitted);
    redrawBase();
    redrawOverlay();
  }

  /** @param {Picture} p @param {{x: number, y: number}} place */
  function storedPixel(p, place) {
    const shown = viewport.pixelAt(place.x, place.y);
    return shown && p.components.length > 0 ? toStored(matrix, shown.x, shown.y) : null;
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
    if (!picture || !pointer || !shown) {
      where.textContent = picture ? t("picture.size", { width: picture.width, height: picture.height }) : "";
      return;
    }
    const stored = toStored(matrix, shown.x, shown.y);
    const rgb = picture.tiles.pixel(stored.x, stored.y);
    const mcu = mcuAt(picture, stored.x, stored.y);
    const block = blockAt(picture, stored.x, stored.y);
    const colour = rgb
      ? `   rgb ${rgb[0]} ${rgb[1]} ${rgb[2]}   #${[rgb[0], rgb[1], rgb[2]].map((v) => v.toString(16).padStart(2, "0")).join("")}`
      : "";
    const number = block ? block.by * (picture.components[0]?.blocksAcross ?? 0) + block.bx : 0;
    const component = t(componentKey(picture, 0));
    const place = t("picture.place", { component, block: number, mcu: mcu.number });
    tip.textContent = `x ${shown.x}   y ${shown.y}${colour}\n${place}`;
    const [tipWidth, tipHeight] = [tip.offsetWidth, tip.offsetHeight];
    const left = pointer.x + 18 + tipWidth > viewport.width ? pointer.x - 14 - tipWidth : pointer.x + 18;
    const top = pointer.y + 18 + tipHeight > viewport.height ? pointer.y - 14 - tipHeight : pointer.y + 18;
    tip.style.transform = `translate(${Math.max(4, Math.round(left))}px, ${Math.max(4, Math.round(top))}px)`;
    where.textContent = t("picture.blocks", {
      mcu: mcu.number,
      column: mcu.column,
      row: mcu.row,
      component,
      bx: block?.bx ?? 0,
      by: block?.by ?? 0,
    });
  }

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
    about.textContent = picture
      ? [t(`process.${picture.process}`), subsampling(picture)].filter(Boolean).join(" · ")
      : "";
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
    for (const control of [zoomOut, zoomIn, fit, actual, blocks]) control.disabled = !picture;
    percent.hidden = !picture;
    const doc = store.get().document;
    empty.hidden = !doc || Boolean(doc.picture);
    if (doc?.refused)
      replace(empty, h("strong", {}, faultSentence(doc.refused)), h("span", {}, faultAdvice(doc.refused)));
    else replace(empty);
    turnSwitch();
    redraw();
  }

  store.on(["document"], ({ document }) => {
    const next = document?.picture ?? null;
    const turnedNow = next && (next.oriented !== picture?.oriented || next.width !== picture?.width);
    const fresh = document?.id !== documentId || !picture;
    picture = next;
    documentId = document?.id ?? 0;
    if (picture && (fresh || turnedNow)) {
      matrix = toShown(picture.oriented ? picture.orientation : 1, {
        width: picture.storedWidth,
        height: picture.storedHeight,
      });
      viewport.show(picture.width, picture.height);
    }
    if (fresh) outlined = [];
    words();
  });
  store.on(["drawn"], redrawBase);
  store.on(["theme"], redraw);

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

  listenToGestures(stage, {
    zoom: (factor, x, y) => act(() => viewport.zoomBy(factor, x, y)),
    pan: (dx, dy) => act(() => viewport.pan(dx, dy)),
    hover(x, y) {
      pointer = { x, y };
      redrawOverlay();
    },
    leave() {
      pointer = null;
      redrawOverlay();
    },
    tap() {
      stage.focus({ preventScroll: true });
    },
    double: (x, y) => act(() => (viewport.scale === 1 ? viewport.fit() : viewport.zoomTo(1, x, y))),
  });

  /** @type {Record<string, () => void>} */
  const keys = {
    "+": () => viewport.step(1),
    "=": () => viewport.step(1),
    "-": () => viewport.step(-1),
    0: () => viewport.fit(),
    1: () => viewport.zoomTo(1),
    g: toggleGrid,
    G: toggleGrid,
    п: toggleGrid, // The same key on a Russian keyboard.
    П: toggleGrid,
    ArrowLeft: () => viewport.pan(40, 0),
    ArrowRight: () => viewport.pan(-40, 0),
    ArrowUp: () => viewport.pan(0, 40),
    ArrowDown: () => viewport.pan(0, -40),
  };
  stage.addEventListener("keydown", (event) => {
    const key = keys[event.key];
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(key);
  });

  new ResizeObserver(() => {
    viewport.resize(stage.clientWidth, stage.clientHeight);
    redraw();
  }).observe(stage);
  onLanguage(words);
}

/** Three significant digits. @param {number} percent */
function zoomNumber(percent) {
  return percent >= 100 ? Math.round(percent) : Number(percent.toPrecision(3));
}

/** `4:2:0` where people have a name for it, else the factors. @param {Picture} picture */
function subsampling({ components, hMax, vMax }) {
  if (components.length === 1) return t("picture.grey");
  const [first, ...others] = components;
  if (!first || others.length === 0) return "";
  const names = /** @type {Record<string, string>} */ ({
    "1x1": "4:4:4",
    "2x1": "4:2:2",
    "2x2": "4:2:0",
    "1x2": "4:4:0",
    "4x1": "4:1:1",
    "4x2": "4:1:0",
  });
  const plain = first.h === hMax && first.v === vMax && others.every((c) => c.h === 1 && c.v === 1);
  if (plain && hMax * vMax === 1) return components.map(() => 4).join(":");
  const name = plain && components.length === 3 ? names[`${hMax}x${vMax}`] : undefined;
  return name ?? components.map((c) => `${c.h}×${c.v}`).join(" ");
}

/** The dictionary's word for a component. @param {Picture} picture @param {number} component */
export function componentKey({ components }, component) {
  const key = `component.${components.length}.${component}`;
  return has(key) ? key : "component.any";
}
