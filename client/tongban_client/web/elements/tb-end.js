// @ts-check
/** A visit that is over: what came of the case, what to take along, and the way to the start. */

import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { say, text } from "../lib/words.js";
import "./tb-actions.js";
import "./tb-notice.js";
import "./tb-receipt.js";

const WORDS = {
  done: text("办理完毕，感谢您的配合", "All done: thank you"),
  later: text(
    "本次到此为止，办件已保留。请记下办件编号，凭编号到就近任一窗口继续。",
    "That is all for today; your case is kept. Note its number: with it you go on at any nearby window.",
  ),
  anew: text("如需办理，请重新取号。", "To have something done, take a number anew."),
  number: text("办件编号", "Case number"),
  again: text("材料已备齐，现在重新取号", "I have it all: take a number now"),
  finish: text("结束，清除本机信息", "Finish and clear this screen"),
  cleared: text(
    "结束后本终端不保留您的任何信息。",
    "After that nothing about you is left on this terminal.",
  ),
};

export class TbEnd extends Panel {
  static properties = [...Panel.properties, "isOver"];
  /** Whether the case needs nothing more from the applicant; else they come again. */
  isOver = false;

  render() {
    const { view, terminal } = this;
    if (view === null || terminal === null) return html``;
    const title = view.spec?.titles[view.stage];
    const isDone = this.isOver && (view.ended === null || view.case_number !== null);
    return html`
      <div class="stack end">
        <h1 tabindex="-1">${isDone || !title ? say(WORDS.done) : say(title)}</h1>
        ${this.isOver ? this.#outcome(view) : this.#comeAgain(view)}
        <div class="row">
          <button class="primary big" data-key="finish" .onclick=${() => this.tell("finish")}>
            ${say(WORDS.finish)}
          </button>
        </div>
        <p class="muted">${say(WORDS.cleared)}</p>
      </div>
    `;
  }

  /** @param {import("../wire/socket.js").CaseView} view */
  #outcome(view) {
    if (view.case_number === null) return this.#without(view);
    return html`<tb-receipt
      .case=${view.case}
      .number=${view.case_number}
      .token=${this.terminal?.ticket?.token ?? ""}
    ></tb-receipt>`;
  }

  /** It ended without a number: why, if the region said. @param {import("../wire/socket.js").CaseView} view */
  #without(view) {
    const reasons = view.answer?.reasons ?? [];
    return html`<ul class="note stack-s" data-kind="bad">
        ${reasons.map((reason) => html`<li>${say({ "zh-CN": reason.zh, en: reason.en || reason.zh })}</li>`)}
      </ul>
      <p>${say(WORDS.anew)}</p>`;
  }

  /** @param {import("../wire/socket.js").CaseView} view */
  #comeAgain(view) {
    return html`
      <p>${say(WORDS.later)}</p>
      <p class="case-number">
        <span class="label">${say(WORDS.number)}</span>
        <strong class="digits">${view.case}</strong>
      </p>
      <tb-notice .view=${view}></tb-notice>
      <div class="row">
        <button ?disabled=${this.isBusy} .onclick=${() => this.#again(view.case)}>
          ${say(WORDS.again)}
        </button>
        <tb-actions
          .terminal=${this.terminal}
          .view=${view}
          .acting=${this.acting}
          .but=${view.actions.slice(0, 1)}
          .plain=${true}
        ></tb-actions>
      </div>
    `;
  }

  /** @param {string} of the case */
  async #again(of) {
    await this.carryOut(async () => this.terminal?.comeAgain(of));
  }
}

customElements.define("tb-end", TbEnd);
