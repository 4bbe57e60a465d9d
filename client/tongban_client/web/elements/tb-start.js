// @ts-check
/** The start page: what this is, the way to each role, and how to see it all by oneself. */

import { scenario } from "../lib/demo.js";
import { TbElement } from "../lib/element.js";
import { Markup, html } from "../lib/html.js";
import { attempt } from "../lib/notify.js";
import { say, text } from "../lib/words.js";
import { addresses, isAcross, usualPair } from "../state/start.js";
import { catalogue } from "../wire/http.js";

/**
 * @typedef {import("../wire/from-service.js").CatalogueGiven} CatalogueGiven
 * @typedef {import("../lib/words.js").Text} Text
 * @typedef {"window" | "desk" | "board" | "display"} Way
 */

const WORDS = {
  title: text("长三角跨省通办\u200b远程虚拟窗口", "The remote virtual window of the Yangtze River Delta"),
  demonstration: text("演示系统 · 数据均为虚构", "Demonstration · all data invented"),
  real: text(
    "2023年6月，长三角三省一市启用“远程虚拟窗口”：办事人坐在就近的政务大厅，属地工作人员屏对屏指导、远程受理，各地的办理规则和业务系统保持不变。",
    "In June 2023 the three provinces and one city of the Yangtze River Delta opened the remote virtual window: the applicant sits in a nearby hall, and a clerk of the home region guides and accepts screen to screen, while each region keeps its own rules and systems.",
  ),
  simulated: text(
    "本站可体验全过程：取号、叫号、连线、身份核验、共同填表、核验材料、签名、受理、评价；四地受理系统由格式各异的模拟系统代替，排队仿真采用同一套流程。",
    "Here one can walk through it, from the ticket to the rating; stand-ins, each with its own format, take the place of the four regions' acceptance systems, and the same flow drives the queueing simulation.",
  ),
  invented: text(
    "本站只供演示：人员、办件编号和各地要求均为虚构或示例，不连接任何政务系统，请勿填写真实个人信息。",
    "It is a demonstration: people, case numbers and the regions' requirements are invented or illustrative, no government system is connected, and nobody should enter real personal data.",
  ),
  where: text("从哪里到哪里", "From where to where"),
  hall: text("就近大厅", "Nearby hall"),
  region: text("属地（户籍或参保地等）", "Home region"),
  same: text("同一地区：不属跨省通办，仍可试用。", "The same region: not cross-province, but it can be tried."),
  ways: text("选择入口", "Choose a way in"),
  opens: text("在新窗口打开", "opens in a new window"),
  guide: text("双窗口体验全过程", "See it in two windows"),
  guide_why: text(
    "把两个浏览器窗口并排放好：左边是{hall}的就近窗口，右边是{region}的属地坐席。",
    "Put two browser windows side by side: the nearby window in {hall} on the left, the home desk of {region} on the right.",
  ),
  alone: text("只有一个人？", "By yourself?"),
  alone_is: text(
    "任一页面都可由演示程序扮演对方，您只需操作自己的一边。",
    "Either page can ask a scripted partner to play the other side.",
  ),
  show_applicant: text("我来当办事人", "Show me: I am the applicant"),
  show_clerk: text("我来当坐席", "Show me: I am the clerk"),
  more: text("了解更多", "Read more"),
  more_where: text("代码仓库中的文件：", "Files in the repository:"),
};
/** @type {Record<Way, { title: Text, who: Text, what: Text }>} */
const WAYS = {
  window: {
    title: text("就近窗口", "Nearby window"),
    who: text("办事人和帮办员", "Applicant and assistant"),
    what: text("取号、连线、填表、交材料、签名、领取受理回执", "Ticket, video, form, materials, signature, receipt"),
  },
  desk: {
    title: text("属地坐席", "Home desk"),
    who: text("属地工作人员", "Clerk of the home region"),
    what: text("接听、指导、核验、一次性告知、受理", "Answer, guide, check, one notice, accept"),
  },
  board: {
    title: text("运行看板", "Wallboard"),
    who: text("管理员", "Supervisor"),
    what: text("等候、服务水平、坐席状态，今日进度与仿真预期", "Waits, service level, clerks, today beside the simulation"),
  },
  display: {
    title: text("叫号屏", "Call display"),
    who: text("大厅里的所有人", "Everybody in the hall"),
    what: text("号码与窗口，大字显示，铃声和语音播报", "Which number to which window, large and aloud"),
  },
};
/** What each way's picture is made of, in a square of 48. */
const PICTURES = {
  window: "M6 10h36v24H6zM18 42h12M24 34v8M15 27a6 6 0 0 1 12 0M21 15a3 3 0 1 1 0 6 3 3 0 0 1 0-6M32 17h6M32 23h6",
  desk: "M10 26a14 14 0 0 1 28 0M8 26h6v10H8zM34 26h6v10h-6zM37 36c0 5-5 6-10 6",
  board: "M6 8h36v26H6zM12 28l8-8 6 4 10-10M16 42h16",
  display: "M6 10h36v20H6zM12 20h8M24 20h4M28 16l4 4-4 4M16 30v10M32 30v10M12 40h24",
};
const STEPS = [
  text(
    "左边打开就近窗口，帮办员以演示账号登录；办事人选择{region}的事项，取号。",
    "On the left, open the nearby window: the assistant signs in with a demonstration account, the applicant chooses an item of {region} and takes a ticket.",
  ),
  text(
    "右边打开{region}的属地坐席，以演示账号登录，上岗。",
    "On the right, open the home desk of {region}, sign in with a demonstration account, come on duty.",
  ),
  text(
    "左边由帮办员叫号、入座并呼叫；右边接听。",
    "On the left the assistant calls and seats the applicant; on the right the clerk answers.",
  ),
  text(
    "双方依次完成授权、核验、填表、交材料、签名和提交；受理编号同时显示在两边。",
    "Go through consent, identity, form, materials, signature and submission together; the case number comes up on both sides.",
  ),
];
/** @type {[string, Text][]} */
const FILES = [
  ["README.zh-CN.md", text("这是什么，怎么安装", "in Chinese")],
  ["README.md", text("英文说明", "what it is, how to install it")],
  ["docs/howto/live-service.md", text("运行在线服务与演练", "run the live service and rehearse on it")],
  ["docs/topics/model.md", text("模型与假设", "the model and its assumptions")],
  ["docs/reference/protocol.md", text("页面与服务的协议", "the protocol of pages and service")],
];

