// @ts-check
/** The rating (好差评) in five grades, with what follows from a poor one. */

import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { say, text } from "../lib/words.js";
import { usual } from "../state/window.js";
import "./tb-actions.js";
import "./tb-receipt.js";

const WORDS = {
  title: text("请评价本次服务", "Please rate the service"),
  grade: text("评价等级", "Grade"),
  comment: text("意见建议（可不填）", "Comment (optional)"),
  send: text("提交评价", "Send the rating"),
  poor: text(
    "差评将在1个工作日内回访核实，15个工作日内整改并反馈。",
    "A poor grade is followed up: you are called back within one working day, and it is put right within 15.",
  ),
  given: text("已评价", "Rated"),
  choose: text("请先选择等级", "Choose a grade first"),
};
/** From the best. @type {[number, import("../lib/words.js").Text][]} */
const GRADES = [
  [5, text("非常满意", "Very satisfied")],
  [4, text("满意", "Satisfied")],
  [3, text("基本满意", "Fairly satisfied")],
  [2, text("不满意", "Dissatisfied")],
  [1, text("非常不满意", "Very dissatisfied")],
];

export class TbRate extends Panel {
  #grade = 0;
  #comment = "";

  render() {
    const { view, terminal } = this;
    if (view === null || terminal === null) return html``;
    return html`
      <div class="stack">
        <h2 tabindex="-1">${say(WORDS.title)}</h2>
        ${view.rating
          ? html`<p class="note" data-kind="good" data-key="given">✓ ${say(WORDS.given)}</p>
              <tb-actions .terminal=${terminal} .view=${view} .acting=${this.acting}></tb-actions>`
          : this.#form()}
        ${view.case_number === null
          ? ""
          : html`<tb-receipt
              data-key="receipt"
              .case=${view.case}
              .number=${view.case_number}
              .token=${terminal.ticket?.token ?? ""}
            ></tb-receipt>`}
      </div>
    `;
  }

  #form() {
    const mayNot = !this.may("applicant");
    return html`<form
      class="stack"
      data-key="form"
      .onsubmit=${(/** @type {Event} */ event) => this.#send(event)}
    >
      <fieldset class="grades" ?disabled=${mayNot}>
        <legend class="only-read">${say(WORDS.grade)}</legend>
        ${GRADES.map(
          ([grade, title]) => html`<label>
            <input
              type="radio"
              name="grade"
              value="${grade}"
              .checked=${this.#grade === grade}
              .onchange=${() => this.#choose(grade)}
            />
            <span class="stars" aria-hidden="true">${"★".repeat(grade)}${"☆".repeat(5 - grade)}</span>
            <span>${say(title)}</span>
          </label>`,
        )}
      </fieldset>
      ${this.#grade !== 0 && this.#grade <= 2
        ? html`<p class="note" data-kind="warn">${say(WORDS.poor)}</p>`
        : ""}
      <label class="stack-s">
        ${say(WORDS.comment)}
        <textarea
          rows="2"
          maxlength="2000"
          ?disabled=${mayNot}
          .value=${this.#comment}
          .oninput=${(/** @type {Event} */ event) => {
            this.#comment = /** @type {HTMLTextAreaElement} */ (event.target).value;
          }}
        ></textarea>
      </label>
      <div class="row">
        <button class="primary big" ?disabled=${mayNot || this.#grade === 0}>${say(WORDS.send)}</button>
        ${this.#grade === 0 ? html`<span class="hint">${say(WORDS.choose)}</span>` : ""}
      </div>
      ${this.only("applicant")}
    </form>`;
  }

  /** @param {number} grade */
  #choose(grade) {
    this.#grade = grade;
    this.update();
  }

  /** @param {Event} event */
  async #send(event) {
    event.preventDefault();
    const { terminal } = this;
    const rate = { grade: this.#grade, comment: this.#comment.trim() };
    const isRated = await this.carryOut(() => this.tellCase({ type: "rate", ...rate }));
    const now = terminal?.applicant?.view;
    const action = now ? usual(now) : null;
    if (isRated && action !== null) {
      await this.carryOut(() => this.tellCase({ type: "act", action }));
    }
  }
}

customElements.define("tb-rate", TbRate);
