// @ts-check
/** The one-time notice: everything that is missing, together, and how to come back with it. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { printAlone } from "../lib/printing.js";
import { day, say, text } from "../lib/words.js";
import { lacking } from "../state/summary.js";

const WORDS = {
  title: text("一次性告知单", "One-time notice of what is missing"),
  number: text("办件编号", "Case number"),
  item: text("事项", "Item"),
  date: text("告知日期", "Date"),
  what: text(
    "下列各项须补正，全部列明，一次告知：",
    "All that has to be put right, told at once:",
  ),
  region: text("属地系统要求", "The home region's system asks"),
  absent: text("未提交", "not handed in"),
  field: text("未填写，或不符合要求", "not filled in, or not as required"),
  remark: text("坐席说明：{remark}", "The clerk adds: {remark}"),
  how: text(
    "补齐后持本人身份证和本告知单，到就近任一大厅的跨省通办窗口，凭办件编号再次取号。已填写的内容和合格的材料无需重交。",
    "Once you have it all, take your identity card and this notice to the cross-province window of any hall nearby, and take a number with your case number. What you filled in and what was accepted need not be handed in again.",
  ),
  print: text("打印告知单", "Print the notice"),
};

export class TbNotice extends TbElement {
  static properties = ["view"];
  /** @type {import("../wire/socket.js").CaseView | null} */
  view = null;

  render() {
    const { view } = this;
    const notice = view?.notices?.at(-1);
    if (!view || notice === undefined) return html``;
    return html`
      <section class="panel stack">
        <h2>${say(WORDS.title)}</h2>
        <dl class="facts">
          <dt>${say(WORDS.number)}</dt>
          <dd><strong class="digits big-number">${view.case}</strong></dd>
          <dt>${say(WORDS.item)}</dt>
          <dd>${view.spec ? say(view.spec.title) : view.item}</dd>
          <dt>${say(WORDS.date)}</dt>
          <dd>${day(new Date(view.entered_at / 1000 + 8 * 3_600_000).toISOString())}</dd>
        </dl>
        <p>${say(WORDS.what)}</p>
        <ol class="lacking">
          ${notice.missing.map((missing) => this.#line(view, missing))}
        </ol>
        ${notice.remark ? html`<p>${say(WORDS.remark, { remark: notice.remark })}</p>` : ""}
        <p class="note">${say(WORDS.how)}</p>
      </section>
      <div class="row">
        <button .onclick=${() => printAlone(this)}>${say(WORDS.print)}</button>
      </div>
    `;
  }

  /**
   * @param {import("../wire/socket.js").CaseView} view
   * @param {import("../wire/from-service.js").Missing} missing
   */
  #line(view, missing) {
    const { title, reason, remark } = lacking(view, missing);
    const name = title ? say(title) : say(WORDS.region);
    const told = [reason ? say(reason) : "", remark].filter(Boolean).join(" · ");
    const why = told || (missing.what === "field" ? say(WORDS.field) : say(WORDS.absent));
    return html`<li><strong>${name}</strong> — ${why}</li>`;
  }
}

customElements.define("tb-notice", TbNotice);
