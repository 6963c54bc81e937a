// What the eye would find on a page, measured: text that is cut, things that lie on each other or stick out, targets that
// are too small to be hit.

/** @typedef {import('playwright-core').Page} Page */

/**
 * Flaws of the page as it is now, a line each: nothing sticks out or has to be scrolled in two directions (WCAG 1.4.10),
 * no text is cut or covered (1.4.12), nothing to press is smaller than 24 pixels (2.5.8).
 *
 * Pictures, matrices and tables may be scrolled sideways within themselves, as 1.4.10 has it; text may end with an
 * ellipsis where all of it is in a title.
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
export function flaws(page) {
  return page.evaluate(() => {
    /** @type {Set<string>} */
    const found = new Set();
    const root = document.documentElement;
    const targets = 'button, a[href], input:not([type=hidden]), select, textarea, [role=tab], [role=menuitem], [role=slider]';
    const twoWays = '[role=grid], [role=treegrid], table, pre, canvas, svg, .bits-area, .bits-frame, .stage, .files-list';

    /** @param {Element} e */
    const name = (e) => {
      const text = e.getAttribute('aria-label') ?? e.textContent ?? '';
      return `${e.tagName.toLowerCase()}${e.id ? `#${e.id}` : ''}${typeof e.className === 'string' && e.className ? `.${e.className.trim().replace(/\s+/g, '.')}` : ''} "${text.trim().slice(0, 50)}"`;
    };
    /** @param {Element} e */
    const seen = (e) => {
      if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
      for (let up = /** @type {Element | null} */ (e); up; up = up.parentElement) {
        if (getComputedStyle(up).clipPath === 'inset(50%)') return false; // For screen readers.
      }
      return true;
    };
    /** @param {Element | null} e What an element is scrolled or cut by. */
    const scroller = (e) => {
      for (let up = e?.parentElement; up && up !== document.body; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== 'visible') return up;
      }
      return root;
    };

    const sideways = root.scrollWidth - root.clientWidth;
    if (sideways > 0) found.add(`the page is ${sideways} px too wide`);
    const shown = [...document.body.querySelectorAll('*')].filter(seen);
    for (const e of shown) {
      const style = getComputedStyle(e);
      const over = e.scrollWidth - e.clientWidth;
      // An element with a box of its own, and more in it than the box shows.
      if (e instanceof HTMLElement && e.clientWidth > 0 && over > 1 && style.overflowX !== 'visible' && !e.matches('input, select, textarea')) {
        const cut = style.overflowX === 'hidden' || style.overflowX === 'clip';
        // What a row of the tree cuts short is told in the inspector, and by a title once it is pointed at.
        const told = e.closest('[title], [role=treeitem]') || e.querySelector('[title]');
        if (cut && e.textContent?.trim() && !e.matches('.map-bar') && !(style.textOverflow === 'ellipsis' && told) && !e.matches(twoWays)) {
          found.add(`${over} px cut: ${name(e)}`);
        }
        if (!cut && !e.matches(twoWays) && !e.querySelector(twoWays)) found.add(`scrolls sideways, ${over} px: ${name(e)}`);
      }
      if (style.overflowY === 'hidden' && e.scrollHeight - e.clientHeight > 2 && e.clientHeight > 0 && e.textContent?.trim() && e instanceof HTMLElement && !e.matches('.stage, .bits-frame, .panel, body, input, select')) {
        found.add(`${e.scrollHeight - e.clientHeight} px cut below: ${name(e)}`);
      }
      const box = e.getBoundingClientRect();
      if (scroller(e) === root && box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1)) found.add(`sticks out: ${name(e)}`);
      // A bar of the map is as long as its segment; the tree of Segments leads to the same places.
      if (e.matches(targets) && !e.matches('.map-bar') && !(/** @type {any} */ (e).disabled) && style.display !== 'inline') {
        // A field's label is pressed as well.
        const labels = /** @type {HTMLInputElement} */ (e).labels ?? [];
        const boxes = [box, ...[...labels].map((label) => label.getBoundingClientRect())];
        const width = Math.max(...boxes.map((b) => b.width));
        const height = Math.max(...boxes.map((b) => b.height));
        if (width < 23.9 || height < 23.9) found.add(`small, ${Math.round(width)} × ${Math.round(height)}: ${name(e)}`);
      }
      if (e instanceof HTMLSelectElement && !e.multiple) {
        const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
        pen.font = style.font;
        const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - (style.appearance === 'none' ? 0 : 16);
        const most = Math.max(0, ...[...e.options].map((option) => pen.measureText(option.text).width));
        if (most > room + 4) found.add(`options ${Math.round(most - room)} px too long: ${name(e)}`);
      }
    }
    // Two pieces of text in one place: one of them cannot be read.
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    /** @type {{box: {left: number, top: number, right: number, bottom: number}, in: Element, layer: Element | null, text: string}[]} */
    const pieces = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      if (!parent || !node.nodeValue?.trim() || !seen(parent) || parent.closest('select, svg')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      // As much of it as all that it is scrolled or cut by lets through.
      const pane = { left: 0, top: -Infinity, right: root.clientWidth, bottom: Infinity };
      for (let up = /** @type {Element | null} */ (parent); up && up !== document.body; up = up.parentElement) {
        if (getComputedStyle(up).overflowX === 'visible' || getComputedStyle(up).display === 'inline') continue;
        const frame = up.getBoundingClientRect();
        for (const side of /** @type {const} */ (['left', 'top'])) pane[side] = Math.max(pane[side], frame[side]);
        for (const side of /** @type {const} */ (['right', 'bottom'])) pane[side] = Math.min(pane[side], frame[side]);
      }
      for (const { left, top, right, bottom } of range.getClientRects()) {
        const box = { left: Math.max(left, pane.left), top: Math.max(top, pane.top), right: Math.min(right, pane.right), bottom: Math.min(bottom, pane.bottom) };
        if (box.right > box.left && box.bottom > box.top) pieces.push({ box, in: parent, layer: parent.closest('dialog, .menu, .corner, .bits-invite, .tip, .afloat'), text: node.nodeValue.trim() });
      }
    }
    pieces.sort((a, b) => a.box.top - b.box.top);
    for (let i = 0; i < pieces.length; i++) {
      const a = pieces[i];
      for (let j = i + 1; j < pieces.length && pieces[j].box.top < a.box.bottom; j++) {
        const b = pieces[j];
        if (a.in === b.in || a.layer !== b.layer) continue;
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (across > 2 && down > 5) found.add(`"${a.text.slice(0, 40)}" and "${b.text.slice(0, 40)}" lie on each other in ${name(a.in)}`);
      }
    }
    return [...found];
  });
}

