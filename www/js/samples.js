/**
 * The pictures in samples/, in the order of the gallery. Written by tests/tools/gallery/make.py, as the pictures are.
 *
 * @typedef {object} Sample
 * @property {string} file In samples/; `sample.<file>` and `sample.<file>.about` are in the dictionaries.
 * @property {string} section
 * @property {string} process How it is coded; empty for bytes without a header.
 * @property {number} width As shown. @property {number} height
 * @property {number} precision Bits a sample.
 * @property {string} colour Sampling or colour space, or the format.
 * @property {number} bytes
 * @property {string} [tab] The tab that shows what it is about.
 * @property {number} [solved] Of a puzzle: CRC-32 (ISO/IEC 15948 annex D) of the file that it came from.
 */

/** @type {readonly Sample[]} */
export const SAMPLES = Object.freeze([
  {"file": "cat.jpg", "section": "process", "process": "baseline", "width": 160, "height": 120, "precision": 8, "colour": "4:2:0", "bytes": 5313},
  {"file": "cat-progressive.jpg", "section": "process", "process": "progressive", "width": 160, "height": 120, "precision": 8, "colour": "4:2:0", "bytes": 5015},
  {"file": "cat-12bit.jpg", "section": "process", "process": "extended", "width": 96, "height": 72, "precision": 12, "colour": "4:2:0", "bytes": 2288},
  {"file": "cat-progressive-12bit.jpg", "section": "process", "process": "progressive", "width": 96, "height": 72, "precision": 12, "colour": "4:2:0", "bytes": 2546},
  {"file": "cat-lossless.jpg", "section": "process", "process": "lossless", "width": 72, "height": 54, "precision": 8, "colour": "RGB", "bytes": 8539},
  {"file": "cat-arithmetic.jpg", "section": "process", "process": "extended-arithmetic", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 1690},
  {"file": "cat-progressive-arithmetic.jpg", "section": "process", "process": "progressive-arithmetic", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 1767},
  {"file": "cat-lossless-arithmetic.jpg", "section": "process", "process": "lossless-arithmetic", "width": 72, "height": 54, "precision": 8, "colour": "grey", "bytes": 2797},
  {"file": "cat-hierarchical.jpg", "section": "process", "process": "extended", "width": 72, "height": 54, "precision": 8, "colour": "4:4:4", "bytes": 2037},
  {"file": "cat-hierarchical-progressive.jpg", "section": "process", "process": "progressive", "width": 72, "height": 54, "precision": 8, "colour": "4:4:4", "bytes": 2174},
  {"file": "cat-hierarchical-lossless.jpg", "section": "process", "process": "lossless", "width": 72, "height": 54, "precision": 8, "colour": "grey", "bytes": 3113},
  {"file": "cat-hierarchical-arithmetic.jpg", "section": "process", "process": "extended-arithmetic", "width": 72, "height": 54, "precision": 8, "colour": "4:4:4", "bytes": 1695},
  {"file": "cat-hierarchical-progressive-arithmetic.jpg", "section": "process", "process": "progressive-arithmetic", "width": 72, "height": 54, "precision": 8, "colour": "4:4:4", "bytes": 1777},
  {"file": "cat-hierarchical-lossless-arithmetic.jpg", "section": "process", "process": "lossless-arithmetic", "width": 72, "height": 54, "precision": 8, "colour": "grey", "bytes": 3036},
  {"file": "cat-grey.jpg", "section": "colour", "process": "baseline", "width": 160, "height": 120, "precision": 8, "colour": "grey", "bytes": 4493},
  {"file": "coffee-cmyk.jpg", "section": "colour", "process": "baseline", "width": 160, "height": 120, "precision": 8, "colour": "CMYK", "bytes": 13044},
  {"file": "cat-444.jpg", "section": "colour", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:4:4", "bytes": 2117},
  {"file": "cat-422.jpg", "section": "colour", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:2:2", "bytes": 1926},
  {"file": "cat-440.jpg", "section": "colour", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:4:0", "bytes": 2002},
  {"file": "cat-411.jpg", "section": "colour", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:1:1", "bytes": 1806},
  {"file": "cat-410.jpg", "section": "colour", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:1:0", "bytes": 1815},
  {"file": "cat-rgb.jpg", "section": "colour", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "RGB", "bytes": 4431},
  {"file": "cat-ycck.jpg", "section": "colour", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "YCCK", "bytes": 3018},
  {"file": "cat-uneven.jpg", "section": "colour", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "2×2 2×1 1×2", "bytes": 2015},
  {"file": "cat-restarts.jpg", "section": "layout", "process": "baseline", "width": 160, "height": 120, "precision": 8, "colour": "4:2:0", "bytes": 5349},
  {"file": "cat-turned.jpg", "section": "layout", "process": "baseline", "width": 96, "height": 120, "precision": 8, "colour": "4:2:2", "bytes": 3843},
  {"file": "cat-dnl.jpg", "section": "layout", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 1896},
  {"file": "cat-scans.jpg", "section": "layout", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 1895},
  {"file": "cat-arithmetic-restarts.jpg", "section": "layout", "process": "extended-arithmetic", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 1809},
  {"file": "cat-comment.jpg", "section": "layout", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 1962},
  {"file": "cat-coarse.jpg", "section": "layout", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 657},
  {"file": "broken-flip.jpg", "section": "damaged", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 1890, "tab": "segments"},
  {"file": "broken-cut.jpg", "section": "damaged", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 939, "tab": "segments"},
  {"file": "broken-zeros.jpg", "section": "damaged", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 1890, "tab": "segments"},
  {"file": "broken-restart.jpg", "section": "damaged", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 1573, "tab": "segments"},
  {"file": "broken-table.jpg", "section": "damaged", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 1890, "tab": "segments"},
  {"file": "broken-size.jpg", "section": "damaged", "process": "baseline", "width": 96, "height": 144, "precision": 8, "colour": "4:2:0", "bytes": 1890, "tab": "segments"},
  {"file": "broken-progressive.jpg", "section": "damaged", "process": "progressive", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 874, "tab": "segments"},
  {"file": "cat-1bit.bmp", "section": "format", "process": "pixels", "width": 72, "height": 54, "precision": 8, "colour": "BMP", "bytes": 710},
  {"file": "cat-4bit.bmp", "section": "format", "process": "pixels", "width": 72, "height": 54, "precision": 8, "colour": "BMP", "bytes": 2062},
  {"file": "cat-8bit-rle.bmp", "section": "format", "process": "pixels", "width": 72, "height": 54, "precision": 8, "colour": "BMP", "bytes": 2244},
  {"file": "cat.pbm", "section": "format", "process": "pixels", "width": 72, "height": 54, "precision": 8, "colour": "PBM", "bytes": 495},
  {"file": "cat.ppm", "section": "format", "process": "pixels", "width": 72, "height": 54, "precision": 8, "colour": "PPM", "bytes": 11677},
  {"file": "cat.png", "section": "format", "process": "pixels", "width": 72, "height": 54, "precision": 8, "colour": "PNG", "bytes": 8831},
  {"file": "cat.spam", "section": "format", "process": "pixels", "width": 72, "height": 54, "precision": 8, "colour": "SPAM", "bytes": 4016},
  {"file": "cat-raw.bin", "section": "format", "process": "", "width": 72, "height": 54, "precision": 8, "colour": "", "bytes": 11664, "tab": "raw"},
  {"file": "puzzle-colours.jpg", "section": "puzzle", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "RGB", "bytes": 1906, "solved": 1208685669},
  {"file": "puzzle-contrast.jpg", "section": "puzzle", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 1908, "solved": 799485565},
  {"file": "puzzle-slanted.jpg", "section": "puzzle", "process": "baseline", "width": 112, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 1908, "solved": 799485565},
  {"file": "puzzle-brightness.jpg", "section": "puzzle", "process": "baseline", "width": 96, "height": 72, "precision": 8, "colour": "4:2:0", "bytes": 1908, "solved": 799485565},
]);

/** Size of a picture in samples/thumbnails.jpg, and how many stand side by side. */
export const THUMBNAIL = Object.freeze({ width: 64, height: 48, across: 8 });

/** @param {string} name */
export const sampleNamed = (name) => SAMPLES.find(({ file }) => file === name) ?? null;
