// @ts-check
/**
 * A call: our sources, the way to the other side, and as much of them as the way bears.
 *
 * Event: `change`, after anything of it has changed that is shown.
 *
 * @typedef {import("../wire/socket.js").Socket} Socket
 * @typedef {import("../state/call.js").Shows} Shows
 * @typedef {import("./quality.js").Quality} Quality
 */

import { NOTHING, callState } from "../state/call.js";
import { iceServers } from "../wire/http.js";
import { Peer } from "./peer.js";
import { START, after, limits } from "./quality.js";
import { Sources } from "./sources.js";
import { reading, sampled } from "./stats.js";

const SAMPLE_MS = 2000;
const PLACES = /** @type {const} */ (["sound", "picture", "second"]);

export class Call extends EventTarget {
  sources = new Sources();
  /** @type {Peer | null} */
  peer = null;
  /** @type {Quality} */
  quality = START;

  /** @type {Socket} */
  #socket;
  #to = "";
  #before = reading([]);
  #life = new AbortController();

  /** @param {Socket} socket */
  constructor(socket) {
    super();
    this.#socket = socket;
    const { signal } = this.#life;
    this.sources.addEventListener("change", () => this.#sourcesChanged(), { signal });
    const timer = setInterval(() => this.#sample(), SAMPLE_MS);
    signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  }

  /** Call somebody: an actor's id; nobody if empty. @param {string} to */
  with(to) {
    if (to === this.#to) return;
    this.peer?.close();
    this.#to = to;
    this.#startAgain();
    this.peer = to === "" ? null : this.#called(to);
    this.#sourcesChanged();
  }

  /** Whether our picture and sound may be sent: nothing is open while not. @param {boolean} may */
  allow(may) {
    if (may) this.sources.open();
    else if (this.sources.isOpen) this.sources.close();
  }

  /** Send as much as this from now on, until what is measured says otherwise. @param {Quality["level"]} level */
  turnTo(level) {
    this.quality = { ...START, level };
    this.#limit();
    this.#changed();
  }

  /** What we send. @returns {Shows} */
  get ours() {
    const shows = this.sources.shows;
    const { level } = this.quality;
    const isWeak = level === "audio" || level === "text";
    const isSent = shows.picture !== null && shows.picture !== "off";
    return {
      picture: isWeak && isSent ? "paused" : shows.picture,
      second: isWeak ? null : shows.second,
      sound: level === "text" && shows.sound !== null ? "paused" : shows.sound,
    };
  }

  /** What the other side sends. @returns {Shows} */
  get theirs() {
    return this.peer?.theirs ?? NOTHING;
  }

  /** How the call is, in one word. */
  get state() {
    return callState(this.peer?.state ?? "waiting", this.ours, this.theirs);
  }

  /** Hang up. */
  close() {
    this.sources.close();
    this.peer?.close();
    this.peer = null;
    this.#life.abort();
  }

  /** @param {string} to */
  #called(to) {
    const isPolite = this.#socket.welcome?.you.role !== "clerk";
    const servers = () => iceServers(this.#socket.token).catch(() => []);
    const peer = new Peer({ socket: this.#socket, to, isPolite, servers });
    let was = peer.state;
    peer.addEventListener("change", () => {
      if (peer.state === "connecting" && was !== "connecting") this.#startAgain();
      was = peer.state;
      this.#changed();
    });
    return peer;
  }

  /** Another connection: nothing is known of it yet. */
  #startAgain() {
    this.quality = START;
    this.#before = reading([]);
    this.#limit();
  }

  #sourcesChanged() {
    for (const place of PLACES) this.peer?.send(place, this.sources.track(place));
    this.#limit();
    this.#changed();
  }

  async #sample() {
    const peer = this.peer;
    const report = await peer?.stats();
    if (!report || peer !== this.peer || peer === null) return;
    const now = reading(/** @type {any} */ (report));
    const was = this.quality;
    this.quality = after(was, sampled(this.#before, now, peer.state === "connected"));
    this.#before = now;
    if (was.level !== this.quality.level) this.#limit();
    if (was.level !== this.quality.level || was.shown !== this.quality.shown) this.#changed();
  }

  #limit() {
    const { level } = this.quality;
    const isScreen = this.sources.shows.picture === "screen";
    this.peer?.limit("sound", limits(level, "sound", false));
    this.peer?.limit("picture", limits(level, "picture", isScreen));
    this.peer?.limit("second", limits(level, "second", true));
  }

  #changed() {
    this.peer?.show(this.ours);
    this.dispatchEvent(new Event("change"));
  }
}
