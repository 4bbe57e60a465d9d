"""Settings tried against targets: simulated as far as it takes to decide, and remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...errors import Fault, InputError
from ..study import Observation, Study
from ..targets import Target
from .feasibility import FIRST, Decision, cases_of, decision, excesses, zone_of
from .units import Levels, Part, changes_of

__all__ = ["SCREENED", "Judgement", "Told", "Trials"]

FloatArray = NDArray[np.float64]

SCREENED = 60
"""Replications at most of a setting in the search."""
BATCH = 4

Told = Callable[[Levels, int, int], None]
"""Called with what is tried, how many settings were before, and replications run."""


@dataclass(frozen=True, eq=False)
class Judgement:
    """A setting against all targets.

    decisions  of each target, None where another one was missed before this was decided
    excess     [T] the mean excess over the replications there were, in indifference zones
    """

    decisions: tuple[Decision, ...]
    excess: FloatArray

    @property
    def met(self) -> bool:
        """Whether every target is kept."""
        return all(decision.met for decision in self.decisions)

    @property
    def missed(self) -> tuple[int, ...]:
        """The targets that were found to be missed."""
        return tuple(t for t, decision in enumerate(self.decisions) if decision.met is False)


class Trials:
    """What was tried: every setting on the same chance.

    indifference  as of ``zone_of``
    """

    def __init__(
        self,
        study: Study,
        channel: str,
        targets: Sequence[Target],
        indifference: float,
        told: Told = lambda levels, settings, runs: None,
    ) -> None:
        self.study, self.channel, self.targets = study, channel, tuple(targets)
        self.zones = np.array([zone_of(target, indifference) for target in targets])
        self.told = told
        self._cases: FloatArray | None = None
        self._rows: dict[tuple[str, ...], list[FloatArray]] = {}

    @property
    def settings(self) -> int:
        """How many were tried."""
        return len(self._rows)

    @property
    def used(self) -> int:
        """Replications that were looked at in some setting: those after them are fresh."""
        return max(map(len, self._rows.values()), default=0)

    @property
    def runs(self) -> int:
        """Replications that were looked at, over all settings."""
        return sum(len(rows) for rows in self._rows.values())

    def observation(self, changes: Sequence[str], replications: int) -> Observation:
        """What the first replications of a setting give."""
        return self.study.at(changes, channels=[self.channel], replications=replications)

    def excess(self, changes: Sequence[str], replications: int) -> FloatArray:
        """[n, T] by how much each replication of a setting keeps each target."""
        rows = self._rows.setdefault(tuple(changes), [])
        if len(rows) < replications:
            seen = self.observation(changes, replications)
            new = [run[0] for run in seen.runs[len(rows) :]]
            scale = self._scale(seen)
            columns = [excesses(t, new, scale[i]) for i, t in enumerate(self.targets)]
            rows += list(np.column_stack(columns))
        return np.array(rows[:replications])

    def mean(self, parts: Sequence[Part], levels: Levels, replications: int = FIRST) -> FloatArray:
        """[T] the mean excess over some replications, in indifference zones."""
        found = self._seen(parts, levels, replications)
        return np.asarray(found.mean(axis=0) / self.zones)

    def judge(
        self, parts: Sequence[Part], levels: Levels, error: float, most: int, after: int = 0
    ) -> Judgement:
        """A setting against all targets, each decided with this chance of error.

        It ends with the first target that is found to be missed.
        after  leave out so many replications: they are those that led to the setting
        """
        n = FIRST
        while True:
            rows = self._seen(parts, levels, after + n)[after:]
            found = tuple(
                decision(rows[:, t], float(zone), error, most) for t, zone in enumerate(self.zones)
            )
            if any(d.met is False for d in found) or all(d.met for d in found):
                return Judgement(found, np.asarray(rows.mean(axis=0) / self.zones))
            n = min(n + BATCH, most)

    def _scale(self, seen: Observation) -> FloatArray:
        """[T] cases a replication, from the first setting that is tried; InputError if none."""
        if self._cases is None:
            runs = [run[0] for run in seen.runs]
            cases = np.array([cases_of(target, runs).mean() for target in self.targets])
            faults = [
                Fault("--target", str(target), f"no case of {target.group} is measured here")
                for target, count in zip(self.targets, cases, strict=True)
                if count == 0
            ]
            if faults:
                raise InputError(faults)
            self._cases = cases
        return self._cases

    def _seen(self, parts: Sequence[Part], levels: Levels, replications: int) -> FloatArray:
        changes = changes_of(parts, levels)
        if len(self._rows.get(tuple(changes), ())) < replications:
            self.told(levels, self.settings, self.runs)
        return self.excess(changes, replications)
