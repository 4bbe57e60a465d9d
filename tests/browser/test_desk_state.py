"""What the home desk computes from what it was told: which face it has, what it offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from live_pages import Pages

LINE = {"waiting": [], "aside": [], "ringing": [], "colleagues": [], "mine": None, "duty": "off"}
VIEW = {"case": "c", "ended": None, "units": {}}
RING = [{"case": "r"}]


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
