/** Information volume: I = W · H · i of the open picture, step by step, against the file as it is. */

import { h } from "../dom.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { bitsPerPixel, KILO, volume } from "../lesson/volume.js";
import { worded } from "../worded.js";
import { card, equals, field, onPicture, steps, whole } from "./lesson-card.js";

const MOST_PX = 1_000_000;

/** @param {import("../store.js").Store} store */
export function lessonVolume(store) {
  const positive = { type: "number", min: 1, inputmode: "numeric" };
  const width = field("volume-w", { ...positive, max: MOST_PX, value: 640 }, render);
  const height = field("volume-h", { ...positive, max: MOST_PX, value: 480 }, render);
  const depth = field("volume-i", { ...positive, max: 128, value: 24 }, render);
  const again = worded("button", "lesson.from-picture", { class: "chip", onclick: fill });
  const lines = h("ol", { class: "lesson-steps" });
  const ratio = h("p", { class: "lesson-note" });

  /** Takes the open picture's numbers. */
  function fill() {
    const picture = store.get().document?.picture;
    again.disabled = !picture;
    if (picture) {
      width.input.value = String(picture.width);
      height.input.value = String(picture.height);
      depth.input.value = String(bitsPerPixel(picture));
    }
    render();
  }

  function render() {
    const [across, down, i] = [whole(width.input, 1, MOST_PX), whole(height.input, 1, MOST_PX), whole(depth.input, 1, 128)];
    ratio.textContent = "";
    if (across === null || down === null || i === null) return steps(lines, [t("lesson.whole.bad")]);
    const { pixels, bits, bytes, kilobytes, megabytes } = volume(across, down, i);
    const [b, kb] = [t("lesson.unit.bytes"), t("lesson.unit.kb")];
    steps(lines, [
      "I = W · H · i",
      `W · H = ${number(across)} · ${number(down)} = ${number(pixels)} ${t("lesson.unit.pixels")}`,
      `I = ${number(pixels)} · ${number(i)} = ${number(bits)} ${t("lesson.unit.bits")}`,
      `${number(bits)} : 8 = ${number(bytes)} ${b}`,
      `${number(bytes)} : ${number(KILO)} ${equals(kilobytes)} ${kb}`,
      `${equals(kilobytes).slice(2)} : ${number(KILO)} ${equals(megabytes)} ${t("lesson.unit.mb")}`,
    ]);
    compare(across, down, i, bytes);
  }

  /** Against the file, as long as the numbers are the open picture's. @param {number} across @param {number} down @param {number} i @param {number} bytes */
  function compare(across, down, i, bytes) {
    const doc = store.get().document;
    const picture = doc?.picture;
    if (!picture || across !== picture.width || down !== picture.height || i !== bitsPerPixel(picture)) return;
    const file = doc.bytes.length;
    ratio.textContent = t(bytes > file ? "lesson.volume.smaller" : "lesson.volume.larger", {
      name: doc.name,
      division: `${number(bytes)} : ${number(file)} ${equals(bytes / file)}`,
      file,
      each: equals((file * 8) / (across * down)).slice(2),
      depth: i,
    });
  }

  onPicture(store, fill);
  store.on(["document"], render);
  onLanguage(render);
  return card("volume", h("div", { class: "lesson-fields" }, width.element, height.element, depth.element, again), lines, ratio);
}
