"""A hall's call display: what is called is shown and spoken, and nothing else is known there."""

from __future__ import annotations

import json

from board_page import SPOKEN, OpenBoard, Stage

BAD = "<script>alert(1)</script>"


def test_a_call_is_shown_and_spoken_in_both_languages(open_board: OpenBoard, stage: Stage) -> None:
    stage.ticket()
    page = open_board("/board?hall=wuhu", signed_in=False)
    page.get_by_text("请等候叫号").wait_for()
    page.evaluate(SPOKEN)
    page.get_by_role("button", name="打开声音").click()
    number = stage.call_next()
    page.locator(f".calling [data-number={number}]").wait_for()
    assert page.locator(".calling .window").inner_text().split("\n") == ["3号窗口", "Window 3"]
    page.locator("html[data-spoken='3']").wait_for()
    spelled = " ".join(number)
    assert page.evaluate("window.spoken")[1:] == [
        ["zh-CN", f"请 {spelled} 号，到 3号窗口"],
        ["en-GB", f"Number {spelled}, please go to Window 3"],
    ]
    waiting = len(stage.pages.service.hub.service.desk.line("wuhu"))
    assert page.locator("[data-what=waiting]").inner_text() == str(waiting)
    elsewhere = open_board("/board?hall=yiwu", signed_in=False)
    elsewhere.get_by_text("请等候叫号").wait_for()
    assert number not in elsewhere.locator("main").inner_text()


def test_who_opens_the_display_later_hears_nothing_of_before(
    open_board: OpenBoard, stage: Stage
) -> None:
    page = open_board("/board?hall=wuhu", "en", signed_in=False)
    page.locator(f".calling [data-number={stage.called}]").wait_for()
    page.evaluate(SPOKEN)
    page.get_by_role("button", name="Sound on").click()
    page.get_by_role("button", name="Sound off").wait_for()
    page.get_by_role("button", name="Sound off").click()
    assert page.evaluate("window.spoken") == [["en-GB", "The voice is on"]]


def test_there_is_no_display_of_no_hall(open_board: OpenBoard) -> None:
    page = open_board("/board?hall=nowhere", "en", signed_in=False)
    page.get_by_text("There is no display of such a hall").wait_for()
    page.get_by_role("link", name="Wuhu").click()
    page.get_by_role("heading", name="Wuhu").wait_for()


def test_script_in_what_is_told_stays_text(open_board: OpenBoard, stage: Stage) -> None:
    told = json.loads(stage.pages.service.hub.boards.display("wuhu").model_dump_json(by_alias=True))
    call = {"number": BAD, "window": BAD, "at": 1, "is_missed": False}
    told |= {"title": {"zh-CN": BAD, "en": BAD}, "calling": [call], "recent": [call]}
    page = open_board("/", signed_in=False)
    page.route_web_socket(
        "**/ws", lambda ws: ws.on_message(lambda _: ws.send(json.dumps(told))) and None
    )
    page.goto(stage.pages.url + "/board?hall=wuhu")
    page.get_by_role("heading", name=BAD).wait_for()
    assert page.locator(".number").inner_text() == BAD
