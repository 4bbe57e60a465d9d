"""The nearby window: what it shows when, one applicant after another, and what it leaves behind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from live_pages import Pages, axe, pages_of
from live_world import FORM, ITEM, until

from tongban.live.service import staff_of
from tongban.session import Actor, Record
from tongban.session import messages as m

SCRIPT = "<script>alert(1)</script>"
DRAW = """async (camera) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 300 });
  canvas.getContext("2d").fillText("a paper", 20, 20);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const detail = { blob, name: "scan.png" };
  camera.dispatchEvent(new CustomEvent("document-taken", { bubbles: true, detail }));
}"""
WATCHED = """window.urls = 0;
const { createObjectURL, revokeObjectURL } = URL;
window.spoken = [];
Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
  getVoices: () => [{}], cancel: () => undefined, speaking: false,
  speak: (what) => window.spoken.push([what.lang, what.text]),
}) });
URL.createObjectURL = (blob) => { window.urls += 1; return createObjectURL.call(URL, blob); };
URL.revokeObjectURL = (url) => { window.urls -= 1; return revokeObjectURL.call(URL, url); };"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages_of(tmp_path_factory.mktemp("window")) as found:
        yield found


Opened = Callable[..., Any]


@pytest.fixture
def opened(chromium: Any, pages: Pages) -> Iterator[Opened]:
    """Opens the window of a hall, its assistant on duty; afterwards the console must be empty."""
    contexts, errors = [], []

    def open_(
        hall: str,
        language: str = "zh-CN",
        *,
        signed_in: bool = True,
        easy: bool = False,
        **options: Any,
    ) -> Any:
        options = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | options
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        look = json.dumps({"theme": "light", "easy": easy})
        page.add_init_script(
            f"localStorage['tongban.language'] ??= '{language}';"
            f"localStorage['tongban.look'] ??= '{look}';" + WATCHED
        )
        if signed_in:
            page.add_init_script(f"sessionStorage['tongban.terminal'] ??= '{on_duty(pages, hall)}'")
        page.route("**/api/scenario", lambda route: route.fulfill(json={"is_demo": False}))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{pages.url}/window?hall={hall}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


def on_duty(pages: Pages, hall: str) -> str:
    """What a terminal keeps of its assistant."""
    token = pages.service.token("assistant", f"{hall}-a1", hall)
    duty = {"token": token, "name": f"{hall}-a1", "place": hall, "window": f"{hall}-1"}
    return json.dumps({"duty": duty | {"isOnBreak": False}, "tickets": []})


@dataclass
class Clerk:
    """A clerk of Shanghai who does at once what the test says, and the applicant's part at will."""

    pages: Pages
    name: str

    def answers(self, case: str) -> None:
        """The case rings and is taken, and its applicant greeted."""

        async def answer() -> None:
            service = self.pages.service.hub.service
            for other in [p for p in service.desk.staff.values() if p.place == "jingan"]:
                service.desk.set_duty(other, "off", 0)  # of the other tests
            service.desk.set_duty(staff_of(self.name, "jingan", "clerk"), "on_duty", 0)
            while service.desk.offers.get(case) is None:
                service.desk.ring(service.clock())
                await asyncio.sleep(0.02)
            assert isinstance(await service.begin(self.name, case), Record)

        self.pages.do(answer())
        self.says(case, m.Act(action="connected"))

    def says(self, case: str, *bodies: Any, role: str = "clerk") -> None:
        """Commands of the clerk's, or of somebody else's, to a case."""
        names = {"applicant": case, "clerk": self.name}
        actor = Actor.model_validate({"role": role, "id": names[role]})
        service = self.pages.service.hub.service

        async def say() -> None:
            for body in bodies:
                found = await service.tell(case, service.command(body), actor)
                assert isinstance(found, Record), found

        self.pages.do(say())

    def verifies(self, case: str) -> None:
        """Consents are given and the identity is found to match."""
        allowed = [m.GrantConsent(capability="view"), m.GrantConsent(capability="guide")]
        self.says(case, *allowed, role="applicant")
        self.says(case, m.Identify(method="card_reader", matches=True), m.Act(action="verified"))

    def fills(self, case: str) -> None:
        """The form is filled in, as the applicant would."""
        edits = [m.EditField(field=name, value=value, base=0) for name, value in FORM.items()]
        self.says(case, *edits, m.Act(action="filled"), role="applicant")

    def judges(self, case: str, verdict: str = "accepted", action: str = "complete") -> None:
        """Every material that lies there is judged, and the case goes on."""
        materials = self.pages.service.hub.service.room(case).state.materials
        why = {"reason": "unreadable"} if verdict == "rejected" else {}
        judged = [
            m.JudgeMaterial.model_validate(
                {"material": name, "document": document.sha256, "verdict": verdict} | why
            )
            for name, document in materials.items()
        ]
        self.says(case, *judged, m.Act(action=action))


