// Generated from the service's models by docs/generate.py. Not to be edited.

/** The applicant takes a proposed value. */
export interface AcceptProposal {
  type: "accept_proposal";
  proposal: string;
}

/** An action of the flow leaves the stage. */
export interface Act {
  type: "act";
  action: string;
  remark?: string;
  /** where the next stage takes one */
  ticket?: Ticket | null;
  /** with an action that means deficiency; filled in by the service */
  notice?: Notice | null;
}

/** A document is put to a material of the item's list, in place of one that was there. */
export interface AddMaterial {
  type: "add_material";
  material: string;
  document: string;
  media_type: string;
  /** bytes */
  size: number;
  file_name?: string;
}

/** What the home region's system says: a case number, or reasons in its own words. */
export interface Answer {
  type: "answer";
  /** the submission it answers */
  key: string;
  case_number?: string | null;
  /** by the region's clock, ISO 8601 */
  accepted_at?: string;
  /** the day, ISO 8601 */
  promised_on?: string;
  statutory_days?: number;
  rule_version?: string;
  /** what its receipts say beside: title zh, title en, value */
  printed?: ([string, string, string])[];
  reasons?: Reason[];
  /** not accepted at all (不予受理) */
  is_final?: boolean;
}

/** The case that was called, or rings, begins with me. */
export interface Begin {
  type: "begin";
  case: string;
}

/** A waiting ticket is called: shown and spoken in the hall, or ringing at a desk. */
export interface Call {
  type: "call";
  /** the window or desk it is called to */
  unit: string;
}

/** The next in line, please. */
export interface CallNext {
  type: "call_next";
}

/** A given ticket, out of turn. */
export interface CallTicket {
  type: "call_ticket";
  case: string;
}

/** What somebody asks for; its id makes sure that it happens once. */
export interface Command {
  id: string;
  body: Open | Call | Miss | Hold | Resume | Start | Transfer | Act | GrantConsent | WithdrawConsent | Identify | EditField | ProposeField | AcceptProposal | DeclineProposal | AddMaterial | RemoveMaterial | JudgeMaterial | Sign | Submit | Answer | Rate | DischargeDuty | Say | Note;
}

/** The applicant does not. */
export interface DeclineProposal {
  type: "decline_proposal";
  proposal: string;
}

/** A duty that a bad rating opened is done. */
export interface DischargeDuty {
  type: "discharge_duty";
  duty: "call_back" | "rectify";
  remark: string;
}

/** A field of the form gets a value. */
export interface EditField {
  type: "edit_field";
  field: string;
  value: string;
  /** the revision that was seen; 0 where it was empty */
  base: number;
}

/** The applicant allows a capability. */
export interface GrantConsent {
  type: "grant_consent";
  capability: "view" | "guide" | "record";
}

/** The case I have shall ring at a colleague's desk. */
export interface HandOver {
  type: "hand_over";
  to: string;
}

/** Who speaks, and in which version. A token for a case enters its room at once. A supervisor's is told the board at once. A hall's public display says its hall and has no token: it is told the display and may say nothing more. */
export interface Hello {
  type: "hello";
  v?: 1;
  token?: string;
  /** of a public display, instead of a token */
  hall?: string | null;
  /** the last record that was received */
  after?: number;
  /** of the service it was received from */
  epoch?: string | null;
}

/** A waiting ticket is set aside on purpose; it keeps its place in the line. */
export interface Hold {
  type: "hold";
}

/** The clerk has compared the person with the document. */
export interface Identify {
  type: "identify";
  method: "card_reader" | "face" | "document";
  matches: boolean;
  document_number?: string;
}

/** Enter a case's room. */
export interface Join {
  type: "join";
  case: string;
  after?: number;
  epoch?: string | null;
}

/** The clerk's verdict on one document. */
export interface JudgeMaterial {
  type: "judge_material";
  material: string;
  document: string;
  verdict: "accepted" | "rejected";
  reason?: string | null;
  remark?: string;
}

