"""A scenario lowered for the engines: flows, places and line rules as integer tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..flow import NONE, Flow, Text, lower
from .hours import DAY, places_of, working_days
from .model import Channel, Scenario, StageSettings
from .tables import FOREVER, MINUTE, Tables

__all__ = ["Lowered", "lower_scenario"]

CAP_WORKING_DAYS = 10
"""Working days a measure may look beyond the last measured day."""


@dataclass(frozen=True, eq=False)
class Lowered:
    """A scenario with its tables and the times of its run [µs]."""

    scenario: Scenario
    tables: Tables
    days: NDArray[np.int64]  # numbers of the run's working days
    working_days: NDArray[np.int64]  # the same, and on for the cap of measures
    measured_from: int
    measured_until: int
    end: int
    drain_from: int

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Groups of cases, in the order of the demand tables."""
        demand = self.scenario.demand
        return tuple(dict.fromkeys(d.group or name for name, d in demand.items()))

    @cached_property
    def group_titles(self) -> dict[str, Text]:
        """What a report calls the groups that have a title."""
        demand = self.scenario.demand
        return {d.group or name: d.title for name, d in demand.items() if d.title is not None}

    @cached_property
    def items(self) -> tuple[str, ...]:
        """Names of the items."""
        return tuple(self.scenario.items)

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """Names of the channels."""
        return tuple(self.scenario.channels)

    @cached_property
    def channel_of_stage(self) -> tuple[str, ...]:
        """[S] the channel whose flow a stage belongs to."""
        by_flow = {c.flow or name: name for name, c in self.scenario.channels.items()}
        return tuple(by_flow[row.flow] for row in self.tables.flow.stages)

    def region(self, hall: str) -> str:
        """The region of a hall, which may be a region of its own."""
        return self.scenario.halls[hall].region or hall

    def settings(self, stage: int, group: str) -> StageSettings:
        """What chance does in a stage for one group: the stage's settings, the group's over."""
        channel = self.scenario.channels[self.channel_of_stage[stage]]
        own = channel.stages.get(self.tables.flow.stages[stage].name, StageSettings())
        return for_group(own, group)


def for_group(settings: StageSettings, group: str) -> StageSettings:
    """Settings with those for one group laid over them."""
    over = settings.for_group.get(group)
    if over is None:
        return settings
    changes = {name: getattr(over, name) for name in over.model_fields_set}
    if changes.keys() & {"time", "share"}:
        changes = {"time": None, "share": None} | changes
    return settings.model_copy(update=changes)


def lower_scenario(scenario: Scenario, library: Mapping[str, Flow]) -> Lowered:
    """The tables of a checked scenario, over the flows of all its channels."""
    flow = lower(library, [c.flow or name for name, c in scenario.channels.items()])
    run = scenario.experiment
    has_hours = bool(scenario.calendar.open)
    if run.horizon_min is not None:
        days = list(range(int(run.horizon_min // 1440) + 1))
        warm_up = 0.0 if run.warm_up_min == "mser5" else run.warm_up_min
        first, until = round(warm_up * MINUTE), round(run.horizon_min * MINUTE)
        end, drain = until, FOREVER
    else:
        days = working_days(scenario.calendar, run.warm_up_days + run.days + run.follow_up_days)
        last = run.warm_up_days + run.days - 1
        first, until = days[run.warm_up_days] * DAY, (days[last] + 1) * DAY
        end, drain = (days[-1] + 1) * DAY, until
    places = places_of(scenario, flow, days, days[-1] + 1)
    bare = Tables(
        flow=flow,
        places=places,
        priority=np.ones((0, len(flow.stages)), np.int32),
        closing=_closing(scenario, flow.closes, flow.closes_next_day, has_hours),
        closes_early=flow.ticket.copy(),
    )
    lowered = Lowered(
        scenario=scenario,
        tables=bare,
        days=np.array(days, np.int64),
        working_days=_days_of_measures(scenario, len(days)),
        measured_from=first,
        measured_until=until,
        end=end,
        drain_from=drain,
    )
    priority = [[_priority(lowered, s, g) for s in range(len(flow.stages))] for g in lowered.groups]
    return replace(lowered, tables=replace(bare, priority=np.array(priority, np.int32)))


def _days_of_measures(scenario: Scenario, count: int) -> NDArray[np.int64]:
    more = count + CAP_WORKING_DAYS + 1
    if scenario.experiment.horizon_min is not None:
        return np.arange(more, dtype=np.int64)
    return np.array(working_days(scenario.calendar, more), np.int64)


def _closing(
    scenario: Scenario, closes: NDArray[np.int32], next_day: NDArray[np.int32], has_hours: bool
) -> NDArray[np.int32]:
    if not has_hours:
        return np.full(len(closes), NONE, np.int32)
    return (next_day if scenario.calendar.closing == "next_day" else closes).copy()


def _priority(lowered: Lowered, stage: int, group: str) -> int:
    """A stage's own priority for a group, else its channel's."""
    channel: Channel = lowered.scenario.channels[lowered.channel_of_stage[stage]]
    given = lowered.settings(stage, group).priority
    for choice in (given, channel.priority):
        if isinstance(choice, int):
            return choice
        if choice is not None and group in choice:
            return choice[group]
    return 1
