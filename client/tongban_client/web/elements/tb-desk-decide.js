// @ts-check
/** What the clerk may do with the case as it stands: go on, return it once, hand it over. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { attempt } from "../lib/notify.js";
import { number, say, text } from "../lib/words.js";
import { offered } from "../state/desk.js";
import "./tb-desk-notice.js";
import "./tb-desk-transfer.js";

const WORDS = {
  title: text("可进行的操作", "What you may do"),
  leads: text("→ {stage}", "→ {stage}"),
  waits: text("等待对方完成本环节", "The other side completes this stage"),
  notice: text("一次性告知…", "One-time notice…"),
  transfer: text("转交…", "Hand over…"),
  handing: text("正在呼叫坐席 {to}，{n} 秒内应答", "Calling {to}; {n} s to answer"),
};

export class TbDeskDecide extends TbElement {
  static properties = ["view", "socket", "line"];
  /** @type {import("../wire/from-service.js").CaseView | null} */
  view = null;
  /** @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  /** @type {import("../wire/from-service.js").Line | null} */
  line = null;
  #isBusy = false;

  /** @param {AbortSignal} until */
  connected(until) {
    this.every(1000, () => this.line?.handing && this.update(), until);
  }

  render() {
    const { view } = this;
    if (view === null) return html``;
    const { onward, deficiency } = offered(view);
    return html`
      <div class="row" role="group" aria-label="${say(WORDS.title)}">
        ${onward.length + (deficiency ? 1 : 0) === 0
          ? html`<span class="muted" data-key="waits">${say(WORDS.waits)}</span>`
          : ""}
        ${onward.map((action, i) => this.#button(action, i === 0))}
        ${deficiency === null
          ? ""
          : html`<button
              data-key="notice"
              class="danger"
              aria-haspopup="dialog"
              aria-keyshortcuts="d"
              .onclick=${() => this.openNotice()}
            >
              ${say(WORDS.notice)}
            </button>`}
        <span class="grow" data-key="space"></span>
        <button
          data-key="transfer"
          aria-haspopup="dialog"
          aria-keyshortcuts="t"
          .onclick=${() => this.openTransfer()}
        >
          ${say(WORDS.transfer)}
        </button>
      </div>
      ${this.#handing()}
      <tb-desk-notice data-key="n" .view=${view} .action=${deficiency} .socket=${this.socket}></tb-desk-notice>
      <tb-desk-transfer data-key="t" .line=${this.line} .socket=${this.socket}></tb-desk-transfer>
    `;
  }

  /** The action that goes on, if there is one, has the focus. */
  focusFirst() {
    this.querySelector("button")?.focus();
  }

  /** Show the notice before it is given; nothing where the stage has none. */
  openNotice() {
    /** @type {import("./tb-desk-notice.js").TbDeskNotice | null} */ (
      this.querySelector("tb-desk-notice")
    )?.open();
  }

  /** Show who could take the case over. */
  openTransfer() {
    /** @type {import("./tb-desk-transfer.js").TbDeskTransfer | null} */ (
      this.querySelector("tb-desk-transfer")
    )?.open();
  }

  /** @param {import("../state/desk.js").Offered} action @param {boolean} isFirst */
  #button({ name, title, leads }, isFirst) {
    return html`<button
      data-key="act-${name}"
      class="${isFirst ? "primary" : ""}"
      ?disabled=${this.#isBusy}
      .onclick=${() => this.#act(name)}
    >
      ${capital(say(title))}
      ${leads === null ? "" : html`<span class="small">${say(WORDS.leads, { stage: say(leads) })}</span>`}
    </button>`;
  }

  #handing() {
    const handing = this.line?.handing ?? null;
    if (handing === null) return "";
    const left = Math.max(0, Math.ceil((handing.until - (this.socket?.now_us() ?? 0)) / 1e6));
    return html`<p class="note" data-key="handing" role="status">
      ${say(WORDS.handing, { to: handing.to, n: number(left) })}
    </p>`;
  }

  /** @param {string} action */
  async #act(action) {
    if (this.socket === null) return;
    this.#isBusy = true;
    this.update();
    await attempt(this.socket.tell({ type: "act", action }));
    this.#isBusy = false;
    this.update();
  }
}

/** The flow's titles of actions stand within sentences; a button begins one. @param {string} words */
function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

customElements.define("tb-desk-decide", TbDeskDecide);
