/** The strip of open files: there only while there are several. */

import { h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { menuButton } from "../menu.js";

/**
 * @param {HTMLElement} strip @param {import("../store.js").Store} store @param {import("../opener.js").Opener} opener
 * @param {(key: number) => void} compare Shows the open file beside another.
 */
export function mountOpenFiles(strip, store, opener, compare) {
  const list = h("ul", { class: "files-list" });
  const beside = h("button", { class: "button small", id: "compare-with" });
  const menu = menuButton(beside, () =>
    others().map((file) => ({ label: file.name, hint: file.edited ? t("files.edited") : "", act: () => compare(file.key) })),
  );
  strip.append(list, menu);
  /** Of the strip as it stands. @type {Map<number, HTMLLIElement>} */
  const items = new Map();

  const files = () => store.get().files;
  const others = () => files().list.filter(({ key }) => key !== files().current);

  /** @param {number} key */
  const turnTo = (key) => {
    const file = files().list.find((other) => other.key === key);
    if (file) void opener.turnTo(file);
  };

  /** @param {number} key @param {boolean} focused */
  async function close(key, focused) {
    const at = files().list.findIndex((file) => file.key === key);
    await opener.close(key);
    if (!focused) return;
    render();
    const next = files().list[Math.min(at, files().list.length - 1)];
    (buttonOf(next?.key) ?? document.getElementById("picture-stage"))?.focus();
  }

  /** @param {number} [key] */
  const buttonOf = (key) => (strip.hidden || key === undefined ? null : (items.get(key)?.querySelector("button") ?? null));

  /** @param {import("../shelf.js").OpenFile} file */
  function item(file) {
    const { key } = file;
    const name = h("span", { class: "file-name" });
    const mark = h("i", { class: "file-edited", "aria-hidden": "true" });
    const turn = h("button", { class: "file-turn", onclick: () => turnTo(key) }, mark, name);
    const shut = h("button", { class: "file-close", tabindex: "-1", onclick: (/** @type {MouseEvent} */ event) => void close(key, event.detail === 0) }, "×");
    const made = h("li", { class: "file", data: { key: String(key) } }, turn, shut);
    made.addEventListener("mousedown", (event) => {
      // Browsers would scroll.
      if (event.button === 1) event.preventDefault();
    });
    made.addEventListener("auxclick", (event) => {
      if (event.button !== 1) return;
      event.preventDefault();
      void close(key, false);
    });
    return made;
  }

  function render() {
    const { list: all, current } = files();
    strip.hidden = all.length < 2;
    for (const key of [...items.keys()]) if (!all.some((file) => file.key === key)) items.delete(key);
    const before = document.activeElement;
    const shown = all.map((file) => {
      const made = items.get(file.key) ?? item(file);
      items.set(file.key, made);
      const now = file.key === current;
      const [turn, shut] = /** @type {HTMLButtonElement[]} */ ([...made.querySelectorAll("button")]);
      const name = /** @type {HTMLElement} */ (turn.querySelector(".file-name"));
      if (name.textContent !== file.name) name.textContent = file.name;
      if (now) turn.setAttribute("aria-current", "true");
      else turn.removeAttribute("aria-current");
      turn.tabIndex = now ? 0 : -1;
      turn.classList.toggle("edited", file.edited);
      turn.title = file.edited ? t("files.name.edited", { name: file.name }) : file.name;
      turn.setAttribute("aria-label", turn.title);
      turn.setAttribute("aria-keyshortcuts", "Delete");
      shut.title = t("files.close");
      shut.setAttribute("aria-label", t("files.close.name", { name: file.name }));
      return made;
    });
    if (shown.length !== list.children.length || shown.some((made, i) => list.children[i] !== made)) replace(list, ...shown);
    if (before instanceof HTMLElement && before !== document.activeElement && list.contains(before)) before.focus();
    items.get(current)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  list.addEventListener("keydown", (event) => {
    const { list: all } = files();
    const at = all.findIndex(({ key }) => items.get(key)?.contains(document.activeElement));
    if (at < 0) return;
    if (event.key === "Delete") {
      event.preventDefault();
      return void close(all[at].key, true);
    }
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttonOf(all.at(to === all.length ? 0 : to)?.key)?.focus();
  });

  store.on(["files"], render);
  onLanguage(() => {
    strip.setAttribute("aria-label", t("files.label"));
    beside.textContent = `${t("files.compare")} ▾`;
    beside.title = t("files.compare.title");
    render();
  });

  return {
    /** To the next file, or the one before. @param {1 | -1} way */
    step(way) {
      const { list: all, current } = files();
      const at = all.findIndex(({ key }) => key === current);
      const next = all[(at + way + all.length) % all.length];
      if (next) turnTo(next.key);
    },
  };
}
