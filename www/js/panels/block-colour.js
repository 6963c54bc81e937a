/**
 * The numbers of a pixel that can be changed: its components and, where there is a way back from them, its red, green and blue.
 *
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {import("../anatomy.js").Place} Place
 * @typedef {{kind: "component" | "colour", index: number, name: string, value: number, most: number}} Channel
 */

import { blockRect } from "../blocks.js";
import { componentName, largest } from "../components.js";
import { t } from "../i18n/index.js";
import { blocksFor, componentsOf, hasColourBack } from "../pixel-edit.js";

/** @param {Picture} picture @param {readonly number[]} components @param {readonly number[]} rgb @returns {Channel[]} */
export function channelsOf(picture, components, rgb) {
  const own = components.map((value, index) => ({ kind: /** @type {const} */ ("component"), index, name: componentName(picture, index), value, most: largest(picture) }));
  // Elsewhere the components are the colour already, or there is no way back from it.
  if (!hasColourBack(picture) || picture.colour !== "ycbcr") return own;
  return [...own, ...rgb.map((value, index) => ({ kind: /** @type {const} */ ("colour"), index, name: "RGB"[index], value, most: 255 }))];
}

/**
 * Changes a number of a pixel: in the blocks of all components that make it.
 * @param {{editor: import("../editor.js").Editor, client: import("../client.js").Client, picture: Picture, scan: number}} file `scan`: of the frame.
 * @param {{x: number, y: number}} at @param {readonly number[]} now The pixel's components. @param {readonly number[]} rgb
 * @param {Channel} channel @param {number} value
 * @returns {Promise<boolean | null>} Whether it was done; null where the quantisers are too coarse for any change.
 */
export async function editPixel({ editor, client, picture, scan }, at, now, rgb, channel, value) {
  const wanted =
    channel.kind === "component" ? now.map((old, c) => (c === channel.index ? value : old)) : componentsOf(picture, rgb.map((old, c) => (c === channel.index ? value : old)));
  const blocks = await blocksFor(picture, at, now, wanted, (component, bx, by) => {
    const place = { scan, component, bx, by };
    return client.block(place, blockRect(picture, place)?.y ?? 0);
  });
  if (blocks.length === 0) return null;
  const values = { name: t("block.pixel.of", { name: channel.name, x: String(at.x), y: String(at.y) }), from: String(channel.value), to: String(value), n: blocks.length };
  return editor.clean({ scan, blocks }, values, "edit.said.pixel");
}
