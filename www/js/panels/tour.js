/**
 * The tour: from photo to bits in twelve steps. A card tells one idea a step, with numbers of the open file; the panels
 * themselves show what it speaks of, and that is lit. The step is in the store, so that a link leads to it.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("./tour-facts.js").Subject} Subject
 * @typedef {import("./tour-facts.js").Fact} Fact
 */

import { Cancelled, Refused } from "../client.js";
import { framewise, h, newestOnly, replace } from "../dom.js";
import { bitAt } from "../edit/bitstring.js";
import { onLanguage, remember, remembered, t } from "../i18n/index.js";
import { editSentence } from "./edit-words.js";
import { FACTS, subjectOf } from "./tour-facts.js";
import { placeBeside } from "./tour-place.js";
import { STEPS } from "./tour-steps.js";

/** Below this width the card stands at the lower edge. */
const NARROW = matchMedia("(max-width: 1023px)");

/**
 * @param {HTMLElement} parent @param {Store} store @param {import("../client.js").Client} client
 * @param {import("../editor.js").Editor} editor @param {() => void} sample Opens the sample.
 */
export function mountTour(parent, store, client, editor, sample) {
  /** The step that is shown; 0: none. */
  let shown = 0;
  /** @type {Subject | null} */
  let subject = null;
  /** @type {Fact | null} */
  let fact = null;
  /** Whether what there is to look at is still being found. */
  let looking = false;
  /** Edits that were there when the bit of the tour was to be flipped. */
  let before = 0;
  /** What the step of now was last made for: `step id revision`. */
  let made = "";
  /** What had the focus before. @type {HTMLElement | null} */
  let opener = null;
  /** Whether somebody has scrolled since this step came: then the page stays where it is. */
  let scrolled = false;
  /** The button of the card that had the focus last. @type {HTMLElement | null} */
  let last = null;

  const spot = h("div", { class: "tour-spot", id: "tour-spot" });
  // Shade on four sides costs less to draw, frame after frame, than one with a hole.
  const light = h("div", { class: "tour-light", "aria-hidden": "true", hidden: true }, h("i", {}), h("i", {}), h("i", {}), h("i", {}), spot);
  const count = h("span", { class: "tour-count", id: "tour-count" });
  const bar = h("progress", { class: "tour-bar", max: STEPS.length, "aria-hidden": "true" });
  const close = h("button", { class: "close", id: "tour-close", onclick: () => end() }, "×");
  const title = h("h2", { id: "tour-title" });
  const said = h("p", { class: "tour-said", id: "tour-said" });
  const idea = h("p", { class: "tour-idea" });
  const words = h("div", { "aria-live": "polite" }, title, said, idea);
  const act = h("button", { class: "button line", id: "tour-act", hidden: true });
  const back = h("button", { class: "button line", id: "tour-back", onclick: () => go(shown - 1) });
  const next = h("button", { class: "button primary", id: "tour-next", onclick: () => go(shown + 1) });
  const first = h("button", { class: "link", id: "tour-first", onclick: () => go(1) });
  const card = h(
    "div",
    { class: "tour-card", id: "tour-card", role: "dialog", "aria-labelledby": title.id, tabindex: "-1", hidden: true },
    h("div", { class: "tour-head" }, count, bar, close),
    words,
    h("div", { class: "tour-foot" }, first, h("span", { class: "spring" }), act, back, next),
  );
  parent.append(light, card);

  const step = () => STEPS[shown - 1];

  /** @param {number} number */
  function go(number) {
    if (number < 1) return;
    store.set({ tour: number > STEPS.length ? null : number });
    if (number > STEPS.length) remember("tour", "");
  }

  function end() {
    store.set({ tour: null });
  }

  /** The bit of the flip step, where somebody has flipped it. */
  const isFlipped = () => {
    const doc = store.get().document;
    return step()?.id === "flip" && fact?.bit !== undefined && doc !== null && String(bitAt(doc.bytes, fact.bit)) !== fact.values.now;
  };

  /** The file goes on as it was before the tour flipped a bit. */
  function restore() {
    if (isFlipped() && store.get().edits.history.done.length === before + 1) editor.undo();
  }

  /** @param {number | null} wanted */
  function turnTo(wanted) {
    const number = wanted ?? 0;
    if (number > STEPS.length) return store.set({ tour: shown || null });
    if (number === shown) return;
    restore();
    const opens = shown === 0;
    shown = number;
    card.hidden = number === 0;
    light.hidden = true;
    if (number === 0) return leave();
    remember("tour", String(number));
    if (opens) opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    made = "";
    void prepare(undefined);
    render();
    if (opens) card.focus({ preventScroll: true });
  }

  function leave() {
    [subject, fact] = [null, null];
    made = "";
    observer.disconnect();
    const to = opener?.isConnected && opener !== document.body ? opener : document.getElementById("tour");
    to?.focus({ preventScroll: true });
  }

  /** Finds what there is to show in the open file, and lets the panels show it. */
  const prepare = newestOnly(async (/** @type {undefined} */ _) => {
    const { document: doc } = store.get();
    const ready = doc && (doc.picture?.complete || doc.refused);
    const now = `${shown} ${doc?.id} ${step()?.id === "flip" ? "" : doc?.revision}`;
    if (shown === 0 || !doc || !ready || now === made) return render();
    made = now;
    looking = true;
    const at = step();
    try {
      if (subject?.doc.revision !== doc.revision) subject = await subjectOf(doc, client);
    } catch (problem) {
      if (!(problem instanceof Cancelled || problem instanceof Refused)) throw problem;
      subject = null;
      made = "";
    }
    looking = false;
    if (step() !== at) return;
    fact = subject && FACTS[at.id](subject);
    before = store.get().edits.history.done.length;
    if (subject && fact) {
      const { tab, press, block } = step();
      store.set({ ...(tab && { tab }), ...(block && { block: subject.place }), invite: null });
      if (press) /** @type {HTMLElement | null} */ (document.querySelector(press))?.click();
      // A panel that is only now to be seen is to follow the selection, too.
      await frames(2);
      if (step() !== at) return;
      if (fact.range) store.set({ selection: { ...fact.range }, invite: fact.bit ?? null });
    }
    scrolled = false;
    render();
    observe();
  });

  /** A sentence whose parts between asterisks stand out. @param {string} text */
  const marked = (text) => text.split("*").map((part, i) => (i % 2 ? h("b", {}, part) : part));

  function render() {
    if (shown === 0) return;
    const { id } = step();
    const doc = store.get().document;
    count.textContent = t("tour.count", { n: shown, of: STEPS.length });
    bar.value = shown;
    close.setAttribute("aria-label", t("tour.close"));
    title.textContent = t(`tour.${id}.title`);
    const flipped = isFlipped();
    if (looking || !doc) replace(said, t("tour.looking"));
    else if (!fact) replace(said, ...marked(t(doc.format === "jpeg" ? "tour.none.picture" : "tour.none.format", { name: doc.name })));
    else if (flipped) {
      replace(said, editSentence(store.get()), " ", t("tour.flip.done"));
    } else replace(said, ...marked(t(`tour.${id}.${fact.say}`, fact.values)));
    idea.textContent = fact ? t(`tour.${id}.idea`) : "";
    idea.hidden = !fact;
    back.textContent = t("tour.back");
    back.disabled = shown === 1;
    next.textContent = t(shown === STEPS.length ? "tour.finish" : "tour.next");
    first.textContent = t("tour.first");
    first.hidden = shown < 3;
    act.hidden = !(doc && !looking && (!fact || id === "flip"));
    act.textContent = t(!fact ? "tour.sample" : flipped ? "tour.unflip" : "tour.flip");
    // A button that is used up must not let the focus fall.
    const fallen = document.activeElement === document.body || document.activeElement === last;
    if (fallen && [act, back, first].some((button) => button === last && (button.hidden || button.disabled))) next.focus();
    place();
  }

  act.addEventListener("click", () => {
    if (!fact) return sample();
    if (isFlipped()) return editor.undo();
    if (fact.bit !== undefined) editor.flip(fact.bit);
  });

  /** What is lit: the first of the step's targets that is to be seen. */
  function target() {
    for (const selector of step()?.targets ?? []) {
      const element = document.querySelector(selector);
      if (element && element.getClientRects().length > 0) return element;
    }
    return null;
  }

  const observer = new ResizeObserver(() => place());

  function observe() {
    observer.disconnect();
    for (const selector of step()?.targets ?? []) {
      const element = document.querySelector(selector);
      if (element) observer.observe(element);
    }
    observer.observe(document.body);
  }

  const place = framewise(() => {
    if (shown === 0) return;
    const element = fact ? target() : null;
    light.hidden = !element;
    // Panels above it may still grow.
    if (element && !scrolled) element.scrollIntoView({ block: NARROW.matches ? "start" : "nearest", inline: "nearest" });
    const rect = element?.getBoundingClientRect();
    if (rect) {
      const { left, top, right, bottom } = rect;
      // Of what reaches beyond the page, or its scrolling panel, the part that is seen.
      const box = element?.closest(".dock-panels")?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
      const [x, y] = [Math.max(left, box.left) - 4, Math.max(top, box.top) - 4];
      const [width, height] = [Math.min(right, box.right) + 4 - x, Math.min(bottom, box.bottom) + 4 - y];
      for (const [name, value] of Object.entries({ x, y, width: Math.max(0, width), height: Math.max(0, height) })) {
        light.style.setProperty(`--${name}`, `${Math.round(value)}px`);
      }
    }
    if (NARROW.matches) return card.style.removeProperty("translate");
    const size = { width: card.offsetWidth, height: card.offsetHeight };
    const { left, top } = placeBeside(rect ?? new DOMRect(innerWidth / 2, 60, 0, 0), size, { width: innerWidth, height: innerHeight });
    card.style.setProperty("translate", `${Math.round(left)}px ${Math.round(top)}px`);
  });

  card.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = /** @type {Record<string, () => void>} */ ({ ArrowRight: () => go(shown + 1), ArrowLeft: () => go(shown - 1), Escape: end })[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  });
  card.addEventListener("focusin", (event) => (last = /** @type {HTMLElement} */ (event.target)));
  card.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !card.contains(event.relatedTarget)) last = null;
  });
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    const others = (/** @type {Event} */ event) => (scrolled ||= !(event.target instanceof Node && card.contains(event.target)));
    addEventListener(kind, others, { capture: true, passive: true });
  }
  addEventListener("resize", place);
  addEventListener("scroll", place, { capture: true, passive: true });
  NARROW.addEventListener("change", place);
  store.on(["tour"], ({ tour }) => turnTo(tour));
  store.on(["document"], () => shown > 0 && void prepare(undefined));
  store.on(["edits", "progress"], () => shown > 0 && render());
  store.on(["tab", "block"], place);
  onLanguage(render);

  return {
    /** Begins, or goes on where somebody has left. */
    start() {
      const left = Number(remembered("tour") ?? "");
      store.set({ tour: left >= 1 && left <= STEPS.length ? left : 1 });
    },
  };
}

/** Waits until so many frames have begun. @param {number} count @returns {Promise<void>} */
const frames = (count) => new Promise((done) => requestAnimationFrame(() => (count > 1 ? void frames(count - 1).then(done) : done())));
