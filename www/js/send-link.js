/**
 * Sending a picture from one page to another: what each side does, step by step.
 *
 * @typedef {import("./client.js").Client} Client
 * @typedef {import("./protocol.js").LaneSettings} LaneSettings
 * @typedef {import("./protocol.js").ReadPicture} ReadPicture
 * @typedef {import("./send-peer.js").Peer} Peer
 *
 * @typedef {object} LinkState
 * @property {"none" | "sending" | "receiving"} role
 * @property {"idle" | "waiting" | "connected" | "done" | "failed"} step
 * @property {string} text What the other side is to be told, where windows don't find each other.
 * @property {Uint8Array | null} code The same as a QR code: see `qrCode`.
 * @property {boolean} far Whether the other side is another computer, for all that is known.
 * @property {boolean} wrong What was told from there is nothing that can be understood.
 * @property {ReadPicture | null} picture What is sent, or what came so far.
 * @property {number} datagrams @property {number} bytes With the headers that UDP and IP would have.
 * @property {number} parts @property {number} all
 * @property {number} ms Since the channel opened.
 */

import { Cancelled, Refused } from "./client.js";
import { answerChannel, createCrier, offerChannel } from "./send-peer.js";
import { scannable } from "./send-signal.js";
import { createStore } from "./store.js";

/** Datagrams that are handed to the channel at a time, and bytes that may wait in it. */
const BATCH = 150;
const MOST_WAITING = 1 << 16;
/** How long the receiver is waited for before it is asked again, and how often. */
const ASK_AGAIN_MS = 300;
const ATTEMPTS = 30;

/** @type {LinkState} */
const NOTHING = {
  role: "none",
  step: "idle",
  text: "",
  code: null,
  far: false,
  wrong: false,
  picture: null,
  datagrams: 0,
  bytes: 0,
  parts: 0,
  all: 0,
  ms: 0,
};

