/** The border between the bits and the tabs: drawn, or moved by keys; WAI-ARIA window splitter pattern. */

import { byId } from "../dom.js";
import { onLanguage, remember, remembered, t } from "../i18n/index.js";

const STEP_PX = 24;
const KEY = "dock";

/** @param {HTMLElement} splitter In the part below, which it makes higher or lower. */
export function mountSplitter(splitter) {
  const below = byId("dock");
  const above = byId("main");
  splitter.setAttribute("role", "separator");
  splitter.setAttribute("aria-orientation", "horizontal");
  splitter.setAttribute("aria-controls", below.id);
  splitter.tabIndex = 0;

  /** Of the page's height, in per cent; null lets the style decide. @param {number | null} part */
  function set(part) {
    if (part === null) document.body.style.removeProperty("--dock");
    else document.body.style.setProperty("--dock", `${part}%`);
    tell();
  }

  /** @param {number} px */
  function move(px) {
    const part = (100 * px) / document.body.clientHeight;
    set(Math.round(10 * Math.min(70, Math.max(15, part))) / 10);
    remember(KEY, document.body.style.getPropertyValue("--dock").replace("%", ""));
  }

  function back() {
    set(null);
    remember(KEY, "");
  }

  function tell() {
    const both = below.clientHeight + above.clientHeight;
    if (both > 0) splitter.setAttribute("aria-valuenow", String(Math.round((100 * below.clientHeight) / both)));
  }

  splitter.addEventListener("keydown", (event) => {
    const height = below.clientHeight;
    const to = { ArrowUp: height + STEP_PX, ArrowDown: height - STEP_PX, Home: 0, End: document.body.clientHeight }[event.key];
    if (to !== undefined) move(to);
    else if (event.key === "Enter") back();
    else return;
    event.preventDefault();
  });
  splitter.addEventListener("dblclick", back);
  splitter.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    splitter.setPointerCapture(event.pointerId);
    const grip = event.clientY - below.getBoundingClientRect().top;
    const drag = (/** @type {PointerEvent} */ moved) => move(document.body.clientHeight - moved.clientY + grip);
    splitter.addEventListener("pointermove", drag);
    splitter.addEventListener("lostpointercapture", () => splitter.removeEventListener("pointermove", drag), { once: true });
  });
  onLanguage(() => {
    splitter.setAttribute("aria-label", t("splitter.label"));
    splitter.title = t("splitter.label");
  });
  new ResizeObserver(tell).observe(below);
  const kept = Number(remembered(KEY));
  if (kept >= 15 && kept <= 70) set(kept);
  else tell();
}
