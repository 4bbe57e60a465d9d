// @ts-check
/** How the link is: reconnecting and what still works, taken over, the other side away. */

import { announce } from "../lib/announce.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { say, stopwatch, text } from "../lib/words.js";

const WORDS = {
  away: text(
    "连接中断，正在重新连接……已填写的内容均已保留，可继续填写，恢复后自动发送。",
    "The connection was lost; reconnecting… What you typed is kept: go on, it is sent once we are back.",
  ),
  back: text("已重新连接", "Connected again"),
  taken_over: text(
    "此会话已在另一个页面打开，本页已停止。",
    "This session was opened in another page, so this one has stopped.",
  ),
  not_allowed: text("登录已失效，请重新登录。", "You are signed out: sign in again."),
  not_understood: text("页面版本与服务不一致，请刷新。", "This page is out of date: load it again."),
  again: text("在本页继续", "Go on in this page"),
  reload: text("刷新页面", "Load again"),
  gone: text("{who}暂时离线，等待恢复……{time}", "{who} is away; waiting… {time}"),
};
const WHO = {
  applicant: text("申请人", "The applicant"),
  assistant: text("帮办员", "The assistant"),
  clerk: text("属地坐席", "The home clerk"),
};

export class TbLink extends TbElement {
  static properties = ["socket", "self"];
  /** @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  /** The roles that this page speaks for. @type {string[]} */
  self = [];
  #was = "";

  /** @param {AbortSignal} until */
  connected(until) {
    this.every(1000, () => this.update(), until);
  }

  render() {
    const socket = this.socket;
    if (socket === null) return html``;
    if (socket.state === "closed") return this.#closed(socket.reason);
    if (socket.state === "away") {
      return html`<p class="note" data-kind="warn" data-state="away">${say(WORDS.away)}</p>`;
    }
    return html`${this.#others(socket)}`;
  }

  shown() {
    const state = this.socket?.state ?? "";
    if (state === this.#was) return;
    if (state === "away") announce(say(WORDS.away), { urgent: true });
    if (state === "open" && this.#was === "away") announce(say(WORDS.back));
    this.#was = state;
  }

  /** @param {string | null} reason */
  #closed(reason) {
    if (reason === null || reason === "left") return html``;
    const words = WORDS[/** @type {"taken_over" | "not_allowed" | "not_understood"} */ (reason)];
    const button = reason === "taken_over" ? WORDS.again : WORDS.reload;
    return html`<div class="note row-apart" data-kind="bad" data-state="${reason}" role="alert">
      <p>${say(words)}</p>
      <button .onclick=${() => location.reload()}>${say(button)}</button>
    </div>`;
  }

  /** @param {import("../wire/socket.js").Socket} socket */
  #others(socket) {
    const away = socket.people.filter((p) => p.away_since !== null && !this.self.includes(p.role));
    return away.map((person) => {
      const who = WHO[/** @type {keyof WHO} */ (person.role)];
      const seconds = (socket.now_us() - /** @type {number} */ (person.away_since)) / 1e6;
      return html`<p class="note" data-kind="warn" data-state="other-away">
        ${say(WORDS.gone, { who: say(who), time: stopwatch(seconds) })}
      </p>`;
    });
  }
}

customElements.define("tb-link", TbLink);
