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
  ends: text("离开后本次办件结束，号码作废。", "The case ends with it, and the number is void."),
  accepted: text(
    "属地已受理，不评价也可离开，受理不受影响。",
    "Your case has been accepted: you may leave without a rating, and it stays accepted.",
  ),
  yes: text("确定离开", "Yes, leave"),
  no: text("继续办理", "No, go on"),
};

export class TbLeave extends Panel {
  render() {
    if (this.view === null || !mayLeave(this.view)) return html``;
    const isInLine = Object.keys(this.view.units).length === 0;
    const ends = this.view.case_number === null ? WORDS.ends : WORDS.accepted;
    return html`
      <button class="danger" ?disabled=${!this.may("applicant")} .onclick=${() => this.#ask()}>
        ${say(isInLine ? WORDS.cancel : WORDS.leave)}
      </button>
      <dialog aria-labelledby="leave-title">
        <div class="stack">
          <h2 id="leave-title">${say(WORDS.sure)}</h2>
          <p>${say(ends)}</p>
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
