// @ts-check
import { TbElement } from "./element.js";
import { html } from "./html.js";
import { attempt } from "./notify.js";
import { say, text } from "./words.js";

const WORDS = {
  applicant: text("此项由办事人本人操作", "Only the applicant does this"),
  assistant: text("此项由帮办员操作", "The assistant does this"),
};

/**
 * A part of the terminal's screen: it has the terminal, the case as the applicant sees it, and
 * who acts. What only the other of the two may do is shown, cannot be pressed, and says so.
 */
export class Panel extends TbElement {
  static properties = ["terminal", "view", "acting", "easy"];
  /** @type {import("../wire/terminal.js").Terminal | null} */
  terminal = null;
  /** @type {import("../wire/from-service.js").CaseView | null} */
  view = null;
  /** @type {import("../wire/terminal.js").Acting} */
  acting = "applicant";
  /** Whether there is one decision at a time. */
  easy = false;

  /** Whether a command is on its way. */
  isBusy = false;

  /** @param {import("../wire/terminal.js").Acting} role */
  may(role) {
    return this.acting === role && !this.isBusy;
  }

  /** Who has to do it, in words, unless they act. @param {import("../wire/terminal.js").Acting} role */
  only(role) {
    if (this.acting === role) return "";
    return html`<p class="hint" data-key="only-${role}">${say(WORDS[role])}</p>`;
  }

  /**
   * Commands of the applicant's, one after another; what is refused is shown. True if all was done.
   * @param {...(() => Promise<unknown>)} steps
   */
  async carryOut(...steps) {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.update();
    const all = async () => {
      for (const step of steps) await step();
      return true;
    };
    const isDone = (await attempt(all())) === true;
    this.isBusy = false;
    this.update();
    return isDone;
  }

  /** A command of the applicant's. @param {import("../wire/socket.js").Body} body */
  async tellCase(body) {
    await this.terminal?.applicant?.tell(body);
  }
}
