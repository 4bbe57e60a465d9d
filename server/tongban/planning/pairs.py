"""An alternative and its baseline at one setting after another, each run only where it may change.

Most settings change one channel only. What the other gives is then what it gave before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..experiment import Estimate
from ..experiment.intervals import Spread
from ..scenario import Source
from .study import Observation, Study

__all__ = ["Pair", "Pairs", "matters", "reached_channels"]


@dataclass(frozen=True, eq=False)
class Pair:
    """The same replications of an alternative and of the baseline it is compared with."""

    alternative: str
    baseline: str
    one: Observation  # of the alternative
    other: Observation  # of the baseline

    def difference(self, group: str, measure: str, level: float) -> Estimate:
        """A measure of a group, alternative less baseline, with its paired interval."""
        return self.one.difference(
            self.alternative,
            group,
            measure,
            level,
            less=self.other,
            less_alternative=self.baseline,
        )

    def spread(self, group: str, measure: str) -> Spread:
        """The same difference with its parts: scalars."""
        here, there = self.one.spreads[self.alternative], self.other.spreads[self.baseline]
        c = here.cells.index(group)
        both = here.by_measure[measure].minus(there.by_measure[measure])
        return Spread(both.value[c], both.parts[:, c], np.asarray(both.centre)[c])


class Pairs:
    """Runs both at settings of a study."""

    def __init__(self, study: Study, baseline: str, alternative: str) -> None:
        self.study, self.baseline, self.alternative = study, baseline, alternative
        self._reached = {
            name: reached_channels(study.source, [name]) for name in (baseline, alternative)
        }

    def at(self, changes: Sequence[str] = ()) -> Pair:
        """What both give with changes laid over the scenario."""
        one = self._run(self.alternative, self.baseline, changes)
        other = self._run(self.baseline, self.alternative, changes)
        return Pair(self.alternative, self.baseline, one, other)

    def _run(self, name: str, beside: str, changes: Sequence[str]) -> Observation:
        reached = self._reached[name]
        mine = [change for change in changes if matters(change.partition("=")[0], reached)]
        return self.study.at(mine, channels=[name], beside=[beside])


def matters(key: str, reached: set[str]) -> bool:
    """Whether a key is of a channel that cases can get to, or of no channel."""
    parts = key.split(".")
    return parts[0] != "channels" or parts[1] in reached


def reached_channels(source: Source, names: Sequence[str]) -> set[str]:
    """The channels whose settings can matter when some channels or mixes are run: their own and
    those of fixed demand, with every channel these hand cases on to.
    """
    scenario, library = source.scenario, source.library
    fixed = [demand.channel for demand in scenario.demand.values() if demand.channel is not None]
    by_flow = {channel.flow or name: name for name, channel in scenario.channels.items()}
    found: set[str] = set()
    todo = [channel for name in names for channel in scenario.mixes.get(name, {name: 1.0})] + fixed
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        finals = library[scenario.channels[name].flow or name].final.values()
        onward = [final.then.partition(".")[0] for final in finals if final.then]
        todo += [by_flow[flow] for flow in onward if flow in by_flow]
    return found
