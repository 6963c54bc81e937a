/**
 * Reads QR codes with the camera, where the browser finds them in a picture by itself. Nothing that the camera sees leaves the page.
 *
 * @typedef {{detect: (source: HTMLVideoElement) => Promise<{rawValue: string}[]>}} Detector
 */

/** Time between two looks, in milliseconds. */
const LOOK_MS = 150;

/** @returns {(new (options: {formats: string[]}) => Detector) | undefined} */
const detectorOf = () => /** @type {any} */ (globalThis).BarcodeDetector;

/** Whether there is a way to a camera, and something that finds codes in what it sees. */
export const canScan = () => Boolean(detectorOf() && navigator.mediaDevices);

/**
 * Shows what the camera sees until a code is found that `takes` says is the one, or `signal` ends it. Fails with a DOMException where
 * there is no camera, or the page may not use it.
 * @param {HTMLVideoElement} video @param {(text: string) => boolean} takes @param {AbortSignal} signal
 */
export async function scan(video, takes, signal) {
  const Detector = detectorOf();
  if (!Detector) return;
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  try {
    if (signal.aborted) return;
    video.srcObject = stream;
    await video.play();
    const detector = new Detector({ formats: ["qr_code"] });
    while (!signal.aborted) {
      const codes = await detector.detect(video);
      if (codes.some(({ rawValue }) => takes(rawValue))) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}
