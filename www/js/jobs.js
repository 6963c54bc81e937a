/**
 * Long work that the workshop does in slices: what goes through the whole of the open file.
 *
 * @typedef {import('./port.js').Slices} Slices
 * @typedef {import('../pkg/workshop.js').Document} Document
 * @typedef {import('../pkg/workshop.js').TrialColumns} TrialColumns
 */

/** How often trial flips look whether something else is to be done, and how many milliseconds of them are told at a time. */
const IDLE_MS = 40;
const TOLD_MS = 200;

/**
 * @param {typeof import('../pkg/workshop.js')} core
 * @param {{idle: () => boolean, tried: (call: number, columns: TrialColumns) => void}} worker `idle`: whether nothing else is under way.
 */
export function createJobs(core, worker) {
  return {
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
