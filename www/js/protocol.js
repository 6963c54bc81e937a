/**
 * What the page and its two workers say to each other: `open`, `edit`, `view` and `cancel` go to both. And what the first of them
 * and its hands say to each other. Types only.
 *
 * Calls carry a number and are answered by `answer` or `failed`; everything about the open file carries the file's `id`.
 *
 * @typedef {import('./store.js').Fault} Fault
 *
 * @typedef {object} TextOptions
 * @property {'file' | 'rgb' | 'grey' | 'mono'} of The file's bytes, or the decoded pixels.
 * @property {'matrix' | 'stream' | 'hex' | 'decimal'} form
 * @property {number} columns Bits (matrix) or bytes (hex, decimal) a line.
 * @property {boolean} grouped A space every 8 bits.
 * @property {boolean} offsets An offset before every line.
 * @property {boolean} oriented Pixels turned as EXIF asks.
 *
 * @typedef {object} PictureOptions
 * @property {boolean} oriented
 *
 * @typedef {object} EncodeOptions
 * @property {number | null} quality 1 to 100; null: the quantisers of the open file.
 * @property {"4:4:4" | "4:2:2" | "4:2:0" | "4:4:0" | "4:1:1" | "grey"} sampling
 * @property {boolean} progressive
 * @property {boolean} optimal The best Huffman tables instead of those of T.81 K.3.
 * @property {number} restartRows Rows of MCUs between restart markers; 0: none.
 * @property {boolean} oriented The picture turned as EXIF asks.
 *
 * @typedef {object} Encoded
 * @property {import('../pkg/workshop.js').StageSizes} sizes
 * @property {number} error Mean squared error of the decoded file's samples.
 * @property {Uint8Array<ArrayBuffer>} bytes The file.
 *
 * @typedef {'png16' | 'pgm' | 'ppm' | 'pam'} SampleFile
 *
 * @typedef {object} SampleOptions
 * @property {boolean} oriented
 * @property {number | null} component
 *
 * @typedef {object} BitmapJob
 * @property {import('../pkg/workshop.js').PipelineSteps} steps
 * @property {import('../pkg/workshop.js').WrittenForm} form
 * @property {boolean} oriented The picture turned as EXIF asks.
 *
 * @typedef {object} BitmapText The start of a form.
 * @property {string} text Of a file that is no text, its first bytes as hexadecimal digits.
 * @property {boolean} more Whether that is not all of it.
 * @property {number | null} bytes Of all of it; null where it was not written to its end.
 * @property {number} data Bytes of the pixels alone.
 * @property {number} bits A pixel, that mean something.
 *
 * @typedef {object} BitmapMade What a pipeline makes of a picture.
 * @property {import('../pkg/workshop.js').StepReport[]} reports What the picture is after each step that is on, itself first.
 * @property {number | null} threshold That was found or given.
 * @property {Uint8Array} colours Red, green and blue of each, where there is a list of them.
 * @property {number} factor The preview is smaller by it, across and down.
 * @property {Uint8Array<ArrayBuffer>} rgba The preview.
 * @property {BitmapText | null} text @property {Fault | null} fault Why there is no text.
 * @property {import('../pkg/workshop.js').DisplaySize[]} displays Sizes to choose from.
 *
 * @typedef {{width: number, height: number, rgba: Uint8Array<ArrayBuffer>}} ReadPicture
 *
 * @typedef {object} FormRead What a text or a file of any form holds.
 * @property {ReadPicture[]} pictures One, or one for each guess.
 * @property {import('../pkg/workshop.js').LayoutGuess[] | null} guesses How its pixels may lie, where it does not say so.
 * @property {Fault[]} warnings
 *
 * @typedef {object} RawMade
 * @property {number} width @property {number} height @property {Uint8Array<ArrayBuffer>} rgba
 * @property {Fault[]} warnings @property {number[]} range The least and the greatest value, or nothing.
 *
 * @typedef {import('../pkg/workshop.js').LaneSettings} LaneSettings
 * @typedef {import('../pkg/workshop.js').SendCounts} SendCounts
 *
 * @typedef {{do: 'begin', lanes: LaneSettings[], oriented: boolean} | {do: 'advance', ms: number}
 *   | {do: 'outbox', settings: LaneSettings, transfer: number, oriented: boolean} | {do: 'next', most: number}
 *   | {do: 'answered', datagram: Uint8Array} | {do: 'ask'}
 *   | {do: 'inbox'} | {do: 'take', datagrams: Uint8Array[]} | {do: 'look'}
 *   | {do: 'code', text: string}} SendAct What is done about pictures as datagrams:
 *   lanes through a simulated channel, the sending end of a real one, the receiving end, a text as QR code.
 *
 * @typedef {{rgba: Uint8Array<ArrayBuffer>, counts: SendCounts}} LaneState No pixels: as before.
 *
 * @typedef {{type: 'open', id: number, bytes: Uint8Array, decode: boolean, tables: Uint8Array | null,
 *      pixels: {width: number, height: number, palette: boolean} | null, view: import('./store.js').View | null,
 *      processors: number}
 *   | {type: 'view', id: number, view: import('./store.js').View, coarse: boolean}
 *   | {type: 'value', call: number, x: number, y: number}
 *   | {type: 'extremes', call: number}
 *   | {type: 'statistics', call: number}
 *   | {type: 'trials', call: number, headers: number, coded: number}
 *   | {type: 'tables', call: number, bytes: Uint8Array}
 *   | {type: 'edit', id: number, edits: import('./edit/patch.js').Splice[], length: number,
 *      seen: import('./store.js').Seen | null, ahead: boolean}
 *   | {type: 'strip', hand: number, buffer: ArrayBuffer}
 *   | {type: 'stop'}
 *   | {type: 'cancel', call: number}
 *   | {type: 'trace', call: number, start: number, bits: number}
 *   | {type: 'ahead', call: number}
 *   | {type: 'block', call: number, place: import('./anatomy.js').Place, y: number}
 *   | {type: 'around', call: number, place: import('./anatomy.js').Place}
 *   | {type: 'pixelBits', call: number, x: number, y: number}
 *   | {type: 'clean', call: number, edit: import('./anatomy.js').CleanEdit}
 *   | {type: 'preview', call: number, options: TextOptions, rows: number}
 *   | {type: 'export', call: number, what: 'bmp' | 'png', options: PictureOptions}
 *   | {type: 'export', call: number, what: 'text', options: TextOptions}
 *   | {type: 'encode', call: number, options: EncodeOptions}
 *   | {type: 'samples', call: number, what: SampleFile, options: SampleOptions}
 *   | {type: 'pixels', call: number, kind: 'rgb' | 'grey' | 'mono', oriented: boolean, start: number, count: number}
 *   | {type: 'bitmap' | 'write', call: number, job: BitmapJob}
 *   | {type: 'read', call: number, bytes: Uint8Array}
 *   | {type: 'raw', call: number, layout: import('../pkg/workshop.js').RawLayout}
 *   | {type: 'widths', call: number, offset: number, bits: number}
 *   | {type: 'modes', call: number}
 *   | {type: 'send', call: number, act: SendAct}
 *   | {type: 'parse', call: number, bytes: Uint8Array}
 *   | ToComparing} ToWorker
 *
 * @typedef {{type: 'share', job: number, bytes: Uint8Array, tables: Uint8Array | null, index: number, of: number,
 *      multiple: number, frame: {width: number, height: number}}
 *   | {type: 'strip', buffer: ArrayBuffer}
 *   | {type: 'stop'}} ToHand `share`: its number, of how many, and of which number of rows they are multiples.
 *
 * @typedef {{bytes: Uint8Array, tables: Uint8Array | null, pixels: {width: number, height: number, palette: boolean} | null,
 *   oriented: boolean}} Compared A file that is compared with another.
 *
 * @typedef {{type: 'compareBytes', call: number, first: Uint8Array, second: Uint8Array}
 *   | {type: 'comparePixels', call: number, first: Compared, second: Compared}} ToComparing
 *
 * @typedef {{type: 'ready'}
 *   | {type: 'begun', job: number}
 *   | import('./strips.js').Rows & {job: number}
 *   | {type: 'done', job: number}
 *   | {type: 'unable', job: number}
 *   | {type: 'dead', message: string}} FromHand
 *
 * @typedef {{type: 'ready', roles: {name: string, letter: string}[]}
 *   | {type: 'accepted', id: number, memory: number}
 *   | {type: 'inspected', id: number, format: string | null, fields: import('./store.js').Fields, faults: Fault[],
 *      orientation: number, pictures: import('./store.js').EmbeddedPicture[], borrowed: boolean}
 *   | {type: 'frame', id: number, frame: import('../pkg/pixelbits.js').FrameShape}
 *   | Extract<import('./strips.js').Rows, {type: 'strip'}> & {id: number, hand: number}
 *   | Extract<import('./strips.js').Rows, {type: 'overview'}> & {id: number}
 *   | {type: 'preview', id: number, factor: number, over: boolean, width: number, data: ArrayBuffer}
 *   | {type: 'glimpse', id: number, firstRow: number, rows: number, width: number, factor: number, data: ArrayBuffer}
 *   | {type: 'glimpsed', id: number}
 *   | {type: 'kept', id: number}
 *   | {type: 'progress', id: number, done: number, total: number}
 *   | {type: 'finished', id: number, warnings: Fault[], damage: import('./store.js').Damage | null, partial: boolean}
 *   | {type: 'refused', id: number, fault: Fault, warnings: Fault[]}
 *   | {type: 'answer', call: number, value: any}
 *   | {type: 'failed', call: number, fault: Fault | null}
 *   | {type: 'job', call: number, done: number, total: number}
 *   | {type: 'tried', call: number, columns: import('../pkg/workshop.js').TrialColumns}
 *   | {type: 'part', call: number, bytes: Uint8Array<ArrayBuffer>}
 *   | {type: 'size', call: number, width: number, height: number}
 *   | {type: 'rows', call: number, firstRow: number, width: number, data: ArrayBuffer}
 *   | {type: 'dead', message: string}} FromWorker
 */

export {};
