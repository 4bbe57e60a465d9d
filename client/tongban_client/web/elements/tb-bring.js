// @ts-check
/**
 * The materials that the region asks for: each is scanned or chosen from a file, looked at, and
 * judged by the clerk with the region's reason. In easy mode one after another.
 */

import { announce } from "../lib/announce.js";
import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { number, say, text } from "../lib/words.js";
import { checklist } from "../state/materials.js";
import { fees } from "../state/summary.js";
import { putDocument } from "../wire/http.js";
import "./tb-actions.js";
import "./tb-camera.js";
import "./tb-document.js";
import "./tb-form.js";

/** @typedef {import("../state/materials.js").Row} Row */

const WORDS = {
  title: text("申请材料", "Materials"),
  what: text(
    "以下为属地规定的材料。请帮办员协助扫描，属地坐席逐一核验。",
    "What your home region asks for. The assistant scans each; the clerk judges them one by one.",
  ),
  absent: text("未提交", "Not shown yet"),
  shown: text("待核验", "Waits for the clerk"),
  accepted: text("合格", "Accepted"),
  rejected: text("不合格", "Not accepted"),
  why: text("不合格理由：{reason}", "Why not: {reason}"),
  accepts: text("可收：{kinds}", "Taken as: {kinds}"),
  any_of: text("以下任选一种", "Any one of these"),
  scan: text("拍摄或选择文件", "Scan, or choose a file"),
  again: text("重新拍摄", "Take it again"),
  remove: text("撤下", "Take it away"),
  close: text("返回", "Back"),
  sending: text("正在上传……", "Sending…"),
  added: text("已提交：{name}", "Shown: {name}"),
  judged: text("{name}：{verdict}", "{name}: {verdict}"),
  fees: text("应缴费用", "Fees"),
  free: text("本事项不收费", "There is no fee"),
  cny: text("{n}元", "CNY {n}"),
  form: text("申请表（可修改）", "The form (may be changed)"),
  next: text("下一份", "Next"),
  back: text("上一份", "Back"),
  of: text("第 {i} 份，共 {n} 份", "{i} of {n}"),
};
const MARKS = { absent: "○", shown: "…", accepted: "✓", rejected: "✕" };
const KINDS = { absent: "warn", shown: "", accepted: "good", rejected: "bad" };
/** @type {{ [type: string]: string }} */
const NAMES = { "image/jpeg": "JPEG", "image/png": "PNG", "application/pdf": "PDF" };

export class TbBring extends Panel {
  /** The material that is being scanned. */
  #scanning = "";
  #isSending = false;
  #at = 0;
  /** @type {Map<string, string>} */
  #said = new Map();

  render() {
    const { view, terminal } = this;
    if (view?.spec === undefined || terminal === null) return html``;
    const rows = checklist(view);
    const at = Math.min(this.#at, rows.length - 1);
    const asked = this.easy ? rows.slice(at, at + 1) : rows;
    return html`
      <div class="stack">
        <h2 tabindex="-1">${say(WORDS.title)}</h2>
        <p class="muted">${say(WORDS.what)}</p>
        <ol class="stack">
          ${asked.map((row) => this.#row(row))}
        </ol>
        ${this.easy ? this.#steps(at, rows.length) : ""}
        <p class="row"><span class="label">${say(WORDS.fees)}</span> ${this.#fees()}</p>
        <tb-actions .terminal=${terminal} .view=${view} .acting=${this.acting}></tb-actions>
        ${this.easy ? "" : this.#form()}
      </div>
      ${this.#scanner(rows)}
    `;
  }

  shown() {
    const dialog = this.querySelector("dialog");
    if (dialog !== null && !dialog.open) dialog.showModal();
    for (const row of this.view ? checklist(this.view) : []) this.#sayVerdict(row);
  }

  /** The form, which may still be changed. */
  #form() {
    return html`<details class="panel">
      <summary>${say(WORDS.form)}</summary>
      <tb-form
        .view=${this.view}
        .socket=${this.terminal?.speaker ?? null}
        .self=${["applicant", "assistant"]}
        .can=${"edit"}
        .decides=${this.acting === "applicant"}
      ></tb-form>
    </details>`;
  }

