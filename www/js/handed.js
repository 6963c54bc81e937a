/**
 * Files that the system hands to the page as to a program: opened with it from a folder (the launch queue), or shared with it from
 * another program (put aside by the service worker).
 *
 * @typedef {import("./opener.js").Opener} Opener
 * @typedef {{files: readonly FileSystemFileHandle[]}} Launch
 */

const root = new URL("./", location.href);
/** Where the service worker puts them. */
const SHARED = `pixelbits ${root.pathname} shared`;

/** Files that were opened with the page, now or later. @param {Opener} opener */
export function listenToLaunches(opener) {
  /** TypeScript does not know it yet. @type {{setConsumer: (take: (launch: Launch) => void) => void} | undefined} */
  const queue = /** @type {any} */ (window).launchQueue;
  queue?.setConsumer(async ({ files }) => {
    if (files.length > 0) {
      const opened = await Promise.all(files.map((handle) => handle.getFile()));
      await opener.files(
        opened,
        opened.map(({ lastModified }, i) => ({ handle: files[i], lastModified })),
      );
    }
  });
}

/** Whether the page was opened with something that was shared with it. */
export const isShared = () => location.search === "?shared";

/** Opens what was shared with the page; whether there was anything. @param {Opener} opener */
export async function openShared(opener) {
  history.replaceState(null, "", root.href);
  const files = await taken().catch((problem) => {
    console.error(problem);
    return [];
  });
  if (files.length > 0) await opener.files(files);
  return files.length > 0;
}

/** What was put aside, which is then no longer kept. */
async function taken() {
  const cache = await caches.open(SHARED);
  /** @type {File[]} */
  const files = [];
  for (const request of await cache.keys()) {
    const answer = await cache.match(request);
    if (!answer) continue;
    const name = decodeURIComponent(answer.headers.get("x-name") ?? "");
    files.push(new File([await answer.blob()], name));
  }
  await caches.delete(SHARED);
  return files;
}
