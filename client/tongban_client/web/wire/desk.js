// @ts-check
/**
 * A clerk's place at the service: signed in or not, one socket, the case that was just taken, and
 * how the last one left. What is signed in lasts as long as the tab; a reload goes on with it.
 *
 * Event: `change`, after anything has. Faults are shown where they come (`notify`).
 *
 * @typedef {import("./from-service.js").CaseView} CaseView
 * @typedef {import("./from-service.js").Line} Line
 * @typedef {"on_duty" | "break" | "off"} Duty
 * @typedef {{ token: string, name: string, place: string, duty: Duty }} Signed
 */

import { wipeDrafts } from "../lib/drafts.js";
import { attempt, notify } from "../lib/notify.js";
import { text } from "../lib/words.js";
import { deskKind, isMine, parting } from "../state/desk.js";
import { Socket } from "./socket.js";

const KEPT = "tongban.desk";
const EXPIRED = text("登录已过期，请重新登录", "You were signed out: sign in again");
/** Of the line: the next one, whichever that is. */
const NEXT = "next";

export class Desk extends EventTarget {
  /** @type {Signed | null} */
  signed = kept();
  /** @type {Socket | null} */
  socket = null;
  /** How the last case left. @type {import("../state/desk.js").Parting | null} */
  parting = null;

  /** The case that was just taken and is to begin, or NEXT until it is known which. */
  #wanted = "";
  /** The case whose room one was sent to, since the service says that it is ours. */
  #entered = "";
  /** The last case that left: the line may name it for a moment longer. */
  #left = "";
  /** Whether one looks into a case of the line for a moment, to put it aside or the like. */
  #isPeeking = false;
  #hadCase = false;

  constructor() {
    super();
    if (this.signed !== null) this.#open(this.signed);
  }

  get kind() {
    const { socket, line } = this;
    const kind = deskKind({
      isSignedIn: this.signed !== null,
      isShut: socket?.state === "closed",
      line,
      view: socket?.view ?? null,
      me: this.me,
      parting: this.parting,
    });
    return kind === "called" && line?.mine === this.#wanted ? "taking" : kind;
  }

  /** Whom the service takes us for. */
  get me() {
    return this.socket?.welcome?.you.id ?? "";
  }

  /** The line, without the case that has just left. */
  get line() {
    const line = this.socket?.line ?? null;
    return line !== null && line.mine === this.#left ? { ...line, mine: null } : line;
  }

  /** @param {{ token: string, name: string, place: string }} who */
  signIn({ token, name, place }) {
    this.#open({ token, name, place, duty: "off" });
    this.#changed();
  }

  /** Go off duty and leave no trace in this tab. */
  signOut() {
    this.socket?.send({ type: "set_duty", duty: "off" });
    this.close();
    this.signed = null;
    this.parting = null;
    keep(null);
    wipeDrafts();
    this.#changed();
  }

  /** Let go of the socket; the service goes on. */
  close() {
    this.socket?.close();
    this.socket = null;
  }

  /** @param {Duty} duty */
  setDuty(duty) {
    if (this.signed === null) return;
    this.signed = { ...this.signed, duty };
    keep(this.signed);
    this.parting = null;
    this.socket?.send({ type: "set_duty", duty });
  }

  // --- taking a case ------------------------------------------------------------------------------

  /** Begin a case that rings here, or that was claimed. @param {string} of */
  accept(of) {
    this.#wanted = of;
    this.#begin(of);
  }

  /** What rings, or was claimed, is for another. @param {string} of */
  letPass(of) {
    this.#wanted = "";
    this.socket?.send({ type: "let_pass", case: of });
    if (this.socket?.view?.case === of) this.socket.leave();
  }

  /** Take the first in line. */
  next() {
    this.#wanted = NEXT;
    this.socket?.send({ type: "call_next" });
  }

  /** Take one out of turn. @param {string} of */
  call(of) {
    this.#wanted = NEXT;
    this.socket?.send({ type: "call_ticket", case: of });
  }

  /** Be done with how the last case left. */
  dismiss() {
    this.parting = null;
    this.#changed();
  }

  /**
   * Say something to a case of the line, or of a duty, without taking it.
   * @param {string} of @param {import("./socket.js").Body} body
   */
  async tellOne(of, body) {
    const { socket } = this;
    if (socket === null) return;
    if (isMine(socket.view, this.me)) {
      if (socket.view?.case === of) await attempt(socket.tell(body));
      return; // one is in one room at a time
    }
    if (this.#isPeeking) return;
    this.#isPeeking = true;
    socket.join(of);
    await attempt(socket.tell(body));
    this.#isPeeking = false;
    if (socket.view?.case === of && !isMine(socket.view, this.me)) socket.leave();
  }

  /** Enter its room, then begin it. @param {string} of */
  #begin(of) {
    this.parting = null;
    this.#left = "";
    this.socket?.join(of);
    this.socket?.send({ type: "begin", case: of });
    this.#changed();
  }

  // --- what comes ---------------------------------------------------------------------------------

  /** @param {Signed} signed */
  #open(signed) {
    this.close();
    this.signed = signed;
    keep(signed);
    const socket = new Socket({ token: signed.token });
    this.socket = socket;
    socket.addEventListener("change", () => this.#follow(socket));
    socket.addEventListener("fault", (event) => this.#fault(event));
    if (signed.duty !== "off") socket.send({ type: "set_duty", duty: signed.duty });
  }

  /** After each message: see whether a case came, or left. @param {Socket} socket */
  #follow(socket) {
    if (socket !== this.socket) return;
    if (socket.reason === "not_allowed") {
      this.signOut();
      notify(EXPIRED, "warn");
      return;
    }
    const { view } = socket;
    const hasCase = isMine(view, this.me);
    if (this.#hadCase && !hasCase && view !== null) this.#part(socket, view);
    if (hasCase) this.#wanted = "";
    if (socket.line?.mine !== this.#entered) this.#entered = "";
    this.#hadCase = hasCase;
    this.#enter(socket);
    this.#changed();
  }

  /** Enter the room of the case the service says is ours, and begin it if we asked for it. */
  #enter(/** @type {Socket} */ socket) {
    if (socket.line?.mine !== this.#left) this.#left = "";
    const mine = this.line?.mine ?? null;
    if (mine === null || this.#isPeeking || isMine(socket.view, this.me)) return;
    if (this.#wanted === NEXT) this.accept(mine);
    else if (socket.view?.case !== mine && this.#wanted !== mine && this.#entered !== mine) {
      this.#entered = mine; // once: its view is on the way
      socket.join(mine);
    }
  }

  /** @param {Socket} socket @param {CaseView} view */
  #part(socket, view) {
    this.parting = parting(view);
    this.#left = view.case;
    socket.leave();
  }

  /** @param {Event} event */
  #fault(event) {
    notify(/** @type {CustomEvent<import("../lib/words.js").Text>} */ (event).detail, "bad");
    if (this.#wanted === "" || this.kind === "in_case") return;
    this.#wanted = "";
    if (this.line?.mine === null) this.socket?.leave();
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @returns {Signed | null} */
function kept() {
  return JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
}

/** @param {Signed | null} signed */
function keep(signed) {
  if (signed === null) sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, JSON.stringify(signed));
}
