"""As many replications as a precision takes: sequential runs with a limit.

The half-width of one measure is looked at after each stretch of replications, in every
alternative; the next stretch is as long as the present spread says is needed, and never more
than doubles the number. Stopping by what was seen makes intervals cover a little less often
than they say; the more so the fewer replications there are (Law, Simulation Modeling and
Analysis (2015), section 9.4.1), so no run stops before ``FEWEST``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import Fault, ScenarioError, did_you_mean
from ..measures import Reduction
from .analysis import CASE_MEASURES, Spreads
from .replicate import Host, Progress, Reduced, Trial, run_trial
from .results import Stopping

__all__ = ["Precision", "run_to_precision"]

FEWEST = 10
"""Replications before the first look."""

SPARE = 1.05
"""What is added to the number the present spread asks for, since it may be underestimated."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How sure a measure shall be in every alternative.

    relative  half-width over the estimate, in (0, 1)
    measure   a measure of cases, or ``group.measure``; by itself of the first group
    most      replications at most
    """

    relative: float
    measure: str
    most: int = 1000

    def cell_and_measure(self, cells: Sequence[str]) -> tuple[str, str]:
        """What is looked at; ScenarioError, with all faults, where that is nothing."""
        cell, _, name = self.measure.rpartition(".")
        faults = []
        if not 0 < self.relative < 1:
            message = f"{self.relative:g} given, need more than 0 and less than 1, such as 2%"
            faults.append(Fault("option", "precision", message))
        if self.most < FEWEST:
            message = f"{self.most} given, need at least {FEWEST}"
            faults.append(Fault("option", "max-replications", message))
        for what, word, known in (("group", cell, cells), ("measure", name, CASE_MEASURES)):
            if word and word not in known:
                message = f"{self.measure!r}: no {what} {word!r}; {did_you_mean(word, known)}"
                faults.append(Fault("option", "measure", message))
        if faults:
            raise ScenarioError(faults)
        return cell or cells[0], name


def run_to_precision(
    trial: Trial,
    precision: Precision,
    cells: Sequence[str],
    level: float,
    host: Host,
    progress: Progress,
    known: Mapping[int, Reduced] | None = None,
) -> tuple[Mapping[int, Reduced], int, Stopping | None]:
    """Replications until the measure is sure enough: they, how many were planned, why it stopped.

    level  of the intervals
    known  replications that are there already

    None in place of the reason means Ctrl-C. Raises ScenarioError where the precision cannot be
    reached at all, since the measure is 0 or undefined in some alternative.
    """
    cell, name = precision.cell_and_measure(cells)
    there = dict(known or {})
    planned = FEWEST
    while True:
        done = run_trial(trial, planned, host, progress, _first(planned, there))
        there |= done
        if len(done) < planned:
            return done, planned, None
        whole = [done[replication] for replication in range(planned)]
        worst = max(
            _relative([reduced[p][0] for reduced in whole], cell, name, level, policy.name)
            for p, policy in enumerate(trial.policies)
        )
        if worst <= precision.relative or planned >= precision.most:
            found = Stopping(
                group=cell,
                measure=name,
                target=precision.relative,
                worst=worst,
                replications=planned,
                most=precision.most,
                reason="reached" if worst <= precision.relative else "limit",
            )
            return done, planned, found
        wanted = math.ceil(planned * (worst / precision.relative) ** 2 * SPARE)
        planned = min(max(wanted, planned + 1), 2 * planned, precision.most)


def _first(count: int, done: Mapping[int, Reduced]) -> dict[int, Reduced]:
    """Of what is done the first replications."""
    return {i: reduced for i, reduced in done.items() if i < count}


def _relative(
    reductions: Sequence[Reduction], cell: str, name: str, level: float, policy: str
) -> float:
    """The half-width of a measure over its estimate in one alternative."""
    spreads = Spreads.of(reductions)
    c = spreads.cells.index(cell)
    value, width = spreads.by_measure[name].value[c], spreads.half_widths(name, level)[c]
    if value == 0 or np.isnan(value):
        what = "undefined" if np.isnan(value) else "0"
        message = (
            f"{cell}.{name} is {what} in {policy} over {len(reductions)} replications, and has "
            "no relative precision there; choose another measure, or leave that channel out"
        )
        raise ScenarioError(Fault("option", "measure", message))
    return float(width / abs(value)) if not np.isnan(width) else math.inf
