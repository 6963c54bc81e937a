/**
 * node text.js PIXELBITS [--rounds N]: times the command line's matrix of 0s and 1s against basenc's, as whole
 * processes in turn, on 10 MB of noise; prints one JSON object.
 */

import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const words = process.argv.slice(2);
const at = words.indexOf("--rounds");
const rounds = at < 0 ? 9 : Number(words.splice(at, 2)[1]);
const folder = mkdtempSync(join(tmpdir(), "text-bench-"));
const noise = join(folder, "noise");
writeFileSync(noise, randomBytes(10 << 20));
const nowhere = openSync("/dev/null", "w");

/** @type {[string, string, string[]][]} */
const commands = [
  ["pixelbits bits", words[0], ["bits", noise, "--columns", "64"]],
  ["basenc --base2msbf -w64", "basenc", ["--base2msbf", "-w64", noise]],
];
const rows = commands.map(([name]) => ({ name, ms: /** @type {number[]} */ ([]), fault: "" }));
for (let round = -1; round < rounds; round++) {
  for (const [index, [, command, options]] of commands.entries()) {
    const began = performance.now();
    const { status, error } = spawnSync(command, options, { stdio: ["ignore", nowhere, "inherit"] });
    if (error || status !== 0) rows[index].fault = String(error ?? `exit status ${status}`);
    else if (round >= 0) rows[index].ms.push(performance.now() - began);
  }
}
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ commands: rows }));
