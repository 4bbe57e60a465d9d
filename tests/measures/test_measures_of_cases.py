"""Each measure of cases on hand-worked records; the arithmetic stands beside it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tongban.measures import MEASURES, STATISTICS

CROSS = ("smooth", "deficient", "reneges", "handed")


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        # day 0: smooth. day 1: deficient (2000) and handed (2130). reneges: never.
        ("accepted_same_day", 1 / 4),
        ("accepted_within_1d", 3 / 4),
        ("accepted_within_5d", 3 / 4),
        # 655-600, 2000-700, 2130-600, and the cap: Monday to Monday two weeks on, 14 days
        ("elapsed_restricted_mean_h", (55 + 1300 + 1530 + 14 * 1440) / 4 / 60),
        # verdicts: smooth and handed right, deficient not; reneges got none
        ("first_time_right", 2 / 3),
        ("lost_share", 1 / 4),
        ("needs", 4),
        ("accepted", 3),
        ("answered", 0),
        ("abandoned", 1),
        ("turned_away", 0),
        ("fallback", 1),
        ("unfinished", 0),
        # smooth 10 + 20, deficient 80, handed 10; the 20 of reneges are not of one served
        ("wait_mean_min", 120 / 3),
        # closed: 720 to 780 of deficient
        ("wait_open_mean_min", 60 / 3),
        ("wait_closed_mean_min", 60 / 3),
        # smooth kept its window while it waited for the clerk
        ("wait_seated_min", 20 / 3),
        # T = 30: smooth (30) and handed (10)
        ("service_level", 2 / 4),
        # smooth 5+20+5, deficient 5+15+5+15+10, handed 20
        ("handling_mean_min", (30 + 50 + 20) / 3),
        # smooth 15+40, deficient 85+15+5+15, reneges 20, handed 30; 1+2+1+1 tickets
        ("visit_mean_min", (55 + 120 + 20 + 30) / 5),
        # four local trips of 40 and one journey of twice 150
        ("travel_mean_min", (4 * 40 + 300) / 4),
        ("trips_mean", 1 / 4),
        # clerk: smooth 635-660, deficient 785-800 and 1985-2010, handed 2110-2130
        ("staff_min_per_accepted", (25 + 15 + 25 + 20) / 3),
        # 2 CNY a minute, and two parcels of 22
        ("cost_per_accepted_cny", (2 * 85 + 2 * 22) / 3),
        # 225 present, 30 self-service, 460 travelling at 0.5; a return fare of 2 x 140
        ("citizen_cost_per_accepted_cny", ((225 + 30 + 460) * 0.5 + 280) / 3),
        # open 7 hours of day 0
        ("throughput_per_hour", 3 / 7),
        ("staff_min_per_accepted_rostered", math.nan),
        ("cost_per_accepted_rostered_cny", math.nan),
    ],
)
def test_measure_of_a_group(hand: Any, stories: Any, measure: str, expected: float) -> None:
    cases = [stories[name] for name in CROSS]
    assert hand.value(measure, *cases) == pytest.approx(expected, nan_ok=True, rel=1e-12)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        # completed: three accepted, one answered
        ("accepted_same_day", 2 / 5),
        ("accepted", 3),
        ("answered", 1),
        ("wait_mean_min", (120 + 4) / 4),
        # a telephone call takes no ticket: its 10 minutes are not of a visit
        ("visit_mean_min", 225 / 5),
        # the one clerk is rostered 7 hours
        ("staff_min_per_accepted_rostered", 420 / 3),
        # its wage, two windows at 50 a day, two parcels
        ("cost_per_accepted_rostered_cny", (420 * 2 + 2 * 50 + 2 * 22) / 3),
        ("throughput_per_hour", 4 / 7),
    ],
)
def test_measure_of_all(hand: Any, stories: Any, measure: str, expected: float) -> None:
    value = hand.value(measure, *stories.values(), cell="all")
    assert value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("accepted_same_day", 1.0),  # an enquiry is completed when it is answered
        ("answered", 1.0),
        ("service_level", 1.0),
        ("visit_mean_min", math.nan),  # no tickets
        ("cost_per_accepted_cny", math.nan),  # nothing to accept
    ],
)
def test_measure_of_enquiries(hand: Any, stories: Any, measure: str, expected: float) -> None:
    value = hand.value(measure, stories["asks"], cell="local_enquiries")
    assert value == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("end", "counted"),
    [
        ("shut", "turned_away"),
        ("full", "balked"),
        ("stopped", "gave_up"),
        ("refused", "ineligible"),
        ("told", "answered"),
        ("left", "abandoned"),
    ],
)
def test_a_final_decides_the_outcome(hand: Any, end: str, counted: str) -> None:
    reduction = hand.reduce(hand.case(600, ((end, 600, 600, 600, None),)))
    outcomes = [
        *("accepted", "answered", "abandoned", "turned_away", "balked", "gave_up"),
        *("ineligible", "fallback", "unfinished"),
    ]
    got = {name: reduction.value(name)[0] for name in outcomes}
    assert got == dict.fromkeys(outcomes, 0) | {counted: 1}


def test_who_leaves_after_acceptance_is_accepted_not_abandoned(hand: Any) -> None:
    case = hand.case(
        600,
        (
            ("sit", 600, 600, 610, "ok"),
            ("talk", 610, 610, 620, "ok"),
            ("file", 620, 620, 625, "leave"),
            ("left", 625, 625, 625, None),
        ),
    )
    assert [hand.value(name, case) for name in ("accepted", "abandoned")] == [1, 0]


def test_who_was_accepted_before_the_end_is_not_unfinished(hand: Any) -> None:
    case = hand.case(600, (("talk", 600, 600, 620, "ok"), ("file", 620, 620, None, None)))
    got = [hand.value(name, case, end=630) for name in ("accepted", "unfinished")]
    assert got == [1, 0]


@pytest.mark.parametrize(
    ("rows", "minutes"),
    [
        # two acceptances: the first
        ((("talk", 600, 600, 620, "ok"), ("review", 620, 620, 700, "ok")), 20),
        # an action goes before a final that was passed earlier
        ((("closed", 600, 600, 600, None), ("review", 600, 600, 700, "ok")), 100),
        # finals alone: the first
        ((("closed", 610, 610, 610, None), ("closed", 700, 700, 700, None)), 10),
    ],
    ids=["first action", "action before final", "first final"],
)
def test_when_a_case_is_accepted(hand: Any, rows: Any, minutes: float) -> None:
    value = hand.value("elapsed_restricted_mean_h", hand.case(600, rows))
    assert value == pytest.approx(minutes / 60)


def test_a_case_cut_off_is_unfinished_and_counts_up_to_the_end(hand: Any) -> None:
    waits = hand.case(600, (("ticket", 600, 600, 600, "ok"), ("sit", 600, None, None, None)))
    works = hand.case(600, (("ticket", 600, 600, 600, "ok"), ("sit", 600, 601, None, None)))
    reduction = hand.reduce(waits, works, end=660)
    got = [reduction.value(name)[0] for name in ("unfinished", "visit_mean_min")]
    assert got == [2, 60]


def test_a_case_without_visits_is_unfinished(hand: Any) -> None:
    assert hand.value("unfinished", hand.case(600, ())) == 1


def test_only_measured_cases_count(hand: Any, stories: Any) -> None:
    other = hand.case(600, stories["smooth"].rows, measured=False)
    assert hand.value("needs", other, stories["smooth"], other) == 1


@pytest.mark.parametrize(
    ("need_day", "done_day", "same", "within_1d", "within_5d"),
    [(4, 4, 1, 1, 1), (4, 7, 0, 1, 1), (4, 8, 0, 0, 1), (4, 11, 0, 0, 1), (4, 14, 0, 0, 0),
     (5, 7, 0, 1, 1), (5, 8, 0, 0, 1)],
)  # fmt: skip
def test_working_days_skip_the_weekend(
    hand: Any, need_day: int, done_day: int, same: int, within_1d: int, within_5d: int
) -> None:
    # Day 4 is a Friday, day 5 a Saturday, day 7 the Monday after.
    need, done = need_day * 1440 + 900, done_day * 1440 + 960
    case = hand.case(
        need, (("serve", need, done - 10, done, "ok"), ("closed", done, done, done, None))
    )
    names = ("accepted_same_day", "accepted_within_1d", "accepted_within_5d")
    assert [hand.value(name, case) for name in names] == [same, within_1d, within_5d]


@pytest.mark.parametrize(
    ("need", "done", "hours"),
    [
        (4 * 1440, 4 * 1440 + 90, 1.5),
        # Friday: ten working days on is the Friday two weeks later, day 18
        (4 * 1440, 18 * 1440 + 60, 14 * 24),
        # Saturday counts from Monday on: the tenth is day 18, a Friday, 13 days later
        (5 * 1440, 30 * 1440, 13 * 24),
    ],
)
def test_elapsed_time_is_cut_off_ten_working_days_on(
    hand: Any, need: float, done: float, hours: float
) -> None:
    case = hand.case(need, (("closed", done, done, done, None),))
    assert hand.value("elapsed_restricted_mean_h", case) == hours


def test_past_the_calendar_every_day_is_a_working_day(hand: Any) -> None:
    case = hand.case(1440 * 20, ())
    value = hand.value("elapsed_restricted_mean_h", case, working_days=np.array([0, 1]))
    assert value == 10 * 24


def test_open_hours_are_those_of_the_place_of_the_stage(hand: Any) -> None:
    # Day 5 is a Saturday: a wait from Friday 16:30 to Monday 9:10 is open 30 + 10 minutes.
    begin, start = 4 * 1440 + 990, 7 * 1440 + 550
    done = start + 5
    case = hand.case(
        begin, (("serve", begin, start, done, "ok"), ("closed", done, done, done, None))
    )
    closed = start - begin - 40
    names = ("wait_open_mean_min", "wait_closed_mean_min")
    assert [hand.value(name, case) for name in names] == [40, closed]


@pytest.mark.parametrize(
    ("stage", "is_open"), [("sit", 180), ("serve", 60)], ids=["at the hall", "at the home hall"]
)
def test_a_wait_may_begin_and_end_in_closed_hours(hand: Any, stage: str, is_open: float) -> None:
    # 8:50 to 12:10; hall A is open 9-12, hall B 11-12. Before the doors and at lunch is closed.
    hours = {
        "open_first": np.array([0, 1, 2], np.int32),
        "open_start": np.array([540, 660]) * 60_000_000,
        "open_end": np.array([720, 720]) * 60_000_000,
    }
    case = hand.case(530, ((stage, 530, 730, 740, "ok"), ("closed", 740, 740, 740, None)))
    places = replace(hand.setting.places, **hours)
    names = ("wait_open_mean_min", "wait_closed_mean_min")
    got = [hand.value(name, case, places=places) for name in names]
    assert got == [is_open, 200 - is_open]


def test_a_visit_that_never_started_passes_on_only_what_it_had_kept(hand: Any) -> None:
    # Seated with a window, it waits for the clerk in vain, then waits in another stage: seated
    # still, for it kept the window; the clerk it never had costs nothing before 640.
    case = hand.case(
        600,
        (
            ("sit", 600, 600, 610, "ok"),
            ("pause", 610, None, 620, "ok"),
            ("talk", 620, 640, 650, "ok"),
            ("file", 650, 650, 650, "ok"),
            ("post", 650, 650, 650, "ok"),
            ("closed", 650, 650, 650, None),
        ),
    )
    got = {n: hand.value(n, case) for n in ("wait_seated_min", "staff_min_per_accepted")}
    assert got == {"wait_seated_min": 30, "staff_min_per_accepted": 10}


def test_kinds_a_case_does_not_need_are_not_held(hand: Any) -> None:
    case = hand.case(
        600, (("talk", 600, 600, 620, "ok"), ("closed", 620, 620, 620, None)), mask=0b01
    )
    got = [hand.value(n, case) for n in ("handling_mean_min", "staff_min_per_accepted")]
    assert got == [20, 0]


def test_a_second_ticket_after_one_journey_is_a_local_trip(hand: Any) -> None:
    case = hand.case(
        600,
        (
            ("travel", 600, 600, 700, "ok"),
            ("ticket", 700, 700, 700, "ok"),
            ("ticket", 700, 700, 700, "ok"),
        ),
    )
    assert hand.value("travel_mean_min", case) == 2 * 150 + 40


def test_every_statistic_of_a_case_has_a_column(hand: Any, stories: Any) -> None:
    sums = hand.reduce(*stories.values()).sums
    row = dict(zip([s.name for s in STATISTICS], sums[-1], strict=True))
    never = {"turned_away", "balked", "gave_up", "ineligible", "unfinished"}
    assert {name for name, value in row.items() if value == 0} == never


def test_every_measure_has_both_titles_and_a_known_companion() -> None:
    for measure in MEASURES.values():
        assert measure.title.zh_cn
        assert measure.title.en
        assert set(measure.beside) <= set(MEASURES)
