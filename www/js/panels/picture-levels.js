/**
 * Window and level: which part of a deep picture's range is stretched from black to white. Two sliders, two numbers,
 * presets, and dragging on the picture as viewers in radiology do.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {import("../client.js").Client} Client
 * @typedef {{black: number, white: number}} Window
 */

import { largest } from "../components.js";
import { h, replace } from "../dom.js";
import { number, onLanguage, t } from "../i18n/index.js";

/** Shallower pictures fit the 256 steps of a screen as they are. */
const SHALLOW_BITS = 8;
/** A drag of so many pixels takes the window through the whole range. */
const DRAG_PX = 400;
const STEPS = 256;

/** @param {HTMLElement} element @param {Store} store @param {Client} client */
export function mountLevels(element, store, client) {
  /** @type {Picture | null} */
  let picture = null;
  let dragging = false;
  /** Where a drag stands, unrounded: else slow drags would go nowhere. @type {{level: number, width: number} | null} */
  let held = null;

  const ends = /** @type {const} */ (["black", "white"]).map((end) => {
    const slider = h("input", { type: "range", min: "0", step: "1", class: "level-slider" });
    const exact = h("input", { type: "number", min: "0", step: "1", class: "short-number" });
    const label = h("label", { for: `level-${end}` });
    slider.id = `level-${end}`;
    slider.addEventListener("input", () => set({ [end]: Number(slider.value) }));
    exact.addEventListener("change", () => {
      const value = Number(exact.value);
      if (exact.value === "" || !Number.isFinite(value)) return render();
      set({ [end]: value });
    });
    return { end, slider, exact, label };
  });
  const preset = h("select", { class: "chip", id: "level-preset" });
  const drag = h("button", { class: "chip", "aria-pressed": "false", onclick: () => toggleDrag() });
  const reset = h("button", { class: "chip", onclick: () => client.show({ window: null }) });
  const about = h("span", { class: "level-about" });
  const group = h(
    "div",
    { class: "levels", role: "group", hidden: true },
    ...ends.map(({ label, slider, exact }) => h("span", { class: "level" }, label, slider, exact)),
    h("span", { class: "level-tools" }, preset, drag, reset, about),
  );
  element.append(group);

  /** @returns {Window} */
  const full = () => ({ black: 0, white: picture ? largest(picture) : 0 });
  const now = () => store.get().view.window ?? full();

  /** @param {Partial<Window>} change */
  function set(change) {
    const top = full().white;
    const clamp = (/** @type {number} */ value) => Math.min(top, Math.max(0, Math.round(value)));
    const next = { ...now(), ...change };
    const window = { black: clamp(next.black), white: clamp(next.white) };
    client.show({ window: window.black === 0 && window.white === top ? null : window });
  }

  /** @returns {[string, Window][]} */
  function presets() {
    const top = full().white;
    return [
      ["full", full()],
      ["low", { black: 0, white: STEPS - 1 }],
      ["high", { black: top - STEPS + 1, white: top }],
    ];
  }

  preset.addEventListener("change", async () => {
    const chosen = preset.value;
    const known = presets().find(([name]) => name === chosen)?.[1];
    if (known) return set(known);
    const found = await client.extremes().catch(() => null);
    if (found) set({ black: found[0], white: found[1] });
    else store.set({ notice: { tone: "warning", key: "notice.no-extremes" } });
  });

  /** @param {boolean} [on] */
  function toggleDrag(on = !dragging) {
    dragging = on && !group.hidden;
    drag.setAttribute("aria-pressed", String(dragging));
  }

  function render() {
    const window = now();
    const top = full().white;
    for (const { end, slider, exact, label } of ends) {
      slider.max = exact.max = String(top);
      slider.value = exact.value = String(window[end]);
      label.textContent = t(`level.${end}`);
      exact.setAttribute("aria-label", t(`level.${end}.exact`));
      slider.setAttribute("aria-valuetext", t("level.value", { value: number(window[end]), top: number(top) }));
    }
    const named = presets().find(([, w]) => w.black === window.black && w.white === window.white)?.[0] ?? "own";
    replace(
      preset,
      ...["full", "extremes", "low", "high", "own"].map((name) =>
        h("option", { value: name, hidden: name === "own", disabled: name === "own" }, t(`level.preset.${name}`)),
      ),
    );
    preset.value = named;
    preset.setAttribute("aria-label", t("level.preset"));
    group.setAttribute("aria-label", t("level.title"));
    drag.textContent = t("level.drag");
    drag.title = t("level.drag.title");
    reset.textContent = t("level.reset");
    reset.disabled = store.get().view.window === null;
    about.textContent = picture ? t("level.about", { bits: picture.precision, top: number(top) }) : "";
  }

  store.on(["document", "view"], ({ document }) => {
    picture = document?.picture ?? null;
    group.hidden = !picture || picture.precision <= SHALLOW_BITS;
    if (group.hidden) toggleDrag(false);
    else render();
  });
  onLanguage(render);

  return {
    toggleDrag,
    /** Whether a drag that begins now changes the window. @param {boolean} modifier */
    takes: (modifier) => !group.hidden && (dragging || modifier),
    /** A drag begins. */
    begin() {
      const { black, white } = now();
      held = { level: (black + white) / 2, width: white - black };
    },
    /** A drag goes on: to the right widens the range, which lowers contrast; up brightens. @param {number} dx @param {number} dy */
    drag(dx, dy) {
      if (!held) return;
      const step = full().white / DRAG_PX;
      held.width = Math.max(1, held.width + dx * step);
      held.level += dy * step;
      set({ black: held.level - held.width / 2, white: held.level + held.width / 2 });
    },
  };
}
