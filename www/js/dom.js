/** Building elements. Text always goes in as text, never as markup. */

/**
 * @typedef {Node | string | number | null | undefined | false} Child
 */

/**
 * `h('button', {class: 'chip', onclick: go, 'aria-pressed': 'true'}, 'Go')`.
 *
 * Properties that start with `on` become listeners, `data` becomes the dataset, `true` and `false` set and drop
 * attributes, `style` is set by way of the style object; all others are attributes.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on") && typeof value === "function") {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (name === "style") {
      element.style.cssText = String(value); // The page's policy forbids the attribute, not this.
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter(isNode).map((child) => (typeof child === "number" ? String(child) : child)));
  return element;
}

/** @param {Child} child @returns {child is Node | string | number} */
const isNode = (child) => child !== null && child !== undefined && child !== false;

const SVG = "http://www.w3.org/2000/svg";

/** An element of a drawing. @param {string} tag @param {Record<string, string | number>} attributes @param {...Child} children */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  replace(element, ...children);
  return element;
}

/** The element with an id; a missing one is a mistake in index.html. @param {string} id */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no element #${id}`);
  return element;
}

/** @param {Element} element @param {...Child} children */
export function replace(element, ...children) {
  element.replaceChildren(
    ...children.filter(isNode).map((child) => (typeof child === "number" ? String(child) : child)),
  );
}

/** Runs once a frame at most, however often it is called. @param {() => void} run */
export function framewise(run) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      run();
    });
  };
}

/**
 * Runs `ask` one at a time; what is asked meanwhile waits, and only the newest of it runs.
 * @template A
 * @param {(argument: A) => Promise<void>} ask
 */
export function newestOnly(ask) {
  let busy = false;
  /** @type {{argument: A} | null} */
  let waiting = null;
  /** @param {A} argument */
  return async function run(argument) {
    waiting = { argument };
    if (busy) return;
    busy = true;
    try {
      while (waiting) {
        const next = /** @type {{argument: A}} */ (waiting);
        waiting = null;
        await ask(next.argument);
      }
    } finally {
      busy = false;
    }
  };
}
