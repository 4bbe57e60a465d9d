"""The figures of the day: what waits and what came, against days worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story import SECOND, Case, rules

from tongban.desk import (
    DAY_US,
    Desk,
    Figures,
    OwnDay,
    Staff,
    StaffCount,
    StageCount,
    Waits,
    staff_count,
)
from tongban.session import CaseState, Ticket, evolve
from tongban.session import messages as m

FLOW = rules().flow
MINUTE = 60 * SECOND
UTC_8 = 8 * 60 * MINUTE
DAY = 19_676
MIDNIGHT = DAY * DAY_US - UTC_8
T = 5 * MINUTE


def figures() -> Figures:
    return Figures(FLOW, target_us=T, offset_us=UTC_8)


def see(seen: Figures, *cases: Case) -> Figures:
    """Some cases' records, in the order of time."""
    for state, at in sorted(
        (each for case in cases for each in states(case)), key=lambda pair: pair[1]
    ):
        seen.see(state, at)
    return seen


def states(case: Case) -> list[tuple[CaseState, int]]:
    found, state = [], None
    for record in case.stream:
        state = evolve(case.rules, state, record)
        found.append((state, record.at))
    return found


def at(case: Case, minute: float) -> Case:
    """The next that is told to it happens at this minute of the day."""
    case.at = MIDNIGHT + round(minute * MINUTE) - SECOND
    return case


def opened(minute: float, name: str = "case-1", **more: bool) -> Case:
    case = Case(at=MIDNIGHT + round(minute * MINUTE), name=name)
    return case.open(**more)


def to_the_end(case: Case) -> Case:
    """From a connected call to the close, a second a record."""
    case.identified().filled().shown().signed().submitted().answered(case_number="SH-1")
    case.act("clerk", "accepted")
    case.tell("applicant", m.Rate(grade=5))
    case.act("applicant", "rated")
    case.act("clerk", "done")
    return case


def answered_at(minute: float, name: str, came: float = 540) -> Case:
    """Seated at once, waits for the clerk until a minute."""
    return at(opened(came, name).seated(), minute).connected()


# --- now ------------------------------------------------------------------------------------


def test_those_who_wait_are_counted_where_they_stand_and_for_whom() -> None:
    first, second, third = opened(540, "c-1"), opened(541, "c-2"), opened(542, "c-3")
    seated, with_clerk = opened(530, "c-4").seated(), answered_at(541, "c-5")
    seen = figures()
    for case in (first, second, third, seated, with_clerk):
        for state, when in states(case):
            ticket = Ticket(number=state.ticket.number, hall="wuhu") if case is third else None
            seen.see(replace(state, ticket=ticket) if ticket else state, when)
    dialling = seated.stream[-1].at
    assert seen.waits() == Waits(4, 1, dialling)
    assert seen.waits(halls=["wuhu"]) == Waits(1, 0, MIDNIGHT + 542 * MINUTE)
    assert seen.waits(halls=["hefei"]) == Waits(3, 1, dialling)
    assert seen.waits(homes=["shanghai"]) == seen.waits()
    assert seen.waits(homes=["jiangsu"]) == Waits()
    assert seen.stages() == (
        StageCount("come_to_window", 3, 3),
        StageCount("dial", 1, 1),
        StageCount("verify_identity", 1, 0),
    )


def test_a_case_that_ends_is_gone_from_the_figures_of_now() -> None:
    case = opened(540)
    case.act("applicant", "leave")
    seen = see(figures(), case)
    assert seen.waits() == Waits()
    assert seen.stages() == ()


def test_staff_are_counted_by_what_they_do() -> None:
    desk = Desk(FLOW)
    for i in range(1, 5):
        desk.set_duty(Staff(f"k{i}", "jingan", {"clerk": f"k{i}"}), "on_duty", i)
    desk.set_duty(Staff("a1", "hefei", {"window": "w1", "assistant": "a1"}), "on_duty", 0)
    desk.set_duty(desk.staff["k3"], "break", 9)
    desk.set_duty(desk.staff["k4"], "off", 9)
    case = opened(540)
    assert case.state is not None
    desk.see(case.state)
    desk.call_next("a1", 0)
    assert staff_count(desk, "clerk") == StaffCount(free=2, on_break=1, off=1)
    assert staff_count(desk, "clerk", ["hefei"]) == StaffCount()
    assert staff_count(desk, "assistant", ["hefei"]) == StaffCount(busy=1)


# --- today ----------------------------------------------------------------------------------


