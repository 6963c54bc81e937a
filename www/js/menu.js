/** A button that opens a menu: WAI-ARIA menu button pattern. */

import { h, replace } from "./dom.js";

/**
 * @typedef {object} Item
 * @property {string} label
 * @property {string} [hint] Smaller, after the label.
 * @property {() => void} act
 * @property {boolean} [disabled]
 */

let menus = 0;

/**
 * @param {HTMLButtonElement} button
 * @param {() => Item[]} items Asked whenever the menu opens.
 * @returns {HTMLElement} Holds the button and its menu.
 */
export function menuButton(button, items) {
  menus += 1;
  const menu = h("div", { class: "menu", role: "menu", id: `menu-${menus}`, hidden: true });
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", menu.id);
  if (!button.id) button.id = `menu-button-${menus}`;
  menu.setAttribute("aria-labelledby", button.id);
  const holder = h("div", { class: "menu-holder" }, button, menu);

  const entries = () => /** @type {HTMLButtonElement[]} */ ([...menu.querySelectorAll("button:not([disabled])")]);

  /** @param {"first" | "last" | "none"} focus */
  function open(focus) {
    replace(
      menu,
      ...items().map((item) =>
        h(
          "button",
          {
            role: "menuitem",
            tabindex: "-1",
            disabled: item.disabled,
            onclick: () => {
              close();
              button.focus();
              item.act();
            },
          },
          h("span", {}, item.label),
          item.hint ? h("small", {}, item.hint) : null,
        ),
      ),
    );
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    place();
    if (focus !== "none")
      entries()
        .at(focus === "first" ? 0 : -1)
        ?.focus();
  }

  /** Keeps the menu on the page where the button stands near an edge. */
  function place() {
    if (menu.hidden) return;
    menu.style.removeProperty("translate");
    const { left, right } = menu.getBoundingClientRect();
    const shift = left < 8 ? 8 - left : Math.min(0, document.documentElement.clientWidth - 8 - right);
    if (shift) menu.style.setProperty("translate", `${shift}px 0`);
  }
  addEventListener("resize", place);

  function close() {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
  }

  button.addEventListener("click", (event) => {
    // A key press clicks with no detail: only then the focus moves on.
    if (menu.hidden) open(event.detail === 0 ? "first" : "none");
    else close();
  });
  holder.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !menu.hidden) {
      close();
      button.focus();
      event.stopPropagation();
      return;
    }
    if (menu.hidden) {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      open(event.key === "ArrowDown" ? "first" : "last");
      return;
    }
    const all = entries();
    const at = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    (all[to === all.length ? 0 : to] ?? all.at(-1))?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.hidden && event.target instanceof Node && !holder.contains(event.target)) close();
  });
  holder.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !holder.contains(event.relatedTarget)) close();
  });
  return holder;
}
