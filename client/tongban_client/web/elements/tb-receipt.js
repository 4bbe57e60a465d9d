// @ts-check
/** The acceptance receipt of the home region, in the page's language, to look at and to print. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { language, say, text } from "../lib/words.js";
import { receipt } from "../wire/http.js";

const WORDS = {
  title: text("受理回执", "Acceptance receipt"),
  number: text("受理编号", "Case number of the home region"),
  print: text("打印回执", "Print the receipt"),
  loading: text("正在生成回执……", "The receipt is being made…"),
  failed: text("回执暂时无法显示", "The receipt cannot be shown just now"),
  again: text("再试一次", "Try again"),
};

export class TbReceipt extends TbElement {
  static properties = ["case", "number", "token"];
  case = "";
  /** The home region's number of the case. */
  number = "";
  token = "";

  /** What is shown: of which case, in which language. */
  #of = "";
  #url = "";
  #hasFailed = false;

  /** @param {AbortSignal} until */
  connected(until) {
    until.addEventListener("abort", () => this.#drop(), { once: true });
  }

  render() {
    const wanted = `${this.case} ${this.number} ${language()}`;
    if (this.case !== "" && this.#of !== wanted) this.#load(wanted);
    return html`
      <p class="case-number">
        <span class="label">${say(WORDS.number)}</span>
        <strong class="digits">${this.number}</strong>
      </p>
      ${this.#hasFailed
        ? html`<p class="note row-apart" data-kind="bad">
            ${say(WORDS.failed)}
            <button .onclick=${() => this.#load(wanted)}>${say(WORDS.again)}</button>
          </p>`
        : ""}
      ${this.#url === ""
        ? html`<p class="muted">${this.#hasFailed ? "" : say(WORDS.loading)}</p>`
        : html`<iframe
              data-key="${this.#url}"
              src="${this.#url}"
              title="${say(WORDS.title)}"
              sandbox="allow-same-origin allow-modals"
            ></iframe>
            <div class="row">
              <button .onclick=${() => this.#print()}>${say(WORDS.print)}</button>
            </div>`}
    `;
  }

  #print() {
    this.querySelector("iframe")?.contentWindow?.print();
  }

  /** @param {string} wanted */
  async #load(wanted) {
    this.#of = wanted;
    this.#hasFailed = false;
    let url = "";
    try {
      url = URL.createObjectURL(await receipt(this.case, this.token));
    } catch {
      this.#hasFailed = this.#of === wanted;
    }
    if (this.#of === wanted && this.isConnected) {
      if (this.#url !== "") URL.revokeObjectURL(this.#url);
      this.#url = url;
    } else if (url !== "") {
      URL.revokeObjectURL(url);
    }
    this.update();
  }

  #drop() {
    if (this.#url !== "") URL.revokeObjectURL(this.#url);
    this.#url = this.#of = "";
  }
}

customElements.define("tb-receipt", TbReceipt);
