// @ts-check
/** Staff sign in by name and password; in a demonstration, with one press. */

import { demoSignIn, scenario } from "../lib/demo.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { attempt } from "../lib/notify.js";
import { say, text } from "../lib/words.js";
import { logIn } from "../wire/http.js";

const WORDS = {
  assistant: text("帮办员登录", "Sign in as an assistant"),
  clerk: text("属地坐席登录", "Sign in as a home clerk"),
  supervisor: text("管理员登录", "Sign in as a supervisor"),
  name: text("用户名", "Name"),
  password: text("口令", "Password"),
  enter: text("登录", "Sign in"),
  demo: text("以演示账号登录", "Sign in with a demonstration account"),
  other: text("此账号的岗位不是{role}", "This account is not a {role}'s"),
  hint: text("口令由管理员发放", "The administrator gives out passwords"),
};
const ROLES = {
  assistant: text("帮办员", "assistant"),
  clerk: text("属地坐席", "home clerk"),
  supervisor: text("管理员", "supervisor"),
};

export class TbSignIn extends TbElement {
  static properties = ["role", "place"];
  /** Whose. @type {"assistant" | "clerk" | "supervisor"} */
  role = "clerk";
  /** Where, for a demonstration account: a hall, or a home region; "" for a supervisor. */
  place = "";
  #isDemo = false;
  #isAsking = false;
  #fault = "";

  connected() {
    scenario().then(
      (found) => {
        this.#isDemo = found.is_demo;
        this.update();
      },
      () => undefined, // no demonstration: the form is all there is
    );
  }

  render() {
    return html`
      <form class="panel stack narrow" .onsubmit=${(/** @type {SubmitEvent} */ e) => this.#enter(e)}>
        <h1>${say(WORDS[this.role])}</h1>
        <label class="stack-s">
          ${say(WORDS.name)}
          <input name="name" autocomplete="username" required maxlength="64" />
        </label>
        <label class="stack-s">
          ${say(WORDS.password)}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <p class="fault" role="alert">${this.#fault}</p>
        <button class="primary big" ?disabled=${this.#isAsking}>${say(WORDS.enter)}</button>
        <p class="hint">${say(WORDS.hint)}</p>
        ${this.#isDemo
          ? html`<button type="button" ?disabled=${this.#isAsking} .onclick=${() => this.#demo()}>
              ${say(WORDS.demo)}
            </button>`
          : ""}
      </form>
    `;
  }

  /** @param {SubmitEvent} event */
  async #enter(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const given = new FormData(form);
    const name = String(given.get("name"));
    this.#set(true, "");
    try {
      this.#signedIn(name, await logIn(name, String(given.get("password"))));
    } catch (error) {
      const words = /** @type {{ text?: import("../lib/words.js").Text }} */ (error).text;
      this.#set(false, words ? say(words) : String(error));
    }
  }

  async #demo() {
    this.#set(true, "");
    const found = await attempt(demoSignIn(this.role, this.place));
    if (found === undefined) this.#set(false, "");
    else this.#signedIn(/** @type {{ name?: string }} */ (found).name ?? found.place, found);
  }

  /** @param {string} name @param {import("../wire/http.js").LoggedIn} found */
  #signedIn(name, { token, role, place }) {
    if (role !== this.role) {
      this.#set(false, say(WORDS.other, { role: say(ROLES[this.role]) }));
      return;
    }
    this.#set(false, "");
    this.tell("signed-in", { token, name, role, place });
  }

  /** @param {boolean} isAsking @param {string} fault */
  #set(isAsking, fault) {
    this.#isAsking = isAsking;
    this.#fault = fault;
    this.update();
  }
}

customElements.define("tb-sign-in", TbSignIn);
