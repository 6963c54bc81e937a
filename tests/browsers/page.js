// A page and what is found on it, with the names that playwright gives to the same gestures: so that the same tests drive
// browsers which playwright cannot. What the tests do not use is not here.
import { Command } from 'selenium-webdriver/lib/command.js';
import { patience } from '../e2e/under.js';
import { pressing, typing, keyOf } from './keys.js';

/** @typedef {import('./inside/find.js').Step} Step */
/** @typedef {import('./inside/find.js').Words} Words */
/** @typedef {import('./session.js').Session} Session */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {(image: Buffer, clip: {x: number, y: number, width: number, height: number}) => Promise<Buffer>} Crop */

/** How long is waited for what should be there, in milliseconds. */
const PATIENCE = 15_000 * patience;
const pause = (/** @type {number} */ milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** @param {string | RegExp} text @returns {Words} */
const words = (text) => (typeof text === 'string' ? text : { source: text.source, flags: text.flags });

/** @param {string} role @param {{name?: string | RegExp, exact?: boolean}} [options] @returns {Step} */
const roleStep = (role, { name, exact } = {}) => ({ role, exact, ...(name === undefined ? {} : { name: words(name) }) });

/** Ways to go from a page, or from some elements, to others. */
class Scope {
  /** @param {Page} page @param {Step[]} steps */
  constructor(page, steps) {
    this.owner = page;
    this.steps = steps;
  }
  /** @param {Step} step */
  go = (step) => new Locator(this.owner, [...this.steps, step]);
  /** @param {string} css */
  locator = (css) => this.go({ css });
  /** @param {string} role @param {{name?: string | RegExp, exact?: boolean}} [options] */
  getByRole = (role, options) => this.go(roleStep(role, options));
  /** @param {string | RegExp} text @param {{exact?: boolean}} [options] */
  getByText = (text, options) => this.go({ text: words(text), ...options });
  /** @param {string | RegExp} text @param {{exact?: boolean}} [options] */
  getByLabel = (text, options) => this.go({ label: words(text), ...options });
}

export class Locator extends Scope {
  first = () => this.go({ nth: 0 });
  last = () => this.go({ nth: -1 });
  /** @param {number} index */
  nth = (index) => this.go({ nth: index });
  /** @param {Locator} other */
  and = (other) => this.go({ and: other.steps });
  page = () => this.owner;
  /** @param {{hasText?: string | RegExp, has?: Locator}} by */
  filter({ hasText, has }) {
    /** @type {Locator} */
    let found = this;
    if (hasText !== undefined) found = found.go({ hasText: words(hasText) });
    if (has) found = found.go({ has: has.steps });
    return found;
  }

  /** What is asked of all elements that are there now. @param {Function} ask @param {unknown} [argument] @returns {Promise<any>} */
  evaluateAll(ask, argument) {
    return this.owner.run(`const found = tested.find(arguments[0]); return (${ask})(found, arguments[1])`, this.steps, argument);
  }

  /**
   * What is asked of the one element, as soon as it is there.
   * @param {Function} ask @param {unknown} [argument] @param {{patience?: number}} [options] @returns {Promise<any>}
   */
  async evaluate(ask, argument, { patience = PATIENCE } = {}) {
    const end = Date.now() + patience;
    for (;;) {
      const { count, value } = await this.owner.run(
        `const found = tested.find(arguments[0]);
         return { count: found.length, value: found.length === 1 ? await (${ask})(found[0], arguments[1]) : null }`,
        this.steps,
        argument,
      );
      if (count === 1) return value;
      if (count > 1) throw new Error(`${this} is ambiguous: there are ${count}`);
      if (Date.now() > end) throw new Error(`waited ${patience} ms in vain for ${this}`);
      await pause(25);
    }
  }

  /** Tries until what hinders it, a sentence, is gone. @param {Function} act @param {unknown} [argument] */
  async tryTo(act, argument) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const hindrance = await this.evaluate(act, argument);
      if (typeof hindrance !== 'string' || hindrance === '') return hindrance;
      if (Date.now() > end) throw new Error(`${this} cannot be used: ${hindrance}`);
      await pause(25);
    }
  }

  count = () => this.evaluateAll((/** @type {Element[]} */ all) => all.length);
  all = async () => Array.from({ length: await this.count() }, (_, i) => this.nth(i));
  allTextContents = () => this.evaluateAll((/** @type {Element[]} */ all) => all.map((e) => e.textContent ?? ''));
  allInnerTexts = () => this.evaluateAll((/** @type {HTMLElement[]} */ all) => all.map((e) => e.innerText));
  innerText = () => this.evaluate((/** @type {HTMLElement} */ e) => e.innerText);
  innerHTML = () => this.evaluate((/** @type {Element} */ e) => e.innerHTML);
  textContent = () => this.evaluate((/** @type {Element} */ e) => e.textContent);
  inputValue = () => this.evaluate((/** @type {HTMLInputElement} */ e) => e.value);
  isChecked = () =>
    this.evaluate((/** @type {HTMLInputElement} */ e) => e.checked ?? e.getAttribute('aria-checked') === 'true');
  isDisabled = () => this.evaluate((/** @type {Element} */ e) => /** @type {any} */ (window).tested.disabled(e));
  isEnabled = async () => !(await this.isDisabled());
  isHidden = async () => !(await this.isVisible());
  /** @param {string} name */
  getAttribute = (name) =>
    this.evaluate((/** @type {Element} */ e, /** @type {string} */ name) => e.getAttribute(name), name);
  boundingBox = () =>
    this.evaluate((/** @type {Element} */ e) => {
      const { x, y, width, height } = e.getBoundingClientRect();
      return /** @type {any} */ (e).checkVisibility() ? { x, y, width, height } : null;
    });
  /** Whether the one element is there and seen, now. */
  async isVisible() {
    const all = /** @type {boolean[]} */ (
      await this.evaluateAll((/** @type {Element[]} */ all) => all.map(/** @type {any} */ (window).tested.seen))
    );
    if (all.length > 1) throw new Error(`${this} is ambiguous: there are ${all.length}`);
    return all[0] ?? false;
  }

  /** @param {{state?: 'visible' | 'hidden' | 'attached' | 'detached', timeout?: number}} [options] */
  async waitFor({ state = 'visible', timeout = PATIENCE } = {}) {
    const end = Date.now() + timeout;
    for (;;) {
      const there = state === 'attached' || state === 'detached' ? (await this.count()) > 0 : await this.isVisible();
      if (there === (state === 'visible' || state === 'attached')) return;
      if (Date.now() > end) throw new Error(`waited ${timeout} ms in vain for ${this} to be ${state}`);
      await pause(25);
    }
  }

  focus = () => this.evaluate((/** @type {HTMLElement} */ e) => e.focus());
  blur = () => this.evaluate((/** @type {HTMLElement} */ e) => e.blur());
  scrollIntoViewIfNeeded = () =>
    this.evaluate((/** @type {HTMLElement} */ e) => {
      const { top, left, bottom, right } = e.getBoundingClientRect();
      if (top < 0 || left < 0 || bottom > innerHeight || right > innerWidth) e.scrollIntoView({ block: 'center', inline: 'center' });
    });
  /** @param {string} text */
  fill = (text) =>
    this.tryTo((/** @type {Element} */ e, /** @type {string} */ text) => /** @type {any} */ (window).tested.fill(e, text), text);
  /** @param {string | {label?: string, index?: number, value?: string}} wanted */
  selectOption = (wanted) =>
    this.tryTo((/** @type {Element} */ e, /** @type {unknown} */ wanted) => /** @type {any} */ (window).tested.choose(e, wanted), wanted);
  /** @param {string} keys */
  async press(keys) {
    await this.focus();
    await this.owner.keyboard.press(keys);
  }

  /** Where to point, once one can. @param {Point} [position] @returns {Promise<Point>} */
  aim = (position) =>
    this.tryTo(
      (/** @type {Element} */ e, /** @type {Point} */ position) => /** @type {any} */ (window).tested.aim(e, position ?? undefined),
      position,
    );
  /** @param {{position?: Point}} [options] */
  async hover({ position } = {}) {
    const at = await this.aim(position);
    await this.owner.mouse.move(at.x, at.y);
  }
  /** @param {{position?: Point, clickCount?: number}} [options] */
  async click({ position, clickCount } = {}) {
    const at = await this.aim(position);
    await this.owner.mouse.click(at.x, at.y, { clickCount });
  }
  /** @param {{position?: Point}} [options] */
  dblclick = (options) => this.click({ ...options, clickCount: 2 });
  tap = () => this.click();
  /** @param {boolean} on */
  async setChecked(on) {
    if ((await this.isChecked()) === on) return;
    await this.click();
    if ((await this.isChecked()) !== on) throw new Error(`${this} does not change`);
  }
  check = () => this.setChecked(true);
  uncheck = () => this.setChecked(false);
  /** @param {string} type @param {EventInit} [init] */
  dispatchEvent = (type, init) =>
    this.evaluate(
      (/** @type {Element} */ e, /** @type {{type: string, init: EventInit}} */ { type, init }) =>
        void e.dispatchEvent(new Event(type, { bubbles: true, cancelable: true, ...init })),
      { type, init },
    );

  /** Gives files to a file field. @param {string | string[]} paths */
  async setInputFiles(paths) {
    const { session, window } = this.owner;
    await this.waitFor({ state: 'attached' });
    await session.inside(window, async () => {
      const [field] = /** @type {import('selenium-webdriver').WebElement[]} */ (
        await session.driver.executeScript('return tested.find(arguments[0])', this.steps)
      );
      await field.sendKeys([paths].flat().join('\n'));
    });
  }

  async screenshot() {
    await this.scrollIntoViewIfNeeded();
    const clip = await this.boundingBox();
    if (!clip) throw new Error(`${this} is not visible`);
    return this.owner.screenshot({ clip });
  }

  toString() {
    return this.steps.map((step) => JSON.stringify(step)).join(' › ');
  }
}