/** Leave the room; the case goes on. */
export interface Leave {
  type: "leave_room";
}

/** The call that rings, or the ticket that was claimed, is for another. */
export interface LetPass {
  type: "let_pass";
  case: string;
}

/** Nobody came when the ticket was called (过号): it stands aside until it is resumed. */
export interface Miss {
  type: "miss";
}

/** One thing that must be put right before the case can be accepted. */
export interface Missing {
  what: "field" | "material" | "region";
  name: string;
  /** of the region's list, if it was chosen */
  reason?: string | null;
  remark?: string;
}

/** The clerk's own note; the applicant does not see it. */
export interface Note {
  type: "note";
  text: string;
}

/** The one-time notice (一次性告知): everything that is missing, together. */
export interface Notice {
  missing: Missing[];
  remark?: string;
}

/** A case begins with its first ticket. */
export interface Open {
  type: "open";
  home: string;
  item: string;
  is_enquiry?: boolean;
  flow: string;
  stage: string;
  ticket: Ticket;
}

/** Something momentary for the others in the room. */
export interface Pass {
  type: "pass";
  what: Point | Type | Signal;
}

/** Where somebody points: a field, a material, or a place on a document's picture. */
export interface Point {
  type: "point";
  /** field:NAME or material:NAME */
  target: string;
  x?: number | null;
  y?: number | null;
}

/** The clerk proposes a value; it counts once the applicant accepts it. */
export interface ProposeField {
  type: "propose_field";
  field: string;
  value: string;
}

/** The applicant's rating (好差评), 5 very satisfied to 1 very dissatisfied. */
export interface Rate {
  type: "rate";
  grade: number;
  comment?: string;
}

/** Why the home region's system refused, in its own words. */
export interface Reason {
  /** a field or material, if any */
  about?: string;
  zh: string;
  /** empty where the region has none */
  en?: string;
}

/** It is taken away again. */
export interface RemoveMaterial {
  type: "remove_material";
  material: string;
}

/** A ticket that stands aside is in line again: at its old place, or last if missed. */
export interface Resume {
  type: "resume";
}

/** Text, where the voice fails or is not wanted. */
export interface Say {
  type: "say";
  text: string;
}

/** Staff come on duty, take a break, or go. */
export interface SetDuty {
  type: "set_duty";
  duty: "on_duty" | "break" | "off";
  /** where an assistant sits */
  window?: string | null;
}

/** The applicant's signature on form and materials as they are. */
export interface Sign {
  type: "sign";
  image: string;
  /** the digest of form and materials that was shown */
  covers: string;
}

/** WebRTC signalling for another participant. */
export interface Signal {
  type: "signal";
  to: string;
  data: { [name: string]: unknown };
}

/** Units are granted, and the stage's handling begins: called, seated, answered. */
export interface Start {
  type: "start";
  /** kind -> unit, of the kinds that were missing */
  units: { [name: string]: unknown };
}

/** The applicant hands the signed case to the home region's system. */
export interface Submit {
  type: "submit";
  covers: string;
}

/** A command to the case whose room one is in. */
export interface Tell {
  type: "tell";
  command: Command;
}

/** One visit: the number the hall printed. */
export interface Ticket {
  number: string;
  hall: string;
}

/** Another unit of a kind goes on with the case; said by whoever takes it over. */
export interface Transfer {
  type: "transfer";
  kind: string;
  unit: string;
}

/** Somebody is typing in a field; others see it locked until they stop. */
export interface Type {
  type: "type";
  field: string;
  is_typing: boolean;
}

/** The applicant takes it back; it stops at once. */
export interface WithdrawConsent {
  type: "withdraw_consent";
  capability: "view" | "guide" | "record";
}

export type FromClient = Hello | Join | Leave | Tell | Pass | SetDuty | CallNext | CallTicket | Begin | HandOver | LetPass;
