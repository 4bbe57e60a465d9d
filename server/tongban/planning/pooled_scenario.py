"""Whether a scenario is the system of ``pooling``: separate single windows against a pool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..flow import Flow
from ..scenario import Demand, Source
from .pooling import Pooling, pooled_break_even, pooling_table

__all__ = ["VIOLATIONS", "pooling_of"]

VIOLATIONS = ("rates", "others", "work", "stage", "patience", "separate", "pooled", "factor")
"""What may keep the formula from a scenario, in the order it is told."""


def pooling_of(source: Source, baseline: str, alternative: str, key: str) -> Pooling:
    """The table by formula, and the scenario's own factor where it is such a system.

    key  what is varied
    """
    look = _Look(source, baseline, alternative)
    broken = set(look.violations())
    if key != f"channels.{alternative}.remote_factor":
        broken.add("factor")
    violated = tuple(name for name in VIOLATIONS if name in broken)
    if violated:
        return Pooling(pooling_table(), violated)
    servers, load = len(source.scenario.halls), look.load()
    if not 0 < load < 1:
        return Pooling(pooling_table(), ("separate",))
    return Pooling(pooling_table(), (), servers, load, pooled_break_even(servers, load))


@dataclass(frozen=True, eq=False)
class _Look:
    source: Source
    baseline: str
    alternative: str

    def violations(self) -> Iterable[str]:
        scenario = self.source.scenario
        sources = list(scenario.demand.values())
        names = (self.baseline, self.alternative)
        if scenario.calendar.open or scenario.experiment.horizon_min is None:
            yield "rates"
        if not all(map(_is_constant, sources)):
            yield "rates"
        if len(sources) != 1 or sources[0].channel is not None or sources[0].halls is not None:
            yield "others"
        if any(item.work.dist != "exponential" for item in scenario.items.values()):
            yield "work"
        if len(scenario.items) != 1:
            yield "work"
        if any(name not in scenario.channels for name in names):
            yield "stage"
            return
        if not all(map(self._is_one_stage, names)):
            yield "stage"
        elif any(map(self._may_leave, names)):
            yield "patience"
        else:
            yield from self._pools()

    def load(self) -> float:
        """Of each window, with a factor of 1."""
        demand = next(iter(self.source.scenario.demand.values()))
        work = next(iter(self.source.scenario.items.values())).work
        rate = (demand.per_hour or 0.0) * demand.load * self.source.scenario.experiment.load
        return rate / 60 * float(getattr(work, "mean", 0.0))

    def _flow(self, name: str) -> Flow:
        return self.source.library[self.source.scenario.channels[name].flow or name]

    def _is_one_stage(self, name: str) -> bool:
        """One stage that takes one unit, for the whole work."""
        stages = self._flow(name).stages
        settings = self.source.scenario.channels[name]
        if len(stages) != 1:
            return False
        stage = next(iter(stages))
        given = settings.stages.get(stage)
        plain = settings.drops is None and settings.generalist is None and not settings.needs
        whole = given is not None and given.share == 1 and given.cv == 0 and not given.choose
        return plain and whole and len(stages[stage].holds) == 1

    def _may_leave(self, name: str) -> bool:
        stages = self.source.scenario.channels[name].stages.values()
        return any(stage.wait or stage.room is not None or stage.for_group for stage in stages)

    def _pools(self) -> Iterable[str]:
        scenario = self.source.scenario
        apart, together = (
            next(iter(self._flow(name).stages.values())).holds[0]
            for name in (self.baseline, self.alternative)
        )
        rules = scenario.pools
        halls = scenario.halls.values()
        factor = scenario.channels[self.baseline].remote_factor
        own = apart not in rules or rules[apart].by == "place"
        if not own or factor != 1 or any(hall.units.get(apart) != 1 for hall in halls):
            yield "separate"
        one_region = len({hall.region or name for name, hall in scenario.halls.items()}) == 1
        shared = together in rules and rules[together].by == "region"
        if not (one_region and shared) or any(hall.units.get(together) != 1 for hall in halls):
            yield "pooled"


def _is_constant(demand: Demand) -> bool:
    even = demand.profile is None and not demand.weekday and demand.day_cv == 0
    return even and demand.per_hour is not None and not demand.willing
