// @ts-check
/** The line of the home region: who waits and since when, who stands aside. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { number, say, stopwatch, text } from "../lib/words.js";

const WORDS = {
  title: text("候办队列", "Waiting"),
  none: text("当前无人等候", "Nobody is waiting"),
  waited: text("已等候", "waiting for"),
  rings: text("正在呼叫本席", "rings at your desk"),
  call: text("办理此号", "Call this one"),
  hold: text("搁置", "Hold"),
  aside: text("搁置与过号", "On hold or missed"),
  resume: text("恢复排队", "Back in line"),
  busy: text("办结当前办件后可叫号", "You can call the next once your case is done"),
  off: text("上岗后可叫号", "Come on duty to call"),
};

export class TbDeskLine extends TbElement {
  static properties = ["line", "socket", "catalogue", "can"];
  /** @type {import("../wire/from-service.js").Line | null} */
  line = null;
  /** Whose clock counts. @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  /** @type {import("../wire/from-service.js").CatalogueGiven | null} */
  catalogue = null;
  /** Whether one may call now, and if not, why. @type {"call" | "busy" | "off"} */
  can = "off";

  /** @param {AbortSignal} until */
  connected(until) {
    this.every(1000, () => this.update(), until);
  }

  render() {
    const { line } = this;
    if (line === null) return html``;
    return html`
      <h2>${say(WORDS.title)} <span class="tag">${number(line.waiting.length)}</span></h2>
      ${this.can === "call" ? "" : html`<p class="hint" data-key="why">${say(WORDS[this.can])}</p>`}
      ${line.waiting.length === 0 ? html`<p class="muted" data-key="none">${say(WORDS.none)}</p>` : ""}
      <ol class="stack-s" data-key="waiting">
        ${line.waiting.map((one) => this.#waiting(one))}
      </ol>
      ${line.aside.length === 0
        ? ""
        : html`<h3 data-key="aside-title">${say(WORDS.aside)}</h3>
            <ol class="stack-s" data-key="aside">
              ${line.aside.map((one) => this.#aside(one))}
            </ol>`}
    `;
  }

  /** @param {import("../wire/from-service.js").InLine} one */
  #waiting(one) {
    const rings = this.line?.ringing.some((ring) => ring.case === one.case) ?? false;
    const label = (/** @type {import("../lib/words.js").Text} */ words) =>
      `${say(words)} ${one.number}`;
    return html`<li class="stack-s" data-key="${one.case}" ?data-rings=${rings}>
      ${this.#facts(one)} ${rings ? html`<p class="small">${say(WORDS.rings)}</p>` : ""}
      <div class="row">
        <button
          aria-label="${label(WORDS.call)}"
          ?disabled=${this.can !== "call"}
          .onclick=${() => this.tell("call", one.case)}
        >
          ${say(WORDS.call)}
        </button>
        <button
          aria-label="${label(WORDS.hold)}"
          ?disabled=${this.can === "busy"}
          .onclick=${() => this.tell("hold", one.case)}
        >
          ${say(WORDS.hold)}
        </button>
      </div>
    </li>`;
  }

  /** @param {import("../wire/from-service.js").InLine} one */
  #aside(one) {
    return html`<li class="stack-s" data-key="${one.case}">
      ${this.#facts(one)}
      <button
        aria-label="${say(WORDS.resume)} ${one.number}"
        ?disabled=${this.can === "busy"}
        .onclick=${() => this.tell("resume", one.case)}
      >
        ${say(WORDS.resume)}
      </button>
    </li>`;
  }

  /** @param {import("../wire/from-service.js").InLine} one */
  #facts(one) {
    const item = this.catalogue?.items[one.item]?.title;
    const hall = this.catalogue?.halls[one.hall];
    const now = this.socket?.now_us() ?? one.since;
    return html`<div class="row-apart">
        <b class="digits number">${one.number}</b>
        <span>
          <span class="only-read">${say(WORDS.waited)}</span>
          <span class="digits">${stopwatch((now - one.since) / 1e6)}</span>
        </span>
      </div>
      <p>${item ? say(item) : one.item}</p>
      <p class="small muted">${hall ? say(hall) : one.hall}</p>`;
  }
}

customElements.define("tb-desk-line", TbDeskLine);
