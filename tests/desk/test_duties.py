"""What bad ratings oblige a home to: open until it is done, the oldest first."""

from __future__ import annotations

from dataclasses import replace

from story import Case, rules

from tongban.desk import Desk, Duties, OpenDuty
from tongban.session import CaseState, evolve
from tongban.session import messages as m


def rated(grade: int, name: str = "case-1") -> Case:
    case = Case(name=name).open().seated().connected().identified()
    case.filled().shown().signed().submitted().answered(case_number="SH-1")
    case.act("clerk", "accepted")
    case.tell("applicant", m.Rate(grade=grade))
    return case


def state(case: Case) -> CaseState:
    assert case.state is not None
    return case.state


def test_a_bad_rating_opens_two_duties_and_a_good_one_none() -> None:
    duties = Duties()
    duties.see(state(rated(5, "case-2")))
    assert duties.of("shanghai") == ()
    case = rated(1)
    duties.see(state(case))
    at = case.stream[-1].at
    assert duties.of("shanghai") == (
        OpenDuty("case-1", "A001", "medical_filing", "hefei", "call_back", at),
        OpenDuty("case-1", "A001", "medical_filing", "hefei", "rectify", at),
    )
    assert duties.of("hefei") == ()


def test_a_duty_that_is_done_is_gone_also_after_the_end_and_a_restart() -> None:
    case = rated(2)
    case.act("applicant", "rated")
    case.act("clerk", "done")
    case.tell("clerk", m.DischargeDuty(duty="call_back", remark="called"))
    duties, found = Duties(), None
    for record in case.stream:
        found = evolve(rules(), found, record)
        duties.see(found)
    assert [duty.kind for duty in duties.of("shanghai")] == ["rectify"]
    duties.see(case.tell("clerk", m.DischargeDuty(duty="rectify", remark="done")))
    assert duties.of("shanghai") == ()


def test_a_duty_that_opens_or_is_done_changes_the_desk() -> None:
    case = rated(1)
    case.act("applicant", "rated")
    case.act("clerk", "done")
    desk = Desk(rules().flow)
    desk.see(state(case))
    before = desk.changes
    desk.see(state(case))
    assert desk.changes == before
    desk.see(case.tell("clerk", m.DischargeDuty(duty="rectify", remark="done")))
    assert desk.changes == before + 1


def test_the_oldest_is_first() -> None:
    duties, late = Duties(), state(rated(1, "case-1"))
    duties.see(late)
    early = tuple(replace(duty, since=duty.since - 1) for duty in late.duties)
    duties.see(replace(late, case="case-2", duties=early))
    assert [duty.case for duty in duties.of("shanghai")] == ["case-2"] * 2 + ["case-1"] * 2
