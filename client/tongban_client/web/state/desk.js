// @ts-check
/**
 * What the home desk shows, from what the service has told it. No rule of the flow stands here:
 * actions are told apart by what the service says they mean.
 *
 * @typedef {import("../wire/from-service.js").CaseView} CaseView
 * @typedef {import("../wire/from-service.js").Line} Line
 * @typedef {import("../lib/words.js").Text} Text
 * @typedef {"signed_out" | "shut" | "connecting" | "off" | "break" | "free" | "ringing" | "taking"
 *   | "called" | "in_case" | "parted"} Kind
 * @typedef {{ kind: "ended" | "handed" | "moved", number: string, title: Text | null, to: string,
 *   case_number: string | null }} Parting
 * @typedef {{ name: string, title: Text, leads: Text | null }} Offered
 * @typedef {{ kind: "identity" | "form" | "material" | "signature" | "region", name: string,
 *   title: Text | null, is_done: boolean, note: Text | null, status: string, fields: Text[] }} Check
 * @typedef {{ what: "field" | "material" | "region", title: Text | null, reason: Text | null,
 *   remark: string }} NoticeLine
 */

import { checklist } from "./materials.js";

/**
 * Which of its faces the desk shows. A case in hand comes before all else; while one looks into
 * a case of the line, or the link is away, the desk stays what it was.
 * @param {{ isSignedIn: boolean, isShut: boolean, line: Line | null, view: CaseView | null,
 *   me: string, parting: Parting | null }} seen
 * @returns {Kind}
 */
export function deskKind({ isSignedIn, isShut, line, view, me, parting }) {
  if (!isSignedIn) return "signed_out";
  if (isShut) return "shut";
  if (isMine(view, me)) return "in_case";
  if (line === null) return "connecting";
  if (line.mine !== null) return line.mine === view?.case ? "called" : "taking";
  if (line.ringing.length > 0) return "ringing";
  if (parting !== null) return "parted";
  return line.duty === "on_duty" ? "free" : line.duty;
}

/** Whether somebody has a case that is under way. @param {CaseView | null} view @param {string} me */
export function isMine(view, me) {
  return view !== null && view.ended === null && Object.values(view.units).includes(me);
}

/**
 * How a case left one's hands: it ended, a colleague goes on with it, or it waits for others.
 * @param {CaseView} view @returns {Parting}
 */
export function parting(view) {
  const { ticket, stage, case_number, spec, units } = view;
  const title = spec?.titles[stage] ?? null;
  const to = view.ended === null ? (units.clerk ?? "") : "";
  const kind = view.ended !== null ? "ended" : to !== "" ? "handed" : "moved";
  return { kind, number: ticket.number, title, to, case_number };
}

// --- what may be done ---------------------------------------------------------------------------

/**
 * The actions one may take now that go on, and the one that returns the case with a notice.
 * @param {CaseView} view
 * @returns {{ onward: Offered[], deficiency: Offered | null }}
 */
export function offered(view) {
  const all = view.actions.map((name) => offer(view, name));
  const isNotice = (/** @type {Offered} */ { name }) =>
    view.spec?.actions[name]?.means === "deficiency";
  return { onward: all.filter((one) => !isNotice(one)), deficiency: all.find(isNotice) ?? null };
}

/** @param {CaseView} view @param {string} name @returns {Offered} */
function offer(view, name) {
  const titles = view.spec?.titles ?? {};
  const to = view.spec?.actions[name]?.to ?? null;
  return { name, title: titles[name] ?? plain(name), leads: to === null ? null : (titles[to] ?? null) };
}

// --- what is done and what is missing -----------------------------------------------------------

/**
 * The region's checklist for this item, line by line. Empty before form and materials are seen.
 * @param {CaseView} view @returns {Check[]}
 */
export function checks(view) {
  const { spec } = view;
  if (spec === undefined || view.form === undefined) return [];
  const fields = (view.missing ?? [])
    .filter((one) => one.what === "field")
    .map((one) => spec.fields[one.name]?.title ?? plain(one.name));
  const none = { name: "", title: null, note: null, status: "", fields: [] };
  return [
    { ...none, kind: "identity", is_done: view.identity?.matches ?? false },
    { ...none, kind: "form", is_done: fields.length === 0, fields },
    ...checklist(view).map((row) => ({
      ...none,
      kind: /** @type {const} */ ("material"),
      name: row.material,
      title: row.title,
      note: row.note,
      is_done: row.status === "accepted",
      status: row.status,
    })),
    { ...none, kind: "signature", is_done: view.is_signed ?? false },
    { ...none, kind: "region", is_done: view.case_number !== null },
  ];
}

/**
 * What the one-time notice would say, and how many documents nobody has judged yet.
 * @param {CaseView} view @returns {{ lines: NoticeLine[], unjudged: number }}
 */
export function noticeOf(view) {
  const lines = (view.missing ?? []).map((one) => missingLine(view, one));
  const unjudged = checklist(view).filter((row) => row.status === "shown").length;
  return { lines, unjudged };
}

/**
 * One thing that is missing, in words.
 * @param {CaseView} view @param {import("../wire/from-service.js").Missing} missing
 * @returns {NoticeLine}
 */
export function missingLine({ spec, answer }, { what, name, reason, remark }) {
  const field = spec?.fields[name];
  const material = spec?.materials[name];
  const title = (field ?? material)?.title ?? (name === "" ? null : plain(name));
  const said = answer?.reasons.find((one) => what === "region" && one.zh === remark);
  if (said !== undefined) {
    return { what, title, reason: { "zh-CN": said.zh, en: said.en || said.zh }, remark: "" };
  }
  return { what, title, reason: (reason && material?.reasons[reason]) || null, remark };
}

/**
 * Whether the number that was read is the one in the form; null while one of them is not there.
 * @param {CaseView} view
 */
export function numberAgrees({ spec, form, identity }) {
  const field = Object.entries(spec?.fields ?? {}).find(([, one]) => one.type === "id_number");
  const written = field === undefined ? "" : (form?.[field[0]]?.value ?? "");
  const read = identity?.document_number ?? "";
  if (written === "" || read === "") return null;
  return written.trim().toUpperCase() === read.trim().toUpperCase();
}

/** What has no title is called by its name. @param {string} name @returns {Text} */
function plain(name) {
  return { "zh-CN": name, en: name };
}

/**
 * Whether something is done together, or nothing yet, or no more.
 * @param {CaseView | null} view
 */
export function isShared(view) {
  return (view?.content.length ?? 0) > 0;
}
