// @ts-check
/** The actions that the service lists for applicant and assistant, the usual one first. */

import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { say, text } from "../lib/words.js";
import { LEAVE } from "../state/window.js";

/** How a button says it, where the flow's own title does not sound like one. */
const BUTTONS = {
  seated: text("已入座，呼叫属地坐席", "Seated: call the home clerks"),
  consults: text("开始咨询", "Begin the enquiry"),
  filled: text("填写完毕，下一步", "Filled in: go on"),
  signed: text("签名完成，下一步", "Signed: go on"),
  rated: text("完成评价", "Finish the rating"),
  gives_up: text("放弃办理", "Give up the case"),
  travels: text("改到属地线下办理", "Go to the home hall instead"),
  phones: text("改为电话咨询", "Phone instead"),
};

export class TbActions extends Panel {
  static properties = [...Panel.properties, "but", "plain"];
  /** Actions that are offered elsewhere. @type {string[]} */
  but = [];
  /** Whether none of them is the one to take. */
  plain = false;

  render() {
    const { view } = this;
    const staff = this.terminal?.staff?.view ?? null;
    if (view === null) return html``;
    const theirs = staff?.case === view.case ? staff.actions : [];
    return html`${this.#group("applicant", view.actions)} ${this.#group("assistant", theirs)}`;
  }

  /** @param {import("../wire/terminal.js").Acting} role @param {string[]} actions */
  #group(role, actions) {
    const offered = actions.filter((name) => name !== LEAVE && !this.but.includes(name));
    if (offered.length === 0) return "";
    return html`<div class="row" data-key="${role}">
      ${offered.map(
        (name, i) => html`<button
          class="${i === 0 && !this.plain ? "primary big" : ""}"
          data-key="${name}"
          ?disabled=${!this.may(role)}
          .onclick=${() => this.#act(role, name)}
        >
          ${this.#label(name)}
        </button>`,
      )}
      ${this.only(role)}
    </div>`;
  }

  /** @param {string} name */
  #label(name) {
    const known = BUTTONS[/** @type {keyof BUTTONS} */ (name)] ?? this.view?.spec?.titles[name];
    return known ? say(known) : name;
  }

  /** @param {import("../wire/terminal.js").Acting} role @param {string} action */
  async #act(role, action) {
    const socket = role === "assistant" ? this.terminal?.staff : this.terminal?.applicant;
    const isDone = await this.carryOut(async () => socket?.tell({ type: "act", action }));
    // What comes after the assistant's part is the applicant's.
    if (isDone && role === "assistant") this.terminal?.act("applicant");
  }
}

customElements.define("tb-actions", TbActions);
