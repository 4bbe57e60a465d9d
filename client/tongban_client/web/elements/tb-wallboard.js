// @ts-check
/** The supervisors' wallboard: what waits, how the day goes, and what was expected of it. */

import "./tb-clock.js";
import "./tb-day-chart.js";
import "./tb-full-screen.js";
import "./tb-places.js";
import "./tb-stages.js";

import { announce } from "../lib/announce.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { clockTime, duration, minuteOfDay, number, percent, say, stopwatch, text } from "../lib/words.js";
import { decided, hallLines, inProgress, regionLines, soFar, waitOf } from "../state/board.js";

/**
 * @typedef {import("../wire/from-service.js").Board} Board
 * @typedef {import("../wire/from-service.js").Quantity} Quantity
 * @typedef {import("../wire/from-service.js").CatalogueGiven} CatalogueGiven
 */

const WORDS = {
  title: text("远程虚拟窗口运行看板", "Remote virtual window: today"),
  leave: text("退出登录", "Sign out"),
  open: text("实时，更新于 {time}", "Live, as of {time}"),
  away: text("连接中断，正在重连；以下为 {time} 的数据", "Reconnecting; the figures are as of {time}"),
  back: text("已重新连接", "Connected again"),
  loading: text("正在读取数据……", "Reading the figures…"),
  waiting: text("正在等候", "Waiting now"),
  seated: text("其中 {count} 人已入座，等坐席应答", "{count} of them at a window, for a clerk"),
  longest: text("最长等候", "Longest wait"),
  nobody: text("无人等候", "Nobody waits"),
  within: text("未超过目标（{target}）", "Within the target ({target})"),
  over: text("已超过目标（{target}）", "Over the target ({target})"),
  level: text("今日服务水平", "Service level so far"),
  level_is: text(
    "今日来人中，等候不超过{target}即获坐席应答的占比：{decided} 人中 {within} 人",
    "Of all who came today, the share a clerk answered within {target}: {within} of {decided}",
  ),
  open_yet: text("；另有 {count} 人在时限内等候", "; {count} not decided yet"),
  mean: text("平均等候", "Mean wait"),
  mean_is: text("今日已获坐席应答者", "of those a clerk answered today"),
  accepted: text("今日受理", "Accepted today"),
  came: text("取号 {came}，咨询答复 {answered}，中途离开 {left}", "{came} tickets, {answered} enquiries answered, {left} left"),
  progress: text("在办件", "In progress"),
  clerks: text("在岗坐席 {on} 人，空闲 {free} 人", "Clerks on duty: {on}, free: {free}"),
  expected: text("仿真预期 {mean}（单日 {share} 区间 {low}–{high}）", "Expected {mean} ({share} of days {low} to {high})"),
  minutes: text("{value} 分钟", "{value} min"),
  none: text("暂无", "none yet"),
};

export class TbWallboard extends TbElement {
  static properties = ["board", "state", "ahead", "catalogue", "scenario"];
  /** @type {Board | null} */
  board = null;
  /** Of the socket. @type {import("../wire/socket.js").State} */
  state = "connecting";
  /** The service's clock minus this device's [µs]. */
  ahead = 0;
  /** @type {CatalogueGiven | null} */
  catalogue = null;
  /** @type {import("../lib/demo.js").Scenario | null} */
  scenario = null;
  /** @type {string} */
  #was = "connecting";

  /** @param {AbortSignal} until */
  connected(until) {
    this.every(1000, () => this.update(), until);
  }

  shown() {
    if (this.state === this.#was) return;
    if (this.state === "away") announce(this.#status(), { urgent: true });
    else if (this.#was === "away") announce(say(WORDS.back));
    this.#was = this.state;
  }

  /** Waits run on while the link is there; without it, nothing is claimed beyond the last news. */
  #now() {
    const told = this.board?.now ?? 0;
    return this.state === "open" ? Math.max(told, Date.now() * 1000 + this.ahead) : told;
  }

  render() {
    const { board } = this;
    return html`
      <header class="row-apart">
        <div class="row">
          <h1 tabindex="-1">${say(WORDS.title)}</h1>
          <p class="tag status" data-kind="${this.state === "open" ? "good" : "warn"}">
            ${this.#status()}
          </p>
        </div>
        <div class="row">
          <tb-clock .ahead=${this.ahead}></tb-clock>
          <tb-full-screen></tb-full-screen>
          <button .onclick=${() => this.tell("sign-out")}>${say(WORDS.leave)}</button>
        </div>
      </header>
      ${board === null ? html`<p class="note">${say(WORDS.loading)}</p>` : this.#figures(board)}
    `;
  }

  #status() {
    if (this.board === null) return say(WORDS.loading);
    const time = clockTime(this.board.now, { seconds: true });
    return say(this.state === "open" ? WORDS.open : WORDS.away, { time });
  }

  /** @param {Board} board */
  #figures(board) {
    const { catalogue, scenario } = this;
    const now = this.#now();
    const target = board.service_level.target_s;
    const titles = Object.entries(catalogue?.regions ?? {}).map(([name, { title }]) => [name, title]);
    return html`
      <dl class="figures">${this.#tiles(board, now)}</dl>
      <tb-day-chart
        class="panel"
        .throughput=${board.throughput}
        .expected=${board.expected}
        .minute=${minuteOfDay(now)}
        .scenario=${scenario === null ? "" : say(scenario.title)}
        .isDemo=${scenario?.is_demo ?? false}
      ></tb-day-chart>
      <tb-stages
        class="panel"
        .stages=${board.stages}
        .titles=${catalogue?.stages ?? {}}
      ></tb-stages>
      <tb-places
        class="panel"
        data-kind="regions"
        .kind=${"regions"}
        .lines=${regionLines(board)}
        .titles=${Object.fromEntries(titles)}
        .now=${now}
        .target=${target}
      ></tb-places>
      <tb-places
        class="panel"
        data-kind="halls"
        .kind=${"halls"}
        .lines=${hallLines(board)}
        .titles=${catalogue?.halls ?? {}}
        .now=${now}
        .target=${target}
      ></tb-places>
    `;
  }

