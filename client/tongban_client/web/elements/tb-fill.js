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
  pointed: text("属地坐席请您看“{what}”", "The clerk points at “{what}”"),
  proposed: text("属地坐席对“{what}”提出建议", "The clerk proposes a value for “{what}”"),
  go: text("前往", "Go there"),
  next: text("下一项", "Next"),
  back: text("上一项", "Back"),
  of: text("第 {i} 项，共 {n} 项", "{i} of {n}"),
};

export class TbFill extends Panel {
  #at = 0;

  render() {
    const { view, terminal } = this;
    if (view?.spec === undefined || terminal === null) return html``;
    const fields = Object.keys(view.spec.fields);
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
        ${this.#elsewhere()} ${this.easy ? this.#steps(fields.length) : ""}
        ${isLast ? this.#missing() : ""}
        ${isLast
          ? html`<tb-actions .terminal=${terminal} .view=${view} .acting=${this.acting}></tb-actions>`
          : ""}
      </div>
    `;
  }

  /** The clerk points at a field that is not shown, or proposes a value for it: the way there. */
  #elsewhere() {
    const { spec, proposals = {} } = /** @type {NonNullable<typeof this.view>} */ (this.view);
    const fields = Object.keys(spec?.fields ?? {});
    const target = this.terminal?.applicant?.point?.target ?? "";
    const pointed = fields.findIndex((name) => target === `field:${name}`);
    const proposed = fields.indexOf(Object.values(proposals)[0]?.field ?? "");
    const at = proposed >= 0 ? proposed : pointed;
    if (!this.easy || at < 0 || at === this.#at || spec === undefined) return "";
    const words = proposed >= 0 ? WORDS.proposed : WORDS.pointed;
    return html`<p class="note row-apart" data-key="elsewhere">
      <span class="pointed">${say(words, { what: say(spec.fields[fields[at]].title) })}</span>
      <button .onclick=${() => this.#goTo(at)}>${say(WORDS.go)}</button>
    </p>`;
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
