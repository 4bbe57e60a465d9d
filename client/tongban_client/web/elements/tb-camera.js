// @ts-check
/**
 * The document camera: shows what lies under it, takes a still, turns it; or a file instead.
 *
 * Event: `document-taken` (detail: {blob, name}) once somebody says that it is good to use.
 */

import { scenario } from "../lib/demo.js";
import { TbElement } from "../lib/element.js";
import { showKeepingFocus } from "../lib/focus.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { number, say, text } from "../lib/words.js";
import { asDocumentCamera, choice, devices, documentCamera, opened, problem } from "../video/devices.js";
import { play, preview, stop } from "../video/preview.js";
import { explained } from "../video/problems.js";
import {
  LEAST_OF_CAMERA,
  LEAST_OF_FILE,
  MOST_BYTES,
  asFile,
  frameOf,
  pictureOf,
  samplePaper,
  turned,
} from "../video/stills.js";
import "./tb-choices.js";

const WORDS = {
  lay: text("请将材料平放在高拍仪下，四角都在画面内", "Lay the document flat under the camera, all four corners in the picture"),
  opening: text("正在打开高拍仪……", "Opening the document camera…"),
  preview: text("高拍仪画面", "What the document camera sees"),
  take: text("拍照", "Take the picture"),
  check: text("请核对：文字清晰、四角完整", "Please check: sharp letters, all four corners"),
  still: text("已拍的材料", "The document that was taken"),
  file: text("已选文件：{name}（{size} MB）", "The file: {name} ({size} MB)"),
  size: text("{width}×{height} 像素", "{width}×{height} pixels"),
  turn: text("旋转 90°", "Turn by 90°"),
  again: text("重拍", "Take again"),
  use: text("使用这份材料", "Use this one"),
  choose: text("选择文件", "Choose a file"),
  files: text("可选 {kinds}，不超过 10 MB", "{kinds}, at most 10 MB"),
  sample: text("使用示例材料（演示）", "Use a sample (demonstration)"),
  sample_title: text("示例材料", "Sample document"),
  retry: text("重试", "Try again"),
  too_small: text(
    "画面只有 {width}×{height} 像素，短边至少需要 {least} 像素，否则小字无法辨认。请换用更清晰的摄像头，或选择文件。",
    "The picture has only {width}×{height} pixels: small letters cannot be read below {least} on the shorter side. Take a better camera, or choose a file.",
  ),
  too_large: text("文件超过 10 MB，请压缩或重新扫描", "The file is larger than 10 MB: scan it again, smaller"),
  wrong: text("此材料只收 {kinds}", "For this document only {kinds} are taken"),
  broken: text("文件无法打开，请换一个", "The file cannot be opened: choose another"),
};
const KINDS = /** @type {{ [type: string]: string }} */ ({
  "image/jpeg": "JPEG",
  "image/png": "PNG",
  "application/pdf": "PDF",
});
const USUAL = ["image/jpeg", "image/png", "application/pdf"];

export class TbCamera extends TbElement {
  static properties = ["accepts", "label"];
  /** Media types of what may be handed in. @type {string[]} */
  accepts = USUAL;
  /** What the document is called. */
  label = "";

  /** @type {"opening" | "live" | "no-camera" | "still"} */
  #state = "opening";
  #stream = new MediaStream();
  /** @type {import("../video/devices.js").Problem} */
  #why = "none";
  /** @type {import("../video/stills.js").Still | null} */
  #still = null;
  #url = "";
  /** What is wrong with what was taken or chosen, in words. @type {(() => string) | null} */
  #fault = null;
  #isDemo = false;
  #turn = 0;

