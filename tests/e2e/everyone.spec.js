// For everyone: phones, keyboards, screen readers, dark rooms, large files.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from './axe.js';
import { start } from './harness.js';
import { syntheticJpeg } from './jpeg.js';
import { until, view } from './view.js';

/** @type {import('./harness.js').Bench} */
let bench;
const photo = syntheticJpeg(256, 128);

before(async () => {
  bench = await start();
});
after(() => bench.stop());

/** A visit that has the photo open. @param {Parameters<typeof bench.open>[0]} [options] */
async function withPhoto(options) {
  const visit = await bench.open(options);
  await visit.drop([await bench.file('photo.jpg', photo)], { x: 100, y: 100 });
  await view(visit.page).opened('photo.jpg');
  return visit;
}

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

for (const [name, options] of /** @type {const} */ ([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', phone],
])) {
  test(`axe finds nothing while one edits (${name})`, async () => {
    const visit = await withPhoto(options);
    const { page } = visit;
    const parts = view(page);
    await parts.matrix.focus();
    for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await until('it is flipped', async () => /flipped: /.test((await parts.said.textContent()) ?? ''));
    await page.keyboard.press('e');
    await page.locator('#compare-split').click();
    assert.deepEqual(await violations(visit.page), [], 'typing, split');
    await visit.picture(`edit-${name}`);
    await parts.matrix.focus();
    await page.keyboard.press('Control+g');
    await page.keyboard.type(`0x${(photo.indexOf(Buffer.from([0xff, 0xc0])) + 7).toString(16)}`);
    await page.keyboard.press('Enter');
    await parts.field(/^X\b/).waitFor();
    await parts.tree.focus();
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: /New value of X/ }).fill('99999');
    assert.deepEqual(await violations(visit.page), [], 'a field');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, 'nothing sticks out');
    await visit.close();
  });
}

test('the invitation to flip a bit keeps still for those who ask for stillness', async () => {
  for (const reducedMotion of /** @type {const} */ (['reduce', 'no-preference'])) {
    const visit = await bench.open({ reducedMotion });
    await visit.page.locator('.bits-invite').getByText('flip me').waitFor();
    const moves = await visit.page.evaluate(() => document.getAnimations().some((a) => a instanceof CSSAnimation && a.animationName === 'invite'));
    assert.equal(moves, reducedMotion === 'no-preference');
    await visit.close();
  }
});

test('the invitation to flip a bit is in sight however late the page is laid out', async () => {
  for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
    const visit = await bench.open({ viewport });
    await visit.page.locator('.bits-invite').getByText('flip me').waitFor();
    // The panel learns of its size only when the first bit has long been chosen.
    await visit.page.addInitScript(() => {
      const Observer = ResizeObserver;
      window.ResizeObserver = class extends Observer {
        /** @param {ResizeObserverCallback} callback */
        constructor(callback) {
          super((...seen) => {
            const late = setInterval(() => {
              if (!document.querySelector('.bits-say')?.textContent?.includes('selected')) return;
              clearInterval(late);
              callback(...seen);
            }, 50);
          });
        }
      };
    });
    await visit.page.reload();
    await visit.page.locator('.bits-invite').getByText('flip me').waitFor();
    await visit.close();
  }
});

test('a phone scrolls up and down, never sideways', async () => {
  const visit = await withPhoto(phone);
  const { overflow, culprits } = await visit.page.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    culprits: [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((element) => `${element.tagName}#${element.id}.${element.className}`)
      .slice(0, 5),
  }));
  assert.equal(overflow, 0, culprits.join(' '));
  await visit.close();
});

test('no choice cuts off its words, in either language', async () => {
  const visit = await withPhoto();
  const { page } = visit;
  for (const lang of ['en', 'ru']) {
    if (lang === 'ru') await page.getByRole('button', { name: 'По-русски' }).click();
    for (const { width, height } of [{ width: 1440, height: 900 }, phone.viewport]) {
      await page.setViewportSize({ width, height });
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        const cut = await page.evaluate(() => {
          // All settings of the Bitmap tab.
          for (const fields of document.querySelectorAll('.bitmap-fields')) /** @type {HTMLElement} */ (fields).hidden = false;
          return [...document.querySelectorAll('select')].filter((select) => select.checkVisibility()).flatMap((select) => {
            const copy = /** @type {HTMLElement} */ (select.cloneNode(true));
            copy.style.cssText = 'position: absolute; width: max-content; max-width: none; min-width: 0';
            select.after(copy);
            const wanted = copy.offsetWidth;
            copy.remove();
            return select.offsetWidth < wanted ? [`${select.id || select.className}: ${select.offsetWidth} of ${wanted}`] : [];
          });
        });
        assert.deepEqual(cut, [], `${await tab.innerText()}, ${width} px`);
      }
    }
  }
  await visit.close();
});

