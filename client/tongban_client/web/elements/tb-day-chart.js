// @ts-check
/**
 * Today's count through the day beside what the simulator expects of a day: the mean, how sure it
 * is of the mean, and the range in which single days fall. A drawing with its summary in words,
 * and the same as a table.
 */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { number, percent, say, text } from "../lib/words.js";
import { layout, rows, standing, timeOf } from "../state/day-chart.js";

/**
 * @typedef {import("../wire/from-service.js").Expected} Expected
 * @typedef {import("../wire/from-service.js").Throughput} Throughput
 * @typedef {"accepted" | "came" | "answered"} Counted
 */

const COUNTED = {
  accepted: text("受理", "Accepted"),
  came: text("取号", "Tickets"),
  answered: text("咨询答复", "Enquiries"),
};
const WORDS = {
  title: text("今日进度与仿真预期", "Today beside the simulation"),
  which: text("看哪一项", "What is counted"),
  unit: text("件（当日累计）", "cases, cumulative"),
  today: text("今日", "Today"),
  today_so_far: text("今日实际：{value} 件", "today so far: {value}"),
  todays: text("今日实际", "Today so far"),
  mean: text("仿真均值", "Mean of simulated days"),
  means: text("均值的 {level} 置信区间", "{level} interval of that mean"),
  days: text("单日 {share} 区间", "{share} of single days fall in this band"),
  expected: text("预期 {value}", "expected {value}"),
  now: text("现在 {time}", "now {time}"),
  computing: text("正在计算仿真预期……", "The expectation is being computed…"),
  within: text(
    "到 {time} 为 {value} 件，在单日预期区间（{low}–{high} 件）之内。",
    "{value} by {time}, within the band of single days ({low} to {high}).",
  ),
  below: text(
    "到 {time} 为 {value} 件，低于单日预期区间（{low}–{high} 件）。",
    "{value} by {time}, below the band of single days ({low} to {high}).",
  ),
  above: text(
    "到 {time} 为 {value} 件，高于单日预期区间（{low}–{high} 件）。",
    "{value} by {time}, above the band of single days ({low} to {high}).",
  ),
  source: text(
    "仿真预期：情景“{scenario}”，{replications} 次独立重复（{days} 个工作日），种子 {seed}。依据情景中的假设，不是考核目标。",
    "Simulated expectation for scenario “{scenario}”, {replications} replications ({days} days), seed {seed}. It rests on the scenario's assumptions and is no target.",
  ),
  demo: text("演示：今日的数字来自演示操作。", "Demonstration: today's figures come from playing."),
  load: text("需求为情景的 {load} 倍。", "Demand: {load} times the scenario's."),
  table: text("表格", "Table"),
  close: text("关闭", "Close"),
  until: text("截至", "Until"),
};

export class TbDayChart extends TbElement {
  static properties = ["throughput", "expected", "minute", "scenario", "isDemo"];
  /** @type {Throughput | null} */
  throughput = null;
  /** Null until it is computed. @type {Expected | null} */
  expected = null;
  /** Of the day, now. */
  minute = 0;
  /** What the scenario is called. */
  scenario = "";
  isDemo = false;
  /** @type {Counted} */
  #counted = "accepted";
  #size = { width: 0, height: 0, em: 16 };

  /** @param {AbortSignal} until */
  connected(until) {
    const observer = new ResizeObserver(() => this.#measure());
    observer.observe(this);
    until.addEventListener("abort", () => observer.disconnect());
  }

  shown() {
    this.#measure();
  }

  /** The drawing is as large as the room it has, so that its words keep their size. */
  #measure() {
    const plot = this.querySelector(".plot");
    if (plot === null) return;
    const { clientWidth: width, clientHeight: height } = plot;
    const em = parseFloat(getComputedStyle(plot).fontSize);
    const was = this.#size;
    if (width === was.width && height === was.height && em === was.em) return;
    this.#size = { width, height, em };
    this.update();
  }

