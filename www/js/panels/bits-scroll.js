/**
 * Scrolling through more rows than a browser has pixels for.
 *
 * Browsers stop at about 17 million px, so a taller content gets a scroll area of 8 million px that is cut into pages.
 * Within a page one px of scrolling is one px of content, as wheel and finger expect; from page to page a jump is added,
 * so that the last page ends where the content ends. Dragging the scroll bar goes by proportion.
 */

const LIMIT_PX = 8_000_000;
const PAGE_PX = LIMIT_PX / 100;

/**
 * @param {HTMLElement} area The element that scrolls.
 * @param {HTMLElement} space The element in it that is as tall as the content.
 * @param {() => void} moved
 */
export function createScroll(area, space, moved) {
  let content = 0;
  let height = 0;
  let pages = 1;
  let jump = 0;
  let offset = 0;
  let last = 0;
  let top = 0;
  /** Kept: asking for it makes the browser lay out the page. */
  let left = 0;

  const limit = () => Math.max(0, content - area.clientHeight);

  /** @param {number} wanted */
  function moveTo(wanted) {
    top = Math.min(limit(), Math.max(0, wanted));
    const page = Math.min(pages - 1, Math.floor(top / PAGE_PX));
    offset = Math.round(page * jump);
    if (Math.abs(area.scrollTop - (top - offset)) >= 0.5) area.scrollTop = top - offset;
    last = area.scrollTop;
  }

  area.addEventListener(
    "scroll",
    () => {
      const now = area.scrollTop;
      left = area.scrollLeft;
      const by = now - last;
      last = now;
      if (jump === 0) {
        top = now;
      } else if (Math.abs(by) < Math.max(1000, area.clientHeight * 2)) {
        const wanted = top + by;
        const page = Math.min(pages - 1, Math.max(0, Math.floor(wanted / PAGE_PX)));
        if (Math.round(page * jump) === offset) top = Math.min(limit(), Math.max(0, wanted));
        else moveTo(wanted);
      } else {
        const share = now / Math.max(1, height - area.clientHeight);
        const page = Math.min(pages - 1, Math.floor((share * limit()) / PAGE_PX));
        offset = Math.round(page * jump);
        top = Math.min(limit(), now + offset);
      }
      moved();
    },
    { passive: true },
  );

  return {
    /** First content px shown. */
    top: () => top,
    left: () => left,
    moveTo,
    /** @param {number} px */
    moveLeft(px) {
      area.scrollLeft = px;
      left = area.scrollLeft;
    },
    /** Tells the content's size. @param {number} width @param {number} tall */
    resize(width, tall) {
      content = tall;
      height = Math.min(tall, LIMIT_PX);
      pages = tall > LIMIT_PX ? Math.ceil(tall / PAGE_PX) : 1;
      jump = pages > 1 ? (tall - height) / (pages - 1) : 0;
      space.style.width = `${width}px`;
      space.style.height = `${height}px`;
      moveTo(top);
      left = area.scrollLeft;
    },
  };
}

/** @typedef {ReturnType<typeof createScroll>} Scroll */
