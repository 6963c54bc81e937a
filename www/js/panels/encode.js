/**
 * The Encode tab: the picture that is shown, encoded anew, with what each step of encoding takes and costs.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../client.js").Client} Client
 * @typedef {import("../opener.js").Opener} Opener
 * @typedef {import("../protocol.js").EncodeOptions} EncodeOptions
 * @typedef {import("../protocol.js").Encoded} Encoded
 */

import { unanswered } from "../client.js";
import { h, newestOnly, replace } from "../dom.js";
import { SAMPLINGS } from "../encode.js";
import { download, named } from "../files.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { faultSentence } from "./words.js";

/** A slider that moves asks no more often than this. */
const REST_MS = 120;

/** @param {HTMLElement} element @param {Store} store @param {Client} client @param {Opener} opener */
export function mountEncode(element, store, client, opener) {
  /** @type {EncodeOptions} */
  const options = { quality: 75, sampling: "4:2:0", progressive: false, optimal: false, restartRows: 0, oriented: true };
  let visible = false;
  /** What was encoded last, and of what. @type {{encoded: Encoded, of: string} | null} */
  let last = null;
  /** @type {AbortController | null} */
  let running = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;

  const quality = h("input", { type: "range", min: 1, max: 100, value: 75, id: "encode-quality" });
  const exact = h("output", { class: "encode-exact", for: "encode-quality" });
  const own = h("input", { type: "checkbox", id: "encode-own" });
  const sampling = h("select", { class: "chip", id: "encode-sampling" });
  const progressive = h("input", { type: "checkbox", id: "encode-progressive" });
  const optimal = h("input", { type: "checkbox", id: "encode-optimal" });
  const restart = h("input", { type: "number", min: 0, max: 999, value: 0, id: "encode-restart", class: "encode-number" });
  const labels = Object.fromEntries(
    [quality, own, sampling, progressive, optimal, restart].map((input) => [input.id, h("label", { for: input.id })]),
  );
  const open = h("button", { class: "button line", onclick: () => openResult() });
  const save = h("button", { class: "button line", onclick: () => saveResult() });
  const table = h("tbody");
  const heads = ["stage", "what", "size", "share"].map((name) => h("th", { scope: "col", data: { name } }));
  const verdict = h("p", { class: "encode-verdict", role: "status" });
  const body = h(
    "div",
    { class: "encode" },
    h(
      "form",
      { class: "encode-options", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
      h("div", { class: "encode-quality" }, labels[quality.id], quality, exact),
      h("div", { class: "check" }, own, labels[own.id]),
      h("div", { class: "pair" }, labels[sampling.id], sampling),
      h("div", { class: "check" }, progressive, labels[progressive.id]),
      h("div", { class: "check" }, optimal, labels[optimal.id]),
      h("div", { class: "pair" }, labels[restart.id], restart),
      h("div", { class: "actions" }, open, save),
    ),
    h("div", { class: "encode-result" }, verdict, h("table", {}, h("thead", {}, h("tr", {}, ...heads)), table)),
  );
  const none = h("p", { class: "dock-none" });
  element.append(body, none);

  for (const input of [quality, own, sampling, progressive, optimal, restart]) {
    input.addEventListener("input", () => {
      options.quality = own.checked ? null : Number(quality.value);
      options.sampling = /** @type {EncodeOptions["sampling"]} */ (sampling.value);
      options.progressive = progressive.checked;
      options.optimal = optimal.checked;
      options.restartRows = Math.min(999, Math.max(0, Math.round(Number(restart.value)) || 0));
      controls();
      clearTimeout(resting);
      resting = setTimeout(refresh, REST_MS);
    });
  }

  const shown = () => store.get().document?.picture ?? null;

  /** What the result depends on. */
  function subject() {
    const { document: doc, view } = store.get();
    return JSON.stringify([doc?.revision, doc?.picture?.oriented, view, options]);
  }

  /** Encodes anew what has changed, if anybody sees it. */
  function refresh() {
    if (!visible || !shown()?.complete || last?.of === subject()) return render();
    running?.abort();
    void ask(undefined);
  }

  const ask = newestOnly(async () => {
    const of = subject();
    const oriented = shown()?.oriented ?? true;
    const controller = new AbortController();
    running = controller;
    element.setAttribute("aria-busy", "true");
    try {
      const encoded = await client.encode({ ...options, oriented }, { signal: controller.signal, progress: () => {} });
      if (encoded && of === subject()) last = { encoded, of };
      render();
    } catch (problem) {
      unanswered(problem, (fault) => {
        last = null;
        render();
        verdict.textContent = faultSentence(fault);
      });
    } finally {
      if (running === controller) running = null;
      element.removeAttribute("aria-busy");
    }
  });

  const resultName = () => named(store.get().document?.name ?? "", options.quality === null ? "encoded.jpg" : `q${options.quality}.jpg`);

  function saveResult() {
    if (last) download(resultName(), [last.encoded.bytes], "image/jpeg");
  }

  function openResult() {
    if (last) opener.made(resultName(), last.encoded.bytes.slice());
  }

  function controls() {
    quality.disabled = own.checked;
    exact.textContent = own.checked ? "–" : number(Number(quality.value));
    optimal.disabled = progressive.checked;
  }

  function render() {
    const picture = shown();
    body.hidden = !picture;
    none.hidden = body.hidden === false;
    none.textContent = store.get().document ? t("encode.none") : "";
    const current = last && last.of === subject() ? last.encoded : null;
    open.disabled = save.disabled = !current;
    if (!picture || !current) return;
    const { sizes, error } = current;
    const pixels = picture.width * picture.height;
    const values = (/** @type {number} */ bits) => Math.ceil(bits / 8);
    const codes = values(sizes.codeBits + sizes.extraBits);
    /** @type {[string, Record<string, string | number>, number][]} */
    const rows = [
      ["pixels", { width: picture.width, height: picture.height, channels: sizes.pixelBytes / pixels }, sizes.pixelBytes],
      ["samples", { sampling: t(`encode.sampling.${options.sampling}`) }, sizes.sampleBytes],
      ["coefficients", { n: sizes.coefficients, share: percent(sizes.nonzero / sizes.coefficients) }, sizes.nonzero],
      ["codes", { n: sizes.symbols, codes: number(values(sizes.codeBits)), values: number(values(sizes.extraBits)) }, codes],
      ["scans", { n: Math.max(0, sizes.scanBytes - codes) }, sizes.scanBytes],
      ["file", { n: sizes.fileBytes - sizes.scanBytes }, sizes.fileBytes],
    ];
    replace(
      table,
      ...rows.map(([name, what, size]) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, t(`encode.stage.${name}`)),
          h("td", {}, t(`encode.about.${name}`, what)),
          h("td", { class: "encode-size" }, t(name === "coefficients" ? "encode.count" : "count.bytes", { n: size })),
          h("td", { class: "encode-share" }, h("i", { style: `width: ${Math.max(0.5, (100 * size) / sizes.pixelBytes)}%` })),
        ),
      ),
    );
    verdict.textContent = t("encode.verdict", {
      bytes: number(sizes.fileBytes),
      ratio: number(round(sizes.pixelBytes / sizes.fileBytes)),
      bpp: number(round((sizes.fileBytes * 8) / pixels)),
      psnr: error > 0 ? t("encode.psnr", { db: number(round(10 * Math.log10(255 ** 2 / error))) }) : t("encode.same"),
    });
  }

  function words() {
    for (const [id, label] of Object.entries(labels)) label.textContent = t(id.replace("-", "."));
    replace(sampling, ...SAMPLINGS.map((name) => h("option", { value: name, selected: name === options.sampling }, t(`encode.sampling.${name}`))));
    open.textContent = t("encode.open");
    save.textContent = t("encode.save");
    for (const head of heads) head.textContent = t(`encode.head.${head.dataset.name}`);
    controls();
    render();
  }

  store.on(["document", "view"], () => refresh());
  onLanguage(words);
  // Nobody waits for what is not seen.
  new IntersectionObserver(([entry]) => {
    visible = entry.isIntersecting;
    refresh();
  }).observe(element);
}

/** Two digits behind the point, three for small numbers. @param {number} value */
const round = (value) => Number(value.toPrecision(value >= 100 ? 4 : 3));

/** @param {number} share */
const percent = (share) => t("percent", { n: round(share * 100) });
