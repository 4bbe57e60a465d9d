// @ts-check
/** Who waits where, for how long, and how the staff there is: home regions, or nearby halls. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { number, say, stopwatch, text } from "../lib/words.js";
import { waitOf } from "../state/board.js";

const KINDS = {
  regions: {
    title: text("按属地", "By home region"),
    name: text("属地", "Home region"),
    staff: text("属地坐席", "Home clerks"),
  },
  halls: {
    title: text("按就近大厅", "By nearby hall"),
    name: text("大厅", "Hall"),
    staff: text("帮办员", "Assistants"),
  },
};
const WORDS = {
  waiting: text("等候", "Waiting"),
  seated: text("（{count} 人已入座）", "({count} seated)"),
  longest: text("最长等候", "Longest"),
  nobody: text("无人等候", "nobody"),
  over: text("超过目标", "over target"),
  none: text("无人到岗", "nobody yet"),
  free: text("空闲", "free"),
  busy: text("办件中", "with a case"),
  on_break: text("小休", "on a break"),
  off: text("离岗", "gone"),
};
/** @typedef {"free" | "busy" | "on_break" | "off"} StaffState */
const STATES = /** @type {StaffState[]} */ (["free", "busy", "on_break", "off"]);

export class TbPlaces extends TbElement {
  static properties = ["kind", "lines", "titles", "now", "target"];
  /** @type {"regions" | "halls"} */
  kind = "regions";
  /** @type {import("../state/board.js").Place[]} */
  lines = [];
  /** Of the places by name. @type {{ [name: string]: import("../lib/words.js").Text }} */
  titles = {};
  /** @type {number} µs since 1970-01-01 UTC */
  now = 0;
  /** A wait that is longer is over the target [s]. */
  target = Infinity;

  render() {
    const words = KINDS[this.kind];
    return html`
      <h2>${say(words.title)}</h2>
      <table role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">${say(words.name)}</th>
            <th role="columnheader" scope="col">${say(WORDS.waiting)}</th>
            <th role="columnheader" scope="col">${say(WORDS.longest)}</th>
            <th role="columnheader" scope="col">${say(words.staff)}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${this.lines.map((place) => this.#line(place))}
        </tbody>
      </table>
    `;
  }

  /** @param {import("../state/board.js").Place} place */
  #line({ name, waiting, seated, since, staff }) {
    const title = this.titles[name];
    // Roles are said in so many words, since a narrow table is laid out as a list.
    return html`<tr role="row" data-key="${name}" data-place="${name}">
      <th role="rowheader" scope="row">${title ? say(title) : name}</th>
      <td role="cell" data-what="waiting" data-label="${say(WORDS.waiting)}">
        <strong class="digits">${number(waiting)}</strong>
        ${seated > 0
          ? html`<span class="muted small">${say(WORDS.seated, { count: number(seated) })}</span>`
          : ""}
      </td>
      <td role="cell" data-what="longest" data-label="${say(WORDS.longest)}">${this.#wait(since)}</td>
      <td role="cell" data-what="staff" data-label="${say(KINDS[this.kind].staff)}">${this.#staff(staff)}</td>
    </tr>`;
  }

  /** @param {number | null} since */
  #wait(since) {
    const { seconds, state } = waitOf(since, this.now, this.target);
    if (state === "nobody") return html`<span class="muted">${say(WORDS.nobody)}</span>`;
    return html`<span class="digits">${stopwatch(seconds)}</span>
      ${state === "over" ? html`<span class="tag" data-kind="bad">${say(WORDS.over)}</span>` : ""}`;
  }

  /** @param {import("../state/board.js").StaffNow} staff */
  #staff(staff) {
    const there = STATES.filter((state) => staff[state] > 0);
    if (there.length === 0) return html`<span class="muted">${say(WORDS.none)}</span>`;
    return html`<ul class="staff">
      ${there.map(
        (state) => html`<li data-staff="${state}">
          <span class="digits">${number(staff[state])}</span> ${say(WORDS[state])}
        </li>`,
      )}
    </ul>`;
  }
}

customElements.define("tb-places", TbPlaces);
