"""The least cost that keeps all targets, and the best a budget buys, by proposals and checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .additive import Aim, Steps, proposal
from .feasibility import FIRST
from .trials import SCREENED, Judgement, Trials
from .units import Levels, Part

__all__ = ["Search", "cost_of"]

FloatArray = NDArray[np.float64]

REACH = 3
"""How far a proposal may be from the setting it starts at, in units of each part."""
TOLERANCE = 1.0
"""Indifference zones by which the model may miss a target and the proposal is simulated yet."""
SMALL = 0.1
"""Effects of less than this share of an indifference zone are chance: the model has 0 for them."""
MOST_FAILURES = 40
"""Proposals below one answer that may fail before the model is held to have nothing left."""


def cost_of(parts: Sequence[Part], levels: Levels) -> float:
    """Of these levels, a day."""
    return sum(part.cost * level for part, level in zip(parts, levels, strict=True))


@dataclass(eq=False)
class Search:
    """A search over the levels of some parts.

    error  chance of a wrong decision of each target at each setting
    """

    trials: Trials
    parts: tuple[Part, ...]
    error: float
    known: dict[Levels, Judgement] = field(default_factory=dict)
    steps: Steps = field(init=False)
    gave_up: bool = False  # so many proposals below the answer failed that the rest were not tried

    def __post_init__(self) -> None:
        self.steps = Steps.none(len(self.parts), len(self.trials.targets))

    def judge(self, levels: Levels) -> Judgement:
        """A setting against all targets, once."""
        if levels not in self.known:
            self.known[levels] = self.trials.judge(self.parts, levels, self.error, SCREENED)
        return self.known[levels]

    def refute(self, levels: Levels, by: Judgement) -> None:
        """Replace what was judged of a setting by what more replications say."""
        self.known[levels] = by

    def least(self, start: Levels) -> Levels | None:
        """A setting that keeps all targets and has no neighbour known to do so for less.

        Proposals of the additive model are simulated until it has none that costs less; then
        every setting of one unit less is simulated, which renews the model, and so on until
        nothing changes. None where no setting within reach keeps all targets.
        """
        best = start if self.judge(start).met else None
        centre, failures, renewed = start, 0, False
        base = self.judge(centre).excess
        while True:
            found = None
            if failures < MOST_FAILURES:
                found = self._proposal(centre, base, best)
            if found is None and best is None:
                return None
            if found is None and renewed:
                self.gave_up = failures >= MOST_FAILURES
                return best
            if found is None:
                assert best is not None
                found, renewed = self._one_less(best), True
                if found is None:
                    base = self.judge(best).excess
                    continue
            judged = self.judge(found)
            nearer = best is None and _shortfall(judged.excess) < _shortfall(base)
            if judged.met or nearer:
                best = found if judged.met else None
                centre, base, failures, renewed = found, judged.excess, 0, False
            elif best is not None or not self._measured(centre, found):
                failures += 1
                base = np.minimum(base, judged.excess - self.steps.between(centre, found))

    def _one_less(self, best: Levels) -> Levels | None:
        """A setting of one unit less that keeps all targets; the steps down are measured anew."""
        here = self.trials.mean(self.parts, best)
        for neighbour in self.one_less(best):
            judged = self.judge(neighbour)
            i = next(i for i, level in enumerate(neighbour) if level != best[i])
            there = self.trials.mean(self.parts, neighbour)
            self.steps.by_part[i][best[i]] = here - there
            if judged.met:
                return neighbour
        return None

    def one_less(self, levels: Levels) -> list[Levels]:
        """The settings of one unit less somewhere, the dearest unit first."""
        order = sorted(range(len(levels)), key=lambda i: -self.parts[i].cost)
        return [_moved(levels, i, levels[i] - 1) for i in order if levels[i] > self.parts[i].low]

    def _proposal(self, centre: Levels, base: FloatArray, best: Levels | None) -> Levels | None:
        """The model's next proposal.

        Below an answer all steps it relies on are measured. On the way to a first one they may
        stand in for one another, until no proposal is any nearer.
        """
        if best is None:
            aim = Aim(elastic=True)
        else:
            aim = Aim(cost_below=cost_of(self.parts, best), may_fall_short=TOLERANCE)
        self._first_steps(centre, up=best is None)
        while True:
            found = proposal(self.parts, centre, base, self.steps, aim, self.known, REACH)
            if found is None:
                return None
            levels, predicted = found
            short = _shortfall(base)
            if best is not None:
                if not self._measured(centre, levels):
                    return levels
            elif short == 0 or _shortfall(predicted) < short - 1e-9:
                return levels
            elif sum(self._measured(centre, near) for near in self._around(centre)) == 0:
                return None

    def _around(self, levels: Levels) -> list[Levels]:
        """The settings of one unit more or less somewhere."""
        ranges = ((part.low, part.high) for part in self.parts)
        return [
            _moved(levels, i, level)
            for i, (low, high) in enumerate(ranges)
            for level in (levels[i] + 1, levels[i] - 1)
            if low <= level <= high
        ]

    def _first_steps(self, centre: Levels, *, up: bool) -> None:
        """Measure a step of every part that has none."""
        for i, part in enumerate(self.parts):
            if not self.steps.by_part[i] and part.low < part.high:
                other = centre[i] + (1 if (up and centre[i] < part.high) else -1)
                if other < part.low:
                    other = centre[i] + 1
                self._measured(centre, _moved(centre, i, other))

    def _measured(self, centre: Levels, levels: Levels) -> bool:
        """Measure the steps between two settings that were not yet; whether there were any."""
        found = False
        for i, level in enumerate(levels):
            for step in self.steps.missing(i, centre[i], level):
                ends = [_moved(centre, i, at) for at in (step, step - 1)]
                above, below = (self.trials.mean(self.parts, end) for end in ends)
                effect = above - below
                self.steps.by_part[i][step] = np.where(np.abs(effect) < SMALL, 0.0, effect)
                found = True
        return found

    def best_within(self, start: Levels, budget: float) -> Levels:
        """The setting found with the least total shortfall within a budget.

        Where none falls short it is the one with the most of the smallest slack. Both are in
        indifference zones, over as many replications as a search looks at in part. Of the
        model's proposals the search takes those that are better when simulated, and ends when
        none is left, or too many were not.
        """
        centre, failures = start, 0
        tried = {start}
        base = value = self._seen(start)
        self._first_steps(centre, up=False)
        while failures < MOST_FAILURES // 2:
            aim = Aim(budget=budget)
            found = proposal(self.parts, centre, base, self.steps, aim, tried, REACH)
            if found is None or _rank(found[1]) <= _rank(value):
                return centre
            if self._measured(centre, found[0]):
                continue
            tried.add(found[0])
            seen = self._seen(found[0])
            if _rank(seen) > _rank(value):
                centre, base, value, failures = found[0], seen, seen, 0
            else:
                failures += 1
                base = np.minimum(base, seen - self.steps.between(centre, found[0]))
        return centre

    def _seen(self, levels: Levels) -> FloatArray:
        return self.trials.mean(self.parts, levels, 2 * FIRST)


def _moved(levels: Levels, part: int, level: int) -> Levels:
    return (*levels[:part], level, *levels[part + 1 :])


def _shortfall(excess: FloatArray) -> float:
    return float(np.maximum(-excess, 0).sum())


def _rank(excess: FloatArray) -> tuple[float, float]:
    """The higher the better: less shortfall, then more of the smallest slack."""
    return -_shortfall(excess), float(np.minimum(excess, 1e4).min())
