/** The one line of news, and the progress of what takes long, with its Cancel. */

import { byId, h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { faultAdvice, faultSentence } from "./words.js";

/** Quicker work shows no progress: a flash would only disturb. */
const SHOWN_AFTER_MS = 150;
const INFO_MS = 7000;

/**
 * @param {import("../store.js").Store} store
 * @param {{decoding: () => void, job: () => void}} cancel
 */
export function mountStatus(store, cancel) {
  const news = byId("news");
  const said = byId("said");
  const progress = byId("progress");
  const bar = h("progress", { max: 1, value: 0 });
  const label = h("span");
  const stop = h("button", { class: "chip", onclick: () => (store.get().job ? cancel.job() : cancel.decoding()) });
  progress.append(label, bar, stop);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let showing;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let hiding;

  function tellProgress() {
    const { job, progress: decoding } = store.get();
    const now = job ?? (decoding && { label: "job.decoding", ...decoding });
    if (!now) {
      clearTimeout(showing);
      showing = undefined;
      progress.hidden = true;
      return;
    }
    showing ??= setTimeout(() => (progress.hidden = false), SHOWN_AFTER_MS);
    const share = now.total > 0 ? now.done / now.total : 0;
    label.textContent = `${t(now.label)} ${t("percent", { n: Math.floor(share * 100) })}`;
    bar.value = share;
    bar.setAttribute("aria-label", t(now.label));
    stop.textContent = t("job.cancel");
  }

  /** A picture that cannot be had, in one sentence; else what was said last. */
  function tellNews() {
    const { notice, document } = store.get();
    clearTimeout(hiding);
    news.hidden = !notice;
    if (notice) {
      const sentence = t(notice.key, notice.values);
      const why = notice.fault ? faultSentence(notice.fault) : "";
      const advice = notice.fault ? faultAdvice(notice.fault) : "";
      const text = [sentence, why, advice].filter(Boolean).join(" ");
      const close = h("button", { class: "close", "aria-label": t("notice.close"), onclick: () => store.set({ notice: null }) }, "×");
      news.dataset.tone = notice.tone;
      replace(news, h("span", {}, text), close);
      announce(text);
      if (notice.tone === "info") hiding = setTimeout(() => store.set({ notice: null }), INFO_MS);
    } else if (document?.refused) {
      announce(`${faultSentence(document.refused)} ${faultAdvice(document.refused)}`);
    } else if (document?.picture?.complete) {
      announce(t("news.opened", { name: document.name, width: document.picture.width, height: document.picture.height }));
    }
  }

  /** Speaks to screen readers; the same words twice are said once. @param {string} text */
  function announce(text) {
    if (said.textContent !== text) said.textContent = text;
  }

  store.on(["progress", "job"], tellProgress);
  store.on(["notice", "document"], tellNews);
  onLanguage(() => {
    tellProgress();
    tellNews();
  });
}
