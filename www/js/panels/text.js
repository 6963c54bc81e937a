/** The Text tab: the file's bits or the picture's as text, laid out as wished, with the first lines shown at once. */

import { Cancelled, unanswered } from "../client.js";
import { copyMade } from "../copy.js";
import { h, newestOnly, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { faultSentence } from "./words.js";

/**
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../client.js").Client} Client
 * @typedef {import("../protocol.js").TextOptions} TextOptions
 */

const PREVIEW_LINES = 60;
const MOST_COLUMNS = 4096;
/** Longer texts are saved, not copied: a clipboard of tens of megabytes stops other programs. */
const COPY_BYTES = 16 * 1024 * 1024;

/** @param {HTMLElement} element @param {Store} store @param {Client} client @param {import("./save.js").Saver} saver */
export function mountText(element, store, client, saver) {
  /** @type {TextOptions} */
  const options = { of: "file", form: "matrix", columns: 64, grouped: true, offsets: false, oriented: true };
  let visible = false;
  let length = 0;

  const of = choice("of", ["file", "rgb", "grey", "mono"]);
  const form = choice("form", ["matrix", "stream", "hex", "decimal"]);
  const columns = h("input", {
    type: "number",
    id: "text-columns",
    min: 1,
    max: MOST_COLUMNS,
    value: options.columns,
    inputmode: "numeric",
  });
  const columnsLabel = h("label", { for: "text-columns" });
  const grouped = h("input", { type: "checkbox", id: "text-grouped", checked: options.grouped });
  const groupedLabel = h("label", { for: "text-grouped" });
  const offsets = h("input", { type: "checkbox", id: "text-offsets" });
  const offsetsLabel = h("label", { for: "text-offsets" });
  const copy = h("button", { class: "button line", onclick: () => void copyText() });
  const save = h("button", { class: "button line", onclick: () => saver.text(ending(), options) });
  const size = h("output", { class: "text-size" });
  const preview = h("pre", { class: "made-text", translate: "no", tabindex: "0", role: "region" });
  element.append(
    h(
      "form",
      { class: "text-options", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
      of.field,
      form.field,
      h("div", { class: "pair" }, columnsLabel, columns),
      h("div", { class: "check" }, grouped, groupedLabel),
      h("div", { class: "check" }, offsets, offsetsLabel),
      h("div", { class: "actions" }, copy, save, size),
    ),
    preview,
  );

  /** @template {"of" | "form"} N @param {N} name @param {TextOptions[N][]} values */
  function choice(name, values) {
    const legend = h("legend");
    const inputs = values.map((value) => {
      const input = h("input", {
        type: "radio",
        name: `text-${name}`,
        id: `text-${name}-${value}`,
        value,
        checked: value === options[name],
      });
      input.addEventListener("change", () => {
        options[name] = value;
        if (name === "form")
          columns.value = String((options.columns = value === "hex" || value === "decimal" ? 16 : 64));
        refresh();
      });
      return { value, input, label: h("label", { for: input.id }) };
    });
    const field = h(
      "fieldset",
      { class: "choice" },
      legend,
      h("div", { class: "segmented" }, ...inputs.flatMap(({ input, label }) => [input, label])),
    );
    return {
      field,
      words() {
        legend.textContent = t(`text.${name}`);
        for (const { value, label } of inputs) label.textContent = t(`text.${name}.${value}`);
      },
      /** @param {(value: string) => boolean} allowed */
      allow(allowed) {
        for (const { value, input } of inputs) input.disabled = !allowed(value);
      },
      /** @param {TextOptions[N]} value */
      set(value) {
        options[name] = value;
        for (const one of inputs) one.input.checked = one.value === value;
      },
    };
  }

  columns.addEventListener("input", () => {
    const wanted = Math.round(Number(columns.value));
    if (!(wanted >= 1 && wanted <= MOST_COLUMNS)) return columns.setAttribute("aria-invalid", "true");
    columns.removeAttribute("aria-invalid");
    options.columns = wanted;
    refresh();
  });
  grouped.addEventListener("change", () => ((options.grouped = grouped.checked), refresh()));
  offsets.addEventListener("change", () => ((options.offsets = offsets.checked), refresh()));

  /** `matrix.txt` of the file, `rgb.matrix.txt` of the pixels. */
  function ending() {
    const shape = options.form === "stream" ? "bits" : options.form;
    const kind = options.of === "mono" ? "1bit" : options.of;
    return options.of === "file" ? `${shape}.txt` : `${kind}.${shape}.txt`;
  }

  async function copyText() {
    const controller = new AbortController();
    try {
      const made = client.text(options, { signal: controller.signal, progress: () => {} });
      await copyMade(made.then((parts) => new Blob(parts).text()));
      store.set({ notice: { tone: "info", key: "notice.copied" } });
    } catch (problem) {
      if (problem instanceof Cancelled) return;
      store.set({ notice: { tone: "error", key: "notice.not-copied" } });
    }
  }

  const ask = newestOnly(async (/** @type {TextOptions} */ asked) => {
    const doc = store.get().document;
    if (!doc || doc.bytes.length === 0) return void replace(preview);
    try {
      const { text, more, total } = await client.preview(asked, PREVIEW_LINES);
      length = total;
      preview.textContent = more ? `${text}\n…` : text;
    } catch (problem) {
      unanswered(problem, (fault) => (preview.textContent = faultSentence(fault)));
    }
    size.textContent = t("count.characters", { n: length });
    copy.disabled = length > COPY_BYTES;
  });

  function refresh() {
    const doc = store.get().document;
    const drawn = Boolean(doc?.picture?.complete);
    of.allow((value) => value === "file" || drawn);
    if (!drawn && options.of !== "file") of.set("file");
    const plain = options.form === "stream";
    columns.disabled = plain;
    offsets.disabled = plain;
    grouped.disabled = plain || options.form !== "matrix";
    options.oriented = doc?.picture?.oriented ?? true;
    copy.disabled = save.disabled = !doc || doc.bytes.length === 0;
    if (visible) void ask({ ...options });
  }

  store.on(["document"], refresh);
  onLanguage(() => {
    of.words();
    form.words();
    columnsLabel.textContent = t("text.columns");
    groupedLabel.textContent = t("text.grouped");
    offsetsLabel.textContent = t("text.offsets");
    copy.textContent = t("text.copy");
    save.textContent = t("text.save");
    preview.setAttribute("aria-label", t("text.preview"));
    size.textContent = length > 0 ? t("count.characters", { n: length }) : "";
  });
  return {
    shown() {
      visible = true;
      refresh();
    },
  };
}
