// @ts-check
/**
 * What the terminal at a nearby hall shows, from the case as it is seen. No stage is named here:
 * what counts is whether a case waits, whose units it holds, and which content its stage opens.
 *
 * @typedef {import("../wire/from-service.js").CaseView} CaseView
 * @typedef {"set_up" | "choose" | "opening" | "waiting" | "aside" | "called" | "seated"
 *   | "dialling" | "session" | "later" | "ended"} Screen
 * @typedef {"consent" | "identity" | "form" | "materials" | "signature" | "submission" | "rating"
 *   | "talk"} Panel
 * @typedef {"open" | "waiting" | "refused" | "accepted"} Submission
 */

/** Kinds of unit that the nearby hall lends to a case, and the one that the home region does. */
const HERE = ["window", "assistant"];
const THERE = "clerk";
/** The action by which an applicant goes away; it is offered apart from the others. */
export const LEAVE = "leave";

/**
 * The screen to show.
 * @param {{ isOnDuty: boolean, hasTicket: boolean, view: CaseView | null }} seen
 * @returns {Screen}
 */
export function screen({ isOnDuty, hasTicket, view }) {
  if (!isOnDuty) return "set_up";
  if (!hasTicket) return "choose";
  if (view === null) return "opening";
  if (view.ended !== null) return "ended";
  const isHere = HERE.some((kind) => kind in view.units);
  const isThere = THERE in view.units;
  if (view.started_at === null) {
    if (isHere) return "dialling";
    if (view.stands_aside) return "aside";
    return view.called_to === null ? "waiting" : "called";
  }
  if (isHere) return isThere ? "session" : "seated";
  return isThere ? "ended" : "later"; // the clerk finishes alone, or nobody is at it
}

/**
 * What a session is about now.
 * @param {CaseView} view @returns {Panel}
 */
export function panel({ content }) {
  const order = /** @type {const} */ ([
    ...["consent", "identity", "materials", "form", "signature", "submission", "rating"],
  ]);
  const found = order.find((kind) => content.includes(kind));
  return /** @type {Panel} */ (found ?? "talk");
}

/**
 * How it stands with the home region's system.
 * @param {CaseView} view @returns {Submission}
 */
export function submission(view) {
  if (view.case_number !== null) return "accepted";
  if (!view.is_submitted) return "open";
  if (!view.answer) return "waiting";
  const isOfThis = (view.missing ?? []).some(({ what }) => what === "region");
  return isOfThis ? "refused" : "open"; // what was refused has been put right: submit anew
}

/** The action that goes on for who sees the case so, if there is one. @param {CaseView} view */
export function usual(view) {
  return view.actions.find((name) => name !== LEAVE) ?? null;
}

/** Whether one may leave now. @param {CaseView} view */
export function mayLeave(view) {
  return view.actions.includes(LEAVE);
}

/**
 * After how long without input the terminal asks whether somebody is there [s]; null: never.
 * @param {Screen} screen @param {boolean} isTouched whether anything was chosen yet
 */
export function idleLimit(screen, isTouched) {
  switch (screen) {
    case "set_up":
      return null;
    case "choose":
      return isTouched ? 180 : null;
    case "seated":
    case "dialling":
    case "session":
      return 300;
    case "ended":
      return 60;
    default:
      return 180;
  }
}
