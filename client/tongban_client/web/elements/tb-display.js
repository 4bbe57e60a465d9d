// @ts-check
/**
 * A hall's public display (叫号屏): which number to which window, in very large type, with a
 * chime and a voice once somebody has turned them on. No names, no cases: numbers only.
 */

import "./tb-clock.js";
import "./tb-full-screen.js";

import { announce } from "../lib/announce.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { chime, hasVoice, speak, unlock } from "../lib/sound.js";
import { language, number, say, text } from "../lib/words.js";
import { fresh, nameOf, spelled, windowWithin } from "../state/calls.js";

/**
 * @typedef {import("../wire/from-service.js").Display} Display
 * @typedef {import("../wire/from-service.js").Called} Called
 * @typedef {import("../lib/words.js").Text} Text
 */

const WORDS = {
  calling: text("正在叫号", "Now calling"),
  nobody: text("请等候叫号", "Please wait for your number"),
  to: text("请到", "go to"),
  numbered: text("{name}号窗口", "Window {name}"),
  named: text("窗口 {name}", "Window {name}"),
  before: text("已叫号", "Called before"),
  none_before: text("今日尚未叫号", "Nobody was called yet today"),
  missed: text("过号", "missed"),
  missed_hint: text("过号请联系大厅工作人员", "Missed your number? Ask the staff of the hall"),
  waiting: text("等候人数", "Waiting"),
  sound: text("打开声音", "Sound on"),
  silent: text("关闭声音", "Sound off"),
  chime_only: text("此设备没有语音，只响铃", "This device has no voice: chime only"),
  is_on: text("叫号语音已打开", "The voice is on"),
  spoken: text("请 {number} 号，到 {window}", "Number {number}, please go to {window}"),
  away: text("连接中断，正在重连，请留意大厅人工叫号", "Reconnecting: please listen to the staff's calls"),
  loading: text("正在连接……", "Connecting…"),
};
const TONGUES = /** @type {const} */ (["zh-CN", "en"]);
const VOICE_AFTER_MS = 1000;
/** So many that are called at once are shown large. */
const LARGE = 4;
/** A window's name that is longer is shown smaller [signs]. */
const SHORT = 3;

export class TbDisplay extends TbElement {
  static properties = ["display", "state", "ahead"];
  /** @type {Display | null} */
  display = null;
  /** Of the socket. @type {import("../wire/socket.js").State} */
  state = "connecting";
  /** The service's clock minus this device's [µs]. */
  ahead = 0;
  /** Calls that were told, or were there when the page opened. @type {Set<string> | null} */
  #known = null;
  #isLoud = false;

  /** @param {AbortSignal} until */
  connected(until) {
    window.speechSynthesis?.addEventListener("voiceschanged", () => this.update(), { signal: until });
  }

  shown() {
    if (this.display === null) return;
    const { calling } = this.display;
    const news = this.#known === null ? [] : fresh(this.#known, calling);
    this.#known = new Set(calling.map(nameOf));
    for (const call of news) this.#tellOf(call);
  }

  // --- what is heard -------------------------------------------------------------------------

