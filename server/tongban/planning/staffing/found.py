"""The answer to a question of staffing, frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...experiment import Estimate, RunInfo
from ...flow import Text
from ..targets import Target

__all__ = ["Neighbour", "SideEffect", "StaffedUnit", "Staffing", "TargetKept"]


@dataclass(frozen=True, slots=True)
class StaffedUnit:
    """One unit of the answer."""

    key: str  # halls.HALL.KIND
    hall: Text
    kind: str
    before: int  # the most at once in the scenario
    after: int  # the most at once
    low: int  # the range it was sought in
    high: int
    start: int  # where the search began: Erlang's answer
    cost_before: float  # a day
    cost_after: float
    written: str  # the answer as TOML writes it: a head count, or shifts


@dataclass(frozen=True, slots=True)
class TargetKept:
    """A target at the answer."""

    target: Target
    before: Estimate
    after: Estimate
    met: bool
    zone: float  # indifference zone: a share of cases, or in the measure's unit
    replications: int  # it took to decide


@dataclass(frozen=True, slots=True)
class SideEffect:
    """What becomes of a measure that no target protects, such as those of other groups."""

    group: str
    measure: str
    before: Estimate
    after: Estimate
    difference: Estimate  # paired: after less before


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A setting of one unit less, which misses a target."""

    key: str
    span: tuple[int, int] | None  # the part of the day [min]; None: the whole day
    level: int
    saves: float  # a day
    missed: tuple[Target, ...]


@dataclass(frozen=True, eq=False)
class Staffing:
    """The answer of ``staff``. Costs are CNY a day, or units a day where nothing has a price."""

    title: Text
    digest: str
    file: str
    changes: tuple[str, ...]  # laid over the file, the answer not among them
    channel: str
    channel_title: Text
    group_titles: Mapping[str, Text]
    units: tuple[StaffedUnit, ...]
    is_money: bool
    cost_before: float
    cost_after: float
    budget: float | None
    targets: tuple[TargetKept, ...]
    side_effects: tuple[SideEffect, ...]
    neighbours: tuple[Neighbour, ...]  # all that there are, of one unit less; none with a budget
    exchanges: int  # other settings simulated that cost less and miss a target
    gave_up: bool  # the model held further ones possible, which were not simulated
    shifts: str | None
    exact_start: bool  # Erlang's answer is that of theory for this scenario
    settings: int  # simulated
    runs: int  # replications looked at, over all settings
    first_fresh: int  # the first replication of the confirmation, from 1
    replications: int  # of the estimates, from that one on
    confidence: float
    indifference: float
    seed: int
    warnings: tuple[Text, ...]
    run: RunInfo

    @property
    def met(self) -> bool:
        """Whether all targets are kept."""
        return all(found.met for found in self.targets)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One flat row for each unit, with its head count before and after."""
        for unit in self.units:
            yield {
                "key": unit.key,
                "before": unit.before,
                "after": unit.after,
                "low": unit.low,
                "high": unit.high,
                "start": unit.start,
                "cost_before": unit.cost_before,
                "cost_after": unit.cost_after,
                "written": unit.written,
            }
