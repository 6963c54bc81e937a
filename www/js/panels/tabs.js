/** The tabs beneath: WAI-ARIA tabs pattern. What a tab shows is fetched when it is opened first. */

import { h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";

/** @typedef {import("../views.js").View} View */

/** @param {HTMLElement} list @param {HTMLElement} panels @param {import("../store.js").Store} store @param {View[]} views */
export function mountTabs(list, panels, store, views) {
  /** The tab that is shown. */
  let current = "";
  list.setAttribute("role", "tablist");
  const made = views.map((view) => tabOf(view, () => show(view.id)));
  replace(list, ...made.map(({ tab }) => tab));
  replace(panels, ...made.map(({ panel }) => panel));

  /** @param {string} wanted */
  function show(wanted) {
    current = wanted;
    store.set({ tab: wanted });
    for (const each of made) if (each.id !== wanted) each.hide();
    made.find(({ id }) => id === wanted)?.show();
  }

  list.addEventListener("keydown", (event) => {
    const at = made.findIndex(({ tab }) => tab === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = made.at(to === made.length ? 0 : to);
    if (!next) return;
    show(next.id);
    next.tab.focus();
  });
  onLanguage(() => {
    list.setAttribute("aria-label", t("tabs.label"));
    for (const { name } of made) name();
  });
  show(views[0].id);
  store.on(["tab"], ({ tab }) => {
    if (tab === current) return;
    if (made.some(({ id }) => id === tab)) show(tab);
    else store.set({ tab: current });
  });
}

/** @param {View} view @param {() => void} chosen */
function tabOf({ id, mount }, chosen) {
  const again = h("button", { class: "button small", onclick: () => void fill() });
  const failed = h("p", { class: "empty" });
  const panel = h(
    "section",
    { role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}`, class: `dock-${id}`, hidden: true },
  );
  const tab = h("button", { role: "tab", id: `tab-${id}`, class: "tab", "aria-controls": panel.id, onclick: chosen });
  /** Null until it is there. @type {Exclude<import("../views.js").Told, void> | null} */
  let told = null;
  let fetching = false;

  async function fill() {
    if (fetching || told) return;
    fetching = true;
    failed.remove();
    panel.setAttribute("aria-busy", "true");
    try {
      const mounting = mount(panel);
      told = (mounting instanceof Promise ? await mounting : mounting) ?? {};
      if (!panel.hidden) told.shown?.();
    } catch (problem) {
      replace(failed, t("tabs.failed"), " ", again);
      again.textContent = t("tabs.again");
      panel.append(failed);
      throw problem;
    } finally {
      fetching = false;
      panel.removeAttribute("aria-busy");
    }
  }

  return {
    id,
    tab,
    panel,
    name: () => (tab.textContent = t(`tab.${id}`)),
    show() {
      tab.setAttribute("aria-selected", "true");
      tab.tabIndex = 0;
      panel.hidden = false;
      if (told) told.shown?.();
      else void fill();
    },
    hide() {
      if (!panel.hidden) told?.hidden?.();
      tab.setAttribute("aria-selected", "false");
      tab.tabIndex = -1;
      panel.hidden = true;
    },
  };
}
