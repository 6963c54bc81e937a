/** The Lesson tab: what a lesson on raster coding reckons with, as live calculators fed by the open picture. */

import { h } from "../dom.js";
import { lessonBases } from "./lesson-bases.js";
import { lessonColours } from "./lesson-colours.js";
import { lessonGrid } from "./lesson-grid.js";
import { lessonQuestions } from "./lesson-questions.js";
import { lessonResolution } from "./lesson-resolution.js";
import { lessonText } from "./lesson-text.js";
import { lessonVolume } from "./lesson-volume.js";
import { lessonZoom } from "./lesson-zoom.js";

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mountLesson(element, store) {
  element.append(
    h(
      "div",
      { class: "lesson" },
      lessonVolume(store),
      lessonColours(store),
      lessonResolution(store),
      lessonBases(store),
      lessonGrid(),
      lessonZoom(store),
      lessonText(),
      lessonQuestions(store),
    ),
  );
}
