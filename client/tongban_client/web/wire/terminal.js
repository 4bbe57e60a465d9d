// @ts-check
/**
 * A terminal at a nearby hall: the assistant's socket for the day, and one applicant's after
 * another beside it.
 *
 * What must outlive a reload stands in sessionStorage, in this tab alone: who is on duty, and the
 * tickets taken here whose case is still to come. `wipe` leaves nothing of the applicant.
 *
 * Events: `change` whenever anything of it has changed; `fault` (detail: Text).
 *
 * @typedef {import("./from-service.js").CatalogueGiven} CatalogueGiven
 * @typedef {import("./from-service.js").CaseView} CaseView
 * @typedef {import("./socket.js").Body} Body
 * @typedef {{ token: string, name: string, place: string, window: string, isOnBreak: boolean }} Duty
 * @typedef {{ case: string, number: string, token: string }} Ticket
 * @typedef {{ region: string, item: string, is_enquiry: boolean }} Wish
 * @typedef {"applicant" | "assistant"} Acting
 */

import { wipeDrafts } from "../lib/drafts.js";
import { freshName } from "../lib/fresh.js";
import { screen } from "../state/window.js";
import { comeAgain, takeTicket } from "./http.js";
import { Socket } from "./socket.js";

const KEPT = "tongban.terminal";
const SOON_MS = 8000;

export class Terminal extends EventTarget {
  /** @type {Duty | null} */
  duty = null;
  /** The assistant's. @type {Socket | null} */
  staff = null;
  /** Taken here, and still to come or under way. @type {Ticket[]} */
  tickets = [];
  /** The one on the screen. @type {Ticket | null} */
  ticket = null;
  /** The applicant's. @type {Socket | null} */
  applicant = null;
  /** Who touches the screen. @type {Acting} */
  acting = "applicant";

  /** The case that the assistant had when last told. */
  #followed = "";
  /** Cases of tickets that were seen in the hall's line. @type {Set<string>} */
  #inLine = new Set();
  /** The key under which a ticket is asked for, and what for: asked again, it is the same. */
  #asked = { key: "", what: "" };