  /** @param {AbortSignal} until */
  connected(until) {
    this.addEventListener("devices-chosen", () => this.#open(), { signal: until });
    until.addEventListener("abort", () => this.#end(), { once: true });
    scenario().then(
      ({ is_demo }) => {
        this.#isDemo = is_demo;
        this.update();
      },
      () => undefined, // then it is none
    );
    queueMicrotask(() => this.#open()); // what it accepts is set by then
  }

  render() {
    return html`${this.#fault ? html`<p class="note" data-kind="bad" role="alert">${this.#fault()}</p>` : ""}
      <div class="stack-s" data-key="${this.#state}">${this.#body()}</div>`;
  }

  shown() {
    this.dataset.state = this.#state;
    play(this);
  }

  #body() {
    switch (this.#state) {
      case "opening":
        return html`<p role="status" tabindex="-1">${say(WORDS.opening)}</p> ${this.#others()}`;
      case "live":
        return this.#live();
      case "still":
        return this.#shownStill();
      default:
        return html`${this.#takesPictures() ? this.#noCamera() : ""} ${this.#others()}`;
    }
  }

  #noCamera() {
    return html`<div class="note row-apart" data-kind="warn" tabindex="-1">
      <p>${explained(this.#why, "second")}</p>
      <button .onclick=${() => this.#open()}>${icon("turn")} ${say(WORDS.retry)}</button>
    </div>`;
  }

  #live() {
    return html`
      <p tabindex="-1">${say(WORDS.lay)}</p>
      ${preview(this.#stream, say(WORDS.preview))}
      <div class="row">
        <button class="primary big" .onclick=${() => this.#take()}>
          ${icon("camera")} ${say(WORDS.take)}
        </button>
      </div>
      <tb-choices .only=${["documents"]}></tb-choices>
      ${this.#others()}
    `;
  }

  #shownStill() {
    const still = /** @type {import("../video/stills.js").Still} */ (this.#still);
    const { picture, blob, name } = still;
    return html`
      <p tabindex="-1">${say(WORDS.check)}</p>
      ${picture === null
        ? html`<p class="panel">
            ${icon("papers")} ${say(WORDS.file, { name, size: number(blob.size / 1e6, 1) })}
          </p>`
        : html`<img src="${this.#url}" alt="${say(WORDS.still)}" />
            <p class="hint">${say(WORDS.size, { width: picture.width, height: picture.height })}</p>`}
      <div class="row">
        <button class="primary big" .onclick=${() => this.#use()}>${say(WORDS.use)}</button>
        ${picture === null
          ? ""
          : html`<button .onclick=${() => this.#rotate()}>${icon("turn")} ${say(WORDS.turn)}</button>`}
        <button .onclick=${() => this.#open()}>${icon("camera")} ${say(WORDS.again)}</button>
      </div>
    `;
  }

  /** What there is beside the camera. */
  #others() {
    return html`<div class="row">
        <label class="button">
          ${icon("papers")} ${say(WORDS.choose)}
          <input
            class="only-read"
            type="file"
            accept="${this.accepts.join(",")}"
            .onchange=${(/** @type {Event} */ event) => this.#choose(event)}
          />
        </label>
        ${this.#isDemo && this.#takesPictures()
          ? html`<button .onclick=${() => this.#sample()}>${say(WORDS.sample)}</button>`
          : ""}
      </div>
      <p class="hint">${say(WORDS.files, { kinds: this.#kinds() })}</p>`;
  }

  // --- what is done --------------------------------------------------------------------------

  async #open() {
    this.#end();
    this.#fault = null;
    if (!this.#takesPictures()) {
      this.#show("no-camera");
      return;
    }
    const turn = this.#turn;
    if (this.#state !== "live") this.#show("opening");
    const found = await this.#camera();
    if (turn !== this.#turn || !this.isConnected) {
      stop(found);
      return;
    }
    this.#stream = found ?? new MediaStream();
    this.#show(found === null ? "no-camera" : "live");
    /** @type {import("./tb-choices.js").TbChoices | null} */ (this.querySelector("tb-choices"))?.look();
  }

  async #camera() {
    try {
      const { cameras } = await devices();
      const { id } = documentCamera(cameras, choice()) ?? { id: "" };
      return await opened({ video: asDocumentCamera(id) });
    } catch (error) {
      this.#why = problem(error);
      return null;
    }
  }

  async #take() {
    const video = this.querySelector("video");
    if (video === null) return;
    if (video.videoWidth === 0) await once(video, "loadeddata"); // who presses at once gets the first
    if (this.#state !== "live") return;
    const picture = frameOf(video);
    if (this.#isTooSmall(picture, LEAST_OF_CAMERA)) return;
    const blob = await asFile(picture, this.accepts);
    this.#keep({ picture, blob, name: `scan.${extension(blob)}` });
  }

  /** @param {Event} event */
  async #choose(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const file = input.files?.[0];
    input.value = ""; // the same file may be chosen again
    if (file === undefined) return;
    if (!this.accepts.includes(file.type)) return this.#refuse(() => say(WORDS.wrong, { kinds: this.#kinds() }));
    if (file.size > MOST_BYTES) return this.#refuse(() => say(WORDS.too_large));
    try {
      const picture = await pictureOf(file);
      if (picture !== null && this.#isTooSmall(picture, LEAST_OF_FILE)) return;
      this.#keep({ picture, blob: file, name: file.name });
    } catch {
      this.#refuse(() => say(WORDS.broken));
    }
  }

  async #sample() {
    const picture = samplePaper(this.label || say(WORDS.sample_title));
    const blob = await asFile(picture, this.accepts);
    this.#keep({ picture, blob, name: `sample.${extension(blob)}` });
  }

  async #rotate() {
    const still = this.#still;
    if (still?.picture == null) return;
    const picture = turned(still.picture);
    const blob = await asFile(picture, this.accepts);
    if (this.#still !== still) return;
    this.#keep({ picture, blob, name: `${still.name.replace(/\.\w+$/, "")}.${extension(blob)}` });
  }

  #use() {
    if (this.#still === null) return;
    const { blob, name } = this.#still;
    this.tell("document-taken", { blob, name });
  }

  /** @param {import("../video/stills.js").Still} still */
  #keep(still) {
    if (!this.isConnected) return;
    this.#end();
    this.#fault = null;
    this.#still = still;
    if (still.picture !== null) this.#url = URL.createObjectURL(still.blob);
    this.#show("still");
  }

  /** @param {HTMLCanvasElement} picture @param {number} least */
  #isTooSmall({ width, height }, least) {
    const isSmall = Math.min(width, height) < least;
    if (isSmall) this.#refuse(() => say(WORDS.too_small, { width, height, least }));
    return isSmall;
  }

  /** @param {() => string} words */
  #refuse(words) {
    this.#fault = words;
    this.update();
  }

  /** Camera off, still gone. */
  #end() {
    this.#turn += 1;
    stop(this.#stream);
    this.#stream = new MediaStream();
    this.#still = null;
    if (this.#url !== "") URL.revokeObjectURL(this.#url);
    this.#url = "";
  }

  /** @param {"opening" | "live" | "no-camera" | "still"} state */
  #show(state) {
    this.#state = state;
    showKeepingFocus(this);
  }

  #takesPictures() {
    return this.accepts.some((type) => type.startsWith("image/"));
  }

  #kinds() {
    return this.accepts.map((type) => KINDS[type] ?? type).join(", ");
  }
}

/** @param {EventTarget} target @param {string} event */
function once(target, event) {
  return new Promise((done) => target.addEventListener(event, done, { once: true }));
}

/** @param {Blob} blob */
function extension(blob) {
  return blob.type === "image/png" ? "png" : "jpg";
}

customElements.define("tb-camera", TbCamera);
