/**
 * Runs decoders on one picture after the other, inside a worker, as a page would.
 *
 * Three questions, each with its own times: how long until the RGBA is somewhere in wasm memory; until it is in an
 * array of JavaScript's (the same array for every round: a fresh one costs more than the copy); until the picture is
 * drawn on a canvas. A round asks each candidate once, in turn.
 *
 * @typedef {{ width: number, height: number, pixels: Uint8ClampedArray }} Picture
 * @typedef {{
 *   name: string,
 *   size?: (file: Uint8Array) => [number, number],
 *   inWasm?: (file: Uint8Array) => unknown,
 *   delivered: (file: Uint8Array, into: Uint8ClampedArray) => Picture | Promise<Picture>,
 *   drawn?: (file: Uint8Array, context: OffscreenCanvasRenderingContext2D, into: Uint8ClampedArray) => void | Promise<void>,
 * }} Candidate
 */

/** A bare module: see peers/src/lib.rs. @param {string} name @param {boolean} strips @returns {Promise<Candidate>} */
async function bare(name, strips = false) {
  const imports = new Proxy({}, { get: () => new Proxy({}, { get: () => () => 0 }) });
  const { instance } = await WebAssembly.instantiateStreaming(fetch(`/wasm/${name}.wasm`), imports);
  /** @type {any} */
  const x = instance.exports;
  /** @param {Uint8Array} file */
  const input = (file) => {
    const at = x.input(file.length);
    new Uint8Array(x.memory.buffer, at, file.length).set(file);
  };
  /** @param {Uint8Array} file */
  const inWasm = (file) => {
    input(file);
    const at = x.decode();
    if (!at) throw new Error(`${name} refuses the file`);
    return at;
  };
  if (!strips) {
    return {
      name,
      inWasm,
      delivered(file, into) {
        const at = inWasm(file);
        const [width, height] = [x.width(), x.height()];
        const pixels = into.subarray(0, width * height * 4);
        pixels.set(new Uint8Array(x.memory.buffer, at, pixels.length));
        return { width, height, pixels };
      },
    };
  }
  return {
    name,
    size(file) {
      input(file);
      if (!x.begin()) throw new Error(`${name} refuses the file`);
      return [x.width(), x.height()];
    },
    inWasm,
    delivered(file, into) {
      input(file);
      if (!x.begin()) throw new Error(`${name} refuses the file`);
      const [width, height] = [x.width(), x.height()];
      for (let at = x.step(); at; at = x.step()) {
        const bytes = x.rows() * width * 4;
        into.set(new Uint8Array(x.memory.buffer, at, bytes), x.row() * width * 4);
      }
      return { width, height, pixels: into.subarray(0, width * height * 4) };
    },
    // Strips are drawn while they are still in the cache.
    drawn(file, context, into) {
      input(file);
      if (!x.begin()) throw new Error(`${name} refuses the file`);
      const width = x.width();
      let [filled, first] = [0, 0];
      const put = () => {
        const image = new ImageData(into.subarray(0, filled * width * 4), width);
        context.putImageData(image, 0, first);
        [first, filled] = [first + filled, 0];
      };
      for (let at = x.step(); at; at = x.step()) {
        const rows = x.rows();
        into.set(new Uint8Array(x.memory.buffer, at, rows * width * 4), filled * width * 4);
        filled += rows;
        if (filled >= 128) put();
      }
      if (filled) put();
    },
  };
}

/**
 * This decoder in as many workers as there are processors, this one among them. Each has an instance and a copy of the file;
 * strips of rows come back as buffers that are handed over, and go out again with the next picture. See share.worker.js.
 * @returns {Promise<Candidate>}
 */
