// @ts-check
/** The verdict on one document: accepted, or rejected for a reason of the region's or one's own. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { attempt } from "../lib/notify.js";
import { say, text } from "../lib/words.js";

const WORDS = {
  accepted: text("已核验：通过", "Judged: accepted"),
  rejected: text("已核验：不通过", "Judged: rejected"),
  accept: text("通过", "Accept"),
  reject: text("不通过…", "Reject…"),
  reason: text("不通过的理由", "Why it is rejected"),
  other: text("其他（请在下方说明）", "Another reason (say it below)"),
  remark: text("向申请人说明", "To the applicant"),
  need: text("选择一项理由，或写明原因", "Choose a reason, or say why"),
  send: text("确认不通过", "Reject it"),
  cancel: text("取消", "Cancel"),
};

export class TbDeskVerdict extends TbElement {
  static properties = ["row", "reasons", "can", "socket"];
  /** @type {import("../state/materials.js").Row | null} */
  row = null;
  /** Those of the region for this material. @type {{ [name: string]: import("../lib/words.js").Text }} */
  reasons = {};
  /** Whether one may judge now. */
  can = false;
  /** @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  /** The document that is about to be rejected. */
  #rejecting = "";
  #fault = "";
  #isBusy = false;

  render() {
    const document = this.row?.document ?? null;
    if (document === null) return html``;
    const isRejecting = this.can && this.#rejecting === document.sha256;
    return html`
      ${this.#stands()}
      ${!this.can
        ? ""
        : html`<div class="row" data-key="buttons">
            <button
              class="primary"
              aria-keyshortcuts="y"
              ?disabled=${this.#isBusy || document.verdict === "accepted"}
              .onclick=${() => this.accept()}
            >
              ${say(WORDS.accept)} <kbd aria-hidden="true">Y</kbd>
            </button>
            <button
              class="danger"
              aria-keyshortcuts="x"
              aria-expanded="${isRejecting}"
              ?disabled=${this.#isBusy}
              .onclick=${() => (isRejecting ? this.#leave() : this.reject())}
            >
              ${say(WORDS.reject)} <kbd aria-hidden="true">X</kbd>
            </button>
          </div>`}
      ${isRejecting ? this.#form() : ""}
    `;
  }

  /** Accept the document. */
  accept() {
    if (this.can && !this.#isBusy) this.#judge("accepted", null, "");
  }

  /** Ask for the reason. */
  reject() {
    if (!this.can) return;
    this.#rejecting = this.row?.document?.sha256 ?? "";
    this.#fault = "";
    this.show();
    this.querySelector("input")?.focus();
  }

  #stands() {
    const row = this.row;
    if (!row || (row.status !== "accepted" && row.status !== "rejected")) return "";
    const why = [row.reason === null ? "" : say(row.reason), row.remark].filter(Boolean).join(" · ");
    return html`<p class="note" data-key="stands" data-kind="${row.status === "accepted" ? "good" : "bad"}">
      <b>${say(WORDS[row.status])}</b> ${why}
    </p>`;
  }

  #form() {
    return html`<form
      class="stack-s"
      data-key="form"
      .onsubmit=${(/** @type {Event} */ event) => this.#reject(event)}
    >
      <fieldset class="choices">
        <legend>${say(WORDS.reason)}</legend>
        ${Object.entries(this.reasons).map(
          ([name, title]) => html`<label class="choice">
            <input type="radio" name="reason" value="${name}" /> ${say(title)}
          </label>`,
        )}
        <label class="choice">
          <input type="radio" name="reason" value="" /> ${say(WORDS.other)}
        </label>
      </fieldset>
      <label class="stack-s">
        ${say(WORDS.remark)}
        <textarea name="remark" rows="2" maxlength="2000"></textarea>
      </label>
      <p class="fault" role="alert">${this.#fault}</p>
      <div class="row">
        <button class="danger" ?disabled=${this.#isBusy}>${say(WORDS.send)}</button>
        <button type="button" .onclick=${() => this.#leave()}>${say(WORDS.cancel)}</button>
      </div>
    </form>`;
  }

  /** @param {Event} event */
  #reject(event) {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const reason = String(given.get("reason") ?? "") || null;
    const remark = String(given.get("remark")).trim();
    if (reason === null && remark === "") {
      this.#fault = say(WORDS.need);
      this.show();
      this.querySelector("textarea")?.focus();
      return;
    }
    this.#judge("rejected", reason, remark);
  }

  /** @param {"accepted" | "rejected"} verdict @param {string | null} reason @param {string} remark */
  async #judge(verdict, reason, remark) {
    const row = this.row;
    if (!row?.document || row.shown_as === null || this.socket === null) return;
    this.#isBusy = true;
    this.update();
    const what = { material: row.shown_as, document: row.document.sha256 };
    const body = { type: /** @type {const} */ ("judge_material"), ...what, verdict, reason, remark };
    const done = await attempt(this.socket.tell(body));
    this.#isBusy = false;
    if (done !== undefined) {
      this.#leave();
      this.tell("judged", verdict);
    }
    this.update();
  }

  /** Ask no more. */
  #leave() {
    const hadFocus = this.contains(document.activeElement);
    this.#rejecting = "";
    this.show();
    if (hadFocus) /** @type {HTMLElement | null} */ (this.querySelector("button:enabled"))?.focus();
  }
}

customElements.define("tb-desk-verdict", TbDeskVerdict);
