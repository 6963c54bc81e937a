/** The sheet of keys: opened by `?` or by its button, part by part. */

import { h, replace } from "../dom.js";
import { onLanguage, remember, remembered, t } from "../i18n/index.js";
import { PARTS } from "../keys.js";
import { FIELDS } from "../shortcuts.js";
import { worded } from "../worded.js";

const SIGNS = { ArrowLeft: "←", ArrowUp: "↑", ArrowRight: "→", ArrowDown: "↓", PageUp: "PgUp", PageDown: "PgDn", Escape: "Esc", "-": "−" };
/** Some keyboards have another key where others have Ctrl. */
const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

/** @param {HTMLElement} place Where its button goes. */
export function mountKeySheet(place) {
  const button = h("button", { class: "button small", id: "keys", "aria-haspopup": "dialog", onclick: open }, "?");
  const title = worded("h2", "keys.title", { id: "keys-title" });
  const about = worded("p", "keys.about");
  const parts = h("div", { class: "keys-parts" });
  const single = h("input", { type: "checkbox", id: "keys-single", checked: remembered("keys") !== "no" });
  const close = worded("button", "keys.close", { class: "button line", onclick: () => dialog.close() });
  const dialog = h(
    "dialog",
    { class: "dialog keys", id: "key-sheet", "aria-labelledby": title.id },
    h("div", { class: "keys-head" }, title, close),
    about,
    parts,
    h("div", { class: "check" }, single, worded("label", "keys.single", { for: single.id })),
  );
  place.append(button);
  document.body.append(dialog);

  function open() {
    if (!dialog.open) dialog.showModal();
  }

  // A key without Ctrl that acts everywhere can be turned off: those who speak to their computer press keys unawares.
  single.addEventListener("change", () => remember("keys", single.checked ? "" : "no"));
  addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!single.checked || (event.target instanceof Element && event.target.closest(FIELDS))) return;
    event.preventDefault();
    open();
  });
  // A click beside the sheet closes it.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

  onLanguage(() => {
    button.title = t("keys.button");
    button.setAttribute("aria-label", t("keys.button"));
    replace(
      parts,
      ...PARTS.map(({ name, keys }) =>
        h(
          "section",
          {},
          h("h3", {}, t(`keys.part.${name}`)),
          h("dl", {}, ...keys.map(({ press, says }) => h("div", {}, h("dt", { translate: "no" }, ...press.map(written)), h("dd", {}, t(`keys.${says}`))))),
        ),
      ),
    );
  });
}

/** `Ctrl+Shift+z` as keys stand on a keyboard. @param {string} press */
function written(press) {
  const names = press.length > 1 ? press.split("+") : [press];
  return h("kbd", {}, names.map(keyName).join(APPLE ? "" : "+"));
}

/** @param {string} name */
function keyName(name) {
  if (name === " ") return t("keys.space");
  if (name === "Ctrl" && APPLE) return "⌘";
  return /** @type {Record<string, string>} */ (SIGNS)[name] ?? (name.length === 1 ? name.toUpperCase() : name);
}
