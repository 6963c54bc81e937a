/**
 * The first thing anyone sees: one code of the sample picture is chosen already, with its sentence and its block alight, and
 * its first bit asks to be flipped.
 */

import { ROLE } from "./roles.js";

/** Where in the file to look for it (the cat's eyes), as a part of the whole, and how far, in bits. */
const PLACE = 0.44;
const WINDOW = 8192;

/**
 * Chooses the code of the largest step in brightness near the middle of the sample: all blocks after it build on it, so that
 * a flip is seen at once. Not unless something else was chosen meanwhile.
 * @param {import("./store.js").Store} store @param {import("./client.js").Client} client
 */
export async function welcome(store, client) {
  const doc = store.get().document;
  if (!doc) return;
  const from = Math.floor(doc.bytes.length * 8 * PLACE);
  const spans = await client.trace(from, WINDOW);
  let best = -1;
  for (let i = 0; i + 1 < spans.start.length; i += 1) {
    const code = spans.role[i] === ROLE["dc-code"] && spans.role[i + 1] === ROLE["dc-bits"] && spans.component[i] === 0;
    // Pieces of a code that a stuffed byte cuts in two make a poor first sight.
    if (!code || spans.whole[i] !== spans.bits[i] || spans.whole[i + 1] !== spans.bits[i + 1]) continue;
    if (best < 0 || Math.abs(spans.value[i + 1]) > Math.abs(spans.value[best + 1])) best = i;
  }
  if (best < 0 || store.get().selection || store.get().edits.said || store.get().document?.id !== doc.id) return;
  store.set({ selection: { start: spans.start[best], bits: spans.bits[best] }, invite: spans.start[best] });
}
