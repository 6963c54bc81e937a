/** Wires the page together: the only module that knows all the others. */

import { createBitmap } from "./bitmap.js";
import { createClient, WHOLE_VIEW } from "./client.js";
import { byId, h } from "./dom.js";
import { createDrawing } from "./drawing.js";
import { listenToDrops } from "./drop.js";
import { preferredLanguage, setLanguage, t } from "./i18n/index.js";
import { createEditor } from "./editor.js";
import { createOpener } from "./opener.js";
import { createLit } from "./lit.js";
import { mountBitmap } from "./panels/bitmap.js";
import { mountBits } from "./panels/bits.js";
import { mountBlock } from "./panels/block.js";
import { mountBuildUp } from "./panels/buildup.js";
import { mountDraw } from "./panels/draw.js";
import { mountEncode } from "./panels/encode.js";
import { mountFileMap } from "./panels/filemap.js";
import { mountGuesses } from "./panels/guesses.js";
import { mountHeader, SAMPLES } from "./panels/header.js";
import { mountInside } from "./panels/inside.js";
import { mountKeySheet } from "./panels/key-sheet.js";
import { mountLesson } from "./panels/lesson.js";
import { mountPicture } from "./panels/picture.js";
import { mountRaw } from "./panels/raw.js";
import { createSaveMenu, createSaver } from "./panels/save.js";
import { mountSegments } from "./panels/segments.js";
import { mountSend } from "./panels/send.js";
import { mountSplitter } from "./panels/splitter.js";
import { mountStatus } from "./panels/status.js";
import { mountTables } from "./panels/tables.js";
import { mountTabs } from "./panels/tabs.js";
import { mountText } from "./panels/text.js";
import { printMatrix } from "./print.js";
import { createRaw } from "./raw.js";
import { createLink } from "./send-link.js";
import { createShare } from "./share.js";
import { listenToShortcuts } from "./shortcuts.js";
import { createStatistics } from "./statistics.js";
import { createStore, NO_EDITS } from "./store.js";
import { applyTheme, currentTheme, followSystem } from "./theme.js";
import { createTrials } from "./trials.js";
import { welcome } from "./welcome.js";

setLanguage(preferredLanguage());
applyTheme();

/** @type {import("./store.js").Store} */
const store = createStore(
  /** @type {import("./store.js").State} */ ({
    document: null,
    selection: null,
    hover: null,
    pixel: null,
    progress: null,
    job: null,
    view: WHOLE_VIEW,
    whole: null,
    statistics: null,
    gathering: null,
    damageMap: false,
    trials: null,
    heat: false,
    drawn: 0,
    notice: null,
    edits: NO_EDITS,
    invite: null,
    lit: null,
    held: null,
    block: null,
    seen: null,
    choice: null,
    theme: currentTheme(),
  }),
);
const client = createClient(store);
const opener = createOpener(store, client);
const saver = createSaver(store, client);
const editor = createEditor(store, client);
const lit = createLit(store, client);
const statistics = createStatistics(store, client);
createTrials(store, client);
const bitmap = createBitmap(store, client);
const raw = createRaw(store, client);
const sheet = createDrawing();
const link = createLink(client);
const share = createShare(store, opener, editor, SAMPLES);

mountHeader(byId("header"), store, opener, editor, () => void share.share(), createSaveMenu(store, saver));
const inside = h("span", { class: "inside" });
mountInside(inside, store, opener);
mountFileMap(byId("map"), store, inside);
mountPicture(byId("picture"), store, client, {
  heat: (looks) => statistics.want("heat", looks),
  faults() {
    byId("tab-segments").click();
    /** @type {HTMLElement | null} */ (document.querySelector(".faults button"))?.focus();
  },
  hold: (shown) => void lit.hold(shown),
  free: () => lit.free(),
});
mountBits(byId("bits"), store, client, editor, t);
mountTabs(byId("tabs"), byId("panels"), [
  { id: "segments", mount: (panel) => mountSegments(panel, store, editor) },
  { id: "block", mount: (panel) => mountBlock(panel, store, client, editor) },
  { id: "tables", mount: (panel) => mountTables(panel, store, client, editor, statistics) },
  { id: "buildup", mount: (panel) => mountBuildUp(panel, store, client) },
  { id: "encode", mount: (panel) => mountEncode(panel, store, client, opener) },
  { id: "bitmap", mount: (panel) => mountBitmap(panel, store, bitmap, printMatrix) },
  { id: "draw", mount: (panel) => mountDraw(panel, sheet, opener, () => bitmap.small()) },
  { id: "text", mount: (panel) => mountText(panel, store, client, saver) },
  { id: "raw", mount: (panel) => mountRaw(panel, store, raw, opener) },
  { id: "send", mount: (panel) => mountSend(panel, store, client, link, opener) },
  { id: "lesson", mount: (panel) => mountLesson(panel, store) },
]);
mountSplitter(byId("splitter"));
mountStatus(store, {
  decoding: () => client.stop(),
  job() {
    saver.cancel();
    opener.cancel();
    editor.cancel();
  },
});
mountKeySheet(byId("header"));
mountGuesses(store, (which) => opener.choose(which));
listenToDrops(opener);
listenToShortcuts(editor);
addEventListener("hashchange", () => share.follow());
// What follows from the colours is drawn again; the theme's name has not changed.
followSystem(() => store.set({ drawn: store.get().drawn + 1 }));

if (!share.follow()) void opener.sample(SAMPLES[0], true);
let welcomed = false;
store.on(["document"], ({ document }) => {
  if (welcomed || !document?.picture?.complete) return;
  welcomed = true;
  // A file that is opened meanwhile may end its question; a worker that died is told of elsewhere.
  if (document.name === SAMPLES[0]) welcome(store, client).catch(() => {});
});
