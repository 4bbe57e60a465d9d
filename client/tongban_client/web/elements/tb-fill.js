// @ts-check
/** The form at the window, with what is missing; in easy mode one field at a time. */

import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { number, say, text } from "../lib/words.js";
import "./tb-actions.js";
import "./tb-form.js";

const WORDS = {
  title: text("填写表单", "Fill in the form"),
  together: text(
    "由本人、帮办员填写；属地坐席可指引、建议，是否采用由您决定。",
    "You and the assistant fill it in; the clerk may point and propose, and you decide.",
  ),
  missing: text("还需填写：{names}", "Still to fill in: {names}"),
  complete: text("必填项已填齐", "All that is required is filled in"),
  next: text("下一项", "Next"),
  back: text("上一项", "Back"),
  of: text("第 {i} 项，共 {n} 项", "{i} of {n}"),
};

export class TbFill extends Panel {
  #at = 0;
  #pointed = "";

  render() {
    const { view, terminal } = this;
    if (view?.spec === undefined || terminal === null) return html``;
    const fields = Object.keys(view.spec.fields);
    this.#follow(fields);
    const isLast = !this.easy || this.#at === fields.length - 1;
    return html`
      <div class="stack">
        <h2 tabindex="-1">${say(WORDS.title)}</h2>
        <p class="muted">${say(WORDS.together)}</p>
        <tb-form
          .view=${view}
          .socket=${terminal.speaker}
          .self=${["applicant", "assistant"]}
          .can=${"edit"}
          .decides=${this.acting === "applicant"}
          .only=${this.easy ? fields[this.#at] : ""}
        ></tb-form>
        ${this.easy ? this.#steps(fields.length) : ""}
        ${isLast ? this.#missing() : ""}
        ${isLast
          ? html`<tb-actions .terminal=${terminal} .view=${view} .acting=${this.acting}></tb-actions>`
          : ""}
      </div>
    `;
  }

  /** Where the clerk points is shown. @param {string[]} fields */
  #follow(fields) {
    const target = this.terminal?.applicant?.point?.target ?? "";
    if (target === this.#pointed) return;
    this.#pointed = target;
    const at = fields.findIndex((name) => target === `field:${name}`);
    if (at >= 0) this.#at = at;
  }

  /** @param {number} n */
  #steps(n) {
    const isLast = this.#at === n - 1;
    return html`<div class="row">
      <button class="big" ?disabled=${this.#at === 0} .onclick=${() => this.#goTo(this.#at - 1)}>
        ${say(WORDS.back)}
      </button>
      <button
        class="big primary"
        ?disabled=${isLast}
        .onclick=${() => this.#goTo(this.#at + 1)}
      >
        ${say(WORDS.next)}
      </button>
      <span class="muted">${say(WORDS.of, { i: number(this.#at + 1), n: number(n) })}</span>
    </div>`;
  }

  #missing() {
    const { spec, missing = [] } = /** @type {NonNullable<typeof this.view>} */ (this.view);
    const names = missing
      .filter(({ what }) => what === "field")
      .map(({ name }) => (spec?.fields[name] ? say(spec.fields[name].title) : name));
    if (names.length === 0) return html`<p class="note" data-kind="good">✓ ${say(WORDS.complete)}</p>`;
    const list = new Intl.ListFormat(document.documentElement.lang).format(names);
    return html`<p class="note" data-kind="warn">${say(WORDS.missing, { names: list })}</p>`;
  }

  /** @param {number} at */
  #goTo(at) {
    this.#at = at;
    this.show();
    this.tell("panel-changed");
    // The field itself shows a moment later.
    requestAnimationFrame(() => {
      /** @type {HTMLElement | null} */ (this.querySelector("tb-field :is(input, select)"))?.focus();
    });
  }
}

customElements.define("tb-fill", TbFill);
