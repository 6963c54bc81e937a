/** The Send tab: the open picture as datagrams, through a simulated channel and to another window. */

import { h } from "../dom.js";
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
  const title = worded("h3", "send.simulated", { id: "send-simulated-title" });
  const body = h(
    "div",
    { class: "send" },
    h(
      "section",
      { class: "send-simulated", "aria-labelledby": title.id },
      h("div", { class: "send-head" }, title, coding.element),
      h("div", { class: "send-both" }, lanes.form, lanes.shown),
    ),
    // A datagram of Python's tells neither size nor end: between windows, pixels go in this project's own.
    sendWindows(store, link, opener, () => {
      const settings = lanes.settings();
      return { ...settings, coding: settings.coding === "pickle" ? "pixels" : settings.coding };
    }),
  );
  const none = worded("p", "send.none", { class: "dock-none" });
  element.append(none, body);
  const show = () => (none.hidden = Boolean(store.get().document?.picture));
  store.on(["document"], show);
  show();
  // Nothing moves that is not seen.
  new IntersectionObserver(([entry]) => lanes.look(entry.isIntersecting)).observe(element);
}
