// @ts-check
/** The form of a case, filled in together: one `tb-field` for each field the region asks. */

import { announce } from "../lib/announce.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { say, text } from "../lib/words.js";
import "./tb-field.js";

const WORDS = {
  title: text("申请表", "Form"),
  hidden: text(
    "申请人同意“查看”后，此处显示表单。",
    "The form appears here once the applicant has consented to be viewed.",
  ),
  points: text("{who}指向：{what}", "{who} points at: {what}"),
};
const WHO = {
  applicant: text("申请人", "The applicant"),
  assistant: text("帮办员", "The assistant"),
  clerk: text("属地坐席", "The clerk"),
};

export class TbForm extends TbElement {
  static properties = ["view", "socket", "self", "can", "decides", "only"];
  /** @type {import("../wire/socket.js").CaseView | null} */
  view = null;
  /** Through which is edited, proposed and pointed. @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  /** The roles on this side: what they type and point at is not another's. @type {string[]} */
  self = [];
  /** @type {"edit" | "propose" | "read"} */
  can = "read";
  /** Whether who acts here may accept and decline proposals. */
  decides = false;
  /** A field to show alone, or "" for all. */
  only = "";
  #saidOf = "";

  render() {
    const { view, socket } = this;
    if (view?.spec === undefined || socket === null) return html``;
    if (view.form === undefined) return html`<p class="note">${say(WORDS.hidden)}</p>`;
    const fields = Object.keys(view.spec.fields);
    return html`
      <h2>${say(WORDS.title)}</h2>
      <div class="fields">
        ${fields
          .filter((name) => this.only === "" || name === this.only)
          .map((name) => this.#field(name, view, socket))}
      </div>
    `;
  }

  shown() {
    const point = this.#point();
    const what = point === null ? "" : `${point.by.id}:${point.target}`;
    if (what === this.#saidOf) return;
    this.#saidOf = what;
    const spec = point === null ? undefined : this.view?.spec?.fields[fieldOf(point.target)];
    if (point === null || spec === undefined) return;
    const who = WHO[/** @type {keyof WHO} */ (point.by.role)];
    announce(say(WORDS.points, { who: say(who), what: say(spec.title) }));
    const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.querySelector("[data-pointed]")?.scrollIntoView({
      block: "nearest",
      behavior: smooth ? "smooth" : "instant",
    });
  }

  /**
   * @param {string} name
   * @param {import("../wire/socket.js").CaseView} view
   * @param {import("../wire/socket.js").Socket} socket
   */
  #field(name, view, socket) {
    const isOpen = view.content.includes("form");
    const typing = socket.typing[name];
    const point = this.#point();
    return html`<tb-field
      data-key="${name}"
      ?data-pointed=${point !== null && fieldOf(point.target) === name}
      .name=${name}
      .case=${view.case}
      .spec=${view.spec?.fields[name]}
      .entry=${view.form?.[name] ?? null}
      .proposals=${Object.entries(view.proposals ?? {}).filter(([, p]) => p.field === name)}
      .isMissing=${view.missing?.some((m) => m.what === "field" && m.name === name) ?? false}
      .socket=${socket}
      .can=${isOpen ? this.can : "read"}
      .decides=${isOpen && this.decides}
      .maypoint=${this.can === "propose" && view.content.includes("pointer")}
      .typing=${typing !== undefined && !this.self.includes(typing.role) ? typing.role : ""}
      .pointed=${point !== null && fieldOf(point.target) === name ? point.by.role : ""}
    ></tb-field>`;
  }

  /** Where one of the other side points. */
  #point() {
    const point = this.socket?.point ?? null;
    return point === null || this.self.includes(point.by.role) ? null : point;
  }
}

/** The field that a target names. @param {string} target */
function fieldOf(target) {
  return target.startsWith("field:") ? target.slice("field:".length) : "";
}

customElements.define("tb-form", TbForm);
