/** Words of the tour, in English. What stands between asterisks stands out. */

/** @type {import("./index.js").Dictionary} */
export const en = {
  "tour.count": "{n} of {of}",
  "tour.close": "End the tour",
  "tour.next": "Next",
  "tour.back": "Back",
  "tour.finish": "Finish",
  "tour.first": "From the start",
  "tour.looking": "Looking at the file…",
  "tour.none.format": "*{name}* is no JPEG: it has no Huffman codes and no waves to be shown. The tour can go on with the sample.",
  "tour.none.picture": "No picture comes of *{name}*, so there is little to be shown. The tour can go on with the sample.",
  "tour.sample": "Open the sample",
  "tour.flip": "Flip it",
  "tour.unflip": "Undo it",

  "tour.file.title": "A file is a row of segments",
  "tour.file.say": { one: "*{name}* is *{bytes}* bytes long and made of *{n}* segment: the bar shows it. It begins with FF D8, “here starts a JPEG”. The picture itself is in the scans, *{share}* % of the file; the rest says how to read them.", other: "*{name}* is *{bytes}* bytes long and made of *{n}* segments: the bar shows them. It begins with FF D8, “here starts a JPEG”. The picture itself is in the scans, *{share}* % of the file; the rest says how to read them." },
  "tour.file.idea": "Each segment starts with a marker: the byte FF and one that names it.",

  "tour.header.title": "A header is bits with a meaning",
  "tour.header.say": "Segment *{name}* starts at *{at}* with FF {code}. The next 16 bits, *{digits}*, are the number *{length}*: so many bytes it has. Then come *{precision}* bits a sample, *{height}* lines and *{width}* columns.",
  "tour.header.dnl": "Segment *{name}* starts at *{at}* with FF {code}. The next 16 bits, *{digits}*, are the number *{length}*: so many bytes it has. It tells *{precision}* bits a sample and *{width}* columns, but *{height}* lines: how many there are, a segment DNL says behind the scan.",
  "tour.header.none": "This file has no frame header: nothing in it tells how large the picture is.",
  "tour.header.idea": "The decoder knows the size of the picture before it has seen one pixel.",

  "tour.code.title": "A code for each symbol, short ones for what is frequent",
  "tour.code.say": { one: "The bits *{digits}* at *{at}* are one Huffman code of *{n}* bit. It stands for the symbol *{symbol}*, which written plainly would take 8 bits. The tables beneath tell all codes of this file.", other: "The bits *{digits}* at *{at}* are one Huffman code of *{n}* bits. It stands for the symbol *{symbol}*, which written plainly would take 8 bits. The tables beneath tell all codes of this file." },
  "tour.code.rare": { one: "The bits *{digits}* at *{at}* are one Huffman code of *{n}* bit. It stands for the symbol *{symbol}*, which is rare here: written plainly it would take 8 bits, and frequent ones take two or three. The tables beneath tell all codes of this file.", other: "The bits *{digits}* at *{at}* are one Huffman code of *{n}* bits. It stands for the symbol *{symbol}*, which is rare here: written plainly it would take 8 bits, and frequent ones take two or three. The tables beneath tell all codes of this file." },
  "tour.code.size": { one: "The bits *{digits}* at *{at}* are one Huffman code of *{n}* bit. It says that the next *{size}* bits are a difference. The tables beneath tell all codes of this file.", other: "The bits *{digits}* at *{at}* are one Huffman code of *{n}* bits. It says that the next *{size}* bits are a difference. The tables beneath tell all codes of this file." },
  "tour.code.arithmetic": { one: "This file has no Huffman codes: the *{bytes}* bytes of its scans are arithmetic code, and every decision narrows an interval. This block took *{n}* bit.", other: "This file has no Huffman codes: the *{bytes}* bytes of its scans are arithmetic code, and every decision narrows an interval. This block took *{n}* bits." },
  "tour.code.idea": "Nothing marks where a code ends: the codes are chosen so that none is the beginning of another.",

  "tour.run.title": "Zeros are counted, not written",
  "tour.run.say": "The symbol is two numbers. Run *{run}*: skip so many coefficients that are zero. Size *{size}*: read so many bits. They are *{digits}* and stand for *{value}*, coefficient number *{k}* of this block.",
  "tour.run.size": "The code has told the size, *{size}*: so many bits follow. They are *{digits}* and stand for *{value}*. Small differences take few bits, and most are small.",
  "tour.run.arithmetic": "Of this block's 64 coefficients *{n}* are not zero and *{zeros}* are. An arithmetic coder asks at each: was this the last? is it zero? which sign? how large? What is likely costs almost nothing.",
  "tour.run.idea": "A value with its first bit 1 is positive; with 0, negative.",

  "tour.zigzag.title": "Zigzag: slow waves first",
  "tour.zigzag.say": { one: "Coefficient number *{k}* stands in column *{u}*, row *{v}* of the block. The last one that is not zero is number *{last}*; the *{n}* behind it takes no bits of its own: one code says that the rest is zero.", other: "Coefficient number *{k}* stands in column *{u}*, row *{v}* of the block. The last one that is not zero is number *{last}*; the *{n}* behind it take no bits of their own: one code says that the rest is zero." },
  "tour.zigzag.full": "Coefficient number *{k}* stands in column *{u}*, row *{v}* of the block. Here even the last, number *{last}*, is not zero: zeros behind it that could be left out, *{n}*.",
  "tour.zigzag.lossless": "A lossless file has no coefficients and no zigzag: its samples come line by line. This one is in column *{x}* of line *{y}*.",
  "tour.zigzag.idea": "The order gathers the zeros at the end, where they are cheapest.",

  "tour.quantiser.title": "The quantiser: where detail is lost",
  "tour.quantiser.say": "Coefficient *{k}* was divided by its quantiser *{q}* and rounded. Back it goes: *{value}* × *{q}* = *{product}*, wrong by up to *{half}*. The largest quantiser here is *{largest}*: of that wave, what is weaker than *{lost}* is gone.",
  "tour.quantiser.fine": "All quantisers of this table are *{largest}*: coefficients are only rounded to whole numbers. Number *{k}* is *{value}* × *{q}* = *{product}*, wrong by up to *{half}*; what is weaker than *{lost}* is gone.",
  "tour.quantiser.lossless": "A lossless file has no quantisers: nothing is divided, nothing is rounded, and every sample comes back as it was.",
  "tour.quantiser.idea": "“Quality” is nothing but how large these numbers are.",

  "tour.difference.title": "Only the difference is told",
  "tour.difference.say": "The first coefficient is the mean of the block. The file holds what is different from block ({bx}, {by}): *{difference}* + *{prediction}* = *{value}*. Times *{q}*, divided by 8, and moved to the middle: *{mean}*.",
  "tour.difference.fresh": "The first coefficient is the mean of the block. Here prediction begins anew, at *{prediction}*: *{difference}* + *{prediction}* = *{value}*. Times *{q}*, divided by 8, and moved to the middle: *{mean}*.",
  "tour.difference.none": "The first coefficient, *{value}*, is the mean of the block. In this frame it is told as it is, not as a difference.",
  "tour.difference.lossless": "Sample ({x}, {y}) is predicted from its neighbours to be *{prediction}*. The file tells what is missing, *{difference}*: together *{value}*.",
  "tour.difference.idea": "Neighbours are alike, so differences are small, and small numbers are short.",

  "tour.idct.title": "Waves add up to pixels",
  "tour.idct.say": { one: "*{n}* of 64 coefficients is not zero: so many waves are added up, and give 64 samples from *{least}* to *{most}*. The one at the top left is *{first}*. Move the slider, and see the block grow wave by wave.", other: "*{n}* of 64 coefficients are not zero: so many waves are added up, and give 64 samples from *{least}* to *{most}*. The one at the top left is *{first}*. Move the slider, and see the block grow wave by wave." },
  "tour.idct.lossless": "No waves in a lossless file: prediction and difference are the sample already.",
  "tour.idct.idea": "The inverse discrete cosine transform is this sum, and nothing else.",

  "tour.sampling.title": "Colour may be coarser than brightness",
  "tour.sampling.say": "The picture has *{width}* × *{height}* pixels, but *{name}* only *{cw}* × *{ch}* samples: one for *{n}* pixels. Of all samples that the pixels would need, *{share}* % are stored.",
  "tour.sampling.full": "The picture has *{width}* × *{height}* pixels, and every component as many samples: nothing was left out, *{share}* % are stored. Most photos keep a quarter of the colour.",
  "tour.sampling.grey": "This picture of *{width}* × *{height}* pixels is grey: one component, and no colour that could be coarser.",
  "tour.sampling.idea": "Eyes see fine brightness, but not fine colour.",

  "tour.colour.title": "From brightness and colour to red, green and blue",
  "tour.colour.say": "The first pixel of this block, ({x}, {y}), has Y *{luma}*, Cb *{cb}*, Cr *{cr}*. Red is Y + 1.402 × (Cr − {half}) = *{sum}*, and so on: the screen shows *{red}*, *{green}*, *{blue}*.",
  "tour.colour.grey": "The first pixel of this block, ({x}, {y}), is the sample *{samples}*; the screen shows it thrice: *{red}*, *{green}*, *{blue}*.",
  "tour.colour.other": "The first pixel of this block, ({x}, {y}), has the samples *{samples}* ({what}); the screen shows *{red}*, *{green}*, *{blue}*.",
  "tour.colour.plain": "Pixel ({x}, {y}) is shown as *{red}*, *{green}*, *{blue}*; components of this file: *{n}*.",
  "tour.colour.idea": "A pixel is three numbers from 0 to 255: 24 bits.",

  "tour.flip.title": "Flip one bit, and see",
  "tour.flip.say": "The bit at *{at}* is *{now}*. Make it *{then}*: press Space on it, or the button here, and look at the picture.",
  "tour.flip.dc": "The bit at *{at}* is *{now}*: the sign of a difference of brightness. Make it *{then}*, and every block behind it builds on a wrong mean. Press Space on it, or the button here.",
  "tour.flip.done": "The changed blocks are outlined. Undo brings the file back to the last bit.",
  "tour.flip.idea": "This is why damaged photos have stripes and shifted colours.",

  "tour.away.title": "Take it away as bits",
  "tour.away.say": "*{width}* × *{height}* × 24 bits are *{bytes}* bytes of plain pixels; the JPEG has *{file}*, *{times}* times fewer. In black and white it is 1 bit a pixel: *{row}* bytes a row, *{small}* in all. Choose size, colours and dither here, and take away a matrix, an array or a file.",
  "tour.away.idea": "Information volume is width × height × bits a pixel: I = W · H · i.",
};
