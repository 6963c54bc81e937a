/** The bar at the top: ways in, ways out, language and theme. */

import { byId, h, replace, svg } from "../dom.js";
import { currentLanguage, onLanguage, setLanguage, t } from "../i18n/index.js";
import { menuButton } from "../menu.js";
import { nextTheme } from "../theme.js";

/** Landmarks of index.html and what they are called. */
const LANDMARKS = [
  ["main", "main.label"],
  ["map", "map.label"],
  ["dock", "tabs.label"],
  ["corner", "corner.label"],
];

/**
 * @param {HTMLElement} element
 * @param {import("../store.js").Store} store
 * @param {import("../opener.js").Opener} opener
 * @param {import("../editor.js").Editor} editor
 * @param {{share: () => void, gallery: () => void, tour: () => void}} ask What others do.
 * @param {HTMLElement} save The save menu.
 * @param {import("../disk.js").Disk} disk
 * @param {import("../clipboard.js").Clipboard} clipboard
 */
export function mountHeader(element, store, opener, editor, ask, save, disk, clipboard) {
  const input = h("input", {
    type: "file",
    id: "file",
    class: "visually-hidden",
    tabindex: "-1",
    "aria-hidden": "true",
    multiple: true,
    accept: "image/*,.jpg,.jpeg,.jfif,.txt,.bin",
  });
  const open = h("button", { class: "button primary", id: "open", onclick: () => void choose() });
  const samples = h("button", { class: "button", id: "samples", "aria-haspopup": "dialog", onclick: () => ask.gallery() });
  const tour = h("button", { class: "button", id: "tour", "aria-haspopup": "dialog", onclick: () => ask.tour() });
  const paste = h("button", { class: "button", id: "paste", onclick: () => void opener.clipboard() });
  const again = h("button", { class: "button primary more", id: "open-more" }, "▾");
  const copyWord = h("span", {});
  const copy = h("button", { class: "button", id: "copy" }, twoSheets(), copyWord, " ▾");
  const copyMenu = menuButton(copy, () => {
    const { document: doc } = store.get();
    return [
      { label: t("copy.picture"), hint: t("copy.picture.keys"), disabled: !doc?.picture, act: () => void clipboard.picture() },
      { label: t("copy.picture.url"), hint: "data:image/png", disabled: !doc?.picture, act: () => void clipboard.pictureUrl() },
      { label: t("copy.file.url"), hint: doc?.name ?? "", disabled: !doc, act: () => void clipboard.fileUrl() },
    ];
  });
  const privacy = h("span", { class: "privacy" });
  const steps = /** @type {const} */ ([["undo", "↶"], ["redo", "↷"], ["reset", "⟲"]]).map(([name, sign]) => {
    const word = h("span", {});
    const button = h("button", { class: "button step", id: name, onclick: () => editor[name]() }, h("i", { "aria-hidden": "true" }, sign), word);
    return { name, word, button };
  });
  const history = h("span", { class: "steps", role: "group" }, ...steps.map(({ button }) => button));
  const link = h("button", { class: "button", id: "share", onclick: () => ask.share() });
  const language = h("button", {
    class: "button small",
    id: "language",
    translate: "no",
    onclick: () => setLanguage(currentLanguage() === "en" ? "ru" : "en"),
  });
  const theme = h("button", {
    class: "button small icon",
    id: "theme",
    onclick: () => store.set({ theme: nextTheme() }),
  });
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) void opener.files(files);
    input.value = ""; // The same file can be chosen again.
  });
  /** By the browser's own way to files that can be opened again; otherwise by the one that all browsers have. */
  async function choose() {
    if (!disk.canPick() || !(await disk.pick())) input.click();
  }
  const againMenu = menuButton(again, () => {
    const files = disk.recent.list();
    if (files.length === 0) return [{ label: t("disk.none"), disabled: true, act() {} }];
    return [
      ...files.map((entry) => ({ label: entry.name, hint: ago(entry.when), act: () => void disk.again(entry) })),
      { label: t("disk.forget"), act: () => void disk.forget() },
    ];
  });
  againMenu.hidden = !disk.canPick();
  replace(
    element,
    logo(),
    input,
    open,
    againMenu,
    samples,
    paste,
    copyMenu,
    tour,
    h("span", { class: "spring" }),
    history,
    h("span", { class: "spring" }),
    privacy,
    link,
    save,
    language,
    theme,
  );

  onLanguage(() => {
    open.textContent = t("header.open");
    samples.textContent = t("header.samples");
    tour.textContent = t("header.tour");
    tour.title = t("header.tour.title");
    paste.textContent = t("header.paste");
    paste.title = t("header.paste.title");
    again.setAttribute("aria-label", t("disk.recent"));
    again.title = t("disk.recent");
    copyWord.textContent = t("copy.title");
    copy.setAttribute("aria-label", t("copy.title"));
    copy.title = t("copy.title.about");
    privacy.textContent = t("header.privacy");
    language.textContent = currentLanguage() === "en" ? "RU" : "EN";
    // What is heard starts with what is seen, so that it can be spoken to.
    language.setAttribute("aria-label", `${language.textContent}: ${t("header.language")}`);
    language.title = t("header.language");
    language.lang = currentLanguage() === "en" ? "ru" : "en";
    history.setAttribute("aria-label", t("edit.history"));
    for (const { name, word, button } of steps) {
      word.textContent = t(`edit.${name}`);
      // What is heard starts with what is seen; another Reset on the page is of something else.
      button.setAttribute("aria-label", t(`edit.${name}.name`));
      button.title = t(`edit.${name}.title`);
    }
    link.textContent = t("share.title");
    link.title = t("share.title.about");
    themeWords();
    for (const labelled of document.querySelectorAll("[data-t]")) {
      labelled.textContent = t(/** @type {HTMLElement} */ (labelled).dataset.t ?? "");
    }
    for (const [id, key] of LANDMARKS) byId(id).setAttribute("aria-label", t(key));
  });
  store.on(["theme"], themeWords);
  store.on(["edits", "document"], allow);
  allow();

  function allow() {
    const { document: doc, edits } = store.get();
    const { done, undone } = edits.history;
    const can = { undo: done.length > 0, redo: undone.length > 0, reset: done.length > 0 };
    for (const { name, button } of steps) {
      // A button that is used up must not let the focus fall.
      if (!can[name] && document.activeElement === button) steps.find((step) => can[step.name])?.button.focus();
      button.disabled = !can[name];
    }
    link.disabled = !doc;
  }

  function themeWords() {
    const now = store.get().theme;
    theme.textContent = { light: "☀", dark: "☾", auto: "◐" }[now] ?? "◐";
    theme.setAttribute("aria-label", t(`theme.${now}`));
    theme.title = t(`theme.${now}`);
  }
}

/** How long ago a file was opened, in words. @param {number} when */
function ago(when) {
  const format = new Intl.RelativeTimeFormat(currentLanguage(), { numeric: "auto" });
  const minutes = Math.round((when - Date.now()) / 60_000);
  if (minutes > -60) return format.format(minutes, "minute");
  return minutes > -60 * 24 ? format.format(Math.round(minutes / 60), "hour") : format.format(Math.round(minutes / 1440), "day");
}

/** One sheet before another. */
function twoSheets() {
  return svg(
    "svg",
    { viewBox: "0 0 14 14", width: 14, height: 14, "aria-hidden": "true", class: "icon-copy" },
    svg("path", { d: "M4.5 4.5h8v8h-8zM9.5 4.5v-3h-8v8h3" }),
  );
}

/** Nine pixels, one of them lit. */
function logo() {
  const pixels = [0, 1, 1, 1, 2, 0, 1, 0, 1].map((on) => h("b", { class: ["", "on", "hot"][on] }));
  return h("h1", { class: "logo", translate: "no" }, h("i", { "aria-hidden": "true" }, ...pixels), "pixelbits");
}
