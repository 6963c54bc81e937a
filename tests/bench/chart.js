/**
 * The small chart of the README: bars, the fastest first.
 *
 * @typedef {{ name: string, pixels: number, times: Map<string, number> }} Picture
 */

/** @param {[string, Picture | undefined][]} groups A label, and a picture with its times in milliseconds. @returns {string} SVG */
export function chart(groups) {
  let y = 8;
  const parts = [];
  for (const [label, picture] of groups) {
    if (!picture) continue;
    const rows = [...picture.times].map(([name, ms]) => [name, picture.pixels / ms / 1000]).sort((a, b) => b[1] - a[1]);
    const scale = 330 / rows[0][1];
    parts.push(`<text x="8" y="${y + 14}" font-weight="bold">${label}, MP/s</text>`);
    y += 22;
    for (const [name, speed] of rows) {
      const own = name === "pixelbits";
      parts.push(
        `<text x="158" y="${y + 13}" text-anchor="end">${name}</text>`,
        `<rect x="164" y="${y + 2}" width="${(speed * scale).toFixed(1)}" height="14" fill="${own ? "#0a7d5a" : "#9aa5b1"}"/>`,
        `<text x="${(170 + speed * scale).toFixed(1)}" y="${y + 13}">${Math.round(speed)}</text>`,
      );
      y += 18;
    }
    y += 10;
  }
  const style = "text{font:12px sans-serif;fill:#222}@media(prefers-color-scheme:dark){text{fill:#ddd}}";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 540 ${y}" width="540" height="${y}"><style>${style}</style>${parts.join("\n")}</svg>\n`;
}
