/**
 * Which block is looked at: its component, its place, its neighbours; and what an edit of a number does.
 *
 * @typedef {import("../anatomy.js").Place} Place
 * @typedef {import("../store.js").Picture} Picture
 */

import { componentLabel } from "../components.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n/index.js";

/** How the frame of a scan is divided. @param {Picture} picture @param {number} scan */
export const divisionOf = (picture, scan) => picture.scans[scan] ?? picture.scans[0];

/** @param {{go: (place: Place) => void}} wiring */
export function createChooser(wiring) {
  const frame = h("select", { class: "chip", id: "block-frame", hidden: true });
  const component = h("select", { class: "chip", id: "block-component" });
  const column = h("input", { type: "number", min: 0, id: "block-column" });
  const row = h("input", { type: "number", min: 0, id: "block-row" });
  const columnLabel = h("label", { for: column.id });
  const rowLabel = h("label", { for: row.id });
  /** @type {[string, number, number, HTMLButtonElement][]} */
  const arrows = [
    ["left", -1, 0, h("button", { type: "button", class: "chip", onclick: () => step(-1, 0) }, "←")],
    ["up", 0, -1, h("button", { type: "button", class: "chip", onclick: () => step(0, -1) }, "↑")],
    ["down", 0, 1, h("button", { type: "button", class: "chip", onclick: () => step(0, 1) }, "↓")],
    ["right", 1, 0, h("button", { type: "button", class: "chip", onclick: () => step(1, 0) }, "→")],
  ];
  const first = h("button", { type: "button", class: "chip", onclick: () => go({ bx: 0, by: 0 }) });
  const last = h("button", { type: "button", class: "chip", onclick: () => go({ bx: Infinity, by: Infinity }) });
  const about = h("span", { class: "block-about" });
  const root = h(
    "div",
    { class: "block-chooser", role: "group" },
    frame,
    component,
    columnLabel,
    column,
    rowLabel,
    row,
    h("span", { class: "block-arrows" }, ...arrows.map(([, , , button]) => button)),
    first,
    last,
    about,
  );
  /** @type {{picture: Picture, place: Place} | null} */
  let now = null;

  /** Chooses another block, the nearest that there is. @param {Partial<Place>} change */
  function go(change) {
    if (!now) return;
    const place = { ...now.place, ...change };
    const parts = divisionOf(now.picture, place.scan).components;
    place.component = Math.min(place.component, parts.length - 1);
    const c = parts[place.component];
    const within = (/** @type {number} */ at, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, at));
    wiring.go({ ...place, bx: within(place.bx, c.blocksAcross), by: within(place.by, c.blocksDown) });
  }

  /** @param {number} dx @param {number} dy */
  function step(dx, dy) {
    if (now) go({ bx: now.place.bx + dx, by: now.place.by + dy });
  }

  component.addEventListener("change", () => {
    if (!now) return;
    // The same part of the picture in another component.
    const parts = divisionOf(now.picture, now.place.scan).components;
    const [from, to] = [parts[now.place.component], parts[Number(component.value)]];
    const bx = Math.floor((now.place.bx * to.h) / from.h);
    const by = Math.floor((now.place.by * to.v) / from.v);
    go({ component: Number(component.value), bx, by });
  });
  frame.addEventListener("change", () => go({ scan: Number(frame.value), bx: 0, by: 0 }));
  column.addEventListener("change", () => go({ bx: Math.floor(Number(column.value) || 0) }));
  row.addEventListener("change", () => go({ by: Math.floor(Number(row.value) || 0) }));

  return {
    root,
    step,
    /** @param {Picture} picture @param {Place} place @param {string} words */
    update(picture, place, words) {
      now = { picture, place };
      const division = divisionOf(picture, place.scan);
      const c = division.components[place.component];
      replace(component, ...division.components.map((_, i) => h("option", { value: String(i) }, componentLabel(picture, i))));
      component.value = String(place.component);
      component.hidden = division.components.length < 2;
      // The first scan of each frame stands for it.
      const frames = picture.scans.map((scan, i) => ({ scan, i })).filter(({ scan, i }) => i === 0 || picture.frames > 0 && (scan.width !== picture.scans[i - 1].width || scan.process !== picture.scans[i - 1].process));
      frame.hidden = picture.frames < 2;
      replace(frame, ...frames.map(({ scan, i }, n) => h("option", { value: String(i) }, t("block.frame", { n: n + 1, width: scan.width, height: scan.height }))));
      frame.value = String(frames.findLast(({ i }) => i <= place.scan)?.i ?? 0);
      for (const [input, at, count] of /** @type {const} */ ([[column, place.bx, c.blocksAcross], [row, place.by, c.blocksDown]])) {
        input.max = String(count - 1);
        if (document.activeElement !== input || input.value !== String(at)) input.value = String(at);
      }
      for (const [name, dx, dy, button] of arrows) {
        button.setAttribute("aria-label", t(`block.go.${name}`));
        button.title = t(`block.go.${name}`);
        const [bx, by] = [place.bx + dx, place.by + dy];
        button.disabled = bx < 0 || by < 0 || bx >= c.blocksAcross || by >= c.blocksDown;
      }
      const unit = division.unit === 1 ? "sample" : "block";
      root.setAttribute("aria-label", t(`block.which.${unit}`));
      component.setAttribute("aria-label", t("block.component"));
      frame.setAttribute("aria-label", t("block.frames"));
      columnLabel.textContent = t("block.column");
      rowLabel.textContent = t("block.row");
      first.textContent = t(`block.first.${unit}`);
      last.textContent = t(`block.last.${unit}`);
      about.textContent = words;
    },
  };
}
