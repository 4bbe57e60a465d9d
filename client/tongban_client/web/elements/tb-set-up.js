// @ts-check
/** The start of the day: at which hall and window this terminal stands, and who assists here. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { say, text } from "../lib/words.js";
import "./tb-sign-in.js";

const WORDS = {
  title: text("就近窗口终端", "Terminal of a nearby window"),
  what: text(
    "跨省通办远程虚拟窗口：在就近大厅，由属地工作人员远程受理。",
    "The cross-province remote window: your home region's staff handle your case, at a hall nearby.",
  ),
  hall: text("所在大厅", "Hall"),
  window: text("窗口号", "Window number"),
};

export class TbSetUp extends TbElement {
  static properties = ["halls", "hall"];
  /** @type {{ [name: string]: import("../lib/words.js").Text }} */
  halls = {};
  /** Where the terminal stands, if its address says so. */
  hall = "";
  #window = "1";

  render() {
    const hall = this.#hall();
    return html`
      <div class="stack narrow">
        <h1 tabindex="-1">${say(WORDS.title)}</h1>
        <p class="muted">${say(WORDS.what)}</p>
        <div class="panel tiles">
          <label class="stack-s">
            ${say(WORDS.hall)}
            <select .value=${hall} .onchange=${(/** @type {Event} */ event) => this.#choose(event)}>
              ${Object.entries(this.halls).map(
                ([name, title]) => html`<option value="${name}">${say(title)}</option>`,
              )}
            </select>
          </label>
          <label class="stack-s">
            ${say(WORDS.window)}
            <input
              type="number"
              min="1"
              max="99"
              .value=${this.#window}
              .oninput=${(/** @type {Event} */ event) => this.#number(event)}
            />
          </label>
        </div>
        <tb-sign-in
          .role=${"assistant"}
          .place=${hall}
        ></tb-sign-in>
      </div>
    `;
  }

  /** @param {AbortSignal} until */
  connected(until) {
    const signedIn = (/** @type {Event} */ event) => {
      const { token, name, place } = /** @type {CustomEvent} */ (event).detail;
      this.tell("on-duty", { token, name, place, window: `${place}-${this.#window || 1}` });
    };
    this.addEventListener("signed-in", signedIn, { signal: until });
  }

  #hall() {
    const names = Object.keys(this.halls);
    return names.includes(this.hall) ? this.hall : (names[0] ?? "");
  }

  /** @param {Event} event */
  #choose(event) {
    this.hall = /** @type {HTMLSelectElement} */ (event.target).value;
  }

  /** @param {Event} event */
  #number(event) {
    const { value } = /** @type {HTMLInputElement} */ (event.target);
    this.#window = String(Math.min(99, Math.max(1, Math.trunc(Number(value)) || 1)));
  }
}

customElements.define("tb-set-up", TbSetUp);
