// @ts-check
/** Submission to the home region's own system: what goes, the wait, and what the system says. */

import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { say, stopwatch, text } from "../lib/words.js";
import { submission } from "../state/window.js";
import "./tb-actions.js";
import "./tb-receipt.js";
import "./tb-summary.js";

const WORDS = {
  open: text("提交属地受理", "Submit to your home region"),
  what: text(
    "以下内容连同您的签名，提交至属地受理系统，由属地按其规则受理。",
    "This goes with your signature to your home region's own system, which accepts it by its own rules.",
  ),
  submit: text("确认提交", "Submit"),
  waiting: text("属地系统正在受理", "The home region's system is at it"),
  wait: text("已提交 {time}，请稍候", "Submitted {time} ago: please wait a moment"),
  slow: text(
    "属地系统暂时没有答复。您的申请已完整保留，系统恢复后自动继续，只会受理一次。您可以在此等候，也可以先离开：凭办件编号 {case} 到任一就近窗口查询或继续。",
    "The home region's system does not answer just now. Your application is kept whole; it goes on by itself once the system is back, and is accepted once only. You may wait here, or leave and come to any nearby window with the case number {case}.",
  ),
  go: text("先离开，稍后凭编号再来", "Leave now; come back with the number"),
  refused: text("属地系统未受理", "The home region's system did not accept it"),
  final: text("不予受理", "It will not be accepted"),
  told: text(
    "属地坐席将一次性告知需补正的内容。",
    "The clerk tells you everything that is missing in one notice.",
  ),
  accepted: text("属地已受理", "Accepted by your home region"),
  thanks: text(
    "请保存受理编号和回执。属地坐席确认后，请您评价本次服务。",
    "Keep the number and the receipt. Once the clerk has confirmed, please rate the service.",
  ),
};
const SLOW_S = 12;

export class TbHandIn extends Panel {
  /** When it was seen to wait first, by the service's clock [µs]. @type {number | null} */
  #since = null;

  /** @param {AbortSignal} until */
  connected(until) {
    this.every(1000, () => this.#since !== null && this.update(), until);
  }

  render() {
    const { view, terminal } = this;
    if (view === null || terminal?.applicant == null) return html``;
    const state = submission(view);
    if (state !== "waiting") this.#since = null;
    else this.#since ??= terminal.applicant.now_us();
    const shown = {
      open: () => this.#open(view),
      waiting: () => this.#waiting(view),
      refused: () => this.#refused(view),
      accepted: () => this.#accepted(view),
    };
    return html`<div class="stack" data-key="${state}">
      <h2 tabindex="-1">${say(view.answer?.is_final && state === "refused" ? WORDS.final : WORDS[state])}</h2>
      ${shown[state]()}
      <tb-actions .terminal=${terminal} .view=${view} .acting=${this.acting}></tb-actions>
    </div>`;
  }

  /** @param {import("../wire/socket.js").CaseView} view */
  #open(view) {
    return html`<p>${say(WORDS.what)}</p>
      <section class="panel"><tb-summary .view=${view}></tb-summary></section>
      <div class="row">
        <button class="primary big" ?disabled=${!this.may("applicant")} .onclick=${() => this.#submit()}>
          ${say(WORDS.submit)}
        </button>
        ${this.only("applicant")}
      </div>`;
  }

  /** @param {import("../wire/socket.js").CaseView} view */
  #waiting(view) {
    const now = this.terminal?.applicant?.now_us() ?? 0;
    const seconds = (now - (this.#since ?? now)) / 1e6;
    return html`<div class="rings" aria-hidden="true"><span></span><span></span><span></span></div>
      <p role="timer">${say(WORDS.wait, { time: stopwatch(seconds) })}</p>
      ${seconds < SLOW_S
        ? ""
        : html`<div class="note stack-s" data-kind="warn" role="status">
            <p>${say(WORDS.slow, { case: view.case })}</p>
            <div class="row">
              <button .onclick=${() => this.tell("finish")}>${say(WORDS.go)}</button>
            </div>
          </div>`}`;
  }

  /** @param {import("../wire/socket.js").CaseView} view */
  #refused(view) {
    const reasons = view.answer?.reasons ?? [];
    return html`<div class="note" data-kind="bad">
        <ul class="stack-s">
          ${reasons.map((reason) => html`<li>${say({ "zh-CN": reason.zh, en: reason.en || reason.zh })}</li>`)}
        </ul>
      </div>
      <p>${say(WORDS.told)}</p>`;
  }

  /** @param {import("../wire/socket.js").CaseView} view */
  #accepted(view) {
    return html`<tb-receipt
        .case=${view.case}
        .number=${view.case_number ?? ""}
        .token=${this.terminal?.ticket?.token ?? ""}
      ></tb-receipt>
      <p class="note" data-kind="good">${say(WORDS.thanks)}</p>`;
  }

  async #submit() {
    const covers = this.view?.digest ?? "";
    await this.carryOut(() => this.tellCase({ type: "submit", covers }));
  }
}

customElements.define("tb-hand-in", TbHandIn);
