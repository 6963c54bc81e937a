/** Words of the sentences on a file, in English. */

/** @type {Record<string, string | {[form in Intl.LDMLPluralRule]?: string}>} */
export const en = {
  "facts.label": "What the file tells of itself",
  "facts.scans": "{part} % of the bits are the picture itself, {rest} % say how to read it.",
  "facts.colour.full": "Colour is stored for every pixel.",
  "facts.colour.half": "Colour is stored at half of the area: {across} × {down} pixels share one.",
  "facts.colour.quarter": "Colour is stored at a quarter of the area: {across} × {down} pixels share one.",
  "facts.colour.part": "Colour is stored at 1/{n} of the area: {across} × {down} pixels share one.",
  "facts.smaller": {
    one: "As plain samples the picture would take {n} byte: {times} times as much.",
    other: "As plain samples the picture would take {n} bytes: {times} times as much.",
  },
  "facts.larger": {
    one: "As plain samples the picture would take only {n} byte.",
    other: "As plain samples the picture would take only {n} bytes.",
  },
  "facts.segment": "{name} takes {part} % of the file.",
  "facts.trailing": "{part} % of the file stands after the end of the picture.",
  "facts.quantiser.dc": "Q0 is {q}: the brightness of a block goes in steps of {step} of {top} levels.",
  "facts.quantiser.one": "Q{k} is 1: this wave is kept as exactly as whole numbers can.",
  "facts.quantiser.across": "Q{k} is {q}: of detail across (half-waves: {across}), what swings by less than ±{swing} of {top} levels is gone.",
  "facts.quantiser.down": "Q{k} is {q}: of detail down (half-waves: {down}), what swings by less than ±{swing} of {top} levels is gone.",
  "facts.quantiser.both": "Q{k} is {q}: of fine detail with {across} half-waves across and {down} down, what swings by less than ±{swing} of {top} levels is gone.",
  "facts.block.flat": "All 64 numbers are 0: the block is as flat as grey.",
  "facts.block.left": {
    one: "{n} of 64 numbers is left; finer than k {last} there is nothing.",
    other: "{n} of 64 numbers are left; finer than k {last} there is nothing.",
  },
  "facts.block.all": {
    one: "{n} of 64 numbers is left, up to the finest.",
    other: "{n} of 64 numbers are left, up to the finest.",
  },
  "facts.block.bits": "Its samples would take {plain} bits, it takes {bits}: {times} times less.",
  "facts.block.range": "The quantiser of k {k} is {q}: its {value} was anything from {from} to {to}.",
  "facts.block.gone": "The quantiser of k {k} is {q}: whatever was there, up to ±{half}, is gone.",
};
