/**
 * The browser's half of the bench: node browser.js [--rounds N] [PICTURE …] > out.json
 *
 * Serves this directory, the wasm modules and the pictures to a headless Chromium on this machine, and prints one JSON
 * object a picture.
 */

import { createReadStream, existsSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

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
const pictures = words.length ? words : readdirSync(join(out, "photos")).filter((name) => name.endsWith(".jpg"));

for (const name of pictures) {
  // A browser each, so that no picture finds the memory that another has left.
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"].concat([
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ]),
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  const result = await page
    .evaluate(
      ([url, rounds]) =>
        new Promise((done, failed) => {
          const worker = new Worker("/browser.worker.js", { type: "module" });
          worker.onerror = (event) => failed(new Error(event.message));
          worker.onmessage = ({ data }) => done(data);
          worker.postMessage({ url, rounds });
        }),
      [`/photos/${name}`, rounds],
    )
    .catch((fault) => ({ url: `/photos/${name}`, fault: String(fault) }));
  console.log(JSON.stringify({ ...result, browser: browser.version() }));
  await browser.close();
}
server.close();
