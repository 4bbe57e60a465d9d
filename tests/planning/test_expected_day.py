"""What one day is expected to bring, against numbers worked out by hand and the run's measures."""

from __future__ import annotations

import numpy as np
import pytest

from tongban.errors import ScenarioError, TooFewReplications
from tongban.experiment import Host, run
from tongban.measures import Days
from tongban.planning import ExpectedDay, expected_day, expected_of
from tongban.scenario import load

ONE = Host("compiled", workers=1)
TOLD = {"level": 0.95, "digest": "d", "channel": "c", "load": 1.0, "seed": 1}
SAME_DAY = [
    "channels.virtual_window.stages.verify_materials.choose.deficient=[0.0,0.0]",
    "channels.virtual_window.drops.lost=0.0",
    "channels.virtual_window.stages.dial.wait.no_answer.mean=10000.0",
    "demand.cross.per_day=3.0",
    "demand.cross.items={medical_filing=0.5,enquiry=0.5}",
    "experiment.replications=4",
]
"""The Yangtze River Delta without what sends a case home or to another channel."""


def day(accepted: list[int], within: int = 0, came: int = 0, waited_min: int = 0) -> Days:
    """A replication of some days, all of it between 09:00 and 09:30 of each."""
    n = len(accepted)
    counts, none = np.zeros((n, 48), np.int64), np.zeros((n, 48), np.int64)
    counts[:, 18] = accepted
    comers = none.copy()
    comers[:, 18] = came
    each = np.full(n, within, np.int64)
    waited = np.full(n, waited_min * 60_000_000, np.int64)
    return Days(comers, counts, none, counts * 30 * 60_000_000, each, each, waited)


def test_the_mean_and_its_interval_by_hand() -> None:
    # Replications of mean 1 and 3: mean 2, standard error 1, t of one degree of freedom 12.706.
    found = expected_of([day([0, 2]), day([2, 4])], **TOLD).accepted
    assert found.mean[17:20].tolist() == [0, 2, 2]
    assert found.mean_high[18] == pytest.approx(2 + 12.7062, abs=1e-4)
    assert found.mean_low[18] == 0  # fewer than none cannot be
    assert (found.day_low[18], found.day_high[18]) == (0, 4)


def test_the_range_of_days_holds_nine_in_ten_of_them() -> None:
    runs = [day(list(range(first, first + 50))) for first in (1, 51)]
    found = expected_of(runs, **TOLD).accepted
    assert (found.day_low[18], found.day_high[18]) == (5, 95)
    assert found.day_low[17] == found.day_high[17] == 0


def test_service_level_and_wait_pool_all_cases() -> None:
    runs = [day([0], within=1, came=2, waited_min=10), day([0], within=9, came=18, waited_min=9)]
    found = expected_of(runs, **TOLD)
    assert found.service_level.mean == 10 / 20
    assert found.wait_mean_min.mean == pytest.approx(19 / 10)  # not the mean of 10 and 1
    assert (found.wait_mean_min.day_low, found.wait_mean_min.day_high) == (1, 10)
    assert found.service_level.mean_high == found.service_level.mean_low == 0.5


def test_where_nobody_comes_there_is_no_service_level() -> None:
    found = expected_of([day([0]), day([0])], **TOLD)
    assert np.isnan(found.service_level.mean)
    assert np.isnan(found.service_level.day_low)
    assert found.came.mean[-1] == 0


def test_waiting_is_an_average_over_each_half_hour() -> None:
    found = expected_of([day([2]), day([4])], **TOLD)
    assert found.waiting.mean[18] == 3  # two, and four, for all of the half hour


def test_one_replication_has_no_interval() -> None:
    with pytest.raises(TooFewReplications):
        expected_of([day([1])], **TOLD)


@pytest.fixture(scope="module")
def same_day() -> ExpectedDay:
    return expected_day(load("yrd-2023", SAME_DAY), "virtual_window", host=ONE)


def test_the_day_ends_with_the_measure_of_the_same_run(same_day: ExpectedDay) -> None:
    broken = run(load("yrd-2023", SAME_DAY), "virtual_window", host=ONE)
    of = {name: broken.by["group"]["cross"][name] for name in ("accepted", "answered")}
    assert of["accepted"].mean > 0
    assert broken.by["group"]["cross"]["fallback"].mean == 0
    assert same_day.accepted.mean[-1] * same_day.days == pytest.approx(of["accepted"].mean)
    assert same_day.answered.mean[-1] * same_day.days == pytest.approx(of["answered"].mean)
    width = same_day.accepted.mean_high[-1] - same_day.accepted.mean[-1]
    assert width * same_day.days == pytest.approx(of["accepted"].half_width)


def test_service_level_is_the_measure_where_everybody_answered_is_completed(
    same_day: ExpectedDay,
) -> None:
    broken = run(load("yrd-2023", SAME_DAY), "virtual_window", host=ONE)
    measure = broken.by["group"]["cross"]["service_level"]
    assert same_day.service_level.mean == pytest.approx(measure.mean)
    assert same_day.service_level.mean_low == pytest.approx(measure.mean - measure.half_width)
    assert same_day.service_level.mean_high <= 1


def test_counts_never_fall_and_days_begin_with_the_doors(same_day: ExpectedDay) -> None:
    for counts in (same_day.came, same_day.accepted, same_day.answered):
        for curve in (counts.mean, counts.day_low, counts.day_high):
            assert (np.diff(curve) >= 0).all()
        assert counts.mean[16] == 0  # by 08:30
        assert (counts.mean_low <= counts.mean).all()
        assert (counts.mean <= counts.mean_high).all()
    assert same_day.accepted.mean[-1] + same_day.answered.mean[-1] <= same_day.came.mean[-1]


def test_the_engines_expect_the_same() -> None:
    short = ["experiment.days=2", "experiment.replications=2", "demand.home_local.per_day=20"]
    source = load("yrd-2023", [*SAME_DAY, *short])
    one, other = (
        expected_day(source, "virtual_window", host=Host(engine, workers=1))
        for engine in ("simpy", "compiled")
    )
    assert one.accepted.mean.tolist() == other.accepted.mean.tolist()
    assert one.wait_mean_min.mean_high == other.wait_mean_min.mean_high
    assert (one.digest, one.days, one.replications) == (source.digest, 2, 2)


def test_a_channel_there_is_not_and_a_run_without_days() -> None:
    with pytest.raises(ScenarioError, match="virtual_windo"):
        expected_day(load("yrd-2023"), "virtual_windo")
    with pytest.raises(ScenarioError, match="no whole measured day"):
        expected_day(load("textbook-mmc", ["experiment.horizon_min=120"]), "queue", host=ONE)
