"""What a service sees day by day, on records worked out by hand. Doors open at 09:00, slot 18."""

from __future__ import annotations

from typing import Any

import numpy as np

from tongban.measures import Days, days_of

MONDAY, TUESDAY = 0, 1440
"""The first minute of day 0 and of day 1."""


def seen(hand: Any, *cases: Any, days: tuple[int, ...] = (0, 1), **changes: Any) -> Days:
    setting = hand.with_setting(**changes)
    stages = np.ones(len(setting.flow.stages), bool)
    return days_of(hand.records(*cases), setting, stages, np.array(days))


def slots(table: np.ndarray) -> dict[tuple[int, int], int]:
    """(day, half hour) -> what is not 0."""
    return {(int(d), int(h)): int(table[d, h]) for d, h in zip(*np.nonzero(table), strict=True)}


def smooth(hand: Any, start: float, **more: Any) -> Any:
    """Waits 10 for the window and 20 for the clerk; accepted after 55, closed after 70."""
    return hand.case(
        start,
        (
            ("ticket", start, start, start, "ok"),
            ("sit", start, start + 10, start + 15, "ok"),
            ("talk", start + 15, start + 35, start + 55, "ok"),
            ("file", start + 55, start + 55, start + 70, "ok"),
            ("post", start + 70, start + 70, start + 70, "ok"),
            ("closed", start + 70, start + 70, start + 70, None),
        ),
        **more,
    )


def test_a_case_counts_where_each_thing_happened(hand: Any) -> None:
    days = seen(hand, smooth(hand, MONDAY + 600))
    assert slots(days.came) == {(0, 20): 1}
    assert slots(days.accepted) == {(0, 21): 1}  # at 10:55, though it closed at 11:10
    assert slots(days.answered) == {}
    minutes = days.waiting_us / 60e6
    assert slots(minutes) == {(0, 20): 10 + 15, (0, 21): 5}  # 10:00-10:10, 10:15-10:35
    assert (days.reached.tolist(), days.waited_us.tolist()) == ([1, 0], [30 * 60e6, 0])
    assert days.within.tolist() == [1, 0]  # T of its group is thirty minutes


def test_a_wait_a_microsecond_longer_than_the_target_is_too_long(hand: Any) -> None:
    target = np.array([30 * 60_000_000 - 1, 0])
    days = seen(hand, smooth(hand, MONDAY + 600), service_target_us=target)
    assert (days.reached.tolist(), days.within.tolist()) == ([1, 0], [0, 0])


def test_who_gets_a_clerk_the_next_day_counts_for_the_day_they_came(hand: Any) -> None:
    back = TUESDAY + 545
    case = hand.case(
        1015,
        (
            ("ticket", 1015, 1015, 1015, "ok"),
            ("sit", 1015, 1015, 1018, "ok"),
            ("talk", 1018, None, 1020, "lost"),
            ("come_back", 1020, 1020, back, "ok"),
            ("ticket", back, back, back, "ok"),
            ("sit", back, back, back + 5, "ok"),
            ("talk", back + 5, back + 9, back + 20, "ok"),
            ("closed", back + 20, back + 20, back + 20, None),
        ),
    )
    days = seen(hand, case)
    assert slots(days.came) == {(0, 33): 1}  # once, however often it comes
    assert slots(days.accepted) == {(1, 18): 1}
    assert days.reached.tolist() == [1, 0]
    assert (days.waited_us / 60e6).tolist() == [2 + 4, 0]


def test_an_enquiry_is_answered_where_it_ends(hand: Any) -> None:
    case = hand.case(
        600,
        (("phone", 600, 604, 635, "ok"), ("told", 635, 635, 635, None)),
        item="question",
        group="local",
    )
    days = seen(hand, case)
    assert slots(days.answered) == {(0, 21): 1}
    assert slots(days.accepted) == {}
    assert (days.reached.tolist(), days.within.tolist()) == ([1, 0], [1, 0])


def test_who_leaves_unanswered_came_and_reached_nobody(hand: Any) -> None:
    case = hand.case(
        600, (("sit", 600, None, 640, "leave"), ("left", 640, 640, 640, None)), measured=False
    )
    days = seen(hand, case)
    assert slots(days.came) == {(0, 20): 1}
    assert days.reached.tolist() == days.within.tolist() == [0, 0]
    assert slots(days.waiting_us / 60e6) == {(0, 20): 30, (0, 21): 10}


def test_only_the_days_asked_for_and_only_the_channels_stages_count(hand: Any) -> None:
    case = smooth(hand, TUESDAY + 600)
    assert not seen(hand, case, days=(0,)).came.any()
    setting = hand.with_setting()
    only = np.array([row.name in ("file", "post", "closed") for row in setting.flow.stages])
    days = days_of(hand.records(case), setting, only, np.array([0, 1]))
    assert slots(days.came) == {(1, 21): 1}  # it enters these stages when it is accepted
    assert slots(days.waiting_us) == {}


def test_a_wait_over_midnight_is_cut_at_it(hand: Any) -> None:
    case = hand.case(1430, (("sit", 1430, None, 1450, "leave"), ("left", 1450, 1450, 1450, None)))
    minutes = seen(hand, case).waiting_us / 60e6
    assert slots(minutes) == {(0, 47): 10, (1, 0): 10}
