// @ts-check
/**
 * The way of picture and sound between the two browsers: a WebRTC connection that heals itself.
 *
 * Signals go over the case's socket. The rules:
 *
 * Rule 1. What is negotiated is always the same: three places (`places.js`), laid out by the
 *   clerk's side. Tracks come and go in them without a new offer.
 * Rule 2. Perfect negotiation (W3C WebRTC 1.0, 10.7): either side may offer; when both do at
 *   once, the polite one takes its own offer back. Signals are handled one at a time, so that an
 *   offer collides exactly if we wait for an answer.
 * Rule 3. Each time a page is loaded it has a name of its own. A new name of the other side
 *   means a new connection; what an earlier one says, or says to an earlier one, is ignored.
 * Rule 4. A signal is lost with the socket. Who comes back says so (`here`, again); an offer
 *   without an answer is said again then, and the way is looked for anew (ICE restart).
 *
 * Event: `change`, after any of the properties has changed.
 *
 * @typedef {import("../wire/socket.js").Socket} Socket
 * @typedef {import("../state/call.js").Link} Link
 * @typedef {import("../state/call.js").Shows} Shows
 * @typedef {import("./places.js").Place} Place
 * @typedef {import("./places.js").Limits} Limits
 * @typedef {{ kind: "here" | "shows" | "bye" | "description" | "candidate", from: string,
 *   to: string | null, again?: boolean, shows?: Shows, description?: RTCSessionDescriptionInit,
 *   candidate?: RTCIceCandidateInit }} Signal
 */

import { NOTHING, asShows, isSame } from "../state/call.js";
import { Places } from "./places.js";

const LOOK_MS = 1000;
/** Who is alone says so as often: the first word may have come too early. */
const CALL_MS = 3000;
/** A way that was lost comes back by itself sooner, or not at all. */
const RESTART_MS = 3000;
/** What is not connected by then begins from the start. */
const RENEW_MS = 15000;

export class Peer extends EventTarget {
  /** @type {Link} */
  state = "waiting";
  /** What the other side says that it sends. @type {Shows} */
  theirs = NOTHING;

  #places = new Places();
  /** @type {Socket} */
  #socket;
  #to;
  #isPolite;
  #servers;
  #me = newName();
  /** The other's name. @type {string | null} */
  #other = null;
  /** Names that the other had before. @type {Set<string>} */
  #former = new Set();
  /** @type {RTCPeerConnection | null} */
  #connection = null;
  #shows = NOTHING;
  #isIgnoring = false;
  #wasAway = false;
  #since = performance.now();
  #tried = performance.now();
  /** One thing at a time (rule 2). @type {Promise<void>} */
  #queue = Promise.resolve();
  #life = new AbortController();