export class Page extends Scope {
  /** Where the mouse is. @type {Point} */
  #at = { x: 0, y: 0 };

  /** @param {Session} session @param {string} window @param {string} name @param {Crop} crop */
  constructor(session, window, name, crop) {
    super(/** @type {any} */ (null), []);
    this.owner = this;
    this.session = session;
    this.window = window;
    this.name = name;
    this.crop = crop;
  }

  /** Runs a script in the page, once the page is there. @param {string} body @param {...unknown} given @returns {Promise<any>} */
  run(body, ...given) {
    return this.session.inside(this.window, () => this.session.driver.executeScript(`return (async () => { ${body} })()`, ...given));
  }

  /** @param {Function | string} ask @param {unknown} [argument] @returns {Promise<any>} */
  evaluate(ask, argument) {
    return typeof ask === 'string' ? this.run(ask) : this.run(`return (${ask})(arguments[0])`, argument);
  }

  /** What it gives is kept in the page and can be asked about. @param {Function} ask */
  async evaluateHandle(ask) {
    const key = await this.run(`const kept = (window.kept ??= []); kept.push(await (${ask})()); return kept.length - 1`);
    return {
      /** @param {Function} ask @returns {Promise<any>} */
      evaluate: (ask) => this.run(`return (${ask})(window.kept[arguments[0]])`, key),
    };
  }

