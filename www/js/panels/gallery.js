/**
 * The gallery of samples: a dialog with a card for each, section by section. A sample is loaded once it is chosen; all that is
 * loaded before are their small pictures, in one file.
 *
 * @typedef {import("../samples.js").Sample} Sample
 */

import { h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { fetchSample } from "../places.js";
import { SAMPLES, THUMBNAIL } from "../samples.js";

/** The property of the style that holds the small pictures. */
const THUMBNAILS = "--thumbnails";

/** What a card says of how a sample is coded: in the words that the picture's panel has for it. @param {Sample} sample */
export function codingOfSample({ process, precision, colour }) {
  if (process === "") return t("gallery.bytes");
  const depth = precision === 8 ? "" : t("picture.bits", { n: precision });
  const what = process === "pixels" ? colour : t(`process.${process}`);
  const shown = colour === "grey" ? t("picture.grey") : process === "pixels" ? "" : colour;
  return [what, depth, shown].filter(Boolean).join(" · ");
}

/** @param {HTMLElement} parent @param {import("../store.js").Store} store @param {import("../opener.js").Opener} opener */
export function mountGallery(parent, store, opener) {
  const title = h("h2", { id: "gallery-title" });
  const close = h("button", { class: "close", onclick: () => dialog.close() }, "×");
  const jumps = h("nav", { class: "gallery-jumps" });
  const body = h("div", { class: "gallery-body" });
  const foot = h("p", { class: "gallery-foot" });
  const dialog = h("dialog", { class: "gallery", id: "gallery", "aria-labelledby": title.id }, h("div", { class: "gallery-head" }, title, jumps, close), body, foot);
  parent.append(dialog);

  /** @param {Sample} sample */
  function choose(sample) {
    dialog.close();
    if (sample.tab) store.set({ tab: sample.tab });
    void opener.sample(sample.file);
  }

  /** @param {Sample} sample @param {boolean} first Whether Tab comes to it. */
  function card(sample, first) {
    const { width, height, across } = THUMBNAIL;
    const at = SAMPLES.indexOf(sample);
    const picture = h("span", {
      class: "gallery-thumb",
      "aria-hidden": "true",
      style: `background-position: ${-(at % across) * width}px ${-Math.floor(at / across) * height}px`,
    });
    const open = store.get().document;
    const isOpen = open !== null && opener.sampleOf(open.id) === sample.file;
    const size = [t("gallery.size", { width: sample.width, height: sample.height }), t("count.bytes", { n: sample.bytes })].join(" · ");
    return h(
      "button",
      { class: "gallery-card", id: `sample-${sample.file.replace(".", "-")}`, tabindex: first ? "0" : "-1", "aria-current": isOpen ? "true" : null, data: { file: sample.file }, onclick: () => choose(sample) },
      picture,
      h("span", { class: "gallery-words" }, h("b", {}, t(`sample.${sample.file}`)), h("span", {}, t(`sample.${sample.file}.about`)), h("small", {}, codingOfSample(sample)), h("small", {}, size)),
    );
  }

  function render() {
    const sections = [...new Set(SAMPLES.map(({ section }) => section))];
    const built = sections.map((section) => {
      const cards = SAMPLES.filter((sample) => sample.section === section).map((sample, i) => card(sample, i === 0));
      const head = h("h3", { id: `gallery-${section}`, tabindex: "-1" }, t(`gallery.${section}`));
      return h("section", { class: "gallery-section", "aria-labelledby": head.id }, head, h("p", {}, t(`gallery.${section}.about`)), h("div", { class: "gallery-cards" }, ...cards));
    });
    replace(body, ...built);
    replace(jumps, ...sections.map((section) => h("button", { class: "chip", onclick: () => jump(section) }, t(`gallery.${section}`))));
  }

  /** @param {string} section */
  function jump(section) {
    const head = body.querySelector(`#gallery-${section}`);
    head?.scrollIntoView({ block: "start" });
    /** @type {HTMLElement | null | undefined} */ (head?.parentElement?.querySelector(".gallery-card"))?.focus({ preventScroll: true });
  }

  /** The card beside, above or beneath one. @param {HTMLElement[]} cards @param {HTMLElement} from @param {string} key */
  function beside(cards, from, key) {
    const at = cards.indexOf(from);
    if (key === "ArrowRight") return cards[at + 1];
    if (key === "ArrowLeft") return cards[at - 1];
    if (key === "Home") return cards[0];
    if (key === "End") return cards.at(-1);
    const here = from.getBoundingClientRect();
    const rows = key === "ArrowDown" ? cards.slice(at + 1) : cards.slice(0, at).reverse();
    return rows.find((card) => {
      const { left, top } = card.getBoundingClientRect();
      return Math.abs(left - here.left) < 8 && top !== here.top;
    }) ?? (key === "ArrowDown" ? rows.at(-1) : rows[0]);
  }

  dialog.addEventListener("keydown", (event) => {
    const from = /** @type {HTMLElement} */ (event.target);
    if (!/^(Arrow|Home|End)/.test(event.key) || !from.classList.contains("gallery-card")) return;
    event.preventDefault();
    const cards = /** @type {HTMLElement[]} */ ([...body.querySelectorAll(".gallery-card")]);
    const to = beside(cards, from, event.key);
    if (!to) return;
    for (const card of to.parentElement?.querySelectorAll(".gallery-card") ?? []) card.setAttribute("tabindex", card === to ? "0" : "-1");
    to.focus();
  });
  /** The small pictures come when the gallery is opened first. */
  async function illustrate() {
    if (body.style.getPropertyValue(THUMBNAILS)) return;
    const picture = new Blob([await fetchSample("thumbnails.jpg")], { type: "image/jpeg" });
    body.style.setProperty(THUMBNAILS, `url("${URL.createObjectURL(picture)}")`);
  }

  // A click beside it closes it.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  onLanguage(() => {
    title.textContent = t("gallery.title");
    close.setAttribute("aria-label", t("gallery.close"));
    jumps.setAttribute("aria-label", t("gallery.sections"));
    foot.textContent = t("gallery.licence");
    if (dialog.open) render();
  });
  return {
    show() {
      render();
      // Without them the words are there.
      illustrate().catch(() => {});
      dialog.showModal();
      const current = /** @type {HTMLElement | null} */ (body.querySelector("[aria-current]") ?? body.querySelector(".gallery-card"));
      for (const card of current?.parentElement?.querySelectorAll(".gallery-card") ?? []) card.setAttribute("tabindex", card === current ? "0" : "-1");
      current?.focus();
    },
  };
}
