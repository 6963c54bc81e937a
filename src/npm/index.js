/** Pixelbits for programs: a few plain functions over the classes of the core, which are all exported, too. See index.d.ts. */

import init, { CodeTables, Document, Encoding, PixelStore, Raster, roles, ScanOrder, Turn } from "./core.js";
import { FACTORS } from "../../www/js/samplings.js";
import { hasVectors } from "../../www/js/vectors.js";
import { plain, vectors } from "#wasm";

export * from "./core.js";

/** Bits that are explained at a time. */
const WINDOW = 1 << 16;

let loading;

export function ready(wasm) {
  loading ??= load(wasm).catch((problem) => {
    loading = undefined;
    throw problem;
  });
  return loading;
}

async function load(wasm) {
  const own = () => (hasVectors() ? vectors() : plain());
  await init({ module_or_path: await (wasm ?? own()) });
}

/** Opens a file for as long as `use` takes. */
function using(bytes, use) {
  const document = new Document(bytes);
  try {
    return use(document);
  } finally {
    document.free();
  }
}

/** The whole picture of an open file, for as long as `use` takes. */
function gathered(document, turn, use) {
  const raster = new Raster(document, turn);
  try {
    while (raster.advance(Infinity) < 1);
    return use(raster);
  } finally {
    raster.free();
  }
}

export function decode(bytes, { turned = true } = {}) {
  return using(bytes, (document) =>
    gathered(document, turned ? Turn.AsAsked : Turn.AsStored, (raster) => {
      const { width, height } = raster;
      const rgb = raster.rgb_rows(0, height);
      const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
      for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
        rgba[to] = rgb[from];
        rgba[to + 1] = rgb[from + 1];
        rgba[to + 2] = rgb[from + 2];
      }
      return { width, height, rgba, warnings: document.warnings() };
    }),
  );
}

export function encode({ width, height, rgba }, options = {}) {
  const { quality = 75, sampling = "4:2:0", progressive = false, optimal = true, restartRows = 0 } = options;
  if (!Object.hasOwn(FACTORS, sampling)) throw new RangeError(`sampling: ${sampling}`);
  if (!(quality >= 1 && quality <= 100)) throw new RangeError(`quality: ${quality}`);
  if (rgba.length !== width * height * 4) throw new RangeError(`${rgba.length} bytes for ${width} × ${height} pixels`);
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = rgba[from];
    rgb[to + 1] = rgba[from + 1];
    rgb[to + 2] = rgba[from + 2];
  }
  const document = Document.thumbnail(rgb, width, height, PixelStore.Rgb);
  let encoding;
  try {
    return gathered(document, Turn.AsStored, (raster) => {
      const order = progressive ? ScanOrder.Progressive : ScanOrder.Sequential;
      const tables = optimal || progressive ? CodeTables.Optimal : CodeTables.Standard;
      encoding = new Encoding(raster, document, quality, Uint8Array.from(FACTORS[sampling]), order, tables, restartRows);
      encoding.transform();
      encoding.write();
      return encoding.take();
    });
  } finally {
    encoding?.free();
    document.free();
  }
}

export function inspect(bytes) {
  return using(bytes, (document) => {
    const { fields, faults, orientation, pictures } = document.inspect();
    const names = roles();
    const list = fields.name.map((name, i) => ({
      name,
      index: fields.index[i] < 0 ? null : fields.index[i],
      value: fields.value[i],
      start: fields.start[i],
      bits: fields.bits[i],
      clause: fields.clause[i],
      role: names[fields.role[i]].name,
      depth: fields.depth[i],
      shape: ["leaf", "group", "alias"][fields.shape[i]],
    }));
    return { format: document.format ?? null, fields: list, faults, orientation, pictures };
  });
}

export function* explain(bytes, { from = 0, to = bytes.length * 8 } = {}) {
  const document = new Document(bytes);
  try {
    const names = roles().map(({ name }) => name);
    for (let at = from; at < to; ) {
      const spans = document.trace(at, Math.min(WINDOW, to - at));
      if (spans.start.length === 0) return;
      for (let i = 0; i < spans.start.length; i += 1) {
        const block =
          spans.scan[i] < 0
            ? null
            : { scan: spans.scan[i], mcu: spans.mcu[i], component: spans.component[i], bx: spans.bx[i], by: spans.by[i], k: spans.k[i] };
        if (spans.start[i] + spans.bits[i] <= at) continue;
        yield { start: spans.start[i], bits: spans.bits[i], role: names[spans.role[i]], value: spans.value[i], block };
      }
      const last = spans.start.length - 1;
      at = Math.max(at + 1, spans.start[last] + spans.bits[last]);
    }
  } finally {
    document.free();
  }
}
