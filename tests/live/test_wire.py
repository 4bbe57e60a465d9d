"""What goes over the wire is the same, whether written down at once or in parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

import pytest
from folds import whole_story
from story import ROLES, Case, rules

from tongban.live.wire import Recorded, encoded, from_server
from tongban.live.written import Written, is_same_case, is_same_content
from tongban.session import (
    CaseState,
    case_part,
    content_part,
    evolve,
    now_for,
    own_part,
    record_for,
)
from tongban.session import messages as m


@pytest.mark.parametrize("role", ["applicant", "assistant", "clerk", "supervisor"])
def test_a_record_in_parts_is_the_whole_message(role: str) -> None:
    case, by = Case().open().seated().connected(), ROLES[role]
    case.identified().filled().shown("rejected")
    state = written = None
    for record in case.stream:
        state = evolve(rules(), state, record)
        seen = record_for(state, record, by)
        assert seen is not None
        whole = Recorded(record=seen, now=now_for(rules(), state, by))
        written = Written(rules(), state) if written is None else written.after(state)
        text = written.told(record, encoded(record), by)
        assert text is not None
        assert from_server.validate_json(text) == whole == from_server.validate_json(encoded(whole))


def case_and_own(state: CaseState) -> list[Any]:
    """What everybody is told, and each role beside."""
    return [case_part(rules(), state), *(own_part(rules(), state, by) for by in ROLES.values())]


def steps() -> Iterator[tuple[CaseState, CaseState]]:
    """Every step of two cases, in which everything changes that a part is made of."""
    called = Case(name="case-2").open()
    called.tell("assistant", m.Call(unit="w1"))
    called.tell("assistant", m.Miss())
    called.tell("assistant", m.Resume())
    story = whole_story()
    story.tell("clerk", m.DischargeDuty(duty="call_back", remark="called"))
    story.act("applicant", "rated")
    story.act("clerk", "done")
    for case in (called, story):
        states: list[CaseState] = []
        for record in case.stream:
            states.append(evolve(rules(), states[-1] if states else None, record))
        yield from pairwise(states)


@pytest.mark.parametrize(
    ("is_same", "told", "made_of"),
    [
        (
            is_same_case,
            case_and_own,
            "stage entered_at started_at units consents calling stands_aside ticket passed ended "
            "submission duties",
        ),
        (
            is_same_content,
            lambda state: content_part(rules(), state),
            "form materials signature submission",
        ),
    ],
)
def test_what_is_told_anew_is_all_that_has_changed(
    is_same: Callable[[CaseState, CaseState], bool],
    told: Callable[[CaseState], Any],
    made_of: str,
) -> None:
    """Of two states that differ in one field alone: a part that differs is made again."""
    matter = set()
    for old, new in steps():
        for name in (each.name for each in fields(CaseState)):
            if getattr(old, name) is getattr(new, name):
                continue
            mixed = replace(old, **{name: getattr(new, name)})
            if told(mixed) != told(old):
                matter.add(name)
                assert not is_same(old, mixed), name
    assert matter == set(made_of.split())
