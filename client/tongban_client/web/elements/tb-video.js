// @ts-check
/**
 * Screen to screen: the other side large, ourselves small, a second picture where there is one.
 *
 * Nothing of ours is opened or sent while `sends` is false. `data-state` says how the call is (a
 * CallState), `data-grade` how good the way is, `data-level` how much of ours is sent over it.
 */

import { announce } from "../lib/announce.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { bars, icon } from "../lib/icons.js";
import { say, text } from "../lib/words.js";
import { isSeen } from "../state/call.js";
import { Call } from "../video/call.js";
import { choice } from "../video/devices.js";
import { explained } from "../video/problems.js";
import "./tb-video-controls.js";

const STATES = {
  waiting: text("等待对方接入……", "Waiting for the other side…"),
  connecting: text("正在接通视频……", "Connecting…"),
  connected: text("视频已接通", "Connected"),
  interrupted: text("视频中断，正在重新连接……", "Interrupted; reconnecting…"),
  "audio-only": text("网络较差，暂时仅保留声音", "The network is weak: sound only for now"),
  "text-only": text(
    "网络很差，画面和声音暂停，请使用文字交流",
    "The network is very weak: use the text talk",
  ),
};
const GRADES = {
  good: { words: text("网络良好", "Good connection"), bars: 4, kind: "good" },
  fair: { words: text("网络一般", "Fair connection"), bars: 3, kind: "" },
  poor: { words: text("网络较差", "Poor connection"), bars: 1, kind: "warn" },
  lost: { words: text("网络中断", "Connection lost"), bars: 0, kind: "bad" },
};
const NO_PICTURE = {
  none: text("对方暂未发送画面", "The other side sends no picture yet"),
  off: text("对方已关闭摄像头", "The other side has turned the camera off"),
};
const PICTURES = {
  camera: text("", ""),
  screen: text("屏幕共享", "Shared screen"),
  "stand-in": text("代用画面", "Stand-in picture"),
  off: text("摄像头已关闭", "Camera off"),
  paused: text("画面暂停", "Picture paused"),
};
const ROLES = {
  applicant: "申请人 Applicant",
  assistant: "帮办员 Assistant",
  clerk: "属地坐席 Home clerk",
};
const WORDS = {
  video: text("视频", "Video"),
  other: text("对方", "The other side"),
  own: text("本方", "This side"),
  own_picture: text("本方画面", "Our picture"),
  picture: text("{name}的画面", "Picture of {name}"),
  papers: text("高拍仪", "Document camera"),
  second: text("{name}的高拍仪画面", "Document camera of {name}"),
  muted: text("已静音", "Muted"),
  silent: text("无麦克风", "No microphone"),
  hear: text("点此播放声音", "Press to hear"),
  not_sent: text("本方画面和声音未发送", "Your picture and sound are not sent"),
  again: text("重试", "Try again"),
};

export class TbVideo extends TbElement {
  static properties = ["socket", "peer", "sends", "label", "role"];
  /** The case's socket. @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  /** The actor on the other side; empty while there is none. */
  peer = "";
  /** Whether our picture and sound may be sent now. */
  sends = false;
  /** What the other side is called. @type {string | import("../lib/words.js").Text} */
  label = "";
  /** Whom we show: a key of ROLES; by the socket if empty. */
  role = "";

  /** @type {Call | null} */
  #call = null;
  /** @type {import("../wire/socket.js").Socket | null} */
  #of = null;
  #own = new MediaStream();
  #ownPapers = new MediaStream();
  /** The browser plays no sound before somebody has touched the page. */
  #isHushed = false;
  #isSwapped = false;
  #was = "";

