/**
 * Long work that the worker does in slices: what goes through the whole of the open file, or all of its samples.
 *
 * @typedef {import('./worker.js').Slices} Slices
 * @typedef {import('../pkg/pixelbits.js').Document} Document
 * @typedef {import('../pkg/pixelbits.js').TrialColumns} TrialColumns
 */

/** Rows that are searched for the smallest and the largest sample at a time. */
const EXTREME_ROWS = 64;
/** How often trial flips look whether something else is to be done, and how many milliseconds of them are told at a time. */
const IDLE_MS = 40;
const TOLD_MS = 200;

/**
 * @param {typeof import('../pkg/pixelbits.js')} core
 * @param {{idle: () => boolean, tried: (call: number, columns: TrialColumns) => void}} worker `idle`: whether nothing else is under way.
 */
export function createJobs(core, worker) {
  return {
    /** The smallest and the largest sample shown; null where samples are not kept. @param {Document} opened @param {Slices} slices */
    async extremes(opened, slices) {
      /** @type {[number, number] | null} */
      let found = null;
      for (let row = 0; ; row += EXTREME_ROWS) {
        const part = opened.extremes(row, EXTREME_ROWS);
        if (part.length < 2) return found;
        found = found ? [Math.min(found[0], part[0]), Math.max(found[1], part[1])] : [part[0], part[1]];
        if (!(await slices.pause(row, 1))) return null;
      }
    },

    /** Where the bits of the open file went. @param {Document} opened @param {Slices} slices */
    async statistics(opened, slices) {
      const reader = new core.StatisticsReader(opened);
      try {
        for (;;) {
          const read = reader.advance(slices.until());
          if (read === 1) return reader.finish();
          if (!(await slices.pause(read, 1))) return null;
        }
      } finally {
        reader.free();
      }
    },

    /**
     * Flips bits of the open file on trial, whenever nothing else is under way, and tells what it finds as it goes.
     * @param {Document} opened @param {{call: number, headers: number, coded: number}} what Bits of each header field, and of each
     *   stretch of entropy-coded data. @param {Slices} slices
     */
    async trials(opened, { call, headers, coded }, slices) {
      const reader = new core.TrialReader(opened, headers, coded);
      const { total } = reader;
      let told = Date.now();
      try {
        for (let done = 0; ; ) {
          if (worker.idle()) done = reader.advance(opened, slices.until());
          else await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
          // The file may have been edited, or closed, meanwhile.
          if (!(await slices.pause(done, total))) return done;
          if (done < total && Date.now() - told < TOLD_MS) continue;
          told = Date.now();
          worker.tried(call, reader.take());
          if (done === total) return total;
        }
      } finally {
        reader.free();
      }
    },
  };
}
