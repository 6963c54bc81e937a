// What a page's Content-Security-Policy is to stop, tried from inside of the page.

/** What is tried, and the directive that stops it; scripts are stopped by the first of two. @type {Record<string, string | null>} */
export const STOPPED = {
  'a script in the page': 'require-trusted-types-for',
  'a script as an attribute': 'require-trusted-types-for',
  'a script from elsewhere': 'require-trusted-types-for',
  'text as code': 'require-trusted-types-for',
  'markup made of text': 'require-trusted-types-for',
  'a worker of any kind': 'require-trusted-types-for',
  'a question to elsewhere': 'connect-src',
  'a socket to elsewhere': 'connect-src',
  'a picture from elsewhere': 'img-src',
  'a style from elsewhere': 'style-src-elem',
  'a style as an attribute': 'style-src-attr',
  'a frame': 'frame-src',
  'a form': 'form-action',
  'another base': 'base-uri',
  hurt: null,
};

/** Scripts that somebody has put into the page's own markup. */
export const TAMPERED = `<script>window.hurt = 1</script>
<img src="data:," onerror="window.hurt = 2" />
<script type="module">window.hurt = 3</script>
<script src="https://elsewhere.invalid/a.js"></script>
<style>body { display: none }</style>`;

/** What stops those, without the help of trusted types: all browsers know these. */
export const STOPPED_MARKUP = ['script-src-attr', 'script-src-elem', 'script-src-elem', 'script-src-elem', 'style-src-elem'];

/** Notes what is stopped from the start. @param {import('playwright-core').Page} page */
export const watch = (page) =>
  page.addInitScript(() => {
    /** @type {string[]} */
    const stopped = [];
    Object.assign(window, { stopped });
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => stopped.push(effectiveDirective));
  });

/** What was stopped, and what was not. @param {import('playwright-core').Page} page @returns {Promise<{stopped: string[], hurt: unknown}>} */
export const noted = (page) =>
  page.evaluate(() => {
    const { stopped, hurt = null } = /** @type {any} */ (window);
    return { stopped: [...stopped].sort(), hurt };
  });

/**
 * Tries all of it; gives the directive that stopped each, or null where nothing did.
 * @param {import('playwright-core').Page} page @returns {Promise<Record<string, string | null>>}
 */
export function stopped(page) {
  return page.evaluate(async () => {
    const elsewhere = 'https://elsewhere.invalid/';
    /** @param {string} tag @param {Record<string, string>} properties */
    const add = (tag, properties) => {
      const element = Object.assign(document.createElement(tag), properties);
      document.body.append(element);
      element.remove();
      return element;
    };
    /** @type {Record<string, () => unknown>} */
    const attempts = {
      'a script in the page': () => add('script', { text: 'window.hurt = 1' }),
      'a script as an attribute': () => document.createElement('b').setAttribute('onclick', 'window.hurt = 1'),
      'a script from elsewhere': () => add('script', { src: `${elsewhere}a.js` }),
      'text as code': () => setTimeout('window.hurt = 1'),
      'markup made of text': () => (document.createElement('div').innerHTML = '<img src=x onerror="window.hurt = 1">'),
      'a worker of any kind': () => new Worker(URL.createObjectURL(new Blob(['1'], { type: 'text/javascript' }))),
      'a question to elsewhere': () => fetch(elsewhere),
      'a socket to elsewhere': () => new WebSocket('wss://elsewhere.invalid/'),
      'a picture from elsewhere': () => (new Image().src = `${elsewhere}a.png`),
      'a style from elsewhere': () => add('link', { rel: 'stylesheet', href: `${elsewhere}a.css` }),
      'a style as an attribute': () => document.createElement('b').setAttribute('style', 'color: red'),
      'a frame': () => add('iframe', { src: elsewhere }),
      'a form': () => {
        const form = /** @type {HTMLFormElement} */ (Object.assign(document.createElement('form'), { action: elsewhere }));
        document.body.append(form);
        form.submit();
        form.remove();
      },
      'another base': () => {
        const base = Object.assign(document.createElement('base'), { href: elsewhere });
        document.head.append(base);
        base.remove();
      },
    };
    /** @type {Record<string, string | null>} */
    const found = {};
    for (const [name, attempt] of Object.entries(attempts)) {
      const told = new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective), { once: true });
        setTimeout(resolve, 3000, null);
      });
      try {
        await Promise.race([attempt(), new Promise((done) => setTimeout(done, 0))]);
      } catch {
        // Being thrown out is one way of being stopped: which rule it was is told apart.
      }
      found[name] = /** @type {string | null} */ (await told);
    }
    found.hurt = /** @type {any} */ (window).hurt ?? null;
    return found;
  });
}
