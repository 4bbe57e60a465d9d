"""Small models by hand: a flow, pools, hours, and cases with every draw written out.

Times are minutes since 00:00 of day 0, whole ones wherever rows are worked out by hand. What is
not said is simplest: one hall, always open, a visit of no duration that takes the usual action,
no patience.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tongban.flow import NONE, Flow, FlowTable, check_library, lower
from tongban.records import NEVER, Cases, Records
from tongban.scenario import FOREVER, MINUTE, Places, Tables
from tongban.workload import Workload

DAY = 1440
Minutes = int | float
"""Rounded to microseconds."""

Row = tuple[int, str, Minutes, Minutes | None, Minutes | None, str | None]


@dataclass(frozen=True)
class Visit:
    """The draws of one visit: minutes of service, its action, patience and its action, room."""

    minutes: Minutes = 0
    action: str = ""
    patience: Minutes | None = None
    then: str = ""
    room: int | None = None


@dataclass(frozen=True)
class Case:
    """A case: when, where, and its draws by stage, visit after visit."""

    need: Minutes
    draws: Mapping[str, Sequence[Visit] | Visit] = field(default_factory=dict)
    entry: str = ""
    hall: str = "a"
    home: str = ""
    group: int = 0
    without: tuple[str, ...] = ()
    measured: bool = True


@dataclass(frozen=True)
class Hours:
    """One hall's sessions of the line (start, end, late), open hours, and next openings."""

    lines: Sequence[tuple[int, int, int]] = ()
    open: Sequence[tuple[int, int]] = ()
    next_opening: Sequence[int] = ()


def stage(*holds: str, **more: Any) -> dict[str, Any]:
    """A stage that waits in order of arrival, unless more says otherwise."""
    order = {"order": "wait"} if holds else {}
    return {"holds": list(holds), **order, **more}


