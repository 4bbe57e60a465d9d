// @ts-check
/**
 * The case in hand: at a glance, its steps, and a panel for each kind of content. Those that the
 * stage opens are unfolded when it begins; the reader folds and unfolds them as they like.
 */

import { announce } from "../lib/announce.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { clockTime, number, say, text } from "../lib/words.js";
import { missingLine } from "../state/desk.js";
import { checklist } from "../state/materials.js";
import "./tb-desk-answer.js";
import "./tb-desk-decide.js";
import "./tb-desk-glance.js";
import "./tb-desk-identity.js";
import "./tb-desk-materials.js";
import "./tb-desk-notes.js";
import "./tb-desk-signature.js";
import "./tb-form.js";
import "./tb-steps.js";

const WORDS = {
  now: text("本环节", "now"),
  identity: text("身份核验", "Identity"),
  form: text("申请表", "Form"),
  materials: text("材料核验", "Materials"),
  signature: text("电子签名", "Signature"),
  answer: text("属地系统受理", "The home region's system"),
  rating: text("好差评", "Rating"),
  notices: text("已发出的一次性告知", "Notices given"),
  notes: text("内部备注", "Notes"),
  stage: text("进入环节：{stage}", "Now: {stage}"),
  guide: text(
    "申请人同意“指引”后，方可指点和建议填写。",
    "You can point and propose once the applicant has consented to be guided.",
  ),
  no_rating: text("等待申请人评价", "The applicant has not rated yet"),
  grade5: text("非常满意", "Very satisfied"),
  grade4: text("满意", "Satisfied"),
  grade3: text("基本满意", "Fairly satisfied"),
  grade2: text("不满意", "Dissatisfied"),
  grade1: text("非常不满意", "Very dissatisfied"),
  duties: text(
    "差评已产生回访与整改事项，见左侧“差评回访与整改”。",
    "The bad rating opened duties to call back and to rectify: see “After bad ratings”.",
  ),
};
const SELF = ["clerk"];
/** Panel -> the kinds of content that it is for. @type {{ [name: string]: string[] }} */
const CONTENT = {
  identity: ["consent", "identity"],
  form: ["form"],
  materials: ["materials"],
  signature: ["signature"],
  answer: ["submission"],
  rating: ["rating"],
};

export class TbDeskCase extends TbElement {
  static properties = ["view", "socket", "line", "people", "catalogue", "token", "me"];
  /** @type {import("../wire/from-service.js").CaseView | null} */
  view = null;
  /** @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  /** @type {import("../wire/from-service.js").Line | null} */
  line = null;
  /** @type {import("../wire/from-service.js").Person[]} */
  people = [];
  /** @type {import("../wire/from-service.js").CatalogueGiven | null} */
  catalogue = null;
  token = "";
  me = "";
  #stage = "";
  /** The kinds of content of the stage before. @type {string[]} */
  #before = [];
  /** Panels that have been here before. @type {WeakSet<Element>} */
  #placed = new WeakSet();

  render() {
    const { view, socket } = this;
    if (view?.spec === undefined || socket === null) return html``;
    return html`
      <tb-desk-glance
        data-key="glance"
        class="panel"
        .view=${view}
        .people=${this.people}
        .socket=${socket}
        .catalogue=${this.catalogue}
        .me=${this.me}
      ></tb-desk-glance>
      <tb-steps data-key="steps" .view=${view}></tb-steps>
      ${this.#identity(view)} ${this.#form(view)} ${this.#materials(view)} ${this.#signature(view)}
      ${this.#answer(view)} ${this.#rating(view)} ${this.#notices(view)} ${this.#notes(view)}
      <tb-desk-decide
        data-key="decide"
        class="panel"
        .view=${view}
        .socket=${socket}
        .line=${this.line}
      ></tb-desk-decide>
    `;
  }

  shown() {
    const { view } = this;
    if (view === null) return;
    const stage = `${view.case} ${view.stage} ${view.visit}`;
    const isNew = stage !== this.#stage;
    const isFirst = this.#stage === "";
    this.#stage = stage;
    this.#unfold(isNew);
    if (!isNew) return;
    this.#before = view.content;
    const title = view.spec?.titles[view.stage];
    if (!isFirst && title) {
      announce(say(WORDS.stage, { stage: say(title) }));
      this.#moveFocus();
    }
  }

  /** Unfold a panel and go to it. @param {string} name */
  goTo(name) {
    const panel = /** @type {HTMLDetailsElement | null} */ (
      this.querySelector(`details[data-key="${name}"]`)
    );
    if (panel === null) return;
    panel.open = true;
    panel.querySelector("summary")?.focus();
    panel.scrollIntoView({ block: "start" });
  }

  /** The materials, where there are any. */
  materials() {
    return /** @type {import("./tb-desk-materials.js").TbDeskMaterials | null} */ (
      this.querySelector("tb-desk-materials")
    );
  }

  /** What the clerk may do. */
  decide() {
    return /** @type {import("./tb-desk-decide.js").TbDeskDecide} */ (
      this.querySelector("tb-desk-decide")
    );
  }

  // --- panels ------------------------------------------------------------------------------------

