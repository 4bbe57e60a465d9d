// @ts-check
/** What the home region's system says of the submission: nothing yet, a number, or its reasons. */

import { announce } from "../lib/announce.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { clockTime, day, language, say, stopwatch, text } from "../lib/words.js";
import { missingLine } from "../state/desk.js";

const WORDS = {
  not_yet: text("等待申请人提交", "The applicant has not submitted it yet"),
  waits: text(
    "已提交，等待属地业务系统答复",
    "Submitted; the home region's system has not answered yet",
  ),
  kept: text(
    "属地系统暂时无法连接时，办件会保留并自动重试，无需重复提交。",
    "If that system is down, the case is kept and it is tried again by itself.",
  ),
  taken: text("属地系统已受理", "The home region has accepted it"),
  number: text("受理编号", "Case number"),
  accepted_at: text("受理时间", "Accepted at"),
  promised: text("承诺办结日", "Promised by"),
  statutory: text("法定时限", "Statutory limit"),
  days: text("{n} 个工作日", "{n} working days"),
  refused: text("属地系统退回，理由如下", "The home region's system refused it, and says"),
  final: text("属地系统不予受理，理由如下", "The home region does not accept it at all, and says"),
  follows: text(
    "请向申请人说明理由，并发出一次性告知。",
    "Explain the reasons to the applicant and give the one-time notice.",
  ),
};

export class TbDeskAnswer extends TbElement {
  static properties = ["view", "socket"];
  /** @type {import("../wire/from-service.js").CaseView | null} */
  view = null;
  /** Whose clock counts. @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  #told = "";

  /** @param {AbortSignal} until */
  connected(until) {
    this.#told = this.#news() ?? "";
    this.every(1000, () => this.#isWaiting() && this.update(), until);
  }

  render() {
    const { view } = this;
    if (view === null) return html``;
    if (!view.is_submitted) return html`<p class="muted">${say(WORDS.not_yet)}</p>`;
    if (!view.answer) return this.#waiting(view);
    if (view.answer.case_number) return this.#taken(view.answer);
    return this.#refused(view, view.answer);
  }

  shown() {
    const news = this.#news();
    if (news === null || news === this.#told) return;
    this.#told = news;
    announce(news, { urgent: true });
  }

  /** @param {import("../wire/from-service.js").CaseView} view */
  #waiting(view) {
    const now = this.socket?.now_us() ?? view.entered_at;
    return html`<div class="note" data-kind="warn" data-state="waiting">
      <p>
        <b>${say(WORDS.waits)}</b>
        <span class="digits">${stopwatch((now - view.entered_at) / 1e6)}</span>
      </p>
      <p class="small">${say(WORDS.kept)}</p>
    </div>`;
  }

  /** @param {import("../wire/from-service.js").Answer} answer */
  #taken(answer) {
    return html`<div class="stack-s" data-state="taken">
      <p class="note" data-kind="good">${say(WORDS.taken)}</p>
      <p class="stack-s">
        <span class="muted">${say(WORDS.number)}</span>
        <b class="digits case-number">${answer.case_number}</b>
      </p>
      <dl class="facts">
        <dt>${say(WORDS.accepted_at)}</dt>
        <dd>${moment(answer.accepted_at)}</dd>
        <dt>${say(WORDS.promised)}</dt>
        <dd>${answer.promised_on ? day(answer.promised_on) : ""}</dd>
        <dt>${say(WORDS.statutory)}</dt>
        <dd>${say(WORDS.days, { n: answer.statutory_days })}</dd>
        ${answer.printed.map(
          ([zh, en, value]) => html`<dt>${language() === "en" ? en || zh : zh}</dt>
            <dd>${value}</dd>`,
        )}
      </dl>
    </div>`;
  }

  /**
   * @param {import("../wire/from-service.js").CaseView} view
   * @param {import("../wire/from-service.js").Answer} answer
   */
  #refused(view, answer) {
    return html`<div class="stack-s" data-state="refused">
      <p class="note" data-kind="bad">${say(answer.is_final ? WORDS.final : WORDS.refused)}</p>
      <ol class="missing">
        ${answer.reasons.map(({ about, zh, en }) => {
          const missing = { what: /** @type {const} */ ("region"), name: about, reason: null, remark: "" };
          const { title } = missingLine(view, missing);
          return html`<li>
            <b>${title === null ? "" : say(title)}</b>
            <span lang="zh-CN">${zh}</span>
            ${language() === "en" && en ? html`<span>${en}</span>` : ""}
          </li>`;
        })}
      </ol>
      <p>${say(WORDS.follows)}</p>
    </div>`;
  }

  #isWaiting() {
    return (this.view?.is_submitted ?? false) && !this.view?.answer;
  }

  /** What to say aloud, once for each answer. */
  #news() {
    const answer = this.view?.answer;
    if (!answer) return null;
    if (answer.case_number) return `${say(WORDS.taken)} ${say(WORDS.number)} ${answer.case_number}`;
    const reasons = answer.reasons.map(({ zh, en }) => (language() === "en" ? en || zh : zh));
    return `${say(answer.is_final ? WORDS.final : WORDS.refused)}: ${reasons.join(" ")}`;
  }
}

/** A day and the time of it. @param {string} iso */
function moment(iso) {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? iso : `${day(iso)} ${clockTime(at * 1000)}`;
}

customElements.define("tb-desk-answer", TbDeskAnswer);
