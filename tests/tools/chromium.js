/** The browser that tests and benches drive. */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

/** Without what asks other hosts, or needs rights or devices that a machine for tests lacks. */
const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser to drive: the one that CHROMIUM names, or the first on PATH. */
function browserPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      if (folder && existsSync(join(folder, name))) return join(folder, name);
    }
  }
  throw new Error('no Chromium on PATH; `make test` installs one');
}

/** Starts a headless one. @param {readonly string[]} [more] Flags besides. */
export const launch = (more = []) => chromium.launch({ executablePath: browserPath(), args: [...flags, ...more] });
