// @ts-check
/** The wallboard, and a hall's call display. */

import "../elements/tb-bar.js";
import "../elements/tb-board.js";

import { text } from "../lib/words.js";

const isDisplay = new URLSearchParams(location.search).has("hall");
const bar = /** @type {import("../elements/tb-bar.js").TbBar} */ (document.querySelector("tb-bar"));
bar.place = isDisplay ? text("叫号屏", "Call display") : text("运行看板", "Wallboard");
