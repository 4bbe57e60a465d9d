// @ts-check
/**
 * A socket to the service that is there until it is closed: it comes back, resumes, and has each
 * command carried out once, since an unanswered one is said again under its own id.
 *
 * Events: `change` after everything received or lost; `record` (detail: the record) for each new
 * one; `signal` (detail: {by, data}, of WebRTC); `fault` (detail: Text). What is seen is in the
 * properties; nothing else of the page touches a WebSocket.
 *
 * @typedef {import("./from-service.js").FromServer} FromServer
 * @typedef {import("./from-service.js").CaseView} CaseView
 * @typedef {import("./from-service.js").CaseRecord} CaseRecord
 * @typedef {import("./from-service.js").Refusal} Refusal
 * @typedef {import("./from-service.js").Line} Line
 * @typedef {import("./from-service.js").Person} Person
 * @typedef {import("./from-service.js").Position} Position
 * @typedef {import("./from-service.js").Welcome} Welcome
 * @typedef {import("./from-service.js").Actor} Actor
 * @typedef {import("./from-service.js").Passed} Passed
 * @typedef {import("./to-service.js").FromClient} FromClient
 * @typedef {import("./to-service.js").Command["body"]} Body
 * @typedef {import("./to-service.js").Pass["what"]} Momentary
 * @typedef {{ token?: string, hall?: string }} Who
 * @typedef {"connecting" | "open" | "away" | "closed"} State
 */

import { freshName } from "../lib/fresh.js";
import { folded } from "../state/case.js";

/** Codes after which coming back is of no use, and why. */
const FINAL = /** @type {const} */ ({
  4400: "not_understood",
  4401: "not_allowed",
  4409: "taken_over",
});
const FIRST_MS = 200;
const MOST_MS = 5000;
/** A socket that says nothing for so long is taken for lost (the service pings, pages cannot). */
const NO_WELCOME_MS = 8000;

/** A command was refused; `refusal.text` says why. */
export class Refused extends Error {
  /** @param {Refusal} refusal */
  constructor(refusal) {
    super(refusal.text.en);
    this.refusal = refusal;
    this.text = refusal.text;
  }
}

