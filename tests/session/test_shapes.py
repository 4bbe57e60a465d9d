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
