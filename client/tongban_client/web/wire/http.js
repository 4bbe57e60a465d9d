// @ts-check
/**
 * What goes over HTTP: logging in, tickets, documents, the receipt.
 *
 * @typedef {import("./from-service.js").CatalogueGiven} CatalogueGiven
 * @typedef {import("./from-service.js").TicketGiven} TicketGiven
 * @typedef {import("./from-service.js").LoggedIn} LoggedIn
 * @typedef {import("./from-service.js").DocumentKept} DocumentKept
 * @typedef {import("../lib/words.js").Text} Text
 */

import { language, text } from "../lib/words.js";

const NO_ANSWER = text("暂时连不上服务，请稍候再试", "The service does not answer: try again soon");
const TOO_MANY = text("操作过于频繁，请稍候再试", "Too often: try again in a while");
const NOT_ALLOWED = text("用户名或口令不对，或登录已过期", "Wrong name or password, or signed out");

/** The service did not do it; `text` says why in both languages. */
export class Failed extends Error {
  /** @param {number} status 0 if there was no answer @param {Text} words */
  constructor(status, words) {
    super(words.en);
    this.status = status;
    this.text = words;
  }
}

/** @returns {Promise<CatalogueGiven>} */
export function catalogue() {
  return asked("GET", "/api/catalogue");
}

/** @param {string} name @param {string} password @returns {Promise<LoggedIn>} */
export function logIn(name, password) {
  return asked("POST", "/api/log-in", { body: { name, password } });
}

/** By which servers two browsers find each other. @param {string} token @returns {Promise<RTCIceServer[]>} */
export async function iceServers(token) {
  /** @type {import("./from-service.js").IceGiven} */
  const given = await asked("GET", "/api/ice", { token });
  return given.ice_servers;
}

/**
 * A ticket. Asked again under the same key, it is the same ticket.
 * @param {{ hall: string, region: string, item: string, is_enquiry?: boolean, key: string }} what
 * @returns {Promise<TicketGiven>}
 */
export function takeTicket(what) {
  return asked("POST", "/api/tickets", { body: what });
}

/**
 * Another ticket for a case that was told to come again.
 * @param {string} of the case @param {{ hall: string, key: string }} what @param {string} token
 * @returns {Promise<TicketGiven>}
 */
export function comeAgain(of, what, token) {
  return asked("POST", `/api/cases/${of}/tickets`, { body: what, token });
}

/** @param {string} of the case @param {Blob} data @param {string} token @returns {Promise<DocumentKept>} */
export function putDocument(of, data, token) {
  return asked("POST", `/api/cases/${of}/documents`, { data, token });
}

/** @param {string} of the case @param {string} sha256 @param {string} token @returns {Promise<Blob>} */
export async function getDocument(of, sha256, token) {
  const answer = await answered("GET", `/api/cases/${of}/documents/${sha256}`, { token });
  return answer.blob();
}

/** The receipt, a page. @param {string} of the case @param {string} token @returns {Promise<Blob>} */
export async function receipt(of, token) {
  const answer = await answered("GET", `/api/cases/${of}/receipt?lang=${language()}`, { token });
  return answer.blob();
}

/**
 * What some address answers, as JSON.
 * @param {string} method @param {string} path
 * @param {{ body?: unknown, data?: Blob, token?: string }} [more]
 * @returns {Promise<any>} as the service declares it
 */
export async function asked(method, path, more = {}) {
  return (await answered(method, path, more)).json();
}

/**
 * @param {string} method @param {string} path
 * @param {{ body?: unknown, data?: Blob, token?: string }} more
 */
async function answered(method, path, { body, data, token }) {
  /** @type {{ [name: string]: string }} */
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const sent = body === undefined ? (data ?? null) : JSON.stringify(body);
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: sent, cache: "no-store" });
  } catch {
    throw new Failed(0, NO_ANSWER);
  }
  if (!answer.ok) throw new Failed(answer.status, await why(answer));
  return answer;
}

/** @param {Response} answer @returns {Promise<Text>} */
async function why(answer) {
  if (answer.status === 429) return TOO_MANY;
  const told = await answer.json().catch(() => ({}));
  if (told.text !== undefined) return told.text;
  if (answer.status === 401) return NOT_ALLOWED;
  if (answer.status >= 500) return NO_ANSWER;
  const said = String(told.error ?? answer.status);
  return text(said, said);
}