def test_the_day_by_half_hours() -> None:
    accepted = to_the_end(answered_at(545, "c-1"))  # at 09:05 and a few seconds
    late = to_the_end(at(answered_at(545, "c-2"), 600))
    enquiry = at(opened(555, "c-3", is_enquiry=True).seated(), 556)
    enquiry.tell("clerk", m.Start(units={"clerk": "clerk-1"}))
    enquiry.act("applicant", "consults")
    enquiry.act("clerk", "answers")
    gone = at(opened(569, "c-4"), 571)
    gone.act("applicant", "leave")
    today = see(figures(), accepted, late, enquiry, gone).today(MIDNIGHT + 605 * MINUTE)
    assert today.day == DAY
    assert len(today.came) == 21  # the half hour from 10:00 runs
    assert today.came[17:] == (0, 4, 4, 4)
    assert today.accepted[17:] == (0, 1, 1, 2)
    assert today.answered[17:] == (0, 1, 1, 1)
    assert today.abandoned[17:] == (0, 0, 1, 1)


def test_who_leaves_after_acceptance_is_accepted_and_not_abandoned() -> None:
    case = answered_at(545, "c-1").identified().filled().shown().signed().submitted()
    case.answered(case_number="SH-1")
    case.act("clerk", "accepted")
    case.act("applicant", "leave")
    today = see(figures(), case).today(MIDNIGHT + 600 * MINUTE)
    assert (today.accepted[-1], today.abandoned[-1]) == (1, 0)


def test_service_level_counts_all_that_came_and_leaves_out_who_may_still_be_answered() -> None:
    edge = answered_at(545 + 1 / 60, "in-time")  # T exactly: a second of it was not a wait
    too_late = answered_at(545 + 2 / 60, "too-late")
    left = at(opened(541, "left"), 542)
    left.act("applicant", "leave")
    waits = opened(550, "still-in-time")
    seen = see(figures(), edge, too_late, left, waits)
    now = seen.today(MIDNIGHT + 552 * MINUTE)
    assert (now.came[-1], now.within, now.undecided) == (4, 1, 1)
    assert now.service_level == pytest.approx(1 / 3)
    assert now.wait_mean_us == (T + T + SECOND) / 2
    later = seen.today(MIDNIGHT + 555 * MINUTE)
    assert (later.within, later.undecided) == (1, 1)  # T itself is within T
    after = seen.today(MIDNIGHT + 555 * MINUTE + 1)
    assert (after.undecided, after.service_level) == (0, 0.25)


def test_waits_of_all_visits_add_up_and_the_time_between_them_does_not() -> None:
    case = at(opened(540).seated(), 543)
    case.act("clock", "no_answer")  # waited three minutes less a second or two
    at(case, 600)
    case.act("applicant", "back", ticket={"number": "A002", "hall": "hefei"})
    at(case, 601)
    case.tell("assistant", m.Start(units={"window": "w1", "assistant": "assistant-1"}))
    case.act("assistant", "seated")
    case.tell("clerk", m.Start(units={"clerk": "clerk-1"}))
    today = see(figures(), case).today(MIDNIGHT + 610 * MINUTE)
    come, dial, again, dial_again = SECOND, 3 * MINUTE - 2 * SECOND, MINUTE, SECOND
    assert today.wait_mean_us == come + dial + again + dial_again
    assert (today.came[-1], today.within) == (1, 1)


def test_a_wait_that_goes_over_into_another_is_added_up() -> None:
    case = opened(540)
    assert case.state is not None
    seen, first = figures(), case.state
    moved = MIDNIGHT + 543 * MINUTE
    answered = MIDNIGHT + 547 * MINUTE
    seen.see(first, first.opened_at)
    second = replace(first, stage="dial", entered_at=moved)
    seen.see(second, moved)
    seen.see(replace(second, started_at=answered, units={"clerk": "clerk-1"}), answered)
    today = seen.today(MIDNIGHT + 550 * MINUTE)
    assert (today.wait_mean_us, today.within) == (7 * MINUTE, 0)


def test_a_new_day_begins_with_nothing() -> None:
    seen = see(figures(), to_the_end(answered_at(545, "c-1")), opened(1439, "c-2"))
    before = seen.today(MIDNIGHT + DAY_US - 1)
    assert (before.came[-1], before.accepted[-1], len(before.came)) == (2, 1, 48)
    after = seen.today(MIDNIGHT + DAY_US)
    assert (after.came, after.accepted, after.within) == ((0,), (0,), 0)
    assert (after.undecided, after.service_level, after.wait_mean_us) == (0, None, None)
    assert seen.waits().waiting == 1  # it waits whatever the day


# --- calls of a hall's display ----------------------------------------------------------------


def test_a_number_is_called_and_then_was() -> None:
    case = at(opened(540), 541)
    case.tell("assistant", m.Call(unit="hefei-1"))
    seen = see(figures(), case)
    (call,) = seen.calls.now("hefei")
    assert (call.number, call.window, call.at) == ("A001", "hefei-1", MIDNIGHT + 541 * MINUTE)
    assert seen.calls.now("wuhu") == seen.calls.before("hefei", 0) == ()
    case.seated()
    seen = see(figures(), case)
    assert seen.calls.now("hefei") == ()
    assert seen.calls.before("hefei", 0) == (call,)
    assert seen.calls.before("hefei", call.at + 1) == ()


