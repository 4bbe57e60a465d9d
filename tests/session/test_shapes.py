"""Every view of every role, at every step of a story, has the shape that the pages are told."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter
from story import ROLES, Case, rules

from tongban.session import CaseState, evolve, view
from tongban.session import messages as m
from tongban.session.shapes import CaseView

SHAPE: TypeAdapter[CaseView] = TypeAdapter(CaseView)


def states() -> list[CaseState]:
    """Those of a story with a refused material, a notice on the way, notes and a bad rating."""
    case = Case().open().seated().connected().identified()
    case.tell("clerk", m.ProposeField(field="name", value="Li"))
    case.tell("clerk", m.Note(text="a note"))
    case.tell("applicant", m.Say(text="hello"))
    case.filled().shown("rejected").shown().signed().submitted()
    case.answered(case_number="SH-1")
    case.act("clerk", "accepted")
    case.tell("applicant", m.Rate(grade=1))
    found: list[CaseState] = []
    for record in case.stream:
        found.append(evolve(rules(), found[-1] if found else None, record))
    return found


@pytest.mark.parametrize("role", ["applicant", "assistant", "clerk", "supervisor"])
def test_every_view_has_the_shape(role: str) -> None:
    for state in states():
        SHAPE.validate_python(view(rules(), state, ROLES[role]))


def test_a_view_with_more_in_it_has_not() -> None:
    seen = view(rules(), states()[-1], ROLES["applicant"])
    with pytest.raises(ValueError, match="extra_forbidden"):
        SHAPE.validate_python(seen | {"secret": 1})


def test_the_usual_way_goes_from_the_ticket_to_the_last_stage() -> None:
    path = rules().path()
    assert path[0] == rules().flow.start
    assert [rules().actions(stage)[rules().usual(stage) or ""].to for stage in path[:-1]] == list(
        path[1:]
    )
    last = rules().actions(path[-1])[rules().usual(path[-1]) or ""].to
    assert rules().final(last) is not None


def test_a_view_says_what_its_actions_are() -> None:
    actions = view(rules(), states()[-1], ROLES["clerk"])["spec"]["actions"]
    assert actions["deficient"] == {
        "by": "clerk",
        "to": "prepare",
        "means": "deficiency",
        "counts_as": None,
    }
    assert actions["leave"]["counts_as"] == "abandoned"
    assert {name for name, action in actions.items() if action["means"] == "deficiency"} == {
        "deficient",
        "returned",
    }


def test_a_view_says_which_visit_it_is_and_since_when() -> None:
    case = Case().open().seated().connected().identified().filled().shown("rejected")
    first = view(rules(), case.tell("clerk", m.Note(text="a note")), ROLES["clerk"])
    assert (first["visit"], first["visit_since"]) == (1, case.stream[0].at)
    case.act("clerk", "deficient")
    ticket = {"number": "A002", "hall": "hefei"}
    again = view(rules(), case.act("applicant", "back", ticket=ticket), ROLES["clerk"])
    assert (again["visit"], again["visit_since"]) == (2, case.stream[-1].at)
