/** Wires the page together: with views.js, the only module that knows all the others. */

import { createClient, WHOLE_VIEW } from "./client.js";
import { createClipboard } from "./clipboard.js";
import { createComparison } from "./comparison.js";
import { createDisk } from "./disk.js";
import { byId, h } from "./dom.js";
import { listenToDrops } from "./drop.js";
import { preferredLanguage, setLanguage, t } from "./i18n/index.js";
import { createEditor } from "./editor.js";
import { createOpener } from "./opener.js";
import { createLit } from "./lit.js";
import { ask } from "./panels/ask.js";
import { mountBits } from "./panels/bits.js";
import { mountFileMap } from "./panels/filemap.js";
import { mountGuesses } from "./panels/guesses.js";
import { mountHeader, SAMPLES } from "./panels/header.js";
import { mountInside } from "./panels/inside.js";
import { mountOpenFiles } from "./panels/open-files.js";
import { mountPicture } from "./panels/picture.js";
import { createSaveMenu, createSaver } from "./panels/save.js";
import { mountStatus } from "./panels/status.js";
import { mountTabs } from "./panels/tabs.js";
import { createShelf } from "./shelf.js";
import { createShare } from "./share.js";
import { listenToShortcuts, listenToTurns } from "./shortcuts.js";
import { createStatistics } from "./statistics.js";
import { createStore, NO_EDITS } from "./store.js";
import { applyTheme, currentTheme, followSystem } from "./theme.js";
import { createTrials } from "./trials.js";
import { createViews } from "./views.js";
import { welcome } from "./welcome.js";

applyTheme();
await setLanguage(preferredLanguage());

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
    blockOpen: false,
    seen: null,
    sight: null,
    files: { list: [], current: 0 },
    rival: null,
    choice: null,
    theme: currentTheme(),
  }),
);
const client = createClient(store);
const editor = createEditor(store, client);
const shelf = createShelf(store, client, editor);
const opener = createOpener(store, client, shelf);
const saver = createSaver(store, client);
const lit = createLit(store, client);
const statistics = createStatistics(store, client);
createTrials(store, client);
const share = createShare(store, opener, editor, SAMPLES);
const disk = createDisk(store, opener, shelf, ask);
const clipboard = createClipboard(store, client);
const comparison = createComparison(store, client, shelf, editor);

mountHeader(byId("header"), store, opener, editor, () => void share.share(), createSaveMenu(store, saver, disk), disk, clipboard);
const openFiles = mountOpenFiles(byId("files"), store, opener, (key) => {
  comparison.with(key);
  byId("tab-compare").click();
});
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
mountTabs(byId("tabs"), byId("panels"), createViews(store, client, { editor, opener, saver, statistics, comparison }));
mountStatus(store, {
  decoding: () => client.stop(),
  job() {
    saver.cancel();
    opener.cancel();
    editor.cancel();
    clipboard.cancel();
    comparison.cancel();
  },
});
mountGuesses(store, (which) => opener.choose(which));
listenToDrops(opener);
listenToShortcuts(editor);
listenToTurns(openFiles);
clipboard.listen(byId("picture-stage"));
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
