"""The nearby window as a hall's terminal: who is at it, the line, easy mode, one after another."""

from __future__ import annotations

import json

from live_pages import Pages, axe
from live_world import ITEM
from other_side import Clerk
from window_page import OpenWindow, act, case_of, kept, seat, take

from tongban.session import messages as m


def test_an_assistant_signs_in_and_an_item_says_why_it_cannot_go_here(
    open_window: OpenWindow, pages: Pages
) -> None:
    password = pages.service.hub.accounts.add("qingpu-a1", "assistant", "qingpu")
    page = open_window("qingpu", "en", signed_in=False, viewport={"width": 360, "height": 800})
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


def test_a_ticket_of_another_terminal_is_called_and_missed(
    open_window: OpenWindow, pages: Pages
) -> None:
    page = open_window("chuzhou")
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


def test_easy_mode_asks_one_thing_at_a_time_and_reads_it(open_window: OpenWindow) -> None:
    page = open_window("yiwu", is_easy=True)
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


def test_nobody_there_any_more(open_window: OpenWindow, pages: Pages) -> None:
    page = open_window("jiashan")
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


def test_the_page_is_light_and_all_of_it_comes_from_here(
    open_window: OpenWindow, pages: Pages
) -> None:
    page, requests = open_window("wuhu"), []
    page.on("requestfinished", lambda request: requests.append(request))
    page.reload()  # a page whose requests are looked at has no cache
    page.get_by_role("heading", name="请选择要办理的业务").wait_for()
    addresses = {request.url for request in requests}
    assert len(addresses) > 50
    assert all(address.startswith(pages.url) for address in addresses)
    size = sum(request.sizes()["responseBodySize"] for request in requests)
    assert 50_000 < size < 300_000