  /** @param {Board} board @param {number} now */
  #tiles(board, now) {
    const { clerks, throughput } = board;
    const seated = board.halls.reduce((sum, hall) => sum + hall.seated, 0);
    const came = { came: number(soFar(throughput.came)), left: number(soFar(throughput.abandoned)) };
    const on = { on: number(clerks.free + clerks.busy), free: number(clerks.free) };
    return [
      this.#tile(
        "waiting",
        number(board.waiting),
        seated > 0 ? say(WORDS.seated, { count: number(seated) }) : "",
      ),
      this.#longest(board, now),
      this.#level(board),
      this.#mean(board),
      this.#tile(
        "accepted",
        number(soFar(throughput.accepted)),
        say(WORDS.came, { ...came, answered: number(soFar(throughput.answered)) }),
      ),
      this.#tile("progress", number(inProgress(board)), say(WORDS.clerks, on)),
    ];
  }

  /**
   * @param {"waiting" | "longest" | "level" | "mean" | "accepted" | "progress"} name
   * @param {string} value @param {string} more @param {string} [kind] @param {string} [expected]
   */
  #tile(name, value, more, kind = "", expected = "") {
    return html`<div class="panel" data-figure="${name}" data-kind="${kind}">
      <dt>${say(WORDS[name])}</dt>
      <dd class="value digits">${value}</dd>
      <dd class="muted small">${more}</dd>
      ${expected ? html`<dd class="muted small">${expected}</dd>` : ""}
    </div>`;
  }

  /** @param {Board} board @param {number} now */
  #longest(board, now) {
    const target_s = board.service_level.target_s;
    const { seconds, state } = waitOf(board.longest_since, now, target_s);
    const more = say(WORDS[state], { target: duration(target_s) });
    const value = state === "nobody" ? "–" : stopwatch(seconds);
    return this.#tile("longest", value, more, state === "over" ? "bad" : "");
  }

  /** @param {Board} board */
  #level({ service_level, expected }) {
    const { within, undecided, target_s, level } = service_level;
    const parts = { target: duration(target_s), within: number(within) };
    const is = say(WORDS.level_is, { ...parts, decided: number(decided(service_level)) });
    const open = undecided > 0 ? say(WORDS.open_yet, { count: number(undecided) }) : "";
    const value = level === null ? say(WORDS.none) : percent(level);
    const hoped = this.#expected(expected?.service_level ?? null, percent, percent);
    return this.#tile("level", value, `${is}${open}`, "", hoped);
  }

  /** @param {Board} board */
  #mean({ wait_mean_s, expected }) {
    /** @param {number} minutes */
    const shown = (minutes) => say(WORDS.minutes, { value: number(minutes, 1) });
    const value = wait_mean_s === null ? say(WORDS.none) : shown(wait_mean_s / 60);
    const hoped = this.#expected(expected?.wait_mean_min ?? null, shown, (least) => number(least, 1));
    return this.#tile("mean", value, say(WORDS.mean_is), "", hoped);
  }

  /**
   * @param {Quantity | null} quantity
   * @param {(value: number) => string} shown
   * @param {(value: number) => string} least how the low end of a range is shown
   */
  #expected(quantity, shown, least) {
    if (quantity === null) return "";
    const { mean, day_low, day_high } = quantity;
    const share = percent(this.board?.expected?.day_share ?? 0);
    return say(WORDS.expected, {
      share,
      mean: shown(mean),
      low: least(day_low),
      high: shown(day_high),
    });
  }
}

customElements.define("tb-wallboard", TbWallboard);
