/** What the components of a picture are called. */

import { t } from "./i18n/index.js";

/** @typedef {import("./store.js").Picture} Picture */

const NAMES = /** @type {Record<string, string[]>} */ ({
  ycbcr: ["Y", "Cb", "Cr"],
  rgb: ["R", "G", "B"],
  cmyk: ["C", "M", "Y", "K"],
  ycck: ["Y", "Cb", "Cr", "K"],
});

/** `Cb`, `plane 2 of 5`. @param {Picture} picture @param {number} component */
export function componentName({ colour, components }, component) {
  if (colour === "grey") return t("picture.grey");
  return NAMES[colour]?.[component] ?? t("component.plane", { k: component + 1, n: components.length });
}

/** The same with what it stands for: `Cb, blueness`. @param {Picture} picture @param {number} component */
export function componentLabel(picture, component) {
  const name = componentName(picture, component);
  return NAMES[picture.colour] ? t("component.of", { name, meaning: t(`component.${picture.colour}.${component}`) }) : name;
}

/** Whether the components have no common meaning, so that one must be chosen. @param {Picture} picture */
export const isPlanes = ({ colour }) => colour === "planes";

/** The largest value of a sample. @param {Picture} picture */
export const largest = ({ precision }) => 2 ** precision - 1;
