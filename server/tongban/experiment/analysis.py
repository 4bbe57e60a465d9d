"""Reductions of replications -> estimates and paired comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from ..measures import MEASURES, Measure, Reduction
from ..scenario.model import Experiment
from .intervals import Spread, jackknife, sectioning, simultaneous_level
from .results import Comparison, Estimate
from .verdicts import needed_replications, verdict

__all__ = ["Spreads", "compared", "estimates", "pool_estimates"]

CASE_MEASURES = tuple(name for name, measure in MEASURES.items() if measure.of == "cases")
POOL_MEASURES = tuple(name for name, measure in MEASURES.items() if measure.of == "pools")


@dataclass(frozen=True, eq=False)
class Spreads:
    """Every measure of cases of one alternative, with its parts. Values are [C]."""

    cells: tuple[str, ...]
    n: int
    by_measure: Mapping[str, Spread]

    @classmethod
    def of(cls, reductions: Sequence[Reduction]) -> Spreads:
        """From one reduction a replication."""
        sums = np.stack([reduction.sums for reduction in reductions])
        waits = np.stack([reduction.waits for reduction in reductions])
        spreads = {}
        for name in CASE_MEASURES:
            measure = MEASURES[name]
            if measure.interval == "sectioning":
                spreads[name] = sectioning(waits, partial(_of_waits, measure))
            else:
                spreads[name] = jackknife(sums, measure)
        return cls(reductions[0].cells, len(reductions), spreads)


def _of_waits(measure: Measure, waits: np.ndarray) -> np.ndarray:
    return measure(np.zeros(0), waits)


def estimates(spreads: Spreads, level: float) -> dict[str, dict[str, Estimate]]:
    """Cell -> measure -> estimate, with intervals each by itself."""
    result: dict[str, dict[str, Estimate]] = {cell: {} for cell in spreads.cells}
    for name, spread in spreads.by_measure.items():
        widths = _half_widths(spread, level)
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
            each, all_ = _half_widths(difference, level), _half_widths(difference, together)
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
