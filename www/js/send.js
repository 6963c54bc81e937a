/**
 * The workshop's part of sending pictures: lanes through a simulated channel, and both ends of a real one.
 *
 * @typedef {typeof import("../pkg/workshop.js")} Core
 * @typedef {import("../pkg/workshop.js").Document} Document
 * @typedef {import("./protocol.js").SendAct} SendAct
 * @typedef {import("./port.js").Slices} Slices
 */

/** Longest side of a picture that is sent, in pixels: a datagram a pixel takes its time. */
export const SIDE_PX = 256;

/** @param {Core} core @param {ReturnType<typeof import("./exports.js").createExports>} exports */
export function createSending(core, exports) {
  /** @type {import("../pkg/workshop.js").Lane[]} */
  let lanes = [];
  /** @type {import("../pkg/workshop.js").Outbox | null} */
  let outbox = null;
  /** @type {import("../pkg/workshop.js").Inbox | null} */
  let inbox = null;

  /**
   * The picture that is shown, small enough; null where the job was stopped.
   * @param {Document} document @param {boolean} oriented @param {Slices} slices
   */
  async function parcel(document, oriented, slices) {
    const raster = await exports.raster(document, oriented, slices, 1);
    return raster && new core.Parcel(raster, SIDE_PX);
  }

  /** @param {import("../pkg/workshop.js").Parcel} made */
  const pictured = (made) => ({
    width: made.width,
    height: made.height,
    rgba: /** @type {Uint8Array<ArrayBuffer>} */ (made.rgba()),
  });

  return {
    /** @param {() => Document} need @param {SendAct} act @param {Slices} slices */
    async act(need, act, slices) {
      switch (act.do) {
        case "begin": {
          const made = await parcel(need(), act.oriented, slices);
          if (!made) return null;
          for (const lane of lanes) lane.free();
          lanes = [];
          try {
            for (const settings of act.lanes) lanes.push(new core.Lane(made, settings));
            return pictured(made);
          } finally {
            made.free();
          }
        }
        case "advance":
          return lanes.map((lane) => {
            lane.advance(act.ms);
            return { rgba: /** @type {Uint8Array<ArrayBuffer>} */ (lane.look()), counts: lane.counts() };
          });
        case "outbox": {
          const made = await parcel(need(), act.oriented, slices);
          if (!made) return null;
          outbox?.free();
          outbox = null;
          try {
            outbox = new core.Outbox(made, act.settings, act.transfer);
            return pictured(made);
          } finally {
            made.free();
          }
        }
        case "next": {
          const datagrams = outbox?.next(act.most) ?? [];
          return { datagrams, sent: outbox?.sent ?? 0, bytes: outbox?.sentBytes ?? 0 };
        }
        case "answered":
          return outbox?.take(act.datagram) ?? true;
        case "ask":
          return outbox?.ask();
        case "inbox":
          inbox?.free();
          inbox = new core.Inbox();
          return undefined;
        case "take": {
          const answers = act.datagrams.flatMap((datagram) => {
            const answer = /** @type {Uint8Array<ArrayBuffer>} */ (inbox?.take(datagram) ?? new Uint8Array());
            return answer.length > 0 ? [answer] : [];
          });
          return { answers, counts: inbox?.counts() ?? null };
        }
        case "code":
          return core.qrCode(act.text);
        case "look": {
          const picture = inbox?.picture();
          if (!picture) return null;
          const { width, height } = picture;
          const rgba = /** @type {Uint8Array<ArrayBuffer>} */ (picture.take());
          picture.free();
          return { width, height, rgba };
        }
      }
    },
  };
}