  /** What this tab had before it was loaded anew. */
  resume() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    this.tickets = kept.tickets ?? [];
    if (kept.duty) this.#takeDuty(kept.duty);
    const current = this.tickets.find((ticket) => ticket.case === kept.current);
    if (current) this.show(current);
  }

  // --- the assistant -------------------------------------------------------------------------

  /** @param {Omit<Duty, "isOnBreak">} duty */
  signIn(duty) {
    this.#takeDuty({ ...duty, isOnBreak: false });
  }

  /** The assistant goes: nothing of anybody is left here. */
  signOut() {
    const { duty, staff } = this;
    this.duty = this.staff = null;
    this.tickets = [];
    this.wipe();
    if (duty !== null) staff?.send({ type: "set_duty", duty: "off", window: duty.window });
    staff?.close();
  }

  /** @param {boolean} isOnBreak */
  setBreak(isOnBreak) {
    if (this.duty === null) return;
    this.duty = { ...this.duty, isOnBreak };
    this.#tellDuty(this.duty);
    this.#keep();
  }

  /** @param {Acting} acting */
  act(acting) {
    this.acting = acting;
    this.#changed();
  }

  callNext() {
    this.staff?.send({ type: "call_next" });
  }

  /** @param {string} of the case */
  call(of) {
    this.staff?.send({ type: "call_ticket", case: of });
  }

  /** The case that was called begins. @param {string} of the case */
  begin(of) {
    this.staff?.send({ type: "begin", case: of });
  }

  /**
   * A command of the assistant's to a case in the hall's line.
   * @param {string} of the case @param {Body} body
   */
  async tellCase(of, body) {
    const { staff } = this;
    if (staff === null) return;
    if (staff.view?.case !== of) staff.join(of);
    await staff.tell(body);
    if (staff.line?.mine !== of) staff.leave();
  }

  /** For a demonstration: the ticket on the screen is called, begun and seated in one go. */
  async callIn() {
    const { staff, ticket } = this;
    if (staff === null || ticket === null) return;
    if (this.duty?.isOnBreak) this.setBreak(false);
    const seen = () => (staff.view?.case === ticket.case ? staff.view : null);
    if (staff.line?.mine !== ticket.case) this.call(ticket.case);
    await until(staff, () => seen() !== null && seen()?.called_to !== null);
    staff.send({ type: "begin", case: ticket.case });
    await until(staff, () => (seen()?.actions.length ?? 0) > 0);
    const [action] = /** @type {CaseView} */ (seen()).actions;
    await staff.tell({ type: "act", action });
  }

  // --- the applicant -------------------------------------------------------------------------

  /** The socket through which who acts speaks. */
  get speaker() {
    return this.acting === "assistant" ? this.staff : this.applicant;
  }

  /** The token of who acts. */
  get token() {
    return (this.acting === "assistant" ? this.duty?.token : this.ticket?.token) ?? "";
  }

  /** A ticket for an item; it is on the screen then. Throws Failed. @param {Wish} wish */
  async take(wish) {
    const hall = this.duty?.place ?? "";
    const key = this.#keyFor(JSON.stringify(wish));
    this.#add(await takeTicket({ ...wish, hall, key }));
  }

  /**
   * Another ticket for a case that was told to come again: with its own token, if it is on the
   * screen, or else with the assistant's, who has checked the identity card. Throws Failed.
   * @param {string} of the case
   */
  async comeAgain(of) {
    const hall = this.duty?.place ?? "";
    const own = this.ticket?.case === of ? this.ticket.token : null;
    const given = await comeAgain(of, { hall, key: this.#keyFor(of) }, own ?? this.duty?.token ?? "");
    if (own !== null) this.wipe();
    this.#add(given);
  }

  /** A ticket taken here is on the screen. @param {Ticket} ticket */
  show(ticket) {
    this.#offScreen();
    this.ticket = ticket;
    this.applicant = new Socket({ token: ticket.token });
    this.applicant.addEventListener("change", () => this.#changed());
    this.applicant.addEventListener("passed", () => this.#changed());
    this.#keep();
  }

  /** The screen is free for the next; the number stays in line. */
  park() {
    this.#offScreen();
    this.acting = "applicant";
    this.#keep();
  }

  /** Nothing of the applicant on the screen is left on this terminal. The case stays as it is. */
  wipe() {
    const gone = this.ticket?.case;
    this.tickets = this.tickets.filter((ticket) => ticket.case !== gone);
    this.#offScreen();
    this.acting = "applicant";
    this.staff?.leave();
    wipeDrafts();
    history.replaceState(null, "", location.pathname + location.search);
    this.#keep();
  }

  // --- within --------------------------------------------------------------------------------

  /** @param {Duty} duty */
  #takeDuty(duty) {
    this.duty = duty;
    this.staff = new Socket({ token: duty.token });
    this.#tellDuty(duty);
    this.staff.addEventListener("change", () => this.#follow());
    this.staff.addEventListener("passed", () => this.#changed());
    this.staff.addEventListener("fault", (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      this.dispatchEvent(new CustomEvent("fault", { detail }));
    });
    this.#keep();
  }

  /** @param {Duty} duty */
  #tellDuty({ isOnBreak, window }) {
    this.staff?.send({ type: "set_duty", duty: isOnBreak ? "break" : "on_duty", window });
  }

  /** The assistant is in the room of the case they have; its ticket, if taken here, is shown. */
  #follow() {
    const { staff } = this;
    if (staff?.reason === "not_allowed") {
      this.signOut();
      return;
    }
    const mine = staff?.line?.mine ?? "";
    if (staff?.line && mine !== this.#followed) {
      this.#followed = mine;
      this.#begun(mine);
    }
    this.#forget();
    this.#changed();
  }

  /** @param {string} mine the case that the assistant has now, or "" */
  #begun(mine) {
    const taken = this.tickets.find((ticket) => ticket.case === mine);
    if (taken === undefined) return;
    if (taken !== this.ticket) {
      if (this.ticket !== null && !this.#isWaiting()) this.wipe();
      this.show(taken);
    }
    this.staff?.join(mine);
  }

  /** Whether the ticket on the screen only waits, so that nothing of its case is here yet. */
  #isWaiting() {
    const view = this.applicant?.view ?? null;
    const shown = screen({ isOnDuty: true, hasTicket: true, view });
    return shown === "waiting" || shown === "aside" || shown === "opening";
  }

  /** Tickets that left the line without coming to this screen are no more of use. */
  #forget() {
    const line = this.staff?.line;
    if (!line) return;
    const waiting = [...line.waiting, ...line.aside].map((one) => one.case);
    const isOver = (/** @type {Ticket} */ { case: name }) =>
      this.#inLine.has(name) && !waiting.includes(name) && name !== line.mine;
    const still = this.tickets.filter((one) => one === this.ticket || !isOver(one));
    this.#inLine = new Set(waiting);
    if (still.length === this.tickets.length) return;
    this.tickets = still;
    this.#keep();
  }

  /** @param {Ticket} given */
  #add({ case: name, number, token }) {
    const ticket = { case: name, number, token };
    this.tickets = [...this.tickets.filter((other) => other.case !== name), ticket];
    this.#asked = { key: "", what: "" };
    this.acting = "applicant";
    this.show(ticket);
  }

  #offScreen() {
    this.applicant?.close();
    this.applicant = null;
    this.ticket = null;
  }

  /** @param {string} what @returns {string} */
  #keyFor(what) {
    if (this.#asked.what !== what) this.#asked = { key: freshName(), what };
    return this.#asked.key;
  }

  #keep() {
    const { duty, tickets } = this;
    const kept = { duty, tickets, current: this.ticket?.case };
    if (duty === null && tickets.length === 0) sessionStorage.removeItem(KEPT);
    else sessionStorage.setItem(KEPT, JSON.stringify(kept));
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * Until something holds of what a socket has received. Rejects when it does not come about.
 * @param {Socket} socket @param {() => boolean} holds
 * @returns {Promise<void>}
 */
function until(socket, holds) {
  return new Promise((done, not) => {
    const end = new AbortController();
    const timer = setTimeout(() => finish(() => not(new Error("no answer"))), SOON_MS);
    /** @param {() => void} call */
    const finish = (call) => {
      clearTimeout(timer);
      end.abort();
      call();
    };
    const look = () => {
      if (holds()) finish(done);
    };
    socket.addEventListener("change", look, { signal: end.signal });
    look();
  });
}
