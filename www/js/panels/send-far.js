/** Two texts that lead two computers to each other: to be copied by hand, shown as a QR code, read with the camera. */

import { h } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { canScan, scan } from "../send-camera.js";
import { canConnect } from "../send-peer.js";
import { understood } from "../send-signal.js";
import { worded } from "../worded.js";

/** Light modules around a QR code, ISO/IEC 18004 5.3.8. */
const QUIET = 4;

/** Draws a QR code, a dot a module. @param {HTMLCanvasElement} canvas @param {Uint8Array} code */
function draw(canvas, code) {
  const modules = Math.round(Math.sqrt(code.length));
  const side = modules + 2 * QUIET;
  Object.assign(canvas, { width: side, height: side });
  const pixels = new ImageData(side, side);
  pixels.data.fill(255);
  code.forEach((dark, at) => {
    const place = (Math.floor(at / modules) + QUIET) * side + (at % modules) + QUIET;
    if (dark) pixels.data.fill(0, 4 * place, 4 * place + 3);
  });
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
}

/** @param {import("../send-link.js").Link} link */
export function sendFar(link) {
  const own = h("textarea", { id: "send-own", class: "send-text", readonly: true, rows: 3, spellcheck: "false" });
  const copy = worded("button", "send.copy", {
    class: "button line",
    onclick: () => void navigator.clipboard.writeText(own.value).catch(() => own.select()),
  });
  // Small beside the text; a click shows it as large as the page is, for cameras.
  const code = h("canvas", { class: "send-code", role: "img", width: 1, height: 1 });
  const enlarge = h("button", { class: "send-enlarge", hidden: true, onclick: () => dialog.showModal() }, code, worded("span", "send.code.large"));
  const large = h("canvas", { class: "send-code is-large", role: "img", width: 1, height: 1 });
  const close = worded("button", "send.code.close", { class: "button line", onclick: () => dialog.close() });
  const dialog = h("dialog", { class: "send-dialog" }, large, close);
  document.body.append(dialog);
  const other = h("textarea", { id: "send-other", class: "send-text", rows: 3, spellcheck: "false", autocomplete: "off" });
  const take = worded("button", "send.take", { class: "button line", onclick: () => void link.told(other.value) });
  const camera = worded("button", "send.camera", { class: "button line", onclick: () => void film() });
  const video = h("video", { class: "send-video", playsinline: true, muted: true, hidden: true });
  const trouble = h("p", { class: "send-about", role: "status" });
  const ownLabel = h("label", { for: own.id });
  const otherLabel = h("label", { for: other.id });
  const steps = h("p", { class: "send-about" });
  const element = h(
    "details",
    { class: "send-far", hidden: !canConnect },
    worded("summary", "send.far"),
    steps,
    h(
      "div",
      { class: "send-texts" },
      ownLabel,
      own,
      h("div", { class: "actions" }, copy, enlarge),
      otherLabel,
      other,
      video,
      h("div", { class: "actions" }, take, camera),
      trouble,
    ),
  );
  /** @type {AbortController | null} */
  let filming = null;

  async function film() {
    if (filming) return filming.abort();
    const { role } = link.get();
    const controller = new AbortController();
    filming = controller;
    render();
    try {
      const wanted = role === "receiving" ? "offer" : "answer";
      await scan(
        video,
        (text) => {
          if (!understood(text, wanted)) return false;
          other.value = text;
          void link.told(text);
          return true;
        },
        controller.signal,
      );
      trouble.textContent = "";
    } catch (problem) {
      if (!(problem instanceof DOMException)) throw problem;
      trouble.textContent = t("send.camera.none");
    } finally {
      filming = null;
      render();
    }
  }

  function render() {
    const { role, step, text } = link.get();
    const [busy, receiving] = [role !== "none", role === "receiving"];
    own.value = text;
    copy.disabled = text === "";
    take.disabled = !busy || step === "done";
    camera.hidden = !canScan();
    camera.disabled = take.disabled;
    camera.textContent = t(filming ? "send.camera.stop" : "send.camera");
    video.hidden = !filming;
    ownLabel.textContent = t(receiving ? "send.answer" : "send.offer");
    otherLabel.textContent = t(receiving ? "send.offer" : "send.answer");
    for (const canvas of [code, large]) canvas.setAttribute("aria-label", t(receiving ? "send.answer.code" : "send.offer.code"));
    steps.textContent = t(`send.far.${role}`);
  }

  link.on(["code"], ({ code: modules }) => {
    enlarge.hidden = !modules || modules.length === 0;
    if (modules && modules.length > 0) for (const canvas of [code, large]) draw(canvas, modules);
  });
  link.on(["far"], ({ far }) => far && (element.open = true));
  link.on(["role", "step", "text"], ({ role, step }) => {
    if (role === "none" || step === "done") filming?.abort();
    // Whoever reads the code has read it.
    if (step !== "waiting") dialog.close();
    render();
  });
  onLanguage(render);
  return element;
}
