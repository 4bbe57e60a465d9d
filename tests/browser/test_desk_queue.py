"""The home desk between cases: signing in, duty, the line, what rings, what is still owed."""

from __future__ import annotations

from desk_page import (
    OpenDesk,
    accept_all,
    at_materials,
    duty_of,
    go_on,
    heard,
    press,
    take,
)
from live_pages import Pages
from other_side import Window

from tongban.session import messages as m

SCRIPT = "<script>alert(1)</script>"


def test_a_clerk_signs_in_and_comes_on_duty(open_desk: OpenDesk, pages: Pages) -> None:
    password = pages.service.hub.accounts.add("chen", "clerk", "jingan")
    page = open_desk(duty="none")
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


def test_another_tab_takes_over_and_a_reload_goes_on(open_desk: OpenDesk, pages: Pages) -> None:
    window = Window(pages)
    first = open_desk(name="twice")
    window.calls()
    take(first, window)
    second = open_desk(name="twice")
    second.locator("tb-desk-glance h1").get_by_text(window.number).wait_for()
    first.get_by_text("此会话已在另一个页面打开").wait_for()
    second.reload()
    second.locator("tb-desk-glance h1").get_by_text(window.number).wait_for()
    assert second.get_by_role("button", name="在岗").get_attribute("aria-pressed") == "true"
    window.says(m.Act(action="leave"))
    second.get_by_role("heading", name=f"{window.number} 已结束：中途离开").wait_for()


def test_the_line_is_held_resumed_and_called_out_of_turn(open_desk: OpenDesk, pages: Pages) -> None:
    first, second = Window(pages).calls(), Window(pages).calls()
    page = open_desk(duty="break")
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


def test_what_rings_can_be_let_pass_and_rings_at_the_next(
    open_desk: OpenDesk, pages: Pages
) -> None:
    one, other = open_desk(), open_desk()
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


def test_a_case_is_handed_over_and_taken(open_desk: OpenDesk, pages: Pages) -> None:
    page, window = open_desk(name="wang"), Window(pages)
    window.calls()
    take(page, window)
    other = open_desk(name="zhao")
    other.get_by_role("heading", name="空闲，等待来电").wait_for()
    press(page, "转交…")
    press(page, "转交 zhao")
    page.get_by_text("正在呼叫坐席 zhao").wait_for()
    other.get_by_text("坐席 wang 请您接手此件").wait_for()
    take(other, window)
    page.get_by_role("heading", name=f"{window.number} 已由坐席 zhao 接手").wait_for()
    assert window.state.units["clerk"] == "zhao"
    window.says(m.Act(action="leave"))


def test_duties_of_a_bad_rating_are_recorded_as_done(open_desk: OpenDesk, pages: Pages) -> None:
    page, window = open_desk(), Window(pages)
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
