/** Слова вкладки «Рисунок», по-русски. */

/** @type {import("./index.js").Dictionary} */
export const ru = {
  "tab.draw": "Рисунок",
  "draw.name": "drawing.rgb",
  "draw.grid": "Рисунок, клетка — пиксель",
  "draw.cell": "Строка {row}, столбец {column}: {bit}",
  "draw.width": "Ширина",
  "draw.height": "Высота",
  "draw.hex": "Hex, по строкам",
  "draw.bits": "Биты, по строкам",
  "draw.clear": "Очистить",
  "draw.invert": "Обратить",
  "draw.take": "Из «Растра»",
  "draw.open": "Открыть как картинку",
  "draw.about": "Щёлкайте по клеткам или набирайте биты и hex: 1 — чёрный, 0 — белый. Строка hex дополнена нулями до целой цифры.",
};
