// @ts-check
/** The clerk's own notes, which the applicant never sees. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { attempt } from "../lib/notify.js";
import { clockTime, say, text } from "../lib/words.js";

const WORDS = {
  hint: text("仅属地坐席可见，申请人看不到", "Only home clerks see this; the applicant does not"),
  write: text("备注", "Note"),
  save: text("保存备注", "Keep the note"),
};

export class TbDeskNotes extends TbElement {
  static properties = ["view", "socket"];
  /** @type {import("../wire/from-service.js").CaseView | null} */
  view = null;
  /** @type {import("../wire/socket.js").Socket | null} */
  socket = null;

  render() {
    return html`
      <p class="hint">${say(WORDS.hint)}</p>
      <ol class="stack-s">
        ${(this.view?.notes ?? []).map((record) =>
          record.body.type === "note"
            ? html`<li>
                <span class="small muted">${clockTime(record.at)} ${record.by.id}</span>
                <p>${record.body.text}</p>
              </li>`
            : "",
        )}
      </ol>
      <form class="stack-s" .onsubmit=${(/** @type {Event} */ event) => this.#keep(event)}>
        <label class="stack-s">
          ${say(WORDS.write)}
          <textarea name="note" rows="2" maxlength="2000"></textarea>
        </label>
        <div><button>${say(WORDS.save)}</button></div>
      </form>
    `;
  }

  /** @param {Event} event */
  async #keep(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const words = String(new FormData(form).get("note")).trim();
    if (words === "" || this.socket === null) return;
    const kept = await attempt(this.socket.tell({ type: "note", text: words }));
    if (kept !== undefined) form.reset();
  }
}

customElements.define("tb-desk-notes", TbDeskNotes);
