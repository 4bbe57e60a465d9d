// @ts-check
/**
 * The page `/board`: with `?hall=` that hall's public display, else the wallboard once a
 * supervisor has signed in.
 */

import "./tb-display.js";
import "./tb-sign-in.js";
import "./tb-wallboard.js";

import { scenario } from "../lib/demo.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { attempt } from "../lib/notify.js";
import { say, text } from "../lib/words.js";
import { catalogue } from "../wire/http.js";
import { Socket } from "../wire/socket.js";

/**
 * @typedef {import("../wire/from-service.js").Board} Board
 * @typedef {import("../wire/from-service.js").Display} Display
 */

const WORDS = {
  displays: text("叫号屏（无需登录）", "Call displays (no signing in)"),
  no_hall: text("没有这个大厅的叫号屏", "There is no display of such a hall"),
  out: text("登录已失效，请重新登录", "You are signed out: sign in again"),
  reload: text("页面版本与服务不一致，请刷新", "This page is out of date: load it again"),
};
/** The service tells a board something every ten seconds: after so long the link is dead. */
const DEAD_MS = 25_000;
/** A board that is loaded anew stays signed in, as long as its tab is there. */
const KEPT = "tongban.board";

export class TbBoard extends TbElement {
  #hall = new URLSearchParams(location.search).get("hall");
  /** @type {Socket | null} */
  #socket = null;
  /** @type {import("../wire/from-service.js").CatalogueGiven | null} */
  #catalogue = null;
  /** @type {import("../lib/demo.js").Scenario | null} */
  #scenario = null;
  #ended = "";
  #heardAt = 0;
  /** Whether another part of the page has come, whose heading takes the focus. */
  #isNew = false;

  /** @param {AbortSignal} until */
  connected(until) {
    until.addEventListener("abort", () => this.#socket?.close());
    const signedIn = (/** @type {Event} */ event) => {
      this.#signIn(/** @type {CustomEvent} */ (event).detail.token);
    };
    this.addEventListener("signed-in", signedIn, { signal: until });
    this.addEventListener("sign-out", () => this.#signOut(), { signal: until });
    const token = sessionStorage.getItem(KEPT);
    if (this.#hall !== null) this.#open({ hall: this.#hall });
    else if (token !== null) this.#open({ token });
    void this.#read();
    this.every(1000, () => this.#watch(), until);
  }

  /** A link may die without a word; a board must not show what is over as if it were now. */
  #watch() {
    if (this.#socket?.state !== "open" || Date.now() - this.#heardAt < DEAD_MS) return;
    this.#socket.again();
  }

  shown() {
    if (!this.#isNew) return;
    this.#isNew = false;
    queueMicrotask(() => this.querySelector("h1")?.focus()); // once the board shows itself
  }

  /** @param {string} token */
  #signIn(token) {
    sessionStorage.setItem(KEPT, token);
    this.#isNew = true;
    this.#open({ token });
  }

  async #read() {
    this.#catalogue = (await attempt(catalogue())) ?? null;
    this.update();
    this.#scenario = await scenario().catch(() => null); // its title is all that is missed
    this.update();
  }

  /** @param {import("../wire/socket.js").Who} who */
  #open(who) {
    const socket = new Socket(who);
    this.#socket = socket;
    this.#ended = "";
    socket.addEventListener("change", () => this.#changed(socket));
    this.update();
  }

  /** @param {Socket} socket */
  #changed(socket) {
    if (socket !== this.#socket) return;
    this.#heardAt = Date.now();
    if (socket.state === "closed" && socket.reason !== "left") {
      this.#ended = say(socket.reason === "not_understood" ? WORDS.reload : WORDS.out);
      this.#signOut();
    }
    this.update();
  }

  #signOut() {
    sessionStorage.removeItem(KEPT);
    this.#isNew = this.#hall === null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.update();
  }

  render() {
    const socket = this.#socket;
    if (socket === null) return this.#entrance();
    const { state, ahead_us: ahead } = socket;
    if (this.#hall !== null) {
      const display = /** @type {Display | undefined} */ (socket.last.get("display"));
      return html`<tb-display
        data-screen
        .display=${display ?? null}
        .state=${state}
        .ahead=${ahead}
      ></tb-display>`;
    }
    const board = /** @type {Board | undefined} */ (socket.last.get("board"));
    return html`<tb-wallboard
      data-screen
      .board=${board ?? null}
      .state=${state}
      .ahead=${ahead}
      .catalogue=${this.#catalogue}
      .scenario=${this.#scenario}
    ></tb-wallboard>`;
  }

  /** Where one signs in, or chooses a display. */
  #entrance() {
    const halls = Object.entries(this.#catalogue?.halls ?? {});
    const fault = this.#hall === null ? this.#ended : say(WORDS.no_hall);
    return html`
      ${fault ? html`<p class="note narrow" data-kind="warn" role="alert">${fault}</p>` : ""}
      ${this.#hall === null
        ? html`<tb-sign-in .role=${"supervisor"} .place=${""}></tb-sign-in>`
        : ""}
      <nav class="panel stack narrow" aria-label="${say(WORDS.displays)}">
        <h2>${say(WORDS.displays)}</h2>
        <ul class="row">
          ${halls.map(
            ([name, title]) => html`<li>
              <a class="button" href="/board?hall=${encodeURIComponent(name)}">${say(title)}</a>
            </li>`,
          )}
        </ul>
      </nav>
    `;
  }
}

customElements.define("tb-board", TbBoard);
