/**
 * The damage map in words: what flipping a bit does to the picture, and what the map's colours and numbers stand for.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-view.js").Translate} Translate
 */

import { h } from "../dom.js";
import { LEVELS } from "../trial-map.js";
import { faultSentence } from "./words.js";

/** A part in percent, with two digits that count. @param {number} part */
const percent = (part) => Number((100 * part).toPrecision(2));

/** @param {number} level */
export const levelColour = (level) => `var(--damage${level})`;

/** The number of a level on its colour. @param {number} level */
export function levelMark(level) {
  const mark = h("i", { class: "bits-letter", "aria-hidden": "true" }, String(level));
  mark.style.background = levelColour(level);
  return mark;
}

/** What is known of the bit at a place: its level, where there is one, and the sentence. @param {View} view @param {Translate} t @param {number} bit */
export function damageAt(view, t, bit) {
  const trials = view.trials();
  if (!trials) return { level: null, text: "" };
  const { map } = trials;
  const span = view.spans.at(bit);
  const field = span ? span.field : view.spans.fieldAt(bit);
  const found = map.exact(bit) ?? (span ? view.verdict(bit, { ...span, field }) : null);
  if (!found) return { level: null, text: trials.done ? "" : t("bits.damage.say.unknown") };
  const { changed, ruined, whole, level } = found;
  const share = percent(changed / map.pixels);
  if (found.trials > 0) {
    const values = { n: found.trials, changed: Math.round(changed), ruined: Math.round(ruined), share };
    return { level, text: t("bits.damage.say.near", values) };
  }
  if (whole > 0) return { level, text: t(whole === 1 ? "bits.damage.say.resized" : "bits.damage.say.refused") };
  if (changed === 0) return { level, text: t("bits.damage.say.nothing") };
  return { level, text: t("bits.damage.say.exact", { n: changed, ruined, share }) };
}

/** How far the trials are, in words. @param {View} view @param {Translate} t */
export function damageProgress(view, t) {
  const trials = view.trials();
  if (!trials) return t(view.doc()?.picture ? "bits.damage.waiting" : "bits.damage.stopped");
  if (trials.refused) return t("bits.damage.none", { why: faultSentence(trials.refused) });
  const n = trials.map.count();
  return trials.done ? t("bits.damage.done", { n }) : t("bits.damage.busy", { n, percent: Math.floor(100 * trials.share) });
}

/** @param {Translate} t */
export const damageLevels = (t) => LEVELS.map((_, level) => h("li", { title: t("bits.damage.ruined") }, levelMark(level), t(`bits.damage.level${level}`)));
