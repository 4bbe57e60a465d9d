// @ts-check
/** The region's checklist for the item: what is done, and what is still missing. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { number, say, text } from "../lib/words.js";
import { checks } from "../state/desk.js";

const WORDS = {
  title: text("办理清单", "Checklist"),
  done: text("已完成", "done"),
  open: text("未完成", "open"),
  identity: text("身份核验", "Identity verified"),
  form: text("申请表填写完整", "Form complete"),
  signature: text("申请人签名有效", "Validly signed"),
  region: text("属地系统受理", "Taken by the home region's system"),
  absent: text("未提交", "not shown yet"),
  shown: text("待核验", "to be judged"),
  accepted: text("通过", "accepted"),
  rejected: text("不通过", "rejected"),
  lacks: text("缺：{fields}", "Missing: {fields}"),
  hidden: text(
    "申请人同意“查看”后，此处显示办理清单。",
    "The checklist appears here once the applicant has consented to be viewed.",
  ),
  illustrative: text("示例规则", "Illustrative rules"),
  rules: text("规则版本 {version}", "Rules {version}"),
};

export class TbDeskChecks extends TbElement {
  static properties = ["view"];
  /** @type {import("../wire/from-service.js").CaseView | null} */
  view = null;

  render() {
    const { view } = this;
    if (view?.spec === undefined || view.is_enquiry) return html``;
    const { rule_version, is_illustrative } = view.spec;
    const rows = checks(view);
    const done = rows.filter((row) => row.is_done).length;
    return html`
      <div class="row-apart">
        <h2>${say(WORDS.title)}</h2>
        ${rows.length === 0 ? "" : html`<span class="tag">${number(done)}/${number(rows.length)}</span>`}
      </div>
      <p class="row small muted">
        ${say(WORDS.rules, { version: rule_version })}
        ${is_illustrative ? html`<span class="tag">${say(WORDS.illustrative)}</span>` : ""}
      </p>
      ${rows.length === 0
        ? html`<p class="note" data-key="hidden">${say(WORDS.hidden)}</p>`
        : html`<ol class="checks" data-key="rows">
            ${rows.map((row) => this.#row(row))}
          </ol>`}
    `;
  }

  /** @param {import("../state/desk.js").Check} row */
  #row({ kind, title, is_done, status, fields, note }) {
    const words = title ?? WORDS[/** @type {"identity" | "form" | "signature" | "region"} */ (kind)];
    const stands = status === "" ? "" : WORDS[/** @type {"absent"} */ (status)];
    const list = fields.map((field) => say(field)).join(say(text("、", ", ")));
    return html`<li data-state="${is_done ? "done" : "open"}">
      <span aria-hidden="true" class="mark">${is_done ? "✓" : "○"}</span>
      <span>
        ${say(words)}
        ${stands === "" || is_done ? "" : html`<span class="tag" data-kind="${status === "rejected" ? "bad" : "warn"}">${say(stands)}</span>`}
        <span class="only-read">${say(is_done ? WORDS.done : WORDS.open)}</span>
        ${list === "" ? "" : html`<span class="small muted">${say(WORDS.lacks, { fields: list })}</span>`}
        ${note === null ? "" : html`<span class="small muted">${say(note)}</span>`}
      </span>
    </li>`;
  }
}

customElements.define("tb-desk-checks", TbDeskChecks);
