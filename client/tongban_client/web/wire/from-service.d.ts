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
  remark: string;
  /** where the next stage takes one */
  ticket: Ticket | null;
  /** with an action that means deficiency; filled in by the service */
  notice: Notice | null;
}

/** What an action of the flow is; null where stages that share its name differ. to the stage it leads to counts_as as what the case ends with it, if it does */
export interface ActionSpec {
  by: string | null;
  to: string | null;
  means: "acceptance" | "deficiency" | null;
  counts_as: string | null;
}

/** Who did it: a role, and which account, ticket or system in that role. */
export interface Actor {
  role: "applicant" | "assistant" | "clerk" | "supervisor" | "clock" | "region";
  id: string;
}

/** A document is put to a material of the item's list, in place of one that was there. */
export interface AddMaterial {
  type: "add_material";
  material: string;
  document: string;
  media_type: string;
  /** bytes */
  size: number;
  file_name: string;
}

/** What the home region's system says: a case number, or reasons in its own words. */
export interface Answer {
  type: "answer";
  /** the submission it answers */
  key: string;
  case_number: string | null;
  /** by the region's clock, ISO 8601 */
  accepted_at: string;
  /** the day, ISO 8601 */
  promised_on: string;
  statutory_days: number;
  rule_version: string;
  /** what its receipts say beside: title zh, title en, value */
  printed: ([string, string, string])[];
  reasons: Reason[];
  /** not accepted at all (不予受理) */
  is_final: boolean;
}

/** The wallboard: what waits, who is on duty, how the day goes, and what was expected of it. */
export interface Board {
  type: "board";
  /** µs since 1970-01-01 UTC */
  now: number;
  /** the service's calendar day, ISO 8601 */
  day: string;
  waiting: number;
  /** when the wait that is longest began */
  longest_since: number | null;
  regions: RegionNow[];
  halls: HallNow[];
  clerks: StaffNow;
  assistants: StaffNow;
  /** in the flow's order, those with cases */
  stages: StageNow[];
  service_level: ServiceLevel;
  /** of those a clerk answered today */
  wait_mean_s: number | null;
  throughput: Throughput;
  /** null until it is computed */
  expected: Expected | null;
}

/** A waiting ticket is called: shown and spoken in the hall, or ringing at a desk. */
export interface Call {
  type: "call";
  /** the window or desk it is called to */
  unit: string;
}

/** A ticket that was called to a window. */
export interface Called {
  number: string;
  window: string;
  /** µs since 1970-01-01 UTC */
  at: number;
  /** called, and nobody came (过号) */
  is_missed: boolean;
}

/** A case as one role sees it; what it may not see is not there. */
export interface CaseView {
  seq: number;
  stage: string;
  entered_at: number;
  started_at: number | null;
  ended: string | null;
  ticket: Ticket;
  visit: number;
  visit_since: number;
  called_to: string | null;
  stands_aside: boolean;
  units: { [name: string]: string };
  actions: string[];
  content: string[];
  consents: ("view" | "guide" | "record")[];
  case_number: string | null;
  needs?: string[];
  missing?: Missing[];
  digest?: string;
  is_signed?: boolean;
  is_submitted?: boolean;
  duties?: string[];
  case: string;
  home: string;
  item: string;
  is_enquiry: boolean;
  spec?: Spec;
  said?: CaseRecord[];
  notes?: CaseRecord[];
  notices?: Notice[];
  rating?: Rate | null;
  form?: { [name: string]: FormEntry };
  proposals?: { [name: string]: ProposalView };
  materials?: { [name: string]: DocumentView };
  identity?: Identify | null;
  signature?: string | null;
  answer?: Answer | null;
}

/** What one may take a ticket for, and where; each hall's region, and the stages' titles. */
export interface CatalogueGiven {
  items: { [name: string]: ItemGiven };
  regions: { [name: string]: RegionGiven };
  halls: { [name: string]: Words };
  region_of: { [name: string]: string };
  stages: { [name: string]: Words };
}

