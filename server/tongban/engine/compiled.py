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
from .layout import NIL, Draws, Model, Needs, State

__all__ = ["run_compiled"]

HOME = SCOPES.index("home")
LEAST_ROWS = 1 << 12
MOST_ROWS = 1 << 22


def run_compiled(tables: Tables, workload: Workload, *, visits: bool = True) -> Records:
    """The records of one replication, row for row those of ``run_simpy``.

    visits  without them the table of visits stays empty: for counting and timing only

    Raises EngineError if a case or a unit is lost, or the workload lacks a draw.
    """
    rooms = (workload.room_at != NONE).any(axis=(0, 2))
    model = _model(tables, _masks(workload.cases.mask), tuple(rooms.tolist()))
    needs, draws = _needs(workload), _draws(tables, workload)
    state = _state(tables, model, needs, draws, visits)
    written = _run(tables, model, needs, draws, state)
    _check(tables, model, state)
    places = tables.places
    return Records(
        cases=workload.cases,
        visits=_visits(needs, state, written),
        capacity=Capacity(places.cap_pool, places.cap_time, places.cap_units),
        end=int(state.runs.end[0]),
        flow_digest=tables.flow.digest,
        waiting_us=np.ascontiguousarray(state.waits.total_us),
    )


def _run(
    tables: Tables, model: Model, needs: Needs, draws: Draws, state: State
) -> list[tuple[Any, int]]:
    """Stretches of rows, with the number written in each."""
    run, written = state.runs[0], []
    size = min(max(2 * len(needs.time), LEAST_ROWS), MOST_ROWS) + 2 * draws.most_rows
    while True:
        rows = np.empty(size if len(state.visits) else 0, layout.ROW).view(np.recarray)
        outcome = kernel.simulate(model, needs, draws, state, rows)
        written.append((rows, int(run.rows)))
        run.rows = 0
        if outcome == kernel.DONE:
            return written
        if outcome != kernel.MORE_ROWS:
            case = state.cases[run.at]
            stage = tables.flow.stages[case.stage].full_name
            if outcome == kernel.NO_DRAW:
                message = f"enters {stage}, for which the workload has no draw"
            else:
                message = f"moves for ever at one instant, about {stage}"
            raise EngineError(f"case {case.number} {message}")


def _visits(needs: Needs, state: State, written: list[tuple[Any, int]]) -> Visits:
    """All rows in canonical order, with the visits the end cut off; the stretches are used up."""
    at = state.visits
    if len(at):
        cut = _present(state)
        under_way = np.empty(len(cut), layout.ROW).view(np.recarray)
        under_way.case, under_way.stage, under_way.start = cut.number, cut.stage, cut.start
        under_way.leave = under_way.action = NEVER
        at[cut.number.astype(np.int64) + 1] = cut.visits + 1
        np.cumsum(at, out=at)
        written.append((under_way, len(cut)))
    size = int(at[-1]) if len(at) else 0
    case, stage, action = np.empty((3, size), np.int32)
    enter, start, leave = np.empty((3, size), np.int64)
    while written and size:
        kernel.write_rows(*written.pop(0), at, stage, start, leave, action)
    if size:
        kernel.fill_rows(needs.time, state.ends, at, case, stage, enter, start, leave, action)
    return Visits(case=case, stage=stage, enter=enter, start=start, leave=leave, action=action)


def _present(state: State) -> Any:
    """The cases that are under way."""
    cases = state.cases[: state.runs[0].places]
    return cases[cases.stage != NIL]


