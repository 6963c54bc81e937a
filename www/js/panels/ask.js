/** A question that is answered by yes or no before anything else happens. */

import { h } from "../dom.js";
import { t } from "../i18n/index.js";

/**
 * Resolves to whether the answer was yes.
 * @param {string} key Of the question; `<key>.title` and `<key>.yes` go with it. @param {Record<string, string>} values
 * @returns {Promise<boolean>}
 */
export function ask(key, values) {
  const yes = h("button", { class: "button primary", id: "ask-yes" }, t(`${key}.yes`));
  const no = h("button", { class: "button line", id: "ask-no" }, t("ask.no"));
  const title = h("h2", { id: "ask-title" }, t(`${key}.title`, values));
  const dialog = h(
    "dialog",
    { class: "guesses ask", id: "ask", "aria-labelledby": title.id },
    title,
    h("p", {}, t(key, values)),
    h("div", { class: "actions" }, yes, no),
  );
  return new Promise((resolve) => {
    let answer = false;
    yes.addEventListener("click", () => {
      answer = true;
      dialog.close();
    });
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    // What cannot be taken back is not what Enter does.
    no.focus();
  });
}
