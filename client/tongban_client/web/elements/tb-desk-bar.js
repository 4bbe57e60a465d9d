// @ts-check
/** On top of the desk: on duty, break or off; one's own day; sound, shortcuts, signing out. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { duration, number, say, text } from "../lib/words.js";

const WORDS = {
  duty: text("值守状态", "Duty"),
  on_duty: text("在岗", "On duty"),
  break: text("暂离", "Break"),
  off: text("离岗", "Off duty"),
  day: text("今日本人", "My day"),
  cases: text("经办", "Handled"),
  pieces: text("{n} 件", "{n}"),
  handling: text("平均办理", "Mean time"),
  answered: text("应答", "Answered"),
  times: text("{n} 次", "{n}"),
  wait: text("平均应答等待", "Mean wait"),
  none: text("—", "—"),
  sound: text("来电铃声", "Ring aloud"),
  out: text("退出登录", "Sign out"),
  busy: text("请先办结或转交当前办件", "Finish or hand over the case you have first"),
};
const DUTIES = /** @type {const} */ (["on_duty", "break", "off"]);

export class TbDeskBar extends TbElement {
  static properties = ["duty", "day", "isLoud", "isBusy"];
  /** @type {"on_duty" | "break" | "off"} */
  duty = "off";
  /** @type {import("../wire/from-service.js").MyDay | null} */
  day = null;
  isLoud = true;
  /** Whether one has a case. */
  isBusy = false;

  render() {
    return html`
      <div class="row" role="group" aria-label="${say(WORDS.duty)}">
        ${DUTIES.map(
          (duty) => html`<button
            data-duty="${duty}"
            aria-pressed="${duty === this.duty}"
            .onclick=${() => this.tell("duty", duty)}
          >
            ${say(WORDS[duty])}
          </button>`,
        )}
      </div>
      ${this.#figures()}
      <div class="row">
        <button aria-pressed="${this.isLoud}" .onclick=${() => this.tell("loud", !this.isLoud)}>
          ${say(WORDS.sound)}
        </button>
        <button
          ?disabled=${this.isBusy}
          title="${this.isBusy ? say(WORDS.busy) : ""}"
          .onclick=${() => this.tell("sign-out")}
        >
          ${say(WORDS.out)}
        </button>
      </div>
    `;
  }

  #figures() {
    const { day } = this;
    if (day === null) return "";
    const pairs = [
      [WORDS.cases, say(WORDS.pieces, { n: number(day.cases) })],
      [WORDS.handling, spoken(day.handling_mean_s)],
      [WORDS.answered, say(WORDS.times, { n: number(day.answered) })],
      [WORDS.wait, spoken(day.answer_mean_s)],
    ];
    return html`<dl class="day" aria-label="${say(WORDS.day)}">
      ${pairs.map(
        ([title, value]) => html`<div>
          <dt>${say(/** @type {import("../lib/words.js").Text} */ (title))}</dt>
          <dd>${value}</dd>
        </div>`,
      )}
    </dl>`;
  }
}

/** @param {number | null} seconds */
function spoken(seconds) {
  return seconds === null ? say(WORDS.none) : duration(seconds);
}

customElements.define("tb-desk-bar", TbDeskBar);