test('everything can be reached by Tab, and the focus shows', async () => {
  const visit = await withPhoto();
  /** @type {Set<string>} */
  const reached = new Set();
  for (let i = 0; i < 80; i++) {
    await visit.page.keyboard.press('Tab');
    const { name, outlined } = await visit.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return { name: '', outlined: true };
      const style = getComputedStyle(element);
      return {
        name: element.id || element.getAttribute('role') || element.textContent?.trim().slice(0, 20) || element.tagName,
        outlined: style.outlineStyle !== 'none' || style.boxShadow !== 'none' || element.matches('[aria-activedescendant]'),
      };
    });
    if (!name) break;
    assert.ok(outlined, `no visible focus on ${name}`);
    reached.add(name);
  }
  for (const { locator, name } of [
    { locator: view(visit.page).stage, name: 'picture' },
    { locator: view(visit.page).matrix, name: 'matrix' },
    { locator: view(visit.page).tree, name: 'tree' },
  ]) {
    const inside = await locator.evaluate((element) => {
      const stop = element.matches('[tabindex="0"]') ? element : element.querySelector('[tabindex="0"]');
      return stop !== null;
    });
    assert.ok(inside, `${name} takes part in the tab order`);
  }
  await visit.close();
});

test('the page reacts while 48 megapixels are decoded', async (context) => {
  const name = '48-megapixels.jpg';
  const path = await bench.file(name, syntheticJpeg(8064, 6016));
  const visit = await withPhoto();
  const { opened, totals } = view(visit.page);
  const began = Date.now();
  // In each frame the wheel is turned once more, for as long as the picture is being decoded: what is told then.
  const told = await visit.page.evaluateHandle(() => {
    /** @param {string} id */
    const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
    const [stage, zoom, progress] = ['picture-stage', 'zoom', 'progress'].map(part);
    /** @type {Set<string>} */
    const scales = new Set();
    const turn = () => {
      if (!progress.hidden) {
        const { left, top } = stage.getBoundingClientRect();
        const place = { clientX: left + 20, clientY: top + 40, bubbles: true, cancelable: true };
        stage.dispatchEvent(new WheelEvent('wheel', { deltaY: -50, ...place }));
        scales.add(zoom.innerText);
      }
      requestAnimationFrame(turn);
    };
    turn();
    return scales;
  });
  const stall = await visit.stalls(async () => {
    await visit.drop([path], { x: 100, y: 100 });
    await until('it is opened', async () => (await totals.innerText()).includes(name), 30_000);
    await opened(name, 60_000);
  });
  // How fast it is depends on the machine: told here, judged by the bench.
  context.diagnostic(`decoded in ${Date.now() - began} ms, longest stall ${Math.round(stall)} ms`);
  const scales = await told.evaluate((scales) => [...scales]);
  assert.ok(scales.length >= 3, `the zoom followed the wheel meanwhile: ${scales.join(', ')}`);
  await visit.close();
});

test('Russian: the whole page, and the choice is remembered', async () => {
  const visit = await withPhoto({ locale: 'ru-RU' });
  assert.equal(await visit.page.locator('html').getAttribute('lang'), 'ru');
  const latin = await visit.page.evaluate(() => {
    /** @type {string[]} */
    const found = [];
    for (const button of document.querySelectorAll('button, h2, [role=tab], label, option')) {
      const text = button.textContent ?? '';
      if (/[a-z]{4,}/.test(text) && !/[а-я]/i.test(text) && button.checkVisibility()) found.push(text.trim());
    }
    return found;
  });
  assert.deepEqual(latin, [], 'words that were left in English');
  await visit.picture('russian');
  await visit.page.getByRole('button', { name: 'EN', exact: false }).and(visit.page.locator('#language')).click();
  await until('English', async () => (await visit.page.locator('html').getAttribute('lang')) === 'en');
  await visit.page.reload();
  await until('English again', async () => (await visit.page.locator('html').getAttribute('lang')) === 'en');
  await view(visit.page).saveButton.waitFor();
  await visit.close();
});
