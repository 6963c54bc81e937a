/**
 * What all workers do with messages: they answer calls, work in slices of a few milliseconds with a breath between, so that a
 * newer file or a Cancel gets through, and say so when they die. See workers.js for the other end.
 *
 * @typedef {import('./protocol.js').FromWorker} FromWorker
 * @typedef {import('./protocol.js').FromHand} FromHand
 * @typedef {import('./store.js').Fault} Fault
 */

import { wasmOf } from "./places.js";
import { hasVectors } from "./vectors.js";

/** One slice of work, in milliseconds: well under a frame, so that a trace asked for meanwhile feels immediate. */
export const SLICE_MS = 12;

/** @type {{postMessage: (message: FromWorker | FromHand, transfer: Transferable[]) => void, close: () => void,
 *   onmessage: ((event: MessageEvent) => void) | null}} */
const port = /** @type {any} */ (self);

/** Calls that were cancelled while under way. @type {Set<number>} */
const cancelled = new Set();
/** Calls that are under way. @type {Set<number>} */
const running = new Set();

/** @param {FromWorker | FromHand} message @param {Transferable[]} [transfer] */
export const tell = (message, transfer = []) => port.postMessage(message, transfer);

/** Lets waiting messages in. A message to oneself comes after them, and without the delay that timers have. */
export const breathe = (() => {
  const channel = new MessageChannel();
  /** @type {(() => void)[]} */
  const waiting = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return () =>
    /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        waiting.push(resolve);
        channel.port2.postMessage(null);
      })
    );
})();

/** @param {unknown} problem @returns {problem is Fault} */
export const isFault = (problem) =>
  typeof problem === "object" && problem !== null && "code" in problem && "at" in problem;

/** @param {{[column: string]: any}} columns */
export const buffers = (columns) =>
  Object.values(columns).map((column) => /** @type {ArrayBuffer} */ (column.buffer));

/** What the instances of this worker have, in bytes. @type {WebAssembly.Memory[]} */
const memories = [];
export const memory = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

/** How many calls are under way. */
export const underWay = () => running.size;

/** @param {number} call */
export const cancel = (call) => void cancelled.add(call);

/** None of the calls under way is wanted any more. */
export function cancelAll() {
  for (const call of running) cancelled.add(call);
}

/**
 * Runs one call and answers it.
 * @param {number} call
 * @param {(slices: Slices) => Promise<unknown> | unknown} run
 * @param {(value: any) => Transferable[]} [transfer]
 */
export async function answer(call, run, transfer = () => []) {
  running.add(call);
  try {
    const value = await run(slices(call));
    if (cancelled.has(call)) tell({ type: "failed", call, fault: null });
    else tell({ type: "answer", call, value }, transfer(value));
  } catch (problem) {
    if (!isFault(problem)) throw problem;
    tell({ type: "failed", call, fault: problem });
  } finally {
    running.delete(call);
    cancelled.delete(call);
  }
}

/**
 * What a long job needs: `until()` gives the end of its slice, `pause` breathes, tells progress, and says whether to go on.
 * @param {number} call
 */
function slices(call) {
  return {
    until: () => Date.now() + SLICE_MS,
    /** @param {number} done @param {number} total */
    async pause(done, total) {
      tell({ type: "job", call, done, total });
      await breathe();
      return !cancelled.has(call);
    },
    /** @param {Uint8Array<ArrayBuffer>} bytes */
    part: (bytes) => tell({ type: "part", call, bytes }, [bytes.buffer]),
  };
}
/** @typedef {ReturnType<typeof slices>} Slices */

/** A trap leaves the instance in an unknown state: nothing more is asked of it. @param {unknown} problem */
function die(problem) {
  tell({ type: "dead", message: problem instanceof Error ? problem.message : String(problem) });
  port.close();
}

/**
 * Makes the instance of a module in pkg, compiled while it is loaded.
 * @param {string} name @param {(from: {module_or_path: URL | Promise<ArrayBuffer>}) => Promise<{memory: WebAssembly.Memory}>} init Its own.
 */
export async function load(name, init) {
  const build = hasVectors() ? `${name}_bg` : `${name}_plain_bg`;
  const made = await init({ module_or_path: wasmOf(build) });
  memories.push(made.memory);
}

/**
 * Makes the instance, and then handles messages: first those that came meanwhile.
 * @template Message
 * @param {string} name Of the module in pkg. @param {(from: {module_or_path: URL | Promise<ArrayBuffer>}) => Promise<{memory: WebAssembly.Memory}>} init Its own.
 * @param {(message: Message) => Promise<void> | void} handle
 * @param {() => Extract<FromWorker | FromHand, {type: 'ready'}>} [ready] What there is to say then.
 */
export function serve(name, init, handle, ready = () => ({ type: "ready" })) {
  /** @type {Message[] | null} */
  let early = [];
  const act = async (/** @type {Message} */ message) => handle(message);
  port.onmessage = ({ data }) => (early ? early.push(data) : void act(data).catch(die));
  load(name, init)
    .then(() => {
      tell(ready());
      const waiting = early ?? [];
      early = null;
      for (const message of waiting) act(message).catch(die);
    })
    .catch(die);
}
