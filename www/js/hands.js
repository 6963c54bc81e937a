/**
 * The hands of the worker that owns the open file: workers of its own, each of which decodes a share of a large picture. They
 * are hired when there is something to share, and stay for the next file; of a file nothing is left with them when their share is
 * done. What a hand does not do, because it fails, or cannot begin, or is not heard of, the owner does itself. See hand.js for
 * the other end.
 *
 * @typedef {import('./protocol.js').ToHand} ToHand
 * @typedef {import('./protocol.js').FromHand} FromHand
 * @typedef {import('./strips.js').Rows} Rows
 */

import { startWorker } from "./places.js";

/** Workers on one picture at most: what more of them bring waits for the page. */
const MOST = 4;
/**
 * Processors that are left to the page: it is as busy with what comes as one worker with decoding it. Two workers on two processors
 * take a tenth to a quarter longer than one.
 */
const LEFT = 1;
/** For how long nothing may be heard of a hand that has begun. */
const PATIENCE_MS = 2000;
/** Hands that were lost, after which the owner works alone. */
const LAST_LOSS = 4;
/** The memory of a hand that had a larger file is given back: that of an instance never shrinks. */
const LARGE_BYTES = 32 << 20;

/** @typedef {"hired" | "begun" | "done" | "lost"} State How a hand fares with its share. */

/** @param {() => void} mourn Told when a hand is lost. */
function createHand(mourn) {
  /** @type {Worker | null} */
  let worker = null;
  let [job, large] = [0, false];
  /** @type {State} */
  let state = "done";
  /** @type {((rows: Rows) => void) | null} */
  let take = null;
  /** @type {(() => void) | null} */
  let changed = null;

  function hire() {
    const hired = startWorker("js/hand.js", "hand");
    worker = hired;
    hired.onmessage = ({ data }) => hired === worker && receive(data);
    hired.onerror = (event) => {
      event.preventDefault();
      if (hired === worker) lose();
    };
  }

  /** @param {FromHand} message */
  function receive(message) {
    if (message.type === "dead") return lose();
    if (message.type === "ready" || message.job !== job) return;
    switch (message.type) {
      case "begun":
        return become("begun");
      case "done":
        return become("done");
      case "unable":
        return become("lost");
      default: {
        become("begun");
        const { job: _, ...rows } = message;
        take?.(rows);
      }
    }
  }

  /** @param {State} next */
  function become(next) {
    state = next;
    if (large && (next === "done" || next === "lost")) dismiss();
    changed?.();
  }

  function dismiss() {
    worker?.terminate();
    worker = null;
  }

  function lose() {
    dismiss();
    mourn();
    become("lost");
  }

  /** @param {ToHand} message @param {Transferable[]} [transfer] */
  const tell = (message, transfer = []) => worker?.postMessage(message, transfer);

  /** Nothing more is wanted of it. */
  function stop() {
    if (state === "hired" || state === "begun") tell({ type: "stop" });
    [job, take] = [0, null];
    become("done");
  }

  return {
    /** Has it decode a share. @param {Extract<ToHand, {type: 'share'}>} message @param {(rows: Rows) => void} taker */
    share(message, taker) {
      [job, state, take, large] = [message.job, "hired", taker, message.bytes.length > LARGE_BYTES];
      try {
        if (!worker) hire();
        tell(message);
      } catch {
        lose();
      }
    },

    /** A strip comes back. @param {ArrayBuffer} buffer */
    give: (buffer) => tell({ type: "strip", buffer }, [buffer]),

    /** Waits until a share is done; false where it will not be. @param {number} own The job it is of. */
    async done(own) {
      while (job === own && state === "begun") {
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        let patience;
        const heard = await new Promise((resolve) => {
          changed = () => resolve(true);
          patience = setTimeout(resolve, PATIENCE_MS, false);
        });
        clearTimeout(patience);
        if (!heard && job === own) lose();
      }
      // By then it may be busy with the next, and this one is no longer wanted.
      if (job !== own) return true;
      // The owner has done its own by now: what has not begun is no help.
      const done = state === "done";
      stop();
      return done;
    },

    stop,
  };
}

export function createHands() {
  /** @type {ReturnType<typeof createHand>[]} */
  const hands = [];
  let jobs = 0;
  let losses = 0;

  return {
    /** Workers that may decode at the same time, the owner among them. @param {number} processors */
    most: (processors) =>
      typeof Worker === "undefined" || losses >= LAST_LOSS ? 1 : Math.max(1, Math.min(processors - LEFT, MOST)),

    /**
     * Has all shares of a picture but the first decoded. Gives what waits for one of them.
     * @param {Omit<Extract<ToHand, {type: 'share'}>, "type" | "job" | "index">} task
     * @param {(rows: Rows, index: number) => void} take
     */
    share(task, take) {
      const job = ++jobs;
      for (let index = 1; index < task.of; index += 1) {
        hands[index - 1] ??= createHand(() => (losses += 1));
        hands[index - 1].share({ ...task, type: "share", job, index }, (rows) => take(rows, index));
      }
      return (/** @type {number} */ index) => hands[index - 1].done(job);
    },

    /** A strip of share `index` comes back. @param {number} index @param {ArrayBuffer} buffer */
    give: (index, buffer) => hands[index - 1]?.give(buffer),

    /** Nothing more is wanted of any. */
    stop() {
      for (const hand of hands) hand.stop();
    },
  };
}
