/**
 * The worker of a hand: it decodes a share of the picture of a file that another worker owns. See hands.js for the other end.
 *
 * @typedef {import('./protocol.js').ToHand} ToHand
 */

import init, * as core from "../pkg/pixelbits.js";
import { isFault, serve, tell } from "./port.js";
import { createStrips, handOut } from "./strips.js";

const strips = createStrips();
/** The number of the share under way. */
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
      of,
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
    if (!stale()) giveUp(0);
  }
}

/** What is being done is no longer wanted. @param {number} next The number of what is. */
function giveUp(next) {
  job = next;
  strips.end();
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
