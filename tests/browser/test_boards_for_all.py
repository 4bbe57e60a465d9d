"""Start page, wallboard and call display: where they lead, in every look, on every screen."""

from __future__ import annotations

import pytest
from board_page import SCENARIO, OpenBoard, Stage
from live_pages import axe
from live_world import FORM

LANGUAGES = [pytest.param("zh-CN", id="zh"), pytest.param("en", id="en")]
PLACES = {
    "board": ("/board", True, "tb-wallboard .plot svg"),
    "entrance": ("/board", False, "tb-sign-in form"),
    "display": ("/board?hall=wuhu", False, "tb-display .before"),
    "start": ("/", False, "tb-start select"),
}


def test_the_start_page_leads_across_a_border_to_each_role(
    open_board: OpenBoard, stage: Stage
) -> None:
    page = open_board("/", "en", signed_in=False)
    ways = page.get_by_role("navigation").get_by_role("link")
    page.get_by_label("Nearby hall").wait_for()
    assert [way.get_attribute("href") for way in ways.all()] == [
        "/window?hall=wuhu",
        "/desk?region=shanghai",
        "/board",
        "/board?hall=wuhu",
    ]
    page.get_by_label("Nearby hall").select_option(label="Chuzhou")
    page.get_by_label("Home region").select_option(label="Anhui")
    page.get_by_text("The same region").wait_for()
    assert ways.nth(0).get_attribute("href") == "/window?hall=chuzhou"
    assert ways.nth(1).get_attribute("href") == "/desk?region=anhui"
    for way in ways.all():
        assert page.request.get(stage.pages.url + way.get_attribute("href")).ok
    assert page.get_by_text("See it in two windows").count() == 0


def test_a_demonstration_is_explained(open_board: OpenBoard) -> None:
    page = open_board("/", "en", signed_in=False, scenario=SCENARIO | {"is_demo": True})
    guide = page.locator(".guide")
    guide.get_by_role("heading", name="See it in two windows").wait_for()
    links = [link.get_attribute("href") for link in guide.get_by_role("link").all()]
    assert links == ["/window?hall=wuhu", "/desk?region=shanghai"] * 2


@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing(open_board: OpenBoard, place: str) -> None:
    path, signed_in, shown = PLACES[place]
    demo = SCENARIO | {"is_demo": True}
    page = open_board(path, "en", signed_in=signed_in, scenario=demo)
    page.locator(shown).first.wait_for()
    assert axe(page) == []
    for theme in ("dark", "contrast"):
        page.get_by_label("Appearance").select_option(theme)
        assert axe(page, colours=True) == [], theme
    page.get_by_role("button", name="Easy mode").click()
    assert axe(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_a_phone_needs_no_sideways_scroll(open_board: OpenBoard, place: str, language: str) -> None:
    path, signed_in, shown = PLACES[place]
    page = open_board(path, language, size=(360, 740), signed_in=signed_in)
    page.locator(shown).first.wait_for()
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) <= 360
    page.locator("tb-bar button").first.click()
    assert page.evaluate("document.documentElement.hasAttribute('data-easy')")
    assert page.evaluate(width) <= 360


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["board", "display"])
def test_a_big_screen_shows_all_at_once(open_board: OpenBoard, place: str, language: str) -> None:
    path, signed_in, shown = PLACES[place]
    page = open_board(path, language, signed_in=signed_in)
    page.locator(shown).first.wait_for()
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    cut = """[...document.querySelectorAll("tb-board .panel")]
      .filter((panel) => panel.scrollHeight > panel.clientHeight + 1).length"""
    assert page.evaluate(cut) == 0


def test_no_page_was_told_anything_of_anybody(stage: Stage) -> None:
    case = stage.pages.service.hub.service.room(stage.done.case).state
    told = "\n".join(stage.frames)
    assert "calling" in told
    assert "throughput" in told
    personal = [FORM[name] for name in ("name", "id_number", "phone", "address")]
    secrets = [*personal, case.case, case.case_number]
    assert [secret for secret in secrets if str(secret) in told] == []
