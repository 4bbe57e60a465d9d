"""Reductions of replications -> estimates and paired comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..measures import MEASURES, Counts, Measure, Ratio, Reduction, index_of
from ..scenario.model import Experiment
from .intervals import Spread, jackknife, section_count, sectioning, simultaneous_level
from .results import Comparison, Estimate
from .verdicts import needed_replications, verdict

__all__ = ["Spreads", "compared", "estimates", "pool_estimates"]

FloatArray = NDArray[np.float64]

CASE_MEASURES = tuple(name for name, measure in MEASURES.items() if measure.of == "cases")
POOL_MEASURES = tuple(name for name, measure in MEASURES.items() if measure.of == "pools")


@dataclass(frozen=True, eq=False)
class Spreads:
    """Every measure of cases of one alternative, with its parts. Values are [C]."""

    cells: tuple[str, ...]
    n: int
    by_measure: Mapping[str, Spread]
    cases: Mapping[str, FloatArray]  # of a share: the cases in its denominator, pooled

    @classmethod
    def of(cls, reductions: Sequence[Reduction]) -> Spreads:
        """From one reduction a replication."""
        sums = np.stack([reduction.sums for reduction in reductions])
        waits = _sections(reductions)
        total = sums.sum(axis=0)
        cases = {
            name: total[:, index_of(denominator)]
            for name in CASE_MEASURES
            if (denominator := _denominator(MEASURES[name])) is not None
        }
        spreads = {}
        for name in CASE_MEASURES:
            measure = MEASURES[name]
            if measure.interval == "sectioning":
                spreads[name] = sectioning(waits, partial(_of_waits, measure), len(waits))
            else:
                spreads[name] = jackknife(sums, measure)
        return cls(reductions[0].cells, len(reductions), spreads, cases)

    def half_widths(self, name: str, level: float, less: Spreads | None = None) -> FloatArray:
        """[C] half-widths of a measure, or of its difference to that of another alternative.

        A share that was the same in every replication has no spread to judge by; its interval
        is then what that many cases without an exception allow, 1 - (1 - level)^(1 / cases)
        (the rule of three).
        """
        spread = self.by_measure[name]
        if less is not None:
            spread = spread.minus(less.by_measure[name])
        widths = _half_widths(spread, level)
        if name not in self.cases:
            return widths
        cases = self.cases[name] if less is None else np.minimum(self.cases[name], less.cases[name])
        unseen = 1 - (1 - level) ** (1 / np.maximum(cases, 1))
        return np.where((widths == 0) & (cases > 0), unseen, widths)


def _sections(reductions: Sequence[Reduction]) -> np.ndarray:
    """[b, C, B] the waits of consecutive replications together, in as many parts as it takes."""
    n, shape = len(reductions), reductions[0].wait_counts.shape
    b = section_count(n)
    edges = [i * n // b for i in range(b + 1)]
    counts = [reduction.wait_counts for reduction in reductions]
    parts = pairwise(edges)
    return np.stack([Counts.added(counts[first:last], shape) for first, last in parts])


def _denominator(measure: Measure) -> str | None:
    """The statistic that counts the cases a share is of; None for what is no share."""
    if measure.unit == "share" and isinstance(measure.formula, Ratio):
        return measure.formula.denominator
    return None


def _of_waits(measure: Measure, waits: np.ndarray) -> np.ndarray:
    return measure(np.zeros(0), waits)


def estimates(spreads: Spreads, level: float) -> dict[str, dict[str, Estimate]]:
    """Cell -> measure -> estimate, with intervals each by itself."""
    result: dict[str, dict[str, Estimate]] = {cell: {} for cell in spreads.cells}
    for name, spread in spreads.by_measure.items():
        widths = spreads.half_widths(name, level)
        for c, cell in enumerate(spreads.cells):
            result[cell][name] = Estimate(float(spread.value[c]), float(widths[c]), spreads.n)
    return result


def pool_estimates(reductions: Sequence[Reduction], level: float) -> dict[str, dict[str, Estimate]]:
    """Kind of unit -> measure of pools -> estimate."""
    totals = [reduction.pool_totals(by_kind=True) for reduction in reductions]
    kinds, sums = totals[0][0], np.stack([total for _, total in totals])
    result: dict[str, dict[str, Estimate]] = {kind: {} for kind in kinds}
    for name in POOL_MEASURES:
        spread = jackknife(sums, MEASURES[name])
        widths = _half_widths(spread, level)
        for k, kind in enumerate(kinds):
            result[kind][name] = Estimate(float(spread.value[k]), float(widths[k]), len(totals))
    return result


def compared(
    spreads: Mapping[str, Spreads],
    pairs: Iterable[tuple[str, str]],
    primary: Sequence[tuple[str, str]],
    experiment: Experiment,
) -> list[Comparison]:
    """Every paired difference between the alternatives, measure by measure and cell by cell.

    pairs    (baseline, alternative)
    primary  (cell, measure) judged together, over all pairs, by simultaneous intervals
    """
    pairs = list(pairs)
    level = experiment.confidence
    together = simultaneous_level(level, max(len(primary) * len(pairs), 1))
    result = []
    for baseline, alternative in pairs:
        one, other = spreads[alternative], spreads[baseline]
        for name, spread in one.by_measure.items():
            difference = spread.minus(other.by_measure[name])
            each, all_ = (one.half_widths(name, at, less=other) for at in (level, together))
            margin = experiment.margins.get(name, MEASURES[name].margin)
            for c, cell in enumerate(one.cells):
                is_primary = (cell, name) in primary
                d, h = float(difference.value[c]), float((all_ if is_primary else each)[c])
                if np.isnan(d):
                    continue
                word = verdict(d, h, margin)
                unclear = word == "not shown"
                result.append(
                    Comparison(
                        baseline=baseline,
                        alternative=alternative,
                        group=cell,
                        measure=name,
                        difference=d,
                        half_width=h,
                        family="primary" if is_primary else "descriptive",
                        verdict=word,
                        margin=margin,
                        needed=needed_replications(one.n, d, h, margin) if unclear else None,
                        assumed=name in experiment.assumed,
                    )
                )
    return result


def _half_widths(spread: Spread, level: float) -> np.ndarray:
    if len(spread.parts) < 2:
        return np.full(spread.value.shape, np.nan)
    return spread.half_width(level)
