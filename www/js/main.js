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
import { isShared, listenToLaunches, openShared } from "./handed.js";
import { createKeeping } from "./keeping.js";
import { createLit } from "./lit.js";
import { ask } from "./panels/ask.js";
import { mountBits } from "./panels/bits.js";
import { mountFileMap } from "./panels/filemap.js";
import { mountGallery } from "./panels/gallery.js";
import { mountGuesses } from "./panels/guesses.js";
import { mountHeader } from "./panels/header.js";
import { mountInside } from "./panels/inside.js";
import { mountKeySheet } from "./panels/key-sheet.js";
import { mountOpenFiles } from "./panels/open-files.js";
import { mountKeeping } from "./panels/keeping.js";
import { mountPicture } from "./panels/picture.js";
import { mountPuzzle } from "./panels/puzzle.js";
import { createSaveMenu, createSaver } from "./panels/save.js";
import { mountSplitter } from "./panels/splitter.js";
import { mountStatus } from "./panels/status.js";
import { mountTabs } from "./panels/tabs.js";
import { createShelf } from "./shelf.js";
import { mountTour } from "./panels/tour.js";
import { SAMPLES } from "./samples.js";
import { isOffer } from "./send-signal.js";
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
    files: { list: [], current: 0 },
    rival: null,
    choice: null,
    offered: null,
    keeping: { ready: false, newer: false, others: false },
    tab: "",
    gaze: null,
    columns: null,
    tour: null,
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
const keeping = createKeeping(store, opener);
/** What the page begins with. */
const FIRST = SAMPLES[0].file;
const share = createShare(store, opener, editor, SAMPLES.map(({ file }) => file), () => byId("open").click());
const disk = createDisk(store, opener, shelf, ask);
const clipboard = createClipboard(store, client);
const comparison = createComparison(store, client, shelf, editor);

const gallery = mountGallery(document.body, store, opener);
const tour = mountTour(document.body, store, client, editor, () => void opener.sample(FIRST));
const others = { share: () => void share.share(), gallery: gallery.show, tour: tour.start };
mountHeader(byId("header"), store, opener, editor, others, createSaveMenu(store, saver, disk), disk, clipboard);
const openFiles = mountOpenFiles(byId("files"), store, opener, (key) => {
  comparison.with(key);
  byId("tab-compare").click();
});
mountPuzzle(byId("puzzle"), store, opener, editor);
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
mountTabs(byId("tabs"), byId("panels"), store, createViews(store, client, { editor, opener, saver, statistics, comparison }));
mountSplitter(byId("splitter"));
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
mountKeySheet(byId("header"));
mountKeeping(store, keeping);
mountGuesses(store, (which) => opener.choose(which));
listenToDrops(opener);
listenToLaunches(opener);
listenToShortcuts(editor);
listenToTurns(openFiles);
clipboard.listen(byId("picture-stage"));
addEventListener("hashchange", () => share.follow());
// What follows from the colours is drawn again; the theme's name has not changed.
followSystem(() => store.set({ drawn: store.get().drawn + 1 }));

/** The address leads to a picture that somebody offers to send. */
function followOffer() {
  if (!isOffer(location.hash)) return;
  store.set({ tab: "send", offered: location.hash });
  history.replaceState(null, "", `${location.pathname}${location.search}`);
}
addEventListener("hashchange", followOffer);
followOffer();

const handed = isShared() ? openShared(opener) : Promise.resolve(share.follow());
void handed.then((opened) => {
  if (!opened) void opener.sample(FIRST, true);
});
let welcomed = false;
store.on(["document"], ({ document }) => {
  if (welcomed || !document?.picture?.complete) return;
  welcomed = true;
  // A file that is opened meanwhile may end its question; a worker that died is told of elsewhere.
  if (document.name === FIRST) welcome(store, client).catch(() => {});
});
