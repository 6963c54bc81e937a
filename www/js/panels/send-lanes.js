/**
 * The open picture through a simulated channel, in four ways side by side: pixel by pixel, and as the bytes of a BMP, of a JPEG, and of a
 * JPEG with restart markers, each with the same losses.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../client.js").Client} Client
 * @typedef {import("../protocol.js").LaneSettings} LaneSettings
 */

import { unanswered } from "../client.js";
import { h } from "../dom.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { worded } from "../worded.js";
import { check, choice, counted, lane, slider, whole } from "./send-fields.js";
import { faultSentence } from "./words.js";

/** Files whose bytes are sent beside the pixels. */
const FILES = /** @type {const} */ (["bmp", "jpeg", "restarts"]);
const SHARES = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8];
const RATES = [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000];
/** Time that passes at once, in milliseconds, where nothing is to move. */
const AT_ONCE_MS = 1e7;

/** @param {number} share */
const percent = (share) => t("percent", { n: number(Number((share * 100).toPrecision(2))) });

/** @param {Store} store @param {Client} client @param {() => import("../../pkg/workshop.js").SendCoding} coding How pixels are sent. */
export function sendLanes(store, client, coding) {
  const again = () => void start();
  const fields = {
    loss: slider("loss", SHARES, 0.05, percent, again),
    burst: slider("burst", [1, 2, 3, 5, 8, 12, 20, 40], 1, number, again),
    duplicates: slider("duplicates", SHARES, 0, percent, again),
    reordering: slider("reordering", SHARES, 0, percent, again),
    delay: slider("delay", [0, 1, 5, 20, 50, 100, 200, 500, 1000], 20, (ms) => t("send.ms", { n: ms }), again),
    bitErrors: slider("bitErrors", [0, 1e-6, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01], 0, (share) => (share ? t("send.oneIn", { n: number(Math.round(1 / share)) }) : percent(0)), again),
    rate: slider("rate", RATES, 100_000, (bytes) => t("send.rate.value", { n: number(bytes / 1000) }), again),
    repairs: whole("repairs", 0, 64, again),
    seed: whole("seed", 1, 4_294_967_295, again),
    checksum: check("checksum", true, again),
    asks: check("asks", false, again),
  };
  const go = worded("button", "send.start", { class: "button primary", type: "submit" });
  const dice = worded("button", "send.dice", {
    class: "button line",
    type: "button",
    onclick: () => {
      fields.seed.write(fields.seed.read() + 1);
      again();
    },
  });
  const form = h(
    "form",
    {
      class: "send-options",
      onsubmit(/** @type {Event} */ event) {
        event.preventDefault();
        again();
      },
    },
    ...["loss", "burst", "duplicates", "reordering", "delay", "bitErrors", "rate"].map((name) => fields[/** @type {"loss"} */ (name)].element),
    h("div", { class: "send-pairs" }, fields.seed.element, fields.repairs.element),
    fields.checksum.element,
    fields.asks.element,
    h("div", { class: "actions" }, go, dice),
  );
  const original = lane("original");
  const lanes = [lane("pixels"), ...FILES.map((file) => lane(file))];
  const verdict = h("p", { class: "send-verdict", role: "status" });
  const row = h("div", { class: "send-lanes" }, original.element, ...lanes.map(({ element }) => element));

  /** Grows with every start. */
  let run = 0;
  let visible = false;
  let began = false;
  /** What was counted last. @type {import("../protocol.js").LaneState[]} */
  let states = [];
  let pixels = 0;
  let size = { width: 1, height: 1 };

  /** @returns {LaneSettings[]} */
  function settings() {
    const common = {
      repairs: fields.repairs.read(),
      loss: fields.loss.read(),
      burst: fields.burst.read(),
      duplicates: fields.duplicates.read(),
      reordering: fields.reordering.read(),
      delay: fields.delay.read(),
      bitErrors: fields.bitErrors.read(),
      checksum: fields.checksum.read(),
      seed: fields.seed.read(),
      asks: fields.asks.read(),
      rate: fields.rate.read(),
    };
    return [coding(), ...FILES].map((one) => ({ ...common, coding: one }));
  }

  async function start() {
    const mine = ++run;
    const current = () => mine === run;
    if (!store.get().document?.picture?.complete) return;
    began = true;
    row.setAttribute("aria-busy", "true");
    try {
      const picture = await client.send.begin(settings());
      if (!picture || !current()) return;
      size = { width: picture.width, height: picture.height };
      pixels = picture.width * picture.height;
      states = [];
      verdict.textContent = "";
      original.paint(picture);
      for (const { blank } of lanes) blank();
      await play(current);
    } catch (problem) {
      unanswered(problem, (fault) => current() && (verdict.textContent = faultSentence(fault)));
    } finally {
      if (current()) row.removeAttribute("aria-busy");
    }
  }

  /** Time passes as it does, until nothing more comes. @param {() => boolean} current */
  async function play(current) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (let last = performance.now(); current(); ) {
      const now = performance.now();
      const came = await client.send.advance(still ? AT_ONCE_MS : Math.min(now - last, 100));
      last = now;
      if (!current()) return;
      states = came;
      for (const [at, { rgba }] of came.entries()) if (rgba.length > 0) lanes[at].paint({ ...size, rgba });
      const over = came.every(({ counts }) => counts.over);
      tell(over);
      if (over) return;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }

  /** @param {boolean} over */
  function tell(over) {
    original.name(t("send.lane.original", { width: size.width, height: size.height }));
    for (const [at, one] of [coding(), ...FILES].entries()) lanes[at].name(t(`send.coding.${one}`));
    if (pixels > 0) original.count([["bytes", number(pixels * 3)], ["pixel", t("send.perPixel", { n: 3 })]]);
    for (const [at, { counts }] of states.entries()) {
      const { sent: datagrams, sentBytes: bytes, lost, again: twice, refused, repaired } = counts;
      const rows = counted({ datagrams, bytes, parts: counts.parts, all: counts.all, ms: counts.ms }, pixels);
      rows.push(["lost", number(lost)]);
      if (twice > 0) rows.push(["again", number(twice)]);
      if (refused > 0) rows.push(["refused", number(refused)]);
      if (repaired > 0) rows.push(["repaired", number(repaired)]);
      lanes[at].count(rows);
    }
    if (over) verdict.textContent = t(states.every(({ counts }) => counts.parts === counts.all) ? "send.verdict.whole" : "send.verdict.losses");
  }

  function refresh() {
    const complete = Boolean(store.get().document?.picture?.complete);
    go.disabled = dice.disabled = !complete;
    if (visible && complete && !began) void start();
  }

  /** @type {string} */
  let shown = "";
  store.on(["document", "view"], ({ document: doc, view }) => {
    const now = JSON.stringify([doc?.revision, doc?.picture?.oriented, doc?.picture?.complete, view]);
    if (now === shown) return;
    shown = now;
    run += 1;
    began = false;
    refresh();
  });
  onLanguage(() => tell(false));
  refresh();

  return {
    form,
    shown: h("div", { class: "send-result" }, row, verdict),
    again,
    settings: () => settings()[0],
    /** @param {boolean} now */
    look(now) {
      visible = now;
      refresh();
    },
  };
}
