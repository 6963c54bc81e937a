/**
 * Calls to the worker: each has a number, and is answered once. What a long one tells meanwhile goes to who asked.
 *
 * @typedef {import('./protocol.js').ToWorker} ToWorker
 * @typedef {import('./protocol.js').FromWorker} FromWorker
 * @typedef {import('./store.js').Fault} Fault
 *
 * @typedef {object} Job What a long call needs.
 * @property {AbortSignal} signal
 * @property {(done: number, total: number) => void} progress
 * @property {(columns: import('../pkg/workshop.js').TrialColumns) => void} [tried]
 */

/** A call that was cancelled, or whose worker was replaced. */
export class Cancelled extends Error {}

/** A call that the core refused. */
export class Refused extends Error {
  /** @param {Fault} fault */
  constructor(fault) {
    super(fault.code);
    this.fault = fault;
  }
}

/**
 * What was caught of a call: a refusal is told, one that was cancelled needs no word, and anything else is a mistake, which goes on.
 * @param {unknown} problem @param {(fault: Fault) => void} [refused]
 */
export function unanswered(problem, refused = () => {}) {
  if (problem instanceof Refused) refused(problem.fault);
  else if (!(problem instanceof Cancelled)) throw problem;
}

/** @param {(message: ToWorker) => void} tell */
export function createCalls(tell) {
  let calls = 0;
  /** @type {Map<number, {resolve: (value: any) => void, reject: (problem: Error) => void, parts: Blob[], job: Partial<Job>}>} */
  const pending = new Map();

  return {
    /**
     * @template T
     * @param {(call: number) => ToWorker} message
     * @param {Partial<Job>} [job]
     * @returns {Promise<T>}
     */
    ask(message, job = {}) {
      const call = ++calls;
      return new Promise((resolve, reject) => {
        pending.set(call, { resolve, reject, parts: [], job });
        tell(message(call));
        job.signal?.addEventListener("abort", () => {
          if (pending.has(call)) tell({ type: "cancel", call });
        });
      });
    },

    /** @param {Extract<FromWorker, {call: number}>} message */
    receive(message) {
      const call = pending.get(message.call);
      switch (message.type) {
        case "job":
          return call?.job.progress?.(message.done, message.total);
        case "tried":
          return call?.job.tried?.(message.columns);
        case "part":
          // Blobs may live on disk: the text of a big file never is in memory as a whole.
          call?.parts.push(new Blob([message.bytes]));
          return;
        case "answer":
          pending.delete(message.call);
          return call?.resolve(call.parts.length > 0 ? call.parts : message.value);
        case "failed":
          pending.delete(message.call);
          return call?.reject(message.fault ? new Refused(message.fault) : new Cancelled("cancelled"));
      }
    },

    /** None of them will be answered. */
    drop() {
      for (const { reject } of pending.values()) reject(new Cancelled("worker replaced"));
      pending.clear();
    },
  };
}
