/**
 * Draws the bits that a pixel is made of: those of its own blocks strongly, those that upsampling only mixes in weakly. Without
 * colour a line beneath them tells, whole or dashed.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-theme.js").Theme} Theme
 */


/** @param {CanvasRenderingContext2D} context @param {View} view */
export function createLitMarks(context, view) {
  /** @param {Theme} theme @param {number} firstRow @param {number} lastRow @param {number} top @param {number} left @param {number} tall */
  return function draw(theme, firstRow, lastRow, top, left, tall) {
    const lit = view.lit();
    if (!lit) return;
    const g = view.geometry();
    const { row: rowHeight, head } = view.metrics();
    const [from, to] = [firstRow * g.columns, lastRow * g.columns];
    // Blocks lie one after the other; only a run that is told for several blocks lies over others.
    for (let i = 0; i < lit.start.length && lit.start[i] < to; i += 1) {
      if (lit.end[i] <= from) continue;
      const strong = lit.own[i] === 1 && lit.run[i] === 0;
      for (let bit = Math.max(lit.start[i], from); bit < Math.min(lit.end[i], to); ) {
        const row = Math.floor(bit / g.columns);
        const end = Math.min(lit.end[i], (row + 1) * g.columns);
        const y = head + row * rowHeight - top;
        const x = g.x(bit % g.columns) - left;
        const width = g.end((end - 1) % g.columns) - left - x;
        if (!theme.forced) {
          context.fillStyle = theme.glow;
          context.globalAlpha = strong ? 0.75 : 0.3;
          context.fillRect(x, y, width, tall);
          context.globalAlpha = 1;
        }
        context.fillStyle = theme.ink;
        if (strong) context.fillRect(x, y + tall - 2, width, 2);
        else for (let dash = x; dash < x + width; dash += 6) context.fillRect(dash, y + tall - 1.5, Math.min(3, x + width - dash), 1.5);
        bit = end;
      }
    }
  };
}