  /**
   * @param {string} name @param {unknown} body @param {unknown} [tag] what stands beside the title
   */
  #panel(name, body, tag = "") {
    const title = WORDS[/** @type {"identity"} */ (name)];
    const isNow = this.#isNow(name);
    return html`<details class="panel" data-key="${name}" ?data-now=${isNow}>
      <summary>
        <h2>${say(title)}</h2>
        ${isNow ? html`<span class="tag" data-kind="good">${say(WORDS.now)}</span>` : ""} ${tag}
      </summary>
      <div class="stack-s">${body}</div>
    </details>`;
  }

  /** @param {string} name */
  #isNow(name) {
    return (CONTENT[name] ?? []).some((kind) => this.view?.content.includes(kind));
  }

  /** @param {import("../wire/from-service.js").CaseView} view */
  #identity(view) {
    if (!view.identity && !this.#isNow("identity")) return "";
    return this.#panel(
      "identity",
      html`<tb-desk-identity .view=${view} .socket=${this.socket}></tb-desk-identity>`,
    );
  }

  /** @param {import("../wire/from-service.js").CaseView} view */
  #form(view) {
    if (view.form === undefined || view.is_enquiry) return "";
    const mayGuide = view.consents.includes("guide");
    return this.#panel(
      "form",
      html`${this.#isNow("form") && !mayGuide
          ? html`<p class="note" data-key="guide">${say(WORDS.guide)}</p>`
          : ""}
        <tb-form
          data-key="form"
          .view=${view}
          .socket=${this.socket}
          .self=${SELF}
          .can=${mayGuide ? "propose" : "read"}
        ></tb-form>`,
    );
  }

  /** @param {import("../wire/from-service.js").CaseView} view */
  #materials(view) {
    if (view.materials === undefined || view.is_enquiry) return "";
    const rows = checklist(view);
    const done = rows.filter((row) => row.status === "accepted").length;
    return this.#panel(
      "materials",
      html`<tb-desk-materials
        .view=${view}
        .socket=${this.socket}
        .token=${this.token}
      ></tb-desk-materials>`,
      html`<span class="tag">${number(done)}/${number(rows.length)}</span>`,
    );
  }

  /** @param {import("../wire/from-service.js").CaseView} view */
  #signature(view) {
    if (!view.signature && !this.#isNow("signature")) return "";
    return this.#panel(
      "signature",
      html`<tb-desk-signature
        .view=${view}
        .socket=${this.socket}
        .token=${this.token}
      ></tb-desk-signature>`,
    );
  }

  /** @param {import("../wire/from-service.js").CaseView} view */
  #answer(view) {
    if (!view.answer && !this.#isNow("answer")) return "";
    return this.#panel(
      "answer",
      html`<tb-desk-answer .view=${view} .socket=${this.socket}></tb-desk-answer>`,
    );
  }

  /** @param {import("../wire/from-service.js").CaseView} view */
  #rating({ rating, duties = [] }) {
    if (!rating && !this.#isNow("rating")) return "";
    if (!rating) return this.#panel("rating", html`<p class="muted">${say(WORDS.no_rating)}</p>`);
    const words = WORDS[/** @type {"grade5"} */ (`grade${rating.grade}`)];
    return this.#panel(
      "rating",
      html`<p><b>${say(words)}</b> ${rating.comment}</p>
        ${duties.length > 0 ? html`<p class="note" data-kind="warn">${say(WORDS.duties)}</p>` : ""}`,
    );
  }

  /** @param {import("../wire/from-service.js").CaseView} view */
  #notices(view) {
    const notices = view.notices ?? [];
    if (notices.length === 0) return "";
    const lines = notices.map(
      ({ missing, remark }) => html`<ol class="missing">
          ${missing.map((one) => {
            const { title, reason, remark: more } = missingLine(view, one);
            return html`<li>
              <b>${title === null ? "" : say(title)}</b>
              <span>${reason === null ? "" : say(reason)} ${more}</span>
            </li>`;
          })}
        </ol>
        <p>${remark}</p>`,
    );
    return this.#panel("notices", html`${lines}`, html`<span class="tag">${number(notices.length)}</span>`);
  }

  /** @param {import("../wire/from-service.js").CaseView} view */
  #notes(view) {
    const notes = view.notes ?? [];
    const last = notes.at(-1);
    const tag = last ? html`<span class="tag">${number(notes.length)} · ${clockTime(last.at)}</span>` : "";
    return this.#panel(
      "notes",
      html`<tb-desk-notes .view=${view} .socket=${this.socket}></tb-desk-notes>`,
      tag,
    );
  }

  // --- when the stage changes --------------------------------------------------------------------

  /**
   * What the stage opens that the one before did not is unfolded and the rest folded, when the
   * stage begins or a panel comes; notes stay as they are.
   * @param {boolean} isNew the stage
   */
  #unfold(isNew) {
    const panels = [...this.querySelectorAll("details")];
    const now = panels.filter(({ dataset }) => this.#isNow(dataset.key ?? ""));
    const fresh = now.filter(({ dataset }) =>
      (CONTENT[dataset.key ?? ""] ?? []).every((kind) => !this.#before.includes(kind)),
    );
    for (const panel of panels) {
      const isKnown = this.#placed.has(panel);
      this.#placed.add(panel);
      if (isKnown && (!isNew || panel.dataset.key === "notes")) continue;
      panel.open = isNew && fresh.length > 0 ? fresh.includes(panel) : now.includes(panel);
    }
  }

  /** Who has just decided, or whose place is gone, goes on at what the stage opens. */
  #moveFocus() {
    const at = document.activeElement;
    const isLost = at === null || at === document.body || at.closest("tb-desk-decide") !== null;
    if (!isLost) return;
    const next = this.querySelector("details[data-now][open] > summary") ?? this.querySelector("[data-focus]");
    /** @type {HTMLElement | null} */ (next)?.focus({ preventScroll: true });
    // Once what is in it is there: the whole panel, where it fits.
    requestAnimationFrame(() => next?.parentElement?.scrollIntoView({ block: "nearest" }));
  }
}

customElements.define("tb-desk-case", TbDeskCase);