async function pool() {
  const name = "pixelbits, workers";
  const of = Math.min(navigator.hardwareConcurrency, 8);
  const { instance } = await WebAssembly.instantiateStreaming(fetch("/wasm/pixelbits.wasm"));
  /** @type {any} */
  const x = instance.exports;
  const others = Array.from({ length: of - 1 }, () => {
    const worker = new Worker("/share.worker.js", { type: "module" });
    return { worker, copy: new Uint8Array(0), spare: /** @type {ArrayBuffer[]} */ ([]) };
  });
  await Promise.all(others.map(({ worker }) => new Promise((ready) => (worker.onmessage = ready))));

  /**
   * @param {Uint8Array} file @param {(first: number, rows: number, width: number, rgba: Uint8ClampedArray) => void} take
   * @returns {Promise<[number, number]>}
   */
  async function decode(file, take) {
    const shares = others.map((other, index) => {
      const { worker, spare } = other;
      const finished = new Promise((done, failed) => {
        worker.onerror = failed;
        worker.onmessage = ({ data: { file, first, rows, width, buffer } }) => {
          if (file) {
            other.copy = file;
            return done(undefined);
          }
          take(first, rows, width, new Uint8ClampedArray(buffer, 0, rows * width * 4));
          spare.push(buffer);
        };
      });
      let { copy } = other;
      if (copy.length === file.length) copy.set(file);
      else copy = file.slice();
      worker.postMessage({ file: copy, index: index + 1, of, spare }, [copy.buffer, ...spare]);
      spare.length = 0;
      return finished;
    });
    const at = x.input(file.length);
    new Uint8Array(x.memory.buffer, at, file.length).set(file);
    if (!x.begin_share(0, of)) throw new Error(`${name} refuses the file`);
    const [width, height] = [x.width(), x.height()];
    for (let at = x.step(); at; at = x.step()) {
      const rows = x.rows();
      take(x.row(), rows, width, new Uint8ClampedArray(x.memory.buffer, at, rows * width * 4));
    }
    await Promise.all(shares);
    return [width, height];
  }

  return {
    name,
    async delivered(file, into) {
      const [width, height] = await decode(file, (first, _, width, rgba) => into.set(rgba, first * width * 4));
      return { width, height, pixels: into.subarray(0, width * height * 4) };
    },
    async drawn(file, context, into) {
      // Rows of this worker are gathered, as without the others; strips of theirs are large enough.
      let [filled, top] = [0, 0];
      const put = (/** @type {number} */ width) => {
        if (filled) context.putImageData(new ImageData(into.subarray(0, filled * width * 4), width), 0, top);
        filled = 0;
      };
      const [width] = await decode(file, (first, rows, width, rgba) => {
        if (rgba.byteOffset === 0) {
          put(width);
          context.putImageData(new ImageData(/** @type {any} */ (rgba), width), 0, first);
          return;
        }
        if (!filled) top = first;
        into.set(rgba, filled * width * 4);
        filled += rows;
        if (filled >= 128) put(width);
      });
      put(width);
    },
  };
}

/** @returns {Promise<Candidate>} */
async function jsquash() {
  const { default: decode } = await import("/node_modules/@jsquash/jpeg/decode.js");
  return {
    name: "@jsquash/jpeg",
    async delivered(file) {
      const { width, height, data } = await decode(file.slice().buffer);
      return { width, height, pixels: data };
    },
  };
}

/** @returns {Promise<Candidate>} */
async function jpegJs() {
  const source = await (await fetch("/node_modules/jpeg-js/lib/decoder.js")).text();
  const module = { exports: {} };
  new Function("module", "exports", source)(module, module.exports);
  /** @type {any} */
  const decode = module.exports;
  return {
    name: "jpeg-js",
    delivered(file) {
      const options = { useTArray: true, maxResolutionInMP: 1000, maxMemoryUsageInMB: 8000 };
      const { width, height, data } = decode(file, options);
      return { width, height, pixels: new Uint8ClampedArray(data.buffer, 0, width * height * 4) };
    },
  };
}

/** @param {Uint8Array} file */
const blob = (file) => new Blob([file], { type: "image/jpeg" });

