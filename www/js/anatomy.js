/**
 * What the workshop does for single blocks: their stages, the bits of a pixel, and clean edits.
 *
 * @typedef {import("../pkg/workshop.js").Document} Document
 * @typedef {import("../pkg/workshop.js").BlockAnatomy} BlockAnatomy
 * @typedef {import("../pkg/workshop.js").PixelBitColumns} PixelBits
 * @typedef {import("./edit/patch.js").Splice} Splice
 * @typedef {{scan: number, component: number, bx: number, by: number}} Place A block (lossless: a sample) of the frame of a scan.
 * @typedef {{component: number, bx: number, by: number, values: ReadonlyMap<number, number>}} BlockValues `values`: by zigzag index.
 * @typedef {{scan: number, blocks: readonly BlockValues[]}} CoefficientEdit Blocks of the frame of a scan.
 * @typedef {{scan: number, component: number, x: number, y: number, sample: number}} SampleEdit Of a lossless frame.
 * @typedef {{scan: number, component: number, k: number, quantiser: number}} QuantiserEdit
 * @typedef {CoefficientEdit | SampleEdit | QuantiserEdit} CleanEdit
 * @typedef {{samples: number[], prediction: number | null}} Around A sample of a lossless frame, those to the left, above, and left above, -1
 *   where there is none, and what it is predicted by, less its point transform.
 * @typedef {{until: () => number, pause: (done: number, total: number) => Promise<boolean>}} Slices
 */

/** Reads towards a row of the picture, so that what is asked of it is answered at once. @param {Document} opened @param {number} y @param {Slices} slices */
async function approach(opened, y, slices) {
  for (;;) {
    const part = opened.approach(y, slices.until());
    if (part >= 1) return true;
    if (!(await slices.pause(part, 1))) return false;
  }
}

/** Reads the whole picture, before anything is asked of it. @param {Document} opened @param {Slices} slices */
export async function ahead(opened, slices) {
  await approach(opened, 0xffff_ffff, slices);
}

/**
 * A block through all stages. @param {Document} opened @param {Place} place @param {number} y Of the picture, where it lies.
 * @param {Slices} slices @returns {Promise<BlockAnatomy | null>}
 */
export async function block(opened, { scan, component, bx, by }, y, slices) {
  return (await approach(opened, y, slices)) ? opened.anatomy(scan, component, bx, by) : null;
}

/** The bits that a stored pixel is made of. @param {Document} opened @param {number} x @param {number} y @param {Slices} slices @returns {Promise<PixelBits | null>} */
export async function pixelBits(opened, x, y, slices) {
  return (await approach(opened, y, slices)) ? opened.pixelBits(x, y) : null;
}

/** What is different between two files, as bytes in the place of others. @param {Uint8Array} before @param {Uint8Array} after @returns {Splice | null} */
export function difference(before, after) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  if (start === before.length && start === after.length) return null;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const cut = (/** @type {Uint8Array} */ bytes) => {
    const part = bytes.slice(start, bytes.length - end);
    return { bits: part.length * 8, bytes: part };
  };
  return { at: start * 8, removed: cut(before), inserted: cut(after) };
}

/** @param {typeof import("../pkg/workshop.js").CleanEdit} CleanEdit @param {Document} opened @param {CleanEdit} edit */
function begin(CleanEdit, opened, edit) {
  if ("quantiser" in edit) return CleanEdit.quantiser(opened, edit.scan, edit.component, edit.k, edit.quantiser);
  if ("sample" in edit) return CleanEdit.sample(opened, edit.scan, edit.component, edit.x, edit.y, edit.sample);
  const all = edit.blocks.flatMap(({ component, bx, by, values }) => [...values].map(([k, value]) => [component, bx, by, k, value]));
  const column = (/** @type {number} */ at) => all.map((row) => row[at]);
  const [components, bx, by] = [Uint16Array.from(column(0)), Uint32Array.from(column(1)), Uint32Array.from(column(2))];
  return CleanEdit.coefficients(opened, edit.scan, components, bx, by, Uint8Array.from(column(3)), Int16Array.from(column(4)));
}

/**
 * Changes coefficients, a sample or a quantiser so that the file stays valid; what is to be put where, or null where nothing changes.
 * @param {typeof import("../pkg/workshop.js").CleanEdit} CleanEdit @param {Document} opened @param {Uint8Array} bytes The
 * open file. @param {CleanEdit} edit @param {Slices} slices
 */
export async function clean(CleanEdit, opened, bytes, edit, slices) {
  const editing = begin(CleanEdit, opened, edit);
  try {
    for (;;) {
      const done = editing.advance(slices.until());
      if (done >= 1) return difference(bytes, editing.file());
      if (!(await slices.pause(done, 1))) return null;
    }
  } finally {
    editing.free();
  }
}
