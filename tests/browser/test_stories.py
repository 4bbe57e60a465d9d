"""Whole stories in two browsers: a nearby window and a home desk, on the service as it is run."""

from __future__ import annotations

from typing import Any

import pytest
from people import AtDesk, AtWindow, Opened

LARGE = {"viewport": {"width": 1366, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 780}}
ZOOMED = {"viewport": {"width": 683, "height": 450}, "device_scale_factor": 2}
WHOLE = [  # region, language, the hall of the window, the screens
    pytest.param("shanghai", "zh-CN", "wuhu", LARGE, id="shanghai-zh"),
    pytest.param("jiangsu", "en", "wuhu", ZOOMED, id="jiangsu-en-zoomed"),
    pytest.param("zhejiang", "zh-CN", "chuzhou", PHONE, id="zhejiang-zh-phone"),
    pytest.param("anhui", "en", "qingpu", LARGE, id="anhui-en"),
]


@pytest.mark.parametrize(("region", "language", "hall", "screen"), WHOLE)
def test_a_case_from_the_ticket_to_the_rating(
    opened: Opened, region: str, language: str, hall: str, screen: dict[str, Any]
) -> None:
    """Through each region's own rules into its own system; accessible at every step."""
    here = opened.window(hall, language, **screen)
    there = opened.desk(region, language, **screen)
    here.is_accessible()
    here.takes_ticket(region, "company_change")
    here.is_accessible()
    here.is_seated()
    there.answers()
    here.is_accessible()
    here.consents()
    here.sees_the_other()
    there.sees_the_other()
    there.is_accessible()
    there.identifies()
    fill_together(here, there)
    show_materials(here, there)
    here.is_accessible()
    here.signs()
    here.press("submit")
    number = here.is_accepted()
    there.reads(number)
    there.is_accessible()
    there.acts("accepted")
    here.is_accessible()
    here.rates()
    there.acts("done")
    there.page.locator("tb-desk-idle").get_by_text(number).wait_for()
    assert here.state.ended == "accepted"
    assert here.state.rating is not None
    assert here.state.rating.grade == 5


def fill_together(here: AtWindow, there: AtDesk) -> None:
    """The window fills in the form; the clerk sees it at once, and proposes one value."""
    there.proposes("phone", "13912345678")
    here.press("take it", exact=True)
    here.fills()
    assert here.state.form["phone"].value == "13912345678"
    there.reads(here.state.form["company_name"].value)
    here.is_accessible()
    there.is_accessible()
    here.press("filled")


def show_materials(here: AtWindow, there: AtDesk) -> None:
    """The first is rejected with a reason and taken again; then all are accepted."""
    first, *others = here.needs
    materials = here.spec["materials"]
    titles = {name: here.title(materials[name]["title"]) for name in (first, *others)}
    reason = here.title(materials[first]["reasons"]["unreadable"])
    here.shows(first)
    there.rejects(titles[first], reason)
    here.reads(reason)
    here.is_accessible()
    there.is_accessible()
    here.shows(first, again=True)
    there.accepts(titles[first])
    for name in others:
        here.shows(name)
        there.accepts(titles[name])
    there.acts("complete")
