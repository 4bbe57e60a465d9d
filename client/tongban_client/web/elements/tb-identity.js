// @ts-check
/** The clerk verifies who is there: what the applicant is to do meanwhile, and what came of it. */

import { html } from "../lib/html.js";
import { Panel } from "../lib/panel.js";
import { say, text } from "../lib/words.js";

const WORDS = {
  title: text("身份核验", "Identity check"),
  first: text(
    "同意“查看”后，属地坐席核验身份。",
    "Once you allow “View”, the clerk verifies who you are.",
  ),
  now: text(
    "请面向摄像头，将身份证放在读卡区，属地坐席正在核验。",
    "Please face the camera and put your identity card on the reader: the clerk is checking it.",
  ),
  good: text("身份核验通过（{method}）", "Identity verified ({method})"),
  bad: text("身份核验未通过，请按坐席提示再试", "It does not match: try again as the clerk says"),
};
const METHODS = {
  card_reader: text("读卡", "card reader"),
  face: text("人脸比对", "face"),
  document: text("查验证件", "document"),
};

export class TbIdentity extends Panel {
  render() {
    if (this.view === null) return html``;
    const { identity, consents } = this.view;
    return html`<section class="stack-s" aria-live="polite">
      <h3>${say(WORDS.title)}</h3>
      ${identity
        ? html`<p class="note" data-kind="${identity.matches ? "good" : "bad"}">
            ${say(identity.matches ? WORDS.good : WORDS.bad, { method: say(METHODS[identity.method]) })}
          </p>`
        : html`<p>${say(consents.includes("view") ? WORDS.now : WORDS.first)}</p>`}
    </section>`;
  }
}

customElements.define("tb-identity", TbIdentity);
