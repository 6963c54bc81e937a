/**
 * The Compare tab: what the open file is compared with, how far their pixels are apart, and where their bytes differ.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").Rival} Rival
 * @typedef {import("../comparison.js").Comparison} Comparison
 */

import { h, replace } from "../dom.js";
import { number, onLanguage, t } from "../i18n/index.js";

/** Changes that are listed at a time. */
const PAGE = 200;
/** Bytes of a change that are shown. */
const SHOWN_BYTES = 6;

/** @param {HTMLElement} element @param {Store} store @param {Comparison} comparison */
export function mountComparison(element, store, comparison) {
  let listed = PAGE;
  /** @type {unknown} */
  let listedOf = null;

  const choices = h("span", { class: "comparison-choices", role: "group" });
  const end = h("button", { class: "chip", id: "compare-end", onclick: () => comparison.end() });
  const open = h("button", { class: "chip", onclick: () => document.getElementById("open")?.click() });
  const choose = h("span", { class: "comparison-with" });
  const about = h("p", { class: "comparison-about" });
  const pixelsTitle = h("h3");
  const verdict = h("p", { class: "comparison-verdict", id: "comparison-verdict", role: "status" });
  const table = h("table", { class: "comparison-table" });
  const bytesTitle = h("h3");
  const bytesVerdict = h("p", { class: "comparison-verdict", id: "comparison-bytes" });
  const list = h("ol", { class: "comparison-list", id: "comparison-list" });
  const more = h("button", { class: "button line small", onclick: () => ((listed += PAGE), render()) });
  const body = h(
    "div",
    { class: "comparison-body" },
    h("section", {}, pixelsTitle, verdict, table),
    h("section", {}, bytesTitle, bytesVerdict, list, more),
  );
  element.append(h("div", { class: "comparison" }, h("div", { class: "comparison-head" }, choose, choices, open, end), about, body));

  function render() {
    if (element.hidden) return;
    const { files, rival, document: doc, edits } = store.get();
    const others = files.list.filter(({ key }) => key !== files.current);
    const edited = edits.history.hunks.length > 0 || rival?.key === "original";
    replace(
      choices,
      edited && choice(t("comparison.original"), rival?.key === "original", () => comparison.with("original")),
      ...others.map((file) => choice(file.name, rival?.key === file.key, () => comparison.with(file.key))),
    );
    choices.hidden = !edited && others.length === 0;
    open.hidden = others.length > 0;
    end.hidden = body.hidden = !rival;
    about.hidden = Boolean(rival) && doc !== null;
    about.textContent = t(choices.hidden ? "comparison.none" : "comparison.choose");
    if (!rival || !doc) return;
    element.setAttribute("aria-busy", String(rival.busy));
    renderPixels(rival, doc);
    renderBytes(rival, doc);
  }

  /** @param {Rival} rival @param {import("../store.js").Doc} doc */
  function renderPixels(rival, doc) {
    const { pixels, picture, busy } = rival;
    table.hidden = !pixels;
    if (!pixels) {
      const own = doc.picture;
      if (busy) verdict.textContent = t("comparison.busy");
      else if (!picture || !own) verdict.textContent = t("comparison.no-picture", { name: own ? rival.name : doc.name });
      else verdict.textContent = t("comparison.sizes", { width: own.width, height: own.height, other: rival.name, w: picture.width, h: picture.height });
      return;
    }
    const decibels = (/** @type {number} */ value) => (Number.isFinite(value) ? `${number(Number(value.toFixed(2)))} ${t("comparison.db")}` : "∞");
    verdict.textContent =
      pixels.differing === 0
        ? t("comparison.same-pixels", { n: pixels.pixels })
        : t("comparison.pixels-differ", {
            n: pixels.differing,
            all: pixels.pixels,
            share: t("percent", { n: share(pixels.differing / pixels.pixels) }),
            judged: t(judged(pixels)),
          });
    const mean = [...pixels.means].reduce((sum, value) => sum + value, 0) / 3;
    const rows = ["red", "green", "blue"].map((name, c) => [t(`comparison.${name}`), pixels.psnr[c], pixels.means[c], pixels.largest[c]]);
    rows.push([t("comparison.all"), pixels.psnr[3], mean, Math.max(...pixels.largest)]);
    replace(
      table,
      h("thead", {}, h("tr", {}, ...["channel", "psnr", "mse", "largest"].map((name) => head(name, "col")))),
      h(
        "tbody",
        {},
        ...rows.map(([name, psnr, mse, largest]) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, name),
            ...[decibels(Number(psnr)), number(Number(Number(mse).toPrecision(4))), number(Number(largest))].map((value) => h("td", {}, value)),
          ),
        ),
        h(
          "tr",
          {},
          head("ssim", "row"),
          h("td", { colspan: 3, id: "comparison-ssim" }, pixels.ssim === null ? t("comparison.ssim.none") : number(Number(pixels.ssim.toFixed(4)))),
        ),
      ),
    );
  }

  /** @param {Rival} rival @param {import("../store.js").Doc} doc */
  function renderBytes(rival, doc) {
    const { bytes, lengths } = rival;
    if (listedOf !== bytes) [listedOf, listed] = [bytes, PAGE];
    bytesVerdict.hidden = list.hidden = more.hidden = !bytes;
    if (!bytes) return;
    const [own, other] = lengths;
    const parts = [
      bytes.changed > 0 && t("comparison.changed", { n: bytes.changed }),
      bytes.removed > 0 && t("comparison.only-here", { n: bytes.removed }),
      bytes.inserted > 0 && t("comparison.only-there", { n: bytes.inserted }),
    ].filter(Boolean);
    bytesVerdict.textContent =
      bytes.count === 0
        ? t("comparison.same-bytes", { n: own })
        : [
            t("comparison.lengths", { own: t("count.bytes", { n: own }), other: t("count.bytes", { n: other }) }),
            t("comparison.first", { at: hex(bytes.first[0]) }),
            t("comparison.places", { n: bytes.count, parts: parts.join(", ") }),
          ].join(" ");
    const end = Math.min(bytes.first.length, listed);
    // What has been edited since stands elsewhere.
    const fresh = rival.revision === doc.revision && !rival.busy;
    replace(list, ...Array.from({ length: end }, (_, i) => h("li", {}, change(bytes, i, doc.bytes, fresh))));
    more.hidden = end >= bytes.first.length;
    more.textContent = t("comparison.more", { n: Math.min(PAGE, bytes.first.length - end) });
    const rest = bytes.count - bytes.first.length;
    if (rest > 0 && more.hidden) list.append(h("li", { class: "comparison-rest" }, t("comparison.rest", { n: rest })));
  }

  /** @param {import("../../pkg/workshop.js").ByteDifference} bytes @param {number} i @param {Uint8Array} file @param {boolean} fresh */
  function change(bytes, i, file, fresh) {
    const [at, removed, inserted] = [bytes.first[i], bytes.removedBytes[i], bytes.insertedBytes[i]];
    const key = removed === inserted ? (removed === 1 ? "change" : "changes") : removed === 0 ? "there" : inserted === 0 ? "here" : "replaced";
    const start = fresh ? file.subarray(at, at + Math.min(removed, SHOWN_BYTES)) : [];
    const shown = Array.from(start, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
    return h(
      "button",
      {
        class: "comparison-change",
        disabled: !fresh,
        onclick: () => {
          // Where only the other file has something, the byte behind the place.
          const start = Math.min(at, Math.max(0, file.length - 1));
          store.set({ selection: { start: start * 8, bits: Math.max(1, removed) * 8 } });
        },
      },
      h("code", {}, hex(at)),
      h("span", { class: `comparison-kind ${key}` }, t(`comparison.kind.${key}`, { n: removed || inserted, other: inserted })),
      h("code", { class: "comparison-bytes" }, shown + (shown && removed > SHOWN_BYTES ? " …" : "")),
    );
  }

  store.on(["rival", "files", "edits", "document"], render);
  onLanguage(() => {
    choose.textContent = t("comparison.with");
    choices.setAttribute("aria-label", t("comparison.with"));
    end.textContent = t("comparison.end");
    open.textContent = t("comparison.open");
    pixelsTitle.textContent = t("comparison.pixels");
    bytesTitle.textContent = t("comparison.bytes");
    list.setAttribute("aria-label", t("comparison.list"));
    render();
  });
  return { shown: render };
}

/** @param {string} label @param {boolean} pressed @param {() => void} onclick */
const choice = (label, pressed, onclick) => h("button", { class: "chip comparison-choice", title: label, "aria-pressed": String(pressed), onclick }, label);

/** A heading, explained by its title. @param {string} name @param {"row" | "col"} scope */
const head = (name, scope) => h("th", { scope, title: t(`comparison.${name}.about`) }, t(`comparison.${name}`));

/** @param {number} value */
const hex = (value) => `0x${value.toString(16).toUpperCase()}`;

/** Of a hundred, two digits. @param {number} part */
const share = (part) => Number((part * 100).toPrecision(part > 0.1 ? 3 : 2));

/** What the figures mean to an eye. @param {import("../../pkg/workshop.js").PixelDifference} pixels */
function judged({ psnr, ssim }) {
  if (psnr[3] >= 45 && (ssim ?? 1) >= 0.99) return "comparison.unseen";
  if (psnr[3] >= 35 && (ssim ?? 1) >= 0.95) return "comparison.slight";
  if (psnr[3] >= 28 && (ssim ?? 1) >= 0.85) return "comparison.visible";
  return "comparison.strong";
}