  /** Watched in the page in every frame, while others ask other things of it. @param {Function} holds */
  async waitForFunction(holds) {
    const key = await this.run(`
      const awaited = (window.awaited ??= []);
      const key = awaited.push(false) - 1;
      const look = () => ((${holds})() ? (awaited[key] = true) : requestAnimationFrame(look));
      look();
      return key`);
    const end = Date.now() + PATIENCE;
    while (!(await this.run('return window.awaited[arguments[0]]', key))) {
      if (Date.now() > end) throw new Error(`waited in vain for ${holds}`);
      await pause(25);
    }
  }

  waitForTimeout = pause;
  /** @param {number} _milliseconds */
  setDefaultTimeout(_milliseconds) {}

  /** @param {string} address */
  async goto(address) {
    await this.session.inside(this.window, () => this.session.driver.get(address));
    await this.ready();
  }
  async reload() {
    await this.session.inside(this.window, () => this.session.driver.navigate().refresh());
    await this.ready();
  }
  /** The tests' own module has come, and the page, which waits for its words before it begins, has begun. */
  async ready() {
    const end = Date.now() + PATIENCE;
    const begun = "document.readyState === 'complete' && 'tested' in window && document.getElementById('header')?.childElementCount !== 0";
    while (!(await this.run(`return ${begun}`))) {
      if (Date.now() > end) throw new Error('the page does not come');
      await pause(10);
    }
  }

