"""Answers that are searched for and then confirmed on replications that had no part in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...errors import Fault, InputError
from .feasibility import FIRST
from .found import Neighbour
from .search import Search, cost_of
from .trials import Judgement, Trials
from .units import Levels, Part, Unit, changes_of, parts_of

__all__ = ["Answer", "Job"]

CONFIRMATIONS = 8
"""Answers at most that may fail to be confirmed before the search is given up."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a search ended with."""

    parts: tuple[Part, ...]
    levels: Levels
    confirmed: Judgement
    after: int  # the replications before those it was confirmed by
    neighbours: tuple[Neighbour, ...] = ()
    exchanges: int = 0
    gave_up: bool = False


@dataclass(eq=False)
class Job:
    """The searches of one question, and how sure they are."""

    trials: Trials
    confidence: float
    most: int

    @property
    def error(self) -> float:
        """Of each target, so that they hold together (Bonferroni)."""
        return (1 - self.confidence) / len(self.trials.targets)

    def least(self, parts: tuple[Part, ...], start: Levels) -> Answer:
        """The least cost that keeps all targets, confirmed."""
        search = Search(self.trials, parts, self.error / 2)
        self._check_reach(search, start)
        for attempt in range(1, CONFIRMATIONS + 1):
            found = search.least(start)
            if found is None:
                break
            # Errors of the attempts add up to that of one.
            judged, after = self.confirm(parts, found, self.error / 2**attempt)
            if judged.met:
                return self._answer(search, found, judged, after)
            search.refute(found, judged)
            start = found
        raise self._out_of_reach(search)

    def confirm(
        self, parts: tuple[Part, ...], levels: Levels, error: float
    ) -> tuple[Judgement, int]:
        """A setting judged on replications after all those that had a part in finding it."""
        after = self.trials.used
        return self.trials.judge(parts, levels, error, self.most, after=after), after

    def within(self, parts: tuple[Part, ...], start: Levels, budget: float) -> Answer:
        """The best found within a budget."""
        search = Search(self.trials, parts, self.error / 2)
        levels = _cut_to(parts, start, budget)
        found = search.best_within(levels, budget)
        return Answer(parts, found, *self.confirm(parts, found, self.error))

    def shifted(
        self, answer: Answer, units: Sequence[Unit], shifts: str, budget: float | None
    ) -> Answer:
        """The answer with fewer units in parts of the day, all targets kept as before."""
        parts = parts_of(units, answer.levels, shifts)
        if not answer.confirmed.met:
            return answer
        return self.least(parts, tuple(part.high for part in parts))

    def _answer(self, search: Search, levels: Levels, judged: Judgement, after: int) -> Answer:
        near = search.one_less(levels)
        cost = cost_of(search.parts, levels)
        cheaper = [at for at in search.known if cost_of(search.parts, at) < cost and at not in near]
        found = tuple(self._neighbour(search, levels, at) for at in near)
        return Answer(search.parts, levels, judged, after, found, len(cheaper), search.gave_up)

    def _neighbour(self, search: Search, levels: Levels, at: Levels) -> Neighbour:
        i = next(i for i, level in enumerate(at) if level != levels[i])
        part = search.parts[i]
        missed = tuple(self.trials.targets[t] for t in search.known[at].missed)
        return Neighbour(part.unit.key, part.span, at[i], part.cost, missed)

    def _check_reach(self, search: Search, start: Levels) -> None:
        """InputError where the largest staffing misses a target and fewer units would not help."""
        top = tuple(part.high for part in search.parts)
        if search.judge(start).met or search.judge(top).met:
            return
        missed = list(search.known[top].missed)
        here = self.trials.mean(search.parts, top)[missed]
        for less in search.one_less(top):
            if (self.trials.mean(search.parts, less)[missed] > here + 1).any():
                return
        raise self._out_of_reach(search)

    def _out_of_reach(self, search: Search) -> InputError:
        """Which targets are missed at the largest staffing, and by how much."""
        top = tuple(part.high for part in search.parts)
        judged = search.judge(top)
        changes = changes_of(search.parts, top)
        trials, faults = self.trials, []
        settings = [top, *(at for at, found in search.known.items() if at != top)]
        for t in judged.missed or range(len(trials.targets)):
            target = trials.targets[t]
            best = max(settings, key=lambda at: search.known[at].excess[t])
            changes = changes_of(search.parts, best)
            n = max(FIRST, len(trials.excess(changes, FIRST)))
            seen = trials.observation(changes, n)
            e = seen.estimate(trials.channel, target.group, target.measure, self.confidence)
            which = "the largest staffing allowed" if best == top else ", ".join(changes)
            message = (
                f"out of reach: {which} gives {e.mean:.4g} ± {e.half_width:.2g}; promise less, "
                "allow more units (--units), or change what the units cannot help"
            )
            faults.append(Fault("--target", str(target), message))
        return InputError(faults)


def _cut_to(parts: Sequence[Part], start: Levels, budget: float) -> Levels:
    """The start with units taken away, the most numerous first, until it is within a budget."""
    levels = list(start)
    while cost_of(parts, tuple(levels)) > budget + 1e-9:
        able = [i for i, part in enumerate(parts) if levels[i] > part.low and part.cost > 0]
        levels[max(able, key=lambda i: levels[i] / max(start[i], 1))] -= 1
    return tuple(levels)
