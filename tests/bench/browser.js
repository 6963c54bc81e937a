/**
 * The browser's half of the bench: node browser.js [--rounds N] [costs | PICTURE …] > out.json
 *
 * Serves this directory, the wasm modules and the pictures to a headless Chromium on this machine, and prints one JSON
 * object a picture and one of what decoding costs besides time, or what is named of these.
 */

import { createReadStream, existsSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "../tools/chromium.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = join(here, "../out/bench");
const types = { ".js": "text/javascript", ".wasm": "application/wasm", ".jpg": "image/jpeg", ".html": "text/html" };

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
  const file = path.startsWith("/wasm/")
    ? join(out, path.slice(6))
    : path.startsWith("/photos/")
      ? join(out, path)
      : join(here, path);
  if (path !== "/" && !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  // Isolated, so that the clock has steps of 5 µs.
  response.writeHead(200, {
    "content-type": types[extname(path)] ?? "text/html",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  });
  if (path === "/") response.end("<!doctype html><title>bench</title>");
  else createReadStream(file).pipe(response);
});
await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());

const words = process.argv.slice(2);
const at = words.indexOf("--rounds");
const rounds = at < 0 ? 9 : Number(words.splice(at, 2)[1]);
const costly = !words.length || words[0] === "costs";
const all = readdirSync(join(out, "photos")).filter((name) => name.endsWith(".jpg"));
const pictures = words[0] === "costs" ? [] : words.length ? words : all;

/**
 * What a worker answers, in a browser of its own, so that nobody finds the memory that another has left.
 * @param {string} script @param {object} question
 */
async function ask(script, question) {
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  const answer = await page
    .evaluate(
      ([script, question]) =>
        new Promise((done, failed) => {
          const worker = new Worker(script, { type: "module" });
          worker.onerror = (event) => failed(new Error(event.message));
          worker.onmessage = ({ data }) => done(data);
          worker.postMessage(question);
        }),
      /** @type {[string, any]} */ ([script, question]),
    )
    .catch((fault) => ({ fault: String(fault) }));
  const version = browser.version();
  await browser.close();
  return { ...answer, browser: version };
}

for (const name of pictures) {
  const url = `/photos/${name}`;
  console.log(JSON.stringify({ url, ...(await ask("/browser.worker.js", { url, rounds })) }));
}
if (costly) {
  const observed = ["/photos/2-420-q90.jpg", "/photos/2-420-q90-progressive.jpg"];
  const remembered = all.filter((name) => name.includes("420-q90")).map((name) => `/photos/${name}`);
  const costs = await ask("/costs.worker.js", { observed, remembered, rounds });
  console.log(JSON.stringify({ costs }));
}
server.close();
