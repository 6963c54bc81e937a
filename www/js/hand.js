/**
 * The worker of a hand: it decodes a share of the picture of a file that another worker owns. See hands.js for the other end.
 *
 * @typedef {import('./protocol.js').ToHand} ToHand
 */

import init, * as core from "../pkg/pixelbits.js";
import { isFault, serve, tell } from "./port.js";
import { createStrips, handOut } from "./strips.js";

const strips = createStrips();
/** What is being done; what was begun before is no longer wanted. */
let job = 0;

/** @param {Extract<ToHand, {type: 'share'}>} message */
async function share({ job: own, bytes, tables, index, of, multiple, frame }) {
  giveUp(own);
  const stale = () => job !== own;
  tell({ type: "begun", job: own });
  const opened = new core.Document(bytes, tables ?? undefined);
  try {
    opened.startShare(index, of, multiple);
    const done = await handOut(opened, frame, strips, {
      factor: multiple,
      stale,
      send: (rows) => tell({ ...rows, job: own }, [rows.data]),
    });
    if (done) tell({ type: "done", job: own });
  } catch (problem) {
    if (!isFault(problem)) throw problem;
    tell({ type: "unable", job: own });
  } finally {
    opened.free();
    if (!stale()) strips.begin(0);
  }
}

/** @param {number} next */
function giveUp(next) {
  job = next;
  strips.wake();
}

serve("pixelbits", init, (/** @type {ToHand} */ message) => {
  switch (message.type) {
    case "share":
      return share(message);
    case "strip":
      return strips.cameBack(message.buffer);
    case "stop":
      return giveUp(0);
  }
});
