// @ts-check
/** The time of day by the service's clock, and the day. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { clockTime, day } from "../lib/words.js";

const HALL_MS = 8 * 3600 * 1000; // the halls' clocks before UTC

export class TbClock extends TbElement {
  static properties = ["ahead"];
  /** The service's clock minus this device's [µs]. */
  ahead = 0;

  /** @param {AbortSignal} until */
  connected(until) {
    this.every(1000, () => this.update(), until);
  }

  render() {
    const now = Date.now() * 1000 + this.ahead;
    const today = new Date(now / 1000 + HALL_MS).toISOString().slice(0, 10);
    return html`
      <time class="digits">${clockTime(now, { seconds: true })}</time>
      <span class="muted">${day(today)}</span>
    `;
  }
}

customElements.define("tb-clock", TbClock);