# --- what a person at the terminal does ---------------------------------------------------------


def take(page: Any, region: str = "上海市", item: str = "异地就医备案") -> str:
    """A ticket for an item; its case."""
    page.get_by_role("button", name=region).click()
    page.get_by_role("button", name=item, exact=True).click()
    page.locator("[data-key=take] button").click()
    page.locator(".ticket strong").wait_for()
    return case_of(page)


def case_of(page: Any) -> str:
    return str(page.evaluate("JSON.parse(sessionStorage['tongban.terminal']).current"))


def act(page: Any, who: str) -> None:
    page.locator("tb-acting").get_by_role("button", name=who).click()


def seat(page: Any) -> None:
    """The assistant calls the next and seats them."""
    act(page, "帮办员")
    page.get_by_role("button", name="叫下一号").click()
    page.get_by_role("button", name="请入座，开始办理").click()
    page.get_by_role("button", name="已入座，呼叫属地坐席").click()
    page.get_by_role("heading", name="正在呼叫属地坐席").wait_for()


def show(page: Any, n: int) -> None:
    """So many materials are shown."""
    for _ in range(n):
        page.get_by_role("button", name="拍摄或选择文件").first.click()
        page.locator("tb-camera").evaluate(DRAW)
        page.locator("tb-bring dialog").wait_for(state="detached")