def flow(name: str = "f", *, start: str, stages: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A flow whose kinds are all of the hall, with the finals `done` and `gone`."""
    kinds = {kind: {"scope": "hall"} for s in stages.values() for kind in s["holds"]}
    final = {"done": {"counts_as": "accepted"}, "gone": {"counts_as": "abandoned"}}
    named = {target for s in stages.values() for target in _targets(s)} | {more.get("exhausted")}
    final = {key: value for key, value in final.items() if key in named}
    return {
        "name": name,
        "start": start,
        "kinds": kinds | more.pop("kinds", {}),
        "stages": dict(stages),
        "final": final | more.pop("final", {}),
        **more,
    }


def _targets(spec: Mapping[str, Any]) -> list[str]:
    found = [action["to"] for action in spec["do"].values()]
    return found + ([spec["exhausted"]] if spec.get("exhausted") else [])


def tables_of(
    flows: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    pools: Mapping[str, int | Sequence[tuple[int, int]]],
    *,
    halls: Sequence[str] = ("a",),
    hours: Mapping[str, Hours] | None = None,
    priority: Mapping[tuple[int, str], int] | None = None,
    groups: int = 1,
    early: Sequence[str] = (),
    shared: Mapping[str, str] | None = None,
    next_day: bool = False,
) -> Tables:
    """Engine tables. Pools are named ``kind@hall``, with units or steps (minute, units).

    early     stages that may be joined only up to a session's end, not up to when it is late
    shared    ``kind@hall`` -> the pool that serves it instead of one of its own
    next_day  closing sends a case where ``closes_next_day`` says
    """
    listed = [flows] if isinstance(flows, Mapping) else list(flows)
    library = {f["name"]: Flow.model_validate(f) for f in listed}
    faults = check_library(library)
    assert not faults, [str(fault) for fault in faults]
    lowered = lower(library, library)
    names = lowered.stage_numbers
    levels = np.ones((groups, len(names)), np.int32)
    for (group, name), level in (priority or {}).items():
        levels[group, _number(names, name)] = level
    closes_early = np.zeros(len(names), bool)
    closes_early[[_number(names, name) for name in early]] = True
    closing = np.full(len(names), NONE, np.int32)
    if hours:
        closing = lowered.closes_next_day if next_day else lowered.closes
    return Tables(
        flow=lowered,
        places=_places(lowered, pools, halls, hours or {}, shared or {}),
        priority=levels,
        closing=closing,
        closes_early=closes_early,
    )


def _places(
    lowered: FlowTable,
    pools: Mapping[str, Any],
    halls: Sequence[str],
    hours: Mapping[str, Hours],
    shared: Mapping[str, str],
) -> Places:
    names = list(pools)
    pool = np.full((len(lowered.kinds), len(halls)), NONE, np.int32)
    for k, kind in enumerate(lowered.kinds):
        for h, hall in enumerate(halls):
            name = shared.get(f"{kind}@{hall}", f"{kind}@{hall}")
            if name in pools:
                pool[k, h] = names.index(name)
    steps = sorted(
        (us(time), p, units)
        for p, given in enumerate(pools.values())
        for time, units in ([(0, given)] if isinstance(given, int) else given)
    )
    each = [hours.get(hall, Hours()) for hall in halls]
    lines = [[tuple(map(us, row)) for row in h.lines] or [(0, FOREVER, FOREVER)] for h in each]
    work = [[tuple(map(us, row)) for row in h.open] or [(0, FOREVER)] for h in each]
    days = max([len(h.next_opening) for h in each] + [1])
    openings = np.full((len(halls), days), FOREVER, np.int64)
    for row, h in zip(openings, each, strict=True):
        default = [(day + 1) * DAY for day in range(days)]
        row[:] = np.array(list(h.next_opening) or default, np.int64) * MINUTE
    return Places(
        halls=tuple(halls),
        pools=tuple(names),
        pool=pool,
        cap_time=np.array([s[0] for s in steps], np.int64),
        cap_pool=np.array([s[1] for s in steps], np.int32),
        cap_units=np.array([s[2] for s in steps], np.int32),
        rostered=np.array([s[2] for s in steps], np.int32),
        line_first=_first(lines),
        line_start=np.array([r[0] for rows in lines for r in rows], np.int64),
        line_end=np.array([r[1] for rows in lines for r in rows], np.int64),
        line_late=np.array([r[2] for rows in lines for r in rows], np.int64),
        open_first=_first(work),
        open_start=np.array([r[0] for rows in work for r in rows], np.int64),
        open_end=np.array([r[1] for rows in work for r in rows], np.int64),
        next_opening=openings,
    )


def us(minutes: Minutes) -> int:
    """Microseconds."""
    return round(minutes * MINUTE)


def _first(ragged: Sequence[Sequence[Any]]) -> Any:
    return np.cumsum([0, *map(len, ragged)]).astype(np.int32)


def _number(names: Mapping[str, int], name: str) -> int:
    """A stage by its full name, or its local one where only one flow has it."""
    found = [number for full, number in names.items() if name in (full, full.split(".")[1])]
    assert len(found) == 1, f"{name}: {len(found)} stages of that name"
    return found[0]


def workload_of(
    tables: Tables, cases: Sequence[Case], *, end: int = 100 * DAY, drain_from: int | None = None
) -> Workload:
    """A workload of these cases; each is a source of its own.

    drain_from  default: the run goes on to the end
    """
    table, places = tables.flow, tables.places
    names = table.stage_numbers
    most = int(table.visits[~table.is_final].max())
    shape = len(cases), len(names), most
    service_at = np.arange(np.prod(shape), dtype=np.int64).reshape(shape)
    wait_at, room_at = service_at.copy(), service_at.copy()
    size = service_at.size
    duration, deadline = np.zeros(size, np.int64), np.full(size, FOREVER)
    action, deadline_action = np.zeros(size, np.int32), np.full(size, NONE, np.int32)
    room = np.zeros(size, np.int32)
    for c, case in enumerate(cases):
        given = {_number(names, name): draws for name, draws in case.draws.items()}
        for s in np.flatnonzero(~table.is_final).tolist():
            draws = given.get(s, ())
            visits = [draws] * most if isinstance(draws, Visit) else list(draws)
            for v, visit in enumerate([*visits, *[Visit()] * most][:most]):
                at = service_at[c, s, v]
                duration[at] = us(visit.minutes)
                action[at] = table.action(s, visit.action) if visit.action else usual(table, s)
                if visit.patience is None:
                    wait_at[c, s, v] = NONE
                else:
                    deadline[at] = us(visit.patience)
                    deadline_action[at] = table.action(s, visit.then)
                if visit.room is None:
                    room_at[c, s, v] = NONE
                else:
                    room[at] = visit.room
    kinds = list(table.kinds)
    first_flow = next(iter(table.start.values()))
    entries = [_number(names, c.entry) if c.entry else first_flow[""] for c in cases]
    return Workload(
        cases=Cases(
            need=np.array([us(c.need) for c in cases], np.int64),
            hall=np.array([places.halls.index(c.hall) for c in cases], np.int32),
            home=np.array([places.halls.index(c.home or c.hall) for c in cases], np.int32),
            item=np.zeros(len(cases), np.int32),
            group=np.array([c.group for c in cases], np.int32),
            channel=np.zeros(len(cases), np.int32),
            mask=np.array(
                [sum(1 << k for k, n in enumerate(kinds) if n not in c.without) for c in cases],
                np.int64,
            ),
            measured=np.array([c.measured for c in cases], bool),
        ),
        entry=np.array(entries, np.int32),
        source=np.arange(len(cases), dtype=np.int32),
        source_first=np.arange(len(cases), dtype=np.int64),
        service_at=service_at,
        duration=duration,
        action=action,
        wait_at=wait_at,
        deadline=deadline,
        deadline_action=deadline_action,
        room_at=room_at,
        room=room,
        picked_at=np.full(shape, NONE, np.int64),
        picked_size=np.zeros(shape, np.int64),
        picked=np.zeros(0, np.int32),
        end=end * MINUTE,
        drain_from=FOREVER if drain_from is None else drain_from * MINUTE,
    )


@dataclass(frozen=True)
class Model:
    """A model by hand as a value: what ``tables_of`` and ``workload_of`` are given.

    options  of ``tables_of``
    """

    flows: Mapping[str, Any] | Sequence[Mapping[str, Any]]
    pools: Mapping[str, int | Sequence[tuple[int, int]]]
    cases: Sequence[Case]
    options: Mapping[str, Any] = field(default_factory=dict)
    end: int = 100 * DAY
    drain_from: int | None = None

    def build(self) -> tuple[Tables, Workload]:
        """Its tables and workload."""
        tables = tables_of(self.flows, self.pools, **self.options)
        return tables, workload_of(tables, self.cases, end=self.end, drain_from=self.drain_from)


def usual(table: FlowTable, stage_number: int) -> int:
    """The first action that ends handling."""
    first, last = table.action_first[stage_number : stage_number + 2]
    return next(a for a in range(first, last) if table.actions[a].spec.ends_handling)


def rows(records: Records, tables: Tables) -> list[Row]:
    """(case, stage, enter, start, leave, action) in minutes, None for what never happened."""
    visits, table = records.visits, tables.flow
    several = len(table.start) > 1

    def minute(time: int) -> Minutes | None:
        if time == NEVER:
            return None
        return time / MINUTE if time % MINUTE else time // MINUTE

    found: list[Row] = []
    columns = (visits.case, visits.stage, visits.enter, visits.start, visits.leave, visits.action)
    for case, number, enter, start, leave, act in zip(*(c.tolist() for c in columns), strict=True):
        spec = table.stages[number]
        name = spec.full_name if several else spec.name
        entered = minute(enter)
        assert entered is not None
        action = None if act == NEVER else table.actions[act].name
        found.append((case, name, entered, minute(start), minute(leave), action))
    return found
