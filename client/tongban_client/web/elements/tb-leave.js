// @ts-check
/** The way out, at any time; asked once more before the case ends by it. */

import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { say, text } from "../lib/words.js";
import { LEAVE, mayLeave } from "../state/window.js";

const WORDS = {
  cancel: text("取消排号", "Give up the number"),
  leave: text("结束并离开", "End and leave"),
  sure: text("确定要离开吗？", "Do you want to leave?"),
  ends: text(
    "离开后本次办件结束，号码作废。",
    "The case ends with it, and the number is void.",
  ),
  yes: text("确定离开", "Yes, leave"),
  no: text("继续办理", "No, go on"),
};

export class TbLeave extends Panel {
  render() {
    if (this.view === null || !mayLeave(this.view)) return html``;
    const isWaiting = this.view.started_at === null && this.view.called_to === null;
    return html`
      <button class="danger" ?disabled=${!this.may("applicant")} .onclick=${() => this.#ask()}>
        ${say(isWaiting ? WORDS.cancel : WORDS.leave)}
      </button>
      <dialog aria-labelledby="leave-title">
        <div class="stack">
          <h2 id="leave-title">${say(WORDS.sure)}</h2>
          <p>${say(WORDS.ends)}</p>
          <div class="row">
            <button class="primary" autofocus .onclick=${() => this.#dialog()?.close()}>
              ${say(WORDS.no)}
            </button>
            <button class="danger" .onclick=${() => this.#leave()}>${say(WORDS.yes)}</button>
          </div>
        </div>
      </dialog>
    `;
  }

  #dialog() {
    return this.querySelector("dialog");
  }

  #ask() {
    this.#dialog()?.showModal();
  }

  async #leave() {
    this.#dialog()?.close();
    await this.carryOut(() => this.tellCase({ type: "act", action: LEAVE }));
  }
}

customElements.define("tb-leave", TbLeave);
