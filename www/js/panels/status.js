/** The one line of news, and the progress of what takes long, with its Cancel. */

import { byId, h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { editSentence } from "./edit-words.js";
import { faultAdvice, faultSentence } from "./words.js";

/** Quicker work shows no progress: a flash would only disturb. */
const SHOWN_AFTER_MS = 150;
const INFO_MS = 7000;

/**
 * @param {import("../store.js").Store} store
 * @param {{decoding: () => void, job: () => void}} cancel
 */
export function mountStatus(store, cancel) {
  const news = byId("notice");
  const said = byId("said");
  const progress = byId("progress");
  const bar = h("progress", { max: 1, value: 0 });
  const label = h("span");
  /** The document whose faults need not be said again. */
  let dismissed = 0;
  /** The edit that was told last. */
  let spoken = 0;
  const stop = h("button", { class: "chip", onclick: () => (store.get().job ? cancel.job() : cancel.decoding()) });
  progress.append(label, bar, stop);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let showing;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let hiding;

  function tellProgress() {
    const { job, progress: decoding, document } = store.get();
    const coarse = document?.picture?.tiles.preview;
    const now = job ?? (decoding && { label: coarse ? "job.sharpening" : "job.decoding", ...decoding });
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
    if (now.label === "job.sharpening" && !progress.hidden) announce(t("news.preview", { name: document?.name ?? "" }));
    bar.setAttribute("aria-label", t(now.label));
    stop.textContent = t("job.cancel");
  }

  /** What to say now: the news, or what is wrong with the open file. */
  function sentence() {
    const { notice, document, edits } = store.get();
    if (notice) {
      const why = notice.fault ? [faultSentence(notice.fault), faultAdvice(notice.fault)] : [];
      return { tone: notice.tone, text: [t(notice.key, notice.values), ...why].filter(Boolean).join(" ") };
    }
    // What an edit breaks is the point of it: the picture shows it, and Segments list it.
    if (!document || edits.said || dismissed === document.id) return null;
    const fault = document.refused ?? (document.picture?.complete ? worst(document.faults) : null);
    if (!fault) return null;
    const others = document.faults.filter((other) => other.code !== fault.code || other.at !== fault.at);
    // That there is no picture is explained by what was met before.
    const why = fault.code === "no-image" ? others.shift() : undefined;
    const more = others.length > 0 ? t("notice.more-faults", { n: others.length }) : "";
    const sentences = [faultSentence(fault), why ? faultSentence(why) : "", faultAdvice(fault), more];
    return { tone: document.picture ? "warning" : "error", text: sentences.filter(Boolean).join(" ") };
  }

  function tellNews() {
    const { notice, document, edits } = store.get();
    const now = sentence();
    clearTimeout(hiding);
    news.hidden = !now;
    if (now) {
      news.dataset.tone = now.tone;
      const close = h("button", { class: "close", "aria-label": t("notice.close"), onclick: dismiss }, "×");
      const act = notice?.act;
      const button = act && h("button", { class: "chip", onclick: () => act.run() }, t(act.key));
      replace(news, h("span", {}, now.text), button, close);
    }
    const picture = document?.picture;
    const opened =
      picture?.complete &&
      !edits.said &&
      t("news.opened", { name: document?.name ?? "", width: picture.width, height: picture.height });
    const words = notice && !notice.act ? now?.text : [opened, now?.text].filter(Boolean).join(" ");
    if (words) announce(words);
    // What can still be done must not slip away.
    if (notice?.tone === "info" && !notice.act) hiding = setTimeout(() => store.set({ notice: null }), INFO_MS);
  }

  function dismiss() {
    if (!store.get().notice) dismissed = store.get().document?.id ?? 0;
    store.set({ notice: null });
    tellNews();
  }

  /** Says what an edit did, once that is known. */
  function tellEdit() {
    const { edits } = store.get();
    if (!edits.said || edits.said.turn === spoken) return;
    // The same edit may be made twice: its sentence must not pass for one that was said already.
    said.textContent = edits.changes ? editSentence(store.get()) : "";
    if (edits.changes) spoken = edits.said.turn;
  }

  /** Speaks to screen readers; the same words twice are said once. @param {string} text */
  function announce(text) {
    if (said.textContent !== text) said.textContent = text;
  }

  store.on(["progress", "job"], tellProgress);
  store.on(["notice", "document"], tellNews);
  store.on(["edits"], tellEdit);
  onLanguage(() => {
    tellProgress();
    tellNews();
  });
}

/** Faults that cost pixels; they are told before those that only break rules. */
const COSTLY = ["data-ended", "bad-huffman-code", "bad-arithmetic-code", "restart-missing", "unused-data"];

/** @param {import("../store.js").Fault[]} faults */
const worst = (faults) => faults.find(({ code }) => COSTLY.includes(code)) ?? faults[0] ?? null;
