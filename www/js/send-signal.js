/**
 * What one page must know of another to reach it, as a text that is short enough to be copied, or shown as a QR code that a camera
 * can read from a screen: of a session description only what differs from one page to the next.
 *
 *     1 byte      0 offer, 1 answer
 *     1 + n       ICE user fragment: its length, and ASCII
 *     1 + n       ICE password
 *     32          SHA-256 of the certificate
 *     each place  1 byte its kind: 4 IPv4 (4 bytes), 16 a name of multicast DNS (a UUID, 16 bytes), 0 other (length, ASCII);
 *                 then the address, then the port (2 bytes)
 *
 * as base64url behind a mark. What a browser adds on its own account (priorities, foundations, sizes) the other side can do without.
 */

/** What texts begin with, so that another text is told from them. */
const MARK = "pixelbits-send:";
/** Places to be reached at that are told: the first, which the browser likes best. */
const MOST_PLACES = 6;

const IPV4 = 4;
const MDNS = 16;
const OTHER = 0;

/** RFC 8445 5.1.2.1: hosts come first, and of them those that are told first. @param {number} at */
const priority = (at) => 2 ** 24 * 126 + 2 ** 8 * (65_535 - at) + 255;

/** @param {string} sdp @param {RegExp} pattern */
const found = (sdp, pattern) => sdp.match(pattern)?.[1] ?? "";

/** @param {number[]} bytes @param {string} text */
function putText(bytes, text) {
  bytes.push(text.length, ...new TextEncoder().encode(text));
}

/** @param {number[]} bytes @param {string} hex */
const putHex = (bytes, hex) => bytes.push(...(hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));

/** @param {number[]} bytes @param {string} address */
function putAddress(bytes, address) {
  const uuid = address.match(/^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\.local$/)?.[1];
  if (/^(\d{1,3}\.){3}\d{1,3}$/.test(address)) bytes.push(IPV4, ...address.split(".").map(Number));
  else if (uuid) putHex((bytes.push(MDNS), bytes), uuid.replaceAll("-", ""));
  else putText((bytes.push(OTHER), bytes), address);
}

/** A session description as a short text; empty where it lacks what every browser tells. @param {RTCSessionDescription | null} description */
export function written(description) {
  const sdp = description?.sdp ?? "";
  const fingerprint = found(sdp, /^a=fingerprint:sha-256 ([0-9A-F:]{95})\r?$/im).replaceAll(":", "");
  const [fragment, password] = [found(sdp, /^a=ice-ufrag:(\S+)/m), found(sdp, /^a=ice-pwd:(\S+)/m)];
  if (!fingerprint || !fragment || !password) return "";
  /** @type {number[]} */
  const bytes = [description?.type === "offer" ? 0 : 1];
  putText(bytes, fragment);
  putText(bytes, password);
  putHex(bytes, fingerprint);
  const places = [...sdp.matchAll(/^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ /gim)];
  for (const [, address, port] of places.slice(0, MOST_PLACES)) {
    putAddress(bytes, address);
    bytes.push(Number(port) >> 8, Number(port) & 255);
  }
  const base64 = btoa(String.fromCharCode(...bytes));
  return MARK + base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Takes bytes one after the other; fails where there are none. @param {Uint8Array} bytes */
function reader(bytes) {
  let at = 0;
  /** @param {number} count */
  const take = (count) => {
    if (at + count > bytes.length) throw new RangeError("the text is cut off");
    at += count;
    return bytes.subarray(at - count, at);
  };
  const hex = (/** @type {number} */ count) => [...take(count)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    byte: () => take(1)[0],
    take,
    hex,
    /** Letters, digits and signs that cannot end a line. */
    text() {
      const text = String.fromCharCode(...take(take(1)[0]));
      if (!/^[\x21-\x7e]+$/.test(text)) throw new RangeError("no such text");
      return text;
    },
    left: () => bytes.length - at,
  };
}

/** @param {ReturnType<typeof reader>} from */
function address(from) {
  switch (from.byte()) {
    case IPV4:
      return [...from.take(4)].join(".");
    case MDNS:
      return from.hex(16).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") + ".local";
    default:
      return from.text();
  }
}

/**
 * What a text says, which may stand in a link or have been broken into lines; null where it is none of these, or of the other kind.
 * @param {string} text @param {"offer" | "answer"} type @returns {RTCSessionDescriptionInit | null}
 */
export function understood(text, type) {
  const base64 = text.replace(/\s/g, "").match(/pixelbits-send:([\w-]+)/)?.[1];
  if (!base64) return null;
  try {
    const binary = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
    const from = reader(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
    if (from.byte() !== (type === "offer" ? 0 : 1)) return null;
    const [fragment, password] = [from.text(), from.text()];
    const fingerprint = (from.hex(32).toUpperCase().match(/../g) ?? []).join(":");
    const places = [];
    while (from.left() > 0) {
      const host = address(from);
      const [high, low] = from.take(2);
      places.push(`a=candidate:${places.length + 1} 1 udp ${priority(places.length)} ${host} ${high * 256 + low} typ host`);
    }
    // RFC 8841 and 8866: what every data channel says.
    const lines = [
      "v=0",
      "o=- 1 1 IN IP4 127.0.0.1",
      "s=-",
      "t=0 0",
      "a=group:BUNDLE 0",
      "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
      "c=IN IP4 0.0.0.0",
      ...places,
      `a=ice-ufrag:${fragment}`,
      `a=ice-pwd:${password}`,
      `a=fingerprint:sha-256 ${fingerprint}`,
      `a=setup:${type === "offer" ? "actpass" : "active"}`,
      "a=mid:0",
      "a=sctp-port:5000",
    ];
    return { type, sdp: lines.map((line) => `${line}\r\n`).join("") };
  } catch (problem) {
    if (problem instanceof RangeError || problem instanceof DOMException) return null;
    throw problem;
  }
}

/** Whether an address leads to an offer. @param {string} hash */
export const isOffer = (hash) => hash.startsWith(`#${MARK}`);

/**
 * What a QR code of a text is to hold: an offer as a link to this page, so that it is enough to point a telephone's camera at it, unless the
 * page's address means another computer there.
 * @param {string} text @param {"offer" | "answer"} type
 */
export function scannable(text, type) {
  const { protocol, hostname, origin, pathname } = location;
  const own = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) || !/^https?:$/.test(protocol);
  return type === "offer" && !own ? `${origin}${pathname}#${text}` : text;
}
