// @ts-check
/** The session, screen to screen: the clerk's picture, what is done now, consents and talk. */

import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { say, text } from "../lib/words.js";
import { panel } from "../state/window.js";
import "./tb-actions.js";
import "./tb-bring.js";
import "./tb-consents.js";
import "./tb-fill.js";
import "./tb-hand-in.js";
import "./tb-identity.js";
import "./tb-leave.js";
import "./tb-rate.js";
import "./tb-sign.js";
import "./tb-steps.js";
import "./tb-talk.js";
import "./tb-video.js";

const WORDS = {
  clerk: text("属地坐席 {id}", "Home clerk {id}"),
  wait: text("已接通，请听属地坐席说明", "Connected: the clerk will speak to you"),
  case_number: text("办件编号 {case}", "Case {case}"),
};
/** Panels that have the consents in them already. */
const WITH_CONSENTS = ["consent", "identity"];

export class TbSession extends Panel {
  render() {
    const { view, terminal } = this;
    if (view === null || terminal === null) return html``;
    const now = panel(view);
    const clerk = view.units.clerk ?? "";
    return html`
      <div class="row-apart">
        <h1>${view.spec ? say(view.spec.title) : view.item}</h1>
        <span class="tag digits">${view.ticket.number}</span>
      </div>
      <tb-steps .view=${view}></tb-steps>
      <div class="session" data-panel="${now}">
        <tb-video
          .socket=${terminal.applicant}
          .peer=${clerk}
          .sends=${view.consents.includes("view")}
          .label=${say(WORDS.clerk, { id: clerk })}
        ></tb-video>
        <section class="panel now" data-key="${now}">${this.#panel(now)}</section>
        <div class="stack-s side">
          ${WITH_CONSENTS.includes(now)
            ? ""
            : html`<tb-consents
                data-key="small"
                .terminal=${terminal}
                .view=${view}
                .acting=${this.acting}
                .small=${true}
              ></tb-consents>`}
          <section class="panel">
            <tb-talk
              .view=${view}
              .socket=${terminal.speaker}
              .self=${["applicant", "assistant"]}
            ></tb-talk>
          </section>
          <div class="row-apart">
            <span class="muted small">${say(WORDS.case_number, { case: view.case })}</span>
            <tb-leave .terminal=${terminal} .view=${view} .acting=${this.acting}></tb-leave>
          </div>
        </div>
      </div>
    `;
  }

  /** @param {import("../state/window.js").Panel} now */
  #panel(now) {
    const { view, terminal, acting, easy } = this;
    switch (now) {
      case "consent":
      case "identity":
        return html`<div class="stack">
          <tb-consents .terminal=${terminal} .view=${view} .acting=${acting} .easy=${easy}></tb-consents>
          <tb-identity .terminal=${terminal} .view=${view} .acting=${acting}></tb-identity>
          <tb-actions .terminal=${terminal} .view=${view} .acting=${acting}></tb-actions>
        </div>`;
      case "form":
        return html`<tb-fill .terminal=${terminal} .view=${view} .acting=${acting} .easy=${easy}></tb-fill>`;
      case "materials":
        return html`<tb-bring .terminal=${terminal} .view=${view} .acting=${acting} .easy=${easy}></tb-bring>`;
      case "signature":
        return html`<tb-sign .terminal=${terminal} .view=${view} .acting=${acting}></tb-sign>`;
      case "submission":
        return html`<tb-hand-in .terminal=${terminal} .view=${view} .acting=${acting}></tb-hand-in>`;
      case "rating":
        return html`<tb-rate .terminal=${terminal} .view=${view} .acting=${acting}></tb-rate>`;
      default:
        return html`<div class="stack">
          <h2 tabindex="-1">${say(WORDS.wait)}</h2>
          <tb-actions .terminal=${terminal} .view=${view} .acting=${acting}></tb-actions>
        </div>`;
    }
  }
}

customElements.define("tb-session", TbSession);
