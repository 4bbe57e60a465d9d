// @ts-check
/** Who of the colleagues could take the case over. It rings at their desk; they accept or not. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { say, text } from "../lib/words.js";

const WORDS = {
  title: text("转交办件", "Hand the case over"),
  lead: text(
    "选择一位空闲的同地坐席；对方接听后由其继续办理。",
    "Choose a free colleague of your region; once they accept, they go on with it.",
  ),
  none: text("目前没有空闲的同事", "No colleague is free now"),
  to: text("转交 {name}", "Hand over to {name}"),
  cancel: text("取消", "Cancel"),
};

export class TbDeskTransfer extends TbElement {
  static properties = ["line", "socket"];
  /** @type {import("../wire/from-service.js").Line | null} */
  line = null;
  /** @type {import("../wire/socket.js").Socket | null} */
  socket = null;

  render() {
    const colleagues = this.line?.colleagues ?? [];
    return html`<dialog aria-label="${say(WORDS.title)}">
      <div class="stack">
        <h2>${say(WORDS.title)}</h2>
        <p>${say(colleagues.length === 0 ? WORDS.none : WORDS.lead)}</p>
        <ul class="stack-s">
          ${colleagues.map(
            (name) => html`<li data-key="${name}">
              <button .onclick=${() => this.#hand(name)}>${say(WORDS.to, { name })}</button>
            </li>`,
          )}
        </ul>
        <form method="dialog"><button>${say(WORDS.cancel)}</button></form>
      </div>
    </dialog>`;
  }

  /** Show them. */
  open() {
    this.querySelector("dialog")?.showModal();
  }

  /** @param {string} to */
  #hand(to) {
    this.querySelector("dialog")?.close();
    this.socket?.send({ type: "hand_over", to });
  }
}

customElements.define("tb-desk-transfer", TbDeskTransfer);