  /** @param {Row} row */
  #row(row) {
    const { material, title, note, accepts, document, status, reason, remark } = row;
    const pointed = this.terminal?.applicant?.point?.target === `material:${row.shown_as ?? material}`;
    const why = [reason ? say(reason) : "", remark].filter(Boolean).join(" · ");
    const kinds = accepts.map((type) => NAMES[type] ?? type).join(" / ");
    return html`<li
      class="material stack-s"
      data-key="${material}"
      data-state="${status}"
      ?data-pointed=${pointed}
    >
      <div class="row-apart">
        <h3>${say(title)}</h3>
        <span class="tag" data-kind="${KINDS[status]}">${MARKS[status]} ${say(WORDS[status])}</span>
      </div>
      ${note ? html`<p>${say(note)}</p>` : ""}
      <p class="hint">${say(WORDS.accepts, { kinds })}</p>
      ${status === "rejected"
        ? html`<p class="note" data-kind="bad">${say(WORDS.why, { reason: why })}</p>`
        : ""}
      ${status !== "rejected" && remark ? html`<p class="note">${remark}</p>` : ""}
      ${document ? this.#document(row) : ""} ${this.#buttons(row)}
    </li>`;
  }

  /** @param {Row} row */
  #document(row) {
    const { terminal, view } = this;
    return html`<tb-document
      .socket=${terminal?.applicant ?? null}
      .token=${terminal?.ticket?.token ?? ""}
      .case=${view?.case ?? ""}
      .document=${row.document}
      .name=${row.shown_as ?? row.material}
      .label=${say(row.title)}
      .self=${["applicant", "assistant"]}
    ></tb-document>`;
  }

  /** @param {Row} row */
  #buttons({ any_of, shown_as, status, title }) {
    const spec = this.view?.spec;
    const scan = (/** @type {string} */ name, /** @type {string} */ label) =>
      html`<button
        class="${status === "absent" || status === "rejected" ? "primary" : ""}"
        data-key="${name}"
        aria-label="${label}: ${spec ? say(spec.materials[name].title) : name}"
        ?disabled=${this.isBusy}
        .onclick=${() => this.#scan(name)}
      >
        ${any_of.length > 1 && spec ? say(spec.materials[name].title) : label}
      </button>`;
    const choices = shown_as === null ? any_of : [shown_as];
    return html`<div class="row">
      ${choices.length > 1 ? html`<span class="label">${say(WORDS.any_of)}</span>` : ""}
      ${choices.map((name) => scan(name, say(shown_as === null ? WORDS.scan : WORDS.again)))}
      ${shown_as !== null && status !== "accepted"
        ? html`<button
            aria-label="${say(WORDS.remove)}: ${say(title)}"
            ?disabled=${this.isBusy}
            .onclick=${() => this.#remove(shown_as)}
          >
            ${say(WORDS.remove)}
          </button>`
        : ""}
    </div>`;
  }

  /** @param {Row[]} rows */
  #scanner(rows) {
    const name = this.#scanning;
    const spec = this.view?.spec?.materials[name];
    if (spec === undefined || !rows.some((row) => row.any_of.includes(name))) return "";
    return html`<dialog
      data-key="scanner"
      aria-labelledby="scanner-title"
      .onclose=${() => this.#closed()}
    >
      <div class="stack">
        <div class="row-apart">
          <h2 id="scanner-title">${say(spec.title)}</h2>
          <button .onclick=${() => this.#close()}>${say(WORDS.close)}</button>
        </div>
        ${spec.note ? html`<p>${say(spec.note)}</p>` : ""}
        <tb-camera
          .accepts=${spec.accepts}
          ?inert=${this.#isSending}
        ></tb-camera>
        <p role="status">${this.#isSending ? say(WORDS.sending) : ""}</p>
      </div>
    </dialog>`;
  }

  #fees() {
    const found = this.view ? fees(this.view) : [];
    if (found.length === 0) return html`<span>${say(WORDS.free)}</span>`;
    return found.map(
      ({ title, cny }) => html`<span>${say(title)} ${say(WORDS.cny, { n: number(cny) })}</span>`,
    );
  }

  /** @param {number} at @param {number} n */
  #steps(at, n) {
    return html`<div class="row">
      <button class="big" ?disabled=${at === 0} .onclick=${() => this.#goTo(at - 1)}>
        ${say(WORDS.back)}
      </button>
      <button class="big" ?disabled=${at >= n - 1} .onclick=${() => this.#goTo(at + 1)}>
        ${say(WORDS.next)}
      </button>
      <span class="muted">${say(WORDS.of, { i: number(at + 1), n: number(n) })}</span>
    </div>`;
  }

  // --- what is done ----------------------------------------------------------------------------

  /** @param {AbortSignal} until */
  connected(until) {
    const taken = (/** @type {Event} */ event) => {
      const { blob, name } = /** @type {CustomEvent} */ (event).detail;
      this.#send(blob, name);
    };
    this.addEventListener("document-taken", taken, { signal: until });
  }

  /** Open the camera for a material. @param {string} name */
  #scan(name) {
    this.#scanning = name;
    this.update();
  }

  #close() {
    this.querySelector("dialog")?.close();
  }

  /** The camera is closed: focus is back where it was opened, or beside it. */
  #closed() {
    const row = this.querySelector(".material:has(:focus)") ?? this.#rowOf(this.#scanning);
    this.#scanning = "";
    this.show();
    if (!row?.contains(document.activeElement)) row?.querySelector("button")?.focus();
  }

  /** @param {string} material */
  #rowOf(material) {
    const rows = this.view ? checklist(this.view) : [];
    const found = rows.find((row) => row.any_of.includes(material));
    return this.querySelector(`.material[data-key="${found?.material}"]`);
  }

  /** @param {Blob} blob @param {string} name */
  async #send(blob, name) {
    const { terminal, view } = this;
    const material = this.#scanning;
    const socket = terminal?.speaker;
    if (!terminal || !view || !socket || material === "") return;
    this.#isSending = true;
    const isDone = await this.carryOut(async () => {
      const kept = await putDocument(view.case, blob, terminal.token);
      const { sha256: document, media_type, size } = kept;
      const file_name = name.slice(0, 200);
      await socket.tell({ type: "add_material", material, document, media_type, size, file_name });
    });
    this.#isSending = false;
    if (isDone) this.#close();
    const spec = view.spec?.materials[material];
    if (isDone && spec) announce(say(WORDS.added, { name: say(spec.title) }));
    this.update();
  }

  /** @param {string} material */
  async #remove(material) {
    const socket = this.terminal?.speaker;
    await this.carryOut(async () => socket?.tell({ type: "remove_material", material }));
  }

  /** @param {number} at */
  #goTo(at) {
    this.#at = at;
    this.show();
    /** @type {HTMLElement | null} */ (this.querySelector("h2"))?.focus();
    this.tell("panel-changed");
  }

  /** A verdict that is new is announced. @param {Row} row */
  #sayVerdict({ material, title, status, reason }) {
    const was = this.#said.get(material);
    this.#said.set(material, status);
    if (was === undefined || was === status) return;
    if (status !== "accepted" && status !== "rejected") return;
    const verdict = [say(WORDS[status]), reason ? say(reason) : ""].filter(Boolean).join(" · ");
    announce(say(WORDS.judged, { name: say(title), verdict }));
  }
}

customElements.define("tb-bring", TbBring);
