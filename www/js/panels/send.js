/** The Send tab: the open picture as datagrams, through a simulated channel and to another window. */

import { h } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { SIDE_PX } from "../send.js";
import { worded } from "../worded.js";
import { choice } from "./send-fields.js";
import { sendLanes } from "./send-lanes.js";
import { sendWindows } from "./send-windows.js";

/** How pixels may be sent. */
const CODINGS = /** @type {const} */ (["pixels", "pickle", "runs", "rows", "tiles"]);

/**
 * @param {HTMLElement} element @param {import("../store.js").Store} store @param {import("../client.js").Client} client
 * @param {import("../send-link.js").Link} link @param {import("../opener.js").Opener} opener
 */
export function mountSend(element, store, client, link, opener) {
  const coding = choice("coding", CODINGS, "pixels", () => lanes.again());
  const lanes = sendLanes(store, client, coding.read);
  const reduced = h("p", { class: "send-about", id: "send-reduced" });
  const title = worded("h3", "send.simulated", { id: "send-simulated-title" });
  const body = h(
    "div",
    { class: "send" },
    h(
      "section",
      { class: "send-simulated", "aria-labelledby": title.id },
      h("div", { class: "send-head" }, title, coding.element),
      reduced,
      h("div", { class: "send-both" }, lanes.form, lanes.shown),
    ),
    sendWindows(store, link, opener, () => lanes.settings()),
  );
  const none = worded("p", "send.none", { class: "dock-none" });
  element.append(none, body);
  /** Of a large picture, that less of it is sent. */
  function show() {
    const picture = store.get().document?.picture;
    none.hidden = Boolean(picture);
    reduced.hidden = !picture || Math.max(picture.width, picture.height) <= SIDE_PX;
    if (picture) reduced.textContent = t("send.reduced", { width: picture.width, height: picture.height, side: SIDE_PX });
  }
  store.on(["document"], show);
  onLanguage(show);
  // Nothing moves that is not seen.
  new IntersectionObserver(([entry]) => lanes.look(entry.isIntersecting)).observe(element);
}
