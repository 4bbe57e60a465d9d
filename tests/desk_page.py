"""The desk's page, step by step as its clerk goes, opposite a window of ``other_side``."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from live_pages import Pages
from other_side import Window, numbers
from tabs import Tabs

__all__ = [
    "MATERIALS",
    "OpenDesk",
    "accept_all",
    "at_materials",
    "duty_of",
    "go_on",
    "heard",
    "identify",
    "open_desk",
    "press",
    "take",
]

MATERIALS = ("id_card", "filing_form")
OpenDesk = Callable[..., Any]


def open_desk(
    tabs: Tabs,
    pages: Pages,
    language: str = "zh-CN",
    *,
    duty: str = "on_duty",
    name: str = "",
) -> Any:
    """The desk of a clerk of Shanghai, a new one unless named.

    duty  "none" if nobody has signed in
    """
    name = name or f"k{next(numbers)}"
    token = pages.service.token("clerk", name, "jingan")
    who = {"token": token, "name": name, "place": "jingan", "duty": duty}
    page = tabs.page(
        "/desk?region=shanghai",
        language,
        kept={} if duty == "none" else {"desk": json.dumps(who)},
        answers={"**/api/scenario": {"is_demo": False}},
        without=["**/elements/tb-video.js"],  # its own tests are elsewhere
        viewport={"width": 1366, "height": 768},
    )
    page.set_default_timeout(8000)
    return page


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
