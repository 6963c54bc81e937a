/** Light, dark, or as the system says. The page's style knows only light and dark: `data-theme` on the root. */

import { remember, remembered } from "./i18n/index.js";

const ORDER = ["auto", "light", "dark"];
const system = matchMedia("(prefers-color-scheme: dark)");
let theme = remembered("theme") ?? "auto";
if (!ORDER.includes(theme)) theme = "auto";

export const currentTheme = () => theme;

export function applyTheme() {
  document.documentElement.dataset.theme = theme === "auto" ? (system.matches ? "dark" : "light") : theme;
}

/** Goes on to the next theme and returns it. */
export function nextTheme() {
  theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
  remember("theme", theme);
  applyTheme();
  return theme;
}

/** @param {() => void} changed Called after the system changed between light and dark. */
export function followSystem(changed) {
  system.addEventListener("change", () => {
    applyTheme();
    changed();
  });
}
