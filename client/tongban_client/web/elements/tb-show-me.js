// @ts-check
/** Only in a demonstration: one person alone can be called in, and answered by a scripted clerk. */

import { partner, scenario } from "../lib/demo.js";
import { html } from "../lib/html.js";
import { notify } from "../lib/notify.js";
import { Panel } from "../lib/panel.js";
import { unlock } from "../lib/sound.js";
import { say, text } from "../lib/words.js";

const WORDS = {
  demo: text("演示", "Demonstration"),
  call_in: text("现在叫我入座", "Call me in now"),
  clerk: text("由演示坐席接听", "Let a scripted clerk answer"),
  coming: text("演示坐席正在上岗", "A scripted clerk is on the way"),
};

export class TbShowMe extends Panel {
  #isDemo = false;
  /** The case that a clerk was asked for. */
  #asked = "";

  connected() {
    scenario().then(
      (found) => {
        this.#isDemo = found.is_demo;
        this.update();
      },
      () => undefined, // no demonstration
    );
  }

  render() {
    const { view } = this;
    if (!this.#isDemo || view === null || view.started_at !== null) return html``;
    const isSeated = Object.keys(view.units).length > 0;
    return html`<div class="note row" role="group" aria-label="${say(WORDS.demo)}">
      <span class="tag">${say(WORDS.demo)}</span>
      ${isSeated || view.stands_aside
        ? ""
        : html`<button data-key="in" ?disabled=${this.isBusy} .onclick=${() => this.#callIn()}>
            ${say(WORDS.call_in)}
          </button>`}
      <button
        data-key="clerk"
        ?disabled=${this.isBusy || this.#asked === view.case}
        .onclick=${() => this.#clerk(view.case)}
      >
        ${say(this.#asked === view.case ? WORDS.coming : WORDS.clerk)}
      </button>
    </div>`;
  }

  async #callIn() {
    unlock();
    await this.carryOut(async () => this.terminal?.callIn());
  }

  /** @param {string} of the case */
  async #clerk(of) {
    if (!(await this.carryOut(() => partner({ role: "clerk", case: of })))) return;
    this.#asked = of;
    notify(WORDS.coming, "good");
    this.update();
  }
}

customElements.define("tb-show-me", TbShowMe);
