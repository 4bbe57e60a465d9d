"""Where loads stop keeping the targets, of functions whose edge is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tongban.experiment import Estimate
from tongban.planning import Target
from tongban.planning.capacity import Judged, LargestLoad, LoadPoint
from tongban.planning.capacity.largest_load import edge, largest_load, round_loads

TARGETS = (Target("cross", "wait_mean_min", "<=", 30), Target("local", "wait_mean_min", "<=", 50))
GRID = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)

Wait = Callable[[float], float]


def point(load: float, waits: Sequence[float], half_width: float = 1.0) -> LoadPoint:
    judged = [
        Judged(
            target,
            Estimate(wait, half_width, 10),
            is_kept=target.slack(wait) >= 0,
            is_shown=abs(target.slack(wait)) > half_width,
        )
        for target, wait in zip(TARGETS, waits, strict=True)
    ]
    return LoadPoint(load, tuple(judged), {}, {})


def search(
    cross: Wait, local: Wait, few_are_off_by: float = 0.0
) -> tuple[LargestLoad, list[float]]:
    """The edge, and the loads tried; 5 replications look, 20 judge."""
    tried: list[float] = []

    def at(load: float, replications: int) -> LoadPoint:
        tried.append(load)
        off = few_are_off_by if replications == 5 else 0.0
        return point(load, (cross(load) + off, local(load)))

    points = [point(load, (cross(load) + few_are_off_by, local(load))) for load in GRID]
    return largest_load(points, at, 5, 20), tried


def test_edge_lies_between_the_last_load_that_keeps_and_the_first_that_does_not() -> None:
    found, tried = search(lambda load: 2 * load, lambda load: load)
    assert (found.status, found.exceptions, found.searched) == ("found", (), (1, 50))
    assert found.load is not None
    assert found.last_kept is not None
    assert found.first_missed is not None
    assert found.load <= 15 < found.first_missed.load <= 1.05 * found.load * 1.001
    assert found.failing is not None
    assert (found.failing.target, found.failing.is_kept) == (TARGETS[0], False)
    assert len(tried) < 10


def test_the_target_missed_by_more_of_its_bound_fails_first() -> None:
    found, _ = search(lambda load: load, lambda load: 60.0 if load > 12 else 5.0)
    assert found.failing is not None
    assert found.failing.target == TARGETS[1]
    assert found.load == pytest.approx(12, rel=0.05)


@pytest.mark.parametrize("off", [pytest.param(3.0, id="above"), pytest.param(-3.0, id="below")])
def test_more_replications_put_right_what_few_found(off: float) -> None:
    found, _ = search(lambda load: 2 * load, lambda load: load, few_are_off_by=off)
    assert found.load is not None
    assert found.first_missed is not None
    assert found.load <= 15 < found.first_missed.load <= 1.06 * found.load


def test_nothing_is_missed_within_the_range() -> None:
    found, _ = search(lambda load: 1.0, lambda load: 1.0)
    assert (found.status, found.load, found.first_missed, found.failing) == (
        "all kept",
        50,
        None,
        None,
    )


def test_a_target_is_missed_from_the_smallest_load_on() -> None:
    found, _ = search(lambda load: 40 + load, lambda load: load)
    assert (found.status, found.load, found.last_kept) == ("none kept", None, None)
    assert found.failing is not None
    assert (found.failing.target, found.failing.found.mean) == (TARGETS[0], 41)


def test_loads_that_keep_the_targets_again_are_said() -> None:
    found, _ = search(lambda load: 40.0 if 5 <= load <= 10 else 5.0, lambda load: 1.0)
    assert found.load == pytest.approx(5, rel=0.06)
    assert found.exceptions == (20, 50)


def test_a_miss_that_may_be_chance_does_not_end_the_search() -> None:
    found, _ = search(lambda load: 30.5 if load < 2 else 2 * load, lambda load: 1.0)
    assert found.load == pytest.approx(15, rel=0.05)
    assert found.exceptions == (1,)


@pytest.mark.parametrize(
    ("start", "kept_up_to", "expected"),
    [
        pytest.param(10, 15, (15, 15), id="upward"),
        pytest.param(100, 15, (15, 15), id="downward"),
        pytest.param(3, 400, (200, None), id="all kept"),
        pytest.param(100, 0.5, (None, 1), id="none kept"),
        pytest.param(1, 0.5, (None, 1), id="none kept, begun there"),
        pytest.param(500, 400, (200, None), id="begun beyond the range"),
    ],
)
def test_edge_from_a_guess(
    start: float, kept_up_to: float, expected: tuple[float | None, float | None]
) -> None:
    tried = []

    def at(load: float) -> LoadPoint:
        tried.append(load)
        return point(load, (30 * load / kept_up_to, 1.0))

    found = edge(start, (1, 200), at)
    assert len(tried) <= 8
    for seen, load in zip(found, expected, strict=True):
        assert (None if seen is None else seen.load) == (
            None if load is None else pytest.approx(load, rel=0.11)
        )


def test_round_loads() -> None:
    assert round_loads(0.5, 50, [10, 30, 500]) == [0.5, 1, 2, 5, 10, 20, 30, 50]
    assert round_loads(1, 7, []) == [1, 2, 5, 7]
