// @ts-check
/**
 * A document of the case: its picture with zoom, and where the other side points on it.
 *
 * A place is told as a share of the picture's width and height, so it is the same at any zoom.
 * Points go and come under the target `material:NAME`.
 */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { number, say, text } from "../lib/words.js";
import { getDocument } from "../wire/http.js";

const WORDS = {
  loading: text("正在读取材料……", "Reading the document…"),
  failed: text("材料无法显示", "The document cannot be shown"),
  again: text("再试一次", "Try again"),
  file: text("文件（{type}，{size} KB）", "File ({type}, {size} KB)"),
  save: text("下载查看", "Download"),
  closer: text("放大", "Zoom in"),
  farther: text("缩小", "Zoom out"),
  whole: text("整页", "Whole page"),
  picture: text("材料影像：{name}", "Picture of the document: {name}"),
  how: text(
    "点击影像即可指给对方看；键盘：用方向键移动，按回车指向",
    "Click the picture to point; with the keyboard, move by the arrows and press Enter",
  ),
  here: text("对方指向此处", "The other side points here"),
};
const ZOOMS = [1, 1.5, 2, 3, 4];
const STEP = 0.05;

export class TbDocument extends TbElement {
  static properties = ["socket", "token", "case", "document", "name", "label", "points", "self"];
  /** @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  /** Who reads it. */
  token = "";
  case = "";
  /** @type {import("../wire/from-service.js").DocumentView | null} */
  document = null;
  /** Of the material. */
  name = "";
  /** What a person calls it. */
  label = "";
  /** Whether one may point here. */
  points = false;
  /** The roles on this side. @type {string[]} */
  self = [];

  #sha = "";
  #url = "";
  #hasFailed = false;
  #zoom = 0;
  #at = { x: 0.5, y: 0.5 };

  /** @param {AbortSignal} until */
  connected(until) {
    until.addEventListener("abort", () => this.#drop(), { once: true });
  }

  render() {
    const { document } = this;
    if (document === null) return html``;
    if (document.sha256 !== this.#sha) this.#load(document.sha256);
    if (this.#hasFailed) {
      return html`<p class="note" data-kind="bad">
        ${say(WORDS.failed)}
        <button .onclick=${() => this.#load(document.sha256)}>${say(WORDS.again)}</button>
      </p>`;
    }
    if (this.#url === "") return html`<p class="muted" data-state="loading">${say(WORDS.loading)}</p>`;
    if (!document.media_type.startsWith("image/")) return this.#file(document);
    return this.#picture();
  }

  shown() {
    const frame = /** @type {HTMLElement | null} */ (this.querySelector(".frame"));
    frame?.style.setProperty("--zoom", String(ZOOMS[this.#zoom]));
    this.#put(".pointer", this.#point());
    this.#put(".cursor", this.points ? this.#at : null);
  }

  /** @param {import("../wire/from-service.js").DocumentView} document */
  #file(document) {
    const kilobytes = number(document.size / 1024);
    return html`<p class="row">
      ${say(WORDS.file, { type: document.media_type, size: kilobytes })}
      <a class="button" href="${this.#url}" download="${document.file_name || this.name}">
        ${say(WORDS.save)}
      </a>
    </p>`;
  }

  #picture() {
    const point = this.#point();
    return html`
      <div class="row">
        <button ?disabled=${this.#zoom === ZOOMS.length - 1} .onclick=${() => this.#zoomTo(1)}>
          ${say(WORDS.closer)}
        </button>
        <button ?disabled=${this.#zoom === 0} .onclick=${() => this.#zoomTo(-1)}>
          ${say(WORDS.farther)}
        </button>
        <button ?disabled=${this.#zoom === 0} .onclick=${() => this.#zoomTo(-this.#zoom)}>
          ${say(WORDS.whole)}
        </button>
        <span class="muted digits">${number(100 * ZOOMS[this.#zoom])} %</span>
      </div>
      <div class="view" tabindex="0" role="region" aria-label="${say(WORDS.picture, { name: this.label })}">
        <div
          class="frame"
          tabindex="${this.points ? "0" : "-1"}"
          role="${this.points ? "application" : "presentation"}"
          aria-label="${this.points ? say(WORDS.how) : ""}"
          .onclick=${(/** @type {MouseEvent} */ event) => this.#clicked(event)}
          .onkeydown=${(/** @type {KeyboardEvent} */ event) => this.#key(event)}
        >
          <img src="${this.#url}" alt="${say(WORDS.picture, { name: this.label })}" />
          <span class="cursor" ?hidden=${!this.points}></span>
          <span class="pointer" ?hidden=${point === null}>
            <span class="only-read">${say(WORDS.here)}</span>
          </span>
        </div>
      </div>
      ${this.points ? html`<p class="hint">${say(WORDS.how)}</p>` : ""}
    `;
  }

  // --- pointing --------------------------------------------------------------------------------

  /** Where the other side points on this picture. */
  #point() {
    const point = this.socket?.point ?? null;
    if (point === null || point.target !== `material:${this.name}`) return null;
    if (point.x === null || point.y === null || this.self.includes(point.by.role)) return null;
    return { x: point.x, y: point.y };
  }

  /** @param {string} selector @param {{ x: number, y: number } | null} at */
  #put(selector, at) {
    const mark = /** @type {HTMLElement | null} */ (this.querySelector(selector));
    if (mark === null || at === null) return;
    mark.style.setProperty("--x", `${100 * at.x}%`);
    mark.style.setProperty("--y", `${100 * at.y}%`);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    if (!this.points) return;
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const y = (event.clientY - box.top) / box.height;
    this.#pointAt(x, y);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const moves = /** @type {{ [key: string]: [number, number] }} */ ({
      ArrowLeft: [-STEP, 0],
      ArrowRight: [STEP, 0],
      ArrowUp: [0, -STEP],
      ArrowDown: [0, STEP],
    });
    const move = moves[event.key];
    if (!this.points || (move === undefined && event.key !== "Enter")) return;
    event.preventDefault();
    const [dx, dy] = move ?? [0, 0];
    this.#at = { x: within(this.#at.x + dx), y: within(this.#at.y + dy) };
    if (move === undefined) this.#pointAt(this.#at.x, this.#at.y);
    else this.update();
  }

  /** @param {number} x @param {number} y */
  #pointAt(x, y) {
    this.#at = { x: within(x), y: within(y) };
    this.socket?.pass({ type: "point", target: `material:${this.name}`, ...this.#at });
    this.update();
  }

  /** @param {number} steps */
  #zoomTo(steps) {
    this.#zoom += steps;
    this.update();
  }

  // --- the picture ------------------------------------------------------------------------------

  /** @param {string} sha */
  async #load(sha) {
    this.#drop();
    this.#sha = sha;
    this.#hasFailed = false;
    let url = "";
    try {
      url = URL.createObjectURL(await getDocument(this.case, sha, this.token));
    } catch {
      this.#hasFailed = this.#sha === sha;
    }
    if (this.#sha === sha && this.isConnected) this.#url = url;
    else URL.revokeObjectURL(url);
    this.update();
  }

  #drop() {
    if (this.#url !== "") URL.revokeObjectURL(this.#url);
    this.#url = "";
    this.#sha = "";
  }
}

/** @param {number} share */
function within(share) {
  return Math.min(1, Math.max(0, share));
}

customElements.define("tb-document", TbDocument);