  /** @param {{width: number, height: number}} size */
  setViewportSize = (size) => this.session.resize(this.window, size);

  /** @param {{path?: string, clip?: {x: number, y: number, width: number, height: number}}} [options] */
  async screenshot({ clip } = {}) {
    // WebKitGTK takes it with the next frame, and draws none where nothing changes: so one dot in a corner does, too little to see.
    await this.run(`
      const dot = document.createElement('i');
      dot.style.cssText = 'position: fixed; left: 0; bottom: 0; width: 1px; height: 1px; pointer-events: none; z-index: 9';
      document.body.append(dot);
      let turn = 0;
      const timer = setInterval(() => (dot.style.background = 'rgb(128 128 128 / ' + (turn ^= 1) / 255 + ')'), 10);
      window.drawn = () => (clearInterval(timer), dot.remove())`);
    const text = await this.session.inside(this.window, () => this.session.driver.takeScreenshot());
    await this.run('window.drawn()');
    const whole = Buffer.from(text, 'base64');
    return clip ? this.crop(whole, clip) : whole;
  }

  /** The next file chooser, once the page has asked for one. @param {'filechooser'} event */
  async waitForEvent(event) {
    if (event !== 'filechooser') throw new Error(`nobody listens for ${event}`);
    const end = Date.now() + PATIENCE;
    while (!(await this.run('return window.askedForFiles !== undefined'))) {
      if (Date.now() > end) throw new Error('nothing asked for a file');
      await pause(25);
    }
    return {
      /** @param {string | string[]} paths */
      setFiles: (paths) =>
        this.session.inside(this.window, async () => {
          const field = await this.session.driver.executeScript(`
            const field = window.askedForFiles;
            delete window.askedForFiles;
            if (!field.isConnected) { field.hidden = true; document.body.append(field); }
            return field`);
          await /** @type {import('selenium-webdriver').WebElement} */ (field).sendKeys([paths].flat().join('\n'));
        }),
    };
  }

  /** @param {object[]} sources */
  act = (sources) =>
    this.session.inside(this.window, () =>
      this.session.driver.execute(new Command('actions').setParameter('actions', sources)),
    );
  /** @param {object[]} actions */
  #point = (actions) => this.act([{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }]);
  /** @param {object[]} actions */
  #type = (actions) => this.act([{ type: 'key', id: 'keyboard', actions }]);

  mouse = {
    /** @param {number} x @param {number} y @param {{steps?: number}} [options] */
    move: (x, y, { steps = 1 } = {}) => {
      const from = this.#at;
      this.#at = { x, y };
      return this.#point(Array.from({ length: steps }, (_, i) => moveTo(from, this.#at, (i + 1) / steps)));
    },
    down: () => this.#point([{ type: 'pointerDown', button: 0 }]),
    up: () => this.#point([{ type: 'pointerUp', button: 0 }]),
    /** @param {number} x @param {number} y @param {{clickCount?: number}} [options] */
    click: (x, y, { clickCount = 1 } = {}) => {
      this.#at = { x, y };
      const click = [{ type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }];
      return this.#point([moveTo(this.#at, this.#at, 1), ...Array(clickCount).fill(click).flat()]);
    },
    /** @param {number} deltaX @param {number} deltaY */
    wheel: (deltaX, deltaY) =>
      this.act([
        { type: 'wheel', id: 'wheel', actions: [{ type: 'scroll', ...whole(this.#at), deltaX, deltaY, origin: 'viewport', duration: 0 }] },
      ]),
  };

  keyboard = {
    /** @param {string} keys */
    press: (keys) => this.#type(pressing(keys)),
    /** @param {string} text */
    type: (text) => this.#type(typing(text)),
    /** @param {string} key */
    down: (key) => this.#type([{ type: 'keyDown', value: keyOf(key) }]),
    /** @param {string} key */
    up: (key) => this.#type([{ type: 'keyUp', value: keyOf(key) }]),
  };
}

/** @param {Point} point */
const whole = ({ x, y }) => ({ x: Math.round(x), y: Math.round(y) });
/** @param {Point} from @param {Point} to @param {number} share */
const moveTo = (from, to, share) => ({
  type: 'pointerMove',
  duration: 0,
  origin: 'viewport',
  ...whole({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }),
});
