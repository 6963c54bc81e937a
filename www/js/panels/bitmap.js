/** The Bitmap tab: the picture made ready for few bits, step by step, and handed on in any form. */

import { h } from "../dom.js";
import { worded } from "../worded.js";
import { bitmapDisplay } from "./bitmap-display.js";
import { bitmapOutput } from "./bitmap-output.js";
import { bitmapSteps } from "./bitmap-steps.js";

/**
 * @param {HTMLElement} element @param {import("../store.js").Store} store @param {import("../bitmap.js").Bitmap} bitmap
 * @param {(text: string) => void} print
 */
export function mountBitmap(element, store, bitmap, print) {
  const body = h("div", { class: "bitmap" }, bitmapSteps(bitmap), bitmapDisplay(bitmap), bitmapOutput(bitmap, store, print));
  const none = worded("p", "bitmap.none", { class: "dock-none" });
  element.append(body, none);
  const show = () => {
    body.hidden = !bitmap.get().open;
    none.hidden = bitmap.get().open;
  };
  bitmap.on(["open"], show);
  show();
  // Nobody waits for what is not seen.
  new IntersectionObserver(([entry]) => bitmap.look(entry.isIntersecting)).observe(element);
}
