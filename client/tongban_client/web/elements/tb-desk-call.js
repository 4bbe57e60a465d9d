// @ts-check
/** The clerk's call with the window: picture and sound, what may be heard when, and text. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { say, text } from "../lib/words.js";
import { isShared } from "../state/desk.js";
import "./tb-talk.js";
import "./tb-video.js";

const SELF = ["clerk"];
const WORDS = {
  hears: text(
    "对方的画面和声音在申请人同意“查看”后才会出现；您的画面已发送给窗口。",
    "You see and hear the window once the applicant has consented to be viewed; it sees you now.",
  ),
  silent: text("接通后开始视频", "Video begins once you are connected"),
  over: text("办事人已离开窗口，通话已结束", "The applicant has left the window: the call is over"),
  applicant: text("申请人与帮办员", "Applicant and assistant"),
};

export class TbDeskCall extends TbElement {
  static properties = ["view", "socket"];
  /** @type {import("../wire/from-service.js").CaseView | null} */
  view = null;
  /** @type {import("../wire/socket.js").Socket | null} */
  socket = null;

  render() {
    const { view, socket } = this;
    if (view === null) return html``;
    return html`
      <div class="panel stack-s">
        ${view.units.window === undefined
          ? html`<p class="muted" data-key="over">${say(WORDS.over)}</p>`
          : this.#video(view)}
      </div>
      <tb-talk class="panel" .view=${view} .socket=${socket} .self=${SELF}></tb-talk>
    `;
  }

  /** @param {import("../wire/from-service.js").CaseView} view */
  #video(view) {
    const isConnected = isShared(view);
    const sees = view.consents.includes("view");
    return html`<tb-video
        .socket=${this.socket}
        .peer=${view.case}
        .sends=${isConnected}
        .label=${say(WORDS.applicant)}
      ></tb-video>
      ${isConnected && sees
        ? ""
        : html`<p class="note small">${say(isConnected ? WORDS.hears : WORDS.silent)}</p>`}`;
  }
}

customElements.define("tb-desk-call", TbDeskCall);
