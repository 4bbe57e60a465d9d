// @ts-check
/** How far a case has come on the usual way through its flow. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { say, text } from "../lib/words.js";

const WORDS = {
  steps: text("办理进度", "Progress"),
  done: text("已完成", "done"),
  now: text("进行中", "now"),
  later: text("未开始", "to come"),
};

export class TbSteps extends TbElement {
  static properties = ["view"];
  /** @type {import("../wire/socket.js").CaseView | null} */
  view = null;

  render() {
    const spec = this.view?.spec;
    if (!this.view || spec === undefined) return html``;
    const { stage } = this.view;
    const path = spec.path.includes(stage) ? spec.path : [...spec.path, stage];
    const now = path.indexOf(stage);
    return html`<ol aria-label="${say(WORDS.steps)}">
      ${path.map((name, i) => {
        const state = i < now ? "done" : i === now ? "now" : "later";
        return html`<li data-state="${state}" aria-current="${state === "now" ? "step" : "false"}">
          <span>${say(spec.titles[name])}</span>
          <span class="only-read">${say(WORDS[state])}</span>
        </li>`;
      })}
    </ol>`;
  }
}

customElements.define("tb-steps", TbSteps);
