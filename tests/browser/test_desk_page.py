"""The home desk: duty, the line, what rings, the case in hand, and how it goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from live_pages import Pages, axe, pages_of
from live_world import FORM, INK, ITEM
from over_sockets import picture

from tongban.live.service import staff_of
from tongban.session import Actor, CaseState, Record, content_digest
from tongban.session import messages as m
from tongban_client import Connection

SCRIPT = "<script>alert(1)</script>"
MATERIALS = ("id_card", "filing_form")
numbers = count(1)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages_of(tmp_path_factory.mktemp("desk")) as found:
        yield found


Opened = Callable[..., Any]


@pytest.fixture
def opened(chromium: Any, pages: Pages) -> Iterator[Opened]:
    """Opens the desk of a new clerk of Shanghai; afterwards the console must be empty."""
    contexts, errors = [], []

    def open_(
        language: str = "zh-CN",
        *,
        duty: str = "on_duty",
        name: str = "",
    ) -> Any:
        size = {"width": 1366, "height": 768}
        context = chromium.new_context(viewport=size, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        look = json.dumps({"theme": "light", "easy": False})
        name = name or f"k{next(numbers)}"
        who = {"token": pages.service.token("clerk", name, "jingan"), "name": name}
        signed = json.dumps(who | {"place": "jingan", "duty": duty})
        page.add_init_script(
            f"localStorage['tongban.language'] ??= '{language}';"
            f"localStorage['tongban.look'] ??= '{look}';"
            + (f"sessionStorage['tongban.desk'] ??= '{signed}';" if duty != "none" else "")
        )
        page.route("**/elements/tb-video.js", no_module)  # its own tests are elsewhere
        page.route("**/api/scenario", lambda route: route.fulfill(json={"is_demo": False}))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{pages.url}/desk?region=shanghai")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


def no_module(route: Any) -> None:
    route.fulfill(body="", content_type="text/javascript")


@dataclass
class Window:
    """An applicant and an assistant in Wuhu, who do at once what the test says."""

    pages: Pages
    case: str = ""
    token: str = ""
    number: str = ""
    window: str = field(default_factory=lambda: f"a{next(numbers)}")

    def calls(self, *, is_enquiry: bool = False) -> Window:
        """With a ticket, seated, and calling the home clerks."""

        async def call() -> None:
            service = self.pages.service.hub.service
            taken = await service.take_ticket("wuhu", "shanghai", ITEM, is_enquiry=is_enquiry)
            self.case, self.number = taken.case, taken.number
            self.token = self.pages.service.token("applicant", taken.case, "wuhu", taken.case)
            assistant = staff_of(self.window, "wuhu", "assistant", f"w-{self.window}")
            service.desk.set_duty(assistant, "on_duty", 0)
            await service.call_ticket(self.window, taken.case)
            await service.begin(self.window, taken.case)
            service.desk.set_duty(assistant, "off", 0)

        self.pages.do(call())
        self.says(m.Act(action="seated"), role="assistant")
        return self

    def says(self, *bodies: Any, role: str = "applicant") -> None:
        ids = {"applicant": self.case, "assistant": self.window}
        actor = Actor.model_validate({"role": role, "id": ids[role]})
        service = self.pages.service.hub.service

        async def say() -> None:
            for body in bodies:
                found = await service.tell(self.case, service.command(body), actor)
                assert isinstance(found, Record), found

        self.pages.do(say())

    def consents(self) -> None:
        self.says(m.GrantConsent(capability="view"), m.GrantConsent(capability="guide"))

    def fills(self, **other: str) -> None:
        values = FORM | other
        edits = [m.EditField(field=name, value=value, base=0) for name, value in values.items()]
        self.says(*edits, m.Act(action="filled"))

    def shows(self, *materials: str, file_name: str = "scan.png") -> None:
        data = picture()
        kept = {"document": self._kept(data), "media_type": "image/png", "size": len(data)}
        for name in materials:
            added = kept | {"material": name, "file_name": file_name}
            self.says(m.AddMaterial.model_validate(added), role="assistant")

    def signs(self) -> None:
        covers = content_digest(self.state)
        self.says(m.Sign(image=self._kept(INK), covers=covers), m.Act(action="signed"))

    def submits(self) -> None:
        self.says(m.Submit(covers=content_digest(self.state)))

    @property
    def state(self) -> CaseState:
        """The case as it is now."""
        return self.pages.service.hub.service.room(self.case).state

    def _kept(self, data: bytes) -> str:
        store = self.pages.service.hub.service.store
        return self.pages.do(store.put_document(self.case, data, "image/png"))


# --- what a clerk does --------------------------------------------------------------------------


def press(page: Any, name: str, **more: Any) -> None:
    page.get_by_role("button", name=name, **more).click()


def take(page: Any, window: Window) -> None:
    """What rings is accepted."""
    ringing = page.locator("tb-desk-ringing")
    ringing.get_by_text(window.number).wait_for()
    ringing.locator(".primary").click()
    page.locator("tb-desk-glance h1").get_by_text(window.number).wait_for()


def go_on(page: Any) -> None:
    """The action that goes on."""
    stage = page.locator("tb-steps [aria-current=step]").inner_text()
    page.locator("tb-desk-decide .primary").click()
    page.wait_for_function(
        """(was) => {
            const now = document.querySelector("tb-steps [aria-current=step]");
            return now === null || now.innerText !== was;
        }""",
        arg=stage,
    )


def identify(page: Any, window: Window, number: str = "") -> None:
    """From the call to the identity that is found to match, and on to the form."""
    go_on(page)
    window.consents()
    panel = page.locator("tb-desk-identity")
    panel.locator("input[name=number]").fill(number)
    panel.locator("button[value=matches]").click()
    panel.locator("[data-key=result]").wait_for()
    go_on(page)


def at_materials(page: Any, window: Window) -> None:
    take(page, window)
    identify(page, window)
    window.fills()
    window.shows(*MATERIALS)
    page.locator("tb-desk-verdict").wait_for()


def accept_all(page: Any) -> None:
    for _ in MATERIALS:
        press(page, "通过", exact=True)
    page.locator("tb-desk-materials .list [data-kind=good]").nth(1).wait_for()


def duty_of(pages: Pages, name: str) -> str:
    return pages.service.hub.service.desk.staff[name].duty


def heard(page: Any, words: str) -> None:
    """A screen reader is told some words."""
    said = page.locator("[aria-live]", has_text=words)
    said.first.wait_for(state="attached")


# --- signing in, duty ---------------------------------------------------------------------------


def test_a_clerk_signs_in_and_comes_on_duty(opened: Opened, pages: Pages) -> None:
    password = pages.service.hub.accounts.add("chen", "clerk", "jingan")
    page = opened(duty="none")
    page.get_by_label("用户名").fill("chen")
    page.get_by_label("口令").fill(password)
    press(page, "登录", exact=True)
    page.get_by_role("heading", name="您已离岗").wait_for()
    press(page, "上岗")
    page.get_by_role("heading", name="空闲，等待来电").wait_for()
    assert duty_of(pages, "chen") == "on_duty"
    press(page, "暂离")
    page.get_by_role("heading", name="您在暂离状态").wait_for()
    assert page.get_by_role("button", name="暂离").get_attribute("aria-pressed") == "true"
    assert page.get_by_role("button", name="在岗").get_attribute("aria-pressed") == "false"
    press(page, "退出登录")
    page.get_by_role("heading", name="属地坐席登录").wait_for()
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_another_tab_takes_over_and_a_reload_goes_on(opened: Opened, pages: Pages) -> None:
    window = Window(pages)
    first = opened(name="twice")
    window.calls()
    take(first, window)
    second = opened(name="twice")
    second.locator("tb-desk-glance h1").get_by_text(window.number).wait_for()
    first.get_by_text("此会话已在另一个页面打开").wait_for()
    second.reload()
    second.locator("tb-desk-glance h1").get_by_text(window.number).wait_for()
    assert second.get_by_role("button", name="在岗").get_attribute("aria-pressed") == "true"
    window.says(m.Act(action="leave"))
    second.get_by_role("heading", name=f"{window.number} 已结束：中途离开").wait_for()


# --- the line -----------------------------------------------------------------------------------


def test_the_line_is_held_resumed_and_called_out_of_turn(opened: Opened, pages: Pages) -> None:
    first, second = Window(pages).calls(), Window(pages).calls()
    page = opened(duty="break")
    waiting = page.locator("tb-desk-line li")
    waiting.nth(1).wait_for()
    assert waiting.locator(".number").all_inner_texts() == [first.number, second.number]
    assert "异地就医备案" in waiting.first.inner_text()
    assert "芜湖" in waiting.first.inner_text()
    press(page, f"搁置 {first.number}")
    press(page, f"恢复排队 {first.number}")
    page.get_by_role("button", name=f"搁置 {first.number}").wait_for()
    assert not first.state.stands_aside
    press(page, "在岗")
    page.locator("tb-desk-ringing").get_by_text(first.number).wait_for()
    press(page, f"办理此号 {second.number}")
    page.locator("tb-desk-glance h1").get_by_text(second.number).wait_for()
    for window in (first, second):
        window.says(m.Act(action="leave"))


def test_what_rings_can_be_let_pass_and_rings_at_the_next(opened: Opened, pages: Pages) -> None:
    one, other = opened(), opened()
    window = Window(pages).calls()
    page = one if one.locator("tb-desk-ringing section").count() else None
    while page is None:
        found = [p for p in (one, other) if p.locator("tb-desk-ringing section").count()]
        page = found[0] if found else None
        one.wait_for_timeout(50)
    heard(page, f"来电：{window.number}")
    page.keyboard.press("p")
    take(other if page is one else one, window)
    window.says(m.Act(action="leave"))


# --- a case -------------------------------------------------------------------------------------


def test_a_case_from_the_call_to_the_number(opened: Opened, pages: Pages) -> None:
    page, window = opened(), Window(pages)
    window.calls()
    page.locator("tb-desk-ringing h1").get_by_text(window.number).wait_for()
    page.keyboard.press("a")
    page.locator("tb-desk-glance h1").get_by_text(window.number).wait_for()
    page.wait_for_function("document.activeElement.matches('tb-desk-glance h1')")
    identify(page, window, FORM["id_number"])
    window.fills()
    page.locator("tb-desk-materials").wait_for()
    page.locator("details[data-key=identity] summary").click()
    page.get_by_text("与表单所填号码一致").wait_for()
    window.shows(*MATERIALS)
    accept_all(page)
    go_on(page)
    window.signs()
    page.locator("details[data-key=signature] summary").click()
    page.get_by_text("签名有效：").wait_for()
    page.locator("tb-desk-signature tb-document img").wait_for()
    pages.service.region.is_down = True
    window.submits()
    page.get_by_text("已提交，等待属地业务系统答复").wait_for()
    pages.service.region.is_down = False
    page.locator("tb-desk-answer .case-number").wait_for()
    number = window.state.case_number
    assert page.locator("tb-desk-answer .case-number").inner_text() == number
    heard(page, f"受理编号 {number}")
    assert page.locator("tb-desk-checks [data-state=open]").count() == 0
    go_on(page)
    window.says(m.Rate(grade=5), m.Act(action="rated"))
    page.get_by_role("button", name="整理完毕").click()
    page.get_by_role("heading", name=f"{window.number} 已结束：已受理").wait_for()
    assert f"{number}" in page.locator("tb-desk-idle").inner_text()
    page.locator("tb-desk-bar .day").get_by_text("1 件").wait_for()


def test_nothing_personal_is_there_before_consent(opened: Opened, pages: Pages) -> None:
    page, window = opened(), Window(pages)
    window.calls()
    take(page, window)
    go_on(page)
    page.get_by_text("对方的画面和声音在申请人同意“查看”后才会出现").wait_for()
    assert page.locator("tb-form, tb-desk-materials, tb-desk-identity form").count() == 0
    assert page.locator("tb-desk-glance").get_by_text("查看 未同意").count() == 1
    window.consents()
    page.locator("tb-desk-glance").get_by_text("查看 已同意").wait_for()
    page.locator("tb-desk-identity form").wait_for()
    window.says(m.WithdrawConsent(capability="view"))
    page.locator("tb-form").wait_for(state="detached")
    window.says(m.Act(action="leave"))


def test_what_is_missing_is_told_once(opened: Opened, pages: Pages) -> None:
    page, window = opened(), Window(pages)
    window.calls()
    at_materials(page, window)
    press(page, "不通过…")
    press(page, "确认不通过")
    page.get_by_text("选择一项理由，或写明原因").wait_for()
    page.get_by_role("radio", name="影像不清晰，无法辨认").check()
    page.get_by_label("向申请人说明").fill(SCRIPT)
    press(page, "确认不通过")
    page.get_by_text("已核验：不通过").wait_for()
    press(page, "一次性告知…")
    dialog = page.get_by_role("dialog", name="一次性告知")
    assert "尚有 1 份材料未核验" in dialog.inner_text()
    assert "影像不清晰，无法辨认" in dialog.locator(".missing").inner_text()
    dialog.get_by_label("补充说明").fill("请带原件")
    dialog.get_by_role("button", name="发出告知并退回补正").click()
    page.get_by_role("heading", name=f"{window.number} 转入：补正材料").wait_for()
    [notice] = window.state.notices
    assert notice.remark == "请带原件"
    assert [(one.name, one.reason, one.remark) for one in notice.missing] == [
        ("id_card", "unreadable", SCRIPT)
    ]


def test_the_clerk_points_and_proposes_and_the_applicant_is_told(
    opened: Opened, pages: Pages
) -> None:
    page, window = opened(), Window(pages)
    window.calls()
    take(page, window)
    identify(page, window)

    async def come() -> Connection:
        return await Connection(pages.service.ws, window.token).__aenter__()

    applicant = pages.do(come())
    press(page, "指向此项: 姓名")
    press(page, "建议填写: 姓名")
    page.get_by_label("建议的内容").fill(SCRIPT)
    press(page, "发出建议")
    page.get_by_text(f"已建议“{SCRIPT}”").wait_for()
    window.fills()
    window.shows("id_card", file_name=SCRIPT)
    frame = page.locator("tb-document .frame")
    frame.locator("img").wait_for()
    box = frame.bounding_box()
    frame.click(position={"x": box["width"] / 4, "y": 30})
    frame.press("ArrowRight")
    frame.press("Enter")

    async def told() -> list[Any]:
        def points() -> list[Any]:
            return [one["what"] for one in applicant.passed if one["what"]["type"] == "point"]

        await applicant.until(lambda: len(points()) >= 3)
        await applicant.__aexit__(None, None, None)
        return points()

    field_, clicked, moved = pages.do(told())
    assert field_["target"] == "field:name"
    assert (clicked["target"], round(clicked["x"], 2)) == ("material:id_card", 0.25)
    assert round(moved["x"] - clicked["x"], 2) == 0.05
    assert page.locator("tb-desk-materials").get_by_text(SCRIPT).count() == 1
    window.says(m.Act(action="leave"))


def test_an_enquiry_is_talked_over_without_a_checklist(opened: Opened, pages: Pages) -> None:
    page, window = opened(), Window(pages)
    window.calls(is_enquiry=True)
    take(page, window)
    page.locator("tb-desk-glance").get_by_text("咨询件").wait_for()
    assert page.locator("tb-desk-checks h2, details[data-key=materials]").count() == 0
    page.locator("details[data-key=notes] summary").click()
    page.get_by_label("备注", exact=True).fill(SCRIPT)
    press(page, "保存备注")
    page.locator("tb-desk-notes li").get_by_text(SCRIPT).wait_for()
    assert page.get_by_label("备注", exact=True).input_value() == ""
    window.says(m.Say(text=SCRIPT))
    page.locator("tb-talk").get_by_text(SCRIPT).wait_for()
    assert page.locator("tb-desk script").count() == 0
    window.says(m.Act(action="leave"))


# --- handing over, duties -----------------------------------------------------------------------


def test_a_case_is_handed_over_and_taken(opened: Opened, pages: Pages) -> None:
    page, window = opened(name="wang"), Window(pages)
    window.calls()
    take(page, window)
    other = opened(name="zhao")
    other.get_by_role("heading", name="空闲，等待来电").wait_for()
    press(page, "转交…")
    press(page, "转交 zhao")
    page.get_by_text("正在呼叫坐席 zhao").wait_for()
    other.get_by_text("坐席 wang 请您接手此件").wait_for()
    take(other, window)
    page.get_by_role("heading", name=f"{window.number} 已由坐席 zhao 接手").wait_for()
    assert window.state.units["clerk"] == "zhao"
    window.says(m.Act(action="leave"))


def test_duties_of_a_bad_rating_are_recorded_as_done(opened: Opened, pages: Pages) -> None:
    page, window = opened(), Window(pages)
    window.calls()
    at_materials(page, window)
    accept_all(page)
    go_on(page)
    window.signs()
    window.submits()
    page.locator("tb-desk-answer .case-number").wait_for()
    go_on(page)
    window.says(m.Rate(grade=1, comment=SCRIPT), m.Act(action="rated"))
    page.get_by_role("button", name="整理完毕").click()
    page.get_by_role("heading", name=f"{window.number} 已结束").wait_for()
    for duty in ("回访申请人", "整改"):
        page.get_by_role("button", name=f"登记办结: {window.number} {duty}").click()
        page.get_by_label("处理情况").fill("已电话致歉")
        press(page, "确认办结")
        owed = page.locator("tb-desk-owed li", has_text=duty)
        owed.wait_for(state="detached")
    assert all(duty.done_at is not None for duty in window.state.duties)


# --- keys ---------------------------------------------------------------------------------------


def test_keys_do_nothing_while_one_types_and_can_be_switched_off(
    opened: Opened, pages: Pages
) -> None:
    page, window = opened(), Window(pages)
    window.calls()
    take(page, window)
    page.keyboard.press("c")
    page.keyboard.type("tx?")
    assert page.locator("tb-talk input").input_value() == "tx?"
    assert page.locator("dialog[open]").count() == 0
    page.locator("tb-desk-glance h1").focus()
    page.keyboard.press("t")
    page.get_by_role("dialog", name="转交办件").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label("使用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    page.locator("tb-desk-glance h1").focus()
    page.keyboard.press("t")
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0
    page.reload()
    page.locator("tb-desk-glance h1").wait_for()
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0
    window.says(m.Act(action="leave"))


def test_the_keyboard_alone_judges_the_materials(opened: Opened, pages: Pages) -> None:
    page, window = opened(), Window(pages)
    window.calls()
    at_materials(page, window)
    page.keyboard.press("m")
    page.keyboard.press("x")
    page.keyboard.press("Space")  # the first reason has the focus
    page.keyboard.press("Enter")
    page.get_by_text("已核验：不通过").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("y")
    page.locator("tb-desk-materials .list [data-kind=good]").wait_for()
    verdicts = {name: one.verdict for name, one in window.state.materials.items()}
    assert verdicts == {"id_card": "rejected", "filing_form": "accepted"}
    page.keyboard.press("g")
    assert page.evaluate("document.activeElement.closest('tb-desk-decide') !== null")
    window.says(m.Act(action="leave"))


# --- for everybody ------------------------------------------------------------------------------


def test_axe_finds_nothing_and_a_phone_needs_no_sideways_scroll(
    opened: Opened, pages: Pages
) -> None:
    page, window = opened(), Window(pages)
    found: dict[str, list[str]] = {}

    def look(state: str, **how: bool) -> None:
        found[state] = axe(page, **how)
        size = page.viewport_size
        page.set_viewport_size({"width": 360, "height": 740})
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[f"{state} on a phone"] = [] if wide <= 360 else [f"{wide} wide"]
        page.set_viewport_size(size)

    window.calls()
    page.locator("tb-desk-ringing h1").wait_for()
    look("ringing")
    at_materials(page, window)
    page.keyboard.press("x")
    page.locator("tb-desk-verdict form").wait_for()
    page.locator("details").evaluate_all("(all) => all.forEach((d) => { d.open = true; })")
    look("all unfolded")
    for theme in ("dark", "contrast"):
        page.get_by_role("combobox", name="外观").select_option(theme)
        look(theme, colours=True)
    press(page, "English")
    press(page, "One-time notice…")
    look("the notice in English")
    assert [f"{state}: {fault}" for state, faults in found.items() for fault in faults] == []
    window.says(m.Act(action="leave"))


def test_after_a_lost_link_the_desk_goes_on_where_it_was(opened: Opened, pages: Pages) -> None:
    page, window = opened(name="sun"), Window(pages)
    window.calls()
    take(page, window)

    async def cut() -> None:
        for connection in list(pages.service.hub.connections.values()):
            if connection.grant is not None and connection.grant.id == "sun":
                connection.close("restarting")

    pages.do(cut())
    go_on(page)  # said while the link is away, it is carried out once it is back
    assert window.state.seq == 6
    window.says(m.Act(action="leave"))


# --- what is computed ---------------------------------------------------------------------------

LINE = {"waiting": [], "aside": [], "ringing": [], "colleagues": [], "mine": None, "duty": "off"}
VIEW = {"case": "c", "ended": None, "units": {}}
RING = [{"case": "r"}]


@pytest.mark.parametrize(
    ("seen", "kind"),
    [
        ({"isSignedIn": False}, "signed_out"),
        ({"isShut": True}, "shut"),
        ({"line": None}, "connecting"),
        ({}, "off"),
        ({"line": LINE | {"duty": "break"}}, "break"),
        ({"line": LINE | {"duty": "on_duty"}}, "free"),
        ({"line": LINE | {"ringing": RING}}, "ringing"),
        ({"parting": {}}, "parted"),
        ({"parting": {}, "line": LINE | {"ringing": RING}}, "ringing"),
        ({"line": LINE | {"mine": "c"}}, "taking"),
        ({"line": LINE | {"mine": "c"}, "view": VIEW}, "called"),
        ({"view": VIEW | {"units": {"clerk": "me"}}}, "in_case"),
        ({"view": VIEW | {"units": {"clerk": "me"}}, "line": None}, "in_case"),
        ({"view": VIEW | {"units": {"clerk": "me"}, "ended": "accepted"}}, "off"),
        ({"view": VIEW | {"units": {"clerk": "another"}}}, "off"),
    ],
)
def test_the_desk_has_one_face_at_a_time(page: Any, seen: dict[str, Any], kind: str) -> None:
    usual = {"isSignedIn": True, "isShut": False, "line": LINE, "view": None, "me": "me"}
    assert call(page, "deskKind", usual | {"parting": None} | seen) == kind


def test_the_notice_is_known_by_what_it_means(page: Any) -> None:
    titles = {name: {"zh-CN": name, "en": name} for name in ("on", "back", "there")}
    actions = {
        "on": {"by": "clerk", "to": "there", "means": None, "counts_as": None},
        "back": {"by": "clerk", "to": "here", "means": "deficiency", "counts_as": None},
    }
    view = {"actions": ["on", "back"], "spec": {"titles": titles, "actions": actions}}
    assert call(page, "offered", view) == {
        "onward": [{"name": "on", "title": titles["on"], "leads": titles["there"]}],
        "deficiency": {"name": "back", "title": titles["back"], "leads": None},
    }


def test_the_regions_reasons_have_both_languages(page: Any) -> None:
    view = {
        "spec": {"fields": {}, "materials": {}},
        "answer": {"reasons": [{"zh": "缺章", "en": "no seal"}]},
    }
    missing = {"what": "region", "name": "", "reason": None, "remark": "缺章"}
    found = call(page, "missingLine", view, missing)
    assert found["reason"] == {"zh-CN": "缺章", "en": "no seal"}
    other = call(page, "missingLine", view, missing | {"remark": "旧的"})
    assert (other["reason"], other["remark"]) == (None, "旧的")


@pytest.mark.parametrize(
    ("written", "read", "agrees"),
    [("31010x", "31010X", True), ("1", "2", False), ("", "2", None), ("1", "", None)],
)
def test_the_number_read_is_compared_with_the_form(
    page: Any, written: str, read: str, agrees: bool | None
) -> None:
    view = {
        "spec": {"fields": {"id": {"type": "id_number"}}},
        "form": {"id": {"value": written}},
        "identity": {"document_number": read},
    }
    assert call(page, "numberAgrees", view) is agrees


@pytest.fixture(scope="module")
def page(chromium: Any, pages: Pages) -> Iterator[Any]:
    """A page that only computes."""
    page = chromium.new_page()
    page.goto(f"{pages.url}/static/icon.svg")
    yield page
    page.close()


def call(page: Any, name: str, *given: Any) -> Any:
    """What a function of the desk's state gives."""
    return page.evaluate(
        """async ([name, given]) => (await import("/static/state/desk.js"))[name](...given)""",
        [name, list(given)],
    )
