// @ts-check
/** What one operates during a call: microphone, camera, screen, documents, devices, full screen. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { notify } from "../lib/notify.js";
import { say, text } from "../lib/words.js";
import "./tb-choices.js";

const WORDS = {
  controls: text("视频控制", "Video controls"),
  mute: text("静音", "Mute"),
  unmute: text("取消静音", "Unmute"),
  off: text("关闭摄像头", "Camera off"),
  on: text("打开摄像头", "Camera on"),
  share: text("共享屏幕", "Share screen"),
  unshare: text("停止共享", "Stop sharing"),
  show_papers: text("展示材料", "Show documents"),
  hide_papers: text("停止展示", "Stop showing"),
  swap: text("对调画面", "Swap pictures"),
  devices: text("设备", "Devices"),
  devices_title: text("选择设备", "Choose devices"),
  done: text("完成", "Done"),
  larger: text("全屏", "Full screen"),
  smaller: text("退出全屏", "Leave full screen"),
  no_screen: text("屏幕共享未能开始", "The screen could not be shared"),
  standing_in: text(
    "未发现高拍仪，发送代用画面",
    "There is no document camera: a stand-in picture is sent",
  ),
};

/**
 * Of the call around it, a `<tb-video>`, which it shows on the whole screen and tells to swap its
 * pictures (event `swap-pictures`).
 */
export class TbVideoControls extends TbElement {
  static properties = ["call"];
  /** @type {import("../video/call.js").Call | null} */
  call = null;
  /** The call that is listened to. @type {import("../video/call.js").Call | null} */
  #of = null;

  /** @param {AbortSignal} until */
  connected(until) {
    document.addEventListener("fullscreenchange", () => this.update(), { signal: until });
  }

  render() {
    const { call } = this;
    if (call === null) return html``;
    if (call !== this.#of) {
      this.#of = call;
      call.addEventListener("change", () => call === this.call && this.update());
    }
    return html`<div class="controls" role="group" aria-label="${say(WORDS.controls)}">
        ${this.#own(call)} ${this.#beside(call)}
        ${call.theirs.second === null
          ? ""
          : this.#button("swap", WORDS.swap, { press: () => this.tell("swap-pictures") })}
        ${this.#button("settings", WORDS.devices, { press: () => this.#choices(), isExtra: true })}
        ${document.fullscreenEnabled ? this.#fullScreen() : ""}
      </div>
      ${this.#dialog()}`;
  }

  /** Microphone and camera. @param {import("../video/call.js").Call} call */
  #own({ sources }) {
    const { sound, picture } = sources.shows;
    const { isMuted } = sources;
    const isOff = picture === "off";
    return html`${this.#button(isMuted ? "microphone_off" : "microphone", isMuted ? WORDS.unmute : WORDS.mute, {
      isOpen: sound === "on" || sound === "muted",
      press: () => sources.mute(!isMuted),
    })}
    ${this.#button(isOff ? "camera_off" : "camera", isOff ? WORDS.on : WORDS.off, {
      isOpen: picture !== null && picture !== "screen",
      press: () => sources.turnOff(!isOff),
    })}`;
  }

  /** Screen and documents. @param {import("../video/call.js").Call} call */
  #beside(call) {
    const { sources } = call;
    const { picture, second } = sources.shows;
    const isScreen = picture === "screen";
    return html`${navigator.mediaDevices?.getDisplayMedia === undefined
      ? ""
      : this.#button("screen", isScreen ? WORDS.unshare : WORDS.share, {
          isOpen: picture !== null,
          press: () => (isScreen ? sources.hideScreen() : this.#share(call)),
          isExtra: true,
        })}
    ${this.#button("papers", second ? WORDS.hide_papers : WORDS.show_papers, {
      isOpen: picture !== null,
      press: () => this.#papers(call, second === null),
      isExtra: true,
    })}`;
  }

  /**
   * @param {Parameters<typeof icon>[0]} name @param {import("../lib/words.js").Text} words
   * @param {{ press: () => void, isOpen?: boolean, isExtra?: boolean }} how
   */
  #button(name, words, { press, isOpen = true, isExtra = false }) {
    return html`<button class="${isExtra ? "extra" : ""}" ?disabled=${!isOpen} .onclick=${press}>
      ${icon(name)} <span>${say(words)}</span>
    </button>`;
  }

  #fullScreen() {
    const whole = /** @type {HTMLElement} */ (this.parentElement);
    const isFull = document.fullscreenElement === whole;
    return this.#button(isFull ? "smaller" : "larger", isFull ? WORDS.smaller : WORDS.larger, {
      press: () => void (isFull ? document.exitFullscreen() : whole.requestFullscreen()),
    });
  }

  #dialog() {
    return html`<dialog data-key="devices" aria-label="${say(WORDS.devices_title)}">
      <div class="stack">
        <h2>${say(WORDS.devices_title)}</h2>
        <tb-choices></tb-choices>
        <form method="dialog"><button class="primary">${say(WORDS.done)}</button></form>
      </div>
    </dialog>`;
  }

  #choices() {
    /** @type {import("./tb-choices.js").TbChoices | null} */ (this.querySelector("tb-choices"))?.look();
    this.querySelector("dialog")?.showModal();
  }

  /** @param {import("../video/call.js").Call} call */
  async #share(call) {
    try {
      await call.sources.showScreen();
    } catch (error) {
      const isRefused = error instanceof DOMException && error.name === "NotAllowedError";
      if (!isRefused) notify(WORDS.no_screen); // who chose no screen knows
    }
  }

  /** @param {import("../video/call.js").Call} call @param {boolean} isShown */
  async #papers(call, isShown) {
    await call.sources.showSecond(isShown);
    if (call.sources.shows.second === "stand-in") notify(WORDS.standing_in);
  }
}

customElements.define("tb-video-controls", TbVideoControls);
