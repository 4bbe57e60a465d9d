// @ts-check
/** The one-time notice (一次性告知) before it is given: everything that is missing, together. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { attempt } from "../lib/notify.js";
import { number, say, text } from "../lib/words.js";
import { noticeOf } from "../state/desk.js";

const WORDS = {
  title: text("一次性告知", "One-time notice"),
  lead: text(
    "以下内容将一次性告知申请人；办件予以保留，补正后凭办件编号再次办理。",
    "The applicant is told all of this at once. The case is kept; they come again with it.",
  ),
  none: text(
    "没有需要补正的内容：请先逐一核验材料。",
    "Nothing is missing: judge the materials first.",
  ),
  unjudged: text(
    "尚有 {n} 份材料未核验，不会写入本次告知。",
    "{n} documents are not judged yet and would not be in the notice.",
  ),
  field: text("表单", "Form"),
  material: text("材料", "Material"),
  region: text("属地系统意见", "The home region's system"),
  incomplete: text("未填写或不符合要求", "not filled in, or not as required"),
  absent: text("未提交", "not submitted"),
  remark: text("补充说明（选填）", "Remark (optional)"),
  send: text("发出告知并退回补正", "Give notice and return the case"),
  cancel: text("取消", "Cancel"),
};

export class TbDeskNotice extends TbElement {
  static properties = ["view", "action", "socket"];
  /** @type {import("../wire/from-service.js").CaseView | null} */
  view = null;
  /** What returns the case; null where nothing does. @type {import("../state/desk.js").Offered | null} */
  action = null;
  /** @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  #isOpen = false;

  render() {
    return html`<dialog aria-label="${say(WORDS.title)}" .onclose=${() => this.#closed()}>
      ${this.#isOpen && this.view !== null ? this.#form(this.view) : ""}
    </dialog>`;
  }

  /** Show it; nothing where no action returns the case. */
  open() {
    if (this.action === null) return;
    this.#isOpen = true;
    this.show();
    this.querySelector("dialog")?.showModal();
  }

  /** @param {import("../wire/from-service.js").CaseView} view */
  #form(view) {
    const { lines, unjudged } = noticeOf(view);
    return html`<form class="stack" .onsubmit=${(/** @type {Event} */ event) => this.#send(event)}>
      <h2>${say(WORDS.title)}</h2>
      <p>${say(lines.length === 0 ? WORDS.none : WORDS.lead)}</p>
      ${unjudged === 0
        ? ""
        : html`<p class="note" data-kind="warn" data-key="unjudged">
            ${say(WORDS.unjudged, { n: number(unjudged) })}
          </p>`}
      <ol class="missing" data-key="lines">
        ${lines.map((line) => this.#line(line))}
      </ol>
      <label class="stack-s" data-key="remark">
        ${say(WORDS.remark)}
        <textarea name="remark" rows="3" maxlength="2000"></textarea>
      </label>
      <div class="row" data-key="buttons">
        <button class="primary" ?disabled=${lines.length === 0}>${say(WORDS.send)}</button>
        <button type="button" .onclick=${() => this.querySelector("dialog")?.close()}>
          ${say(WORDS.cancel)}
        </button>
      </div>
    </form>`;
  }

  /** @param {import("../state/desk.js").NoticeLine} line */
  #line({ what, title, reason, remark }) {
    const usual = what === "field" ? WORDS.incomplete : what === "material" ? WORDS.absent : null;
    const why = reason ?? (remark === "" ? usual : null);
    return html`<li>
      <span class="small muted">${say(WORDS[what])}</span>
      <b>${title === null ? "" : say(title)}</b>
      <span>${[why === null ? "" : say(why), remark].filter(Boolean).join(" · ")}</span>
    </li>`;
  }

  /** @param {Event} event */
  async #send(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const remark = String(new FormData(form).get("remark")).trim();
    const { action, socket } = this;
    this.querySelector("dialog")?.close();
    if (action === null || socket === null) return;
    await attempt(socket.tell({ type: "act", action: action.name, remark }));
  }

  #closed() {
    this.#isOpen = false;
    this.update();
  }
}

customElements.define("tb-desk-notice", TbDeskNotice);
