"""The calendar and the rosters as tables, worked out by hand.

Times in the expected tables are ``(day, "HH:MM")``; day 0 of the calendar is a Thursday.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tongban.flow import Flow, lower
from tongban.scenario import FOREVER, MINUTE, Places, Scenario
from tongban.scenario.hours import open_spans, places_of, weekday_of, working_days
from tongban.scenario.model import Calendar, Hall

TEXT = {"zh-CN": "文", "en": "Text"}
OPEN = [["09:00", "12:00"], ["13:30", "17:00"]]
THURSDAY = "2023-06-22"
FLOW = Flow.model_validate(
    {
        "name": "f",
        "start": "s",
        "kinds": {"clerk": {"scope": "home"}, "assistant": {"scope": "hall"}},
        "stages": {
            "s": {
                "holds": ["clerk", "assistant"],
                "order": "wait",
                "do": {"done": {"to": "end"}},
            }
        },
        "final": {"end": {"counts_as": "accepted"}},
    }
)
Time = tuple[int, str]


def places(
    halls: dict[str, Any],
    days: list[int],
    *,
    pools: dict[str, Any] | None = None,
    **calendar: Any,
) -> Places:
    """The places of a scenario with these halls over some working days."""
    scenario = Scenario.model_validate(
        {
            "title": TEXT,
            "question": TEXT,
            "calendar": {"start": THURSDAY, "closing": "turn_away"} | calendar,
            "halls": halls,
            "pools": pools or {},
            "items": {"matter": {"work": {"dist": "constant", "value": 5}}},
            "demand": {"people": {"per_day": 1, "items": {"matter": 1}}},
            "channels": {"f": {"stages": {"s": {"share": 1}}}},
        }
    )
    return places_of(scenario, lower({"f": FLOW}, ["f"]), days, days[-1] + 1)


def clock(time: int) -> Time | None:
    """A table's time as (day, "HH:MM"), or None for never."""
    if time == FOREVER:
        return None
    minutes = time // MINUTE
    assert minutes * MINUTE == time
    return minutes // 1440, f"{minutes % 1440 // 60:02}:{minutes % 60:02}"


def capacity(found: Places) -> list[tuple[Time | None, str, int, int]]:
    """(time, pool, units, of them rostered) of each change."""
    return [
        (clock(int(t)), found.pools[p], int(u), int(r))
        for t, p, u, r in zip(
            found.cap_time, found.cap_pool, found.cap_units, found.rostered, strict=True
        )
    ]


def spans(*columns: Any) -> list[tuple[Time | None, ...]]:
    """Rows of times."""
    return [tuple(clock(int(t)) for t in row) for row in zip(*columns, strict=True)]


# -- days ---------------------------------------------------------------------------------------


def test_working_days_leave_out_the_weekend_and_the_holidays() -> None:
    # Thursday 22 June 2023 and Friday are holidays; Monday is day 4, the next Monday day 11.
    calendar = Calendar.model_validate({"start": THURSDAY, "holidays": [THURSDAY, "2023-06-23"]})
    assert working_days(calendar, 6) == [4, 5, 6, 7, 8, 11]


def test_working_days_may_be_any_weekdays() -> None:
    calendar = Calendar.model_validate({"start": THURSDAY, "working_days": ["sun", "thu"]})
    assert working_days(calendar, 4) == [0, 3, 7, 10]


def test_weekdays_go_on_over_the_week() -> None:
    calendar = Calendar.model_validate({"start": THURSDAY})
    names = [weekday_of(calendar, day) for day in range(8)]
    assert names == ["thu", "fri", "sat", "sun", "mon", "tue", "wed", "thu"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (None, [(540, 720), (810, 1020)]),
        ([["10:00", "24:00"]], [(600, 1440)]),
        ([], []),
    ],
    ids=["calendar's", "own", "always"],
)
def test_open_spans(own: Any, expected: list[tuple[int, int]]) -> None:
    calendar = Calendar.model_validate({"open": OPEN, "closing": "turn_away"})
    assert open_spans(calendar, Hall.model_validate({"open": own})) == expected


# -- capacity -----------------------------------------------------------------------------------


