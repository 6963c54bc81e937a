/** How edits are worded. */

import { t } from "../i18n/index.js";

/**
 * `Bit 3 of byte 0xB6C flipped: 41 blocks changed.` What came of it is left out while it is not known.
 * @param {import("../store.js").State} state
 */
export function editSentence({ document, edits }) {
  if (!edits.said) return "";
  const what = t(edits.said.key, edits.said.values);
  if (!edits.changes) return t("edit.told.busy", { what });
  const picture = document?.picture;
  if (!picture) return t("edit.told", { what, result: t("edit.changed.gone") });
  const { blocks } = edits.changes;
  const size = { width: picture.width, height: picture.height };
  const result = !blocks ? t("edit.changed.size", size) : blocks.count === 0 ? t("edit.changed.none") : t("edit.changed", { n: blocks.count });
  return t("edit.told", { what, result });
}
