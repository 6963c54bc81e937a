/** How a picture is coded, in words. */

import { t } from "../i18n/index.js";

/** @typedef {import("../store.js").Picture} Picture */

/** `baseline · 4:2:0`. @param {Picture} picture */
export function codingOf(picture) {
  const { process, frames, predictor } = picture;
  const how = [t(`process.${process}`)];
  if (predictor > 0) how.push(t("picture.predictor", { k: predictor }));
  const kind = frames > 0 ? t("picture.hierarchical", { process: how.join(", "), n: frames }) : how.join(", ");
  const depth = picture.precision === 8 ? "" : t("picture.bits", { n: picture.precision });
  return [kind, depth, subsampling(picture)].filter(Boolean).join(" · ");
}

/** What else is to be known of it; empty where all is as usual. @param {Picture} picture @param {string | null} tables The file that its tables came from. @param {string | null} sequence A wrong order of coefficients. */
export function factsOf(picture, tables, sequence) {
  const facts = [];
  if (sequence) facts.push(t("tables.sequence.wrong"));
  const { predictor, shift, frames, precision } = picture;
  if (predictor > 0 || frames > 0 || precision !== 8) facts.push(codingOf(picture));
  if (shift > 0) facts.push(t("picture.shift", { k: shift }));
  if (tables) facts.push(t("picture.tables", { name: tables }));
  return facts.join(" · ");
}

/** `4:2:0` where people have a name for it, else the factors; other colours than YCbCr by name. @param {Picture} picture */
function subsampling({ colour, components, hMax, vMax }) {
  if (colour === "grey") return t("picture.grey");
  if (colour === "stored") return "";
  if (colour === "planes") return t("picture.planes", { n: components.length });
  const [first, ...others] = components;
  if (!first) return "";
  const names = /** @type {Record<string, string>} */ ({
    "1x1": "4:4:4",
    "2x1": "4:2:2",
    "2x2": "4:2:0",
    "1x2": "4:4:0",
    "4x1": "4:1:1",
    "4x2": "4:1:0",
  });
  const same = components.every((c) => c.h === first.h && c.v === first.v);
  const plain = first.h === hMax && first.v === vMax && others.every((c) => c.h === 1 && c.v === 1);
  const factors = components.map((c) => `${c.h}×${c.v}`).join(" ");
  if (colour === "ycbcr") return same ? names["1x1"] : ((plain && names[`${hMax}x${vMax}`]) || factors);
  return [colour.toUpperCase(), same ? "" : factors].filter(Boolean).join(" ");
}
