/**
 * Pictures of other formats than JPEG: BMP, PNM, PAM, PNG, SPAM. Their pixels are stored as they are, or packed: nothing is cut into
 * blocks, and what explains blocks has nothing to say.
 *
 * @typedef {import("./store.js").Picture} Picture
 * @typedef {import("./store.js").Doc} Doc
 */

import { t } from "./i18n/index.js";

/** @param {Picture} picture */
export const isStored = ({ colour }) => colour === "stored";

/** Whether the pixels are deflated: bits stand for bytes of filtered rows. @param {Doc} doc */
export const isDeflated = ({ format }) => format === "png";

/** What the format is called, for sentences. @param {Doc} doc */
export const formatOf = ({ picture }) => ({ format: t(`process.${picture?.process}`) });
