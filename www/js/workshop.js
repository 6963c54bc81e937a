/**
 * The worker for whatever is made of the open file beyond showing it: blocks taken apart, clean edits, files and texts, where
 * the bits went. It is started when it is first needed, has a copy of the file of its own, and is told of every edit and view.
 *
 * @typedef {import('./protocol.js').ToWorker} ToWorker
 */

import init, * as core from "../pkg/workshop.js";
import * as anatomy from "./anatomy.js";
import { createExports } from "./exports.js";
import { createFrameSamples } from "./frame-samples.js";
import { createHeld } from "./held.js";
import { createJobs } from "./jobs.js";
import { createKept } from "./kept.js";
import { answer, buffers, cancel, memory, serve, tell, underWay } from "./port.js";
import { createReader } from "./reader.js";
import { createSending } from "./send.js";
import { createWorkbench } from "./workbench.js";

const exports = createExports(core);
const workbench = createWorkbench(core, exports);
const reader = createReader(core);
const held = createHeld(core, () => {
  exports.forget();
  workbench.forget();
});
const kept = createKept(core, held.id);
const frameSamples = createFrameSamples(core);
const sending = createSending(core, exports);
const jobs = createJobs(core, {
  idle: () => underWay() === 1,
  tried: (call, columns) => tell({ type: "tried", call, columns }, buffers(columns)),
});

/** @param {ToWorker} message */
function handle(message) {
  const { need } = held;
  switch (message.type) {
    case "open":
      held.open(message);
      kept.forget();
      return tell({ type: "accepted", id: message.id, memory: memory() });
    case "edit":
      return void (held.edit(message) && kept.edit(need, message));
    case "view":
      return void held.view(message);
    case "cancel":
      return cancel(message.call);
    case "ahead":
      return answer(message.call, async (slices) => {
        await kept.prepare(need(), slices);
        await anatomy.ahead(need(), slices);
      });
    case "block":
      return answer(message.call, (slices) => anatomy.block(need(), message.place, message.y, slices));
    case "around":
      return answer(message.call, (slices) => frameSamples.around(need(), held.id(), message.place, slices));
    case "pixelBits":
      return answer(message.call, (slices) => anatomy.pixelBits(need(), message.x, message.y, slices));
    case "clean":
      return answer(message.call, (slices) => anatomy.clean(core.CleanEdit, need(), held.bytes(), message.edit, slices));
    case "preview":
      return answer(message.call, (slices) => exports.preview(need(), message.options, message.rows, slices));
    case "export":
      return answer(message.call, (slices) =>
        message.what === "text"
          ? exports.text(need(), message.options, slices)
          : exports[message.what](need(), message.options, slices),
      );
    case "encode":
      return answer(
        message.call,
        (slices) => exports.encode(need(), message.options, slices),
        (encoded) => (encoded ? [encoded.bytes.buffer] : []),
      );
    case "samples":
      return answer(message.call, (slices) => exports.samples(need(), message.what, message.options, slices));
    case "statistics":
      return answer(message.call, (slices) => jobs.statistics(need(), slices));
    case "trials":
      return answer(message.call, (slices) => jobs.trials(need(), message, slices));
    case "pixels":
      return answer(
        message.call,
        (slices) => exports.pixels(need(), message.kind, message.oriented, message.start, message.count, slices),
        (bytes) => [bytes.buffer],
      );
    case "parse":
      return answer(
        message.call,
        (slices) => exports.parse(message.bytes, slices),
        (bytes) => (bytes ? [bytes.buffer] : []),
      );
    case "bitmap":
      return answer(
        message.call,
        (slices) => workbench.make(need(), message.job, slices),
        (made) => (made ? [made.rgba.buffer] : []),
      );
    case "write":
      return answer(message.call, (slices) => workbench.write(need(), message.job, slices));
    case "read":
      return answer(
        message.call,
        () => reader.read(message.bytes),
        (/** @type {import("./protocol.js").FormRead} */ { pictures }) => pictures.map(({ rgba }) => rgba.buffer),
      );
    case "raw":
      return answer(
        message.call,
        () => reader.raw(need(), message.layout),
        ({ rgba }) => [rgba.buffer],
      );
    case "send":
      return answer(message.call, (slices) => sending.act(need, message.act, slices));
    case "modes":
      return answer(message.call, () => core.rawModes());
    case "widths":
      return answer(message.call, () => need().rawWidths(message.offset, message.bits));
  }
}

serve("workshop", init, handle, () => ({ type: "ready", roles: core.roles() }));
