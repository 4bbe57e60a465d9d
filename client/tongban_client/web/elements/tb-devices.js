// @ts-check
/**
 * A look at camera, microphone and loudspeaker before joining. Nothing of it leaves the browser.
 *
 * Event: `devices-ready` (detail: {choice, has_camera, has_microphone}), also without any device.
 */

import { TbElement } from "../lib/element.js";
import { showKeepingFocus } from "../lib/focus.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { say, text } from "../lib/words.js";
import { asCamera, asMicrophone, choice, opened, problem } from "../video/devices.js";
import { Loudness, testSound } from "../video/loudness.js";
import { play, preview, stop } from "../video/preview.js";
import { explained } from "../video/problems.js";
import "./tb-choices.js";

const WORDS = {
  title: text("设备检测", "Device check"),
  why: text(
    "接通前请检测摄像头、麦克风和扬声器。浏览器会询问是否允许使用，请选择“允许”。检测画面和声音只在本机，不会发送。",
    "Check camera, microphone and loudspeaker before you are connected. The browser asks for permission: please allow it. The check stays on this machine; nothing is sent.",
  ),
  without: text(
    "没有摄像头也能办理：可用文字交流、上传材料。",
    "The window works without a camera too: by text and documents.",
  ),
  start: text("开始检测", "Start the check"),
  skip: text("不使用摄像头", "Go without a camera"),
  opening: text("正在打开设备……请在浏览器的提示中选择“允许”", "Opening… Please press “Allow” when the browser asks"),
  preview: text("摄像头预览", "What the camera shows"),
  level: text("麦克风音量", "Loudness at the microphone"),
  speak: text("请说一句话", "Say something, please"),
  heard: text("已听到声音", "Your voice was heard"),
  sound: text("播放测试音", "Play a test sound"),
  played: text("应能听到两声提示音；听不到请调高音量或更换扬声器。", "You should hear two notes. If not, turn it up, or choose another loudspeaker."),
  retry: text("重新检测", "Check again"),
  ready: text("设备正常，继续", "All is well: go on"),
  go_on: text("继续", "Go on"),
  done: text("设备检测已完成", "The devices are checked"),
};
const CHECK_MS = 100;
/** Louder than this, it is a voice and not the room. */
const VOICE = 0.015;

/** Whether somebody has checked in this page: it is asked for once. */
let isChecked = false;

export class TbDevices extends TbElement {
  /** @type {"ask" | "opening" | "checking" | "ready"} */
  #state = isChecked ? "ready" : "ask";
  #picture = new MediaStream();
  #sound = new MediaStream();
  /** @type {{ picture?: import("../video/devices.js").Problem, sound?: import("../video/devices.js").Problem }} */
  #why = {};
  /** @type {Loudness | null} */
  #loudness = null;
  #isHeard = false;
  #hasPlayed = false;
  #turn = 0;