def test_count_is_on_duty_in_open_hours_and_off_over_lunch() -> None:
    found = places({"near": {"clerk": 3}}, [0, 1], open=OPEN)
    assert capacity(found) == [
        ((0, "00:00"), "clerk@near", 0, 0),
        ((0, "09:00"), "clerk@near", 3, 3),
        ((0, "12:00"), "clerk@near", 0, 0),
        ((0, "13:30"), "clerk@near", 3, 3),
        ((0, "17:00"), "clerk@near", 0, 0),
        ((1, "09:00"), "clerk@near", 3, 3),
        ((1, "12:00"), "clerk@near", 0, 0),
        ((1, "13:30"), "clerk@near", 3, 3),
        ((1, "17:00"), "clerk@near", 0, 0),
    ]


def test_shifts_that_overlap_add_up() -> None:
    shifts = [
        {"from": "09:00", "to": "13:00", "units": 2},
        {"from": "12:00", "to": "17:00", "units": 3},
    ]
    assert capacity(places({"near": {"clerk": shifts}}, [0], open=OPEN)) == [
        ((0, "00:00"), "clerk@near", 0, 0),
        ((0, "09:00"), "clerk@near", 2, 2),
        ((0, "12:00"), "clerk@near", 5, 5),
        ((0, "13:00"), "clerk@near", 3, 3),
        ((0, "17:00"), "clerk@near", 0, 0),
    ]


def test_who_is_there_at_closing_works_overtime_that_is_not_rostered() -> None:
    shifts = [
        {"from": "09:00", "to": "17:00", "units": 2},
        {"from": "09:00", "to": "16:00", "units": 1},
    ]
    found = places({"near": {"clerk": shifts}}, [0], open=OPEN, closing="serve", overtime_min=90)
    assert capacity(found) == [
        ((0, "00:00"), "clerk@near", 0, 0),
        ((0, "09:00"), "clerk@near", 3, 3),
        ((0, "16:00"), "clerk@near", 2, 2),
        ((0, "17:00"), "clerk@near", 2, 0),
        ((0, "18:30"), "clerk@near", 0, 0),
    ]


@pytest.mark.parametrize("closing", ["turn_away", "next_day"])
def test_nobody_works_overtime_where_the_line_is_not_served(closing: str) -> None:
    found = places({"near": {"clerk": 1}}, [0], open=[["09:00", "17:00"]], closing=closing)
    assert capacity(found)[-1] == ((0, "17:00"), "clerk@near", 0, 0)


def test_without_hours_a_count_is_there_from_the_start_for_ever() -> None:
    assert capacity(places({"near": {"clerk": 3}}, [0, 1])) == [((0, "00:00"), "clerk@near", 3, 3)]


def test_without_hours_shifts_come_every_day_of_the_week() -> None:
    shifts = [{"from": "22:00", "to": "24:00", "units": 1}]
    # Midnight is told of once, as the next day's.
    assert capacity(places({"near": {"clerk": shifts}}, [0, 1])) == [
        ((0, "00:00"), "clerk@near", 0, 0),
        ((0, "22:00"), "clerk@near", 1, 1),
        ((1, "00:00"), "clerk@near", 0, 0),
        ((1, "22:00"), "clerk@near", 1, 1),
    ]


def test_kind_with_no_unit_has_a_pool_of_none() -> None:
    found = places({"near": {"clerk": 0}}, [0], open=OPEN)
    assert capacity(found) == [((0, "00:00"), "clerk@near", 0, 0)]


# -- pools --------------------------------------------------------------------------------------


def test_units_of_a_region_are_one_pool() -> None:
    found = places(
        {
            "near": {"region": "a", "clerk": 2, "open": [["09:00", "12:00"]]},
            "far": {"region": "a", "clerk": 3, "open": [["10:00", "13:00"]]},
            "other": {"clerk": 1},
        },
        [0],
        pools={"clerk": {"by": "region"}},
        open=[["09:00", "12:00"]],
    )
    # Kinds are clerk and assistant, as the flow lists them; nobody has assistants.
    assert (found.pools, found.pool.tolist()) == (
        ("clerk@a", "clerk@other"),
        [[0, 0, 1], [-1, -1, -1]],
    )
    assert capacity(found) == [
        ((0, "00:00"), "clerk@a", 0, 0),
        ((0, "00:00"), "clerk@other", 0, 0),
        ((0, "09:00"), "clerk@a", 2, 2),
        ((0, "09:00"), "clerk@other", 1, 1),
        ((0, "10:00"), "clerk@a", 5, 5),
        ((0, "12:00"), "clerk@a", 3, 3),
        ((0, "12:00"), "clerk@other", 0, 0),
        ((0, "13:00"), "clerk@a", 0, 0),
    ]


