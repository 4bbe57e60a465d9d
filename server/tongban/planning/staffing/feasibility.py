"""Whether a setting keeps a target, judged replication by replication until it is sure.

A target on a ratio, num / den >= b, holds when E[num - b den] >= 0; one on a percentile, such
as p90 <= b, when E[cases within b - 0.9 cases] >= 0. Both are means of independent
replications, over the pooled cases that the measure itself is over, so that the sequential
procedures for means apply as they stand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...measures import BINS, MEASURES, Percentile, Reduction, bin_edges, index_of
from ..targets import Target

__all__ = ["FIRST", "Decision", "cases_of", "decision", "excesses", "zone_of"]

FloatArray = NDArray[np.float64]

FIRST = 10
"""Replications before the first decision; their variance scales the region of indecision."""

EDGES = bin_edges()


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one target at one setting.

    met           None: not decided by the replications there were
    zone          the indifference zone used, in the unit of the excess
    replications  how many it took
    """

    met: bool | None
    zone: float
    replications: int


def decision(excess: FloatArray, zone: float, error: float, most: int) -> Decision:
    """Whether the mean of an excess is 0 or more.

    excess  shape (n,), n >= FIRST, one value a replication, in order
    zone    a mean at least so far from 0 is decided rightly with probability 1 - error or
            more; nearer to 0 either decision is right. It is widened if it must be for ``most``
            replications to suffice
    error   in (0, 0.5)

    The sum wanders until it leaves a triangle that closes; the side it leaves by decides.
    Source: Andradóttir and Kim, Fully sequential procedures for comparing constrained systems
    via simulation (2010), procedure F_B with c = 1; the region is Fabian's (1974).
    """
    first = excess[:FIRST]
    eta = 0.5 * ((2 * error) ** (-2 / (FIRST - 1)) - 1)
    w = eta * (FIRST - 1) * float(first.var(ddof=1))
    zone = max(zone, math.sqrt(2 * w / most))
    r = np.arange(FIRST, len(excess) + 1)
    total = np.cumsum(excess)[FIRST - 1 :]
    region = np.maximum(0.0, w / zone - zone * r / 2)
    out = np.flatnonzero((np.abs(total) >= region) | (r >= most))
    if len(out) == 0:
        return Decision(None, zone, len(excess))
    return Decision(bool(total[out[0]] >= 0), zone, int(r[out[0]]))


def zone_of(target: Target, indifference: float) -> float:
    """The indifference zone of a target's excess: a share of cases, or of the bound.

    Of shares and percentiles it is a share of the cases; of other measures the same share of
    the bound, which has the measure's unit.
    """
    measure = MEASURES[target.measure]
    if measure.unit == "share" or isinstance(measure.formula, Percentile):
        return indifference
    return indifference * max(abs(target.bound), 1e-9)


def cases_of(target: Target, runs: Sequence[Reduction]) -> FloatArray:
    """[n] the denominator of the target's measure in each replication."""
    return np.array([_parts(target, run)[1] for run in runs])


def excesses(target: Target, runs: Sequence[Reduction], cases: float) -> FloatArray:
    """[n] by how much each replication keeps the target, negative where it misses it.

    cases  the scale: about how many cases a replication has, the same for all settings, so that
           the excess has the measure's unit, or is a share of cases for a percentile
    """
    parts = np.array([_parts(target, run) for run in runs])
    over = (parts[:, 0] - parts[:, 2] * parts[:, 1]) / cases
    return np.asarray(over if target.sense == ">=" else -over)


def _parts(target: Target, run: Reduction) -> tuple[float, float, float]:
    """(numerator, denominator, bound of their ratio); a percentile's numerator is beyond b."""
    formula = MEASURES[target.measure].formula
    c = run.cells.index(target.group)
    if isinstance(formula, Percentile):
        within, total = _waits(run, c, target.bound * formula.per)
        return total - within, total, 1 - formula.percent / 100
    sums = run.sums[c]
    above = sum(float(sums[index_of(name)]) for name in formula.numerator)
    return above / formula.per, float(sums[index_of(formula.denominator)]), target.bound


def _waits(run: Reduction, cell: int, bound: float) -> tuple[float, float]:
    """(waits of at most a bound [µs], all waits): a bin's waits lie evenly in it."""
    counts = run.wait_counts
    here = (counts.at >= cell * BINS) & (counts.at < (cell + 1) * BINS)
    bins, count = counts.at[here] - cell * BINS, counts.count[here]
    inside = (bound + 1 - EDGES[bins]) / (EDGES[bins + 1] - EDGES[bins])
    return float(count @ np.clip(inside, 0, 1)), float(count.sum())
