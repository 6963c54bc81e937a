/** Asks how the pixels of a text lie, where it does not say: each way as a small picture, side by side. */

import { h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { worded } from "../worded.js";

/**
 * @typedef {import("../store.js").Choice} Choice
 * @typedef {import("../../pkg/workshop.js").LayoutGuess} LayoutGuess
 */

/** Pixels of the screen that a small picture may take. */
const MOST_PX = 132;

/** @param {import("../store.js").Store} store @param {(which: number | "bytes" | null) => void} choose */
export function mountGuesses(store, choose) {
  const about = h("p");
  const list = h("ol", { class: "guesses-list" });
  const bytes = h("button", { class: "button line", onclick: () => choose("bytes") });
  const cancel = worded("button", "guess.cancel", { class: "button line", onclick: () => choose(null) });
  const title = worded("h2", "guess.title", { id: "guesses-title" });
  const dialog = h(
    "dialog",
    { class: "dialog guesses", id: "guesses", "aria-labelledby": title.id },
    title,
    about,
    list,
    h("div", { class: "actions" }, bytes, cancel),
  );
  // Esc closes it before anybody is told.
  dialog.addEventListener("close", () => store.get().choice && choose(null));
  document.body.append(dialog);

  function show() {
    const { choice } = store.get();
    if (!choice) return dialog.close();
    const { name, pictures, guesses, file, either } = choice;
    about.textContent = t(either ? "guess.about-file" : "guess.about", { name });
    replace(
      list,
      ...pictures.map((picture, i) =>
        h(
          "li",
          {},
          h(
            "button",
            { class: "guess", onclick: () => choose(i) },
            h("span", { class: "guess-picture" }, small(picture)),
            h("b", {}, `${picture.width} × ${picture.height}`),
            h("span", {}, guesses ? layoutWords(guesses[i]) : t("guess.stated")),
          ),
        ),
      ),
    );
    bytes.textContent = t("guess.bytes", { n: file.bytes.length });
    if (!dialog.open) dialog.showModal();
  }

  store.on(["choice"], show);
  onLanguage(() => store.get().choice && show());
}

/** @param {import("../protocol.js").ReadPicture} picture */
function small({ width, height, rgba }) {
  const canvas = h("canvas", { width, height });
  canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(rgba), width), 0, 0);
  const room = MOST_PX / Math.max(width, height);
  const zoom = room >= 1 ? Math.floor(room) : room;
  canvas.style.width = `${Math.max(1, Math.round(width * zoom))}px`;
  canvas.style.height = `${Math.max(1, Math.round(height * zoom))}px`;
  return canvas;
}

/** `1 bit, by rows, MSB first, 0 = black` @param {LayoutGuess} guess */
function layoutWords({ pixel, bits, order, lsb, zeroWhite }) {
  const few = bits < 8;
  return [
    t(`guess.pixel.${pixel}`, { bits }),
    few && t(`guess.order.${order}`),
    few && t(lsb ? "guess.lsb" : "guess.msb"),
    few && t(zeroWhite ? "guess.zero.white" : "guess.zero.black"),
  ]
    .filter(Boolean)
    .join(", ");
}
