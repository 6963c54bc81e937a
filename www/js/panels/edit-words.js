/** How edits are worded. */

import { number, t } from "../i18n/index.js";

/** What was done, without what came of it. @param {import("../store.js").Said} said */
const deed = ({ key, values }) => t(key, values);

/**
 * `Bit 3 of byte 0xB6C flipped: 41 blocks changed.` What came of it is left out while it is not known.
 * @param {import("../store.js").State} state
 */
export function editSentence({ document, edits }) {
  if (!edits.said) return "";
  const what = deed(edits.said);
  if (!edits.changes) return t("edit.told.busy", { what });
  const picture = document?.picture;
  if (!picture) return t("edit.told", { what, result: t("edit.changed.gone") });
  const { blocks } = edits.changes;
  const size = { width: picture.width, height: picture.height };
  const result = !blocks ? t("edit.changed.size", size) : blocks.count === 0 ? t("edit.changed.none") : t("edit.changed", { n: blocks.count });
  return t("edit.told", { what, result });
}

/** A place of the file as editors of bits say it: `byte 0xB6C, bit 3`. @param {number} bit */
export const placeWords = (bit) => t("edit.place", { byte: `0x${Math.floor(bit / 8).toString(16).toUpperCase()}`, bit: number(bit % 8) });
