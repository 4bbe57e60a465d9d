"""A supervisor's wallboard, beside what was really done."""

from __future__ import annotations

import re
from typing import Any

from board_page import OpenBoard, Stage
from live_pages import axe

from tongban.live.board import Curve, Expected, Quantity


def figure(page: Any, name: str) -> str:
    """A tile's number, once it is there."""
    return str(page.locator(f"[data-figure={name}] .value").inner_text())


def line(page: Any, place: str, what: str) -> str:
    """A cell of a place's line."""
    found = page.locator(f"[data-place={place}] [data-what={what}]").inner_text()
    return " ".join(str(found).split())


def expectation() -> Expected:
    """One that rises by a case an hour from nine to five."""

    def curve(top: float) -> Curve:
        mean = tuple(top * min(max((i + 1) / 2 - 9, 0), 8) / 8 for i in range(48))

        def times(factor: float) -> tuple[float, ...]:
            return tuple(value * factor for value in mean)

        return Curve(
            mean=mean,
            mean_low=times(0.9),
            mean_high=times(1.1),
            day_low=times(0.0),
            day_high=times(2.0),
        )

    ratio = Quantity(mean=0.95, mean_low=0.94, mean_high=0.96, day_low=0.8, day_high=1)
    return Expected(
        digest="sha256:0",
        channel="virtual_window",
        load=1,
        seed=7,
        replications=30,
        days=150,
        mean_level=0.95,
        day_share=0.9,
        came=curve(16),
        accepted=curve(8),
        answered=curve(4),
        waiting=curve(1),
        service_level=ratio,
        wait_mean_min=ratio,
    )


def test_a_supervisor_signs_in_and_sees_what_was_done(open_board: OpenBoard, stage: Stage) -> None:
    page = open_board("/board", "en", signed_in=False)
    page.get_by_label("Name").fill("boss")
    page.get_by_label("Password").fill(stage.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("[data-figure=waiting]").wait_for()
    assert page.evaluate("document.activeElement.localName") == "h1"
    assert [figure(page, name) for name in ("waiting", "accepted", "progress", "level")] == [
        "3",
        "1",
        "3",
        "100%",
    ]
    level = page.locator("[data-figure=level]").inner_text()
    assert "answered within 5 minutes: 1 of 1; 3 not decided yet" in level
    assert re.fullmatch(r"0:\d\d", figure(page, "longest"))
    assert "4 tickets" in page.locator("[data-figure=accepted]").inner_text()
    assert line(page, "shanghai", "waiting") == "2"
    assert line(page, "anhui", "waiting") == "1"
    assert line(page, "jiangsu", "longest") == "nobody"
    assert line(page, "wuhu", "waiting") == "2"
    assert line(page, "yiwu", "waiting") == "1"
    assert line(page, "shanghai", "staff") == "1 on a break"
    assert line(page, "wuhu", "staff") == "1 free"
    stages = page.locator("[data-stage]")
    assert stages.count() == 1
    assert " ".join(stages.inner_text().split()) == (
        "Take a ticket, come to the window 3 3 of them waiting"
    )


def test_what_happens_is_seen_without_loading_anew(open_board: OpenBoard, stage: Stage) -> None:
    page = open_board("/board")
    tile = page.locator("[data-figure=waiting] .value")
    before = int(tile.inner_text())
    page.evaluate("document.querySelector('tb-wallboard svg').marked = true")
    stage.ticket("chuzhou", "jiangsu")
    page.locator("[data-place=chuzhou] strong", has_text="1").wait_for()
    assert int(tile.inner_text()) == before + 1
    assert page.evaluate("document.querySelector('tb-wallboard svg').marked") is True


def test_the_expectation_is_announced_and_then_shown(open_board: OpenBoard, stage: Stage) -> None:
    boards = stage.pages.service.hub.boards
    page = open_board("/board", "en")
    chart = page.locator("tb-day-chart")
    chart.get_by_text("The expectation is being computed").wait_for()
    boards.expected = expectation()
    words = chart.get_by_text("Simulated expectation for scenario")
    words.wait_for()
    assert words.inner_text() == (
        "Simulated expectation for scenario “Yangtze River Delta”, 30 replications (150 days), "
        "seed 7. It rests on the scenario's assumptions and is no target."
    )
    for said in ("95% interval of that mean", "90% of single days fall in this band"):
        assert chart.get_by_text(said).first.is_visible()
    drawing = chart.get_by_role("img")
    assert "Accepted · today so far: 1 ·" in drawing.get_attribute("aria-label")
    chart.get_by_role("button", name="Table").click()
    row = chart.get_by_role("row", name="17:00").inner_text().split("\t")
    assert row[2:] == ["8.0", "7.2–8.8", "0–16"]
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Table"
    chart.get_by_role("button", name="Tickets").click()
    assert "Tickets · today so far:" in drawing.get_attribute("aria-label")


def test_a_lost_link_is_said_and_comes_back(open_board: OpenBoard, stage: Stage) -> None:
    hub = stage.pages.service.hub
    page = open_board("/board", "en", may_fail=True)
    page.get_by_text("Live, as of").wait_for()

    async def cut(*, is_draining: bool) -> None:
        hub.is_draining = is_draining
        for connection in list(hub.connections.values()):
            if connection.grant is not None and connection.grant.role == "supervisor":
                connection.close("restarting")

    stage.pages.do(cut(is_draining=True))
    page.get_by_text("Reconnecting; the figures are as of").first.wait_for()
    assert axe(page) == []
    stage.pages.do(cut(is_draining=False))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.get_by_text("Live, as of").wait_for()


def test_signed_out_one_signs_in_again(open_board: OpenBoard) -> None:
    page = open_board("/board", "en")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in as a supervisor").wait_for()
    assert page.evaluate("sessionStorage.getItem('tongban.board')") is None
    page.evaluate("sessionStorage.setItem('tongban.board', 'no token')")
