/**
 * Files that were opened before, by their handles: kept in the browser's own database, on this computer, and nowhere else. Only
 * where pages can have handles at all.
 *
 * @typedef {{name: string, handle: FileSystemFileHandle, when: number}} Recent
 */

const DATABASE = "pixelbits";
const TABLE = "recent";
/** So many are remembered. */
const MOST = 10;

/** Whether the browser hands out files that can be opened again. */
export const canRemember = () => "showOpenFilePicker" in window && "indexedDB" in window;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {IDBTransactionMode} mode */
async function table(mode) {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
  return (await settled(opening)).transaction(TABLE, mode).objectStore(TABLE);
}

/** All of them are one entry of the database: there are few. */
const KEY = "files";

export function createRecent() {
  /** The newest first. @type {Recent[]} */
  let list = [];
  const ready = canRemember() ? load() : Promise.resolve();

  async function load() {
    try {
      list = (await settled((await table("readonly")).get(KEY))) ?? [];
    } catch (problem) {
      // Storage may be denied: then nothing is remembered.
      console.warn(problem);
    }
  }

  /** @param {Recent[]} next */
  async function keep(next) {
    list = next;
    try {
      const files = await table("readwrite");
      await settled(files.put(next, KEY));
    } catch (problem) {
      console.warn(problem);
    }
  }

  /** @param {FileSystemFileHandle} handle */
  async function others(handle) {
    const same = await Promise.all(list.map((entry) => entry.handle.isSameEntry(handle)));
    return list.filter((_, i) => !same[i]);
  }

  return {
    ready,
    list: () => list,

    /** @param {FileSystemFileHandle} handle */
    async add(handle) {
      await ready;
      const rest = await others(handle);
      await keep([{ name: handle.name, handle, when: Date.now() }, ...rest].slice(0, MOST));
    },

    /** @param {FileSystemFileHandle} handle */
    async forget(handle) {
      await keep(await others(handle));
    },

    forgetAll: () => keep([]),
  };
}

/** @typedef {ReturnType<typeof createRecent>} RecentFiles */