  /** @param {AbortSignal} until */
  connected(until) {
    this.addEventListener("swap-pictures", () => this.#swap(), { signal: until });
    this.addEventListener("devices-chosen", () => this.#chosen(), { signal: until });
    // A move within the page takes the element out and in again: the call goes on.
    until.addEventListener("abort", () => queueMicrotask(() => this.isConnected || this.#end()));
  }

  /** The call, while there is one. */
  get call() {
    return this.#call;
  }

  render() {
    this.#attend();
    const call = this.#call;
    if (call === null) return html``;
    const { ours, theirs, state } = call;
    const name = this.#name();
    return html`
      <div class="pictures" data-large="${this.#isSwapped && theirs.second ? "second" : "main"}">
        <figure class="main">
          ${this.#video("other", call.peer?.main, say(WORDS.picture, { name }), isSeen(theirs))}
          ${isSeen(theirs) ? "" : html`<p class="word">${say(this.#word(state, theirs))}</p>`}
          <figcaption>${name} ${this.#tags(theirs)}</figcaption>
        </figure>
        <figure class="second" ?hidden=${theirs.second === null}>
          ${this.#video("second", call.peer?.second, say(WORDS.second, { name }), true)}
          <figcaption>${say(WORDS.papers)}</figcaption>
        </figure>
        <div class="ours" ?hidden=${ours.picture === null && ours.second === null}>
          ${this.#ownFigure("own", this.#own, ours.picture, say(WORDS.own))}
          ${this.#ownFigure("papers", this.#ownPapers, ours.second, say(WORDS.papers))}
        </div>
      </div>
      ${this.#status(call)}
      <tb-video-controls .call=${call}></tb-video-controls>
    `;
  }

  shown() {
    const call = this.#call;
    if (call === null) return;
    const { state, quality } = call;
    Object.assign(this.dataset, { state, grade: quality.shown, level: quality.level });
    if (this.#was !== "" && this.#was !== state) announce(say(STATES[state]));
    this.#was = state;
    for (const video of this.querySelectorAll("video")) this.#play(video);
    this.#toSpeaker();
  }

  // --- the call ------------------------------------------------------------------------------

  /** The call is with whom the properties say, and sends what they allow. */
  #attend() {
    const { socket } = this;
    if (socket !== this.#of) this.#begin(socket);
    const call = this.#call;
    if (call === null || socket === null) return;
    if (socket.welcome === null) {
      // Which side we are is not known yet.
      socket.addEventListener("change", () => this.update(), { once: true });
      return;
    }
    const role = this.role || socket.welcome.you.role;
    call.sources.name = ROLES[/** @type {keyof typeof ROLES} */ (role)] ?? role;
    call.sources.nameOfSecond = Object.values(WORDS.papers).join(" ");
    call.with(this.peer);
    call.allow(this.sends && this.peer !== "");
    this.#follow(this.#own, call.sources.track("picture"));
    this.#follow(this.#ownPapers, call.sources.track("second"));
  }

  /** @param {import("../wire/socket.js").Socket | null} socket */
  #begin(socket) {
    this.#end();
    this.#of = socket;
    if (socket === null) return;
    const call = new Call(socket);
    this.#call = call;
    call.addEventListener("change", () => this.update());
  }

  #end() {
    this.#call?.close();
    this.#call = null;
    this.#of = null;
    // A player with something to play keeps all that it stood in alive.
    for (const video of this.querySelectorAll("video")) video.srcObject = null;
  }

  /** Our own picture shows a track. @param {MediaStream} stream @param {MediaStreamTrack | null} track */
  #follow(stream, track) {
    for (const each of stream.getTracks()) if (each !== track) stream.removeTrack(each);
    if (track !== null) stream.addTrack(track);
  }

  /** @param {HTMLVideoElement} video */
  async #play(video) {
    if (video.srcObject === null || !video.paused) return;
    try {
      await video.play();
    } catch (error) {
      const isRefused = error instanceof DOMException && error.name === "NotAllowedError";
      if (!isRefused || this.#isHushed || video.dataset.key !== "other") return;
      this.#isHushed = true; // then without sound, until somebody presses
      this.update();
    }
  }

  /** Other devices were chosen, here or elsewhere in the page. */
  #chosen() {
    this.#call?.sources.chosen();
    this.#toSpeaker();
  }

  /** The other side is heard where it was chosen. */
  #toSpeaker() {
    const video = /** @type {HTMLVideoElement | null} */ (this.querySelector("video[data-key=other]"));
    const { speaker } = choice();
    if (video === null || !("setSinkId" in video) || video.sinkId === speaker) return;
    video.setSinkId(speaker).catch(() => undefined); // it was unplugged: the system's own is heard
  }

  #swap() {
    this.#isSwapped = !this.#isSwapped;
    this.update();
  }

  #hear() {
    this.#isHushed = false;
    this.update();
  }

  // --- pictures ------------------------------------------------------------------------------

  #name() {
    const given = typeof this.label === "string" ? this.label : say(this.label);
    return given || say(WORDS.other);
  }

  /**
   * @param {string} key @param {MediaStream | undefined} stream @param {string} label
   * @param {boolean} isThere
   */
  #video(key, stream, label, isThere) {
    const isMuted = key !== "other" || this.#isHushed;
    return html`<video
      data-key="${key}"
      autoplay
      playsinline
      aria-label="${label}"
      ?hidden=${!isThere}
      .muted=${isMuted}
      .srcObject=${stream ?? null}
    ></video>`;
  }

  /**
   * @param {string} key @param {MediaStream} stream @param {string | null} is @param {string} caption
   */
  #ownFigure(key, stream, is, caption) {
    const known = PICTURES[/** @type {keyof typeof PICTURES} */ (is ?? "off")];
    return html`<figure class="${key}" data-is="${is}" ?hidden=${is === null}>
      ${this.#video(key, stream, say(WORDS.own_picture), is !== "off")}
      <figcaption>${caption} ${say(known)}</figcaption>
    </figure>`;
  }

  /** @param {import("../state/call.js").CallState} state @param {import("../state/call.js").Shows} theirs */
  #word(state, theirs) {
    if (state !== "connected") return STATES[state];
    return theirs.picture === "off" ? NO_PICTURE.off : NO_PICTURE.none;
  }

  /** @param {import("../state/call.js").Shows} theirs */
  #tags({ picture, sound }) {
    const words = [
      picture === "screen" || picture === "stand-in" ? PICTURES[picture] : null,
      sound === "muted" || sound === "silent" ? WORDS[sound] : null,
    ];
    return words.map((each) => (each === null ? "" : html`<span class="tag">${say(each)}</span>`));
  }

  // --- what is said beneath ------------------------------------------------------------------

  /** @param {Call} call */
  #status(call) {
    const { state, ours, quality } = call;
    const isLinked = call.peer?.state === "connected" || call.peer?.state === "interrupted";
    const { words, bars: full, kind } = GRADES[isLinked ? quality.shown : "lost"];
    return html`
      <div class="row-apart status">
        <span class="state">${say(STATES[state])}</span>
        ${isLinked ? html`<span class="tag" data-kind="${kind}">${bars(full)} ${say(words)}</span>` : ""}
      </div>
      ${this.#isHushed
        ? html`<button class="primary" data-key="hear" .onclick=${() => this.#hear()}>
            ${icon("sound")} ${say(WORDS.hear)}
          </button>`
        : ""}
      ${ours.sound === null && ours.picture === null
        ? html`<p class="hint" data-key="not-sent">${say(WORDS.not_sent)}</p>`
        : this.#problem(call)}
    `;
  }

  /** Why something stands in, and what to do. @param {Call} call */
  #problem(call) {
    const { why } = call.sources;
    const places = /** @type {const} */ (["picture", "sound"]).filter((place) => why[place]);
    if (places.length === 0) return "";
    const found = new Set(places.map((place) => why[place]));
    return html`<div class="hint row" data-key="why">
      ${[...found].map(
        (problem) =>
          html`<span>
            ${explained(
              /** @type {import("../video/devices.js").Problem} */ (problem),
              ...places.filter((place) => why[place] === problem),
            )}
          </span>`,
      )}
      <button .onclick=${() => call.sources.chosen()}>${icon("turn")} ${say(WORDS.again)}</button>
    </div>`;
  }
}

customElements.define("tb-video", TbVideo);