/** @returns {Candidate} */
function bitmap() {
  return {
    name: "createImageBitmap",
    async delivered(file) {
      const image = await createImageBitmap(blob(file), { colorSpaceConversion: "none" });
      const { width, height } = image;
      const options = { willReadFrequently: true };
      const context = /** @type {any} */ (new OffscreenCanvas(width, height).getContext("2d", options));
      context.drawImage(image, 0, 0);
      image.close();
      return { width, height, pixels: context.getImageData(0, 0, width, height).data };
    },
    async drawn(file, context) {
      const image = await createImageBitmap(blob(file), { colorSpaceConversion: "none" });
      context.drawImage(image, 0, 0);
      image.close();
    },
  };
}

/** @returns {Candidate} */
function imageDecoder() {
  return {
    name: "ImageDecoder",
    async delivered(file, into) {
      const decoder = new ImageDecoder({ data: file, type: "image/jpeg", colorSpaceConversion: "none" });
      const { image } = await decoder.decode();
      const { displayWidth: width, displayHeight: height } = image;
      const pixels = into.subarray(0, width * height * 4);
      await image.copyTo(pixels, { format: "RGBA" });
      image.close();
      decoder.close();
      return { width, height, pixels };
    },
    async drawn(file, context) {
      const decoder = new ImageDecoder({ data: file, type: "image/jpeg", colorSpaceConversion: "none" });
      const { image } = await decoder.decode();
      context.drawImage(image, 0, 0);
      image.close();
      decoder.close();
    },
  };
}

/** What a candidate that has nothing better draws. @param {Candidate} candidate @returns {Candidate["drawn"]} */
const put = (candidate) => async (file, context, into) => {
  const { width, height, pixels } = await candidate.delivered(file, into);
  context.putImageData(new ImageData(pixels, width, height), 0, 0);
};

/** @param {Uint8ClampedArray} a @param {Uint8ClampedArray} b */
function largestDifference(a, b) {
  if (a.length !== b.length) return -1;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

/** @param {string} url @param {number} rounds @param {Candidate[]} candidates */
async function picture(url, rounds, candidates) {
  const file = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const [width, height] = candidates[0].size?.(file) ?? [0, 0];
  const into = new Uint8ClampedArray(width * height * 4);
  // Of very large pictures only the last part is compared: nine decoders have them in memory at once.
  const compared = (/** @type {Uint8ClampedArray} */ pixels) => pixels.subarray(Math.max(0, pixels.length - 50_000_000));
  const ours = compared((await candidates[0].delivered(file, into)).pixels).slice();
  const rows = candidates.map(({ name }) => ({
    name,
    inWasm: /** @type {number[]} */ ([]),
    delivered: /** @type {number[]} */ ([]),
    drawn: /** @type {number[]} */ ([]),
    difference: -1,
    fault: "",
  }));
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  for (let round = -1; round < rounds; round++) {
    for (const [index, candidate] of candidates.entries()) {
      const row = rows[index];
      // What takes seconds is asked less often.
      if (row.fault || (row.delivered[0] > 1000 && round > 2)) continue;
      try {
        if (candidate.inWasm) {
          const began = performance.now();
          candidate.inWasm(file);
          if (round >= 0) row.inWasm.push(performance.now() - began);
        }
        const began = performance.now();
        const { pixels } = await candidate.delivered(file, into);
        const took = performance.now() - began;
        if (round < 0) row.difference = largestDifference(ours, compared(pixels));
        else row.delivered.push(took);
        const start = performance.now();
        await (candidate.drawn ?? put(candidate))(file, context, into);
        // Reading one pixel waits until everything is drawn.
        context.getImageData(width - 1, height - 1, 1, 1);
        if (round >= 0) row.drawn.push(performance.now() - start);
      } catch (fault) {
        row.fault = String(fault);
      }
    }
  }
  return { url, width, height, bytes: file.length, rows };
}

const ready = Promise.all([
  bare("pixelbits", true),
  bare("zune-jpeg"),
  bare("jpeg-decoder"),
  bare("libjpeg-turbo-rs"),
  jsquash(),
  jpegJs(),
  bitmap(),
  imageDecoder(),
  pool(),
]);

self.onmessage = async ({ data: { url, rounds } }) => {
  try {
    self.postMessage(await picture(url, rounds, await ready));
  } catch (fault) {
    self.postMessage({ url, fault: String(fault) });
  }
};
