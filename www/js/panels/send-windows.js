/** The open picture to another window of this page, or to another computer, through a real channel that may lose datagrams. */

import { h } from "../dom.js";
import { named } from "../files.js";
import { onLanguage, t } from "../i18n/index.js";
import { canConnect } from "../send-peer.js";
import { worded } from "../worded.js";
import { choice, counted, lane } from "./send-fields.js";
import { sendFar } from "./send-far.js";

/** How the picture may be sent. A datagram of Python's tells neither size nor end: between windows, pixels go in this project's own. */
const CODINGS = /** @type {const} */ (["pixels", "runs", "rows", "tiles", "bmp", "jpeg", "restarts"]);

/**
 * @param {import("../store.js").Store} store @param {import("../send-link.js").Link} link @param {import("../opener.js").Opener} opener
 * @param {() => import("../protocol.js").LaneSettings} settings
 */
export function sendWindows(store, link, opener, settings) {
  const coding = choice("holds", CODINGS, "pixels", () => {});
  const receive = worded("button", "send.receive", { class: "button line", onclick: () => void link.receive() });
  const send = worded("button", "send.here", { class: "button line", onclick: () => void link.send({ ...settings(), coding: coding.read() }) });
  const stop = worded("button", "send.stop", { class: "button line", onclick: () => link.stop() });
  const open = worded("button", "send.open", { class: "button line", onclick: () => openReceived() });
  const told = h("p", { class: "send-verdict", role: "status" });
  const seen = lane("window");
  function openReceived() {
    const { picture, role } = link.get();
    if (picture && role === "receiving") opener.pixels(named(store.get().document?.name ?? "", "received.rgb"), picture);
  }

  function render() {
    const { role, step, wrong, picture, all, parts, datagrams, bytes, ms } = link.get();
    const busy = role !== "none";
    send.disabled = busy || !canConnect || !store.get().document?.picture?.complete;
    receive.disabled = busy || !canConnect;
    stop.hidden = !busy;
    open.hidden = !(role === "receiving" && picture && parts > 0);
    seen.element.hidden = !picture;
    const now = wrong ? "send.wrong" : busy ? `send.${role}.${step}` : "send.windows.about";
    told.textContent = t(canConnect ? now : "send.windows.none");
    if (!picture) return;
    seen.name(t(role === "receiving" ? "send.lane.received" : "send.lane.sent", { width: picture.width, height: picture.height }));
    seen.count(counted({ datagrams, bytes, parts, all, ms }, picture.width * picture.height));
  }

  link.on(["picture"], ({ picture }) => picture && seen.paint(picture));
  link.on(["role", "step", "wrong", "picture", "datagrams", "parts"], render);
  store.on(["document"], render);
  onLanguage(render);
  return h(
    "section",
    { class: "send-windows", "aria-labelledby": "send-windows-title" },
    worded("h3", "send.windows", { id: "send-windows-title" }),
    told,
    coding.element,
    h("div", { class: "actions" }, send, receive, stop, open),
    seen.element,
    sendFar(link),
  );
}