  /** @param {Called} call */
  #tellOf(call) {
    announce(this.#sentence(call, language(), call.number));
    if (!this.#isLoud) return;
    chime();
    setTimeout(() => {
      if (!this.#isLoud || !this.isConnected) return;
      for (const tongue of TONGUES) speak(this.#sentence(call, tongue, spelled(call.number)), tongue);
    }, VOICE_AFTER_MS);
  }

  /** @param {Called} call @param {import("../lib/words.js").Language} tongue @param {string} as */
  #sentence(call, tongue, as) {
    const parts = { number: as, window: filled(this.#window(call), tongue) };
    return filled({ words: WORDS.spoken, parts }, tongue);
  }

  #toggleSound() {
    this.#isLoud = !this.#isLoud;
    if (this.#isLoud) {
      unlock();
      chime();
      speak(say(WORDS.is_on));
    } else {
      window.speechSynthesis?.cancel();
    }
    this.update();
  }

  // --- what is seen --------------------------------------------------------------------------

  render() {
    const { display } = this;
    return html`
      <header class="row-apart">
        <h1 tabindex="-1">${display === null ? "" : say(display.title)}</h1>
        <tb-clock .ahead=${this.ahead}></tb-clock>
      </header>
      ${this.state === "away" ? html`<p class="note" data-kind="warn">${say(WORDS.away)}</p>` : ""}
      ${display === null
        ? html`<p class="note">${say(WORDS.loading)}</p>`
        : html`${this.#calling(display)} ${this.#before(display)}`}
      <footer class="row-apart">
        <p class="waits">
          ${both(WORDS.waiting)}
          <strong class="digits" data-what="waiting">${number(display?.waiting ?? 0)}</strong>
        </p>
        <p class="muted">${both(WORDS.missed_hint)}</p>
        <div class="row">
          ${this.#isLoud && !hasVoice()
            ? html`<span class="muted small">${say(WORDS.chime_only)}</span>`
            : ""}
          <button aria-pressed="${this.#isLoud}" .onclick=${() => this.#toggleSound()}>
            ${say(this.#isLoud ? WORDS.silent : WORDS.sound)}
          </button>
          <tb-full-screen></tb-full-screen>
        </div>
      </footer>
    `;
  }

  /** @param {Display} display */
  #calling({ calling }) {
    return html`<section class="calling">
      <h2>${both(WORDS.calling)}</h2>
      ${calling.length === 0
        ? html`<p class="rest">${both(WORDS.nobody)}</p>`
        : html`<ol>
            ${calling.slice(0, LARGE).map((call) => this.#large(call))}
          </ol>`}
    </section>`;
  }

  /** @param {Called} call */
  #large(call) {
    const { words, parts } = this.#window(call);
    const size = parts.name.length > SHORT ? "long" : "short";
    return html`<li data-key="${nameOf(call)}" data-number="${call.number}" data-size="${size}">
      <span class="number">${call.number}</span>
      <span class="to">
        <span aria-hidden="true">→</span>
        <span class="only-read">${say(WORDS.to)}</span>
      </span>
      <span class="window">${both(words, parts)}</span>
    </li>`;
  }

  /** @param {Display} display */
  #before({ recent }) {
    return html`<section class="before">
      <h2>${both(WORDS.before)}</h2>
      ${recent.length === 0
        ? html`<p class="muted">${both(WORDS.none_before)}</p>`
        : html`<ol>
            ${recent.map((call) => {
              const { words, parts } = this.#window(call);
              return html`<li data-key="${nameOf(call)}" data-number="${call.number}">
                <span class="digits">${call.number}</span>
                <span>${say(words, parts)}</span>
                ${call.is_missed
                  ? html`<span class="tag" data-kind="warn">${say(WORDS.missed)}</span>`
                  : ""}
              </li>`;
            })}
          </ol>`}
    </section>`;
  }

  /** What a call's window is called. @param {Called} call */
  #window({ window: unit }) {
    const name = windowWithin(unit, this.display?.hall ?? "");
    return { words: /^\d+$/.test(name) ? WORDS.numbered : WORDS.named, parts: { name } };
  }
}

/**
 * A text in a given language, whichever the page's is.
 * @param {{ words: Text, parts: Record<string, string> }} what
 * @param {import("../lib/words.js").Language} tongue
 */
function filled({ words, parts }, tongue) {
  return say({ "zh-CN": words[tongue], en: words[tongue] }, parts);
}

/**
 * A text in the page's language, and in the other: a hall's guests read either.
 * @param {Text} words @param {Record<string, string>} [parts]
 */
function both(words, parts = {}) {
  const other = language() === "en" ? "zh-CN" : "en";
  return html`<span>${say(words, parts)}</span>
    <span class="other" lang="${other}">${filled({ words, parts }, other)}</span>`;
}

customElements.define("tb-display", TbDisplay);
