// @ts-check
/**
 * One field of the form, as the window edits it or as the clerk reads, points and proposes.
 *
 * What is typed is a draft until the case has it. It goes to the case after a pause and on
 * leaving the field, with the revision it was typed upon; one that somebody else has changed
 * meanwhile is shown beside it, and the reader chooses.
 *
 * @typedef {import("../wire/from-service.js").FieldSpec} FieldSpec
 * @typedef {import("../wire/from-service.js").FormEntry} FormEntry
 * @typedef {import("../wire/from-service.js").ProposalView} ProposalView
 */

import { draft, keepDraft } from "../lib/drafts.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { attempt, notify } from "../lib/notify.js";
import { say, text } from "../lib/words.js";
import { Refused } from "../wire/socket.js";

const PAUSE_MS = 700;
const WORDS = {
  required: text("必填", "required"),
  choose: text("请选择", "Choose"),
  empty: text("未填写", "not filled in"),
  typing: text("{who}正在填写此项", "{who} is typing here"),
  pointed: text("{who}请您看这里", "{who} points here"),
  proposes: text("属地坐席建议填写：{value}", "The clerk proposes: {value}"),
  take: text("采用", "Take it"),
  not: text("不采用", "No"),
  applicant_decides: text("由申请人决定是否采用", "The applicant decides"),
  point: text("指向此项", "Point here"),
  propose: text("建议填写", "Propose"),
  value: text("建议的内容", "Proposed value"),
  send: text("发出建议", "Send the proposal"),
  cancel: text("取消", "Cancel"),
  waits: text("已建议“{value}”，等待申请人决定", "Proposed “{value}”; the applicant decides"),
  clash: text("此项刚被改为“{theirs}”", "Somebody changed this to “{theirs}” meanwhile"),
  mine: text("仍用我填的", "Keep mine"),
  theirs: text("用对方填的", "Take theirs"),
};
const WHO = {
  applicant: text("申请人", "The applicant"),
  assistant: text("帮办员", "The assistant"),
  clerk: text("属地坐席", "The clerk"),
};
/** @param {string} role */
const who = (role) => ({ who: say(WHO[/** @type {keyof WHO} */ (role)]) });

export class TbField extends TbElement {
  static properties = [
    ...["name", "case", "spec", "entry", "proposals", "isMissing", "socket", "can"],
    ...["decides", "maypoint", "typing", "pointed"],
  ];
  name = "";
  case = "";
  /** @type {FieldSpec | undefined} */
  spec;
  /** @type {FormEntry | null} */
  entry = null;
  /** By name. @type {[string, ProposalView][]} */
  proposals = [];
  isMissing = false;
  /** @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  /** @type {"edit" | "propose" | "read"} */
  can = "read";
  decides = false;
  maypoint = false;
  /** The role of the other side that is typing here, or "". */
  typing = "";
  /** The role of the other side that points here, or "". */
  pointed = "";

  /** What is typed and not in the case yet; null: nothing. @type {string | null} */
  #draft = null;
  /** Whether somebody changed the field while it was typed in. */
  #clashes = false;
  #isSending = false;
  #isTyping = false;
  #isProposing = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;

