/**
 * Text onto the clipboard that has still to be made. Some browsers let a page write to the clipboard only while they deal with a
 * click: they are given the promise of a text then, and wait for it.
 * @param {Promise<string>} making @returns {Promise<void>} Fails as the making does, or where the browser refuses.
 */
export async function copyMade(making) {
  if ("ClipboardItem" in window) {
    try {
      const blob = making.then((text) => new Blob([text], { type: "text/plain" }));
      blob.catch(() => {});
      return await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    } catch {
      // The making has failed, which comes to light below; or this browser takes no promises.
    }
  }
  await navigator.clipboard.writeText(await making);
}