  /**
   * @param {{ socket: Socket, to: string, isPolite: boolean, servers: () => Promise<RTCIceServer[]> }} how
   *   to  the actor on the other side; servers  asked before each try
   */
  constructor({ socket, to, isPolite, servers }) {
    super();
    this.#socket = socket;
    this.#to = to;
    this.#isPolite = isPolite;
    this.#servers = servers;
    const { signal } = this.#life;
    socket.addEventListener("signal", (event) => this.#heard(event), { signal });
    socket.addEventListener("change", () => this.#socketChanged(), { signal });
    window.addEventListener("online", () => this.#restart(), { signal });
    const timer = setInterval(() => this.#look(), LOOK_MS);
    signal.addEventListener("abort", () => clearInterval(timer), { once: true });
    this.#say("here");
  }

  /** Sound and picture of the other side. */
  get main() {
    return this.#places.main;
  }

  /** Its second picture. */
  get second() {
    return this.#places.second;
  }

  /** Send a track in a place, or nothing. @param {Place} place @param {MediaStreamTrack | null} track */
  send(place, track) {
    this.#places.send(place, track);
  }

  /** How much may be sent in a place. @param {Place} place @param {Limits} limits */
  limit(place, limits) {
    this.#places.limit(place, limits);
  }

  /** Tell the other side what it is that is sent. @param {Shows} shows */
  show(shows) {
    if (isSame(shows, this.#shows)) return;
    this.#shows = shows;
    if (this.#other !== null) this.#say("shows");
  }

  /** Statistics of the connection. @returns {Promise<RTCStatsReport | null>} */
  async stats() {
    return this.#connection?.getStats() ?? null;
  }

  /** Be gone, and say so. */
  close() {
    this.#say("bye");
    this.#life.abort();
    this.#connection?.close();
    this.#connection = null;
  }

  // --- signals -------------------------------------------------------------------------------

  /** @param {Signal["kind"]} kind @param {Partial<Signal>} [more] */
  #say(kind, more = {}) {
    /** @type {Signal} */
    const data = { kind, from: this.#me, to: this.#other, ...more };
    if (kind !== "candidate") data.shows = this.#shows;
    this.#socket.pass({ type: "signal", to: this.#to, data });
    this.#tried = performance.now();
  }

  /** @param {Event} event */
  #heard(event) {
    const { by, data } = /** @type {CustomEvent<{ by: { id: string }, data: Signal }>} */ (event).detail;
    if (by.id === this.#to) this.#next(() => this.#take(data));
  }

  /** @param {() => Promise<void>} work */
  #next(work) {
    this.#queue = this.#queue.then(async () => {
      if (this.#life.signal.aborted) return;
      try {
        await work();
      } catch {
        // A signal that does not fit; if the way does not come about, `#look` begins anew.
      }
    });
  }

  /** @param {Signal} signal */
  async #take(signal) {
    const { kind, from, to } = signal;
    if (this.#former.has(from)) return;
    if (kind === "bye") {
      if (from === this.#other) this.#part();
      return;
    }
    if (from !== this.#other) await this.#meet(from);
    if (signal.shows !== undefined) this.#see(signal.shows);
    if (kind === "here" && to !== this.#me) this.#say("here");
    if (to !== this.#me) return;
    if (kind === "here" && signal.again) this.#offerAgain();
    if (signal.description !== undefined) await this.#describe(signal.description);
    if (signal.candidate !== undefined) await this.#candidate(signal.candidate);
  }

  /** @param {unknown} told */
  #see(told) {
    const shows = asShows(told);
    if (isSame(shows, this.theirs)) return;
    this.theirs = shows;
    this.#changed();
  }

  // --- negotiation (rule 2) ------------------------------------------------------------------

  async #offer() {
    const connection = this.#connection;
    if (connection?.signalingState !== "stable") return; // it is asked for again when it is
    await connection.setLocalDescription();
    this.#describeUs();
  }

  /** @param {RTCSessionDescriptionInit} description */
  async #describe(description) {
    const connection = /** @type {RTCPeerConnection} */ (this.#connection);
    const isWaiting = connection.signalingState === "have-local-offer";
    if (description.type === "answer" && !isWaiting) return; // to an offer that was said twice
    this.#isIgnoring = description.type === "offer" && isWaiting && !this.#isPolite;
    if (this.#isIgnoring) return;
    await connection.setRemoteDescription(description); // takes our own offer back, if need be
    if (description.type === "offer") {
      this.#places.take(connection);
      await connection.setLocalDescription();
      this.#describeUs();
      this.#changed();
    }
    this.#places.negotiated();
  }

  /** @param {RTCIceCandidateInit} candidate */
  async #candidate(candidate) {
    if (!this.#isIgnoring) await this.#connection?.addIceCandidate(candidate);
  }

  #describeUs() {
    const description = this.#connection?.localDescription?.toJSON();
    if (description !== undefined) this.#say("description", { description });
  }

  #offerAgain() {
    if (this.#connection?.signalingState === "have-local-offer") this.#describeUs();
  }

  // --- the connection (rules 1 and 3) --------------------------------------------------------

  /** A new connection, to a page that was not there before. @param {string} other */
  async #meet(other) {
    this.#part();
    this.#other = other;
    this.#turn("connecting");
    const iceServers = await this.#servers();
    if (this.#life.signal.aborted) return;
    const connection = new RTCPeerConnection({ iceServers });
    this.#connection = connection;
    connection.addEventListener("negotiationneeded", () => this.#next(() => this.#offer()));
    connection.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate !== null && connection === this.#connection) {
        this.#say("candidate", { candidate: candidate.toJSON() });
      }
    });
    connection.addEventListener("connectionstatechange", () => this.#connectionChanged(connection));
    if (!this.#isPolite) this.#places.layOut(connection);
    this.#changed();
  }

  /** The other is gone, or is another. */
  #part() {
    if (this.#other !== null) this.#former.add(this.#other);
    this.#other = null;
    this.#connection?.close();
    this.#connection = null;
    this.#isIgnoring = false;
    this.theirs = NOTHING;
    this.#turn("waiting");
  }

  // --- staying (rule 4) ----------------------------------------------------------------------

  #socketChanged() {
    const isAway = this.#socket.state === "away";
    if (this.#wasAway && this.#socket.state === "open") {
      this.#say("here", { again: true });
      this.#offerAgain();
      this.#restart();
    }
    if (isAway || this.#socket.state === "open") this.#wasAway = isAway;
  }

  /** @param {RTCPeerConnection} connection */
  #connectionChanged(connection) {
    if (connection !== this.#connection) return;
    const state = connection.connectionState;
    if (state === "connected") this.#turn("connected");
    if (state === "failed") this.#restart();
    if ((state === "disconnected" || state === "failed") && this.state === "connected") {
      this.#turn("interrupted");
    }
  }

  /** Look for a way anew; what flows goes on flowing meanwhile. */
  async #restart() {
    const connection = this.#connection;
    if (connection === null) return;
    this.#tried = performance.now();
    const iceServers = await this.#servers();
    if (connection !== this.#connection) return;
    connection.setConfiguration({ iceServers });
    connection.restartIce();
  }

  /** Every so often: whether something is to be done about what does not come about by itself. */
  #look() {
    if (this.#socket.state !== "open" || this.state === "connected") return;
    const now = performance.now();
    const idle = now - this.#tried;
    if (this.state === "waiting") {
      if (idle >= CALL_MS) this.#say("here");
    } else if (now - this.#since >= RENEW_MS) {
      this.#renew();
    } else if (this.state === "interrupted" && idle >= RESTART_MS) {
      this.#restart();
    }
  }

  /** Begin from the start, under a new name. */
  #renew() {
    const other = this.#other;
    this.#part();
    if (other !== null) this.#former.delete(other); // it is still there, perhaps
    this.#me = newName();
    this.#say("here");
  }

  /** @param {Link} state */
  #turn(state) {
    if (state === this.state) return;
    this.state = state;
    this.#since = performance.now();
    this.#tried = this.#since;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

function newName() {
  return [...crypto.getRandomValues(new Uint32Array(3))].map((n) => n.toString(36)).join("");
}