/** A quantity over an average measured day: 48 values, one a half hour from 00:00. mean_low to mean_high is the t interval of the mean over replications, at `mean_level`; day_low to day_high is the range in which `day_share` of single days fall. */
export interface Curve {
  mean: number[];
  mean_low: number[];
  mean_high: number[];
  day_low: number[];
  day_high: number[];
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

/** A hall's public display: who is called now, who was, and how many wait for a window. */
export interface Display {
  type: "display";
  /** µs since 1970-01-01 UTC */
  now: number;
  hall: string;
  title: Text;
  /** the newest first */
  calling: Called[];
  /** called before, the newest first */
  recent: Called[];
  waiting: number;
}

/** A document as it is kept: images are drawn anew, so it is not quite what was sent. */
export interface DocumentKept {
  sha256: string;
  media_type: string;
  size: number;
}

/** What lies for a material, and the verdict on it. */
export interface DocumentView {
  sha256: string;
  media_type: string;
  size: number;
  file_name: string;
  verdict: "accepted" | "rejected" | null;
  reason: string | null;
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

/** What the simulator expects of a day of the scenario's demand in this channel. */
export interface Expected {
  /** of the scenario */
  digest: string;
  channel: string;
  /** factor on the demand */
  load: number;
  seed: number;
  replications: number;
  /** single days, of all replications */
  days: number;
  /** coverage of mean_low to mean_high */
  mean_level: number;
  /** share of single days within day_low to day_high */
  day_share: number;
  /** cumulative at the end of each half hour */
  came: Curve;
  /** cumulative at the end of each half hour */
  accepted: Curve;
  /** cumulative at the end of each half hour */
  answered: Curve;
  /** how many wait, on average over each half hour */
  waiting: Curve;
  /** as the board's; null if nobody comes */
  service_level: Quantity | null;
  /** until a clerk answers; null if none does */
  wait_mean_min: Quantity | null;
}

/** A message could not be carried out; the socket stays open. */
export interface Fault {
  type: "fault";
  code: string;
  text: Text;
}

/** What is to be paid. */
export interface FeeSpec {
  title: Words;
  cny: number;
  when: { [name: string]: string };
}

/** A field of the form. */
export interface FieldSpec {
  title: Words;
  type: string;
  required: boolean;
  personal: boolean;
  pattern: string | null;
  hint: Words | null;
  options: { [name: string]: Words };
  only_in: string[] | null;
  regex: string;
  wrong: Words;
}

/** A field's value, its revision, and the role that gave it. */
export interface FormEntry {
  value: string;
  revision: number;
  by: string;
}

/** The applicant allows a capability. */
export interface GrantConsent {
  type: "grant_consent";
  capability: "view" | "guide" | "record";
}

/** Those who wait in a nearby hall, for whatever region, and its assistants. */
export interface HallNow {
  hall: string;
  waiting: number;
  /** of these, those who sit at a window and wait for a clerk */
  seated: number;
  /** when the wait that is longest began */
  longest_since: number | null;
  assistants: StaffNow;
}

/** One's case rings at a colleague's desk, until then [µs]. */
export interface Handing {
  to: string;
  until: number;
}

/** A waiting ticket is set aside on purpose; it keeps its place in the line. */
export interface Hold {
  type: "hold";
}

/** The ICE servers for an RTCPeerConnection; none where one network is enough. */
export interface IceGiven {
  ice_servers: IceServer[];
}

/** A server by which browsers find each other; a TURN server with name and password. */
export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** The clerk has compared the person with the document. */
export interface Identify {
  type: "identify";
  method: "card_reader" | "face" | "document";
  matches: boolean;
  document_number: string;
}

/** A ticket that waits, of which hall, and since when [µs]. */
export interface InLine {
  case: string;
  number: string;
  item: string;
  hall: string;
  since: number;
}

/** An item one may take a ticket for. */
export interface ItemGiven {
  title: Words;
  regions: string[];
  not_here: NotHere | null;
}

/** The clerk's verdict on one document. */
export interface JudgeMaterial {
  type: "judge_material";
  material: string;
  document: string;
  verdict: "accepted" | "rejected";
  reason: string | null;
  remark: string;
}

/** The line of one's place: who waits, who stands aside, who rings at one's desk. */
export interface Line {
  type: "line";
  waiting: InLine[];
  aside: InLine[];
  ringing: Ringing[];
  /** those free to take a case over */
  colleagues: string[];
  /** the case one has, or has claimed */
  mine: string | null;
  /** one's own */
  duty: "on_duty" | "break" | "off";
  /** one's case, to a colleague */
  handing: Handing | null;
  /** by the place, the oldest first */
  owed: Owed[];
}

/** Somebody of the staff, and the token that speaks for them. */
export interface LoggedIn {
  token: string;
  role: "applicant" | "assistant" | "clerk" | "supervisor" | "clock" | "region";
  place: string;
}

/** A material, and what a clerk may find wrong with it. */
export interface MaterialSpec {
  title: Words;
  note: Words | null;
  accepts: string[];
  reasons: { [name: string]: Words };
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
  reason: string | null;
  remark: string;
}

/** One's own day so far, for staff: goes to nobody else. */
export interface MyDay {
  type: "my_day";
  /** that were handled and let go today */
  cases: number;
  /** from taking one to letting it go */
  handling_mean_s: number | null;
  /** waits that one ended today by beginning a case */
  answered: number;
  /** how long these had waited in that stage */
  answer_mean_s: number | null;
}

export interface NeedSpec {
  material: string;
  or: string[];
  when: { [name: string]: string };
  note: Words | null;
}

/** A command was refused. */
export interface NotDone {
  type: "refused";
  refusal: Refusal;
}

/** Why an item cannot go through the remote window, and where to go instead. */
export interface NotHere {
  reason: Words;
  instead: Words;
}

/** The clerk's own note; the applicant does not see it. */
export interface Note {
  type: "note";
  text: string;
}

/** The one-time notice (一次性告知): everything that is missing, together. */
export interface Notice {
  missing: Missing[];
  remark: string;
}

/** What may change with any record, beside what the record itself says. Times in µs. */
export interface Now {
  seq: number;
  stage: string;
  entered_at: number;
  started_at: number | null;
  ended: string | null;
  ticket: Ticket;
  visit: number;
  visit_since: number;
  called_to: string | null;
  stands_aside: boolean;
  units: { [name: string]: string };
  actions: string[];
  content: string[];
  consents: ("view" | "guide" | "record")[];
  case_number: string | null;
  needs?: string[];
  missing?: Missing[];
  digest?: string;
  is_signed?: boolean;
  is_submitted?: boolean;
  duties?: string[];
}

/** A case begins with its first ticket. */
export interface Open {
  type: "open";
  home: string;
  item: string;
  is_enquiry: boolean;
  flow: string;
  stage: string;
  ticket: Ticket;
}

/** A duty that a bad rating opened, and since when [µs]. */
export interface Owed {
  case: string;
  number: string;
  item: string;
  hall: string;
  since: number;
  duty: string;
}

/** A scripted partner who comes: their name, and the case that both sides have. */
export interface PartnerGiven {
  partner: string;
  case: string;
  number: string;
  hall: string;
  item: string;
}

/** Something momentary from another. */
export interface Passed {
  type: "passed";
  by: Actor;
  what: Point | Type | Signal;
}

/** Who is in the room, and who is away for a moment. */
export interface People {
  type: "people";
  people: Person[];
}

/** Somebody in a room, and since when [µs] the connection is lost, if it is. */
export interface Person {
  role: "applicant" | "assistant" | "clerk" | "supervisor" | "clock" | "region";
  id: string;
  away_since: number | null;
}

/** Where somebody points: a field, a material, or a place on a document's picture. */
export interface Point {
  type: "point";
  /** field:NAME or material:NAME */
  target: string;
  x: number | null;
  y: number | null;
}

/** How many stand in front of one's ticket, and how long that may take. */
export interface Position {
  type: "position";
  ahead: number;
  expected_wait_s: number | null;
}

/** A value that the clerk proposes. */
export interface ProposalView {
  field: string;
  value: string;
}

/** The clerk proposes a value; it counts once the applicant accepts it. */
export interface ProposeField {
  type: "propose_field";
  field: string;
  value: string;
}

/** One figure of an average measured day, with the same two intervals as a curve. */
export interface Quantity {
  mean: number;
  mean_low: number;
  mean_high: number;
  day_low: number;
  day_high: number;
}

/** The applicant's rating (好差评), 5 very satisfied to 1 very dissatisfied. */
export interface Rate {
  type: "rate";
  grade: number;
  comment: string;
}

/** Why the home region's system refused, in its own words. */
export interface Reason {
  /** a field or material, if any */
  about: string;
  zh: string;
  /** empty where the region has none */
  en: string;
}

/** What has happened, in the order of the case's stream. */
export interface CaseRecord {
  v: 1;
  case: string;
  seq: number;
  /** µs since 1970-01-01 UTC */
  at: number;
  by: Actor;
  /** the id of the command it answers */
  command: string | null;
  body: Open | Call | Miss | Hold | Resume | Start | Transfer | Act | GrantConsent | WithdrawConsent | Identify | EditField | ProposeField | AcceptProposal | DeclineProposal | AddMaterial | RemoveMaterial | JudgeMaterial | Sign | Submit | Answer | Rate | DischargeDuty | Say | Note;
}

/** Something has happened; what one sees now beside it. */
export interface Recorded {
  type: "recorded";
  record: CaseRecord;
  /** stage, actions, and what else may have changed */
  now: Now;
}

/** Why a command was not carried out; goes to its sender alone. */
export interface Refusal {
  command: string;
  code: "not_allowed" | "not_ready" | "conflict" | "unknown" | "ended" | "not_kept";
  text: Text;
  /** the actions this role may take now */
  allowed: string[];
}

/** A home region, what its own portal is called, and the hall whose clerks answer for it. */
export interface RegionGiven {
  title: Words;
  portal: string;
  home: string;
  home_title: Words;
}

/** Those who wait for a home region, at whatever hall, and its clerks. */
export interface RegionNow {
  region: string;
  waiting: number;
  /** of these, those who sit at a window and wait for a clerk */
  seated: number;
  /** when the wait that is longest began */
  longest_since: number | null;
  clerks: StaffNow;
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

/** A case that rings at one's desk, until then [µs]; `by` a colleague, if one hands it over. */
export interface Ringing {
  case: string;
  number: string;
  item: string;
  hall: string;
  since: number;
  until: number;
  by: string | null;
}

/** Text, where the voice fails or is not wanted. */
export interface Say {
  type: "say";
  text: string;
}

/** Which scenario the service runs, and whether it is a demonstration. digest of the scenario with its flows, the same as in a report is_demo one signs in without a password, and scripted partners come if they are wanted */
export interface ScenarioGiven {
  name: string;
  title: Words;
  digest: string;
  is_demo: boolean;
}

/** Of all that came today, the share a clerk answered after a wait of at most T. Who waits now and has not waited for T is not decided yet and left out of the denominator: level = within / (came - undecided). */
export interface ServiceLevel {
  /** T, of the scenario */
  target_s: number;
  came: number;
  within: number;
  undecided: number;
  /** null while nothing is decided */
  level: number | null;
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

/** The same in a demonstration, where nobody had to know a name. */
export interface SignedIn {
  token: string;
  role: "applicant" | "assistant" | "clerk" | "supervisor" | "clock" | "region";
  place: string;
  name: string;
}

/** A case as your role sees it; what was received of it before is replaced. */
export interface Snapshot {
  type: "snapshot";
  case: string;
  seq: number;
  view: CaseView;
}

/** What the case's item asks for in its home region, and the words of its flow. */
export interface Spec {
  title: Words;
  region: string;
  rule_version: string;
  promised_days: number;
  statutory_days: number;
  is_illustrative: boolean;
  must_record: boolean;
  fields: { [name: string]: FieldSpec };
  materials: { [name: string]: MaterialSpec };
  needs: NeedSpec[];
  fees: FeeSpec[];
  path: string[];
  actions: { [name: string]: ActionSpec };
  titles: { [name: string]: Words };
}

/** How many are where: on duty and free, on duty with a case, on a break, gone. */
export interface StaffNow {
  free: number;
  busy: number;
  on_break: number;
  off: number;
}

/** Cases in progress in a stage of the flow. */
export interface StageNow {
  stage: string;
  cases: number;
  /** of these, those that wait for a unit */
  waiting: number;
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

/** A short text in both languages. */
export interface Text {
  /** Simplified Chinese */
  "zh-CN": string;
  /** English */
  en: string;
}

/** Counts so far by time of the day: value i holds up to the end of half hour i from 00:00. The last is of the half hour that runs, so its length says how many have begun. */
export interface Throughput {
  /** first tickets taken */
  came: number[];
  accepted: number[];
  /** enquiries that ended answered */
  answered: number[];
  /** cases that left, not accepted */
  abandoned: number[];
}

/** One visit: the number the hall printed. */
export interface Ticket {
  number: string;
  hall: string;
}

/** A ticket, and the token that speaks for its case. */
export interface TicketGiven {
  case: string;
  number: string;
  token: string;
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

/** You are in. */
export interface Welcome {
  type: "welcome";
  v: 1;
  epoch: string;
  you: Actor;
  place: string;
  /** µs since 1970-01-01 UTC by the service's clock */
  now: number;
}

/** The applicant takes it back; it stops at once. */
export interface WithdrawConsent {
  type: "withdraw_consent";
  capability: "view" | "guide" | "record";
}

export interface Words {
  "zh-CN": string;
  en: string;
}

export type FromServer = Welcome | Snapshot | Recorded | NotDone | Passed | People | Line | Position | Board | Display | MyDay | Fault;
