/**
 * The longest time, in milliseconds, for which the page could not react, while `act` runs.
 * A timer that is due every 10 ms is late by as long as the main thread is held up.
 * @param {Pick<import('playwright-core').Page, 'evaluate'>} page @param {() => Promise<unknown>} act
 */
export async function stalls(page, act) {
  await page.evaluate(() => {
    const watch = { longest: 0, last: performance.now(), timer: 0 };
    const channel = new MessageChannel();
    watch.timer = window.setInterval(() => channel.port2.postMessage(0), 10);
    channel.port1.onmessage = () => {
      const now = performance.now();
      watch.longest = Math.max(watch.longest, now - watch.last);
      watch.last = now;
    };
    Object.assign(window, { stallWatch: watch });
  });
  await act();
  return page.evaluate(() => {
    const watch = /** @type {{longest: number, timer: number}} */ (/** @type {any} */ (window).stallWatch);
    clearInterval(watch.timer);
    return watch.longest;
  });
}
