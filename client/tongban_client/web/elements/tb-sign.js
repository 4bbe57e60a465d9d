// @ts-check
/** The signature: first what is signed, then the box; what is signed is what was shown. */

import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { notify } from "../lib/notify.js";
import { say, text } from "../lib/words.js";
import { usual } from "../state/window.js";
import { putDocument } from "../wire/http.js";
import "./tb-actions.js";
import "./tb-sign-pad.js";
import "./tb-summary.js";

const WORDS = {
  title: text("电子签名", "Sign"),
  covers: text(
    "请核对以下内容。您的签名与此内容绑定，内容改动后须重新签名。",
    "Please check what follows. Your signature covers exactly this; after any change you sign anew.",
  ),
  sign: text("确认内容并签名", "This is right: sign"),
  first: text("请先在框内签名", "Sign in the box first"),
  changed: text("内容已改动，请核对后重新签名", "The content has changed: check it, then sign"),
  signed: text("已签名", "Signed"),
};

export class TbSign extends Panel {
  /** The digest of what was shown when the ink began. */
  #covers = "";

  /** @param {AbortSignal} until */
  connected(until) {
    this.addEventListener("ink-changed", () => this.update(), { signal: until });
  }

  render() {
    const { view, terminal } = this;
    if (view === null || terminal === null) return html``;
    this.#check(view.digest ?? "");
    return html`
      <div class="stack">
        <h2 tabindex="-1">${say(WORDS.title)}</h2>
        <p>${say(WORDS.covers)}</p>
        <section class="panel"><tb-summary .view=${view}></tb-summary></section>
        ${view.is_signed
          ? html`<p class="note" data-kind="good" data-key="signed">✓ ${say(WORDS.signed)}</p>
              <tb-actions .terminal=${terminal} .view=${view} .acting=${this.acting}></tb-actions>`
          : this.#box()}
      </div>
    `;
  }

  #pad() {
    return /** @type {import("./tb-sign-pad.js").TbSignPad | null} */ (
      this.querySelector("tb-sign-pad")
    );
  }

  #box() {
    const isEmpty = this.#pad()?.isEmpty ?? true;
    return html`<div class="stack-s" data-key="box">
      <tb-sign-pad .isClosed=${!this.may("applicant")}></tb-sign-pad>
      <div class="row">
        <button
          class="primary big"
          ?disabled=${isEmpty || !this.may("applicant")}
          .onclick=${() => this.#sign()}
        >
          ${say(WORDS.sign)}
        </button>
        ${isEmpty ? html`<span class="hint">${say(WORDS.first)}</span>` : ""}
      </div>
      ${this.only("applicant")}
    </div>`;
  }

  /** What was signed for something else is no signature of this. @param {string} digest */
  #check(digest) {
    if (this.#covers !== "" && this.#covers !== digest && this.#pad()?.isEmpty === false) {
      this.#pad()?.clear();
      notify(WORDS.changed);
    }
    this.#covers = digest;
  }

  async #sign() {
    const { view, terminal } = this;
    const pad = this.#pad();
    if (!view || !terminal?.ticket || pad === null || pad.isEmpty) return;
    const { token } = terminal.ticket;
    const covers = this.#covers;
    const isSigned = await this.carryOut(async () => {
      const { sha256: image } = await putDocument(view.case, await pad.picture(), token);
      await this.tellCase({ type: "sign", image, covers });
    });
    const now = terminal.applicant?.view;
    const action = now ? usual(now) : null;
    if (isSigned && action !== null) {
      await this.carryOut(() => this.tellCase({ type: "act", action }));
    }
  }
}

customElements.define("tb-sign", TbSign);
