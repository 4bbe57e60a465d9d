// @ts-check
/** The assistant's side: who waits in the hall, who is called, who stands aside. */

import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { attempt } from "../lib/notify.js";
import { unlock } from "../lib/sound.js";
import { duration, number, say, text } from "../lib/words.js";

/** @typedef {import("../wire/from-service.js").InLine} InLine */

const WORDS = {
  title: text("本厅排队", "This hall's line"),
  waiting: text("等候 {n} 人", "{n} waiting"),
  nobody: text("当前无人等候", "Nobody is waiting"),
  call_next: text("叫下一号", "Call the next"),
  call: text("叫此号", "Call"),
  hold: text("暂缓", "Hold"),
  resume: text("恢复排队", "Back into line"),
  aside: text("暂缓、过号", "On hold or missed"),
  mine: text("当前号 {number}", "Now: {number}"),
  missed: text("过号", "Missed"),
  waits: text("已等{time}", "{time}"),
  here: text("本终端取号", "taken here"),
  elsewhere: text("其他终端取号", "taken elsewhere"),
  elsewhere_why: text(
    "此号在其他终端取得，请办事人在取号的终端办理，或按过号处理后在本终端凭办件编号再来。",
    "This number was taken at another terminal: the applicant goes on there.",
  ),
  signed_out: text("办事人已退出，窗口稍后释放", "The applicant has gone; the window is free in a moment"),
  on_break: text("暂离岗位", "Take a break"),
  on_duty: text("恢复接待", "Back on duty"),
  resting: text("暂离中，不叫号", "On a break: nobody is called"),
  sign_out: text("下班退出", "Sign out for today"),
  busy: text("办结当前号后可叫下一号", "Finish the present case, then call the next"),
};

export class TbHallLine extends Panel {
  static properties = [...Panel.properties, "items"];
  /** What the catalogue calls them. @type {{ [name: string]: { title: import("../lib/words.js").Text } }} */
  items = {};

  /** @param {AbortSignal} until */
  connected(until) {
    this.every(10_000, () => this.update(), until);
  }

  render() {
    const { terminal } = this;
    const line = terminal?.staff?.line ?? null;
    if (terminal === null || line === null) return html``;
    const isOnBreak = terminal.duty?.isOnBreak ?? false;
    const isFree = line.mine === null && !isOnBreak;
    const waiting = line.waiting.filter((one) => one.case !== line.mine);
    return html`
      <div class="panel stack">
        <div class="row-apart">
          <h2>${say(WORDS.title)}</h2>
          <span class="tag">${say(WORDS.waiting, { n: number(waiting.length) })}</span>
        </div>
        ${line.mine === null ? "" : this.#mine(line.mine)}
        <button
          class="primary"
          ?disabled=${!isFree || waiting.length === 0}
          .onclick=${() => this.#call(() => terminal.callNext())}
        >
          ${say(WORDS.call_next)}
        </button>
        ${line.mine !== null ? html`<p class="hint" data-key="busy">${say(WORDS.busy)}</p>` : ""}
        ${isOnBreak ? html`<p class="note" data-kind="warn" data-key="rest">${say(WORDS.resting)}</p>` : ""}
        ${waiting.length === 0 ? html`<p class="muted">${say(WORDS.nobody)}</p>` : ""}
        <ol class="line">
          ${waiting.map((one) => this.#waiting(one, isFree))}
        </ol>
        ${line.aside.length > 0 ? this.#aside(line.aside) : ""}
        <div class="row">
          <button .onclick=${() => terminal.setBreak(!isOnBreak)}>
            ${say(isOnBreak ? WORDS.on_duty : WORDS.on_break)}
          </button>
          <button ?disabled=${line.mine !== null} .onclick=${() => terminal.signOut()}>
            ${say(WORDS.sign_out)}
          </button>
        </div>
      </div>
    `;
  }

  /** @param {string} mine */
  #mine(mine) {
    const { terminal } = this;
    const seen = terminal?.staff?.view ?? null;
    const view = seen?.case === mine ? seen : null;
    const isHere = terminal?.ticket?.case === mine;
    const isCalled = view !== null && view.started_at === null && view.called_to !== null;
    return html`<div class="note stack-s" data-key="mine">
      <strong>${view ? say(WORDS.mine, { number: view.ticket.number }) : ""}</strong>
      ${isHere ? "" : html`<p>${say(isCalled ? WORDS.elsewhere_why : WORDS.signed_out)}</p>`}
      ${isCalled
        ? html`<div class="row">
            <button .onclick=${() => this.#tellCase(mine, "miss")}>${say(WORDS.missed)}</button>
            <button .onclick=${() => this.#tellCase(mine, "hold")}>${say(WORDS.hold)}</button>
          </div>`
        : ""}
    </div>`;
  }

  /** @param {InLine} one @param {boolean} isFree */
  #waiting(one, isFree) {
    const call = () => this.#call(() => this.terminal?.call(one.case));
    return html`<li class="row-apart" data-key="${one.case}">
      ${this.#who(one)}
      <span class="row">
        <button
          aria-label="${say(WORDS.call)} ${one.number}"
          ?disabled=${!isFree}
          .onclick=${call}
        >
          ${say(WORDS.call)}
        </button>
        <button
          aria-label="${say(WORDS.hold)} ${one.number}"
          ?disabled=${!isFree}
          .onclick=${() => this.#tellCase(one.case, "hold")}
        >
          ${say(WORDS.hold)}
        </button>
      </span>
    </li>`;
  }

  /** @param {InLine[]} aside */
  #aside(aside) {
    const isBusy = this.terminal?.staff?.line?.mine !== null;
    return html`<section class="stack-s" data-key="aside">
      <h3>${say(WORDS.aside)}</h3>
      <ul class="line">
        ${aside.map(
          (one) => html`<li class="row-apart" data-key="${one.case}">
            ${this.#who(one)}
            <button
              aria-label="${say(WORDS.resume)} ${one.number}"
              ?disabled=${isBusy}
              .onclick=${() => this.#tellCase(one.case, "resume")}
            >
              ${say(WORDS.resume)}
            </button>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  /** @param {InLine} one */
  #who({ case: name, number: ticket, item, since }) {
    const isHere = this.terminal?.tickets.some((taken) => taken.case === name) ?? false;
    const now = this.terminal?.staff?.now_us() ?? since;
    const known = this.items[item];
    return html`<span>
      <strong class="digits">${ticket}</strong> ${known ? say(known.title) : item}
      <span class="small muted whole">
        ${say(WORDS.waits, { time: duration((now - since) / 1e6) })} · ${say(isHere ? WORDS.here : WORDS.elsewhere)}
      </span>
    </span>`;
  }

  /** Called with sound, which a browser makes only once it was touched. @param {() => void} call */
  #call(call) {
    unlock();
    call();
  }

  /** @param {string} of @param {"miss" | "hold" | "resume"} type */
  async #tellCase(of, type) {
    await attempt(this.terminal?.tellCase(of, { type }) ?? Promise.resolve());
  }
}

customElements.define("tb-hall-line", TbHallLine);
