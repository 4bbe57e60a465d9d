// @ts-check
/** A case that rings at one's desk: whose, from where, and how long it rings yet. */

import { announce } from "../lib/announce.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { chime } from "../lib/sound.js";
import { number, say, text } from "../lib/words.js";

const RING_MS = 2500;
const WORDS = {
  title: text("来电：{number}", "Calling: {number}"),
  told: text(
    "来电：{number}，{item}，{hall}。按 A 键接听。",
    "Calling: {number}, {item}, {hall}. Press A to accept.",
  ),
  by: text("坐席 {by} 请您接手此件", "{by} asks you to take this case over"),
  left: text("还有 {n} 秒", "{n} s left"),
  accept: text("接听", "Accept"),
  pass: text("让其他坐席接听", "Let it pass"),
};

export class TbDeskRinging extends TbElement {
  static properties = ["rings", "socket", "catalogue", "isLoud"];
  /** @type {import("../wire/from-service.js").Ringing[]} */
  rings = [];
  /** Whose clock counts. @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  /** @type {import("../wire/from-service.js").CatalogueGiven | null} */
  catalogue = null;
  isLoud = true;
  #told = "";

  /** @param {AbortSignal} until */
  connected(until) {
    this.every(1000, () => this.update(), until);
    this.every(RING_MS, () => this.#ring(), until);
    queueMicrotask(() => this.#ring());
  }

  render() {
    return html`${this.rings.map((ring) => this.#one(ring))}`;
  }

  shown() {
    const [first] = this.rings;
    if (first === undefined || first.case === this.#told) return;
    this.#told = first.case;
    announce(say(WORDS.told, { number: first.number, ...this.#where(first) }), { urgent: true });
  }

  /** @param {import("../wire/from-service.js").Ringing} ring */
  #one(ring) {
    const { item, hall } = this.#where(ring);
    const left = Math.max(0, Math.ceil((ring.until - (this.socket?.now_us() ?? 0)) / 1e6));
    return html`<section class="panel stack-s" data-key="${ring.case}">
      <h1 tabindex="-1" data-focus>${say(WORDS.title, { number: ring.number })}</h1>
      <p>${item}</p>
      <p class="muted">${hall}</p>
      ${ring.by === null ? "" : html`<p class="note">${say(WORDS.by, { by: ring.by })}</p>`}
      <p class="row" role="timer">
        <progress max="20" value="${left}" aria-hidden="true"></progress>
        <span class="digits">${say(WORDS.left, { n: number(left) })}</span>
      </p>
      <div class="row">
        <button
          class="primary big"
          aria-keyshortcuts="a"
          .onclick=${() => this.tell("accept", ring.case)}
        >
          ${say(WORDS.accept)} <kbd aria-hidden="true">A</kbd>
        </button>
        <button aria-keyshortcuts="p" .onclick=${() => this.tell("pass", ring.case)}>
          ${say(WORDS.pass)} <kbd aria-hidden="true">P</kbd>
        </button>
      </div>
    </section>`;
  }

  /** @param {import("../wire/from-service.js").Ringing} ring */
  #where(ring) {
    const item = this.catalogue?.items[ring.item]?.title;
    const hall = this.catalogue?.halls[ring.hall];
    return { item: item ? say(item) : ring.item, hall: hall ? say(hall) : ring.hall };
  }

  #ring() {
    if (this.isLoud && this.rings.length > 0) chime();
  }
}

customElements.define("tb-desk-ringing", TbDeskRinging);
