// @ts-check
/** A case at a glance: whose number and what for, from where, how long, allowed what, who is there. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { number, say, stopwatch, text } from "../lib/words.js";

const WORDS = {
  enquiry: text("咨询件", "Enquiry"),
  home: text("属地", "Home region"),
  hall: text("就近窗口", "Nearby window"),
  visit: text("来访", "Visit"),
  nth: text("第 {n} 次", "No. {n}"),
  stage: text("当前环节", "Stage"),
  at_stage: text("本环节用时", "At this stage"),
  in_all: text("本次来访用时", "This visit so far"),
  number: text("受理编号", "Case number"),
  consents: text("申请人授权", "Consents"),
  view: text("查看", "View"),
  guide: text("指引", "Guide"),
  record: text("录音录像", "Record"),
  granted: text("已同意", "granted"),
  not_yet: text("未同意", "not yet"),
  people: text("在场", "Who is there"),
  applicant: text("申请人", "Applicant"),
  assistant: text("帮办员", "Assistant"),
  clerk: text("属地坐席", "Home clerk"),
  here: text("在线", "here"),
  away: text("离线", "away"),
  nobody: text("无人", "Nobody"),
};
const CONSENTS = /** @type {const} */ (["view", "guide", "record"]);

export class TbDeskGlance extends TbElement {
  static properties = ["view", "people", "socket", "catalogue", "me"];
  /** @type {import("../wire/from-service.js").CaseView | null} */
  view = null;
  /** @type {import("../wire/from-service.js").Person[]} */
  people = [];
  /** Whose clock counts. @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  /** @type {import("../wire/from-service.js").CatalogueGiven | null} */
  catalogue = null;
  me = "";

  /** @param {AbortSignal} until */
  connected(until) {
    this.every(1000, () => this.update(), until);
  }

  render() {
    const { view, catalogue } = this;
    if (view?.spec === undefined) return html``;
    const { spec, ticket } = view;
    const region = catalogue?.regions[spec.region]?.title;
    const hall = catalogue?.halls[ticket.hall];
    const stage = spec.titles[view.stage];
    const now = this.socket?.now_us() ?? view.entered_at;
    const since = (/** @type {number} */ at) => stopwatch((now - at) / 1e6);
    return html`
      <h1 tabindex="-1" data-focus>
        <span class="digits">${ticket.number}</span> ${say(spec.title)}
        ${view.is_enquiry ? html`<span class="tag">${say(WORDS.enquiry)}</span>` : ""}
      </h1>
      <dl class="glance">
        ${fact(WORDS.home, region ? say(region) : spec.region)}
        ${fact(WORDS.hall, hall ? say(hall) : ticket.hall)}
        ${fact(WORDS.visit, say(WORDS.nth, { n: number(view.visit) }))}
        ${fact(WORDS.stage, stage ? say(stage) : view.stage)}
        ${fact(WORDS.at_stage, html`<span class="digits">${since(view.started_at ?? view.entered_at)}</span>`)}
        ${fact(WORDS.in_all, html`<span class="digits">${since(view.visit_since)}</span>`)}
        ${view.case_number === null
          ? ""
          : fact(WORDS.number, html`<b class="digits">${view.case_number}</b>`)}
      </dl>
      <dl class="glance wide">
        ${fact(WORDS.consents, this.#consents(view.consents))} ${fact(WORDS.people, this.#people())}
      </dl>
    `;
  }

  /** @param {string[]} granted */
  #consents(granted) {
    return html`<span class="row">
      ${CONSENTS.map((name) => {
        const has = granted.includes(name);
        return html`<span class="tag" data-kind="${has ? "good" : "warn"}">
          ${say(WORDS[name])} ${say(has ? WORDS.granted : WORDS.not_yet)}
        </span>`;
      })}
    </span>`;
  }

  #people() {
    const others = this.people.filter((person) => person.id !== this.me);
    if (others.length === 0) return say(WORDS.nobody);
    return html`<span class="row">
      ${others.map((person) => {
        const isHere = person.away_since === null;
        const role = say(WORDS[/** @type {"applicant" | "assistant" | "clerk"} */ (person.role)]);
        const kind = isHere ? "good" : this.view?.content.length ? "bad" : "";
        return html`<span class="tag" data-kind="${kind}">
          ${role} ${say(isHere ? WORDS.here : WORDS.away)}
        </span>`;
      })}
    </span>`;
  }
}

/** @param {import("../lib/words.js").Text} title @param {unknown} value */
function fact(title, value) {
  return html`<div>
    <dt>${say(title)}</dt>
    <dd>${value}</dd>
  </div>`;
}

customElements.define("tb-desk-glance", TbDeskGlance);
