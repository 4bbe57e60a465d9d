"""The home desk in a case: from the call to the number, and the ways that leave it."""

from __future__ import annotations

from typing import Any

from desk_page import (
    MATERIALS,
    OpenDesk,
    accept_all,
    at_materials,
    go_on,
    heard,
    identify,
    press,
    take,
)
from live_pages import Pages
from live_world import FORM
from other_side import Window

from tongban.session import messages as m
from tongban_client import Connection

SCRIPT = "<script>alert(1)</script>"


def test_a_case_from_the_call_to_the_number(open_desk: OpenDesk, pages: Pages) -> None:
    page, window = open_desk(), Window(pages)
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


def test_nothing_personal_is_there_before_consent(open_desk: OpenDesk, pages: Pages) -> None:
    page, window = open_desk(), Window(pages)
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


def test_what_is_missing_is_told_once(open_desk: OpenDesk, pages: Pages) -> None:
    page, window = open_desk(), Window(pages)
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
    open_desk: OpenDesk, pages: Pages
) -> None:
    page, window = open_desk(), Window(pages)
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


def test_an_enquiry_is_talked_over_without_a_checklist(open_desk: OpenDesk, pages: Pages) -> None:
    page, window = open_desk(), Window(pages)
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


def test_after_a_lost_link_the_desk_goes_on_where_it_was(open_desk: OpenDesk, pages: Pages) -> None:
    page, window = open_desk(name="sun"), Window(pages)
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
