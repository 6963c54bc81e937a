/**
 * Makes the icons in www/icons of www/icon.svg, with the browser that the tests drive.
 *
 *     node tests/tools/icons.js
 *
 * Those called maskable fill their square, as systems cut circles and other shapes out of them: what counts lies in the middle circle
 * of 80 %.
 */

import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launch } from './chromium.js';

const www = fileURLToPath(new URL('../../www/', import.meta.url));
const drawing = (await readFile(`${www}icon.svg`)).toString('base64');

/** How large the drawing is beside its square, on which ground, and with which corners. */
const KINDS = [
  { name: '', share: 0.72, ground: '#fffefb', radius: '22%' },
  { name: 'maskable-', share: 0.52, ground: '#fffefb', radius: '0' },
];

const browser = await launch();
await mkdir(`${www}icons`, { recursive: true });
for (const { name, share, ground, radius } of KINDS) {
  for (const size of [192, 512]) {
    const page = await browser.newPage({ viewport: { width: size, height: size }, colorScheme: 'light' });
    await page.setContent(`<style>
      body { margin: 0 }
      div { display: grid; place-items: center; height: 100vh; background: ${ground}; border-radius: ${radius} }
      img { width: ${share * 100}% }
    </style><div><img src="data:image/svg+xml;base64,${drawing}"></div>`);
    await page.locator('img').evaluate((image) => /** @type {HTMLImageElement} */ (image).decode());
    await page.screenshot({ path: `${www}icons/${name}${size}.png`, omitBackground: true });
    await page.close();
  }
}
await browser.close();
