// @ts-check
/**
 * The terminal between applicants: language, home region, matter, and a ticket; or the number of
 * a case that was told to come again. In easy mode one question after another.
 */

import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { unlock } from "../lib/sound.js";
import { language, say, setLanguage, text } from "../lib/words.js";

const WORDS = {
  title: text("请选择要办理的业务", "What would you like to have done?"),
  language: text("语言", "Language"),
  purpose: text("办理还是咨询", "Apply or enquire"),
  apply: text("办理", "Apply"),
  apply_what: text("提交材料，由属地受理", "Hand in materials; your home region accepts the case"),
  enquire: text("咨询", "Enquire"),
  enquire_what: text("向属地工作人员咨询任何事项", "Ask your home region's staff about any item"),
  region: text("业务属地", "Home region"),
  here: text("本地业务请到本厅综合窗口", "Local matters: at this hall's own counters"),
  item: text("事项", "Item"),
  no_items: text("请先选择业务属地", "Choose the home region first"),
  not_here: text("不能远程办理", "Not through this window"),
  why: text("不能远程办理：{reason}", "It cannot be done here: {reason}"),
  online: text("{region}网上平台：{portal}。", "{region}'s own online service: {portal}."),
  enquire_instead: text("如只需咨询，请选“咨询”。", "Only to ask? Choose “Enquire”."),
  take: text("取号", "Take a number"),
  chosen: text("已选：{what}", "Chosen: {what}"),
  incomplete: text("请选择业务属地和事项", "Choose the home region and the item"),
  next: text("下一步", "Next"),
  back: text("上一步", "Back"),
  again: text("再次来办（补正、改约）", "I was told to come again"),
  again_what: text(
    "凭办件编号重新取号，已填内容和已交材料都在。由帮办员核对身份证后操作。",
    "A new number for your case: what you filled in and showed is kept. The assistant checks the identity card first.",
  ),
  number: text("办件编号", "Case number"),
  number_hint: text("见告知单，如 20230606-00012", "On the notice, such as 20230606-00012"),
  checked: text("已核对身份证，取号", "Identity checked: take a number"),
};
/** @typedef {"language" | "purpose" | "region" | "item"} Question */
/** @type {Question[]} */
const QUESTIONS = ["language", "purpose", "region", "item"];

export class TbTake extends Panel {
  static properties = [...Panel.properties, "catalogue", "hall"];
  /** @type {import("../wire/from-service.js").CatalogueGiven | null} */
  catalogue = null;
  hall = "";

  #region = "";
  #item = "";
  #isEnquiry = false;
  #step = 0;
  #again = "";

  render() {
    if (this.catalogue === null) return html``;
    const asked = this.easy ? [QUESTIONS[this.#step]] : QUESTIONS;
    return html`
      <div class="stack">
        <h1 tabindex="-1">${say(WORDS.title)}</h1>
        ${asked.map((question) => this.#question(question))}
        ${this.easy ? this.#steps() : ""}
        ${this.easy && this.#step < QUESTIONS.length - 1 ? "" : this.#take()}
        ${this.easy && this.#step > 0 ? "" : this.#comeAgain()}
      </div>
    `;
  }

  // --- questions -------------------------------------------------------------------------------

  /** @param {Question} question */
  #question(question) {
    const options = {
      language: () => this.#languages(),
      purpose: () => this.#purposes(),
      region: () => this.#regions(),
      item: () => this.#items(),
    };
    return html`<section class="stack-s" data-key="${question}" aria-labelledby="q-${question}">
      <h2 id="q-${question}" tabindex="-1">${say(WORDS[question])}</h2>
      ${options[question]()}
    </section>`;
  }

  #languages() {
    const tongues = /** @type {const} */ ([
      ["zh-CN", "简体中文"],
      ["en", "English"],
    ]);
    return html`<div class="row">
      ${tongues.map(
        ([name, title]) => html`<button
          lang="${name}"
          aria-pressed="${language() === name}"
          .onclick=${() => setLanguage(name)}
        >
          ${title}
        </button>`,
      )}
    </div>`;
  }

