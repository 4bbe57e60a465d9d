// @ts-check
/** Exactly what is signed and submitted: form, materials with their verdicts, rules, fees, days. */

import { html } from "../lib/html.js";
import { TbElement } from "../lib/element.js";
import { day, number, say, text } from "../lib/words.js";
import { answers, fees, short, shown } from "../state/summary.js";

const WORDS = {
  item: text("事项", "Item"),
  materials: text("申请材料", "Materials"),
  accepted: text("合格", "accepted"),
  rejected: text("不合格", "not accepted"),
  pending: text("未核验", "not judged"),
  rules: text("规则版本", "Rule version"),
  illustrative: text("（示例）", " (illustrative)"),
  fees: text("费用", "Fees"),
  free: text("不收费", "none"),
  cny: text("{n}元", "CNY {n}"),
  promised: text("承诺时限", "Promised within"),
  statutory: text("法定时限", "Statutory limit"),
  at_once: text("即办", "on the spot"),
  day: text("{n}个工作日", "{n} working day"),
  days: text("{n}个工作日", "{n} working days"),
  digest: text("内容摘要（SHA-256）", "Digest of the content (SHA-256)"),
};

export class TbSummary extends TbElement {
  static properties = ["view"];
  /** @type {import("../wire/socket.js").CaseView | null} */
  view = null;

  render() {
    const { view } = this;
    if (view?.spec === undefined) return html``;
    const { spec } = view;
    const version = spec.rule_version + (spec.is_illustrative ? say(WORDS.illustrative) : "");
    return html`
      <dl class="facts">
        <dt>${say(WORDS.item)}</dt>
        <dd>${say(spec.title)}</dd>
        ${answers(view).map(
          ({ title, type, value, chosen }) => html`<dt>${say(title)}</dt>
            <dd>${chosen ? say(chosen) : type === "date" ? this.#day(value) : value}</dd>`,
        )}
        ${shown(view).map((row) => this.#material(row))}
        <dt>${say(WORDS.rules)}</dt>
        <dd>${version}</dd>
        <dt>${say(WORDS.fees)}</dt>
        <dd>${this.#fees(view)}</dd>
        <dt>${say(WORDS.promised)}</dt>
        <dd>${this.#days(spec.promised_days)}</dd>
        <dt>${say(WORDS.statutory)}</dt>
        <dd>${this.#days(spec.statutory_days)}</dd>
        <dt>${say(WORDS.digest)}</dt>
        <dd class="digits">${short(view.digest ?? "")}</dd>
      </dl>
    `;
  }

  /** @param {import("../state/materials.js").Row} row */
  #material({ title, status, document }) {
    const verdict = status === "accepted" || status === "rejected" ? WORDS[status] : WORDS.pending;
    const mark = status === "accepted" ? "✓" : status === "rejected" ? "✕" : "○";
    return html`<dt>${say(WORDS.materials)}</dt>
      <dd>
        ${say(title)} · ${mark} ${say(verdict)} ·
        <span class="digits muted">${short(document?.sha256 ?? "")}</span>
      </dd>`;
  }

  /** @param {string} value */
  #day(value) {
    return /^\d{4}-\d{2}-\d{2}$/.test(value) ? day(value) : value;
  }

  /** @param {import("../wire/socket.js").CaseView} view */
  #fees(view) {
    const found = fees(view);
    if (found.length === 0) return say(WORDS.free);
    return found.map(({ title, cny }) => `${say(title)} ${say(WORDS.cny, { n: number(cny) })}`);
  }

  /** @param {number} days */
  #days(days) {
    const decimals = Number.isInteger(days) ? 0 : 1;
    if (days === 0) return say(WORDS.at_once);
    return say(days === 1 ? WORDS.day : WORDS.days, { n: number(days, decimals) });
  }
}

customElements.define("tb-summary", TbSummary);