/** @param {Client} client */
export function createLink(client) {
  const { get, set, on } = createStore(/** @type {LinkState} */ ({ ...NOTHING }));
  const me = crypto.randomUUID();
  /** @type {Peer | null} */
  let peer = null;
  /** @type {ReturnType<typeof createCrier> | null} */
  let crier = null;
  /** Grows with every transfer that begins or ends: what belongs to an older one stops. */
  let turn = 0;

  function stop() {
    turn += 1;
    peer?.close();
    crier?.close();
    peer = crier = null;
    set(NOTHING);
  }

  /** Runs a side until it ends; what goes wrong is told. @param {(current: () => boolean) => Promise<void>} side */
  async function run(side) {
    const mine = turn;
    try {
      await side(() => mine === turn);
    } catch (problem) {
      if (mine !== turn || problem instanceof Cancelled) return;
      set({ step: "failed" });
      if (!(problem instanceof Refused || problem instanceof DOMException)) throw problem;
    }
  }

  /** What the other side is to be told, also for its camera. @param {string} text @param {"offer" | "answer"} type */
  async function tell(text, type) {
    const mine = turn;
    set({ text, code: null, wrong: false });
    const code = await client.send.code(scannable(text, type));
    if (mine === turn) set({ code });
  }

  /** Sends the open picture to whoever waits for one. @param {LaneSettings} settings */
  function send(settings) {
    stop();
    set({ role: "sending", step: "waiting" });
    return run(async (current) => {
      const picture = await client.send.outbox(settings, 1 + Math.floor(Math.random() * 65_535));
      const offered = await offerChannel();
      if (!current() || !picture) return offered.close();
      peer = offered;
      set({ picture });
      void run(() => tell(offered.text, "offer"));
      const offer = () => crier?.say({ say: "offer", from: me, text: offered.text });
      crier = createCrier((word) => {
        if (word.say === "waiting") offer();
        else if (word.say === "answer" && word.to === me) void offered.accept(word.text).catch(() => set({ wrong: true }));
      });
      offer();
      const channel = await offered.channel;
      if (current()) await hand(channel, current);
    });
  }

  /** @param {RTCDataChannel} channel @param {() => boolean} current */
  async function hand(channel, current) {
    const began = performance.now();
    let finished = false;
    let heard = () => {};
    channel.onmessage = async ({ data }) => {
      finished = (await client.send.answered(new Uint8Array(data))) || finished;
      heard();
    };
    channel.onclose = () => heard();
    set({ step: "connected" });
    for (let attempts = 0; current() && !finished && attempts < ATTEMPTS; ) {
      const { datagrams, sent, bytes } = await client.send.next(BATCH);
      for (const datagram of datagrams) {
        if (channel.readyState !== "open") return void (current() && set({ step: "failed" }));
        channel.send(datagram);
      }
      set({ datagrams: sent, bytes, ms: performance.now() - began });
      if (datagrams.length > 0) {
        while (channel.bufferedAmount > MOST_WAITING && current()) await pause(5);
        continue;
      }
      const answered = await Promise.race([
        new Promise((resolve) => (heard = () => resolve(true))),
        pause(ASK_AGAIN_MS).then(() => false),
      ]);
      attempts = answered ? 0 : attempts + 1;
      if (!answered) await client.send.ask();
    }
    if (current()) set({ step: finished ? "done" : "failed" });
  }

  /** Waits for a picture from another window. */
  function receive() {
    stop();
    set({ role: "receiving", step: "waiting" });
    return run(async (current) => {
      await client.send.inbox();
      if (!current()) return;
      crier = createCrier(async (word) => {
        if (word.say !== "offer" || peer) return;
        const text = await take(word.text);
        if (text) crier?.say({ say: "answer", to: word.from, text });
      });
      crier.say({ say: "waiting" });
    });
  }

  /** Takes an offer; gives the answer to it. @param {string} offer */
  async function take(offer) {
    const mine = turn;
    const answered = await answerChannel(offer);
    if (mine !== turn || peer) return void answered.close();
    peer = answered;
    void run(() => tell(answered.text, "answer"));
    void run(async (current) => collect(await answered.channel, current));
    return answered.text;
  }

  /** @param {RTCDataChannel} channel @param {() => boolean} current */
  function collect(channel, current) {
    const began = performance.now();
    /** @type {Uint8Array[]} */
    let came = [];
    let busy = false;
    const work = async () => {
      if (busy) return;
      busy = true;
      let looked = 0;
      while (came.length > 0 && current()) {
        const datagrams = came;
        came = [];
        const { answers, counts } = await client.send.take(datagrams);
        for (const answer of answers) if (channel.readyState === "open") channel.send(answer);
        if (!counts || !current()) break;
        const { sent: all, sentBytes: bytes } = counts;
        const picture = counts.over || performance.now() - looked > 50 ? await client.send.look() : null;
        if (picture) looked = performance.now();
        if (!current()) break;
        set({
          datagrams: all,
          bytes,
          parts: counts.parts,
          all: counts.all,
          ...(get().step === "done" ? {} : { ms: performance.now() - began }),
          ...(picture ? { picture } : {}),
          ...(counts.over ? { step: /** @type {const} */ ("done") } : {}),
        });
      }
      busy = false;
    };
    channel.onmessage = ({ data }) => {
      came.push(new Uint8Array(data));
      void work();
    };
    channel.onclose = () => current() && get().step === "connected" && set({ step: "failed" });
    if (get().step === "waiting") set({ step: "connected" });
  }

  return {
    get,
    on,
    send,
    receive,
    stop,
    /** Answers the offer of a link that was followed. @param {string} offer */
    async follow(offer) {
      await receive();
      set({ far: true });
      await this.told(offer);
    },
    /** Takes what was copied from the other side. @param {string} text */
    async told(text) {
      try {
        if (get().role === "receiving") await take(text);
        else await peer?.accept(text);
        set({ wrong: false });
      } catch (problem) {
        if (!(problem instanceof SyntaxError || problem instanceof DOMException)) throw problem;
        set({ wrong: true });
      }
    },
  };
}

/** @param {number} ms @returns {Promise<void>} */
const pause = (ms) => new Promise((resolve) => void setTimeout(resolve, ms));

/** @typedef {ReturnType<typeof createLink>} Link */
