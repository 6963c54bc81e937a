/** One line about the page itself: that it works without a network now, or that there is a newer version of it. */

import { byId, h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";

const READY_MS = 7000;

/** @param {import("../store.js").Store} store @param {import("../keeping.js").KeepingOf} keeping */
export function mountKeeping(store, keeping) {
  const card = byId("keeping");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let hiding;

  function show() {
    const { ready, newer, others } = store.get().keeping;
    clearTimeout(hiding);
    card.hidden = !ready && !newer;
    if (card.hidden) return;
    const close = h("button", { class: "close", "aria-label": t("notice.close"), onclick: keeping.dismiss }, "×");
    const start = h("button", { class: "chip", onclick: () => void keeping.takeOver() }, t("keeping.start"));
    replace(card, h("span", {}, t(others ? "keeping.others" : newer ? "keeping.newer" : "keeping.ready")), newer && start, close);
    if (!newer) hiding = setTimeout(keeping.dismiss, READY_MS);
  }

  store.on(["keeping"], show);
  onLanguage(show);
}
