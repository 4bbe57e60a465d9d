"""Staffing of textbook queues: what theory answers, simulation answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tongban.experiment import Host
from tongban.planning import targets_of
from tongban.planning.staffing import Staffing, staff
from tongban.planning.staffing.erlang import Line, excess

ONE = Host("compiled", workers=1)


def counts(found: Staffing) -> tuple[int, ...]:
    return tuple(unit.after for unit in found.units)


QUEUE = ["experiment.horizon_min=500", "experiment.warm_up_min=60"]


def textbook(per_hour: int, target: str, **options: Any) -> Staffing:
    changes = [*QUEUE, f"demand.customers.per_hour={per_hour}", *options.pop("changes", ())]
    units = ["halls.counter.clerk=1..20"]
    return staff(
        "textbook-mmc",
        [target],
        channel="queue",
        units=units,
        changes=changes,
        host=ONE,
        **options,
    )


def erlang_c(c: int, a: float) -> float:
    """Share that waits, from the chances of each state (Erlang 1917)."""
    terms = [1.0]
    for n in range(1, c + 1):
        terms.append(terms[-1] * a / n)
    waiting = terms[c] / (1 - a / c)
    return waiting / (sum(terms[:c]) + waiting)


def theory(per_hour: int, measure: str, bound: float) -> int:
    """The fewest clerks by the closed formulas of M/M/c."""
    mean = 0.32876712
    rate = per_hour / 60
    for c in range(int(rate * mean) + 1, 100):
        waits, decay = erlang_c(c, rate * mean), c / mean - rate
        kept = {
            "service_level": 1 - waits * np.exp(-decay * 0.1) >= bound,
            "wait_p90_min": waits * np.exp(-decay * bound) <= 0.1,
            "wait_mean_min": waits / decay <= bound,
        }[measure]
        if kept:
            return c
    raise AssertionError


@pytest.mark.parametrize(
    ("per_hour", "target"),
    [
        (150, "service_level>=0.8"),
        (150, "wait_mean_min<=0.02"),
        (300, "service_level>=0.9"),
        (300, "wait_p90_min<=0.15"),
        (700, "service_level>=0.8"),
        (700, "wait_mean_min<=0.05"),
        (1500, "wait_p90_min<=0.2"),
    ],
)
def test_a_textbook_queue_is_staffed_as_erlang_says(per_hour: int, target: str) -> None:
    measure, bound = target.replace("<", ">").split(">=")
    expected = theory(per_hour, measure, float(bound))
    found = textbook(per_hour, f"customers.{target}")
    assert found.exact_start
    assert (found.units[0].start, counts(found)) == (expected, (expected,))
    assert [near.level for near in found.neighbours] == [expected - 1]


def test_simulation_alone_finds_what_erlang_says() -> None:
    far = [*QUEUE, "demand.customers.day_cv=0.000001"]  # no textbook queue by its letter
    found = textbook(700, "customers.service_level>=0.8", changes=far)
    assert not found.exact_start
    assert counts(found) == (theory(700, "service_level", 0.8),)


def test_erlang_a_is_that_of_the_birth_death_chain() -> None:
    """Reference: abandonment of M/M/c+M from its chain (Palm 1957), computed here."""
    for per_hour, mean, patience, c in [(20, 12, 60, 4), (20, 12, 8, 4), (40, 12, 30, 8)]:
        rate = per_hour / 60
        weights = [1.0]
        for n in range(3000):
            leave = min(n + 1, c) / mean + max(n + 1 - c, 0) / patience
            weights.append(weights[-1] * rate / leave)
        line = sum(max(n - c, 0) * w for n, w in enumerate(weights)) / sum(weights)
        lost = line / patience / rate
        (target,) = targets_of(["all.lost_share<=0.5"], ["all"], "here")
        found = excess(target, Line(rate, mean, patience), c, 30)
        assert found == pytest.approx(rate * (0.5 - lost), rel=1e-5)