def test_kind_that_draws_on_another_has_its_pools() -> None:
    found = places(
        {"near": {"clerk": 2}, "far": {"clerk": 1}},
        [0],
        pools={"assistant": {"draws_on": "clerk"}},
        open=OPEN,
    )
    assert (found.pools, found.pool.tolist()) == (("clerk@near", "clerk@far"), [[0, 1], [0, 1]])


# -- lines, hours and next openings ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            {"closing": "serve", "overtime_min": 90, "doors": "08:45"},
            [
                ((0, "08:45"), (0, "17:00"), (0, "18:30")),
                ((1, "08:45"), (1, "17:00"), (1, "18:30")),
            ],
        ),
        (
            {"closing": "turn_away"},
            [
                ((0, "09:00"), (0, "17:00"), (0, "17:00")),
                ((1, "09:00"), (1, "17:00"), (1, "17:00")),
            ],
        ),
    ],
    ids=["doors-and-overtime", "turned-away"],
)
def test_line_sessions_last_over_lunch(more: Any, expected: Any) -> None:
    found = places({"near": {"clerk": 1}}, [0, 1], open=OPEN, **more)
    assert spans(found.line_start, found.line_end, found.line_late) == expected


def test_work_goes_on_in_open_hours_of_each_hall() -> None:
    halls = {"near": {"clerk": 1}, "far": {"clerk": 1, "open": [["10:00", "11:00"]]}}
    found = places(halls, [0, 4], open=OPEN)
    assert (spans(found.open_start, found.open_end), found.open_first.tolist()) == (
        [
            ((0, "09:00"), (0, "12:00")),
            ((0, "13:30"), (0, "17:00")),
            ((4, "09:00"), (4, "12:00")),
            ((4, "13:30"), (4, "17:00")),
            ((0, "10:00"), (0, "11:00")),
            ((4, "10:00"), (4, "11:00")),
        ],
        [0, 4, 6],
    )


def test_next_opening_after_each_day_passes_over_the_weekend() -> None:
    halls = {"near": {"clerk": 1}, "far": {"clerk": 1, "open": [["10:00", "11:00"]]}}
    found = places(halls, [0, 1, 4], open=OPEN)
    monday = [(4, "09:00")] * 3
    assert [[clock(int(t)) for t in row] for row in found.next_opening] == [
        [(1, "09:00"), *monday, None],
        [(1, "10:00"), (4, "10:00"), (4, "10:00"), (4, "10:00"), None],
    ]


def test_without_hours_the_line_never_closes_and_each_day_opens_at_midnight() -> None:
    found = places({"near": {"clerk": 1}}, [0, 1])
    assert (
        spans(found.line_start, found.line_end, found.line_late),
        spans(found.open_start, found.open_end),
        spans(*found.next_opening),
    ) == (
        [((0, "00:00"), None, None)],
        [((0, "00:00"), None)],
        [((1, "00:00"),), ((2, "00:00"),)],
    )


def test_tables_are_those_an_engine_can_search() -> None:
    halls = {"near": {"clerk": 2}, "far": {"clerk": 1, "open": [["08:00", "20:00"]]}}
    found = places(halls, [0, 1, 4], open=OPEN)
    assert (np.diff(found.cap_time) >= 0).all()
    assert (found.line_first.tolist(), found.cap_time.dtype) == ([0, 3, 6], np.int64)


def test_shift_to_midnight_ends_before_a_day_off() -> None:
    found = places(
        {"near": {"clerk": [{"from": "20:00", "to": "24:00", "units": 1}]}},
        [1, 4],
        open=[["20:00", "24:00"]],
    )
    assert ((2, "00:00"), "clerk@near", 0, 0) in capacity(found)
