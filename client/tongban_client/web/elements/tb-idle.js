// @ts-check
/**
 * Asks whether somebody is still there when nothing was touched for so long, and tells `gone`
 * when nobody answers in a minute.
 */

import { announce } from "../lib/announce.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { say, text } from "../lib/words.js";

const WORDS = {
  title: text("您还在吗？", "Are you still there?"),
  clears: text(
    "{n} 秒后退出并清除本终端上的信息。",
    "In {n} seconds you are signed out and this terminal is cleared.",
  ),
  stays: text("{n} 秒后返回首页，您的号码继续排队。", "In {n} seconds the start page is shown; your number stays in line."),
  kept: text(
    "办件保留在当前环节，可凭编号 {case} 再来。",
    "The case stays where it is: come again with its number, {case}.",
  ),
  here: text("我还在", "I am here"),
  signed_out: text("已退出", "Signed out"),
};
const WARNING_S = 60;
const TOUCHES = ["pointerdown", "keydown", "input", "wheel"];

export class TbIdle extends TbElement {
  static properties = ["limit", "case", "isWaiting"];
  /** Seconds without a touch until it asks; null: it does not. @type {number | null} */
  limit = null;
  /** The case that is left where it is, or "". */
  case = "";
  /** Whether the ticket stays in line. */
  isWaiting = false;

  #touched = Date.now();
  /** The limit that the time goes by: another one starts anew. @type {number | null} */
  #goesBy = null;

  /** @param {AbortSignal} until */
  connected(until) {
    const touch = () => {
      if (!this.#isAsking()) this.#touched = Date.now();
    };
    for (const name of TOUCHES) {
      document.addEventListener(name, touch, { signal: until, passive: true, capture: true });
    }
    this.every(1000, () => this.#look(), until);
  }

  render() {
    const words = this.isWaiting ? WORDS.stays : WORDS.clears;
    return html`
      <dialog
        aria-labelledby="idle-title"
        .oncancel=${() => this.#stay()}
        .onclose=${() => this.#stay()}
      >
        <div class="stack">
          <h2 id="idle-title">${say(WORDS.title)}</h2>
          <p role="timer">${say(words, { n: Math.max(0, this.#left()) })}</p>
          ${this.case && !this.isWaiting ? html`<p>${say(WORDS.kept, { case: this.case })}</p>` : ""}
          <button class="primary big" autofocus .onclick=${() => this.#stay()}>
            ${say(WORDS.here)}
          </button>
        </div>
      </dialog>
    `;
  }

  #dialog() {
    return this.querySelector("dialog");
  }

  #isAsking() {
    return this.#dialog()?.open ?? false;
  }

  /** Seconds until one is taken to be gone. */
  #left() {
    const idle = Math.floor((Date.now() - this.#touched) / 1000);
    return (this.limit ?? 0) + WARNING_S - idle;
  }

  #look() {
    if (this.limit === null || this.limit !== this.#goesBy) {
      this.#goesBy = this.limit;
      this.#stay();
    } else if (this.#left() <= 0) {
      this.#stay();
      announce(say(WORDS.signed_out), { urgent: true });
      this.tell("gone");
    } else if (this.#left() <= WARNING_S) {
      this.update();
      if (!this.#isAsking()) this.#dialog()?.showModal();
    }
  }

  #stay() {
    this.#touched = Date.now();
    if (this.#isAsking()) this.#dialog()?.close();
  }
}

customElements.define("tb-idle", TbIdle);
