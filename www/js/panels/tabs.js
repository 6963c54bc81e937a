/** The tabs beneath: WAI-ARIA tabs pattern. A tab is there only once it works. */

import { h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";

/**
 * @param {HTMLElement} list @param {HTMLElement} panels @param {import("../store.js").Store} store
 * @param {{id: string, mount: (panel: HTMLElement) => {shown?: () => void, hidden?: () => void} | void}[]} tabs
 */
export function mountTabs(list, panels, store, tabs) {
  /** The tab that is shown. */
  let current = "";
  list.setAttribute("role", "tablist");
  const made = tabs.map(({ id, mount }) => {
    const panel = h("section", {
      role: "tabpanel",
      id: `panel-${id}`,
      "aria-labelledby": `tab-${id}`,
      class: `dock-${id}`,
    });
    const tab = h("button", {
      role: "tab",
      id: `tab-${id}`,
      class: "tab",
      "aria-controls": panel.id,
      onclick: () => show(id),
    });
    const told = mount(panel) ?? {};
    return { id, tab, panel, ...told };
  });
  replace(list, ...made.map(({ tab }) => tab));
  replace(panels, ...made.map(({ panel }) => panel));

  /** @param {string} wanted */
  function show(wanted) {
    current = wanted;
    store.set({ tab: wanted });
    for (const { id, tab, panel, shown, hidden } of made) {
      const now = id === wanted;
      if (!now && !panel.hidden) hidden?.();
      tab.setAttribute("aria-selected", String(now));
      tab.tabIndex = now ? 0 : -1;
      panel.hidden = !now;
      if (now) shown?.();
    }
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
    for (const { id, tab } of made) tab.textContent = t(`tab.${id}`);
  });
  show(tabs[0].id);
  store.on(["tab"], ({ tab }) => {
    if (tab === current) return;
    if (made.some(({ id }) => id === tab)) show(tab);
    else store.set({ tab: current });
  });
}
