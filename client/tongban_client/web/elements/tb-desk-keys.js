// @ts-check
/**
 * Single keys for what a clerk does all day, with a dialog that lists them.
 *
 * They do nothing while somebody types or a dialog is open, and can be switched off (WCAG 2.1.4).
 * Event: `talk`, for the key that leads to the text talk.
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
const KEYS = {
  accept: text("接听来电", "Accept what rings"),
  pass: text("让其他坐席接听", "Let it pass"),
  next: text("叫下一位", "Call the next"),
  duty: text("上岗 / 暂离", "On duty / on a break"),
  go: text("到操作按钮", "To what you may do"),
  talk: text("到文字交流", "To the text talk"),
  identity: text("到身份核验", "To the identity"),
  form: text("到申请表", "To the form"),
  materials: text("到材料核验", "To the materials"),
  later: text("下一份材料", "The next document"),
  earlier: text("上一份材料", "The document before"),
  yes: text("当前材料通过", "Accept the document"),
  no: text("当前材料不通过", "Reject the document"),
  notice: text("一次性告知", "One-time notice"),
  transfer: text("转交办件", "Hand the case over"),
  notes: text("到内部备注", "To the notes"),
};
const TYPED = "input, textarea, select, [contenteditable]";

export class TbDeskKeys extends TbElement {
  static properties = ["desk", "kind", "line"];
  /** @type {import("../wire/desk.js").Desk | null} */
  desk = null;
  /** @type {import("../state/desk.js").Kind} */
  kind = "connecting";
  /** @type {import("../wire/from-service.js").Line | null} */
  line = null;
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
            ${this.#keys().map(
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

  /** @returns {Key[]} */
  #keys() {
    const { desk, kind, line } = this;
    if (desk === null) return [];
    const ring = kind === "ringing" ? (line?.ringing[0]?.case ?? "") : "";
    const free = kind === "free" && (line?.waiting.length ?? 0) > 0;
    const duty = line?.duty === "on_duty" ? "break" : "on_duty";
    return [
      { key: "a", title: KEYS.accept, can: ring !== "", run: () => desk.accept(ring) },
      { key: "p", title: KEYS.pass, can: ring !== "", run: () => desk.letPass(ring) },
      { key: "n", title: KEYS.next, can: free, run: () => desk.next() },
      { key: "b", title: KEYS.duty, can: line !== null, run: () => desk.setDuty(duty) },
      ...this.#inCase().map((key) => ({ ...key, can: kind === "in_case" })),
    ];
  }

  #inCase() {
    const theCase = () =>
      /** @type {import("./tb-desk-case.js").TbDeskCase} */ (document.querySelector("tb-desk-case"));
    const materials = () => theCase().materials();
    return [
      { key: "g", title: KEYS.go, run: () => theCase().decide().focusFirst() },
      { key: "i", title: KEYS.identity, run: () => theCase().goTo("identity") },
      { key: "f", title: KEYS.form, run: () => theCase().goTo("form") },
      { key: "m", title: KEYS.materials, run: () => theCase().goTo("materials") },
      { key: "j", title: KEYS.later, run: () => materials()?.step(1) },
      { key: "k", title: KEYS.earlier, run: () => materials()?.step(-1) },
      { key: "y", title: KEYS.yes, run: () => materials()?.accept() },
      { key: "x", title: KEYS.no, run: () => materials()?.reject() },
      { key: "d", title: KEYS.notice, run: () => theCase().decide().openNotice() },
      { key: "t", title: KEYS.transfer, run: () => theCase().decide().openTransfer() },
      { key: "c", title: KEYS.talk, run: () => this.tell("talk") },
      { key: "o", title: KEYS.notes, run: () => theCase().goTo("notes") },
    ];
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const isChord = event.ctrlKey || event.metaKey || event.altKey;
    if (!this.#isOn || isChord || event.repeat || event.isComposing || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(TYPED) !== null) return;
    if (document.querySelector("dialog[open]") !== null) return;
    const found = this.#keys().find(({ key, can }) => can && key === event.key.toLowerCase());
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
