/** Words about the page itself, in Russian. */

/** @type {import("./index.js").Dictionary} */
export const ru = {
  "keeping.ready": "Можно работать без сети",
  "keeping.newer": "Есть новая версия pixelbits. При её запуске открытое закроется.",
  "keeping.others": "Открыто ещё одно окно pixelbits, с которым работают: сначала закройте его.",
  "keeping.start": "Запустить",
};
