"""Tables and workload laid out for the kernel, and its rows brought back as records."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError
from ..flow import NONE, SCOPES, FlowTable
from ..records import NEVER, Capacity, Records, Visits
from ..scenario import FOREVER, Tables
from ..workload import Workload
from . import kernel, layout
from .layout import Draws, Model, State

__all__ = ["run_compiled"]

HOME = SCOPES.index("home")
LEAST_ROWS = 1 << 12
MOST_ROWS = 1 << 22


def run_compiled(tables: Tables, workload: Workload, *, visits: bool = True) -> Records:
    """The records of one replication, row for row those of ``run_simpy``.

    visits  without them the table of visits stays empty: for counting and timing only

    Raises EngineError if a case or a unit is lost, or the workload lacks a draw.
    """
    model = _model(tables, _masks(workload.cases.mask))
    draws = _draws(tables, workload)
    state = _state(tables, model, draws)
    written = _run(tables, model, draws, state, visits)
    _check(tables, model, draws, state)
    places = tables.places
    return Records(
        cases=workload.cases,
        visits=_visits(written if visits else [], state.cases),
        capacity=Capacity(places.cap_pool, places.cap_time, places.cap_units),
        end=int(state.runs.end[0]),
        flow_digest=tables.flow.digest,
        waiting_us=np.ascontiguousarray(state.waits.total_us),
    )


def _run(
    tables: Tables, model: Model, draws: Draws, state: State, visits: bool
) -> list[tuple[Any, int]]:
    """Stretches of rows, with the number written in each."""
    run, written = state.runs[0], []
    size = min(max(2 * len(draws.need), LEAST_ROWS), MOST_ROWS) + 2 * draws.most_rows
    while True:
        rows = np.empty(size if visits else 0, layout.ROW).view(np.recarray)
        outcome = kernel.simulate(model, draws, state, rows)
        written.append((rows, int(run.rows)))
        run.rows = 0
        if outcome == kernel.DONE:
            return written
        if outcome != kernel.MORE_ROWS:
            stage = tables.flow.stages[state.cases.stage[run.at]].full_name
            if outcome == kernel.NO_DRAW:
                message = f"enters {stage}, for which the workload has no draw"
            else:
                message = f"moves for ever at one instant, about {stage}"
            raise EngineError(f"case {run.at} {message}")


def _visits(written: list[tuple[Any, int]], cases: Any) -> Visits:
    """All rows in canonical order, with the visits the end cut off."""
    cut = np.flatnonzero(cases.stage != NONE) if written else np.zeros(0, np.int64)
    under_way = np.empty(len(cut), layout.ROW).view(np.recarray)
    under_way.case, under_way.stage = cut, cases.stage[cut]
    under_way.enter, under_way.start = cases.enter[cut], cases.start[cut]
    under_way.leave = under_way.action = NEVER
    stretches = [*written, (under_way, len(cut))]
    at = np.zeros(len(cases) + 1, np.int64)
    for rows, size in stretches:
        kernel.count_rows(rows, size, at)
    np.cumsum(at, out=at)
    size = int(at[-1])
    found = Visits(
        case=np.empty(size, np.int32),
        stage=np.empty(size, np.int32),
        enter=np.empty(size, np.int64),
        start=np.empty(size, np.int64),
        leave=np.empty(size, np.int64),
        action=np.empty(size, np.int32),
    )
    columns = found.case, found.stage, found.enter, found.start, found.leave, found.action
    for rows, size in stretches:
        kernel.write_rows(rows, size, at, *columns)
    return found


def _check(tables: Tables, model: Model, draws: Draws, state: State) -> None:
    """No case and no unit is lost, or EngineError."""
    run, cases, pools = state.runs[0], state.cases, state.pools
    busy = np.flatnonzero(cases.stage != NONE)
    if run.begun != run.ended + len(busy):
        raise EngineError(
            f"{run.begun} cases began, {run.ended} ended and {len(busy)} are under way: some "
            "are lost"
        )
    late = busy[(cases.due[busy] != NEVER) & (cases.due[busy] < run.end)]
    if len(late):
        raise EngineError(f"case {late[0]} was due at {cases.due[late[0]]} and is still under way")
    in_use = np.zeros(len(pools), np.int64)
    held = cases.held[busy]
    for kind, is_home in enumerate(model.kind_is_home.tolist()):
        holders = busy[(held >> kind & 1) == 1]
        place = (draws.home if is_home else draws.hall)[holders]
        in_use += np.bincount(model.pool_at[kind, place], minlength=len(in_use))
    for pool in np.flatnonzero(pools.free + in_use != pools.capacity).tolist():
        raise EngineError(
            f"pool {tables.places.pools[pool]}: {pools.free[pool]} free and {in_use[pool]} in "
            f"use of {pools.capacity[pool]}"
        )


def _masks(mask: NDArray[np.int64]) -> tuple[int, ...]:
    """The sets of kinds cases need; where many kinds vary, those that occur."""
    if not len(mask):
        return ()
    always, sometimes = int(np.bitwise_and.reduce(mask)), int(np.bitwise_or.reduce(mask))
    varying = [1 << k for k in range(64) if (sometimes & ~always) >> k & 1]
    if len(varying) > 6:
        return tuple(np.unique(mask).tolist())
    found = [always]
    for bit in varying:
        found += [kinds | bit for kinds in found]
    return tuple(found)


@lru_cache(maxsize=16)
def _model(tables: Tables, masks: tuple[int, ...]) -> Model:
    """What is the same in every run; kept, since many replications share their tables."""
    flow, places = tables.flow, tables.places
    levels, ranks = np.unique(tables.priority, return_inverse=True)
    wants = _wants(flow, masks)
    is_home = flow.kind_scope == HOME
    home_kinds = sum(1 << k for k in np.flatnonzero(is_home).tolist())
    sets = sorted({want for found in wants for want in found})
    listed = [want for found in wants for want in found]
    return Model(
        stages=_stages(tables, np.cumsum([0, *map(len, wants)])),
        action_to=flow.action_to,
        continued=_continued(flow),
        kind_is_home=is_home,
        pool_at=places.pool,
        wants=_table(
            layout.WANT,
            len(listed),
            kinds=[kinds for kinds, _ in listed],
            number=[sets.index(want) for want in listed],
            by_hall=[kinds & ~home_kinds != 0 for kinds, _ in listed],
            by_home=[kinds & home_kinds != 0 for kinds, _ in listed],
            reserves=[reserves for _, reserves in listed],
        ),
        priority=ranks.reshape(tables.priority.shape).astype(np.int32),
        rank_bits=max(len(levels) - 1, 0).bit_length(),
        changes=_table(
            layout.CHANGE,
            len(places.cap_time),
            time=places.cap_time,
            pool=places.cap_pool,
            units=places.cap_units,
        ),
        halls=_table(
            layout.HALL,
            len(places.halls),
            line_first=places.line_first[:-1],
            line_last=places.line_first[1:],
            open_first=places.open_first[:-1],
            open_last=places.open_first[1:],
        ),
        sessions=_table(
            layout.SESSION,
            len(places.line_start),
            start=places.line_start,
            end=places.line_end,
            late=places.line_late,
        ),
        hours=_table(
            layout.SESSION, len(places.open_start), start=places.open_start, end=places.open_end
        ),
        openings=places.next_opening,
    )


def _table(dtype: np.dtype[np.void], size: int | tuple[int, ...], /, **columns: Any) -> Any:
    """Records of a type, the columns that are not given being 0."""
    table = np.zeros(size, dtype).view(np.recarray)
    for name, column in columns.items():
        table[name] = column
    return table


def _stages(tables: Tables, wants: NDArray[np.int64]) -> Any:
    flow, size = tables.flow, len(tables.flow.stages)
    clocks = _numbers(size, np.flatnonzero(flow.starts_clock))
    has_room = flow.balk != NONE
    first_queue = (np.cumsum(has_room) - 1) * len(tables.places.halls)
    return _table(
        layout.STAGE,
        size,
        holds=flow.holds,
        then=flow.then,
        visits=flow.visits,
        loop=_numbers(size, np.flatnonzero(flow.exhausted != NONE)),
        exhausted=flow.exhausted,
        continues=np.where(flow.continues == NONE, NONE, clocks[flow.continues]),
        starts_clock=clocks,
        balk=flow.balk,
        queue=np.where(has_room, first_queue, NONE),
        closing=tables.closing,
        want_first=wants[:-1],
        clock=flow.clock,
        is_final=flow.is_final,
        is_home=flow.place == HOME,
        by_ticket=flow.by_ticket,
        ticket=flow.ticket,
        closes_early=tables.closes_early,
    )


def _numbers(size: int, members: NDArray[np.int64]) -> NDArray[np.int32]:
    """[size] the number of each member among the members, NONE for the rest."""
    found = np.full(size, NONE, np.int32)
    found[members] = np.arange(len(members))
    return found


def _continued(flow: FlowTable) -> NDArray[np.int32]:
    """[S, A] an action where a clock starts -> that of its name where the clock goes on."""
    found = np.full((len(flow.stages), max(len(flow.actions), 1)), NONE, np.int32)
    for stage in np.flatnonzero(flow.continues != NONE).tolist():
        here = {flow.actions[a].name: a for a in flow.actions_of(stage)}
        for action in flow.actions_of(int(flow.continues[stage])):
            found[stage, action] = here.get(flow.actions[action].name, NONE)
    return found


def _wants(flow: FlowTable, masks: Iterable[int]) -> list[list[tuple[int, bool]]]:
    """[S] the sets of kinds that a case may miss when it enters, and whether it reserves.

    Found by following every action with all that may be held; where cases begin is not known
    here, so every stage is taken for a beginning.
    """
    found: list[set[tuple[int, bool]]] = [set() for _ in flow.stages]
    for mask in masks:
        todo = [(stage, 0) for stage in range(len(flow.stages)) if not flow.is_final[stage]]
        seen = set(todo)
        while todo:
            stage, held = todo.pop()
            wanted = int(flow.holds[stage]) & mask
            kept = held & wanted
            if wanted & ~kept:
                found[stage].add((wanted & ~kept, bool(flow.reserve[stage])))
            ways = [
                (int(flow.action_to[a]), h) for a in flow.actions_of(stage) for h in {kept, wanted}
            ]
            for way in ways:
                if way not in seen and not flow.is_final[way[0]]:
                    seen.add(way)
                    todo.append(way)
    return [sorted(kinds) for kinds in found]


def _draws(tables: Tables, workload: Workload) -> Draws:
    cases, flow = workload.cases, tables.flow
    moves = int(flow.visits[~flow.is_final].sum(dtype=np.int64))
    return Draws(
        need=cases.need,
        hall=cases.hall,
        home=cases.home,
        group=cases.group,
        mask=cases.mask,
        measured=cases.measured,
        entry=workload.entry,
        source=workload.source,
        source_first=workload.source_first,
        arrivals=np.argsort(cases.need, kind="stable"),
        blocks=_table(
            layout.BLOCK,
            workload.service_at.shape,
            service=workload.service_at,
            wait=workload.wait_at,
            room=workload.room_at,
            picked=workload.picked_at,
            count=workload.picked_size,
        ),
        picked=workload.picked,
        duration=workload.duration,
        action=workload.action,
        deadline=workload.deadline,
        deadline_action=workload.deadline_action,
        room=workload.room,
        end=int(workload.end),
        drain_from=int(workload.drain_from),
        most_rows=2 * moves + len(flow.stages) + 16,
    )


def _state(tables: Tables, model: Model, draws: Draws) -> State:
    """Nothing has happened yet. What is written before it is read is not set."""
    size, halls = len(draws.need), len(tables.places.halls)
    pools, wants = len(tables.places.pools), model.wants
    width = max([1, *(int(kinds).bit_count() for kinds in wants.kinds)])
    spread = np.where(wants.by_hall, halls, 1) * np.where(wants.by_home, halls, 1)
    classes = 1 + int(np.minimum(spread, size).sum())
    loops, clocks = (
        int(column.max(initial=NONE)) + 1
        for column in (model.stages.loop, model.stages.starts_clock)
    )
    cases = np.empty(size, layout.CASE).view(np.recarray)
    cases.held, cases.stage, cases.line = 0, NONE, NONE

    def numbers(size: int) -> NDArray[np.int32]:
        return np.empty(size, np.int32)

    return State(
        runs=_table(layout.RUN, 1, still_measured=draws.measured.sum()),
        cases=cases,
        seen=np.zeros((size, loops), np.uint16),
        clocks=_table(layout.CLOCK, (size, clocks), due=FOREVER),
        heap=np.empty(2 * size + 64, layout.DUE).view(np.recarray),
        instant=numbers(size),
        newcomers=numbers(size),
        pools=_table(layout.POOL, pools, first=NONE),
        class_at=np.zeros((int(wants.number.max(initial=0)) + 1, halls, halls), np.int32),
        classes=_table(layout.CLASS, classes),
        class_pool=numbers(classes * width).reshape(classes, width),
        links=np.empty(classes * width, layout.LINK).view(np.recarray),
        dirty=numbers(classes),
        lines=_table(layout.LINE, classes << model.rank_bits, head=NONE, tail=NONE),
        queues=_table(
            layout.QUEUE,
            int((model.stages.balk != NONE).sum()) * halls,
            head=NONE,
            tail=NONE,
        ),
        waits=_table(layout.WAITS, len(model.stages)),
    )
