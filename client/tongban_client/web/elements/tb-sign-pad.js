// @ts-check
/**
 * Where one signs: by finger, pen or mouse, or by typing the name. The ink is kept as strokes in
 * shares of the pad, so that it is the same after the window has changed its size.
 *
 * Tells `ink-changed` whenever there is more or less of it.
 */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { say, text } from "../lib/words.js";

/** @typedef {{ x: number, y: number, width: number }} Dot */

const WORDS = {
  pad: text("手写签名区", "Box to sign in"),
  how: text("请在框内用手指、触控笔或鼠标签名", "Sign in the box by finger, pen or mouse"),
  empty: text("尚未签名", "Not signed yet"),
  signed: text("已有签名", "There is a signature"),
  clear: text("清除重签", "Clear"),
  typed: text("不便手写？键入姓名代替手写", "Cannot draw? Type your name instead"),
  name: text("姓名", "Name"),
};
/** Pixels of the picture that is kept. */
const WIDTH = 1000;
const HEIGHT = 400;
/** The ink of a pen, as a share of the pad's width. */
const PEN = 0.0045;
/** Less than so much of the pad's width is a slip, no signature. */
const LEAST = 0.08;

export class TbSignPad extends TbElement {
  static properties = ["isClosed"];
  /** Whether one may not sign now. */
  isClosed = false;

  /** @type {Dot[][]} */
  #strokes = [];
  #typed = "";
  /** The pointer that draws now. @type {number | null} */
  #pointer = null;

  /** @param {AbortSignal} until */
  connected(until) {
    const resized = new ResizeObserver(() => this.#draw());
    resized.observe(this);
    until.addEventListener("abort", () => resized.disconnect(), { once: true });
  }

  render() {
    return html`
      <p class="hint">${say(WORDS.how)}</p>
      <canvas
        role="img"
        aria-label="${say(WORDS.pad)}: ${say(this.isEmpty ? WORDS.empty : WORDS.signed)}"
        ?data-closed=${this.isClosed}
        .onpointerdown=${(/** @type {PointerEvent} */ event) => this.#begin(event)}
        .onpointermove=${(/** @type {PointerEvent} */ event) => this.#go(event)}
        .onpointerup=${(/** @type {PointerEvent} */ event) => this.#end(event)}
        .onpointercancel=${(/** @type {PointerEvent} */ event) => this.#end(event)}
      ></canvas>
      <div class="row-apart">
        <label class="row">
          ${say(WORDS.typed)}
          <input
            aria-label="${say(WORDS.typed)}: ${say(WORDS.name)}"
            autocomplete="off"
            maxlength="40"
            ?disabled=${this.isClosed}
            .value=${this.#typed}
            .oninput=${(/** @type {Event} */ event) => this.#type(event)}
          />
        </label>
        <button
          ?disabled=${this.isClosed || (this.#strokes.length === 0 && this.#typed === "")}
          .onclick=${() => this.clear()}
        >
          ${say(WORDS.clear)}
        </button>
      </div>
    `;
  }

  shown() {
    this.#draw();
  }

  /** Whether there is nothing that could be called a signature. */
  get isEmpty() {
    return this.#typed.trim() === "" && this.#length() < LEAST;
  }

  clear() {
    this.#strokes = [];
    this.#typed = "";
    this.#changed();
  }

  /** The signature as a picture, dark on white. @returns {Promise<Blob>} */
  picture() {
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    this.#paint(canvas);
    return new Promise((done, not) => {
      canvas.toBlob((blob) => (blob ? done(blob) : not(new Error("no picture"))), "image/png");
    });
  }

  // --- drawing ---------------------------------------------------------------------------------

  /** @param {PointerEvent} event */
  #begin(event) {
    if (this.isClosed || this.#pointer !== null || event.button !== 0) return;
    event.preventDefault();
    const canvas = /** @type {HTMLCanvasElement} */ (event.currentTarget);
    canvas.setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    this.#strokes.push([dot(canvas, event)]);
    this.#draw();
  }

  /** @param {PointerEvent} event */
  #go(event) {
    const stroke = this.#strokes.at(-1);
    if (event.pointerId !== this.#pointer || stroke === undefined) return;
    const canvas = /** @type {HTMLCanvasElement} */ (event.currentTarget);
    const all = event.getCoalescedEvents();
    for (const each of all.length > 0 ? all : [event]) stroke.push(dot(canvas, each));
    this.#draw();
  }

  /** @param {PointerEvent} event */
  #end(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#changed();
  }

  /** @param {Event} event */
  #type(event) {
    this.#typed = /** @type {HTMLInputElement} */ (event.target).value;
    this.#changed();
  }

  /** The length of all ink, as a share of the pad's width. */
  #length() {
    let length = 0;
    for (const stroke of this.#strokes) {
      for (let i = 1; i < stroke.length; i++) {
        const [a, b] = [stroke[i - 1], stroke[i]];
        length += Math.hypot(b.x - a.x, ((b.y - a.y) * HEIGHT) / WIDTH);
      }
    }
    return length;
  }

  #draw() {
    const canvas = this.querySelector("canvas");
    if (canvas === null) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    this.#paint(canvas);
  }

  /** @param {HTMLCanvasElement} canvas */
  #paint(canvas) {
    const pen = canvas.getContext("2d");
    if (pen === null || canvas.width === 0) return;
    const { width, height } = canvas;
    pen.fillStyle = "white";
    pen.fillRect(0, 0, width, height);
    pen.strokeStyle = pen.fillStyle = "#16232e"; // ink, whatever the page's colours
    pen.lineCap = pen.lineJoin = "round";
    for (const stroke of this.#strokes) {
      for (let i = 0; i < stroke.length; i++) {
        const [from, to] = [stroke[Math.max(0, i - 1)], stroke[i]];
        pen.lineWidth = to.width * width;
        pen.beginPath();
        pen.moveTo(from.x * width, from.y * height);
        pen.lineTo(to.x * width, to.y * height);
        pen.stroke();
      }
    }
    this.#write(pen, width, height);
  }

  /** @param {CanvasRenderingContext2D} pen @param {number} width @param {number} height */
  #write(pen, width, height) {
    const name = this.#typed.trim();
    if (name === "") return;
    const size = Math.min(height * 0.5, (1.4 * width) / Math.max(2, name.length));
    pen.font = `italic 500 ${size}px "KaiTi", "STKaiti", "Kaiti SC", cursive`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(name, width / 2, height / 2, width * 0.9);
  }

  #changed() {
    this.update();
    this.tell("ink-changed");
  }
}

/**
 * A place on the pad, in shares of it; a pen that is pressed harder leaves more ink.
 * @param {HTMLCanvasElement} canvas @param {PointerEvent} event @returns {Dot}
 */
function dot(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const press = event.pointerType === "pen" ? 0.5 + event.pressure : 1;
  return {
    x: (event.clientX - box.left) / box.width,
    y: (event.clientY - box.top) / box.height,
    width: PEN * press,
  };
}

customElements.define("tb-sign-pad", TbSignPad);