/**
 * What is seen or heard and did not come from a dictionary: text outside of the brackets that a pseudo-language puts round
 * each entry. What belongs to no language is marked `translate="no"`, or a symbol of the standards.
 * @param {Page} page
 * @param {[string, string]} brackets
 * @returns {Promise<string[]>}
 */
export function unworded(page, brackets) {
  return page.evaluate(([open, shut]) => {
    const symbols = /\b(0x[0-9A-F]+(:\d)?|T\.\d+ [A-Z.\d]+|[\w-]+\.[a-z\d][\w.]+|SOI|EOI|SOS|APP\d+|DQT|DHT|DAC|DRI|DNL|DHP|EXP|COM|RST\d|SOF\d+|JFIF|JFXX|MPF|Exif|Adobe|Y|Cb|Cr|RGB|CMYK|YCCK|BMP|PBM|PGM|PPM|PAM|PNG|ICO|SPAM|DC|AC|EOB|ZRL|([0-9A-F]{2}[ …]*)+)(?![\w])/g;
    /** @type {Set<string>} */
    const found = new Set();
    let depth = 0;
    let rest = '';
    /** @param {string} text */
    const read = (text) => {
      for (const c of text) {
        if (c === open) depth += 1;
        else if (c === shut) depth -= 1;
        else if (depth === 0) rest += c;
      }
    };
    /** @param {string} what @param {Element} at @param {string} text */
    const judge = (what, at, text) => {
      // Units and symbols of one letter are the same everywhere.
      if (/\p{L}{2}/u.test(rest.replace(symbols, ''))) found.add(`${what} of ${at.tagName.toLowerCase()}.${at.getAttribute('class') ?? ''}: ${text.trim().slice(0, 90)}`);
      rest = '';
    };
    /** @param {Element} e */
    const ours = (e) => e.checkVisibility() && !e.closest('[translate=no], script, style, noscript');
    // A sentence may be spread over several elements: brackets are counted on.
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { nodeValue, parentElement } = walker.currentNode;
      if (!parentElement || !nodeValue?.trim() || !ours(parentElement)) continue;
      read(nodeValue);
      judge('text', parentElement, nodeValue);
    }
    if (depth !== 0) found.add(`brackets do not match: ${depth}`);
    for (const e of document.body.querySelectorAll('*')) {
      if (!ours(e)) continue;
      for (const name of ['title', 'aria-label', 'placeholder', 'alt', 'aria-valuetext', 'aria-roledescription', 'aria-description', 'label']) {
        const value = e.getAttribute(name);
        if (!value) continue;
        depth = 0;
        read(value);
        judge(name, e, value);
      }
    }
    return [...found];
  }, brackets);
}