  #purposes() {
    return html`<div class="tiles">
      ${this.#tile(!this.#isEnquiry, say(WORDS.apply), say(WORDS.apply_what), () =>
        this.#choose({ isEnquiry: false }),
      )}
      ${this.#tile(this.#isEnquiry, say(WORDS.enquire), say(WORDS.enquire_what), () =>
        this.#choose({ isEnquiry: true }),
      )}
    </div>`;
  }

  #regions() {
    const { regions, region_of } = /** @type {NonNullable<typeof this.catalogue>} */ (this.catalogue);
    const own = region_of[this.hall];
    return html`<div class="tiles">
      ${Object.entries(regions).map(([name, { title, portal }]) =>
        this.#tile(
          this.#region === name,
          say(title),
          name === own ? say(WORDS.here) : portal,
          () => this.#choose({ region: name }),
          name === own,
        ),
      )}
    </div>`;
  }

  #items() {
    if (this.#region === "") return html`<p class="muted">${say(WORDS.no_items)}</p>`;
    return html`<div class="tiles">
        ${this.#offered().map(([name, { title, not_here }]) => {
          const isBarred = not_here !== null && !this.#isEnquiry;
          const more = isBarred ? say(WORDS.not_here) : "";
          return this.#tile(this.#item === name, say(title), more, () => this.#choose({ item: name }));
        })}
      </div>
      ${this.#notHere()}`;
  }

  #offered() {
    const items = Object.entries(this.catalogue?.items ?? {});
    return items.filter(([, item]) => item.regions.includes(this.#region));
  }

  /** Why the chosen item cannot go this way, and where it can. */
  #notHere() {
    const barred = this.#barred();
    const region = this.catalogue?.regions[this.#region];
    if (barred === null || region === undefined) return "";
    return html`<div class="note stack-s" data-kind="warn" role="status">
      <p><strong>${say(WORDS.why, { reason: say(barred.reason) })}</strong></p>
      <p>${say(barred.instead)}</p>
      <p class="muted">
        ${say(WORDS.online, { region: say(region.title), portal: region.portal })}
        ${say(WORDS.enquire_instead)}
      </p>
    </div>`;
  }

  #barred() {
    if (this.#isEnquiry || this.#item === "") return null;
    return this.catalogue?.items[this.#item].not_here ?? null;
  }

  /**
   * @param {boolean} isChosen @param {string} title @param {string} more @param {() => void} choose
   * @param {boolean} [isClosed]
   */
  #tile(isChosen, title, more, choose, isClosed = false) {
    return html`<button
      class="tile"
      aria-pressed="${isChosen}"
      ?disabled=${isClosed}
      .onclick=${choose}
    >
      <span>${title}</span>
      ${more ? html`<span class="small muted">${more}</span>` : ""}
    </button>`;
  }

  // --- going on --------------------------------------------------------------------------------

  #steps() {
    const isLast = this.#step === QUESTIONS.length - 1;
    const isOpen = QUESTIONS[this.#step] === "region" && this.#region === "";
    return html`<div class="row" data-key="steps">
      <button class="big" ?disabled=${this.#step === 0} .onclick=${() => this.#goTo(this.#step - 1)}>
        ${say(WORDS.back)}
      </button>
      ${isLast
        ? ""
        : html`<button
            class="big primary"
            ?disabled=${isOpen}
            .onclick=${() => this.#goTo(this.#step + 1)}
          >
            ${say(WORDS.next)}
          </button>`}
    </div>`;
  }

  #take() {
    const region = this.catalogue?.regions[this.#region];
    const item = this.catalogue?.items[this.#item];
    const purpose = this.#isEnquiry ? WORDS.enquire : WORDS.apply;
    const isReady = region !== undefined && item !== undefined && this.#barred() === null;
    const what =
      region && item ? [say(region.title), say(item.title), say(purpose)].join(" · ") : "";
    return html`<div class="panel row-apart take" data-key="take">
      <p>${what ? say(WORDS.chosen, { what }) : say(WORDS.incomplete)}</p>
      <button class="primary big" ?disabled=${!isReady || this.isBusy} .onclick=${() => this.#ask()}>
        ${say(WORDS.take)}
      </button>
    </div>`;
  }

  #comeAgain() {
    return html`<details class="panel" data-key="again">
      <summary>${say(WORDS.again)}</summary>
      <form class="stack-s" .onsubmit=${(/** @type {Event} */ event) => this.#returned(event)}>
        <p>${say(WORDS.again_what)}</p>
        <label class="stack-s">
          ${say(WORDS.number)}
          <input
            autocomplete="off"
            maxlength="64"
            required
            pattern="[A-Za-z0-9_.:\\-]+"
            .value=${this.#again}
            .oninput=${(/** @type {Event} */ event) => {
              this.#again = /** @type {HTMLInputElement} */ (event.target).value;
            }}
          />
          <span class="hint">${say(WORDS.number_hint)}</span>
        </label>
        <div class="row">
          <button class="primary" ?disabled=${!this.may("assistant")}>${say(WORDS.checked)}</button>
          ${this.only("assistant")}
        </div>
      </form>
    </details>`;
  }

  /** @param {{ region?: string, item?: string, isEnquiry?: boolean }} chosen */
  #choose({ region = this.#region, item = this.#item, isEnquiry = this.#isEnquiry }) {
    this.#region = region;
    this.#isEnquiry = isEnquiry;
    this.#item = this.#offered().some(([name]) => name === item) ? item : "";
    this.tell("touched");
    this.update();
  }

  /** @param {number} step */
  #goTo(step) {
    this.#step = step;
    this.show();
    /** @type {HTMLElement | null} */ (this.querySelector("h2"))?.focus();
    this.tell("panel-changed");
  }

  async #ask() {
    unlock(); // the call will sound
    const wish = { region: this.#region, item: this.#item, is_enquiry: this.#isEnquiry };
    await this.carryOut(async () => this.terminal?.take(wish));
  }

  /** @param {Event} event */
  async #returned(event) {
    event.preventDefault();
    const of = this.#again.trim();
    await this.carryOut(async () => this.terminal?.comeAgain(of));
  }
}

customElements.define("tb-take", TbTake);
