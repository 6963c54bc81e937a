/**
 * Pictures inside of the open file, each of which opens as one of its own, and the way back.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").EmbeddedPicture} EmbeddedPicture
 * @typedef {import("../opener.js").Opener} Opener
 */

import { h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { menuButton } from "../menu.js";

/** @param {HTMLElement} element @param {Store} store @param {Opener} opener */
export function mountInside(element, store, opener) {
  const back = h("button", { class: "link", id: "back", hidden: true, onclick: () => opener.back() });
  const button = h("button", { class: "link", id: "inside" });
  const menu = menuButton(button, () =>
    (store.get().document?.pictures ?? []).map((picture) => ({
      label: label(picture),
      hint: hint(picture),
      act: () => opener.inside(picture),
    })),
  );
  menu.hidden = true;
  element.append(back, menu);

  function words() {
    const doc = store.get().document;
    const count = doc?.pictures.length ?? 0;
    menu.hidden = count === 0;
    button.textContent = `${t("inside.count", { n: count })} ▾`;
    back.hidden = !doc?.parent;
    replace(back, `← ${t("inside.back", { name: doc?.parent?.name ?? "" })}`);
  }

  store.on(["document"], words);
  onLanguage(words);
}

/** What a picture inside a file is. @param {EmbeddedPicture} picture */
function label({ kind, number }) {
  return t(`inside.${kind}`, { k: number + 1 });
}

/** @param {EmbeddedPicture} picture */
function hint({ kind, bytes, width, height }) {
  const size = width > 0 ? t("inside.pixels", { width, height }) : kind === "bmp-png" ? "PNG" : "JPEG";
  return `${size} · ${t("count.bytes", { n: bytes })}`;
}
