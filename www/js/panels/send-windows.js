/** The open picture to another window of this page, or to another computer, through a real channel that may lose datagrams. */

import { h, replace } from "../dom.js";
import { named } from "../files.js";
import { onLanguage, t } from "../i18n/index.js";
import { worded } from "../worded.js";
import { counted, lane } from "./send-fields.js";

/**
 * @param {import("../store.js").Store} store @param {import("../send-link.js").Link} link @param {import("../opener.js").Opener} opener
 * @param {() => import("../protocol.js").LaneSettings} settings
 */
export function sendWindows(store, link, opener, settings) {
  const receive = worded("button", "send.receive", { class: "button line", onclick: () => void link.receive() });
  const send = worded("button", "send.here", { class: "button line", onclick: () => void link.send(settings()) });
  const stop = worded("button", "send.stop", { class: "button line", onclick: () => link.stop() });
  const open = worded("button", "send.open", { class: "button line", onclick: () => openReceived() });
  const told = h("p", { class: "send-verdict", role: "status" });
  const seen = lane("window");
  const own = h("textarea", { id: "send-own", class: "send-text", readonly: true, rows: 3, spellcheck: "false" });
  const copy = worded("button", "send.copy", {
    class: "button line",
    onclick: () => void navigator.clipboard.writeText(own.value).catch(() => own.select()),
  });
  const other = h("textarea", { id: "send-other", class: "send-text", rows: 3, spellcheck: "false", autocomplete: "off" });
  const take = worded("button", "send.take", { class: "button line", onclick: () => void link.told(other.value) });
  const ownLabel = h("label", { for: own.id });
  const otherLabel = h("label", { for: other.id });
  const steps = h("p", { class: "send-about" });
  const far = h(
    "details",
    { class: "send-far" },
    worded("summary", "send.far"),
    steps,
    h("div", { class: "send-texts" }, ownLabel, own, copy, otherLabel, other, take),
  );

  function openReceived() {
    const { picture, role } = link.get();
    if (picture && role === "receiving") opener.pixels(named(store.get().document?.name ?? "", "received.rgb"), picture);
  }

  function render() {
    const { role, step, text, wrong, picture, all, parts, datagrams, bytes, ms } = link.get();
    const busy = role !== "none";
    send.disabled = busy || !store.get().document?.picture?.complete;
    receive.disabled = busy;
    stop.hidden = !busy;
    open.hidden = !(role === "receiving" && picture && parts > 0);
    seen.element.hidden = !picture;
    told.textContent = wrong ? t("send.wrong") : t(busy ? `send.${role}.${step}` : "send.windows.about");
    own.value = text;
    copy.disabled = text === "";
    take.disabled = !busy || step === "done";
    const receiving = role === "receiving";
    replace(ownLabel, t(receiving ? "send.answer" : "send.offer"));
    replace(otherLabel, t(receiving ? "send.offer" : "send.answer"));
    steps.textContent = t(`send.far.${role}`);
    if (!picture) return;
    seen.name(t(receiving ? "send.lane.received" : "send.lane.sent", { width: picture.width, height: picture.height }));
    seen.count(counted({ datagrams, bytes, parts, all, ms }, picture.width * picture.height));
  }

  link.on(["picture"], ({ picture }) => picture && seen.paint(picture));
  link.on(["role", "step", "text", "wrong", "picture", "datagrams", "parts"], render);
  store.on(["document"], render);
  onLanguage(render);
  return h(
    "section",
    { class: "send-windows", "aria-labelledby": "send-windows-title" },
    worded("h3", "send.windows", { id: "send-windows-title" }),
    told,
    h("div", { class: "actions" }, send, receive, stop, open),
    seen.element,
    far,
  );
}
