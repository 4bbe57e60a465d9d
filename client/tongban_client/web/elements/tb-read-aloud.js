// @ts-check
/** Reads the present panel aloud by the browser's own voice; by itself when `auto`. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { speak } from "../lib/sound.js";
import { say, text } from "../lib/words.js";

const WORDS = {
  read: text("朗读本页", "Read aloud"),
  stop: text("停止朗读", "Stop reading"),
};
/** What is not read: what one operates, what stands elsewhere, pictures. */
const SKIPPED = "button, input, select, textarea, iframe, canvas, dialog, details, [hidden], tb-document";

export class TbReadAloud extends TbElement {
  static properties = ["of", "key", "auto"];
  /** The element that is read. @type {() => Element | null} */
  of = () => null;
  /** What is shown there: another one is read by itself when `auto`. */
  key = "";
  auto = false;

  #read = "";
  #isReading = false;

  /** @param {AbortSignal} until */
  connected(until) {
    this.every(500, () => this.#look(), until);
    until.addEventListener("abort", () => stop(), { once: true });
  }

  render() {
    if (!("speechSynthesis" in window)) return html``;
    return html`<button aria-pressed="${this.#isReading}" .onclick=${() => this.#press()}>
      ${say(this.#isReading ? WORDS.stop : WORDS.read)}
    </button>`;
  }

  shown() {
    if (this.key === this.#read) return;
    this.#read = this.key;
    stop();
    // What is to be read is shown a moment later.
    if (this.auto) setTimeout(() => this.isConnected && this.#begin(), 300);
  }

  #press() {
    if (this.#isReading) stop();
    else this.#begin();
    this.#look();
  }

  #begin() {
    const part = this.of();
    if (part === null) return;
    speak(wordsOf(part));
    this.#look();
  }

  #look() {
    const isReading = "speechSynthesis" in window && speechSynthesis.speaking;
    if (isReading === this.#isReading) return;
    this.#isReading = isReading;
    this.update();
  }
}

function stop() {
  if ("speechSynthesis" in window) speechSynthesis.cancel();
}

/** The words of a part that one reads. @param {Element} part */
function wordsOf(part) {
  const copy = /** @type {Element} */ (part.cloneNode(true));
  for (const skipped of copy.querySelectorAll(SKIPPED)) skipped.remove();
  const lines = [...copy.querySelectorAll("h1, h2, h3, p, li, label, dt, dd, legend")];
  const said = lines.filter((line) => !lines.some((other) => other !== line && other.contains(line)));
  return said.map((line) => line.textContent?.replace(/\s+/g, " ").trim()).filter(Boolean).join("。");
}

customElements.define("tb-read-aloud", TbReadAloud);
