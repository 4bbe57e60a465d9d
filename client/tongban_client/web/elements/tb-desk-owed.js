// @ts-check
/** What bad ratings oblige the home to: to call back and to rectify, each discharged in words. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { clockTime, number, say, text } from "../lib/words.js";

const WORDS = {
  title: text("差评回访与整改", "After bad ratings"),
  call_back: text("回访申请人（1 个工作日内）", "Call back, within one working day"),
  rectify: text("整改（15 个工作日内）", "Rectify, within 15 working days"),
  since: text("{time} 起", "since {time}"),
  open: text("登记办结", "Record as done"),
  remark: text("处理情况", "What was done"),
  need: text("必填：写明联系结果或整改措施", "Required: what was agreed, or what was changed"),
  send: text("确认办结", "It is done"),
  cancel: text("取消", "Cancel"),
  busy: text("办结当前办件后可登记", "You can record it once your case is done"),
};

export class TbDeskOwed extends TbElement {
  static properties = ["owed", "catalogue", "inCase"];
  /** @type {import("../wire/from-service.js").Owed[]} */
  owed = [];
  /** @type {import("../wire/from-service.js").CatalogueGiven | null} */
  catalogue = null;
  /** The case one has, if any: then only its duties can be recorded. */
  inCase = "";
  /** @type {import("../wire/from-service.js").Owed | null} */
  #chosen = null;

  render() {
    if (this.owed.length === 0) return html``;
    return html`
      <h2>${say(WORDS.title)} <span class="tag" data-kind="warn">${number(this.owed.length)}</span></h2>
      ${this.owed.every((one) => this.#can(one))
        ? ""
        : html`<p class="hint" data-key="busy">${say(WORDS.busy)}</p>`}
      <ul class="stack-s" data-key="owed">
        ${this.owed.map((one) => this.#one(one))}
      </ul>
      <dialog aria-label="${say(WORDS.title)}" data-key="dialog">${this.#form()}</dialog>
    `;
  }

  /** @param {import("../wire/from-service.js").Owed} one */
  #one(one) {
    const item = this.catalogue?.items[one.item]?.title;
    const what = say(wordsOf(one.duty));
    return html`<li class="stack-s" data-key="${one.case}-${one.duty}">
      <b>${what}</b>
      <p class="small">
        <span class="digits">${one.number}</span> ${item ? say(item) : one.item}
        <span class="muted">${say(WORDS.since, { time: clockTime(one.since) })}</span>
      </p>
      <button
        aria-label="${say(WORDS.open)}: ${one.number} ${what}"
        ?disabled=${!this.#can(one)}
        .onclick=${() => this.#open(one)}
      >
        ${say(WORDS.open)}
      </button>
    </li>`;
  }

  /** @param {import("../wire/from-service.js").Owed} one */
  #can(one) {
    return this.inCase === "" || this.inCase === one.case;
  }

  #form() {
    const chosen = this.#chosen;
    if (chosen === null) return "";
    return html`<form class="stack" .onsubmit=${(/** @type {Event} */ event) => this.#send(event)}>
      <h2>${say(wordsOf(chosen.duty))}: <span class="digits">${chosen.number}</span></h2>
      <label class="stack-s">
        ${say(WORDS.remark)}
        <textarea name="remark" rows="4" maxlength="2000" required></textarea>
      </label>
      <p class="hint">${say(WORDS.need)}</p>
      <div class="row">
        <button class="primary">${say(WORDS.send)}</button>
        <button type="button" .onclick=${() => this.querySelector("dialog")?.close()}>
          ${say(WORDS.cancel)}
        </button>
      </div>
    </form>`;
  }

  /** @param {import("../wire/from-service.js").Owed} one */
  #open(one) {
    this.#chosen = one;
    this.show();
    this.querySelector("form")?.reset();
    this.querySelector("dialog")?.showModal();
  }

  /** @param {Event} event */
  #send(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const remark = String(new FormData(form).get("remark")).trim();
    if (this.#chosen === null || remark === "") return;
    const { case: of, duty } = this.#chosen;
    this.querySelector("dialog")?.close();
    this.tell("discharge", { case: of, duty, remark });
  }
}

/** @param {string} duty */
function wordsOf(duty) {
  return WORDS[/** @type {"call_back" | "rectify"} */ (duty)];
}

customElements.define("tb-desk-owed", TbDeskOwed);
