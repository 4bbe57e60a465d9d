// @ts-check
/** The nearby window: one terminal for an assistant and one applicant after another. */

import "../elements/tb-bar.js";
import "../elements/tb-window.js";
import { text } from "../lib/words.js";

const WINDOW = text("就近窗口", "Nearby window");

const bar = /** @type {import("../elements/tb-bar.js").TbBar} */ (document.querySelector("tb-bar"));
bar.place = WINDOW;
document.addEventListener("moved", (event) => {
  const { place, who } = /** @type {CustomEvent} */ (event).detail;
  bar.place = place
    ? text(`${WINDOW["zh-CN"]} · ${place["zh-CN"]}`, `${WINDOW.en} · ${place.en}`)
    : WINDOW;
  bar.who = who;
});
