// @ts-check
/** The desk without a case: off duty, on a break, free, entering one, or how the last one left. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { number, say, text } from "../lib/words.js";

const WORDS = {
  connecting: text("正在连接服务……", "Connecting to the service…"),
  taking: text("正在接入办件……", "Entering the case…"),
  off: text("您已离岗", "You are off duty"),
  off_more: text("上岗后，来电会在此处响铃。", "Once you are on duty, calls ring here."),
  come: text("上岗", "Come on duty"),
  break: text("您在暂离状态", "You are on a break"),
  break_more: text("暂离期间不会响铃。", "Nothing rings during a break."),
  back: text("返回岗位", "Back on duty"),
  free: text("空闲，等待来电", "Free, waiting for a call"),
  free_more: text("当前 {n} 人等候", "{n} waiting now"),
  next: text("叫下一位", "Call the next"),
  called: text("已叫号，尚未开始", "Called, not begun yet"),
  begin: text("开始办理", "Begin"),
  give_back: text("放回队列", "Put it back in line"),
  ended: text("{number} 已结束：{stage}", "{number} has ended: {stage}"),
  handed: text("{number} 已由坐席 {to} 接手", "{number} is with {to} now"),
  moved: text("{number} 转入：{stage}", "{number} goes on: {stage}"),
  case_number: text("受理编号", "Case number"),
  go_on: text("继续接件", "Go on"),
  demo: text("演示：来一位申请人", "Show me: a scripted applicant comes"),
  demo_more: text(
    "一位由程序扮演的申请人会在就近窗口取号并呼叫本席。",
    "A scripted applicant takes a ticket at a nearby window and calls your desk.",
  ),
};

export class TbDeskIdle extends TbElement {
  static properties = ["kind", "parting", "waiting", "isDemo"];
  /** @type {import("../state/desk.js").Kind} */
  kind = "connecting";
  /** @type {import("../state/desk.js").Parting | null} */
  parting = null;
  /** How many wait. */
  waiting = 0;
  /** Whether a scripted applicant may be asked for. */
  isDemo = false;

  render() {
    return html`
      <h1 tabindex="-1" data-focus>${this.#heading()}</h1>
      ${this.#more()}
      <div class="row" data-key="buttons">${this.#buttons()}</div>
      ${this.isDemo && ["free", "parted", "off", "break"].includes(this.kind)
        ? html`<div class="stack-s demo" data-key="demo">
            <div><button .onclick=${() => this.tell("demo")}>${say(WORDS.demo)}</button></div>
            <p class="hint">${say(WORDS.demo_more)}</p>
          </div>`
        : ""}
    `;
  }

  #heading() {
    const { kind, parting } = this;
    if (kind === "parted" && parting !== null) {
      const stage = parting.title === null ? "" : say(parting.title);
      return say(WORDS[parting.kind], { number: parting.number, stage, to: parting.to });
    }
    return say(WORDS[/** @type {"free"} */ (kind)]);
  }

  #more() {
    switch (this.kind) {
      case "off":
        return html`<p>${say(WORDS.off_more)}</p>`;
      case "break":
        return html`<p>${say(WORDS.break_more)}</p>`;
      case "free":
        return html`<p>${say(WORDS.free_more, { n: number(this.waiting) })}</p>`;
      case "parted":
        return this.parting?.case_number
          ? html`<p>
              ${say(WORDS.case_number)} <b class="digits">${this.parting.case_number}</b>
            </p>`
          : "";
      default:
        return "";
    }
  }

  #buttons() {
    const big = (/** @type {import("../lib/words.js").Text} */ words, /** @type {string} */ news) =>
      html`<button class="primary big" data-key="${news}" .onclick=${() => this.tell(news)}>
        ${say(words)}
      </button>`;
    switch (this.kind) {
      case "off":
        return big(WORDS.come, "come");
      case "break":
        return big(WORDS.back, "come");
      case "free":
        return this.waiting === 0 ? "" : big(WORDS.next, "next");
      case "called":
        return html`${big(WORDS.begin, "begin")}
          <button .onclick=${() => this.tell("give-back")}>${say(WORDS.give_back)}</button>`;
      case "parted":
        return big(WORDS.go_on, "dismiss");
      default:
        return "";
    }
  }
}

customElements.define("tb-desk-idle", TbDeskIdle);
