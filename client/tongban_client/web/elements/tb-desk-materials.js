// @ts-check
/** The materials one by one: the document, where to look on it, and the verdict with its reason. */

import { announce } from "../lib/announce.js";
import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { say, text } from "../lib/words.js";
import { checklist } from "../state/materials.js";
import "./tb-desk-verdict.js";
import "./tb-document.js";

const WORDS = {
  list: text("材料清单", "Materials"),
  absent: text("未提交", "not shown yet"),
  shown: text("待核验", "to be judged"),
  accepted: text("通过", "accepted"),
  rejected: text("不通过", "rejected"),
  none: text("本事项在此地区无需提交材料", "This region asks for no material for this item"),
  waits: text("等待窗口扫描或上传此材料", "The window has not scanned or uploaded it yet"),
  any_of: text("可任选其一：{names}", "Any one of: {names}"),
  came: text("收到材料：{title}", "A document came: {title}"),
  point: text("请对方看此材料", "Point at this material"),
  needs: text(
    "申请人同意“指引”后方可在影像上指点。",
    "You can point on the picture once the applicant has consented to be guided.",
  ),
  file: text("文件名：{name}", "File: {name}"),
};

export class TbDeskMaterials extends TbElement {
  static properties = ["view", "socket", "token"];
  /** @type {import("../wire/from-service.js").CaseView | null} */
  view = null;
  /** @type {import("../wire/socket.js").Socket | null} */
  socket = null;
  token = "";
  /** The line of the checklist that is looked at. */
  #chosen = "";
  /** Documents that were seen here, so that a new one is told. @type {Set<string> | null} */
  #seen = null;

  /** @param {AbortSignal} until */
  connected(until) {
    this.addEventListener("judged", (event) => this.#judged(event), { signal: until });
  }

  render() {
    const { view } = this;
    if (view === null) return html``;
    const rows = checklist(view);
    if (rows.length === 0) return html`<p class="muted">${say(WORDS.none)}</p>`;
    const row = this.#row(rows);
    return html`
      <ol class="list" aria-label="${say(WORDS.list)}">
        ${rows.map((one) => this.#entry(one, one === row))}
      </ol>
      <section class="stack-s" aria-label="${say(row.title)}">${this.#shown(view, row)}</section>
    `;
  }

  shown() {
    const rows = this.view === null ? [] : checklist(this.view);
    const now = new Set(rows.flatMap((row) => row.document?.sha256 ?? []));
    const fresh = rows.filter(
      (row) => row.document && this.#seen !== null && !this.#seen.has(row.document.sha256),
    );
    this.#seen = now;
    if (fresh.length === 0) return;
    for (const row of fresh) announce(say(WORDS.came, { title: say(row.title) }));
    const isLookedAt = rows.some((row) => row.material === this.#chosen && row.status === "shown");
    if (!isLookedAt) this.#choose(fresh[0].material);
  }

  /** The next line, or the one before. @param {number} by */
  step(by) {
    const rows = this.view === null ? [] : checklist(this.view);
    if (rows.length === 0) return;
    const at = rows.indexOf(this.#row(rows));
    this.#choose(rows[(at + by + rows.length) % rows.length].material);
    this.show();
    /** @type {HTMLElement | null} */ (this.querySelector("[aria-current='true']"))?.focus();
  }

  /** The document that is looked at is accepted. */
  accept() {
    this.#verdict()?.accept();
  }

  /** Ask for the reason why the document that is looked at is rejected. */
  reject() {
    this.#verdict()?.reject();
  }

  #verdict() {
    return /** @type {import("./tb-desk-verdict.js").TbDeskVerdict | null} */ (
      this.querySelector("tb-desk-verdict")
    );
  }

  /** The line that is looked at: that chosen, else the first to be judged, else the first. */
  #row(/** @type {import("../state/materials.js").Row[]} */ rows) {
    const chosen = rows.find((row) => row.material === this.#chosen);
    return chosen ?? rows.find((row) => row.status === "shown") ?? rows[0];
  }

  /** After an accepted one, the next that is to be judged. @param {Event} event */
  #judged(event) {
    if (/** @type {CustomEvent<string>} */ (event).detail !== "accepted" || this.view === null) return;
    const rows = checklist(this.view);
    const judged = this.#row(rows);
    const next = rows.find((row) => row.status === "shown" && row !== judged);
    if (next === undefined) return;
    this.#choose(next.material);
    this.show();
    /** @type {HTMLElement | null} */ (this.querySelector("[aria-current='true']"))?.focus();
  }

  /** @param {string} material */
  #choose(material) {
    this.#chosen = material;
    this.update();
  }

  /** @param {import("../state/materials.js").Row} row @param {boolean} isChosen */
  #entry(row, isChosen) {
    const kind = { absent: "", shown: "warn", accepted: "good", rejected: "bad" }[row.status];
    return html`<li data-key="${row.material}">
      <button aria-current="${isChosen}" .onclick=${() => this.#choose(row.material)}>
        <span>${say(row.title)}</span>
        <span class="tag" data-kind="${kind}">${say(WORDS[row.status])}</span>
      </button>
    </li>`;
  }

  /**
   * @param {import("../wire/from-service.js").CaseView} view
   * @param {import("../state/materials.js").Row} row
   */
  #shown(view, row) {
    const others = row.any_of.map((name) => view.spec?.materials[name]?.title).filter((t) => t);
    const names = others.map((title) => say(/** @type {any} */ (title))).join(" / ");
    const mayPoint = view.content.includes("pointer") && view.consents.includes("guide");
    const name = row.shown_as ?? row.material;
    return html`
      ${row.note ? html`<p class="hint" data-key="note">${say(row.note)}</p>` : ""}
      ${others.length > 1 ? html`<p class="hint" data-key="any">${say(WORDS.any_of, { names })}</p>` : ""}
      <div class="row" data-key="about">
        ${view.content.includes("pointer")
          ? html`<button ?disabled=${!mayPoint} .onclick=${() => this.#point(name)}>
              ${say(WORDS.point)}
            </button>`
          : ""}
        <span class="small muted">
          ${view.content.includes("pointer") && !mayPoint ? say(WORDS.needs) : ""}
          ${row.document?.file_name ? say(WORDS.file, { name: row.document.file_name }) : ""}
        </span>
      </div>
      ${row.document === null
        ? html`<p class="note" data-key="waits">${say(WORDS.waits)}</p>`
        : html`
            <tb-document
              data-key="document"
              .socket=${this.socket}
              .token=${this.token}
              .case=${view.case}
              .document=${row.document}
              .name=${name}
              .label=${say(row.title)}
              .points=${mayPoint}
              .self=${SELF}
            ></tb-document>
            <tb-desk-verdict
              data-key="verdict"
              .row=${row}
              .reasons=${view.spec?.materials[name]?.reasons ?? {}}
              .can=${view.content.includes("materials")}
              .socket=${this.socket}
            ></tb-desk-verdict>
          `}
    `;
  }

  /** @param {string} name */
  #point(name) {
    this.socket?.pass({ type: "point", target: `material:${name}` });
  }
}

const SELF = ["clerk"];

customElements.define("tb-desk-materials", TbDeskMaterials);