  /** @param {AbortSignal} until */
  connected(until) {
    this.addEventListener("devices-chosen", () => this.#open(), { signal: until });
    this.every(CHECK_MS, () => this.#listen(), until);
    until.addEventListener("abort", () => this.#close(), { once: true });
    if (this.#state === "opening" || this.#state === "checking") this.#open(); // it was moved
  }

  render() {
    return html`<section class="panel stack" data-key="${this.#state}" aria-label="${say(WORDS.title)}">
      ${this.#body()}
    </section>`;
  }

  shown() {
    this.dataset.state = this.#state;
    play(this);
  }

  #body() {
    switch (this.#state) {
      case "ask":
        return html`<h2 tabindex="-1">${say(WORDS.title)}</h2>
          <p>${say(WORDS.why)}</p>
          <p class="muted">${say(WORDS.without)}</p>
          <div class="row">
            <button class="primary" .onclick=${() => this.#open()}>
              ${icon("camera")} ${say(WORDS.start)}
            </button>
            <button .onclick=${() => this.#finish()}>${say(WORDS.skip)}</button>
          </div>`;
      case "opening":
        return html`<h2 tabindex="-1">${say(WORDS.title)}</h2>
          <p role="status">${say(WORDS.opening)}</p>`;
      case "checking":
        return this.#check();
      default:
        return html`<div class="row-apart">
          <p tabindex="-1"><span aria-hidden="true">✓</span> ${say(WORDS.done)}</p>
          <button .onclick=${() => this.#open()}>${icon("turn")} ${say(WORDS.retry)}</button>
        </div>`;
    }
  }

  #check() {
    const { picture, sound } = this.#why;
    const isWell = picture === undefined && sound === undefined;
    return html`<h2 tabindex="-1">${say(WORDS.title)}</h2>
      <div class="check">
        <div class="stack-s">
          ${picture === undefined
            ? preview(this.#picture, say(WORDS.preview))
            : html`<p class="note" data-kind="warn">${explained(picture, "picture")}</p>`}
          ${sound === undefined ? this.#meter() : html`<p class="note" data-kind="warn">${explained(sound, "sound")}</p>`}
          <div class="row">
            <button .onclick=${() => this.#play()}>${icon("sound")} ${say(WORDS.sound)}</button>
            ${isWell ? "" : html`<button .onclick=${() => this.#open()}>${icon("turn")} ${say(WORDS.retry)}</button>`}
          </div>
          <p class="hint" role="status">${this.#hasPlayed ? say(WORDS.played) : ""}</p>
        </div>
        <tb-choices class="stack"></tb-choices>
      </div>
      ${isWell ? "" : html`<p class="muted">${say(WORDS.without)}</p>`}
      <div class="row">
        <button class="primary" .onclick=${() => this.#finish()}>
          ${say(isWell ? WORDS.ready : WORDS.go_on)}
        </button>
      </div>`;
  }

  #meter() {
    return html`<div class="stack-s">
      <span class="label">${say(WORDS.level)}</span>
      <meter min="0" max="0.2" aria-label="${say(WORDS.level)}"></meter>
      <span class="hint" role="status">${say(this.#isHeard ? WORDS.heard : WORDS.speak)}</span>
    </div>`;
  }

  // --- what is done --------------------------------------------------------------------------

  async #open() {
    this.#close();
    const turn = ++this.#turn;
    if (this.#state !== "checking") this.#show("opening");
    const chosen = choice();
    const picture = await asked({ video: asCamera(chosen.camera) });
    const sound = await asked({ audio: asMicrophone(chosen.microphone) });
    if (turn !== this.#turn || !this.isConnected) {
      for (const found of [picture, sound]) stop(found.stream);
      return;
    }
    this.#picture = picture.stream;
    this.#sound = sound.stream;
    this.#why = { picture: picture.why, sound: sound.why };
    this.#loudness = sound.why === undefined ? new Loudness(sound.stream) : null;
    this.#isHeard = false;
    this.#show("checking");
    /** @type {import("./tb-choices.js").TbChoices | null} */ (this.querySelector("tb-choices"))?.look();
  }

  #close() {
    this.#turn += 1;
    stop(this.#picture);
    stop(this.#sound);
    this.#loudness?.close();
    this.#loudness = null;
  }

  #finish() {
    const has = (/** @type {MediaStream} */ stream) => stream.getTracks().length > 0;
    const detail = {
      choice: choice(),
      has_camera: has(this.#picture),
      has_microphone: has(this.#sound),
    };
    this.#close();
    isChecked = true;
    this.#show("ready");
    this.tell("devices-ready", detail);
  }

  /** @param {TbDevices["state"]} state */
  #show(state) {
    this.#state = state;
    showKeepingFocus(this);
  }

  /** Which part of the check is shown. */
  get state() {
    return this.#state;
  }

  #listen() {
    if (this.#loudness === null) return;
    const level = this.#loudness.level();
    const meter = this.querySelector("meter");
    if (meter !== null) meter.value = level;
    if (level < VOICE || this.#isHeard) return;
    this.#isHeard = true;
    this.update();
  }

  #play() {
    testSound(choice().speaker);
    this.#hasPlayed = true;
    this.update();
  }
}

/**
 * The stream that was asked for, or an empty one and why.
 * @param {Parameters<typeof opened>[0]} wanted
 */
async function asked(wanted) {
  try {
    return { stream: await opened(wanted) };
  } catch (error) {
    return { stream: new MediaStream(), why: problem(error) };
  }
}

customElements.define("tb-devices", TbDevices);
