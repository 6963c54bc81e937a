/**
 * The page's end of the worker that compares two files: hired for each comparison, and let go when it is done. See comparing.js.
 *
 * @typedef {import("./protocol.js").Compared} Compared
 * @typedef {import("../pkg/workshop.js").ByteDifference} ByteDifference
 * @typedef {import("../pkg/workshop.js").PixelDifference} PixelDifference
 */

import { Tiles } from "./tiles.js";
import { createWorker } from "./workers.js";

/** What was found so far. @typedef {{tiles?: Tiles, bytes?: ByteDifference, pixels?: PixelDifference | null}} Found */

/** @param {() => void} mourn Told when the worker died. */
export function createComparer(mourn) {
  /** @type {Tiles | null} */
  let tiles = null;
  const worker = createWorker("js/comparing.js", "comparing", {
    receive(message) {
      if (message.type === "size") tiles = new Tiles(message.width, message.height);
      else if (message.type === "rows") tiles?.put(message.firstRow, new ImageData(new Uint8ClampedArray(message.data), message.width));
    },
    lost: mourn,
    deaf: () => {},
  });

  /** Nothing more is wanted of it: its memory is given back. */
  function dismiss() {
    worker.dismiss();
    tiles = null;
  }

  return {
    dismiss,

    /**
     * Compares two files; `told` hears what is found as it is found. What was being compared is given up: then calls end as
     * cancelled.
     * @param {Compared} first @param {Compared} second
     * @param {{progress: (done: number, total: number) => void, told: (found: Found) => void}} job
     */
    async compare(first, second, { progress, told }) {
      dismiss();
      worker.hire();
      const bytes = await worker.ask((call) => ({ type: "compareBytes", call, first: first.bytes, second: second.bytes }));
      told({ bytes });
      /** @type {PixelDifference | null} */
      const pixels = await worker.ask((call) => ({ type: "comparePixels", call, first, second }), { progress });
      tiles?.reduce();
      told({ pixels, ...(tiles ? { tiles } : {}) });
      dismiss();
    },
  };
}

/** @typedef {ReturnType<typeof createComparer>} Comparer */
