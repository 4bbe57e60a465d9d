// @ts-check
/**
 * What the applicant allows: each capability on its own, given and taken back at any moment.
 * `small` is the form that stays on the screen; in easy mode there is one question at a time.
 */

import { announce } from "../lib/announce.js";
import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { say, text } from "../lib/words.js";

/** @typedef {"view" | "guide" | "record"} Capability */

const WORDS = {
  title: text("服务同意", "What you allow"),
  what: text(
    "每一项由您本人决定，办理中可随时撤回，撤回立即生效。",
    "You decide on each, and may take it back at any moment; it stops at once.",
  ),
  must_record: text(
    "本事项按规定须全程录音录像。",
    "This item must be recorded from beginning to end.",
  ),
  given: text("已同意", "Allowed"),
  not_given: text("未同意", "Not allowed"),
  grant: text("同意", "Allow"),
  withdraw: text("撤回", "Take back"),
  not_now: text("暂不同意", "Not now"),
  next: text("下一项", "Next"),
  back: text("上一项", "Back"),
  of: text("第 {i} 项，共 {n} 项", "{i} of {n}"),
  said_granted: text("已同意：{what}", "Allowed: {what}"),
  said_withdrawn: text("已撤回：{what}", "Taken back: {what}"),
};
/** @type {{ [name in Capability]: [import("../lib/words.js").Text, import("../lib/words.js").Text] }} */
const CAPABILITIES = {
  view: [
    text("查看", "View"),
    text(
      "属地坐席看到您的视频画面、表单和材料",
      "The home clerk sees and hears you, your form and your materials",
    ),
  ],
  guide: [
    text("指引", "Guide"),
    text(
      "属地坐席在屏幕上指给您看，并建议填写内容，是否采用由您决定",
      "The clerk points on your screen and proposes values; you decide whether to take them",
    ),
  ],
  record: [
    text("录音录像", "Record"),
    text("办理过程录音录像，留存备查", "Sound and pictures of the session are recorded and kept"),
  ],
};
/** @type {Capability[]} */
const ORDER = ["view", "guide", "record"];

export class TbConsents extends Panel {
  static properties = [...Panel.properties, "small"];
  small = false;
  #at = 0;

  render() {
    const { view } = this;
    if (view === null) return html``;
    if (this.small) return this.#small(view);
    const asked = this.easy ? [ORDER[this.#at]] : ORDER;
    return html`
      <div class="stack">
        <h2 tabindex="-1">${say(WORDS.title)}</h2>
        <p>${say(WORDS.what)}</p>
        ${view.spec?.must_record ? html`<p class="note">${say(WORDS.must_record)}</p>` : ""}
        ${asked.map((name) => this.#question(name, view.consents.includes(name)))}
        ${this.only("applicant")} ${this.easy ? this.#steps() : ""}
      </div>
    `;
  }

  /** @param {Capability} name @param {boolean} isGiven */
  #question(name, isGiven) {
    const [title, what] = CAPABILITIES[name];
    return html`<div class="consent" data-key="${name}" data-state="${isGiven ? "given" : "open"}">
      <div>
        <h3>${say(title)}</h3>
        <p>${say(what)}</p>
      </div>
      <div class="row">
        ${this.#tag(isGiven)} ${this.#button(name, isGiven)}
      </div>
    </div>`;
  }

  /** @param {boolean} isGiven */
  #tag(isGiven) {
    return html`<span class="tag" data-kind="${isGiven ? "good" : "warn"}">
      ${isGiven ? "✓" : "○"} ${say(isGiven ? WORDS.given : WORDS.not_given)}
    </span>`;
  }

  /** @param {Capability} name @param {boolean} isGiven */
  #button(name, isGiven) {
    const word = isGiven ? WORDS.withdraw : WORDS.grant;
    const primary = !isGiven && !this.small;
    return html`<button
      class="${primary ? "primary" : ""}"
      aria-label="${say(word)}: ${say(CAPABILITIES[name][0])}"
      ?disabled=${!this.may("applicant")}
      .onclick=${() => this.#set(name, !isGiven)}
    >
      ${say(word)}
    </button>`;
  }

  #steps() {
    const last = ORDER.length - 1;
    return html`<div class="row">
      <button class="big" ?disabled=${this.#at === 0} .onclick=${() => this.#goTo(this.#at - 1)}>
        ${say(WORDS.back)}
      </button>
      <button class="big" ?disabled=${this.#at === last} .onclick=${() => this.#goTo(this.#at + 1)}>
        ${say(WORDS.next)}
      </button>
      <span class="muted">${say(WORDS.of, { i: this.#at + 1, n: ORDER.length })}</span>
    </div>`;
  }

  /** @param {import("../wire/socket.js").CaseView} view */
  #small(view) {
    return html`<div class="panel consents" role="group" aria-label="${say(WORDS.title)}">
      ${ORDER.map((name) => {
        const isGiven = view.consents.includes(name);
        return html`<div data-key="${name}">
          <span class="row">
            <span class="label">${say(CAPABILITIES[name][0])}</span> ${this.#tag(isGiven)}
          </span>
          ${this.#button(name, isGiven)}
        </div>`;
      })}
    </div>`;
  }

  /** @param {number} at */
  #goTo(at) {
    this.#at = at;
    this.show();
    /** @type {HTMLElement | null} */ (this.querySelector("h2"))?.focus();
    this.tell("panel-changed");
  }

  /** @param {Capability} capability @param {boolean} isGiven */
  async #set(capability, isGiven) {
    const type = isGiven ? "grant_consent" : "withdraw_consent";
    if (!(await this.carryOut(() => this.tellCase({ type, capability })))) return;
    const what = { what: say(CAPABILITIES[capability][0]) };
    announce(say(isGiven ? WORDS.said_granted : WORDS.said_withdrawn, what));
    if (this.easy && !this.small && this.#at < ORDER.length - 1) this.#goTo(this.#at + 1);
  }
}

customElements.define("tb-consents", TbConsents);