def draw(page: Any) -> None:
    """A stroke in the box."""
    pad = page.locator("tb-sign-pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for i in range(1, 8):
        page.mouse.move(box["x"] + 40 + 20 * i, box["y"] + 40 + 15 * (i % 3))
    page.mouse.up()


def kept(page: Any) -> dict[str, Any]:
    """What the tab keeps."""
    found: dict[str, Any] = page.evaluate("({...sessionStorage})")
    return found


# --- what is shown when -------------------------------------------------------------------------


def seen(**more: Any) -> dict[str, Any]:
    """A case that waits for a window."""
    view = {"ended": None, "started_at": None, "units": {}, "called_to": None}
    return view | {"stands_aside": False, "content": [], "case_number": None, "missing": []} | more


AT_WINDOW = {"window": "w-1", "assistant": "a1"}
SCREENS = {
    "nobody has signed in": ({"isOnDuty": False}, "set_up"),
    "no ticket": ({"hasTicket": False}, "choose"),
    "nothing received yet": ({"view": None}, "opening"),
    "in line": ({"view": seen()}, "waiting"),
    "called": ({"view": seen(called_to="w-1")}, "called"),
    "on hold": ({"view": seen(stands_aside=True)}, "aside"),
    "begun": ({"view": seen(units=AT_WINDOW, started_at=1)}, "seated"),
    "rings at the clerks'": ({"view": seen(units=AT_WINDOW)}, "dialling"),
    "held by the clerks": ({"view": seen(units=AT_WINDOW, stands_aside=True)}, "dialling"),
    "answered": ({"view": seen(units=AT_WINDOW | {"clerk": "k"}, started_at=1)}, "session"),
    "rated at the window": (
        {"view": seen(units={"window": "w", "clerk": "k"}, started_at=1)},
        "session",
    ),
    "only the clerk is at it": ({"view": seen(units={"clerk": "k"}, started_at=1)}, "ended"),
    "told to come again": ({"view": seen(started_at=1)}, "later"),
    "over": ({"view": seen(ended="left")}, "ended"),
}
PANELS = {
    "greeting": ([], "talk"),
    "enquiry": (["pointer"], "talk"),
    "consent first": (["consent", "identity"], "consent"),
    "form": (["form", "pointer"], "form"),
    "materials before the form": (["form", "materials", "pointer"], "materials"),
    "signature": (["signature"], "signature"),
    "submission": (["submission"], "submission"),
    "rating": (["rating"], "rating"),
    "of a kind we do not know": (["dance"], "talk"),
}
REFUSED: dict[str, Any] = {"is_submitted": True, "answer": {"reasons": [{}]}}
SUBMISSIONS = {
    "not yet": ({"is_submitted": False}, "open"),
    "no answer yet": ({"is_submitted": True, "answer": None}, "waiting"),
    "refused": (REFUSED | {"missing": [{"what": "region"}]}, "refused"),
    "put right since": (REFUSED, "open"),
    "accepted": ({"is_submitted": True, "case_number": "1"}, "accepted"),
}


def test_what_is_shown_follows_from_what_is_seen(opened: Opened) -> None:
    found = opened("wuhu", signed_in=False).evaluate(
        """async ([screens, panels, submissions]) => {
            const state = await import("/static/state/window.js");
            return [
              screens.map((seen) => state.screen(seen)),
              panels.map((content) => state.panel({ content })),
              submissions.map((view) => state.submission(view)),
            ];
        }""",
        [
            [{"isOnDuty": True, "hasTicket": True} | seen for seen, _ in SCREENS.values()],
            [content for content, _ in PANELS.values()],
            [seen(**view) for view, _ in SUBMISSIONS.values()],
        ],
    )
    for cases, shown in zip((SCREENS, PANELS, SUBMISSIONS), found, strict=True):
        assert dict(zip(cases, shown, strict=True)) == {k: want for k, (_, want) in cases.items()}


# --- stories ------------------------------------------------------------------------------------


def test_an_assistant_signs_in_and_an_item_says_why_it_cannot_go_here(
    opened: Opened, pages: Pages
) -> None:
    password = pages.service.hub.accounts.add("qingpu-a1", "assistant", "qingpu")
    page = opened("qingpu", "en", signed_in=False, viewport={"width": 360, "height": 800})
    page.get_by_label("Window number").fill("4")
    page.get_by_label("Name", exact=True).fill("qingpu-a1")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert page.get_by_role("button", name="Shanghai").is_disabled()  # its own region
    page.get_by_role("button", name="Zhejiang").click()
    page.get_by_role("button", name="Registration of a marriage").click()
    note = page.locator("tb-take [role=status]").inner_text()
    assert "both parties must be present" in note
    assert "go together to a marriage registry nearby" in note
    assert page.get_by_role("button", name="Take a number").is_disabled()
    page.get_by_role("button", name="Enquire").click()  # one may enquire of any item
    assert page.get_by_role("button", name="Take a number").is_enabled()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    duty = pages.service.hub.service.desk.staff["qingpu-a1"]
    assert (duty.duty, duty.units["window"]) == ("on_duty", "qingpu-4")


def test_a_case_from_the_ticket_to_the_rating_and_no_trace_of_it(
    opened: Opened, pages: Pages
) -> None:
    page, clerk = opened("wuhu"), Clerk(pages, "k-wuhu")
    case = take(page)
    assert page.locator(".ticket strong").inner_text() == "A001"
    page.get_by_text("下一位就是您").wait_for()
    seat(page)
    clerk.answers(case)

    page.get_by_role("heading", name="服务同意").wait_for()
    for name in ("查看", "指引"):
        page.get_by_role("button", name=f"同意: {name}").click()
    page.get_by_role("button", name="撤回: 指引").click()
    page.get_by_role("button", name="同意: 指引").click()
    state = pages.service.hub.service.room(case)
    clerk.says(case, m.Identify(method="card_reader", matches=True), m.Act(action="verified"))

    page.get_by_role("button", name="撤回: 查看").wait_for()  # it can be taken back at any stage
    fields = page.locator("tb-form")
    for name, value in FORM.items():
        field = fields.locator(f"#f-{name}")
        if name == "kind":
            field.select_option(value)
        else:
            field.fill(SCRIPT if name == "address" else value)
    page.get_by_text("必填项已填齐").wait_for()
    page.get_by_role("button", name="填写完毕，下一步").click()

    show(page, 2)
    assert len(state.state.materials) == 2
    clerk.judges(case)

    page.get_by_text("确认内容并签名").wait_for()
    summary = page.locator("tb-summary").inner_text()
    assert SCRIPT in summary  # as text
    assert state.state.materials["id_card"].sha256[:4] in summary
    button = page.get_by_role("button", name="确认内容并签名")
    assert button.is_disabled()
    draw(page)
    assert axe(page) == []
    button.click()
    page.get_by_role("button", name="确认提交").click()
    page.get_by_text("SH-1").first.wait_for()
    assert state.state.submission.covers == state.state.signature.covers
    frame = page.frame_locator("tb-receipt iframe")
    frame.get_by_text("SH-1").first.wait_for()
    clerk.says(case, m.Act(action="accepted"))
    page.get_by_label("不满意", exact=False).first.wait_for()
    page.get_by_text("非常满意", exact=True).click()
    page.get_by_role("button", name="提交评价").click()
    page.get_by_role("heading", name="办理完毕").wait_for()
    assert state.state.rating.grade == 5

    page.get_by_role("button", name="结束，清除本机信息").click()
    page.get_by_role("heading", name="请选择要办理的业务").wait_for()
    assert list(kept(page)) == ["tongban.terminal"]
    assert json.loads(kept(page)["tongban.terminal"])["tickets"] == []
    assert page.evaluate("window.urls") == 0
    for trace in (SCRIPT, FORM["id_number"], case, "SH-1"):
        assert trace not in page.content()


def test_loading_anew_goes_on_where_one_was(opened: Opened, pages: Pages) -> None:
    page, clerk = opened("yiwu"), Clerk(pages, "k-yiwu")
    case = take(page)
    seat(page)
    clerk.answers(case)
    clerk.verifies(case)
    page.locator("#f-name").wait_for()
    page.locator("#f-name").evaluate(
        "(input) => { input.value = '王示例'; input.dispatchEvent(new InputEvent('input')); }"
    )
    page.reload()  # before it was sent
    page.locator("#f-name").wait_for()
    assert page.locator("#f-name").input_value() == "王示例"
    act(page, "帮办员")
    assert page.get_by_role("button", name="填写完毕，下一步").is_disabled()  # the applicant's
    assert page.get_by_text("此项由办事人本人操作").is_visible()
    page.locator("#f-phone").fill(FORM["phone"])
    page.locator("#f-phone").press("Tab")
    room = pages.service.hub.service.room(case)
    pages.do(until(lambda: "phone" in room.state.form))
    by = {name: entry.by.role for name, entry in room.state.form.items()}
    assert by == {"name": "applicant", "phone": "assistant"}


def test_a_deficient_case_comes_again_with_its_number(opened: Opened, pages: Pages) -> None:
    page, clerk = opened("wujiang"), Clerk(pages, "k-wujiang")
    case = take(page)
    seat(page)
    clerk.answers(case)
    clerk.verifies(case)
    clerk.fills(case)
    show(page, 1)
    clerk.judges(case, "rejected", "deficient")
    page.get_by_role("heading", name="一次性告知单").wait_for()
    notice = page.locator("tb-notice").inner_text()
    for words in (case, "居民身份证", "影像不清晰，无法辨认", "备案表"):
        assert words in notice
    page.get_by_role("button", name="结束，清除本机信息").click()

    page.get_by_text("再次来办").click()
    page.get_by_label("办件编号").fill(case)
    again = page.get_by_role("button", name="已核对身份证，取号")
    assert again.is_disabled()  # who checks the card is the assistant
    act(page, "帮办员")
    again.click()
    page.locator(".ticket strong").wait_for()
    assert case_of(page) == case
    seat(page)
    clerk.answers(case)
    page.get_by_role("heading", name="服务同意").wait_for()  # asked anew
    clerk.verifies(case)
    assert page.locator("#f-name").input_value() == FORM["name"]  # kept


def test_a_ticket_of_another_terminal_is_called_and_missed(opened: Opened, pages: Pages) -> None:
    page = opened("chuzhou")
    taken = pages.do(pages.service.http.take_ticket("chuzhou", "shanghai", ITEM))
    act(page, "帮办员")
    line = page.locator("tb-hall-line")
    line.get_by_text("其他终端取号").wait_for()
    line.get_by_role("button", name=f"叫此号 {taken['number']}").click()
    line.get_by_text("此号在其他终端取得").wait_for()
    line.get_by_role("button", name="过号").click()
    line.get_by_role("button", name=f"恢复排队 {taken['number']}").click()
    line.get_by_role("button", name=f"暂缓 {taken['number']}").wait_for()
    state = pages.service.hub.service.room(taken["case"]).state
    assert (state.missed, state.stands_aside) == (1, False)
    page.get_by_role("heading", name="请选择要办理的业务").wait_for()


def test_easy_mode_asks_one_thing_at_a_time_and_reads_it(opened: Opened) -> None:
    page = opened("yiwu", easy=True)
    asked = page.locator("tb-take section h2")
    for question in ("语言", "办理还是咨询"):
        assert asked.all_inner_texts() == [question]
        page.get_by_role("button", name="下一步").click()
    assert asked.all_inner_texts() == ["业务属地"]
    assert page.evaluate("document.activeElement.textContent.trim()") == "业务属地"
    page.wait_for_function("() => window.spoken.at(-1)?.[1].includes('业务属地')", polling=100)
    page.get_by_role("button", name="上海市").click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="异地就医备案", exact=True).click()
    page.get_by_role("button", name="取号").click()
    page.locator(".ticket strong").wait_for()
    page.wait_for_function("() => window.spoken.at(-1)?.[1].includes('请等候叫号')", polling=100)
    assert {tongue for tongue, _ in page.evaluate("window.spoken")} == {"zh-CN"}


