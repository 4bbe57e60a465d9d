"""A model of the targets that adds up over units, and the integer program over it.

What one unit more brings is measured by simulation, one unit at a time, on the same chance. If
halls do not meddle with one another's cases these effects add up exactly, for what a target is
judged by is a sum over cases. Where they do, a proposal is only that: it is simulated, and what
it then falls short of lowers the model.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .units import Levels, Part

__all__ = ["Aim", "Steps", "proposal"]

FloatArray = NDArray[np.float64]


CURVATURE = 2.0
"""Where a step was not measured the nearest stands in, halved for each level above it and doubled
for each below: units bring ever less. A guess, which decides what is tried and nothing else."""


@dataclass(eq=False)
class Steps:
    """What one unit more of each part brought, where it was measured.

    by_part  for each part: level -> [T] effect of that unit after the one below it, in
             indifference zones of each target
    """

    by_part: list[dict[int, FloatArray]]
    targets: int

    @classmethod
    def none(cls, parts: int, targets: int) -> Steps:
        """Nothing measured yet."""
        return cls([{} for _ in range(parts)], targets)

    def effect(self, part: int, before: int, after: int) -> FloatArray:
        """[T] of going from one level to another."""
        low, high = sorted((before, after))
        total = np.zeros(self.targets)
        for level in range(low + 1, high + 1):
            total += self._step(part, level)
        return total if after >= before else -total

    def missing(self, part: int, before: int, after: int) -> list[int]:
        """The levels between two whose steps were not measured."""
        low, high = sorted((before, after))
        return [level for level in range(low + 1, high + 1) if level not in self.by_part[part]]

    def between(self, before: Levels, after: Levels) -> FloatArray:
        """[T] of going from one setting to another."""
        pairs = enumerate(zip(before, after, strict=True))
        return sum((self.effect(i, a, b) for i, (a, b) in pairs if a != b), np.zeros(self.targets))

    def _step(self, part: int, level: int) -> FloatArray:
        known = self.by_part[part]
        if not known:
            return np.zeros(self.targets)
        near = min(known, key=lambda at: (abs(at - level), at))
        return known[near] * CURVATURE ** (near - level)


@dataclass(frozen=True, slots=True)
class Aim:
    """What a proposal is to be.

    cost_below    it costs less than this; None: no matter what
    budget        it costs at most this; given, slack counts before cost
    may_fall_short  by how many indifference zones each target may be missed by the model
    elastic       any shortfall is allowed, and the least of it comes first
    """

    cost_below: float | None = None
    budget: float | None = None
    may_fall_short: float = 0.0
    elastic: bool = False


@dataclass(eq=False)
class _Program:
    """A mixed integer program, row by row."""

    columns: int
    rows: list[FloatArray] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, row: FloatArray, low: float, high: float) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)


SHORTFALL, ENOUGH = 1000.0, 100.0
"""Weight of a zone of shortfall, in units of cost; slack in zones that is as good as any more."""


def proposal(
    parts: Sequence[Part],
    centre: Levels,
    base: FloatArray,
    steps: Steps,
    aim: Aim,
    tried: Collection[Levels],
    reach: int,
) -> tuple[Levels, FloatArray] | None:
    """The best setting of the model within reach of the centre, and what it predicts; None: none.

    base   [T] the excess at the centre, in indifference zones
    tried  settings that are not to be proposed again
    reach  how far each level may be from the centre's

    Among those that cost the same it is the one with the most of its smallest slack.
    Source: the master problem of Atlason, Epelman and Henderson, Optimizing call center
    staffing using simulation and analytic center cutting-plane methods (2008), with effects
    measured level by level in place of subgradients.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    choices = [
        (i, level)
        for i, part in enumerate(parts)
        for level in range(max(part.low, centre[i] - reach), min(part.high, centre[i] + reach) + 1)
    ]
    at = {choice: k for k, choice in enumerate(choices)}
    n, targets = len(choices), len(base)
    cost = np.array([level * parts[i].cost for i, level in choices])
    effect = np.array([steps.effect(i, centre[i], level) for i, level in choices])
    program = _Program(n + targets + 1)  # which level, shortfalls, the smallest slack
    for i in range(len(parts)):
        row = np.zeros(program.columns)
        row[[k for k, (part, _) in enumerate(choices) if part == i]] = 1
        program.add(row, 1, 1)
    for t in range(targets):
        row = np.zeros(program.columns)
        row[:n], row[n + t], row[-1] = effect[:, t], 1, -1
        program.add(row, -base[t], np.inf)
    limit = min(x for x in (_below(aim), aim.budget, np.inf) if x is not None)
    if limit < np.inf:
        program.add(np.append(cost, np.zeros(targets + 1)), -np.inf, limit)
    for levels in tried:
        found = [at[choice] for choice in enumerate(levels) if choice in at]
        if len(found) == len(levels):
            row = np.zeros(program.columns)
            row[found] = 1
            program.add(row, -np.inf, len(parts) - 1)
    least = min(part.cost for part in parts if part.cost > 0)
    goal = np.concatenate([cost / least, np.full(targets, SHORTFALL), [-0.2 / ENOUGH]])
    if aim.budget is not None:
        goal[:n], goal[-1] = cost / cost.max() * 1e-4, -1
    short = np.inf if aim.elastic or aim.budget is not None else 0.0
    most = 1e4 if aim.budget is not None else ENOUGH
    solved = milp(
        goal,
        integrality=np.append(np.ones(n), np.zeros(targets + 1)),
        bounds=Bounds(
            np.append(np.zeros(n + targets), -aim.may_fall_short),
            np.concatenate([np.ones(n), np.full(targets, short), [most]]),
        ),
        constraints=LinearConstraint(np.array(program.rows), program.low, program.high),
        options={"mip_rel_gap": 1e-9},
    )
    if solved.x is None:
        return None
    chosen = np.flatnonzero(solved.x[:n] > 0.5)
    levels = tuple(choices[k][1] for k in chosen)
    return levels, np.asarray(base + steps.between(centre, levels))


def _below(aim: Aim) -> float | None:
    return None if aim.cost_below is None else aim.cost_below * (1 - 1e-9) - 1e-9
