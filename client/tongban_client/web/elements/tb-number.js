// @ts-check
/** A ticket: its number, its place in line, and the call to the window, with sound and light. */

import { announce } from "../lib/announce.js";
import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { chime, speak } from "../lib/sound.js";
import { clockTime, duration, number, say, text } from "../lib/words.js";
import { spelled, windowWithin } from "../state/calls.js";
import "./tb-devices.js";
import "./tb-leave.js";

const WORDS = {
  waiting: text("请等候叫号", "Please wait until your number is called"),
  called: text("请到{window}号窗口", "Please come to window {window}"),
  aside: text("您的号码已暂缓叫号", "Your number stands aside"),
  aside_why: text(
    "过号或已申请暂缓。请联系帮办员恢复排队。",
    "It was missed when called, or put on hold. The assistant brings it back into line.",
  ),
  yours: text("您的号码", "Your number"),
  next: text("下一位就是您", "You are next"),
  ahead: text("前面还有 {n} 位", "{n} in front of you"),
  expected: text("预计等候约{time}", "About {time} to wait"),
  soon: text("即将叫号", "Any moment now"),
  unknown: text("等候时间正在估算", "The wait is being estimated"),
  since: text("取号时间 {time}", "Taken at {time}"),
  case_number: text("办件编号 {case}", "Case number {case}"),
  spoken: text("请{number}号到{window}号窗口", "Number {number}, please come to window {window}"),
  begin: text("请入座，开始办理", "Sit down and begin"),
  park: text("先让下一位取号（号码保留）", "Free the screen; keep my place"),
};

export class TbNumber extends Panel {
  #announced = "";

  render() {
    const { view, terminal } = this;
    if (view === null || terminal === null) return html``;
    const state = view.stands_aside ? "aside" : view.called_to === null ? "waiting" : "called";
    return html`
      <div class="stack card number" data-state="${state}">
        <h1 tabindex="-1">${this.#title(state)}</h1>
        <p class="ticket">
          <span class="label">${say(WORDS.yours)}</span>
          <strong class="digits">${view.ticket.number}</strong>
        </p>
        ${state === "waiting" ? this.#position() : ""}
        ${state === "aside" ? html`<p class="note" data-kind="warn">${say(WORDS.aside_why)}</p>` : ""}
        ${state === "called" ? this.#begin() : ""}
        <p class="row muted">
          <span>${view.spec ? say(view.spec.title) : ""}</span>
          <span>${say(WORDS.since, { time: clockTime(view.entered_at) })}</span>
          <span>${say(WORDS.case_number, { case: view.case })}</span>
        </p>
        <div class="row">
          <tb-leave .terminal=${terminal} .view=${view} .acting=${this.acting}></tb-leave>
          ${state === "called"
            ? ""
            : html`<button .onclick=${() => this.tell("park")}>${say(WORDS.park)}</button>`}
        </div>
      </div>
    `;
  }

  shown() {
    const { view } = this;
    const call = view?.called_to ? `${view.ticket.number} ${view.called_to}` : "";
    if (call === this.#announced) return;
    this.#announced = call;
    if (call === "" || view === null) return;
    const parts = { number: spelled(view.ticket.number), window: this.#window() };
    announce(say(WORDS.spoken, { ...parts, number: view.ticket.number }), { urgent: true });
    chime();
    speak(say(WORDS.spoken, parts));
  }

  /** @param {"waiting" | "aside" | "called"} state */
  #title(state) {
    return say(WORDS[state], { window: this.#window() });
  }

  #window() {
    return windowWithin(this.view?.called_to ?? "", this.view?.ticket.hall ?? "");
  }

  #position() {
    const position = this.terminal?.applicant?.position ?? null;
    const { ahead = 0, expected_wait_s: wait = null } = position ?? {};
    const expected =
      wait === null
        ? say(WORDS.unknown)
        : wait < 60
          ? say(WORDS.soon)
          : say(WORDS.expected, { time: duration(wait) });
    return html`<div class="position" role="status">
      <p class="ahead">
        ${ahead === 0 ? say(WORDS.next) : say(WORDS.ahead, { n: number(ahead) })}
      </p>
      <p>${expected}</p>
    </div>`;
  }

  #begin() {
    return html`<div class="row">
      <button
        class="primary big"
        ?disabled=${!this.may("assistant")}
        .onclick=${() => this.terminal?.begin(this.view?.case ?? "")}
      >
        ${say(WORDS.begin)}
      </button>
      ${this.only("assistant")}
    </div>`;
  }
}

customElements.define("tb-number", TbNumber);
