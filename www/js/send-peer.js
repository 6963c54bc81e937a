/**
 * A real unreliable channel from one page to another: datagrams may be lost and overtake each other. Nobody stands between them:
 * windows of this page find each other by themselves, computers by texts that are copied or filmed.
 *
 * @typedef {object} Peer
 * @property {RTCPeerConnection} connection
 * @property {string} text What the other side needs: an offer, or the answer to one.
 * @property {(text: string) => Promise<void>} accept Takes the answer. For who offered.
 * @property {Promise<RTCDataChannel>} channel Open.
 * @property {() => void} close
 */

import { understood, written } from "./send-signal.js";

/** Whether this browser can: some are built without. */
export const canConnect = "RTCPeerConnection" in globalThis;

function connect() {
  if (!canConnect) throw new DOMException("no WebRTC", "NotSupportedError");
  return new RTCPeerConnection();
}

/** How long places to be reached at are looked for. */
const GATHERING_MS = 2000;

/** Every place that this page can be reached at. @param {RTCPeerConnection} connection @returns {Promise<void>} */
const gathered = (connection) =>
  new Promise((resolve) => {
    const look = () => connection.iceGatheringState === "complete" && resolve();
    connection.addEventListener("icegatheringstatechange", look);
    setTimeout(resolve, GATHERING_MS);
    look();
  });

/** @param {RTCDataChannel} channel @returns {Promise<RTCDataChannel>} */
const opened = (channel) =>
  new Promise((resolve) => {
    channel.binaryType = "arraybuffer";
    if (channel.readyState === "open") resolve(channel);
    else channel.addEventListener("open", () => resolve(channel), { once: true });
  });

/** Offers a channel. @returns {Promise<Peer>} */
export async function offerChannel() {
  const connection = connect();
  const channel = opened(connection.createDataChannel("pixels", { ordered: false, maxRetransmits: 0 }));
  await connection.setLocalDescription();
  await gathered(connection);
  return {
    connection,
    text: written(connection.localDescription),
    channel,
    async accept(text) {
      const answer = understood(text, "answer");
      if (!answer) throw new SyntaxError("no answer");
      if (connection.signalingState === "have-local-offer") await connection.setRemoteDescription(answer);
    },
    close: () => connection.close(),
  };
}

/** Answers an offer. @param {string} text @returns {Promise<Peer>} Fails with a SyntaxError where the text is no offer. */
export async function answerChannel(text) {
  const offer = understood(text, "offer");
  if (!offer) throw new SyntaxError("no offer");
  const connection = connect();
  /** @type {Promise<RTCDataChannel>} */
  const channel = new Promise((resolve) => {
    connection.addEventListener("datachannel", (event) => resolve(opened(event.channel)));
  });
  await connection.setRemoteDescription(offer);
  await connection.setLocalDescription();
  await gathered(connection);
  return { connection, text: written(connection.localDescription), channel, accept: async () => {}, close: () => connection.close() };
}

/**
 * How windows of this page find each other: who waits says so, who sends offers, who waits answers.
 * @typedef {{say: "waiting", to?: string} | {say: "offer", from: string, text: string} | {say: "answer", to: string, text: string}} Word
 * @param {(word: Word) => void} heard
 */
export function createCrier(heard) {
  const channel = new BroadcastChannel("pixelbits-send");
  channel.onmessage = ({ data }) => heard(data);
  return {
    /** @param {Word} word */
    say: (word) => channel.postMessage(word),
    close: () => channel.close(),
  };
}
