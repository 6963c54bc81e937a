/**
 * What is not a race against other decoders: how much memory a decode takes at its peak, what the observer costs, and
 * how a matrix of 0s and 1s compares with merely filling as many bytes and with plain JavaScript.
 *
 * @typedef {{ name: string, ms: number[] }} Row
 */

const TEXT_BYTES = 10 << 20;
const COLUMNS = 512;

/** A fresh instance: wasm memory only grows. @returns {Promise<any>} */
async function instance() {
  const imports = new Proxy({}, { get: () => new Proxy({}, { get: () => () => 0 }) });
  const made = await WebAssembly.instantiateStreaming(fetch("/wasm/pixelbits.wasm"), imports);
  return made.instance.exports;
}

/** @param {any} x @param {Uint8Array} file */
function input(x, file) {
  // First this, as it may be given larger memory.
  const at = x.input(file.length);
  new Uint8Array(x.memory.buffer, at, file.length).set(file);
}

/** @param {string} url */
const fetched = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());

/** Runs each in turn, so that what else the machine does falls on all alike. @param {number} rounds @param {[string, () => void][]} runs @returns {Row[]} */
function interleaved(rounds, runs) {
  const rows = runs.map(([name]) => ({ name, ms: /** @type {number[]} */ ([]) }));
  for (let round = -2; round < rounds; round++) {
    for (const [index, [, run]] of runs.entries()) {
      const began = performance.now();
      run();
      if (round >= 0) rows[index].ms.push(performance.now() - began);
    }
  }
  return rows;
}

/** The peak of wasm memory while a picture is decoded strip by strip, and while it is decoded whole. @param {string} url */
async function memory(url) {
  const file = await fetched(url);
  const strips = await instance();
  const empty = strips.memory.buffer.byteLength;
  input(strips, file);
  strips.begin();
  while (strips.step());
  const whole = await instance();
  input(whole, file);
  whole.decode();
  return {
    url,
    fileBytes: file.length,
    rgbaBytes: whole.width() * whole.height() * 4,
    emptyBytes: empty,
    stripsBytes: strips.memory.buffer.byteLength,
    wholeBytes: whole.memory.buffer.byteLength,
  };
}

/** Eight characters a byte, 512 a line, as plain JavaScript writes them fastest: looked up in a table. @param {Uint8Array} file */
function plainText(file) {
  const table = Array.from({ length: 256 }, (_, byte) => Uint8Array.from(byte.toString(2).padStart(8, "0"), (c) => +c + 48));
  const lines = Math.ceil((file.length * 8) / COLUMNS);
  const out = new Uint8Array(file.length * 8 + lines);
  let at = 0;
  for (let i = 0; i < file.length; i++) {
    out.set(table[file[i]], at);
    at += 8;
    if ((i + 1) % (COLUMNS / 8) === 0) out[at++] = 10;
  }
  return out;
}

/** @param {number} rounds */
async function text(rounds) {
  const x = await instance();
  const bytes = new Uint8Array(TEXT_BYTES);
  for (let at = 0; at < TEXT_BYTES; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  input(x, bytes);
  const characters = x.text();
  const pasted = new Uint8Array(characters);
  return interleaved(rounds, [
    ["text", () => x.text()],
    ["fill", () => x.fill(48)],
    [
      "text, copied to JavaScript",
      () => {
        x.text();
        pasted.set(new Uint8Array(x.memory.buffer, x.output(), characters));
      },
    ],
    ["plain JavaScript", () => plainText(bytes)],
  ]);
}

/** @param {string} url @param {number} rounds */
async function observer(url, rounds) {
  const x = await instance();
  input(x, await fetched(url));
  const spans = x.observe(1);
  const rows = interleaved(rounds, [
    ["no observer", () => x.observe(0)],
    ["every span recorded", () => x.observe(1)],
  ]);
  return { url, spans, rows };
}

self.onmessage = async ({ data: { observed, remembered, rounds } }) => {
  try {
    const peaks = [];
    for (const url of remembered) peaks.push(await memory(url));
    const observers = [];
    for (const url of observed) observers.push(await observer(url, rounds));
    self.postMessage({ memory: peaks, observers, text: await text(rounds) });
  } catch (fault) {
    self.postMessage({ fault: String(fault) });
  }
};
