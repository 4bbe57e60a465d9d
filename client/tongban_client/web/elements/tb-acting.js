// @ts-check
/** Who touches the screen: the applicant, or the assistant beside them. */

import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { announce } from "../lib/announce.js";
import { say, text } from "../lib/words.js";

const WORDS = {
  acting: text("当前操作人", "Who is acting"),
  applicant: text("办事人", "Applicant"),
  assistant: text("帮办员", "Assistant"),
  now_applicant: text("现在由办事人操作", "The applicant is acting now"),
  now_assistant: text(
    "现在由帮办员操作：同意、签名、提交、评价仍须本人操作",
    "The assistant is acting now: consent, signature, submission and rating stay with the applicant",
  ),
};

export class TbActing extends Panel {
  render() {
    const roles = /** @type {const} */ (["applicant", "assistant"]);
    return html`
      <div class="row" role="group" aria-label="${say(WORDS.acting)}">
        <span class="label">${say(WORDS.acting)}</span>
        ${roles.map(
          (role) => html`<button
            aria-pressed="${this.acting === role}"
            .onclick=${() => this.#choose(role)}
          >
            ${say(WORDS[role])}
          </button>`,
        )}
      </div>
      ${this.acting === "assistant"
        ? html`<p class="small muted">${say(WORDS.now_assistant)}</p>`
        : ""}
    `;
  }

  /** @param {import("../wire/terminal.js").Acting} role */
  #choose(role) {
    this.terminal?.act(role);
    announce(say(role === "applicant" ? WORDS.now_applicant : WORDS.now_assistant));
  }
}

customElements.define("tb-acting", TbActing);
