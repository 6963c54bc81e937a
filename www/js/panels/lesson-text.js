/** Text as bits: what typed text takes in five encodings, and what it looks like in a wrong one. */

import { h, replace } from "../dom.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { bitsOfByte, decode, encode, ENCODINGS, hexByte } from "../lesson/characters.js";
import { worded } from "../worded.js";
import { card, choice, field } from "./lesson-card.js";

/** So many characters are shown as bits. */
const MOST_SHOWN = 40;

/** The card. */
export function lessonText() {
  const text = field("text-typed", { type: "text", spellcheck: "false", maxlength: 500, value: "Кот & cat" }, () => render());
  const written = choice("text-written", ENCODINGS, "utf-8", () => render(), "encoding");
  const read = choice("text-read", ENCODINGS, "windows-1251", () => render(), "encoding");
  const sizes = h("tbody");
  const bits = h("div", { class: "lesson-characters", translate: "no", role: "group" });
  const garbled = h("output", { class: "lesson-garbled", translate: "no", for: "lesson-text-typed lesson-text-written lesson-text-read" });
  const missing = h("p", { class: "lesson-note" });

  function render() {
    const typed = text.input.value;
    const count = [...typed].length;
    replace(
      sizes,
      ...ENCODINGS.map((encoding) => {
        const coded = encode(typed, encoding);
        const name = h("th", { scope: "row" }, t(`lesson.encoding.${encoding}`));
        if (coded.missing.length > 0) {
          return h("tr", {}, name, h("td", { colspan: 3, class: "lesson-lacks" }, t("lesson.text.lacks", { characters: coded.missing.slice(0, 8).join(" ") })));
        }
        const each = [...new Set(coded.characters.map(({ bytes }) => (bytes?.length ?? 0) * 8))].sort((a, b) => a - b);
        const range = each.length > 1 ? `${each[0]}–${each.at(-1)}` : String(each[0] ?? "–");
        return h("tr", {}, name, h("td", {}, range), h("td", {}, number(coded.bytes.length)), h("td", {}, number(coded.bytes.length * 8)));
      }),
    );
    const coded = encode(typed, written.value());
    replace(
      bits,
      ...coded.characters.slice(0, MOST_SHOWN).map(({ character, bytes }) =>
        h(
          "span",
          { class: "lesson-character" },
          h("b", {}, character === " " ? "␣" : character),
          h("code", {}, bytes ? bytes.map(hexByte).join(" ") : "–"),
          h("i", {}, bytes ? bytes.map(bitsOfByte).join(" ") : "–"),
        ),
      ),
    );
    garbled.textContent = decode(coded.bytes, read.value());
    const notes = [t("lesson.text.count", { n: count })];
    if (coded.missing.length > 0) notes.push(t("lesson.text.dropped", { characters: coded.missing.slice(0, 8).join(" ") }));
    if (count > MOST_SHOWN) notes.push(t("lesson.text.first", { n: MOST_SHOWN }));
    missing.textContent = notes.join(" ");
  }

  const heads = ["encoding", "each", "bytes", "bits"].map((name) => worded("th", `lesson.text.head.${name}`, { scope: "col" }));
  onLanguage(() => {
    bits.setAttribute("aria-label", t("lesson.text.bits"));
    render();
  });
  return card(
    "text",
    text.element,
    h("table", { class: "lesson-table" }, h("thead", {}, h("tr", {}, ...heads)), sizes),
    h("div", { class: "lesson-fields" }, written.element, read.element),
    garbled,
    bits,
    missing,
  );
}
