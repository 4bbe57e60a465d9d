// @ts-check
/** Cases in progress by stage of the flow: how many, and how many of them wait. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { number, say, text } from "../lib/words.js";

const WORDS = {
  title: text("在办件所处环节", "Cases in progress by stage"),
  none: text("目前没有在办件", "No case is in progress"),
  waiting: text("其中 {count} 件等候中", "{count} of them waiting"),
};

export class TbStages extends TbElement {
  static properties = ["stages", "titles"];
  /** In the flow's order. @type {import("../wire/from-service.js").StageNow[]} */
  stages = [];
  /** Of the stages by name. @type {{ [name: string]: import("../lib/words.js").Text }} */
  titles = {};

  render() {
    const most = Math.max(1, ...this.stages.map(({ cases }) => cases));
    return html`
      <h2>${say(WORDS.title)}</h2>
      ${this.stages.length === 0
        ? html`<p class="muted">${say(WORDS.none)}</p>`
        : html`<ol class="stages">
            ${this.stages.map((stage) => this.#line(stage, most))}
          </ol>`}
    `;
  }

  /** @param {import("../wire/from-service.js").StageNow} stage @param {number} most */
  #line({ stage, cases, waiting }, most) {
    const title = this.titles[stage];
    const width = (cases / most) * 100;
    return html`<li data-key="${stage}" data-stage="${stage}">
      <span>${title ? say(title) : stage}</span>
      <strong class="digits">${number(cases)}</strong>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="cases" width="${width}" height="6" />
        <rect class="waits" width="${(waiting / most) * 100}" height="6" />
      </svg>
      <span class="muted small">
        ${waiting > 0 ? say(WORDS.waiting, { count: number(waiting) }) : ""}
      </span>
    </li>`;
  }
}

customElements.define("tb-stages", TbStages);
