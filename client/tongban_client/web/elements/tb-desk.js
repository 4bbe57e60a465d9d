// @ts-check
/** The home desk of a region's clerk: signing in, the line, what rings, and the case in hand. */

import { partner, scenario } from "../lib/demo.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { attempt, notify } from "../lib/notify.js";
import { unlock } from "../lib/sound.js";
import { say, text } from "../lib/words.js";
import { isShared } from "../state/desk.js";
import { Desk } from "../wire/desk.js";
import { catalogue } from "../wire/http.js";
import "./tb-desk-bar.js";
import "./tb-desk-call.js";
import "./tb-desk-case.js";
import "./tb-desk-checks.js";
import "./tb-desk-idle.js";
import "./tb-desk-keys.js";
import "./tb-desk-line.js";
import "./tb-desk-owed.js";
import "./tb-desk-ringing.js";
import "./tb-devices.js";
import "./tb-link.js";
import "./tb-sign-in.js";

const LOUD = "tongban.loud";
const SELF = ["clerk"];
const ALL = ["applicant", "assistant", "clerk"];
const WORDS = {
  where: text("请选择坐席所属地区", "Which home region's desk is this?"),
  line: text("队列", "Line"),
  call: text("通话", "Call"),
  case: text("办件", "Case"),
  tabs: text("显示", "Show"),
  came: text("演示申请人正在来的路上，请稍候", "A scripted applicant is on the way"),
  title: text("属地坐席", "Home desk"),
  title_rings: text("来电 {number}", "Calling {number}"),
};
/** Kinds in which the focus goes to the heading, wherever it was. */
const LEADS = ["in_case", "parted", "called", "signed_out"];

export class TbDesk extends TbElement {
  #desk = new Desk();
  /** @type {import("../wire/from-service.js").CatalogueGiven | null} */
  #catalogue = null;
  #region = new URLSearchParams(location.search).get("region") ?? "";
  #isDemo = false;
  #isLoud = isKeptLoud();
  /** @type {"line" | "call" | "case"} */
  #tab = "case";
  /** @type {import("../state/desk.js").Kind | ""} */
  #was = "";

