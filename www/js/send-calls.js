/** What the page asks the workshop for about pictures as datagrams. */

/**
 * @typedef {import("./protocol.js").LaneSettings} LaneSettings
 * @typedef {import("./protocol.js").ReadPicture} ReadPicture
 *
 * @param {ReturnType<typeof import("./calls.js").createCalls>["ask"]} order @param {() => boolean} oriented Whether the picture is shown
 *   turned as its file asks.
 */
export function sendCalls(order, oriented) {
  /** @param {import("./protocol.js").SendAct} act @returns {Promise<any>} */
  const ask = (act) => order((call) => ({ type: "send", call, act }));
  return {
    send: {
      /** Begins to send the picture that is shown; gives it as it is sent. @param {LaneSettings[]} lanes @returns {Promise<ReadPicture | null>} */
      begin: (lanes) => ask({ do: "begin", lanes, oriented: oriented() }),

      /** Lets time pass. @param {number} ms @returns {Promise<import("./protocol.js").LaneState[]>} */
      advance: (ms) => ask({ do: "advance", ms }),

      /** Makes the picture ready for a real channel. @param {LaneSettings} settings @param {number} transfer @returns {Promise<ReadPicture | null>} */
      outbox: (settings, transfer) => ask({ do: "outbox", settings, transfer, oriented: oriented() }),

      /**
       * The next datagrams, and how many there were with them.
       * @param {number} most @returns {Promise<{datagrams: Uint8Array<ArrayBuffer>[], sent: number, bytes: number}>}
       */
      next: (most) => ask({ do: "next", most }),

      /** Hands in what the receiver says; true once nothing is missing. @param {Uint8Array} datagram @returns {Promise<boolean>} */
      answered: (datagram) => ask({ do: "answered", datagram }),

      /** The receiver is to be asked again what is missing. @returns {Promise<void>} */
      ask: () => ask({ do: "ask" }),

      /** Makes room for a picture. @returns {Promise<void>} */
      inbox: () => ask({ do: "inbox" }),

      /**
       * Hands in what came; the answers to it.
       * @param {Uint8Array[]} datagrams
       * @returns {Promise<{answers: Uint8Array<ArrayBuffer>[], counts: import("./protocol.js").SendCounts | null}>}
       */
      take: (datagrams) => ask({ do: "take", datagrams }),

      /** A text as QR code: a byte a module, row by row. @param {string} text @returns {Promise<Uint8Array>} */
      code: (text) => ask({ do: "code", text }),

      /** The picture that came so far. @returns {Promise<ReadPicture | null>} */
      look: () => ask({ do: "look" }),
    },
  };
}
