// @ts-check
/** Which camera, microphone, document camera and loudspeaker to take; kept in this browser. */

import { TbElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { number, say, text } from "../lib/words.js";
import { choice, choose, devices } from "../video/devices.js";

const WORDS = {
  camera: text("摄像头", "Camera"),
  microphone: text("麦克风", "Microphone"),
  documents: text("高拍仪", "Document camera"),
  speaker: text("扬声器", "Loudspeaker"),
  any: text("系统默认", "The system's own"),
  other: text("自动选择", "Chosen by itself"),
  none: text("未发现设备", "None found"),
  unnamed: text("{kind} {n}", "{kind} {n}"),
};
/** @typedef {"camera" | "microphone" | "documents" | "speaker"} Kind */
/** @type {readonly [Kind, "cameras" | "microphones" | "speakers"][]} */
const KINDS = [
  ["camera", "cameras"],
  ["microphone", "microphones"],
  ["documents", "cameras"],
  ["speaker", "speakers"],
];
let count = 0;

export class TbChoices extends TbElement {
  static properties = ["only"];
  /** The kinds to choose, all if empty. @type {Kind[]} */
  only = [];
  #name = `choices-${++count}`;
  /** @type {import("../video/devices.js").Devices} */
  #found = { cameras: [], microphones: [], speakers: [] };

  /** @param {AbortSignal} until */
  connected(until) {
    navigator.mediaDevices?.addEventListener("devicechange", () => this.look(), { signal: until });
    this.look();
  }

  /** See which devices there are now: their names can be read once one was allowed. */
  async look() {
    this.#found = await devices();
    this.update();
  }

  render() {
    const shown = KINDS.filter(([kind]) => this.only.length === 0 || this.only.includes(kind));
    return html`${shown.map(([kind, list]) => this.#select(kind, this.#found[list]))}`;
  }

  /** @param {Kind} kind @param {import("../video/devices.js").Device[]} found */
  #select(kind, found) {
    const id = `${this.#name}-${kind}`;
    const chosen = choice()[kind];
    const isThere = found.some((device) => device.id === chosen);
    const usual = found.length === 0 ? WORDS.none : kind === "documents" ? WORDS.other : WORDS.any;
    const of = say(WORDS[kind]);
    return html`<div class="stack-s">
      <label for="${id}">${of}</label>
      <select
        id="${id}"
        ?disabled=${found.length === 0}
        .onchange=${(/** @type {Event} */ event) => this.#choose(kind, event)}
      >
        <option value="" ?selected=${!isThere}>${say(usual)}</option>
        ${found.map(
          (device, i) => html`<option value="${device.id}" ?selected=${device.id === chosen}>
            ${device.label || say(WORDS.unnamed, { kind: of, n: number(i + 1) })}
          </option>`,
        )}
      </select>
    </div>`;
  }

  /** @param {Kind} kind @param {Event} event */
  #choose(kind, event) {
    const id = /** @type {HTMLSelectElement} */ (event.target).value;
    this.tell("devices-chosen", choose({ [kind]: id }));
    this.update();
  }
}

customElements.define("tb-choices", TbChoices);
