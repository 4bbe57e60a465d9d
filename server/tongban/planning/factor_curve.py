"""Differences along a factor, and where they cross a threshold."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from ..experiment import Estimate, Progress
from ..experiment.intervals import Spread
from .bracketing import crossing
from .pairs import Pair, Pairs

__all__ = ["Crossing", "FactorCurve", "Question"]

FINENESS = 400
"""A crossing is found to within the range over this."""

Name = Literal["hall_time", "local_wait", "staff_minutes", "social_cost", "measure"]
Sign = Literal["above", "below", "mixed"]
Function = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be equal: a measure of a group, or the sum of several of one unit."""

    name: Name
    group: str
    measures: tuple[str, ...]

    def difference(self, seen: Pair, level: float) -> Estimate:
        """Alternative less baseline, paired."""
        if len(self.measures) == 1:
            return seen.difference(self.group, self.measures[0], level)
        spreads = [seen.spread(self.group, measure) for measure in self.measures]
        both = Spread(
            value=np.sum([spread.value for spread in spreads], axis=0),
            parts=np.sum([spread.parts for spread in spreads], axis=0),
            centre=np.sum([spread.centre for spread in spreads], axis=0),
        )
        return Estimate(float(both.value), float(both.half_width(level)), seen.one.replications)


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where the difference is equal to a threshold.

    at         the factor; None: nowhere in the range
    low, high  the ends of its interval by inversion: between them the paired interval of the
               difference holds the threshold; None: that end lies beyond the range, or there is
               no interval because the threshold is outside of it throughout
    sign       throughout, where `at` is None: the difference lies above or below the threshold,
               or its interval holds the threshold at some factor without being equal (mixed)
    crossings  how often it was seen to cross; of several, `at` is nearest to the scenario's factor
    """

    threshold: float  # in the unit of the measure
    at: float | None
    low: float | None
    high: float | None
    sign: Sign | None = None
    crossings: int = 0


class FactorCurve:
    """Looks at both alternatives along a factor, each value of it once.

    key         of the scenario, what is varied
    given       what the scenario has
    span        the least and the most it is varied to
    """

    def __init__(
        self,
        pairs: Pairs,
        key: str,
        given: float,
        span: tuple[float, float],
        level: float,
        progress: Progress,
    ) -> None:
        self.pairs, self.key, self.given, self.level = pairs, key, given, level
        self.low, self.high = span
        self.progress = progress
        self.seen: dict[float, Pair] = {}

    def changes(self, factor: float) -> list[str]:
        """What lays a value of the factor over the scenario."""
        return [] if factor == self.given else [f"{self.key}={factor!r}"]

    def look(self, factors: Sequence[float]) -> None:
        """Look at several values to begin with."""
        for factor in factors:
            self.at(factor)

    def at(self, factor: float) -> Pair:
        """What both give at a value of the factor."""
        if factor not in self.seen:
            self.seen[factor] = self.pairs.at(self.changes(factor))
            self.progress(len(self.seen), len(self.seen))
        return self.seen[factor]

    def points(self, question: Question) -> tuple[tuple[float, Estimate], ...]:
        """What was seen of a question, the factor ascending."""
        return tuple(
            (factor, question.difference(pair, self.level))
            for factor, pair in sorted(self.seen.items())
        )

    def crossing(self, question: Question, threshold: float) -> Crossing:
        """Where the difference is equal to a threshold, with the interval by inversion."""

        def off(factor: float) -> float:
            return question.difference(self.at(factor), self.level).mean - threshold

        def held(factor: float) -> float:
            """Above 0 where the paired interval holds the threshold."""
            found = question.difference(self.at(factor), self.level)
            return found.half_width - abs(found.mean - threshold)

        changes = self._changes_of_sign(off)
        if changes:
            a, b = min(changes, key=lambda pair: abs(sum(pair) / 2 - self.given))
            at = crossing(off, a, b, self._tolerance).at
            self.at(at)
            return Crossing(threshold, at, *self._ends(held, at), None, len(changes))
        best = max(sorted(self.seen), key=held)
        if held(best) >= 0:
            return Crossing(threshold, None, *self._ends(held, best), "mixed")
        return Crossing(threshold, None, None, None, "above" if off(best) > 0 else "below")

    @property
    def _tolerance(self) -> float:
        return (self.high - self.low) / FINENESS

    def _changes_of_sign(self, f: Function) -> list[tuple[float, float]]:
        """Neighbours among the values seen between which f changes its sign."""
        values = [(factor, f(factor)) for factor in sorted(self.seen)]
        return [(a, b) for (a, ya), (b, yb) in pairwise(values) if (ya > 0) != (yb > 0)]

    def _ends(self, held: Function, inside: float) -> tuple[float | None, float | None]:
        """The values about ``inside`` where ``held`` comes to be below 0; None beyond the range."""
        return self._end(held, inside, -1), self._end(held, inside, 1)

    def _end(self, held: Function, inside: float, step: int) -> float | None:
        outward = sorted((x for x in self.seen if step * (x - inside) > 0), key=lambda x: step * x)
        last = inside
        for factor in outward:
            if held(factor) < 0:
                return crossing(held, last, factor, self._tolerance).at
            last = factor
        return None


def is_defined(points: Sequence[tuple[float, Estimate]]) -> bool:
    """Whether a difference has a value at every factor, and not 0 without a spread throughout."""
    known = all(math.isfinite(each.mean + each.half_width) for _, each in points)
    return known and any(each.mean != 0 or each.half_width != 0 for _, each in points)
