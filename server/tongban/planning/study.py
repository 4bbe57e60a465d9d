"""A scenario run at one setting after another, every setting on the same chance.

A question of planning asks for many settings, most of them chosen by what earlier ones gave. All
it needs of a setting is the reductions of its replications; they are kept by what they depend on,
so that an interrupted study goes on where it was and a setting asked for twice runs once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import TooFewReplications
from ..experiment import Estimate, Host, Keeper, KeepsNothing, Notice, Progress
from ..experiment.analysis import Spreads
from ..experiment.compare import policies_of, with_options
from ..experiment.kept import Runs, done_in, keep, kept, name_of, whole
from ..experiment.prepare import prepare
from ..experiment.replicate import Trial, run_trial
from ..measures import Reduction
from ..scenario import Source, keys, load
from ..workload import Policy

__all__ = ["Observation", "Study"]


@dataclass(frozen=True, eq=False)
class Observation:
    """What came of one setting: the same replications of each alternative."""

    source: Source
    policies: tuple[Policy, ...]
    runs: Runs

    @property
    def replications(self) -> int:
        """How many there are of each alternative."""
        return len(self.runs)

    @property
    def cells(self) -> tuple[str, ...]:
        """The groups, with the sets of their cases that measures tell apart."""
        return self.runs[0][0].cells

    @cached_property
    def spreads(self) -> Mapping[str, Spreads]:
        """Alternative -> its measures of cases, with the parts their intervals come from."""
        return {
            policy.name: Spreads.of([run[p] for run in self.runs])
            for p, policy in enumerate(self.policies)
        }

    def reductions(self, alternative: str) -> tuple[Reduction, ...]:
        """One for each replication; KeyError for an alternative that was not run."""
        for p, policy in enumerate(self.policies):
            if policy.name == alternative:
                return tuple(run[p] for run in self.runs)
        raise KeyError(alternative)

    def estimate(self, alternative: str, cell: str, measure: str, level: float) -> Estimate:
        """A measure of a group's cases, with its interval at some level."""
        spreads = self.spreads[alternative]
        c = spreads.cells.index(cell)
        width = spreads.half_widths(measure, level)[c]
        return Estimate(float(spreads.by_measure[measure].value[c]), float(width), spreads.n)

    def difference(
        self,
        alternative: str,
        cell: str,
        measure: str,
        level: float,
        *,
        less: Observation,
        less_alternative: str | None = None,
    ) -> Estimate:
        """The measure here less the same there, paired replication by replication.

        less_alternative  default the same alternative

        Raises ValueError when the two have different numbers of replications.
        """
        here = self.spreads[alternative]
        there = less.spreads[less_alternative or alternative]
        c = here.cells.index(cell)
        value = here.by_measure[measure].value[c] - there.by_measure[measure].value[c]
        width = here.half_widths(measure, level, there)[c]
        return Estimate(float(value), float(width), here.n)


class Study:
    """Runs a scenario at settings, and remembers what they gave.

    scenario      a file or the name of a shipped one, so that settings can be laid over it
    changes       ``key.path=value`` each, for all settings
    replications  of a setting that asks for no other number; default the scenario's
    seed          default the scenario's
    keeper        what remembers runs from one program to the next
    """

    def __init__(
        self,
        scenario: str | Path,
        changes: Sequence[str] = (),
        *,
        replications: int | None = None,
        seed: int | None = None,
        host: Host = Host(),  # noqa: B008 (frozen)
        keeper: Keeper = KeepsNothing(),  # noqa: B008 (stateless)
        notice: Notice = lambda text: None,
    ) -> None:
        self._scenario, self._changes, self._seed = scenario, tuple(changes), seed
        # Many settings are worth compiling for, however small each is.
        self._host = replace(host, engine="compiled") if host.engine == "auto" else host
        self._keeper, self._notice = keeper, notice
        self._sources: dict[tuple[str, ...], Source] = {}
        self._runs: dict[str, Runs] = {}
        self.runs_made = 0
        """Runs of one alternative for one replication, those remembered not counted."""
        self.source = with_options(self.source_at(()), replications, None)
        self.replications = self.source.scenario.experiment.replications

    def values(self) -> dict[str, Any]:
        """Every key of the scenario file with its value, the study's changes laid over it."""
        return keys(self._scenario, self._changes)

    @property
    def host(self) -> Host:
        """Where it runs, and by which engine."""
        return self._host

    @property
    def keeper(self) -> Keeper:
        """What remembers runs."""
        return self._keeper

    @property
    def notice(self) -> Notice:
        """Who is told what is waited for."""
        return self._notice

    def source_at(self, changes: Sequence[str]) -> Source:
        """The scenario with further changes; ScenarioError, with all faults, if it is unsound."""
        key = tuple(changes)
        if key not in self._sources:
            source = load(self._scenario, [*self._changes, *changes])
            self._sources[key] = with_options(source, None, self._seed)
        return self._sources[key]

    def at(
        self,
        changes: Sequence[str] = (),
        *,
        channels: Sequence[str] | None = None,
        loads: Sequence[float] | None = None,
        beside: Sequence[str] = (),
        replications: int | None = None,
        progress: Progress = lambda done, total: None,
    ) -> Observation:
        """What some replications at a setting give, run only as far as they are not known.

        channels, loads  as of ``compare``
        beside           channels or mixes run at another time that these are compared with: the
                         items all of them can serve make a group's first cell
        replications     at least 2; default the study's

        Raises KeyboardInterrupt on Ctrl-C, after keeping what is finished, and ScenarioError.
        """
        source = self.source_at(changes)
        policies = tuple(policies_of(source, channels, loads))
        wanted = self.replications if replications is None else replications
        if wanted < 2:
            raise TooFewReplications(f"{wanted} replications given, need at least 2")
        others = sorted(_channels(source, beside))
        name = name_of(source, policies, others)
        known = self._runs.get(name) or kept(self._keeper, name)
        if len(known) < wanted:
            trial, _ = prepare(source, policies, self._host, self._notice, beside=others)
            known = self._further(name, trial, known, wanted, progress)
        self._runs[name] = known
        return Observation(source, policies, known[:wanted])

    def _further(
        self, name: str, trial: Trial, known: Runs, wanted: int, progress: Progress
    ) -> Runs:
        """The runs up to the number wanted, kept; KeyboardInterrupt if it is not reached."""
        done = run_trial(trial, wanted, self._host, progress, done_in(known))
        self.runs_made += (len(done) - len(known)) * len(trial.policies)
        runs = whole(done)
        if len(runs) > len(known):
            keep(self._keeper, name, runs)
        if len(runs) < wanted:
            raise KeyboardInterrupt
        return runs


def _channels(source: Source, names: Sequence[str]) -> set[str]:
    """The channels of some channels and mixes."""
    policies = policies_of(source, names, None) if names else []
    return {channel for policy in policies for channel in policy.channels}
