// @ts-check
/** The applicant's signature as the desk sees it: its picture, and whether it still covers. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { say, text } from "../lib/words.js";
import "./tb-document.js";

const WORDS = {
  none: text("等待申请人签名", "The applicant has not signed yet"),
  label: text("申请人签名", "The applicant's signature"),
  covers: text(
    "签名有效：覆盖当前的表单与材料",
    "Valid: it covers form and materials as they are now",
  ),
  stale: text(
    "签名后内容已改动，需申请人重新签名",
    "Form or materials changed after it: the applicant must sign again",
  ),
  digest: text("当前内容摘要", "Digest of the content now"),
};

export class TbDeskSignature extends TbElement {
  static properties = ["view", "socket", "token"];
  /** @type {import("../wire/from-service.js").CaseView | null} */
  view = null;
  /** @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  token = "";
  /** @type {import("../wire/from-service.js").DocumentView | null} */
  #picture = null;

  render() {
    const { view } = this;
    if (view === null) return html``;
    if (!view.signature) return html`<p class="muted">${say(WORDS.none)}</p>`;
    return html`
      <p class="note" data-kind="${view.is_signed ? "good" : "warn"}">
        ${say(view.is_signed ? WORDS.covers : WORDS.stale)}
      </p>
      <tb-document
        .socket=${this.socket}
        .token=${this.token}
        .case=${view.case}
        .document=${this.#document(view.signature)}
        .name=${"signature"}
        .label=${say(WORDS.label)}
        .points=${false}
        .self=${["clerk"]}
      ></tb-document>
      <p class="small muted">
        ${say(WORDS.digest)} <code class="digits">${(view.digest ?? "").slice(0, 16)}…</code>
      </p>
    `;
  }

  /** The picture as a document of its own; the same one while it is the same. @param {string} sha256 */
  #document(sha256) {
    if (this.#picture?.sha256 !== sha256) {
      const none = { size: 0, file_name: "", verdict: null, reason: null, remark: "" };
      this.#picture = { ...none, sha256, media_type: "image/png" };
    }
    return this.#picture;
  }
}

customElements.define("tb-desk-signature", TbDeskSignature);