def test_nobody_there_any_more(opened: Opened, pages: Pages) -> None:
    page = opened("jiashan")
    page.clock.install()
    page.reload()
    page.get_by_role("heading", name="请选择要办理的业务").wait_for()
    case = take(page)
    page.clock.run_for(181_000)
    page.get_by_role("heading", name="您还在吗？").wait_for()
    page.get_by_role("button", name="我还在").click()
    page.clock.run_for(181_000)
    page.get_by_role("heading", name="您还在吗？").wait_for()
    page.clock.run_for(61_000)
    page.get_by_role("heading", name="请选择要办理的业务").wait_for()
    state = pages.service.hub.service.room(case).state
    assert (state.ended, state.is_waiting) == (None, True)  # the number stays in line
    assert len(json.loads(kept(page)["tongban.terminal"])["tickets"]) == 1

    seat(page)  # it comes back to the screen when it is called
    assert case_of(page) == case
    page.clock.run_for(301_000)
    page.get_by_role("heading", name="您还在吗？").wait_for()
    assert case in page.locator("tb-idle").inner_text()
    page.clock.run_for(61_000)
    page.get_by_role("heading", name="请选择要办理的业务").wait_for()
    assert json.loads(kept(page)["tongban.terminal"])["tickets"] == []
    assert pages.service.hub.service.room(case).state.ended is None  # left where it was
    Clerk(pages, "nobody").says(case, m.Act(action="leave"), role="applicant")


