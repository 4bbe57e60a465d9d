"""How many remote needs there are, before any chance: the scale loads are read on."""

from __future__ import annotations

from dataclasses import dataclass

from ...scenario import Lowered
from ...workload import Policy, WorkloadMaker
from .roles import remote_demand

__all__ = ["RemoteDemand", "remote_needs"]

HOUR = 3_600_000_000


@dataclass(frozen=True, slots=True)
class RemoteDemand:
    """Remote needs at load 1, all halls together.

    per_day           a working day, the mean over the run; with a horizon, in 24 hours
    applications      of these, that are no enquiries
    hours_per_day     open hours a working day, the mean over halls that open; without a calendar 24
    """

    per_day: float
    applications: float
    hours_per_day: float

    @property
    def per_hour(self) -> float:
        """In an open hour."""
        return self.per_day / self.hours_per_day


def remote_needs(lowered: Lowered, open_us: float) -> RemoteDemand:
    """The remote needs of a scenario.

    open_us  open time of the measured window (see ``measures.pools.open_time``)
    """
    scenario = lowered.scenario
    horizon = scenario.experiment.horizon_min
    days = len(lowered.days) if horizon is None else horizon / 1440
    remote = remote_demand(scenario)
    maker = WorkloadMaker(lowered, Policy("", {next(iter(scenario.channels)): 1.0}), 0)
    needs = applications = 0.0
    for source in maker.sources:
        if source.name not in remote:
            continue
        first = [s.intensity for s in source.streams if s.low == 0 and s.intensity is not None]
        expected = source.demand.load * sum(float(i.expected.sum()) for i in first) / days
        items = source.demand.items
        part = sum(v for name, v in items.items() if scenario.items[name].kind == "application")
        needs += expected
        applications += expected * part / sum(items.values())
    hours = open_us / HOUR / scenario.experiment.days if horizon is None else 24.0
    return RemoteDemand(needs, applications, hours)
