/**
 * What the page asks of the workshop about pictures in other forms: few bits, texts and small files, raw pixels.
 *
 * @param {ReturnType<typeof import("./calls.js").createCalls>["ask"]} order @param {() => boolean} oriented Whether the picture is shown
 *   turned as its file asks.
 */
export const formCalls = (order, oriented) => ({
  /**
   * What a pipeline makes of the picture. @param {Omit<import('./protocol.js').BitmapJob, "oriented">} job @param {AbortSignal} signal
   * @returns {Promise<import('./protocol.js').BitmapMade | null>}
   */
  bitmap: (job, signal) => order((call) => ({ type: "bitmap", call, job: { ...job, oriented: oriented() } }), { signal }),

  /**
   * The same in a form, in pieces. @param {Omit<import('./protocol.js').BitmapJob, "oriented">} job
   * @param {{signal: AbortSignal, progress: (done: number, total: number) => void}} how @returns {Promise<Blob[]>}
   */
  write: (job, how) => order((call) => ({ type: "write", call, job: { ...job, oriented: oriented() } }), how),

  /**
   * The picture that a text or a file of any form holds. @param {Uint8Array} bytes @param {AbortSignal} signal
   * @returns {Promise<import('./protocol.js').FormRead>}
   */
  read: (bytes, signal) => order((call) => ({ type: "read", call, bytes }), { signal }),

  /** The open file as raw pixels. @param {import('../pkg/workshop.js').RawLayout} layout @returns {Promise<import('./protocol.js').RawMade>} */
  raw: (layout) => order((call) => ({ type: "raw", call, layout })),

  /** Every raw mode. @returns {Promise<import('../pkg/workshop.js').RawModeRow[]>} */
  rawModes: () => order((call) => ({ type: "modes", call })),

  /**
   * Likely lengths of a row of the open file, the best first.
   * @param {number} offset @param {number} bits A pixel. @returns {Promise<import('../pkg/workshop.js').WidthRow[]>}
   */
  rawWidths: (offset, bits) => order((call) => ({ type: "widths", call, offset, bits })),
});