  /** @param {AbortSignal} until */
  connected(until) {
    until.addEventListener("abort", () => this.#leave(), { once: true });
    // Chinese is composed from letters: only what is composed goes to the case.
    this.addEventListener("compositionend", () => this.#soon(), { signal: until });
    queueMicrotask(() => {
      this.#draft = this.can === "edit" ? draft(this.case, this.name) : null;
      if (this.#draft !== null) this.#commit();
      this.update();
    });
  }

  render() {
    const { spec } = this;
    if (spec === undefined) return html``;
    const value = this.#draft ?? this.entry?.value ?? "";
    const wrong = value !== "" && !matches(spec.regex, value);
    const label = `f-${this.name}`;
    return html`
      <div class="row-apart">
        <label for="${label}">
          ${say(spec.title)}
          ${spec.required ? html`<span class="muted small">${say(WORDS.required)}</span>` : ""}
        </label>
        ${this.#aside()}
      </div>
      ${this.pointed ? html`<p class="pointed">${say(WORDS.pointed, who(this.pointed))}</p>` : ""}
      ${this.can === "edit" ? this.#input(label, value, wrong) : this.#value(label, value)}
      ${spec.hint ? html`<p class="hint" data-key="hint">${say(spec.hint)}</p>` : ""}
      ${wrong ? html`<p class="fault" data-key="fault" aria-live="polite">${say(spec.wrong)}</p>` : ""}
      ${this.#clashes ? this.#clash() : ""} ${this.proposals.map(([id, p]) => this.#proposal(id, p))}
      ${this.#isProposing ? this.#proposing(label, value) : ""}
    `;
  }

  /** What the clerk may do with the field, and who is typing. */
  #aside() {
    if (this.typing) return html`<span class="tag">${say(WORDS.typing, who(this.typing))}</span>`;
    if (this.can !== "propose" && !this.maypoint) return "";
    const title = this.spec ? say(this.spec.title) : "";
    return html`<span class="row">
      ${this.maypoint
        ? html`<button
            class="compact"
            aria-label="${say(WORDS.point)}: ${title}"
            .onclick=${() => this.socket?.pass({ type: "point", target: `field:${this.name}` })}
          >
            ${say(WORDS.point)}
          </button>`
        : ""}
      ${this.can === "propose"
        ? html`<button
            class="compact"
            aria-label="${say(WORDS.propose)}: ${title}"
            aria-expanded="${this.#isProposing}"
            .onclick=${() => this.#propose(!this.#isProposing)}
          >
            ${say(WORDS.propose)}
          </button>`
        : ""}
    </span>`;
  }

  /** @param {string} label @param {string} value @param {boolean} wrong */
  #input(label, value, wrong) {
    const handlers = {
      input: (/** @type {Event} */ event) => this.#typed(event),
      blur: () => this.#leave(),
    };
    const { spec } = this;
    if (spec === undefined) return "";
    if (spec.type === "choice") return html`${this.#select(label, value, handlers.input)}`;
    return html`<input
      id="${label}"
      type="${spec.type === "date" ? "date" : "text"}"
      autocomplete="off"
      maxlength="2000"
      aria-invalid="${wrong || this.#clashes}"
      aria-required="${spec.required}"
      ?readonly=${this.typing !== ""}
      .value=${value}
      .oninput=${handlers.input}
      .onblur=${handlers.blur}
    />`;
  }

  /** @param {string} label @param {string} value @param {(event: Event) => void} changed */
  #select(label, value, changed) {
    return html`<select
      id="${label}"
      aria-required="${this.spec?.required}"
      ?disabled=${this.typing !== ""}
      .onchange=${changed}
      .value=${value}
    >
      ${this.#options("")}
    </select>`;
  }

  /** @param {string} chosen */
  #options(chosen) {
    const options = Object.entries(this.spec?.options ?? {});
    return html`<option value="">${say(WORDS.choose)}</option>
      ${options.map(
        ([name, title]) =>
          html`<option value="${name}" ?selected=${name === chosen}>${say(title)}</option>`,
      )}`;
  }

