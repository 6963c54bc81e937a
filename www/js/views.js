/**
 * The tabs beneath. Each is fetched, with what it works on, when it is opened for the first time: a photo and its bits are not to
 * wait for any of them but the first.
 *
 * @typedef {(panel: HTMLElement) => Told | Promise<Told>} Mount
 * @typedef {{shown?: () => void, hidden?: () => void} | void} Told What wants to know whether it can be seen.
 * @typedef {{id: string, mount: Mount}} View
 */

import { mountSegments } from "./panels/segments.js";

/**
 * @param {import("./store.js").Store} store
 * @param {import("./client.js").Client} client
 * @param {{
 *   editor: import("./editor.js").Editor,
 *   opener: import("./opener.js").Opener,
 *   saver: import("./panels/save.js").Saver,
 *   statistics: import("./statistics.js").Gatherer,
 *   comparison: import("./comparison.js").Comparison,
 * }} others
 * @returns {View[]}
 */
export function createViews(store, client, { editor, opener, saver, statistics, comparison }) {
  /** What the Bitmap tab makes, once there is such a tab. @type {import("./bitmap.js").Bitmap | null} */
  let bitmap = null;
  return [
    { id: "segments", mount: (panel) => mountSegments(panel, store, editor) },
    {
      id: "block",
      async mount(panel) {
        const { mountBlock } = await import("./panels/block.js");
        return mountBlock(panel, store, client, editor);
      },
    },
    {
      id: "tables",
      async mount(panel) {
        const { mountTables } = await import("./panels/tables.js");
        return mountTables(panel, store, client, editor, statistics);
      },
    },
    {
      id: "buildup",
      async mount(panel) {
        const { mountBuildUp } = await import("./panels/buildup.js");
        return mountBuildUp(panel, store, client);
      },
    },
    {
      id: "compare",
      async mount(panel) {
        const { mountComparison } = await import("./panels/comparison.js");
        return mountComparison(panel, store, comparison);
      },
    },
    {
      id: "encode",
      async mount(panel) {
        const { mountEncode } = await import("./panels/encode.js");
        return mountEncode(panel, store, client, opener);
      },
    },
    {
      id: "bitmap",
      async mount(panel) {
        const [{ createBitmap }, { mountBitmap }, { printMatrix }] = await Promise.all([
          import("./bitmap.js"),
          import("./panels/bitmap.js"),
          import("./print.js"),
        ]);
        bitmap = createBitmap(store, client);
        return mountBitmap(panel, store, bitmap, printMatrix);
      },
    },
    {
      id: "draw",
      async mount(panel) {
        const [{ createDrawing }, { mountDraw }] = await Promise.all([import("./drawing.js"), import("./panels/draw.js")]);
        return mountDraw(panel, createDrawing(), opener, () => bitmap?.small() ?? null);
      },
    },
    {
      id: "text",
      async mount(panel) {
        const { mountText } = await import("./panels/text.js");
        return mountText(panel, store, client, saver);
      },
    },
    {
      id: "raw",
      async mount(panel) {
        const [{ createRaw }, { mountRaw }] = await Promise.all([import("./raw.js"), import("./panels/raw.js")]);
        return mountRaw(panel, store, createRaw(store, client), opener);
      },
    },
    {
      id: "send",
      async mount(panel) {
        const [{ createLink }, { mountSend }] = await Promise.all([import("./send-link.js"), import("./panels/send.js")]);
        const link = createLink(client);
        store.on(["offered"], ({ offered }) => {
          if (offered === null) return;
          store.set({ offered: null });
          void link.follow(offered);
        });
        return mountSend(panel, store, client, link, opener);
      },
    },
    {
      id: "lesson",
      async mount(panel) {
        const { mountLesson } = await import("./panels/lesson.js");
        return mountLesson(panel, store);
      },
    },
  ];
}
