/**
 * The long jobs of the workshop: files and texts made of the open file, in slices.
 *
 * @typedef {import("../pkg/workshop.js").Document} Document
 * @typedef {import("../pkg/workshop.js").Raster} Raster
 * @typedef {import("./protocol.js").TextOptions} TextOptions
 * @typedef {import("./protocol.js").PictureOptions} PictureOptions
 * @typedef {import("./port.js").Slices} Slices
 * @typedef {typeof import("../pkg/workshop.js")} Core
 * @typedef {ReturnType<typeof createExports>["writePng"]} WritePng
 */

import { encode } from "./encode.js";
import { netpbmHead } from "./netpbm.js";
import { chunk, filtered, head, rowBytes } from "./png.js";

/** Text is handed over in pieces of about this size. */
const TEXT_BYTES = 1 << 20;
/** Rows of pixels that are compressed at a time, in bytes. */
const ROWS_BYTES = 1 << 20;

/** @param {Core} core */
export function createExports(core) {
  /** The last picture that was gathered: the matrix of its pixels asks for it again and again. */
  let kept = /** @type {{document: Document, oriented: boolean, raster: Raster} | null} */ (null);
  /** Grows when what was gathered, or is being gathered, is no longer what is shown. */
  let age = 0;

  /** How many jobs read a picture that was gathered; it is there until the last of them has ended. @type {Map<Raster, number>} */
  const readers = new Map();

  function forget() {
    age += 1;
    const before = kept?.raster;
    kept = null;
    if (before && !readers.has(before)) before.free();
  }

  /**
   * The whole picture; null where the job was stopped.
   * @param {Document} document @param {boolean} oriented @param {Slices} slices @param {number} [share] Of the job.
   */
  async function gather(document, oriented, slices, share = 0.5) {
    if (kept && kept.document === document && kept.oriented === oriented) return kept.raster;
    forget();
    const mine = age;
    const raster = new core.Raster(document, oriented ? core.Turn.AsAsked : core.Turn.AsStored);
    for (;;) {
      const done = raster.advance(slices.until());
      if (!(await slices.pause(done * share, 1))) {
        raster.free();
        return null;
      }
      if (done >= 1) break;
    }
    // What was asked for under another view is used once.
    if (mine !== age) return raster;
    kept = { document, oriented, raster };
    return raster;
  }

  /**
   * Runs `read` with the whole picture, which stays there for as long as that takes; null where the job was stopped.
   * @template T
   * @param {Document} document @param {boolean} oriented @param {Slices} slices @param {(raster: Raster) => T | Promise<T>} read
   * @param {number} [share] Of the job that gathering is.
   */
  async function withPicture(document, oriented, slices, read, share) {
    const raster = await gather(document, oriented, slices, share);
    if (!raster) return null;
    readers.set(raster, (readers.get(raster) ?? 0) + 1);
    try {
      return await read(raster);
    } finally {
      const others = (readers.get(raster) ?? 1) - 1;
      if (others > 0) readers.set(raster, others);
      else readers.delete(raster);
      if (others === 0 && kept?.raster !== raster) raster.free();
    }
  }

  /**
   * The whole picture's samples; null where the job was stopped.
   * @param {Document} document @param {import("./protocol.js").SampleOptions} options @param {Slices} slices
   */
  async function gatherSamples(document, { oriented, component }, slices) {
    const turn = oriented ? core.Turn.AsAsked : core.Turn.AsStored;
    const raster = new core.SampleRaster(document, turn, component ?? undefined);
    for (;;) {
      const done = raster.advance(slices.until());
      if (!(await slices.pause(done * 0.5, 1))) {
        raster.free();
        return null;
      }
      if (done >= 1) return raster;
    }
  }

  /**
   * A PNG, handed over in parts.
   * @param {import("./png.js").Shape} shape
   * @param {(first: number, count: number) => Uint8Array} rows
   * @param {Pick<Slices, "part" | "pause">} slices
   */
  async function writePng(shape, rows, slices) {
    for (const part of head(shape)) slices.part(part);
    const zlib = new CompressionStream("deflate");
    const writer = zlib.writable.getWriter();
    const reading = (async () => {
      const reader = zlib.readable.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        if (value.length > 0) slices.part(chunk("IDAT", value));
      }
    })();
    const stride = rowBytes(shape);
    const above = new Uint8Array(stride);
    const step = Math.max(1, Math.floor(ROWS_BYTES / stride));
    for (let y = 0; y < shape.height; y += step) {
      await writer.write(filtered(rows(y, step), shape, above));
      if (!(await slices.pause(0.5 + (0.5 * (y + step)) / shape.height, 1))) {
        await writer.abort();
        await reading.catch(() => {});
        return;
      }
    }
    await writer.close();
    await reading;
    slices.part(chunk("IEND", new Uint8Array()));
  }

  /** @param {TextOptions} options */
  function layoutOf({ form, columns, grouped, offsets }) {
    const { Notation, Marks } = core;
    const notation = { matrix: Notation.Bits, stream: Notation.Bits, hex: Notation.Hex, decimal: Notation.Decimal }[
      form
    ];
    const plain = form === "stream";
    const marks =
      grouped && offsets ? Marks.GroupsAndOffsets : grouped ? Marks.Groups : offsets ? Marks.Offsets : Marks.None;
    return new core.TextLayout(notation, plain ? 0 : columns, plain ? Marks.None : marks);
  }

  /** @param {TextOptions["of"]} of */
  const kindOf = (of) =>
    ({ file: core.PixelKind.Rgb, rgb: core.PixelKind.Rgb, grey: core.PixelKind.Grey, mono: core.PixelKind.Mono })[of];

  /** @typedef {{layout: import("../pkg/workshop.js").TextLayout, next: (from: number, limit: number) => ReturnType<Document["textChunk"]>}} TextSource */

  /**
   * Runs `read` with what gives a text's chunks; null where the job was stopped.
   * @template T
   * @param {Document} document @param {TextOptions} options @param {Slices} slices @param {(source: TextSource) => T | Promise<T>} read
   */
  async function withText(document, options, slices, read) {
    const layout = layoutOf(options);
    try {
      if (options.of === "file") {
        return await read({ layout, next: (from, limit) => document.textChunk(layout, from, limit) });
      }
      const kind = kindOf(options.of);
      return await withPicture(document, options.oriented, slices, (raster) =>
        read({ layout, next: (from, limit) => raster.textChunk(kind, layout, from, limit) }),
      );
    } finally {
      layout.free();
    }
  }

  return {
    forget,
    raster: gather,
    writePng,

    /**
     * The start of a text: at most so many lines.
     * @param {Document} document @param {TextOptions} options @param {number} lines @param {Slices} slices
     */
    async preview(document, options, lines, slices) {
      const shown = await withText(document, options, slices, ({ next }) => {
        const first = next(0, 16_384);
        const text = new TextDecoder().decode(first.take());
        const { total } = first;
        first.free();
        const start = text.split("\n", lines).join("\n");
        return { text: start, more: total > start.length + 1, total };
      });
      return shown ?? { text: "", more: false, total: 0 };
    },

    /**
     * A whole text, handed over in parts.
     * @param {Document} document @param {TextOptions} options @param {Slices} slices
     */
    async text(document, options, slices) {
      await withText(document, options, slices, async (source) => {
        let written = 0;
        for (let from = 0; from >= 0;) {
          const piece = source.next(from, TEXT_BYTES);
          const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (piece.take());
          const { next, total } = piece;
          piece.free();
          written += bytes.length;
          from = next;
          slices.part(bytes);
          if (!(await slices.pause(written, total))) break;
        }
      });
    },

    /**
     * A PNG of 8-bit RGB, handed over in parts.
     * @param {Document} document @param {PictureOptions} options @param {Slices} slices
     */
    async png(document, { oriented }, slices) {
      await withPicture(document, oriented, slices, (raster) => {
        const { width, height, resolution } = raster;
        return writePng({ width, height, resolution, channels: 3, bits: 8, depth: 8 }, (y, n) => raster.rgb_rows(y, n), slices);
      });
    },

    /**
     * The samples at full depth: PNG of 16 bits, PGM, PPM, PAM.
     * @param {Document} document @param {import("./protocol.js").SampleFile} what
     * @param {import("./protocol.js").SampleOptions} options @param {Slices} slices
     */
    async samples(document, what, options, slices) {
      const raster = await gatherSamples(document, options, slices);
      if (!raster) return;
      try {
        const { width, height, channels, precision, resolution } = raster;
        if (what === "png16") {
          const shape = { width, height, resolution, channels: /** @type {1 | 3} */ (channels), bits: precision, depth: 16 };
          await writePng(shape, (y, n) => raster.spreadRows(y, n), slices);
          return;
        }
        slices.part(netpbmHead(what, { width, height, channels, precision }));
        const step = Math.max(1, Math.floor(ROWS_BYTES / (width * channels * (precision > 8 ? 2 : 1))));
        for (let y = 0; y < height; y += step) {
          slices.part(/** @type {Uint8Array<ArrayBuffer>} */ (raster.rows(y, step)));
          if (!(await slices.pause(0.5 + (0.5 * (y + step)) / height, 1))) return;
        }
      } finally {
        raster.free();
      }
    },

    /**
     * A BMP of 24 bits a pixel, handed over in parts.
     * @param {Document} document @param {PictureOptions} options @param {Slices} slices
     */
    async bmp(document, { oriented }, slices) {
      await withPicture(document, oriented, slices, async (raster) => {
        for (let rows = -1; rows < raster.height;) {
          const part = raster.bmpPart(rows);
          slices.part(/** @type {Uint8Array<ArrayBuffer>} */ (part.take()));
          rows = part.rows;
          part.free();
          if (!(await slices.pause(0.5 + (0.5 * rows) / raster.height, 1))) return;
        }
      });
    },

    /**
     * The picture encoded anew; null where the job was stopped.
     * @param {Document} document @param {import("./protocol.js").EncodeOptions} options @param {Slices} slices
     */
    async encode(document, options, slices) {
      return withPicture(document, options.oriented, slices, (raster) => encode(core, document, raster, options, slices));
    },

    /**
     * A text of bits back to bytes; null where the job was stopped.
     * @param {Uint8Array} text @param {Slices} slices
     */
    async parse(text, slices) {
      const reader = new core.TextReader();
      try {
        for (let at = 0; at < text.length; at += TEXT_BYTES) {
          reader.feed(text.subarray(at, at + TEXT_BYTES));
          if (!(await slices.pause(at + TEXT_BYTES, text.length))) return null;
        }
        return reader.finish();
      } finally {
        reader.free();
      }
    },

    /**
     * Bytes of the pixels, for the matrix.
     * @param {Document} document @param {"rgb" | "grey" | "mono"} kind @param {boolean} oriented
     * @param {number} start @param {number} count @param {Slices} slices
     */
    async pixels(document, kind, oriented, start, count, slices) {
      const bytes = await withPicture(document, oriented, slices, (raster) => raster.window(kindOf(kind), start, count), 1);
      return bytes ?? new Uint8Array();
    },
  };
}
