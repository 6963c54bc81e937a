// Which browser the tests drive, and what follows from it.
import { test } from 'node:test';

/** Chromium, unless TEST_BROWSER says "firefox" or "webkit". */
export const under = process.env.TEST_BROWSER || 'chromium';

/** How many times longer than Chromium a browser may take: the others start slowly, and draw without a graphics card. */
export const patience = under === 'chromium' ? 1 : 6;

/**
 * Why a test is left out in other browsers than Chromium; false where it is not.
 * @param {string} why
 */
export const chromiumOnly = (why) => under !== 'chromium' && why;

/** For tests that go behind the page by what only Chromium's driver can do. */
export const testInChromium = under === 'chromium' ? test : test.skip;

/** Why what needs a channel from page to page is left out; false where it is not. */
export const withoutChannels = under === 'webkit' && 'WebKitGTK is built without WebRTC';