  /** @param {string} label @param {string} value */
  #value(label, value) {
    const option = this.spec?.options[value];
    const shown = option ? say(option) : value;
    return html`<output id="${label}" data-empty="${value === ""}">
      ${shown || say(WORDS.empty)}
    </output>`;
  }

  #clash() {
    const theirs = this.entry?.value ?? "";
    const option = this.spec?.options[theirs];
    return html`<div class="note row-apart" data-kind="warn" role="alert">
      <p>${say(WORDS.clash, { theirs: option ? say(option) : theirs })}</p>
      <span class="row">
        <button .onclick=${() => this.#commit()}>${say(WORDS.mine)}</button>
        <button .onclick=${() => this.#setDraft(null)}>${say(WORDS.theirs)}</button>
      </span>
    </div>`;
  }

  /** @param {string} id @param {ProposalView} proposal */
  #proposal(id, proposal) {
    const option = this.spec?.options[proposal.value];
    const value = option ? say(option) : proposal.value;
    if (this.can === "propose") {
      return html`<p class="note" data-key="${id}">${say(WORDS.waits, { value })}</p>`;
    }
    return html`<div class="note row-apart" data-key="${id}" data-kind="good" role="group">
      <p>${say(WORDS.proposes, { value })}</p>
      ${this.decides
        ? html`<span class="row">
            <button class="primary" .onclick=${() => this.#decide(id, "accept_proposal")}>
              ${say(WORDS.take)}
            </button>
            <button .onclick=${() => this.#decide(id, "decline_proposal")}>${say(WORDS.not)}</button>
          </span>`
        : html`<span class="muted">${say(WORDS.applicant_decides)}</span>`}
    </div>`;
  }

  /** @param {string} label @param {string} value */
  #proposing(label, value) {
    const { spec } = this;
    if (spec === undefined) return "";
    const input =
      spec.type === "choice"
        ? html`<select id="${label}-proposal" name="value">
            ${this.#options(value)}
          </select>`
        : html`<input
            id="${label}-proposal"
            name="value"
            maxlength="2000"
            type="${spec.type === "date" ? "date" : "text"}"
            .defaultValue=${value}
            .oninput=${() => this.#type(true)}
          />`;
    return html`<form class="stack-s" .onsubmit=${(/** @type {Event} */ e) => this.#proposed(e)}>
      <label for="${label}-proposal">${say(WORDS.value)}</label>
      ${input}
      <div class="row">
        <button class="primary">${say(WORDS.send)}</button>
        <button type="button" .onclick=${() => this.#propose(false)}>${say(WORDS.cancel)}</button>
      </div>
    </form>`;
  }

  // --- what is typed ---------------------------------------------------------------------------

  /** @param {Event} event */
  #typed(event) {
    const { value } = /** @type {HTMLInputElement} */ (event.target);
    this.#setDraft(value);
    this.#type(true);
    if (this.spec?.type === "choice") this.#leave();
    else if (!(/** @type {InputEvent} */ (event).isComposing)) this.#soon();
    else clearTimeout(this.#pause);
  }

  #soon() {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#commit(), PAUSE_MS);
  }

  #leave() {
    clearTimeout(this.#pause);
    this.#type(false);
    if (this.#draft !== null && !this.#clashes) this.#commit();
  }

  /** The draft goes to the case, upon what is seen of the field now; the next after its answer. */
  async #commit() {
    const value = this.#draft;
    if (value === null || this.#isSending || this.socket === null) return;
    if (value === (this.entry?.value ?? "")) {
      this.#setDraft(null);
      return;
    }
    this.#isSending = true;
    this.#clashes = false;
    this.update();
    try {
      const base = this.entry?.revision ?? 0;
      await this.socket.tell({ type: "edit_field", field: this.name, value, base });
      if (this.#draft === value) this.#setDraft(null);
    } catch (error) {
      this.#refused(error);
    }
    this.#isSending = false;
    this.update();
    if (this.#draft !== null && this.#draft !== value) this.#commit();
  }

  /** @param {unknown} error */
  #refused(error) {
    if (!(error instanceof Refused)) return; // the page is leaving: the draft is kept
    if (error.refusal.code === "conflict") this.#clashes = true;
    else notify(error.text, "bad");
  }

  /** @param {string | null} value */
  #setDraft(value) {
    this.#draft = value;
    if (value === null) this.#clashes = false;
    keepDraft(this.case, this.name, value);
    this.update();
  }

  /** Tell the others that somebody types here, or no more. @param {boolean} is_typing */
  #type(is_typing) {
    if (is_typing === this.#isTyping) return;
    this.#isTyping = is_typing;
    this.socket?.pass({ type: "type", field: this.name, is_typing });
  }

  // --- proposals ---------------------------------------------------------------------------------

  /** @param {string} proposal @param {"accept_proposal" | "decline_proposal"} type */
  async #decide(proposal, type) {
    if (this.socket === null) return;
    this.#setDraft(null);
    await attempt(this.socket.tell({ type, proposal }));
  }

  /** @param {boolean} isProposing */
  #propose(isProposing) {
    this.#isProposing = isProposing;
    this.#type(isProposing);
    this.show();
    const next = isProposing ? `[id$="-proposal"]` : "[aria-expanded]";
    /** @type {HTMLElement | null} */ (this.querySelector(next))?.focus();
  }

  /** @param {Event} event */
  async #proposed(event) {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (this.querySelector(`[id$="-proposal"]`));
    const value = input.value;
    this.#propose(false);
    if (this.socket === null) return;
    await attempt(this.socket.tell({ type: "propose_field", field: this.name, value }));
  }
}

/** Whether the whole of a value matches. @param {string} regex @param {string} value */
function matches(regex, value) {
  return new RegExp(`^(?:${regex})$`, "u").test(value.trim());
}

customElements.define("tb-field", TbField);
