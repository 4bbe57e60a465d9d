// @ts-check
/** The home desk. */

import "../elements/tb-bar.js";
import "../elements/tb-desk.js";

import { text } from "../lib/words.js";

const bar = /** @type {import("../elements/tb-bar.js").TbBar} */ (document.querySelector("tb-bar"));
bar.place = text("属地坐席", "Home desk");
document.addEventListener("who", (event) => {
  const { detail } = /** @type {CustomEvent<string>} */ (event);
  if (bar.who !== detail) bar.who = detail;
});