  render() {
    if (this.throughput === null) return html``;
    const curve = this.expected?.[this.#counted] ?? null;
    const figures = { actual: this.throughput[this.#counted], curve, minute: this.minute };
    return html`
      <div class="row-apart">
        <h2>${say(WORDS.title)}</h2>
        <div class="row" role="group" aria-label="${say(WORDS.which)}">
          ${Object.keys(COUNTED).map((name) => this.#choice(/** @type {Counted} */ (name)))}
          <button .onclick=${() => this.#dialog()?.showModal()}>${say(WORDS.table)}</button>
        </div>
      </div>
      <div class="plot">${this.#size.width > 0 ? this.#drawing(figures) : ""}</div>
      ${this.#legend()} ${this.#words(figures)}
      <dialog aria-label="${say(WORDS.title)}">${this.#table(figures)}</dialog>
    `;
  }

  /** @param {Counted} name */
  #choice(name) {
    const choose = () => {
      this.#counted = name;
      this.update();
    };
    return html`<button aria-pressed="${name === this.#counted}" .onclick=${choose}>
      ${say(COUNTED[name])}
    </button>`;
  }

  #dialog() {
    return this.querySelector("dialog");
  }

  // --- the drawing ---------------------------------------------------------------------------

  /** @param {import("../state/day-chart.js").Figures} figures */
  #drawing(figures) {
    const { width, height, em } = this.#size;
    const at = layout(figures, this.#size);
    const { left, right, top, bottom } = at.plot;
    return html`<svg
      role="img"
      aria-label="${this.#summary(figures)}"
      viewBox="0 0 ${width} ${height}"
      width="${width}"
      height="${height}"
    >
      <text class="unit" x="0" y="${em}">${say(COUNTED[this.#counted])} · ${say(WORDS.unit)}</text>
      ${at.y.map(
        ({ value, y }) => html`<g class="tick">
          <line x1="${left}" x2="${right}" y1="${y}" y2="${y}" />
          <text x="${left - 0.5 * em}" y="${y + 0.35 * em}" text-anchor="end">${number(value)}</text>
        </g>`,
      )}
      ${at.x.map(
        ({ at: minute, x }) => html`<g class="tick">
          <line x1="${x}" x2="${x}" y1="${bottom}" y2="${bottom + 0.4 * em}" />
          <text x="${x}" y="${bottom + 1.5 * em}" text-anchor="middle">${timeOf(minute)}</text>
        </g>`,
      )}
      ${at.days &&
      html`<path class="days" d="${at.days.fill}" /><path class="days edge" d="${at.days.edges}" />`}
      ${at.means &&
      html`<path class="means" d="${at.means.fill}" />
        <path class="means edge" d="${at.means.edges}" />`}
      ${at.mean && html`<path class="mean" d="${at.mean}" />`}
      ${at.isWide && at.meanEnd
        ? html`<text class="mean-end" x="${at.meanEnd.x + 0.5 * em}" y="${at.meanEnd.y + 0.35 * em}">
            ${say(WORDS.expected, { value: number(at.meanEnd.value, 1) })}
          </text>`
        : ""}
      <line class="now" x1="${at.now.x}" x2="${at.now.x}" y1="${top}" y2="${bottom}" />
      <path class="today" d="${at.steps}" />
      <circle class="today" cx="${at.now.x}" cy="${at.now.y}" r="${0.4 * em}" />
      <text
        class="today-end"
        x="${at.now.x + (at.now.isLate ? -0.6 : 0.6) * em}"
        y="${at.now.y - 0.6 * em}"
        text-anchor="${at.now.isLate ? "end" : "start"}"
      >
        ${say(WORDS.today)} ${number(at.now.value)}
      </text>
    </svg>`;
  }

  #legend() {
    const { expected } = this;
    return html`<ul class="legend row">
      <li data-line="today">${say(WORDS.todays)}</li>
      ${expected &&
      html`<li data-line="mean">${say(WORDS.mean)}</li>
        <li data-line="means">${say(WORDS.means, { level: percent(expected.mean_level) })}</li>
        <li data-line="days">${say(WORDS.days, { share: percent(expected.day_share) })}</li>`}
    </ul>`;
  }

  // --- the same in words ---------------------------------------------------------------------

  /** @param {import("../state/day-chart.js").Figures} figures */
  #words(figures) {
    const { expected } = this;
    if (expected === null) return html`<p class="note">${say(WORDS.computing)}</p>`;
    const load = expected.load === 1 ? "" : say(WORDS.load, { load: number(expected.load, 1) });
    return html`<p class="standing">${this.#standing(figures)}</p>
      <p class="muted source">
        ${say(WORDS.source, {
          scenario: this.scenario || expected.digest.replace("sha256:", "").slice(0, 12),
          replications: number(expected.replications),
          days: number(expected.days),
          seed: String(expected.seed),
        })}
        ${load} ${this.isDemo ? say(WORDS.demo) : ""}
      </p>`;
  }

  /** @param {import("../state/day-chart.js").Figures} figures */
  #standing(figures) {
    const found = standing(figures);
    if (found === null) return "";
    const { value, low, high } = found;
    const parts = { value: number(value), low: number(low), high: number(high) };
    return say(WORDS[found.state], { ...parts, time: timeOf(found.minute) });
  }

  /** @param {import("../state/day-chart.js").Figures} figures */
  #summary(figures) {
    const { actual } = figures;
    const so_far = say(WORDS.today_so_far, { value: number(actual[actual.length - 1] ?? 0) });
    const stands = this.expected === null ? say(WORDS.computing) : this.#standing(figures);
    return `${say(COUNTED[this.#counted])} · ${so_far} · ${stands}`;
  }

  /** @param {import("../state/day-chart.js").Figures} figures */
  #table(figures) {
    const { expected } = this;
    const level = expected && percent(expected.mean_level);
    const share = expected && percent(expected.day_share);
    return html`
      <div class="row-apart">
        <h2>${say(WORDS.title)} · ${say(COUNTED[this.#counted])}</h2>
        <button .onclick=${() => this.#dialog()?.close()}>${say(WORDS.close)}</button>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">${say(WORDS.until)}</th>
            <th scope="col">${say(WORDS.todays)}</th>
            ${expected &&
            html`<th scope="col">${say(WORDS.mean)}</th>
              <th scope="col">${say(WORDS.means, { level: String(level) })}</th>
              <th scope="col">${say(WORDS.days, { share: String(share) })}</th>`}
          </tr>
        </thead>
        <tbody>
          ${rows(figures).map(
            (row) => html`<tr>
              <th scope="row">${timeOf(row.end)}</th>
              <td>${row.actual === null ? "–" : number(row.actual)}</td>
              ${row.expected &&
              html`<td>${number(row.expected.mean, 1)}</td>
                <td>${row.expected.means.map((value) => number(value, 1)).join("–")}</td>
                <td>${row.expected.days.map((value) => number(value)).join("–")}</td>`}
            </tr>`,
          )}
        </tbody>
      </table>
    `;
  }
}

customElements.define("tb-day-chart", TbDayChart);
