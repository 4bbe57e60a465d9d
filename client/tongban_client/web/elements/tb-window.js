// @ts-check
/**
 * The page of the nearby window: one terminal, an assistant for the day, one applicant after
 * another. It chooses the screen by what is seen of the case, and wipes it between two of them.
 */

import { announce } from "../lib/announce.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { look, onLook, setLook } from "../lib/look.js";
import { attempt, notify } from "../lib/notify.js";
import { language, say, setLanguage, text } from "../lib/words.js";
import { idleLimit, panel, screen } from "../state/window.js";
import { catalogue } from "../wire/http.js";
import { Terminal } from "../wire/terminal.js";
import "./tb-acting.js";
import "./tb-actions.js";
import "./tb-dial.js";
import "./tb-end.js";
import "./tb-hall-line.js";
import "./tb-idle.js";
import "./tb-leave.js";
import "./tb-link.js";
import "./tb-number.js";
import "./tb-read-aloud.js";
import "./tb-session.js";
import "./tb-set-up.js";
import "./tb-show-me.js";
import "./tb-take.js";

/** @typedef {import("../state/window.js").Screen} Screen */

const WORDS = {
  seated: text("请入座", "Please sit down"),
  seated_what: text(
    "请办事人在屏幕前就座，帮办员将呼叫属地坐席。",
    "Please sit down in front of the screen: the assistant calls your home region's clerks.",
  ),
  opening: text("正在打开办件……", "Opening the case…"),
  start: text("返回首页", "To the start"),
  wiped: text("本终端已清除上一位的信息", "This terminal has been cleared"),
};
/** Screens without the hall's line beside them. @type {Screen[]} */
const ALONE = ["set_up", "dialling", "session"];
/** Parts that show what a socket has received beside the case. */
const LIVE = "tb-form, tb-document, tb-talk, tb-link, tb-bring, tb-fill, tb-number, tb-hall-line, tb-actions";

export class TbWindow extends TbElement {
  #terminal = new Terminal();
  /** @type {import("../wire/from-service.js").CatalogueGiven | null} */
  #catalogue = null;
  #isTouched = false;
  /** How many applicants were here: each has a start of their own. */
  #turn = 0;
  /** What is on the screen now, and how often a part of it has turned its page. */
  #shown = "";
  #page = 0;
  /** How the terminal looks and speaks when nobody has chosen otherwise. */
  #usual = { language: language(), look: look() };

