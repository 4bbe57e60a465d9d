"""What a horizon run leaves out at its beginning, where the scenario lets MSER-5 find it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..flow import Text, text
from ..records import NEVER, Records
from ..scenario import MINUTE, Lowered
from .mser import mser5
from .replicate import Trial

__all__ = ["with_warm_up"]

PILOTS = 10
"""Replications the rule looks at; their waits are averaged customer by customer."""


def with_warm_up(trial: Trial) -> tuple[Lowered, list[Text]]:
    """The trial's run with its measured time begun after the warm-up, and warnings.

    Only a horizon run whose `warm_up_min` is "mser5" is changed: the longest warm-up that the
    pilot replications of any alternative show.
    """
    run = trial.lowered.scenario.experiment
    if run.warm_up_min != "mser5":
        return trial.lowered, []
    pilots = [[*trial.records(r)] for r in range(min(PILOTS, run.replications))]
    starts = [_warm_up_of(of_policy) for of_policy in zip(*pilots, strict=True)]
    found = [start for start in starts if start is not None]
    short = [p.name for p, start in zip(trial.policies, starts, strict=True) if start is None]
    lowered = replace(trial.lowered, measured_from=max(found, default=0))
    return lowered, [_too_short(name) for name in short]


def _warm_up_of(pilots: Sequence[Records]) -> int | None:
    """When the warm-up of an alternative ends [µs], or None where the run is too short to tell."""
    series = [_waits(records) for records in pilots]
    length = min(len(need) for need, _ in series)
    needs = np.mean([need[:length] for need, _ in series], axis=0)
    try:
        deleted = mser5(np.mean([wait[:length] for _, wait in series], axis=0))
    except ValueError:
        return None
    return None if deleted is None else int(needs[deleted])


def _waits(records: Records) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Needs in order of time, and all the waiting of each, in minutes."""
    visits = records.visits
    left = np.where(visits.leave == NEVER, records.end, visits.leave)
    served = np.where(visits.start == NEVER, left, visits.start)
    wait = np.zeros(len(records.cases))
    np.add.at(wait, visits.case, (served - visits.enter) / MINUTE)
    order = np.argsort(records.cases.need, kind="stable")
    return records.cases.need[order], wait[order]


def _too_short(name: str) -> Text:
    return text(
        f"{name}：MSER-5 未能找到预热期的终点，结果含起始偏差；请加长 horizon_min",
        f"{name}: MSER-5 found no end of the warm-up, so the start is in the figures; "
        "give horizon_min more",
    )