def test_who_did_not_come_is_shown_as_missed_until_called_again() -> None:
    case = at(opened(540), 541)
    for body in (m.Call(unit="hefei-1"), m.Miss()):
        case.tell("assistant", body)
    (missed,) = see(figures(), case).calls.before("hefei", 0)
    assert missed.is_missed
    for body in (m.Resume(), m.Call(unit="hefei-1")):
        case.tell("assistant", body)
    seen = see(figures(), case)
    assert len(seen.calls.now("hefei")) == 1
    assert seen.calls.before("hefei", 0) == ()


def test_who_was_called_twice_is_shown_once_as_called_last() -> None:
    case = at(opened(540), 541)
    for body in (m.Call(unit="hefei-1"), m.Miss(), m.Resume(), m.Call(unit="hefei-2")):
        case.tell("assistant", body)
    case.seated()
    (call,) = see(figures(), case).calls.before("hefei", 0)
    assert (call.window, call.is_missed) == ("hefei-2", False)


def test_a_call_that_rings_at_a_clerks_desk_is_not_the_halls() -> None:
    case = opened(540).seated()
    case.tell("clerk", m.Call(unit="clerk-1"))
    seen = see(figures(), case)
    assert seen.calls.now("hefei") == ()


# --- one's own day ----------------------------------------------------------------------------


def test_a_clerks_own_day() -> None:
    first = answered_at(545, "c-1")
    first.act("applicant", "leave")
    second = answered_at(550, "c-2", came=546)
    now = MIDNIGHT + 560 * MINUTE
    seen = see(figures(), first, second)
    own = seen.own_days.of("clerk-1", now)
    waited = [5 * MINUTE - 2 * SECOND, 4 * MINUTE - 2 * SECOND]  # dialling began two seconds in
    assert own == OwnDay(1, 2 * SECOND, 2, sum(waited) / 2)
    assert seen.own_days.of("clerk-2", now) == OwnDay()
    assert seen.own_days.of("clerk-1", now + DAY_US) == OwnDay()


def test_a_case_handed_over_counts_for_both_and_only_one_answered_it() -> None:
    case = at(answered_at(545, "c-1"), 550)
    case.try_("clerk", m.Transfer(kind="clerk", unit="clerk-2"), by="clerk-2")
    at(case, 560)
    case.act("applicant", "leave")
    seen, now = see(figures(), case), MIDNIGHT + 570 * MINUTE
    one, two = (seen.own_days.of(name, now) for name in ("clerk-1", "clerk-2"))
    assert (one.cases, one.handling_mean_us, one.answered) == (1, 5 * MINUTE, 1)
    assert (two.cases, two.handling_mean_us, two.answered) == (1, 10 * MINUTE, 0)


# --- after a restart --------------------------------------------------------------------------


def _called(name: str, minute: float) -> Case:
    case = at(opened(minute, name), minute + 1)
    case.tell("assistant", m.Call(unit="hefei-1"))
    return case


def _missed(name: str, minute: float) -> Case:
    case = _called(name, minute)
    case.tell("assistant", m.Miss())
    return case


STORIES: list[Callable[[str, float], Case]] = [
    lambda name, minute: opened(minute, name),
    lambda name, minute: answered_at(minute + 3, name, minute),
    lambda name, minute: to_the_end(answered_at(minute + 7, name, minute)),
    _called,
    _missed,
]


@settings(max_examples=40, deadline=None)
@given(
    plan=st.lists(st.tuples(st.integers(0, 4), st.integers(-2000, 800)), max_size=12),
    order=st.randoms(use_true_random=False),
)
def test_streams_seen_one_after_another_give_what_was_seen_live(
    plan: list[tuple[int, int]], order: object
) -> None:
    cases = [STORIES[kind](f"c-{i}", minute) for i, (kind, minute) in enumerate(plan)]
    live = see(figures(), *cases)
    order.shuffle(cases)  # type: ignore[attr-defined]
    again = figures()
    for case in cases:
        see(again, case)
    now = MIDNIGHT + 900 * MINUTE
    for seen in (live, again):
        assert seen.waits() == live.waits()
        assert seen.stages() == live.stages()
        assert seen.today(now) == live.today(now)
        assert seen.calls.now("hefei") == live.calls.now("hefei")
        assert seen.calls.before("hefei", 0) == live.calls.before("hefei", 0)
        assert seen.own_days.of("clerk-1", now) == live.own_days.of("clerk-1", now)
