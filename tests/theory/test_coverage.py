"""Intervals of the whole path, from scenario to estimate, hold theory as often as they claim."""

from __future__ import annotations

import numpy as np
import pytest
from queues import short_day

from tongban.experiment.analysis import Spreads
from tongban.experiment.replicate import Trial
from tongban.experiment.setting import setting_of
from tongban.workload import Policy

RUNS, REPLICATIONS = 1000, 10


@pytest.fixture(scope="module", name="reductions")
def _reductions() -> list[list]:
    """1,000 small runs: ten days each, four hours of three clerks, then two."""
    queue = short_day(1)
    setting = setting_of(queue.lowered, ["day"])
    policy = Policy("day", {"day": 1.0})
    trial = Trial(queue.lowered, (policy,), 20230606, "compiled", setting)
    found = [trial(replication)[0][0] for replication in range(RUNS * REPLICATIONS)]
    return [found[i : i + REPLICATIONS] for i in range(0, len(found), REPLICATIONS)]


@pytest.mark.parametrize(
    ("measure", "theory"),
    [
        # Empty at 0, exact from the chain: 60 arrive, 9.7012 are in line at 240.
        pytest.param("lost_share", 9.7012 / 60, id="a ratio"),
        pytest.param("needs", 60.0, id="a mean"),
        pytest.param("turned_away", 9.7012, id="a skewed mean"),
    ],
)
def test_intervals_of_95_percent_hold_theory_in_93_to_97_percent(
    reductions: list[list], measure: str, theory: float
) -> None:
    held = 0
    for run in reductions:
        spread = Spreads.of(run).by_measure[measure]
        held += abs(spread.value[0] - theory) <= spread.half_width(0.95)[0]
    assert 0.93 <= held / RUNS <= 0.97, held / RUNS


def test_the_runs_together_find_theory(reductions: list[list]) -> None:
    shares = [Spreads.of(run).by_measure["lost_share"].value[0] for run in reductions]
    assert np.mean(shares) == pytest.approx(9.7012 / 60, rel=0.02)