def _check(tables: Tables, model: Model, state: State) -> None:
    """No case and no unit is lost, or EngineError."""
    run, busy, pools = state.runs[0], _present(state), state.pools
    if run.begun != run.ended + len(busy):
        raise EngineError(
            f"{run.begun} cases began, {run.ended} ended and {len(busy)} are under way: some "
            "are lost"
        )
    first = state.heap[0]
    if first.time < run.end:
        number = state.cases[first.case].number
        raise EngineError(f"case {number} was due at {first.time} and is still under way")
    in_use = np.zeros(len(pools), np.int64)
    for kind, is_home in enumerate(model.kind_is_home.tolist()):
        holders = busy[(busy.held >> kind & 1) == 1]
        place = holders.home if is_home else holders.hall
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
def _model(tables: Tables, masks: tuple[int, ...], rooms: tuple[bool, ...]) -> Model:
    """What is the same in every run; kept, since many replications share their tables.

    masks  the sets of kinds that cases need
    rooms  [S] whether anybody asks there how many are ahead
    """
    flow, places = tables.flow, tables.places
    levels, ranks = np.unique(tables.priority, return_inverse=True)
    wants = _wants(flow, masks)
    is_home = flow.kind_scope == HOME
    home_kinds = sum(1 << k for k in np.flatnonzero(is_home).tolist())
    sets = sorted({want for found in wants for want in found})
    listed = [want for found in wants for want in found]
    return Model(
        stages=_stages(tables, np.cumsum([0, *map(len, wants)]), np.array(rooms, bool)),
        action_to=flow.action_to.view(np.uint32),
        continued=_continued(flow).view(np.uint32),
        kind_is_home=is_home,
        # Where there is no such pool no case should come; to both engines it is the last one then.
        pool_at=np.where(places.pool == NONE, len(places.pools) - 1, places.pool).astype(np.uint32),
        wants=_table(
            layout.WANT,
            len(listed),
            kinds=[kinds for kinds, _ in listed],
            number=[sets.index(want) for want in listed],
            by_hall=[kinds & ~home_kinds != 0 for kinds, _ in listed],
            by_home=[kinds & home_kinds != 0 for kinds, _ in listed],
            reserves=[reserves for _, reserves in listed],
        ),
        priority=ranks.reshape(tables.priority.shape).astype(np.uint32),
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


def _stages(tables: Tables, wants: NDArray[np.int64], rooms: NDArray[np.bool_]) -> Any:
    flow, size = tables.flow, len(tables.flow.stages)
    clocks = _numbers(size, np.flatnonzero(flow.starts_clock))
    has_room = rooms & (flow.balk != NONE)
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


def _needs(workload: Workload) -> Needs:
    cases = workload.cases
    is_sorted = bool((cases.need[1:] >= cases.need[:-1]).all())
    if is_sorted:
        order = np.arange(len(cases), dtype=np.uint32)
    else:
        order = np.argsort(cases.need, kind="stable").astype(np.uint32)
    return Needs(
        time=cases.need,
        order=order,
        hall=cases.hall.view(np.uint32),
        home=cases.home.view(np.uint32),
        group=cases.group.view(np.uint32),
        mask=cases.mask,
        measured=cases.measured,
        entry=workload.entry.view(np.uint32),
        source=workload.source.view(np.uint32),
        source_first=workload.source_first,
        end=int(workload.end),
        drain_from=int(workload.drain_from),
    )


def _draws(tables: Tables, workload: Workload) -> Draws:
    flow = tables.flow
    moves = int(flow.visits[~flow.is_final].sum(dtype=np.int64))
    return Draws(
        blocks=_table(
            layout.BLOCK,
            workload.service_at.shape,
            service=workload.service_at,
            wait=workload.wait_at,
            room=workload.room_at,
            picked=workload.picked_at,
            count=np.where(workload.picked_at == NONE, NIL, workload.picked_size),
        ),
        picked=workload.picked.view(np.uint32),
        duration=workload.duration,
        action=workload.action,
        deadline=workload.deadline,
        deadline_action=workload.deadline_action,
        room=workload.room.view(np.uint32),
        most_rows=2 * moves + len(flow.stages) + 16,
    )


def _state(tables: Tables, model: Model, needs: Needs, draws: Draws, visits: bool) -> State:
    """Nothing has happened yet. What is written before it is read is not set.

    There is a row for every case, but memory is taken only of those that are used: of as many
    as are there at a time.
    """
    size, halls = len(needs.time), len(tables.places.halls)
    pools, wants = len(tables.places.pools), model.wants
    width = max([1, *(int(kinds).bit_count() for kinds in wants.kinds)])
    spread = np.where(wants.by_hall, halls, 1) * np.where(wants.by_home, halls, 1)
    classes = 1 + int(np.minimum(spread, size).sum())
    loops, clocks = (
        int((column != NIL).sum()) for column in (model.stages.loop, model.stages.starts_clock)
    )
    heap = np.empty(size + 1, layout.DUE).view(np.recarray)
    heap[0].time = FOREVER

    def numbers(size: int) -> NDArray[np.uint32]:
        return np.empty(size, np.uint32)

    return State(
        runs=_table(
            layout.RUN,
            1,
            arrival=needs.time[needs.order[0]] if size else FOREVER,
            change=model.changes.time[0] if len(model.changes) else FOREVER,
            vacant=NIL,
            still_measured=np.count_nonzero(needs.measured),
        ),
        cases=np.empty(size, layout.CASE).view(np.recarray),
        seen=np.empty((size, loops), np.uint16),
        clocks=np.empty((size, clocks), layout.CLOCK).view(np.recarray),
        visits=np.zeros(size + 1 if visits else 0, np.int64),
        near=np.zeros((*draws.blocks.shape, halls), np.uint32),
        ends=np.full(size if visits else 0, layout.NO_END, np.uint16),
        heap=heap,
        instant=numbers(size),
        newcomers=numbers(size),
        pools=_table(layout.POOL, pools, first=NIL),
        class_at=np.full((int(wants.number.max(initial=0)) + 1, halls, halls), NIL, np.uint32),
        classes=_table(layout.CLASS, classes),
        class_pool=numbers(classes * width).reshape(classes, width),
        links=np.empty(classes * width, layout.LINK).view(np.recarray),
        dirty=numbers(classes),
        lines=_table(layout.LINE, classes << model.rank_bits, head=NIL, tail=NIL),
        queues=_table(
            layout.QUEUE,
            int((model.stages.queue != NIL).sum()) * halls,
            head=NIL,
            tail=NIL,
        ),
        waits=_table(layout.WAITS, len(model.stages)),
    )
