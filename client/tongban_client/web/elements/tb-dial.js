// @ts-check
/** The call to the home region's clerks: how long it rings, and what comes of it. */

import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { duration, number, say, stopwatch, text } from "../lib/words.js";
import "./tb-leave.js";

const WORDS = {
  title: text("正在呼叫属地坐席", "Calling your home region's clerks"),
  held: text("属地坐席请您稍候", "The clerks ask you to wait a moment"),
  ringing: text("已呼叫 {time}", "Ringing for {time}"),
  ahead: text("前面还有 {n} 位", "{n} in front of you"),
  expected: text("预计约{time}接通", "Answered in about {time}"),
  kept: text(
    "窗口已为您保留。如一直无人应答，将改约再办，办件编号 {case} 保留。",
    "The window is kept for you. If nobody answers, you come again another time: the case {case} is kept.",
  ),
};

export class TbDial extends Panel {
  /** @param {AbortSignal} until */
  connected(until) {
    this.every(1000, () => this.update(), until);
  }

  render() {
    const { view, terminal } = this;
    if (view === null || terminal?.applicant == null) return html``;
    const { ahead = 0, expected_wait_s: wait = null } = terminal.applicant.position ?? {};
    const seconds = (terminal.applicant.now_us() - view.entered_at) / 1e6;
    return html`
      <div class="stack card">
        <h1 tabindex="-1">${say(view.stands_aside ? WORDS.held : WORDS.title)}</h1>
        <div class="rings" aria-hidden="true"><span></span><span></span><span></span></div>
        <p class="digits ahead" role="timer">${say(WORDS.ringing, { time: stopwatch(seconds) })}</p>
        ${ahead > 0 ? html`<p>${say(WORDS.ahead, { n: number(ahead) })}</p>` : ""}
        ${wait ? html`<p>${say(WORDS.expected, { time: duration(wait) })}</p>` : ""}
        <p class="muted">${say(WORDS.kept, { case: view.case })}</p>
        <tb-leave .terminal=${terminal} .view=${view} .acting=${this.acting}></tb-leave>
      </div>
    `;
  }
}

customElements.define("tb-dial", TbDial);
