/**
 * The service worker: it keeps the page for when there is no network, and takes what other programs share with it. A build puts a
 * line before it that lists the files of the page and makes www/sw.js of both (tests/tools/keeper.js).
 *
 * What is kept is one build of the page, every file checked by its hash; so parts that are loaded later always fit those that were
 * loaded first, whatever has become of the server. `live`: from the developer's server everything comes from there, and what is kept
 * is for when that cannot be reached.
 */

(() => {
  /** TypeScript knows pages and service workers, but not both in one project. */
  const worker = /** @type {any} */ (self);
  /** `files`: the integrity of each, by its name in www. @type {{version: string, live: boolean, files: Record<string, string>}} */
  const { version, files, live } = worker.BUILD;
  const root = new URL(worker.registration.scope);
  /** One origin may have several of these pages. */
  const prefix = `pixelbits ${root.pathname} `;
  const kept = prefix + version;
  const shared = `${prefix}shared`;
  /** Files at a time. */
  const LOADS = 6;
  /** Of each module of wasm there are two, one for engines without vectors of 128 bits: the other is never asked for. See port.js. */
  const vectors = WebAssembly.validate(
    new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11]),
  );
  const isOfOtherEngines = (/** @type {string} */ name) => name.endsWith(".wasm") && name.endsWith("_plain_bg.wasm") === vectors;

  /** Where a file is: index.html at the root, as servers may send who asks for it by its name elsewhere. @param {string} name */
  const addressOf = (name) => new URL(name === "index.html" ? "./" : name, root).href;

  /** @param {string} name @param {RequestCache} cache */
  const load = (name, cache) => fetch(addressOf(name), { cache, integrity: files[name], credentials: "same-origin" });

  /** Keeps all files of this build, or none. */
  async function keep() {
    const cache = await caches.open(kept);
    const names = Object.keys(files).filter((name) => !isOfOtherEngines(name));
    const one = async () => {
      for (let name = names.pop(); name !== undefined; name = names.pop()) {
        const own = name;
        // What the browser remembers may be of an older build.
        const answer = await load(own, "default").catch(() => load(own, "reload"));
        if (!answer.ok) throw new Error(`${answer.status} for ${answer.url}`);
        const type = answer.headers.get("content-type") ?? "";
        // A new answer, as one that was redirected may not be given for a page.
        await cache.put(addressOf(own), new Response(await answer.blob(), { headers: { "content-type": type } }));
      }
    };
    await Promise.all(Array.from({ length: LOADS }, one));
    if (live) await worker.skipWaiting();
  }

  /** Only this build is kept from now on, for all windows. */
  async function begin() {
    for (const name of await caches.keys()) {
      if (name.startsWith(prefix) && name !== kept && name !== shared) await caches.delete(name);
    }
    await worker.clients.claim();
  }

  /** @param {string} name */
  async function find(name) {
    const cache = await caches.open(kept);
    return cache.match(addressOf(name));
  }

  /** @param {Request} request @param {string} name */
  const answer = async (request, name) => (await find(name)) ?? fetch(request);

  /** @param {Request} request @param {string} name */
  async function answerLive(request, name) {
    try {
      return await fetch(request);
    } catch (problem) {
      const found = await find(name);
      if (!found) throw problem;
      return found;
    }
  }

  /** Puts aside what was shared, for the page that is opened then. @param {Request} request */
  async function take(request) {
    const form = await request.formData();
    await caches.delete(shared);
    const cache = await caches.open(shared);
    const given = form.getAll("files").filter((entry) => entry instanceof File);
    const text = ["text", "url", "title"].map((name) => form.get(name)).find((entry) => typeof entry === "string" && entry !== "");
    if (given.length === 0 && text) given.push(new File([text], "shared.txt", { type: "text/plain" }));
    for (const [index, file] of given.entries()) {
      const headers = { "content-type": file.type, "x-name": encodeURIComponent(file.name) };
      await cache.put(new URL(`shared/${index}`, root), new Response(file, { headers }));
    }
    return Response.redirect(new URL("./?shared", root).href, 303);
  }

  worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(keep()));
  worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(begin()));

  worker.addEventListener("fetch", (/** @type {any} */ event) => {
    /** @type {Request} */
    const request = event.request;
    const url = new URL(request.url);
    if (url.origin !== root.origin || !url.pathname.startsWith(root.pathname)) return;
    const name = url.pathname.slice(root.pathname.length) || "index.html";
    if (request.method === "POST" && name === "share") event.respondWith(take(request));
    else if (request.method === "GET" && Object.hasOwn(files, name)) event.respondWith((live ? answerLive : answer)(request, name));
  });

  worker.addEventListener("message", (/** @type {any} */ event) => {
    // One that takes its place by itself has nothing to ask for.
    if (event.data === "newer" && !live) event.source.postMessage("waiting");
    if (event.data === "take over") {
      event.waitUntil(
        (async () => {
          for (const client of await worker.clients.matchAll({ includeUncontrolled: true, type: "window" })) {
            client.postMessage("taking over");
          }
          await worker.skipWaiting();
        })(),
      );
    }
  });
})();