export class Socket extends EventTarget {
  /** @type {State} */
  state = "connecting";
  /** Why it is closed for good: a value of FINAL, or "left". @type {string | null} */
  reason = null;
  /** @type {Welcome | null} */
  welcome = null;
  /** @type {CaseView | null} */
  view = null;
  /** @type {Line | null} */
  line = null;
  /** @type {Position | null} */
  position = null;
  /** @type {Person[]} */
  people = [];
  /** Who is typing in which field. @type {{ [field: string]: Actor }} */
  typing = {};
  /** Where another points. @type {{ by: Actor, target: string, x: number | null, y: number | null } | null} */
  point = null;
  /** Other messages by type, the last of each (board, display, …). @type {Map<string, FromServer>} */
  last = new Map();
  /** The service's clock minus ours [µs]. */
  ahead_us = 0;

  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Who} */
  #who;
  /** @type {string | null} */
  #case = null;
  /** @type {FromClient | null} */
  #duty = null;
  #name = freshName().slice(0, 12);
  #count = 0;
  #tries = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Map<string, { message: FromClient, done: (r: CaseRecord) => void, not: (e: Error) => void }>} */
  #unanswered = new Map();

  /** @param {Who} who a token, or the hall of a public display */
  constructor(who) {
    super();
    this.#who = who;
    this.#open();
    // Who comes back to a page, or to a network, does not wait for the next try.
    window.addEventListener("online", this.#hurry);
    document.addEventListener("visibilitychange", this.#hurry);
  }

  /** The time by the service's clock [µs since 1970-01-01 UTC]. */
  now_us() {
    return Date.now() * 1000 + this.ahead_us;
  }

  /** Who we are for the service, also over HTTP. */
  get token() {
    return this.#who.token ?? "";
  }

  /** Whether there are commands without an answer. */
  get isWaiting() {
    return this.#unanswered.size > 0;
  }

  /**
   * Give a command: the record it led to. Throws Refused.
   * @param {Body} body @returns {Promise<CaseRecord>}
   */
  tell(body) {
    const id = `${this.#name}-${++this.#count}`;
    const message = /** @type {FromClient} */ ({ type: "tell", command: { id, body } });
    return new Promise((done, not) => {
      this.#unanswered.set(id, { message, done, not });
      this.#send(message);
    });
  }

  /** Pass something momentary to the others; lost if the socket is. @param {Momentary} what */
  pass(what) {
    this.#send({ type: "pass", what });
  }

  /**
   * A message of the staff. Duty is said again whenever the socket comes back.
   * @param {FromClient} message
   */
  send(message) {
    if (message.type === "set_duty") this.#duty = message;
    this.#send(message);
  }

  /** Enter a case's room. @param {string} name of the case */
  join(name) {
    this.#case = name;
    this.view = null;
    this.#send({ type: "join", case: name });
  }

  /** Leave the room; the case goes on. */
  leave() {
    this.#case = null;
    this.view = null;
    this.people = [];
    this.typing = {};
    this.point = null;
    this.#send({ type: "leave_room" });
    this.#changed();
  }

  /** Take the link for dead, although nothing has said so, and come back. */
  again() {
    const socket = this.#socket;
    if (socket === null) return;
    socket.close(); // what closes it may take long to come
    this.#lost(socket, 0);
  }

  /** Close for good. */
  close() {
    this.#end("left");
    this.#socket?.close(1000);
  }

  // --- staying -------------------------------------------------------------------------------

  #open() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws`);
    this.#socket = socket;
    const slow = setTimeout(() => socket.close(), NO_WELCOME_MS);
    socket.addEventListener("open", () => this.#greet());
    socket.addEventListener("message", (event) => {
      if (socket !== this.#socket) return; // one that was given up
      clearTimeout(slow);
      this.#take(JSON.parse(event.data));
    });
    socket.addEventListener("close", (event) => {
      clearTimeout(slow);
      this.#lost(socket, event.code);
    });
  }

  #greet() {
    const after = this.view?.seq ?? 0;
    const epoch = this.welcome?.epoch ?? null;
    this.#send({ type: "hello", ...this.#who, after, epoch });
  }

  /** After the welcome: where we were, and what had no answer. */
  #goOn() {
    if (this.#duty !== null) this.#send(this.#duty);
    if (this.#case !== null) {
      const after = this.view?.seq ?? 0;
      this.#send({ type: "join", case: this.#case, after, epoch: this.#before });
    }
    for (const { message } of this.#unanswered.values()) this.#send(message);
  }

  /** The epoch that what we have is of. @type {string | null} */
  #before = null;

  /** @param {WebSocket} socket @param {number} code */
  #lost(socket, code) {
    if (socket !== this.#socket || this.state === "closed") return;
    this.#socket = null;
    const final = FINAL[/** @type {keyof FINAL} */ (code)];
    if (final !== undefined) {
      this.#end(final);
      return;
    }
    this.state = "away";
    const most = Math.min(MOST_MS, FIRST_MS * 2 ** this.#tries++);
    this.#timer = setTimeout(() => this.#open(), most / 2 + (Math.random() * most) / 2);
    this.#changed();
  }

  #hurry = () => {
    if (this.state !== "away" || document.hidden || this.#socket !== null) return;
    clearTimeout(this.#timer);
    this.#open();
  };

  /** @param {string} reason */
  #end(reason) {
    this.state = "closed";
    this.reason = reason;
    clearTimeout(this.#timer);
    window.removeEventListener("online", this.#hurry);
    document.removeEventListener("visibilitychange", this.#hurry);
    for (const { not } of this.#unanswered.values()) not(new Error(reason));
    this.#unanswered.clear();
    this.#changed();
  }

  /** @param {FromClient} message */
  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  // --- what comes ----------------------------------------------------------------------------

  /** @param {FromServer} message */
  #take(message) {
    switch (message.type) {
      case "welcome":
        this.#before = this.welcome?.epoch ?? null;
        this.welcome = message;
        this.#isIn(message.now);
        this.#goOn();
        break;
      case "board":
      case "display": // a hall's display is nobody: this is its welcome
        this.#isIn(message.now);
        this.last.set(message.type, message);
        break;
      case "snapshot":
        if (this.#case === null || message.case === this.#case) this.view = message.view;
        break;
      case "recorded":
        this.#record(message.record, message.now);
        break;
      case "refused":
        this.#answer(message.refusal.command, new Refused(message.refusal));
        break;
      case "line":
        this.line = message;
        break;
      case "position":
        this.position = message;
        break;
      case "people":
        this.people = message.people;
        this.#forgetAway();
        break;
      case "passed":
        this.#passed(message);
        break;
      case "fault":
        this.#event("fault", message.text);
        return;
      default:
        this.last.set(message.type, message);
    }
    this.#changed();
  }

  /** @param {number} now by the service's clock [µs] */
  #isIn(now) {
    this.ahead_us = now - Date.now() * 1000;
    this.state = "open";
    this.#tries = 0;
  }

  /** @param {Passed} message */
  #passed({ by, what }) {
    switch (what.type) {
      case "type": {
        const { [what.field]: _, ...others } = this.typing;
        this.typing = what.is_typing ? { ...others, [what.field]: by } : others;
        break;
      }
      case "point":
        this.point = { by, target: what.target, x: what.x, y: what.y };
        break;
      case "signal":
        this.#event("signal", { by, data: what.data });
    }
  }

  /** Who is away types and points no more. */
  #forgetAway() {
    const here = this.people.filter((p) => p.away_since === null).map((p) => p.id);
    const typing = Object.entries(this.typing).filter(([, by]) => here.includes(by.id));
    this.typing = Object.fromEntries(typing);
    if (this.point !== null && !here.includes(this.point.by.id)) this.point = null;
  }

  /** @param {CaseRecord} record @param {import("./from-service.js").Now} now */
  #record(record, now) {
    if (this.view !== null && record.case === this.view.case && record.seq > this.view.seq) {
      this.view = folded(this.view, record, now);
      this.#event("record", record);
    }
    if (record.command !== null) this.#answer(record.command, record);
  }

  /** @param {string} command @param {CaseRecord | Refused} found */
  #answer(command, found) {
    const waiting = this.#unanswered.get(command);
    if (waiting === undefined) return;
    this.#unanswered.delete(command);
    if (found instanceof Refused) waiting.not(found);
    else waiting.done(found);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} name @param {unknown} detail */
  #event(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
