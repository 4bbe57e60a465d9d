// @ts-check
/** Why a device is not had, and what to do about it, in words. */

import { say, text } from "../lib/words.js";

const WHY = {
  denied: text(
    "浏览器未获准使用{device}。请点击地址栏左侧的图标，选择“允许”后重试。",
    "This browser may not use the {device}. Press the icon left of the address, allow it, and try again.",
  ),
  none: text("未发现{device}。", "Not found: {device}."),
  busy: text(
    "{device}正被其他程序占用，请关闭后重试。",
    "Another program uses the {device}: close it, and try again.",
  ),
  insecure: text(
    "浏览器只在本机或 HTTPS 网址下提供{device}。",
    "Browsers give the {device} only on this machine or over HTTPS.",
  ),
};
const DEVICES = {
  picture: text("摄像头", "camera"),
  sound: text("麦克风", "microphone"),
  second: text("高拍仪", "document camera"),
};

const AND = text("和", " and ");

/**
 * @param {import("./devices.js").Problem} problem
 * @param {...keyof typeof DEVICES} devices that are not had for it
 */
export function explained(problem, ...devices) {
  return say(WHY[problem], { device: devices.map((each) => say(DEVICES[each])).join(say(AND)) });
}