def test_the_page_is_light_and_all_of_it_comes_from_here(opened: Opened, pages: Pages) -> None:
    page, requests = opened("wuhu"), []
    page.on("requestfinished", lambda request: requests.append(request))
    page.reload()  # a page whose requests are looked at has no cache
    page.get_by_role("heading", name="请选择要办理的业务").wait_for()
    addresses = {request.url for request in requests}
    assert len(addresses) > 50
    assert all(address.startswith(pages.url) for address in addresses)
    size = sum(request.sizes()["responseBodySize"] for request in requests)
    assert 50_000 < size < 300_000


def test_a_region_that_is_down_keeps_the_case(opened: Opened, pages: Pages) -> None:
    page, clerk = opened("xiangshui"), Clerk(pages, "k-xiangshui")
    page.clock.install()
    page.reload()
    case = take(page)
    seat(page)
    clerk.answers(case)
    clerk.verifies(case)
    clerk.fills(case)
    show(page, 2)
    clerk.judges(case)
    page.get_by_label("键入姓名代替手写").fill("张示例")
    page.get_by_role("button", name="确认内容并签名").click()
    pages.service.region.is_down = True
    page.get_by_role("button", name="确认提交").click()
    page.get_by_role("heading", name="属地系统正在受理").wait_for()
    page.clock.run_for(13_000)
    page.get_by_text("您的申请已完整保留").wait_for()
    page.get_by_role("button", name="先离开，稍后凭编号再来").click()
    page.get_by_role("heading", name="请选择要办理的业务").wait_for()
    pages.service.region.is_down = False
    state = pages.service.hub.service.room(case).state
    assert (state.ended, state.submission is not None) == (None, True)


def test_the_signature_pad(opened: Opened) -> None:
    """Empty it is no signature; it survives another size; a typed name is one too."""
    page = opened("wuhu", signed_in=False)
    page.evaluate(
        """async () => {
            await import("/static/elements/tb-sign-pad.js");
            document.body.prepend(document.createElement("tb-sign-pad"));
        }"""
    )
    pad = page.locator("tb-sign-pad")

    def state() -> Any:
        return pad.evaluate(
            """async (pad) => {
                const bytes = new Uint8Array(await (await pad.picture()).arrayBuffer());
                const hash = await crypto.subtle.digest("SHA-256", bytes);
                return [pad.isEmpty, [...new Uint8Array(hash)].join()];
            }"""
        )

    assert state()[0]
    page.mouse.click(100, 120)
    assert state()[0]  # a dot is a slip
    pad.get_by_role("button", name="清除重签").click()
    draw(page)
    is_empty, before = state()
    assert not is_empty
    page.set_viewport_size({"width": 500, "height": 900})
    page.wait_for_function("() => document.querySelector('tb-sign-pad canvas').clientWidth < 500")
    assert state() == [False, before]
    pad.get_by_role("button", name="清除重签").click()
    assert state()[0]
    pad.get_by_role("textbox").fill("张示例")
    assert not state()[0]
