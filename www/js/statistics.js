/**
 * Where the bits of the open file went: gathered by the workshop once somebody looks, again after every edit, and never while
 * the picture is still being decoded.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./client.js").Client} Client
 */

/** @param {Store} store @param {Client} client */
export function createStatistics(store, client) {
  /** Who looks. @type {Set<string>} */
  const wanted = new Set();
  /** @type {AbortController | null} */
  let under = null;
  /** The revision that is being gathered. */
  let gathering = 0;

  function follow() {
    const { document, progress, statistics } = store.get();
    const revision = document?.revision ?? 0;
    if (under && (gathering !== revision || wanted.size === 0)) stop();
    if (statistics && statistics.id !== document?.id) store.set({ statistics: null });
    if (under || wanted.size === 0 || progress || !document || document.format !== "jpeg") return;
    if (store.get().statistics?.revision === revision) return;
    void gather(document.id, revision);
  }

  function stop() {
    under?.abort();
    under = null;
    store.set({ gathering: null });
  }

  /** @param {number} id @param {number} revision */
  async function gather(id, revision) {
    const own = new AbortController();
    under = own;
    gathering = revision;
    store.set({ gathering: 0 });
    try {
      const found = await client.statistics({
        signal: own.signal,
        progress: (done, total) => under === own && store.set({ gathering: done / total }),
      });
      if (under === own) store.set({ statistics: { id, revision, found } });
    } catch {
      // Cancelled, or the worker was replaced: what is asked next has an answer.
      if (under === own) store.set({ statistics: { id, revision, found: null } });
    }
    if (under === own) {
      under = null;
      store.set({ gathering: null });
    }
  }

  store.on(["document", "progress"], follow);

  return {
    /** Whether somebody wants them from now on. @param {string} who @param {boolean} looks */
    want(who, looks) {
      if (wanted.has(who) === looks) return;
      if (looks) wanted.add(who);
      else wanted.delete(who);
      follow();
    },
  };
}

/** @typedef {ReturnType<typeof createStatistics>} Gatherer */
