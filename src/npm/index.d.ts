/**
 * Pixelbits as a package: a JPEG decoder that explains every bit of a file, and what belongs to it.
 *
 * Call {@link ready} once; everything else is synchronous. The functions of this file do the common things; the classes of the core
 * (`Document`, `Raster`, `Workbench`, …) do all that the page does, in bounded steps, and have to be freed by hand.
 *
 * Bits are counted from the most significant bit of the first byte. What cannot be done is thrown as a {@link Fault}.
 *
 * @packageDocumentation
 */

import type { EmbeddedPicture, Fault } from "./core.js";

export * from "./core.js";

/**
 * Loads the WebAssembly module, with vectors of 128 bits where the engine has them. Everything else waits for this.
 *
 * @param wasm Where it is, or the module itself, for bundlers that do not find it; otherwise the one in this package: read from the
 *   disk by Node, fetched by browsers.
 */
export function ready(wasm?: URL | string | BufferSource | WebAssembly.Module | Response): Promise<void>;

/** A picture. */
export interface Picture {
  /** In pixels. */
  width: number;
  /** In pixels. */
  height: number;
  /** Red, green, blue and opacity of each pixel, row by row: `width × height × 4` bytes. */
  rgba: Uint8ClampedArray;
}

/** A picture, and what was wrong with its file. */
export interface DecodedPicture extends Picture {
  /** What did not keep the decoder from making a picture, each with the bit where it was found. */
  warnings: Fault[];
}

/**
 * Decodes a JPEG, BMP, netpbm, PNG or SPAM file. JPEGs of every process of T.81 give the very pixels of libjpeg-turbo's portable code;
 * damaged files give what can be made of them.
 *
 * @param options.turned Whether the picture is turned as its EXIF data asks; it is, unless told otherwise.
 * @returns The picture, opaque: what a file has of transparency is laid on white.
 * @throws A {@link Fault} where there is no picture.
 */
export function decode(bytes: Uint8Array, options?: { turned?: boolean }): DecodedPicture;

/** How a JPEG is made. */
export interface JpegOptions {
  /** 1 to 100, as libjpeg counts; 75 unless told otherwise. */
  quality?: number;
  /** How many samples of colour there are; `"4:2:0"` unless told otherwise. */
  sampling?: "4:4:4" | "4:2:2" | "4:2:0" | "4:4:0" | "4:1:1" | "grey";
  /** In several scans, from coarse to fine. */
  progressive?: boolean;
  /** Huffman codes made for this very picture, which takes a second pass; so it is, unless told otherwise. */
  optimal?: boolean;
  /** Rows of MCUs between restart markers; 0 for none. */
  restartRows?: number;
}

/** Encodes a picture as a JPEG file. Its opacity is left out. */
export function encode(picture: Picture, options?: JpegOptions): Uint8Array;

/** A field of a header, or a group of them. */
export interface Field {
  /** The standard's symbol, such as `"Hi"`; or a name, such as `"SOF0"`. */
  name: string;
  /** Its number in a list, or its EXIF tag. */
  index: number | null;
  /** What it says; text from files is just that, and no markup. */
  value: string | number | null;
  /** The first bit. */
  start: number;
  /** How many bits. */
  bits: number;
  /** Where the standard tells of it, such as `"T.81 B.2.2"`. */
  clause: string;
  /** What its bits are for. */
  role: string;
  /** 0 for a segment, 1 for what is in it, and so on. */
  depth: number;
  /** `"alias"`: its bits belong to another field, too. */
  shape: "leaf" | "group" | "alias";
}

/** What is in a file. */
export interface Inspection {
  /** `"jpeg"`, `"bmp"`, …; null for what no format here claims. */
  format: string | null;
  /** All fields in file order, groups before what is in them. The leaves tile the file. */
  fields: Field[];
  /** What is wrong with the file. */
  faults: Fault[];
  /** EXIF's number, 1 to 8; 1: as it is. */
  orientation: number;
  /** Thumbnails and other pictures inside of it. */
  pictures: EmbeddedPicture[];
}

/** Every field of a file. Never throws: what cannot be read is told of in `faults`. */
export function inspect(bytes: Uint8Array): Inspection;

/** Bits that do one thing. */
export interface Span {
  /** The first bit. */
  start: number;
  /** How many bits. */
  bits: number;
  /** What they are for, such as `"dc-code"`, `"ac-bits"`, `"stuffing"`. */
  role: string;
  /** What they say, such as the size that a code stands for. */
  value: number;
  /** Where in the picture they count, where they are entropy-coded data. */
  block: {
    scan: number;
    mcu: number;
    component: number;
    /** Column of the block, of its component. */
    bx: number;
    /** Row of the block. */
    by: number;
    /** The coefficient's index in zigzag order. */
    k: number;
  } | null;
}

/**
 * What the bits of a file are for. The spans tile what was asked for, without a gap and in order; the first and the last may reach
 * beyond it.
 *
 * @param options.from The first bit. @param options.to The bit behind the last.
 */
export function explain(bytes: Uint8Array, options?: { from?: number; to?: number }): Generator<Span, void, undefined>;
