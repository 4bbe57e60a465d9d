"""The least staffing found by search is that of an exhaustive search.

Truth is one long run of every setting of a small grid, on a seed of its own; no setting that
matters lies within the indifference zone of a bound. Stated: the search finds the answer in at
least 95 of 100 seeds. `make theory` runs 100; the ordinary suite runs 5 and asks for 4, which a
search right in 95 of 100 misses with a probability of 0.023.
"""

from __future__ import annotations

import itertools
import os
from functools import cache
from pathlib import Path

import pytest

from tongban.experiment import Host
from tongban.planning import Observation, Study, targets_of
from tongban.planning.staffing import staff

SCENARIO = str(Path(__file__).resolve().parents[1] / "two-halls.toml")
ONE = Host("compiled", workers=1)
AT_LENGTH = int(os.environ.get("THEORY_TIMES", "10")) >= 100
SEEDS, LEAST_RIGHT = (100, 95) if AT_LENGTH else (5, 4)
NEAR, FAR = range(1, 6), range(1, 8)

CASES = {
    "both halls": ["near_local.service_level>=0.95", "far_local.service_level>=0.93"],
    "fewer elsewhere": ["near_local.service_level>=0.95"],
    "a percentile": ["visitors.wait_p90_min<=30", "near_local.lost_share<=0.03"],
}


@cache
def truth() -> dict[tuple[int, int], Observation]:
    """Every setting of the grid, at length."""
    study = Study(SCENARIO, seed=987_654_321, host=ONE)
    return {
        (near, far): study.at(
            [f"halls.near.clerk={near}", f"halls.far.clerk={far}"], replications=40
        )
        for near, far in itertools.product(NEAR, FAR)
    }


def exhaustive(texts: list[str]) -> set[tuple[int, int]]:
    """The settings of the grid of the least cost that keep all targets."""
    kept = []
    for setting, seen in truth().items():
        targets = targets_of(texts, seen.cells, "here")
        slacks = [t.slack(seen.estimate("call", t.group, t.measure, 0.95).mean) for t in targets]
        print(setting, slacks)
        if min(slacks) >= 0:
            kept.append(setting)
    least = min(map(sum, kept))
    return {setting for setting in kept if sum(setting) == least}


@pytest.mark.parametrize("texts", CASES.values(), ids=CASES)
def test_the_search_finds_what_exhaustive_search_finds(texts: list[str]) -> None:
    expected = exhaustive(texts)
    found = []
    for seed in range(1, SEEDS + 1):
        answer = staff(
            SCENARIO,
            texts,
            units=["halls.near.clerk=1..5", "halls.far.clerk=1..7"],
            seed=seed,
            host=ONE,
        )
        found.append(tuple(unit.after for unit in answer.units))
    right = sum(setting in expected for setting in found)
    print(expected, found)
    assert right >= LEAST_RIGHT
