/**
 * The pixels that a block has a part in, large: their colours, or one upsampled component; the numbers of the one pointed at,
 * which can be changed.
 *
 * @typedef {import("../../pkg/workshop.js").BlockPixelColumns} Pixels
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {import("./block-colour.js").Channel} Channel
 *
 * @typedef {object} Wiring
 * @property {() => void} choose Leads to the bits.
 * @property {() => boolean} editable
 * @property {(at: {x: number, y: number}, now: readonly number[], rgb: readonly number[], channel: Channel, value: number) => Promise<boolean>} edit
 *   Changes a number of a pixel of the picture; whether it could be done.
 * @property {() => number} turn Of the last edit.
 */

import { componentName } from "../components.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n/index.js";
import { channelsOf } from "./block-colour.js";
import { typeOver } from "./block-input.js";

/** @param {Wiring} wiring */
export function createPixels(wiring) {
  const canvas = h("canvas", { class: "block-pixels", id: "block-pixels", role: "img", tabindex: "0" });
  const mark = h("div", { class: "block-pixel-mark", hidden: true });
  const of = h("select", { class: "chip" });
  const words = h("div", { class: "block-readout" });
  const outcome = h("p", { class: "block-outcome", "aria-live": "polite" });
  const root = h("div", { class: "block-final" }, h("div", { class: "block-pixels-box" }, canvas, mark), of, words, outcome);
  /** @type {{pixels: Pixels, picture: Picture} | null} */
  let now = null;
  let at = { x: 0, y: 0 };
  /** The pixel stays whatever is pointed at. */
  let held = false;
  let shown = "";
  /** Which number was pressed last; -1: none. */
  let pressed = -1;
  /** What was asked for last, of which pixel; to be compared with what came. @type {{x: number, y: number, channel: Channel, value: number, before: Pixels, turn: number} | null} */
  let wanted = null;

  function draw() {
    if (!now) return;
    const { pixels, picture } = now;
    const { width, height, components, rgba } = pixels;
    canvas.width = width;
    canvas.height = height;
    const data = new Uint8ClampedArray(rgba);
    const plane = shown === "" ? null : components[Number(shown)];
    if (plane) plane.forEach((value, i) => data.fill(Math.round((value * 255) / (2 ** picture.precision - 1)), i * 4, i * 4 + 3));
    /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).putImageData(new ImageData(data, width), 0, 0);
  }

  /** The pixel that is told of: its place in the picture, its components, its colour. @param {{pixels: Pixels}} of */
  function told({ pixels }) {
    const [x, y] = [Math.min(at.x, pixels.width - 1), Math.min(at.y, pixels.height - 1)];
    const i = y * pixels.width + x;
    return { x: pixels.x + x, y: pixels.y + y, components: pixels.components.map((plane) => plane[i]), rgb: [...pixels.rgba.subarray(i * 4, i * 4 + 3)] };
  }

  function tell() {
    if (!now) return;
    const { pixels, picture } = now;
    const pixel = told(now);
    const channels = channelsOf(picture, pixel.components, pixel.rgb);
    const focused = words.contains(document.activeElement) ? [...words.querySelectorAll("button")].findIndex((b) => b === document.activeElement) : -1;
    const cells = channels.map((channel, i) => channelCell(channel, i));
    const colours = channels.findIndex(({ kind }) => kind === "colour");
    /** @type {(Node | string)[]} */
    const parts = cells.flatMap((cell, i) => [i === colours ? " → " : " ", cell]);
    // Where there is no way back from a colour, it is told all the same.
    if (colours < 0 && picture.colour !== "rgb" && picture.colour !== "grey") parts.push(` → ${t("block.pixel.rgb", { r: pixel.rgb[0], g: pixel.rgb[1], b: pixel.rgb[2] })}`);
    replace(words, t("block.pixel", { x: String(pixel.x), y: String(pixel.y) }), ...parts);
    if (focused >= 0) focusNumber(focused);
    mark.hidden = !held;
    mark.style.setProperty("--x", String((pixel.x - pixels.x) / pixels.width));
    mark.style.setProperty("--y", String((pixel.y - pixels.y) / pixels.height));
    mark.style.setProperty("--w", String(1 / pixels.width));
    mark.style.setProperty("--h", String(1 / pixels.height));
    tellOutcome(channels, pixel);
  }

  /** What has come of an edit, once it has been decoded. @param {readonly Channel[]} channels @param {{x: number, y: number}} pixel */
  function tellOutcome(channels, pixel) {
    const ours = wanted !== null && now !== null && wanted.before !== now.pixels && wanted.turn === wiring.turn() && wanted.x === pixel.x && wanted.y === pixel.y;
    const got = ours ? channels.find(({ kind, index }) => kind === wanted?.channel.kind && index === wanted.channel.index) : null;
    const news = outcome.hidden && got;
    outcome.hidden = !got || !wanted;
    if (!got || !wanted) return;
    const exact = got.value === wanted.value;
    outcome.textContent = t(exact ? "block.pixel.exact" : "block.pixel.near", { name: got.name, wanted: wanted.value, got: got.value });
    outcome.classList.toggle("near", !exact);
    if (news) outcome.scrollIntoView({ block: "nearest" });
  }

  /** A number: the first press leads to its bits, the second, or F2, changes it. @param {Channel} channel @param {number} i */
  function channelCell(channel, i) {
    const cell = h("span", { class: "block-channel" });
    const label = t("block.pixel.channel", { name: channel.name, value: channel.value });
    const button = h("button", { type: "button", class: "link", data: { channel: `${channel.kind}-${channel.index}` }, "aria-label": label }, `${channel.name} ${channel.value}`);
    const change = () => {
      if (!now || !wiring.editable()) return;
      hold();
      const { pixels } = now;
      const pixel = told(now);
      typeOver(cell, {
        text: String(channel.value),
        label,
        async write(value) {
          if (value < 0 || value > channel.most) return false;
          if (!(await wiring.edit(pixel, pixel.components, pixel.rgb, channel, value))) return false;
          wanted = { x: pixel.x, y: pixel.y, channel, value, before: pixels, turn: wiring.turn() };
          return true;
        },
        closed: (back) => back && focusNumber(i),
      });
    };
    button.addEventListener("click", () => {
      if (pressed === i) return change();
      pressed = i;
      hold();
      wiring.choose();
    });
    button.addEventListener("keydown", (event) => {
      if (event.key !== "F2") return;
      event.preventDefault();
      change();
    });
    button.addEventListener("pointerdown", hold);
    cell.append(button);
    return cell;
  }

  /** @param {number} i */
  const focusNumber = (i) => words.querySelectorAll("button")[i]?.focus({ preventScroll: true });

  function hold() {
    held = true;
    mark.hidden = false;
  }

  /** @param {PointerEvent} event */
  const placeOf = ({ offsetX, offsetY }) => {
    const { width, height } = /** @type {{pixels: Pixels}} */ (now).pixels;
    const clamp = (/** @type {number} */ value, /** @type {number} */ size) => Math.max(0, Math.min(size - 1, Math.floor(value)));
    return { x: clamp((offsetX / canvas.clientWidth) * width, width), y: clamp((offsetY / canvas.clientHeight) * height, height) };
  };
  /** @param {{x: number, y: number}} next */
  function go(next) {
    if (next.x !== at.x || next.y !== at.y) pressed = -1;
    at = next;
    tell();
  }
  canvas.addEventListener("pointermove", (event) => now && !held && go(placeOf(event)));
  canvas.addEventListener("click", (event) => {
    if (!now) return;
    const next = placeOf(/** @type {PointerEvent} */ (event));
    // A second click on the pixel frees it.
    held = !(held && next.x === at.x && next.y === at.y);
    go(next);
  });
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step || !now) return;
    event.preventDefault();
    const clamp = (/** @type {number} */ value, /** @type {number} */ size) => Math.max(0, Math.min(size - 1, value));
    held = true;
    go({ x: clamp(at.x + step[0], now.pixels.width), y: clamp(at.y + step[1], now.pixels.height) });
  });
  of.addEventListener("change", () => {
    shown = of.value;
    draw();
  });

  return {
    root,
    /** @param {Pixels} pixels @param {Picture} picture */
    update(pixels, picture) {
      const same = now?.pixels === pixels && now.picture === picture;
      now = { pixels, picture };
      if (Number(shown) >= pixels.components.length) shown = "";
      const names = pixels.components.map((_, c) => h("option", { value: String(c) }, t("block.upsampled", { name: componentName(picture, c) })));
      replace(of, h("option", { value: "" }, t("block.colours")), ...names);
      of.hidden = pixels.components.length < 2;
      of.value = shown;
      of.setAttribute("aria-label", t("block.colours.of"));
      canvas.setAttribute("aria-label", t("block.pixels.label", { width: pixels.width, height: pixels.height }));
      draw();
      // A number that is being changed stays.
      if (!(same && words.querySelector("input"))) tell();
    },
  };
}
