/**
 * Questions to check oneself with: from the open picture and from the variant's number, with hints and a count.
 *
 * @typedef {object} Item A question, what was typed, and how it fared.
 * @property {import("../lesson/questions.js").Question} asked
 * @property {string} typed
 * @property {"open" | "right" | "wrong"} state
 * @property {boolean} hinted
 */

import { h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { isRight, questions } from "../lesson/questions.js";
import { bitsPerPixel } from "../lesson/volume.js";
import { worded } from "../worded.js";
import { card, field, onPicture, whole } from "./lesson-card.js";

const MOST_VARIANTS = 9999;

/** @param {import("../store.js").Store} store */
export function lessonQuestions(store) {
  const variant = field("questions-variant", { type: "number", min: 1, max: MOST_VARIANTS, value: 1, inputmode: "numeric" }, begin);
  const next = worded("button", "lesson.questions.new", {
    class: "button line",
    onclick() {
      variant.input.value = String(((whole(variant.input, 1, MOST_VARIANTS) ?? 0) % MOST_VARIANTS) + 1);
      begin();
    },
  });
  const count = h("p", { class: "lesson-count", role: "status" });
  const list = h("ol", { class: "lesson-questions-list" });
  /** @type {Item[]} */
  let items = [];

  function begin() {
    const number = whole(variant.input, 1, MOST_VARIANTS);
    if (number === null) return;
    const picture = store.get().document?.picture;
    const raster = picture ? { width: picture.width, height: picture.height, bitsPerPixel: bitsPerPixel(picture) } : null;
    items = questions(number, raster).map((asked) => ({ asked, typed: "", state: "open", hinted: false }));
    render();
  }

  function render() {
    replace(list, ...items.map((item, at) => row(item, at)));
    tell();
  }

  function tell() {
    const right = items.filter(({ state }) => state === "right").length;
    count.textContent = t(right === items.length && right > 0 ? "lesson.questions.all" : "lesson.questions.count", { right, n: items.length });
    count.classList.toggle("all", right === items.length && right > 0);
  }

  /** @param {Item} item @param {number} at */
  function row(item, at) {
    const { asked } = item;
    const ids = { input: `lesson-answer-${at}`, verdict: `lesson-verdict-${at}` };
    const input = h("input", {
      id: ids.input,
      type: "text",
      inputmode: asked.base === 16 ? "text" : "numeric",
      autocomplete: "off",
      spellcheck: "false",
      maxlength: 40,
      "aria-describedby": ids.verdict,
      oninput() {
        item.typed = input.value;
      },
    });
    input.value = item.typed;
    const verdict = h("p", { id: ids.verdict, class: "lesson-verdict", role: "status" });
    const hint = h("p", { class: "lesson-hint" }, t(`lesson.hint.${asked.kind}`, asked.values));
    const check = h("button", { class: "button line", type: "submit", "aria-label": t("lesson.questions.check-one", { n: at + 1 }) }, t("lesson.questions.check"));
    const help = h(
      "button",
      {
        class: "button",
        type: "button",
        "aria-label": t("lesson.questions.hint-one", { n: at + 1 }),
        onclick() {
          item.hinted = true;
          show();
        },
      },
      t("lesson.questions.hint"),
    );

    function show() {
      element.dataset.state = item.state;
      input.readOnly = item.state === "right";
      check.disabled = item.state === "right";
      hint.hidden = !item.hinted;
      help.hidden = item.hinted;
      verdict.textContent = item.state === "open" ? "" : t(item.state === "right" ? "lesson.questions.right" : "lesson.questions.wrong");
    }

    const element = h(
      "li",
      {},
      h("label", { for: ids.input }, t(`lesson.ask.${asked.kind}`, asked.values)),
      h(
        "form",
        {
          /** @param {Event} event */
          onsubmit(event) {
            event.preventDefault();
            if (item.typed.trim() === "" || item.state === "right") return;
            item.state = isRight(asked, item.typed) ? "right" : "wrong";
            item.hinted ||= item.state === "wrong";
            show();
            tell();
          },
        },
        input,
        check,
        help,
        verdict,
      ),
      hint,
    );
    show();
    return element;
  }

  onPicture(store, begin);
  begin();
  onLanguage(render);
  return card("questions", h("div", { class: "lesson-fields" }, variant.element, next, count), list);
}