export class TbStart extends TbElement {
  /** @type {CatalogueGiven | null} */
  #catalogue = null;
  #isDemo = false;
  #pair = { hall: "", region: "" };

  connected() {
    void this.#read();
  }

  async #read() {
    const found = await attempt(catalogue());
    if (found === undefined) return;
    this.#catalogue = found;
    this.#pair = usualPair(found);
    this.update();
    this.#isDemo = await scenario().then(
      ({ is_demo }) => is_demo,
      () => false,
    );
    this.update();
  }

  render() {
    return html`
      <header class="stack-s">
        <p><span class="tag" data-kind="warn">${say(WORDS.demonstration)}</span></p>
        <h1>${say(WORDS.title)}</h1>
        <p>${say(WORDS.real)}</p>
        <p>${say(WORDS.simulated)}</p>
        <p><strong>${say(WORDS.invented)}</strong></p>
      </header>
      ${this.#catalogue === null ? "" : this.#where(this.#catalogue)}
      <nav class="ways" aria-label="${say(WORDS.ways)}">
        ${Object.keys(WAYS).map((way) => this.#way(/** @type {Way} */ (way)))}
      </nav>
      ${this.#isDemo ? this.#guide() : ""}
      <section class="stack-s">
        <h2>${say(WORDS.more)}</h2>
        <p class="muted">${say(WORDS.more_where)}</p>
        <ul class="files">
          ${FILES.map(([name, what]) => html`<li><code>${name}</code> ${say(what)}</li>`)}
        </ul>
      </section>
    `;
  }

  // --- where ---------------------------------------------------------------------------------

  /** @param {CatalogueGiven} catalogue */
  #where(catalogue) {
    const regions = Object.entries(catalogue.regions).map(([name, { title }]) => [name, title]);
    return html`<section class="where" aria-label="${say(WORDS.where)}">
      ${this.#choice("hall", Object.entries(catalogue.halls))}
      ${this.#choice("region", /** @type {[string, Text][]} */ (regions))}
      <p class="hint" role="status">
        ${isAcross(catalogue, this.#pair) ? "" : say(WORDS.same)}
      </p>
    </section>`;
  }

  /** @param {"hall" | "region"} what @param {[string, Text][]} choices */
  #choice(what, choices) {
    const chosen = (/** @type {Event} */ event) => {
      const { value } = /** @type {HTMLSelectElement} */ (event.currentTarget);
      this.#pair = { ...this.#pair, [what]: value };
      this.update();
    };
    return html`<label class="stack-s">
      ${say(WORDS[what])}
      <select .onchange=${chosen}>
        ${choices.map(
          ([name, title]) => html`<option
            value="${name}"
            ?selected=${name === this.#pair[what]}
          >${say(title)}</option>`,
        )}
      </select>
    </label>`;
  }

  // --- the ways ------------------------------------------------------------------------------

  /** @param {Way} way */
  #way(way) {
    const { title, who, what } = WAYS[way];
    return html`<a class="panel way" href="${addresses(this.#pair)[way]}">
      <svg viewBox="0 0 48 48" aria-hidden="true"><path d="${PICTURES[way]}" /></svg>
      <strong>${say(title)}</strong>
      <span class="muted">${say(who)}</span>
      <span>${say(what)}</span>
    </a>`;
  }

  #guide() {
    const to = addresses(this.#pair);
    const names = this.#names();
    return html`<section class="panel guide">
      <div class="stack-s">
        <h2>${say(WORDS.guide)}</h2>
        <p>${say(WORDS.guide_why, names)}</p>
        <ol>
          ${STEPS.map((step) => html`<li>${say(step, names)}</li>`)}
        </ol>
        <p class="row">
          ${this.#open(to.window, WAYS.window.title)} ${this.#open(to.desk, WAYS.desk.title)}
        </p>
      </div>
      <div class="stack-s">
        <h2>${say(WORDS.alone)}</h2>
        <p>${say(WORDS.alone_is)}</p>
        <p class="row">
          <a class="button" href="${to.window}">${say(WORDS.show_applicant)}</a>
          <a class="button" href="${to.desk}">${say(WORDS.show_clerk)}</a>
        </p>
      </div>
    </section>`;
  }

  /** What the chosen hall and region are called. */
  #names() {
    const hall = this.#catalogue?.halls[this.#pair.hall];
    const region = this.#catalogue?.regions[this.#pair.region]?.title;
    return { hall: hall ? say(hall) : "", region: region ? say(region) : "" };
  }

  /** @param {string} address @param {Text} title @returns {Markup} */
  #open(address, title) {
    return html`<a class="button primary" href="${address}" target="_blank" rel="noopener">
      ${say(title)}<span class="only-read">（${say(WORDS.opens)}）</span>
      <span aria-hidden="true">↗</span>
    </a>`;
  }
}

customElements.define("tb-start", TbStart);