  /** @param {AbortSignal} until */
  connected(until) {
    const how = { signal: until };
    this.#terminal.addEventListener("change", () => this.update(), how);
    this.#terminal.addEventListener(
      "fault",
      (event) => notify(/** @type {CustomEvent} */ (event).detail),
      how,
    );
    this.addEventListener("on-duty", (event) => this.#onDuty(event), how);
    this.addEventListener("touched", () => this.#touch(), how);
    this.addEventListener("park", () => this.#park(), how);
    this.addEventListener("finish", () => this.#wipe(), how);
    this.addEventListener("gone", () => this.#gone(), how);
    this.addEventListener("panel-changed", () => this.#turnPage(), how);
    onLook(() => this.update(), until);
    this.#terminal.resume();
    this.#open();
  }

  render() {
    const terminal = this.#terminal;
    if (this.#catalogue === null) return html``;
    const now = this.#screen();
    const isAssistant = terminal.acting === "assistant" && !ALONE.includes(now);
    return html`
      <tb-link data-key="staff" .socket=${terminal.staff} .self=${["applicant", "assistant"]}></tb-link>
      <tb-link data-key="own" .socket=${terminal.applicant} .self=${["applicant", "assistant"]}></tb-link>
      ${now === "set_up" ? "" : this.#strip()}
      <div class="terminal" ?data-assisted=${isAssistant}>
        <div class="stack" data-key="${this.#turn}" data-screen="${now}">${this.#show(now)}</div>
        ${isAssistant
          ? html`<tb-hall-line
              data-key="line"
              .terminal=${terminal}
              .view=${this.#view()}
              .acting=${terminal.acting}
              .items=${this.#catalogue.items}
            ></tb-hall-line>`
          : ""}
      </div>
      <tb-idle
        .limit=${idleLimit(now, this.#isTouched)}
        .case=${terminal.ticket?.case ?? ""}
        .isWaiting=${this.#mayPark(now)}
      ></tb-idle>
    `;
  }

  shown() {
    const live = /** @type {NodeListOf<TbElement>} */ (this.querySelectorAll(LIVE));
    for (const part of live) part.update();
    const view = this.#view();
    const now = this.#screen();
    const key = now === "session" && view !== null ? `${now} ${panel(view)}` : now;
    if (key === this.#shown) return;
    const isFirst = this.#shown === "";
    this.#shown = key;
    this.#turnPage();
    // What the new screen says is there once its parts have been shown.
    if (!isFirst) setTimeout(() => this.#arrive(), 50);
    const { duty } = this.#terminal;
    this.tell("moved", { place: this.#catalogue?.halls[duty?.place ?? ""], who: duty?.name ?? "" });
  }

  // --- what is shown ---------------------------------------------------------------------------

  #view() {
    return this.#terminal.applicant?.view ?? null;
  }

  /** @returns {Screen} */
  #screen() {
    const { duty, ticket } = this.#terminal;
    return screen({ isOnDuty: duty !== null, hasTicket: ticket !== null, view: this.#view() });
  }

  #strip() {
    const terminal = this.#terminal;
    return html`<div class="row-apart strip" data-key="strip">
      <tb-acting .terminal=${terminal} .acting=${terminal.acting}></tb-acting>
      <tb-read-aloud
        .of=${this.#readable}
        .key=${`${this.#shown} ${this.#page} ${language()}`}
        .auto=${look().easy}
      ></tb-read-aloud>
    </div>`;
  }

  #readable = () => this.querySelector("[data-screen] .now") ?? this.querySelector("[data-screen]");

  /** @param {Screen} now */
  #show(now) {
    const terminal = this.#terminal;
    const view = this.#view();
    const { acting } = terminal;
    const { easy } = look();
    const demo = () =>
      html`<tb-show-me .terminal=${terminal} .view=${view} .acting=${acting}></tb-show-me>`;
    switch (now) {
      case "set_up": {
        const hall = new URLSearchParams(location.search).get("hall") ?? "";
        return html`<tb-set-up .halls=${this.#catalogue?.halls ?? {}} .hall=${hall}></tb-set-up>`;
      }
      case "choose":
        return html`<tb-take
          .terminal=${terminal}
          .acting=${acting}
          .easy=${easy}
          .catalogue=${this.#catalogue}
          .hall=${terminal.duty?.place ?? ""}
        ></tb-take>`;
      case "opening":
        return html`<p class="muted" data-key="opening">${say(WORDS.opening)}</p>
          <button data-key="start" .onclick=${() => this.#wipe()}>${say(WORDS.start)}</button>`;
      case "waiting":
      case "aside":
      case "called":
        return html`<tb-number .terminal=${terminal} .view=${view} .acting=${acting}></tb-number>
          ${demo()} <tb-devices></tb-devices>`;
      case "seated":
        return html`<div class="stack card" data-key="seated">
            <h1 tabindex="-1">${say(WORDS.seated)}</h1>
            <p>${say(WORDS.seated_what)}</p>
            <tb-actions .terminal=${terminal} .view=${view} .acting=${acting}></tb-actions>
            <tb-leave .terminal=${terminal} .view=${view} .acting=${acting}></tb-leave>
          </div>
          <tb-devices></tb-devices>`;
      case "dialling":
        return html`<tb-dial .terminal=${terminal} .view=${view} .acting=${acting}></tb-dial> ${demo()}`;
      case "session":
        return html`<tb-session
          .terminal=${terminal}
          .view=${view}
          .acting=${acting}
          .easy=${easy}
        ></tb-session>`;
      default:
        return html`<tb-end
          .terminal=${terminal}
          .view=${view}
          .acting=${acting}
          .isOver=${now === "ended"}
        ></tb-end>`;
    }
  }

  /** Whoever reads or hears the page is brought to what is new. */
  #arrive() {
    const heading = /** @type {HTMLElement | null} */ (
      this.querySelector(".now :is(h1, h2)[tabindex]") ?? this.querySelector(":is(h1, h2)[tabindex]")
    );
    if (heading === null) return;
    announce(heading.textContent?.trim() ?? "");
    const isTalking = document.activeElement?.closest("tb-talk, dialog[open]");
    if (!isTalking) heading.focus();
  }

  // --- what is done ----------------------------------------------------------------------------

  async #open() {
    this.#catalogue = (await attempt(catalogue())) ?? null;
    this.update();
    if (this.#catalogue === null) setTimeout(() => this.isConnected && this.#open(), 3000);
  }

  /** @param {Event} event */
  #onDuty(event) {
    this.#terminal.signIn(/** @type {CustomEvent} */ (event).detail);
    this.#usual = { language: language(), look: look() };
  }

  #touch() {
    this.#isTouched = true;
    this.update();
  }

  #turnPage() {
    this.#page += 1;
    this.update();
  }

  /** @param {Screen} now */
  #mayPark(now) {
    return now === "waiting" || now === "aside" || now === "called";
  }

  #gone() {
    if (this.#mayPark(this.#screen())) this.#park();
    else this.#wipe();
  }

  /** The screen is for the next; the number stays in line. */
  #park() {
    this.#terminal.park();
    this.#startAnew();
  }

  /** Nothing of the applicant is left here. */
  #wipe() {
    this.#terminal.wipe();
    this.#startAnew();
    for (const note of document.querySelectorAll(".notes > *")) note.remove();
    announce(say(WORDS.wiped));
  }

  #startAnew() {
    this.#isTouched = false;
    this.#turn += 1;
    setLanguage(this.#usual.language);
    setLook(this.#usual.look);
    this.update();
  }
}

customElements.define("tb-window", TbWindow);