  /** @param {AbortSignal} until */
  connected(until) {
    attempt(catalogue()).then((found) => {
      this.#catalogue = found ?? null;
      this.update();
    });
    scenario().then(
      ({ is_demo }) => {
        this.#isDemo = is_demo;
        this.update();
      },
      () => undefined, // no demonstration: nothing more is offered
    );
    this.#listen(until);
    until.addEventListener("abort", () => this.#desk.close(), { once: true });
  }

  render() {
    const { kind, socket } = this.#desk;
    this.dataset.state = kind;
    if (kind === "signed_out" || socket === null) return this.#signIn();
    const isTogether = kind === "in_case" && isShared(socket.view);
    return html`
      <div class="top panel" data-key="top">
        <tb-desk-bar
          .duty=${socket.line?.duty ?? "off"}
          .day=${socket.last.get("my_day") ?? null}
          .isLoud=${this.#isLoud}
          .isBusy=${kind === "in_case"}
        ></tb-desk-bar>
        <tb-desk-keys .desk=${this.#desk} .kind=${kind} .line=${socket.line}></tb-desk-keys>
      </div>
      <tb-link data-key="link" .socket=${socket} .self=${isTogether ? SELF : ALL}></tb-link>
      ${kind === "shut" ? "" : this.#columns(kind, socket)}
    `;
  }

  shown() {
    const { kind, line, signed } = this.#desk;
    const ring = kind === "ringing" ? line?.ringing[0] : undefined;
    const title = ring ? say(WORDS.title_rings, { number: ring.number }) : say(WORDS.title);
    if (document.title !== title) document.title = title;
    this.tell("who", signed?.name ?? "");
    if (kind === this.#was) return;
    const was = this.#was;
    this.#was = kind;
    if (kind === "in_case") this.#tab = "case";
    if (was !== "") this.#moveFocus(kind);
  }

  // --- what is shown -----------------------------------------------------------------------------

  #signIn() {
    const regions = Object.entries(this.#catalogue?.regions ?? {});
    const region = this.#region || (regions[0]?.[0] ?? "");
    return html`<div class="stack narrow" data-key="sign-in">
      <fieldset class="row">
        <legend>${say(WORDS.where)}</legend>
        ${regions.map(
          ([name, { title }]) => html`<button
            data-key="${name}"
            aria-pressed="${name === region}"
            .onclick=${() => this.#choose(name)}
          >
            ${say(title)}
          </button>`,
        )}
      </fieldset>
      <tb-sign-in .role=${"clerk"} .place=${region}></tb-sign-in>
    </div>`;
  }

  /** @param {import("../state/desk.js").Kind} kind @param {import("../wire/socket.js").Socket} socket */
  #columns(kind, socket) {
    const isBusy = kind === "in_case";
    const { line } = this.#desk;
    const owed = line?.owed ?? [];
    const can = isBusy || kind === "taking" ? "busy" : line?.duty === "on_duty" ? "call" : "off";
    return html`
      ${isBusy ? this.#tabs() : ""}
      <div class="columns" data-key="columns" data-tab="${this.#tab}" ?data-busy=${isBusy}>
        <section
          class="side"
          data-key="line"
          tabindex="${isBusy ? 0 : -1}"
          aria-label="${say(WORDS.line)}"
        >
          ${isBusy
            ? html`<tb-desk-checks data-key="checks" class="panel" .view=${socket.view}></tb-desk-checks>`
            : ""}
          <tb-desk-line
            data-key="waiting"
            class="panel"
            .line=${line}
            .socket=${socket}
            .catalogue=${this.#catalogue}
            .can=${can}
          ></tb-desk-line>
          <tb-desk-owed
            data-key="owed"
            class="panel"
            .owed=${owed}
            .catalogue=${this.#catalogue}
            .inCase=${isBusy ? (socket.view?.case ?? "") : ""}
          ></tb-desk-owed>
        </section>
        ${isBusy && socket.view !== null
          ? this.#inCase(socket.view, socket)
          : this.#idle(kind, socket)}
      </div>
    `;
  }

  #tabs() {
    const names = /** @type {const} */ (["line", "call", "case"]);
    return html`<div class="tabs row" role="group" aria-label="${say(WORDS.tabs)}" data-key="tabs">
      ${names.map(
        (name) => html`<button
          aria-pressed="${name === this.#tab}"
          .onclick=${() => this.#show(name)}
        >
          ${say(WORDS[name])}
        </button>`,
      )}
    </div>`;
  }

  /**
   * @param {import("../wire/from-service.js").CaseView} view
   * @param {import("../wire/socket.js").Socket} socket
   */
  #inCase(view, socket) {
    return html`
      <section class="call" data-key="call" aria-label="${say(WORDS.call)}">
        <tb-desk-call .view=${view} .socket=${socket}></tb-desk-call>
      </section>
      <tb-desk-case
        class="case"
        data-key="case"
        .view=${view}
        .socket=${socket}
        .line=${this.#desk.line}
        .people=${socket.people}
        .catalogue=${this.#catalogue}
        .token=${this.#desk.signed?.token ?? ""}
        .me=${this.#desk.me}
      ></tb-desk-case>
    `;
  }

  /** @param {import("../state/desk.js").Kind} kind @param {import("../wire/socket.js").Socket} socket */
  #idle(kind, socket) {
    const { line, parting } = this.#desk;
    return html`<section class="idle stack" data-key="idle">
      ${kind === "ringing"
        ? html`<tb-desk-ringing
            data-key="ringing"
            class="stack"
            .rings=${line?.ringing ?? []}
            .socket=${socket}
            .catalogue=${this.#catalogue}
            .isLoud=${this.#isLoud}
          ></tb-desk-ringing>`
        : html`<tb-desk-idle
            data-key="idle"
            class="panel"
            .kind=${kind}
            .parting=${parting}
            .waiting=${line?.waiting.length ?? 0}
            .isDemo=${this.#isDemo}
          ></tb-desk-idle>`}
      ${["off", "break", "free", "parted"].includes(kind)
        ? html`<tb-devices data-key="devices"></tb-devices>`
        : ""}
    </section>`;
  }

  /** @param {import("../state/desk.js").Kind} kind */
  #moveFocus(kind) {
    const at = document.activeElement;
    const isLost = at === null || at === document.body;
    if (!isLost && !LEADS.includes(kind)) return;
    requestAnimationFrame(() => {
      /** @type {HTMLElement | null} */ (this.querySelector("[data-focus]"))?.focus();
    });
  }

  // --- what one does -----------------------------------------------------------------------------

  /** @param {AbortSignal} until */
  #listen(until) {
    const desk = this.#desk;
    const options = { signal: until };
    desk.addEventListener("change", () => this.update(), options);
    document.addEventListener("pointerdown", unlock, options);
    document.addEventListener("keydown", unlock, options);
    /** @type {{ [news: string]: (detail: any) => void }} */
    const does = {
      "signed-in": (who) => desk.signIn(who),
      "sign-out": () => desk.signOut(),
      duty: (duty) => desk.setDuty(duty),
      come: () => desk.setDuty("on_duty"),
      loud: (isLoud) => this.#setLoud(isLoud),
      accept: (of) => desk.accept(of),
      pass: (of) => desk.letPass(of),
      next: () => desk.next(),
      call: (of) => desk.call(of),
      begin: () => desk.accept(desk.line?.mine ?? ""),
      "give-back": () => desk.letPass(desk.line?.mine ?? ""),
      hold: (of) => desk.tellOne(of, { type: "hold" }),
      resume: (of) => desk.tellOne(of, { type: "resume" }),
      discharge: ({ case: of, duty, remark }) =>
        desk.tellOne(of, { type: "discharge_duty", duty, remark }),
      dismiss: () => desk.dismiss(),
      talk: () => this.#talk(),
      demo: () => this.#demo(),
    };
    for (const [news, call] of Object.entries(does)) {
      this.addEventListener(news, (event) => call(/** @type {CustomEvent} */ (event).detail), options);
    }
  }

  #talk() {
    this.#show("call");
    this.show();
    /** @type {HTMLElement | null} */ (this.querySelector("tb-talk input"))?.focus();
  }

  /** @param {string} region */
  #choose(region) {
    this.#region = region;
    this.update();
  }

  /** @param {"line" | "call" | "case"} tab */
  #show(tab) {
    this.#tab = tab;
    this.update();
  }

  /** @param {boolean} isLoud */
  #setLoud(isLoud) {
    this.#isLoud = isLoud;
    try {
      localStorage.setItem(LOUD, isLoud ? "on" : "off");
    } catch {
      // a browser that keeps nothing: the choice lasts as long as the page
    }
    this.update();
  }

  /** A scripted applicant comes, so that one person can try the desk alone. */
  async #demo() {
    const desk = this.#desk;
    const regions = Object.entries(this.#catalogue?.regions ?? {});
    const region = regions.find(([, one]) => one.home === desk.signed?.place)?.[0] ?? this.#region;
    if (desk.line?.duty !== "on_duty") desk.setDuty("on_duty");
    const came = await attempt(partner({ role: "applicant", region }));
    if (came !== undefined) notify(WORDS.came, "good");
  }
}

function isKeptLoud() {
  try {
    return localStorage.getItem(LOUD) !== "off";
  } catch {
    return true;
  }
}

customElements.define("tb-desk", TbDesk);
