// @ts-check
/** Text talk, where the voice fails or is not wanted. */

import { announce } from "../lib/announce.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { attempt } from "../lib/notify.js";
import { clockTime, say, text } from "../lib/words.js";

const WORDS = {
  title: text("文字交流", "Text talk"),
  none: text("还没有消息", "Nothing has been said yet"),
  write: text("消息", "Message"),
  send: text("发送", "Send"),
  me: text("我方", "Here"),
  said: text("{who}说：{what}", "{who} says: {what}"),
};
const WHO = {
  applicant: text("申请人", "Applicant"),
  assistant: text("帮办员", "Assistant"),
  clerk: text("属地坐席", "Home clerk"),
};
/** @param {string} role */
const who = (role) => say(WHO[/** @type {keyof WHO} */ (role)]);

export class TbTalk extends TbElement {
  static properties = ["view", "socket", "self"];
  /** @type {import("../wire/socket.js").CaseView | null} */
  view = null;
  /** Who speaks here. @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  /** The roles on this side. @type {string[]} */
  self = [];
  #draft = "";
  #heard = -1;

  render() {
    const said = this.view?.said ?? [];
    return html`
      <h2>${say(WORDS.title)}</h2>
      <ol class="said" tabindex="0" aria-label="${say(WORDS.title)}">
        ${said.length === 0 ? html`<li class="muted">${say(WORDS.none)}</li>` : ""}
        ${said.map((record) => this.#line(record))}
      </ol>
      <form class="row" .onsubmit=${(/** @type {Event} */ event) => this.#send(event)}>
        <label class="grow">
          <span class="only-read">${say(WORDS.write)}</span>
          <input
            maxlength="2000"
            placeholder="${say(WORDS.write)}"
            .value=${this.#draft}
            .oninput=${(/** @type {InputEvent} */ event) => {
              this.#draft = /** @type {HTMLInputElement} */ (event.target).value;
            }}
          />
        </label>
        <button>${say(WORDS.send)}</button>
      </form>
    `;
  }

  shown() {
    const said = this.view?.said ?? [];
    const list = this.querySelector(".said");
    const isNew = said.length > this.#heard;
    if (!isNew) return;
    const last = said.at(-1);
    if (this.#heard >= 0 && last?.body.type === "say" && !this.self.includes(last.by.role)) {
      announce(say(WORDS.said, { who: who(last.by.role), what: last.body.text }));
    }
    this.#heard = said.length;
    if (list !== null) list.scrollTop = list.scrollHeight;
  }

  /** @param {import("../wire/socket.js").CaseRecord} record */
  #line(record) {
    if (record.body.type !== "say") return "";
    const side = this.self.includes(record.by.role) ? "here" : "there";
    return html`<li data-side="${side}">
      <span class="small muted">${who(record.by.role)} ${clockTime(record.at)}</span>
      <p>${record.body.text}</p>
    </li>`;
  }

  /** @param {Event} event */
  async #send(event) {
    event.preventDefault();
    const words = this.#draft.trim();
    if (words === "" || this.socket === null) return;
    this.#draft = "";
    this.update();
    await attempt(this.socket.tell({ type: "say", text: words }));
  }
}

customElements.define("tb-talk", TbTalk);
