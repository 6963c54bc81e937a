/**
 * Decodes a share of a picture, in a worker beside the one that asks: see browser.worker.js.
 */

/** Rows are handed over in strips of about so many bytes. */
const STRIP_BYTES = 1 << 20;

const { instance } = await WebAssembly.instantiateStreaming(fetch("/wasm/pixelbits.wasm"));
/** @type {any} */
const x = instance.exports;

self.onmessage = ({ data: { file, index, of, spare } }) => {
  const at = x.input(file.length);
  new Uint8Array(x.memory.buffer, at, file.length).set(file);
  if (!x.begin_share(index, of)) throw new Error("the file is refused");
  const width = x.width();
  let [first, rows] = [0, 0];
  /** @type {Uint8Array | null} */
  let strip = null;
  const send = () => {
    if (!strip) return;
    const { buffer } = strip;
    self.postMessage({ first, rows, width, buffer }, { transfer: [buffer] });
    [strip, rows] = [null, 0];
  };
  for (let at = x.step(); at; at = x.step()) {
    const count = x.rows();
    const bytes = count * width * 4;
    if (strip && (rows + count) * width * 4 > strip.length) send();
    if (!strip) {
      const least = Math.max(STRIP_BYTES, bytes);
      const old = spare.pop();
      strip = new Uint8Array(old?.byteLength >= least ? old : least);
      first = x.row();
    }
    strip.set(new Uint8Array(x.memory.buffer, at, bytes), rows * width * 4);
    rows += count;
  }
  send();
  self.postMessage({ file }, { transfer: [file.buffer] });
};
self.postMessage({});
