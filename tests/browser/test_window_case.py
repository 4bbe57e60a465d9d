"""The nearby window in a case: from the ticket to the rating, and the ways that leave it."""

from __future__ import annotations

import json

from live_pages import Pages, axe
from live_world import FORM, until
from other_side import Clerk
from window_page import OpenWindow, act, case_of, draw, kept, seat, show, take

from tongban.session import messages as m

SCRIPT = "<script>alert(1)</script>"


def test_a_case_from_the_ticket_to_the_rating_and_no_trace_of_it(
    open_window: OpenWindow, pages: Pages
) -> None:
    page, clerk = open_window("wuhu"), Clerk(pages, "k-wuhu")
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


def test_loading_anew_goes_on_where_one_was(open_window: OpenWindow, pages: Pages) -> None:
    page, clerk = open_window("yiwu"), Clerk(pages, "k-yiwu")
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


def test_a_deficient_case_comes_again_with_its_number(
    open_window: OpenWindow, pages: Pages
) -> None:
    page, clerk = open_window("wujiang"), Clerk(pages, "k-wujiang")
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


def test_a_region_that_is_down_keeps_the_case(open_window: OpenWindow, pages: Pages) -> None:
    page, clerk = open_window("xiangshui"), Clerk(pages, "k-xiangshui")
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
