/** Heads of PGM, PPM and PAM files (netpbm). Their samples follow as they are: the largest value tells the precision. */

/**
 * @param {"pgm" | "ppm" | "pam"} what
 * @param {{width: number, height: number, channels: number, precision: number}} shape
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function netpbmHead(what, { width, height, channels, precision }) {
  const largest = 2 ** precision - 1;
  if (what !== "pam") {
    return new TextEncoder().encode(`${what === "pgm" ? "P5" : "P6"}\n${width} ${height}\n${largest}\n`);
  }
  const tuple = /** @type {Record<number, string>} */ ({ 1: "GRAYSCALE", 3: "RGB", 4: "CMYK" })[channels];
  const lines = [`P7`, `WIDTH ${width}`, `HEIGHT ${height}`, `DEPTH ${channels}`, `MAXVAL ${largest}`];
  return new TextEncoder().encode([...lines, ...(tuple ? [`TUPLTYPE ${tuple}`] : []), "ENDHDR", ""].join("\n"));
}
