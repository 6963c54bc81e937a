/** Where the card of the tour stands: beside what it speaks of where there is room, never over it where that can be helped. */

const GAP = 14;
const EDGE = 12;

/**
 * @param {DOMRect} target @param {{width: number, height: number}} card @param {{width: number, height: number}} view
 * @returns {{left: number, top: number}}
 */
export function placeBeside(target, card, view) {
  const clampX = (/** @type {number} */ x) => Math.max(EDGE, Math.min(view.width - card.width - EDGE, x));
  const clampY = (/** @type {number} */ y) => Math.max(EDGE, Math.min(view.height - card.height - EDGE, y));
  const middleX = clampX(target.left + (target.width - card.width) / 2);
  const middleY = clampY(target.top + (target.height - card.height) / 2);
  const places = [
    { left: middleX, top: target.bottom + GAP },
    { left: middleX, top: target.top - GAP - card.height },
    { left: target.left - GAP - card.width, top: middleY },
    { left: target.right + GAP, top: middleY },
  ];
  const fits = places.find(({ left, top }) => left >= EDGE && top >= EDGE && left + card.width <= view.width - EDGE && top + card.height <= view.height - EDGE);
  return fits ?? { left: view.width - card.width - EDGE, top: clampY(view.height) };
}
