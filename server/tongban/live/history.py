"""A log of real cases in the simulator's record form, so that the same measures read both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..experiment.setting import setting_of
from ..flow import NONE, FlowTable, Text
from ..measures import Reduction, reduce
from ..records import NEVER, Capacity, Cases, Records, Visits
from ..scenario import REMOTE_WINDOW, Lowered, Source, lower_scenario
from ..session import CaseState
from .places import ZONE

__all__ = ["History", "history_of", "measured"]

GROUP = "cross"


@dataclass(frozen=True, eq=False)
class History:
    """Cases as records, from 00:00 of the first day on, and what was left out."""

    records: Records
    lowered: Lowered  # the scenario, its calendar begun on the first day
    first_day: dt.date
    days: int
    left_out: Mapping[str, int]  # item that the scenario does not have -> cases
    speed: float = 1.0  # how many times as fast as people it was played

    @property
    def group_titles(self) -> Mapping[str, Text]:
        """Group -> what a person calls it."""
        return self.lowered.group_titles


def history_of(states: Sequence[CaseState], source: Source, speed: float = 1.0) -> History:
    """The states of all cases as the records of one run of a scenario.

    speed  how many times as fast as people the cases were played: a rehearsal's times, counted
           from its first ticket, are made as long as they would have been

    Only items, halls and homes that the scenario has can be counted; cases of others are left
    out, and said so. A case counts at the hall of its last ticket. Raises ValueError where none
    remains.
    """
    items, halls = list(source.scenario.items), list(source.scenario.halls)
    kept = [s for s in states if s.item in items and s.home in halls and s.ticket.hall in halls]
    if not kept:
        raise ValueError("no case of an item and hall that the scenario has")
    out = [state.item for state in states if state not in kept]
    kept = _at_the_speed_of_people(kept, speed)
    first = min(_day(state.opened_at) for state in kept)
    zero = round(dt.datetime.combine(first, dt.time(), ZONE).timestamp() * 1e6)
    kept.sort(key=lambda state: (state.opened_at, state.case))
    last = max(_last(state) for state in kept)
    days = (_day(last) - first).days + 1
    lowered = _begun_on(source, first, days)
    flow = lowered.tables.flow
    kinds = {name: i for i, name in enumerate(flow.kinds)}
    flow_kinds = sum(1 << kinds[kind] for kind in kinds)
    n = len(kept)
    cases = Cases(
        need=np.array([state.opened_at - zero for state in kept], np.int64),
        hall=np.array([halls.index(state.ticket.hall) for state in kept], np.int32),
        home=np.array([halls.index(state.home) for state in kept], np.int32),
        item=np.array([items.index(state.item) for state in kept], np.int32),
        group=np.full(n, lowered.groups.index(GROUP), np.int32),
        channel=np.full(n, lowered.channels.index(REMOTE_WINDOW), np.int32),
        mask=np.full(n, flow_kinds, np.int64),
        measured=np.ones(n, bool),
    )
    stages = _stages(lowered)
    rows = [row for i, state in enumerate(kept) for row in _rows(i, state, flow, stages, zero)]
    columns = list(zip(*rows, strict=True))
    visits = Visits(
        case=np.array(columns[0], np.int32),
        stage=np.array(columns[1], np.int32),
        enter=np.array(columns[2], np.int64),
        start=np.array(columns[3], np.int64),
        leave=np.array(columns[4], np.int64),
        action=np.array(columns[5], np.int32),
    )
    nothing = np.zeros(0, np.int64)
    records = Records(
        cases=cases,
        visits=visits,
        capacity=Capacity(nothing.astype(np.int32), nothing, nothing.astype(np.int32)),
        end=last - zero + 1,
        flow_digest=flow.digest,
        waiting_us=np.zeros(len(flow.stages), np.int64),
    )
    left_out = {name: out.count(name) for name in dict.fromkeys(out)}
    return History(records, lowered, first, days, left_out, speed)


def _at_the_speed_of_people(states: Sequence[CaseState], speed: float) -> list[CaseState]:
    """Cases that took `speed` times as long."""
    first = min(state.opened_at for state in states)

    def at(time: int) -> int:
        return first + round((time - first) * speed)

    return [
        replace(
            state,
            opened_at=at(state.opened_at),
            entered_at=at(state.entered_at),
            started_at=None if state.started_at is None else at(state.started_at),
            passed=tuple(
                replace(
                    visit,
                    enter=at(visit.enter),
                    start=None if visit.start is None else at(visit.start),
                    leave=at(visit.leave),
                )
                for visit in state.passed
            ),
        )
        for state in states
    ]


def measured(history: History) -> Reduction:
    """The sums of all measures over a history, as over one replication."""
    setting = setting_of(history.lowered, [REMOTE_WINDOW])
    window = history.days * 86_400_000_000
    return reduce(history.records, replace(setting, measured_from=0, measured_until=window))


def _begun_on(source: Source, first: dt.date, days: int) -> Lowered:
    """The scenario lowered with a calendar of every day from the first on."""
    scenario = source.scenario
    week: tuple[Any, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    calendar = scenario.calendar.model_copy(
        update={"start": first, "working_days": week, "holidays": ()}
    )
    experiment = scenario.experiment.model_copy(
        update={"warm_up_days": 0, "days": days, "follow_up_days": 0, "horizon_min": None}
    )
    update = {"calendar": calendar, "experiment": experiment}
    return lower_scenario(scenario.model_copy(update=update), source.library)


Row = tuple[int, int, int, int, int, int]


def _stages(lowered: Lowered) -> dict[str, int]:
    """Stage of the remote window -> its number; the flow may have another name than the channel."""
    channels, stages = lowered.channel_of_stage, lowered.tables.flow.stages
    return {row.name: i for i, row in enumerate(stages) if channels[i] == REMOTE_WINDOW}


def _rows(
    case: int, state: CaseState, flow: FlowTable, stages: Mapping[str, int], zero: int
) -> list[Row]:
    """A case's visits, the one under way or the final stage last."""
    rows = []
    for visit in state.passed:
        stage = stages[visit.stage]
        names = {flow.actions[a].name: a for a in flow.actions_of(stage)}
        start = NEVER if visit.start is None else visit.start - zero
        enter, leave = visit.enter - zero, visit.leave - zero
        rows.append((case, stage, enter, start, leave, names.get(visit.action, NONE)))
    stage = stages[state.stage]
    enter = state.entered_at - zero
    if state.ended is not None:
        rows.append((case, stage, enter, enter, enter, NEVER))
    else:
        start = NEVER if state.started_at is None else state.started_at - zero
        rows.append((case, stage, enter, start, NEVER, NEVER))
    return rows


def _last(state: CaseState) -> int:
    return max(state.entered_at, state.started_at or 0)


def _day(at: int) -> dt.date:
    return dt.datetime.fromtimestamp(at / 1e6, ZONE).date()
