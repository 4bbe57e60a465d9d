// @ts-check
import { Markup, html } from "./html.js";
import { morph } from "./morph.js";
import { onLanguage } from "./words.js";

/**
 * One of our elements: shows what `render` gives, again after `update()`, once for many changes.
 *
 * Data comes in as properties (`static properties`), news goes out as events (`tell`). What
 * `connected` adds (listeners, timers) is given to `until`, and ends with the element.
 */
export class TbElement extends HTMLElement {
  /** Names of properties that, set, show the element anew. @type {string[]} */
  static properties = [];

  #isDue = false;
  #isWatched = false;
  /** @type {AbortController | null} */
  #life = null;

  connectedCallback() {
    this.#watch();
    this.#life = new AbortController();
    onLanguage(() => this.update(), this.#life.signal);
    this.connected(this.#life.signal);
    this.update(); // soon, not now: the properties that the markup gives come first
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#life = null;
  }

  /**
   * Called when the element comes into the page; listen with the signal, and it ends with it.
   * @param {AbortSignal} _until
   */
  connected(_until) {}

  /** What the element shows. @returns {Markup} */
  render() {
    return html``;
  }

  /** Called after the element was shown. */
  shown() {}

  /** Show the element anew, soon. */
  update() {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => this.show());
  }

  /** Show the element anew, now. */
  show() {
    this.#isDue = false;
    if (!this.isConnected) return;
    morph(this, this.render());
    this.shown();
  }

  /**
   * Send an event that bubbles, with a detail.
   * @param {string} name @param {unknown} [detail]
   */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  /**
   * Call something every so often while the element is in the page.
   * @param {number} ms @param {() => void} call @param {AbortSignal} until
   */
  every(ms, call, until) {
    const timer = setInterval(call, ms);
    until.addEventListener("abort", () => clearInterval(timer), { once: true });
  }

  /** From now on, a property that is set shows the element anew. */
  #watch() {
    if (this.#isWatched) return;
    this.#isWatched = true;
    const names = /** @type {typeof TbElement} */ (this.constructor).properties;
    const own = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (this));
    for (const name of names) {
      let value = own[name];
      Object.defineProperty(this, name, {
        get: () => value,
        set: (given) => {
          value = given;
          this.update();
        },
      });
    }
  }
}
