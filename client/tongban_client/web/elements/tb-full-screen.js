// @ts-check
/** A button that shows the nearest `[data-screen]` on the whole screen, and back. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { say, text } from "../lib/words.js";

const WORDS = {
  enter: text("全屏显示", "Full screen"),
  leave: text("退出全屏", "Leave full screen"),
};

export class TbFullScreen extends TbElement {
  /** @param {AbortSignal} until */
  connected(until) {
    document.addEventListener("fullscreenchange", () => this.update(), { signal: until });
  }

  render() {
    if (!document.fullscreenEnabled) return html``;
    const words = document.fullscreenElement === null ? WORDS.enter : WORDS.leave;
    return html`<button .onclick=${() => this.#toggle()}>${say(words)}</button>`;
  }

  #toggle() {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else void this.closest("[data-screen]")?.requestFullscreen();
  }
}

customElements.define("tb-full-screen", TbFullScreen);
