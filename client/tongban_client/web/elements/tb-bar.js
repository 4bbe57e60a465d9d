// @ts-check
/** The bar on top of every page: where one is, and how the page shall look and speak. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { look, onLook, setLook } from "../lib/look.js";
import { language, say, setLanguage, text } from "../lib/words.js";

const WORDS = {
  brand: text("通办", "Tongban"),
  skip: text("跳到正文", "Skip to the content"),
  other: text("English", "中文"),
  easy: text("大字版", "Easy mode"),
  theme: text("外观", "Appearance"),
  auto: text("跟随系统", "As the system"),
  light: text("浅色", "Light"),
  dark: text("深色", "Dark"),
  contrast: text("高对比度", "High contrast"),
};

export class TbBar extends TbElement {
  static properties = ["place", "who"];
  /** What this page is. @type {import("../lib/words.js").Text | null} */
  place = null;
  /** Who has signed in, if anybody. */
  who = "";

  /** @param {AbortSignal} until */
  connected(until) {
    this.setAttribute("role", "banner");
    onLook(() => this.update(), until);
  }

  render() {
    const { easy, theme } = look();
    return html`
      <a class="skip" href="#main">${say(WORDS.skip)}</a>
      <a class="brand" href="/">${say(WORDS.brand)}</a>
      <span class="grow muted">${this.place ? say(this.place) : ""}</span>
      ${this.who ? html`<span class="tag">${this.who}</span>` : ""}
      <button aria-pressed="${easy}" .onclick=${() => setLook({ easy: !easy })}>
        ${say(WORDS.easy)}
      </button>
      <select
        aria-label="${say(WORDS.theme)}"
        .value=${theme}
        .onchange=${(/** @type {Event} */ event) => this.#theme(event)}
      >
        ${["auto", "light", "dark", "contrast"].map(
          (name) => html`<option value="${name}">
            ${say(WORDS[/** @type {"auto" | "light" | "dark" | "contrast"} */ (name)])}
          </option>`,
        )}
      </select>
      <button
        lang="${language() === "en" ? "zh-CN" : "en"}"
        .onclick=${() => setLanguage(language() === "en" ? "zh-CN" : "en")}
      >
        ${say(WORDS.other)}
      </button>
    `;
  }

  /** @param {Event} event */
  #theme(event) {
    const chosen = /** @type {HTMLSelectElement} */ (event.target).value;
    setLook({ theme: /** @type {import("../lib/look.js").Theme} */ (chosen) });
  }
}

customElements.define("tb-bar", TbBar);
