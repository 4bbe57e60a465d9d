// @ts-check
/**
 * Single keys for what one does all day, with a dialog that lists them.
 *
 * They do nothing while somebody types or a dialog is open, and can be switched off (WCAG 2.1.4).
 *
 * @typedef {{ key: string, title: import("../lib/words.js").Text, run: () => void, can: boolean }} Key
 */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { say, text } from "../lib/words.js";

const KEPT = "tongban.keys";
const WORDS = {
  open: text("快捷键", "Keys"),
  title: text("键盘快捷键", "Keyboard shortcuts"),
  use: text("使用单键快捷键", "Use single-key shortcuts"),
  hint: text(
    "正在输入文字或对话框打开时不起作用；每个快捷键都有对应的按钮。",
    "They do nothing while you type or a dialog is open; each of them is a button, too.",
  ),
  later: text("此时不可用", "not now"),
  help: text("打开本窗口", "Open this window"),
  close: text("关闭", "Close"),
};
const TYPED = "input, textarea, select, [contenteditable]";

export class TbDeskKeys extends TbElement {
  static properties = ["keys"];
  /** @type {Key[]} */
  keys = [];
  #isOn = isKeptOn();

  /** @param {AbortSignal} until */
  connected(until) {
    const options = { signal: until };
    document.addEventListener("keydown", (event) => this.#pressed(event), options);
  }

  render() {
    return html`
      <button aria-haspopup="dialog" aria-keyshortcuts="?" .onclick=${() => this.open()}>
        ${say(WORDS.open)} <kbd aria-hidden="true">?</kbd>
      </button>
      <dialog aria-label="${say(WORDS.title)}">
        <div class="stack">
          <h2>${say(WORDS.title)}</h2>
          <label class="row">
            <input
              type="checkbox"
              .checked=${this.#isOn}
              .onchange=${(/** @type {Event} */ event) => this.#switch(event)}
            />
            ${say(WORDS.use)}
          </label>
          <p class="hint">${say(WORDS.hint)}</p>
          <ul class="keys">
            <li><kbd>?</kbd> <span>${say(WORDS.help)}</span></li>
            ${this.keys.map(
              ({ key, title, can }) => html`<li>
                <kbd>${key.toUpperCase()}</kbd>
                <span>
                  ${say(title)} ${can ? "" : html`<span class="hint">${say(WORDS.later)}</span>`}
                </span>
              </li>`,
            )}
          </ul>
          <form method="dialog"><button class="primary">${say(WORDS.close)}</button></form>
        </div>
      </dialog>
    `;
  }

  /** Show the list. */
  open() {
    this.querySelector("dialog")?.showModal();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const isChord = event.ctrlKey || event.metaKey || event.altKey;
    if (!this.#isOn || isChord || event.repeat || event.isComposing || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(TYPED) !== null) return;
    if (document.querySelector("dialog[open]") !== null) return;
    const found = this.keys.find(({ key, can }) => can && key === event.key.toLowerCase());
    if (event.key !== "?" && found === undefined) return;
    event.preventDefault();
    if (found === undefined) this.open();
    else found.run();
  }

  /** @param {Event} event */
  #switch(event) {
    this.#isOn = /** @type {HTMLInputElement} */ (event.target).checked;
    try {
      localStorage.setItem(KEPT, this.#isOn ? "on" : "off");
    } catch {
      // a browser that keeps nothing: the choice lasts as long as the page
    }
    this.update();
  }
}

function isKeptOn() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

customElements.define("tb-desk-keys", TbDeskKeys);
