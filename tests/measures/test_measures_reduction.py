"""Reductions add up, group as asked, and evaluate over leading axes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tongban.measures import MEASURES, STATISTICS, reduce, reference

ONCE = ("replications", "open_us", "rostered_staff_us", "rostered_cny")
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "measures.md"


def test_the_reference_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference()


def test_cells_follow_from_the_setting(hand: Any) -> None:
    # cross asks for an ID card, which not every channel serves; only local asks questions.
    assert hand.reduce().cells == ("cross", "cross_everyone", "local", "local_enquiries", "all")


def test_a_group_is_over_what_every_channel_can_serve(hand: Any, stories: Any) -> None:
    other = hand.case(600, stories["smooth"].rows, item="id_card")
    reduction = hand.reduce(stories["smooth"], other, stories["asks"])
    assert reduction.value("needs").tolist() == [1, 2, 0, 1, 3]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("group", {"cross": 4, "local": 1}),
        ("hall", {"A": 4, "B": 1}),
        ("home", {"A": 0, "B": 5}),
        ("item", {"move": 4, "id_card": 0, "question": 1}),
        ("channel", {"virtual": 5}),
        ("half_hour", {"09:00": 1, "10:00": 2, "11:30": 2}),
    ],
)
def test_needs_by_dimension(hand: Any, stories: Any, by: str, expected: dict[str, int]) -> None:
    reduction = hand.reduce(*stories.values(), by=by)
    needs = dict(zip(reduction.cells, reduction.value("needs"), strict=True))
    assert needs == dict.fromkeys(reduction.cells, 0) | expected


def test_the_sum_of_two_reductions_is_that_of_their_cases(hand: Any, stories: Any) -> None:
    cases = list(stories.values())
    both = hand.reduce(*cases[:2]) + hand.reduce(*cases[2:])
    whole = hand.reduce(*cases)
    np.testing.assert_array_equal(both.waits, whole.waits)
    # What is counted once a replication is in the sum twice.
    once = whole.sums.copy()
    twice = np.array([statistic.name in ONCE for statistic in STATISTICS])
    once[:, twice] *= 2
    np.testing.assert_allclose(both.sums, once, rtol=1e-15)
    np.testing.assert_array_equal(both.pool_sums[..., :2], whole.pool_sums[..., :2])


def test_values_of_twice_the_same_are_the_same(hand: Any, stories: Any) -> None:
    one = hand.reduce(*stories.values())
    twice = one + one
    for name, measure in MEASURES.items():
        # A percentile is placed within its bin, which two observations share out otherwise.
        rtol = 1 / 128 if measure.interval == "sectioning" else 1e-12
        np.testing.assert_allclose(twice.value(name), one.value(name), rtol, err_msg=name)


def test_leaving_one_out_gives_the_rest(hand: Any, stories: Any) -> None:
    a, b = hand.reduce(stories["smooth"]), hand.reduce(stories["deficient"])
    for name in MEASURES:
        np.testing.assert_allclose((a + b - b).value(name), a.value(name), err_msg=name)


def test_measures_take_any_leading_axes(hand: Any, stories: Any) -> None:
    parts = [hand.reduce(story) for story in stories.values()]
    sums, waits = (np.stack([getattr(p, key) for p in parts]) for key in ("sums", "waits"))
    pools = np.stack([p.pool_totals()[1] for p in parts])
    for name, measure in MEASURES.items():
        got = measure(pools) if measure.of == "pools" else measure(sums, waits)
        np.testing.assert_array_equal(got, [p.value(name) for p in parts], err_msg=name)


def test_waits_of_different_cells_do_not_add(hand: Any) -> None:
    with pytest.raises(ValueError, match="no sum"):
        hand.reduce() + hand.reduce(by="hall")


def test_records_of_other_flows_are_refused(hand: Any, stories: Any) -> None:
    records = replace(hand.records(stories["smooth"]), flow_digest="other")
    with pytest.raises(ValueError, match="other"):
        reduce(records, hand.setting)


def test_medians_come_from_the_waits_of_completed_cases(hand: Any, stories: Any) -> None:
    # waits 10, 30 and 80 minutes; the one who left is not among them
    reduction = hand.reduce(*stories.values())
    at = reduction.cells.index("cross")
    got = [reduction.value(name)[at] for name in ("wait_p50_min", "wait_p90_min")]
    assert got == pytest.approx([30, 80], rel=1 / 128)
