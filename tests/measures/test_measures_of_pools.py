"""Utilisation and overtime on hand-worked records."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest


@pytest.mark.parametrize(
    ("measure", "pool", "expected"),
    [
        # window@A: smooth 610-655; deficient 780-800 on day 0; rostered 420 minutes
        ("utilisation", "window@A", (45 + 20) / 420),
        # less the 20 in which smooth waited for the clerk
        ("utilisation_working", "window@A", 45 / 420),
        # clerk@B: smooth 635-660, deficient 785-800, the call 564-570
        ("utilisation", "clerk@B", (25 + 15 + 6) / 420),
        ("utilisation_working", "clerk@B", 46 / 420),
        ("utilisation", "window@B", 0),
        ("overtime_min", "clerk@B", 0),
    ],
)
def test_utilisation(hand: Any, stories: Any, measure: str, pool: str, expected: float) -> None:
    assert hand.value(measure, *stories.values(), cell=pool) == pytest.approx(expected)


def serve(hand: Any, begin: float, end: float, **more: Any) -> Any:
    return hand.case(
        begin, (("serve", begin, begin, end, "ok"), ("closed", end, end, end, None)), **more
    )


def test_overtime_is_what_is_held_beyond_the_roster(hand: Any) -> None:
    # 10 minutes into lunch, 30 after closing
    cases = [serve(hand, 700, 730), serve(hand, 1000, 1050)]
    assert hand.value("overtime_min", *cases, cell="clerk@B") == 40


def test_overtime_is_judged_at_each_instant(hand: Any) -> None:
    # Two units held where one is rostered, 600-620; that one was idle before does not help.
    cases = [serve(hand, 600, 620), serve(hand, 600, 630)]
    assert hand.value("overtime_min", *cases, cell="clerk@B") == 20


def test_pools_count_every_case_in_the_window_and_nothing_outside_it(hand: Any) -> None:
    # The window is day 0: 10 minutes before midnight count, 10 after do not.
    cases = [serve(hand, 1430, 1450), serve(hand, 600, 610, measured=False)]
    totals = hand.reduce(*cases).pool_totals()[1]
    assert totals[1, 0] == (10 + 10) * 60e6


def test_half_hours_of_the_day_add_up_over_days(hand: Any) -> None:
    # 9:20-9:40 on day 0 and 9:50-10:00 on day 1: 10 in the half hour from 9:00, 20 in the next.
    cases = [serve(hand, 560, 580), serve(hand, 1440 + 590, 1440 + 600)]
    until = 2 * 1440 * 60_000_000
    names, values = hand.reduce(*cases, measured_until=until).pool_value(
        "utilisation", half_hours=True
    )
    got = values[names.index("clerk@B"), 17:21]
    assert got == pytest.approx([np.nan, 10 / 60, 20 / 60, 0], nan_ok=True)


def test_a_kind_is_the_sum_of_its_pools(hand: Any, stories: Any) -> None:
    names, values = hand.reduce(*stories.values()).pool_value("utilisation", by_kind=True)
    # window: 65 minutes of the 840 rostered at both halls
    assert dict(zip(names, values, strict=True)) == pytest.approx(
        {"window": 65 / 840, "clerk": 46 / 420}
    )


def test_overtime_of_a_kind_is_a_total_a_replication(hand: Any) -> None:
    one = hand.reduce(serve(hand, 700, 730))
    names, values = (one + one).pool_value("overtime_min", by_kind=True)
    assert values[names.index("clerk")] == 10


def test_equipment_is_charged_for_the_most_units_of_each_working_day(hand: Any) -> None:
    # window@A: one then three units until midnight, five on day 5 (a Saturday), else none
    roster = {0: [(0, 0), (540, 1), (600, 3), (1440, 0), (5 * 1440, 5), (6 * 1440, 0)]}
    places = hand.places([(540, 1020)], roster)
    got = hand.value(
        "cost_per_accepted_rostered_cny",
        serve(hand, 600, 610),
        cell="all",
        places=places,
        measured_until=8 * 1440 * 60_000_000,
    )
    assert got == 3 * 50
