/**
 * One worker of the page: hired when it is wanted, told of files, asked for answers, and replaced by whoever hired it when it has
 * died or does not listen. See port.js for the other end.
 *
 * @typedef {import('./protocol.js').ToWorker} ToWorker
 * @typedef {import('./protocol.js').FromWorker} FromWorker
 */

import { createCalls } from "./calls.js";
import { startWorker } from "./places.js";

/** How long a worker may take to notice a newer file before it is let go. */
const PATIENCE_MS = 1500;
/** Memory that a worker may have with any file, in bytes, and times the size of the file. What an instance has it never gives back. */
const ROOM_BYTES = 48 << 20;
const ROOM_TIMES = 6;

/**
 * @param {import("./places.js").Script} script @param {string} name
 * @param {{receive: (message: FromWorker) => void, lost: () => void, deaf: () => void}} owner `receive`: whatever
 *   answers no call; `lost`: it has died; `deaf`: it takes no notice of a newer file, or an older and larger one has left it with
 *   more memory than the newer one can have use for. Either way it was let go.
 */
export function createWorker(script, name, owner) {
  /** @type {Worker | null} */
  let worker = null;
  let ready = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let patience;
  /** The file that is to be noticed. */
  let awaited = 0;
  /** Memory that it may have. */
  let room = Infinity;

  /** @param {ToWorker} message @param {Transferable[]} [transfer] */
  const tell = (message, transfer = []) => worker?.postMessage(message, transfer);
  const calls = createCalls(tell);

  function hire() {
    ready = false;
    const hired = startWorker(script, name);
    worker = hired;
    hired.onmessage = ({ data }) => hired === worker && receive(data);
    hired.onerror = (event) => {
      event.preventDefault();
      if (hired === worker) lost(event.message);
    };
  }

  /** Nothing that it was asked for will come. */
  function dismiss() {
    clearTimeout(patience);
    worker?.terminate();
    worker = null;
    calls.drop();
  }

  /** @param {string} message */
  function lost(message) {
    console.error(`${name} lost: ${message}`);
    dismiss();
    owner.lost();
  }

  /** @param {FromWorker} message */
  function receive(message) {
    switch (message.type) {
      case "answer":
      case "failed":
      case "job":
      case "tried":
      case "part":
        return calls.receive(message);
      case "dead":
        return lost(message.message);
      case "ready":
        ready = true;
        break;
      case "accepted":
        if (message.id !== awaited) return;
        clearTimeout(patience);
        if (message.memory > room) {
          dismiss();
          owner.deaf();
        }
        return;
    }
    owner.receive(message);
  }

  return {
    hire,
    dismiss,
    tell,
    /** Nothing comes back while none is hired. */
    ask: calls.ask,
    isHired: () => worker !== null,

    /** Tells of a newer file. @param {Extract<ToWorker, {type: 'open'}>} message */
    open(message) {
      awaited = message.id;
      room = ROOM_BYTES + ROOM_TIMES * message.bytes.length;
      tell(message);
      clearTimeout(patience);
      if (!ready) return;
      patience = setTimeout(() => {
        dismiss();
        owner.deaf();
      }, PATIENCE_MS);
    },
  };
}
