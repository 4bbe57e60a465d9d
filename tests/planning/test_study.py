"""Studies: what a setting gives, what is remembered, what an interruption leaves."""

from __future__ import annotations

import numpy as np
import pytest

from tongban.errors import TooFewReplications
from tongban.experiment import Host, Remembers, compare
from tongban.planning import Study
from tongban.scenario import load

ONE = Host("compiled", workers=1)
CHANNEL = "queue"
SHORT = ["experiment.horizon_min=120", "experiment.replications=4"]


def test_a_setting_gives_what_a_comparison_gives() -> None:
    study = Study("textbook-mmc", SHORT, host=ONE)
    seen = study.at(["halls.counter.clerk=4"], channels=[CHANNEL])
    result = compare(
        load("textbook-mmc", [*SHORT, "halls.counter.clerk=4"]), channels=[CHANNEL], host=ONE
    )
    for cell in result.groups:
        for measure, estimate in result.alternatives[CHANNEL].groups[cell].items():
            found = seen.estimate(CHANNEL, cell, measure, result.confidence)
            assert repr(found) == repr(estimate)  # nan is nan


def test_more_replications_go_on_from_those_there_are() -> None:
    study = Study("textbook-mmc", SHORT, host=ONE)
    few, many = (study.at(channels=[CHANNEL], replications=n) for n in (2, 6))
    assert study.runs_made == 6
    for one, other in zip(few.runs, many.runs, strict=False):
        assert np.array_equal(one[0].sums, other[0].sums)


def test_runs_kept_on_disk_are_the_same_and_cost_nothing() -> None:
    memory = Remembers()
    first = Study("textbook-mmc", SHORT, host=ONE, keeper=memory).at(channels=[CHANNEL])
    again = Study("textbook-mmc", SHORT, host=ONE, keeper=memory)
    for (one,), (other,) in zip(first.runs, again.at(channels=[CHANNEL]).runs, strict=True):
        assert (one.cells, one.pools, one.pool_kinds) == (
            other.cells,
            other.pools,
            other.pool_kinds,
        )
        assert np.array_equal(one.sums, other.sums)
        assert np.array_equal(one.waits, other.waits)
        assert np.array_equal(one.pool_sums, other.pool_sums)
    assert again.runs_made == 0


def test_an_interrupted_setting_keeps_what_is_finished() -> None:
    memory = Remembers()

    def interrupt(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    study = Study("textbook-mmc", SHORT, host=ONE, keeper=memory)
    with pytest.raises(KeyboardInterrupt):
        study.at(channels=[CHANNEL], progress=interrupt)
    resumed = Study("textbook-mmc", SHORT, host=ONE, keeper=memory)
    resumed.at(channels=[CHANNEL])
    assert resumed.runs_made == 2


def test_a_difference_between_settings_is_paired() -> None:
    study = Study("textbook-mmc", SHORT, host=ONE)
    fewer, more = (
        study.at([f"halls.counter.clerk={clerks}"], channels=[CHANNEL]) for clerks in (3, 4)
    )
    found = more.difference(CHANNEL, "all", "wait_mean_min", 0.95, less=fewer)
    alone = more.estimate(CHANNEL, "all", "wait_mean_min", 0.95)
    other = fewer.estimate(CHANNEL, "all", "wait_mean_min", 0.95)
    assert found.mean == pytest.approx(alone.mean - other.mean)
    assert found.half_width < np.hypot(alone.half_width, other.half_width)


def test_an_interval_needs_two_replications() -> None:
    with pytest.raises(TooFewReplications):
        Study("textbook-mmc", SHORT, host=ONE).at(replications=1)
