// @ts-check
/** The identity: how person and document were compared, whether they match, the number read. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { attempt } from "../lib/notify.js";
import { say, text } from "../lib/words.js";
import { numberAgrees } from "../state/desk.js";

const WORDS = {
  method: text("核验方式", "How"),
  card_reader: text("读卡核验", "Card reader"),
  face: text("人脸比对", "Face"),
  document: text("证件核对", "Document shown"),
  number: text("读出的证件号码（选填）", "Document number read (optional)"),
  matches: text("人证一致", "Person and document match"),
  differs: text("人证不符", "They do not match"),
  needs: text(
    "申请人同意“查看”后方可核验身份。",
    "The identity can be verified once the applicant has consented to be viewed.",
  ),
  is_so: text("核验结果：人证一致", "Verified: they match"),
  is_not: text("核验结果：人证不符", "Verified: they do not match"),
  agrees: text("与表单所填号码一致", "the same as in the form"),
  other: text("与表单所填号码不一致", "not the one in the form"),
};
const METHODS = /** @type {const} */ (["card_reader", "face", "document"]);

export class TbDeskIdentity extends TbElement {
  static properties = ["view", "socket"];
  /** @type {import("../wire/from-service.js").CaseView | null} */
  view = null;
  /** @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  #isBusy = false;

  render() {
    const { view } = this;
    if (view === null) return html``;
    return html`
      ${this.#result(view)}
      ${!view.content.includes("identity")
        ? ""
        : view.consents.includes("view")
          ? this.#form()
          : html`<p class="note" data-key="needs">${say(WORDS.needs)}</p>`}
    `;
  }

  /** @param {import("../wire/from-service.js").CaseView} view */
  #result(view) {
    const { identity } = view;
    if (!identity) return "";
    const agrees = numberAgrees(view);
    return html`<div class="note" data-key="result" data-kind="${identity.matches ? "good" : "bad"}">
      <b>${say(identity.matches ? WORDS.is_so : WORDS.is_not)}</b>
      <p>
        ${say(WORDS[identity.method])} <span class="digits">${identity.document_number}</span>
        ${agrees === null
          ? ""
          : html`<span class="tag" data-kind="${agrees ? "good" : "bad"}">
              ${say(agrees ? WORDS.agrees : WORDS.other)}
            </span>`}
      </p>
    </div>`;
  }

  #form() {
    return html`<form
      class="stack-s"
      data-key="form"
      .onsubmit=${(/** @type {SubmitEvent} */ event) => this.#send(event)}
    >
      <fieldset class="row">
        <legend>${say(WORDS.method)}</legend>
        ${METHODS.map(
          (method, i) => html`<label class="choice">
            <input type="radio" name="method" value="${method}" .defaultChecked=${i === 0} />
            ${say(WORDS[method])}
          </label>`,
        )}
      </fieldset>
      <label class="stack-s">
        ${say(WORDS.number)}
        <input name="number" class="digits" autocomplete="off" maxlength="200" />
      </label>
      <div class="row">
        <button class="primary" value="matches" ?disabled=${this.#isBusy}>${say(WORDS.matches)}</button>
        <button class="danger" value="differs" ?disabled=${this.#isBusy}>${say(WORDS.differs)}</button>
      </div>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  async #send(event) {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (this.socket === null) return;
    this.#isBusy = true;
    this.update();
    const method = /** @type {"card_reader" | "face" | "document"} */ (given.get("method"));
    const matches = button?.value !== "differs";
    const document_number = String(given.get("number")).trim();
    await attempt(this.socket.tell({ type: "identify", method, matches, document_number }));
    this.#isBusy = false;
    this.update();
  }
}

customElements.define("tb-desk-identity", TbDeskIdentity);
