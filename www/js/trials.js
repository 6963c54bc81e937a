/**
 * Trial flips of the open file, for the damage map: made by the workshop while somebody looks at it, whenever nothing else is to
 * be done, and begun anew a while after every edit.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./client.js").Client} Client
 */

import { Refused } from "./calls.js";
import { createTrialMap } from "./trial-map.js";

/** How long nothing must have been edited. */
const QUIET_MS = 600;
/** Bits of each header field and of each stretch of entropy-coded data that are tried, by the picture's pixels. */
const ROUNDS = [
  { upTo: 1e6, headers: 4, coded: 8 },
  { upTo: 4e6, headers: 2, coded: 4 },
  { upTo: Infinity, headers: 1, coded: 2 },
];

/** @param {Store} store @param {Client} client */
export function createTrials(store, client) {
  /** @type {{own: AbortController, revision: number} | null} */
  let under = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let quiet;

  function follow() {
    const { damageMap, document, trials, progress } = store.get();
    const revision = document?.revision ?? 0;
    if (under && (!damageMap || under.revision !== revision)) {
      under.own.abort();
      under = null;
    }
    if (trials && (!damageMap || trials.revision !== revision)) store.set({ trials: null });
    clearTimeout(quiet);
    const wanted = damageMap && document?.format === "jpeg" && document.picture && !document.refused;
    if (!wanted || progress || under || store.get().trials) return;
    const edited = document.revision !== document.id;
    quiet = setTimeout(() => void run(revision), edited ? QUIET_MS : 0);
  }

  /** @param {number} revision */
  async function run(revision) {
    const { document, progress } = store.get();
    if (under || progress || !document?.picture || document.revision !== revision) return;
    const pixels = document.picture.storedWidth * document.picture.storedHeight;
    const map = createTrialMap(pixels);
    const own = new AbortController();
    under = { own, revision };
    const mine = () => under?.own === own;
    let share = 0;
    const tell = (/** @type {boolean} */ done, /** @type {import("./store.js").Fault | null} */ refused = null) =>
      mine() && store.set({ trials: { revision, map, share: done ? 1 : share, done, refused } });
    tell(false);
    const rounds = ROUNDS.find(({ upTo }) => pixels <= upTo) ?? ROUNDS[ROUNDS.length - 1];
    try {
      await client.trials(rounds, {
        signal: own.signal,
        progress: (done, total) => (share = done / total),
        tried(columns) {
          map.add(columns);
          tell(false);
        },
      });
      tell(true);
    } catch (problem) {
      // Cancelled: whoever did so begins anew. A worker that was replaced has nothing more to say.
      tell(true, problem instanceof Refused ? problem.fault : null);
    }
    if (mine()) under = null;
  }

  store.on(["document", "progress", "damageMap"], follow);
}
