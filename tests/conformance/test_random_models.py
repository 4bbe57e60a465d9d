"""What must hold in every model: the order within an instant, units, time, cases, Little's law."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from heapq import heappush
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import simpy
from random_models import MODES, random_model

from tongban.engine.simpy_engine import run_simpy
from tongban.flow import NONE, SCOPES
from tongban.records import NEVER, Records
from tongban.scenario import Tables
from tongban.workload import Workload

SEEDS = range(40)


def shuffled(seed: int) -> Callable[[], simpy.Environment]:
    """A clock that takes what is due at one instant in random order."""
    chance = random.Random(seed)

    class Shuffled(simpy.Environment):
        def schedule(self, event: Any, priority: Any = 1, delay: Any = 0) -> None:
            entry = (self._now + delay, chance.random(), next(self._eid), event)
            heappush(self._queue, entry)  # type: ignore[misc]

    return Shuffled


def columns(records: Records) -> list[list[int]]:
    v = records.visits
    found = [v.case, v.stage, v.enter, v.start, v.leave, v.action, records.waiting_us]
    return [column.tolist() for column in found] + [[records.end]]


@pytest.mark.parametrize("mode", MODES)
def test_order_within_an_instant_changes_no_row(mode: str) -> None:
    for seed in SEEDS:
        tables, workload = random_model(seed, mode)
        plain = columns(run_simpy(tables, workload))
        for order in range(3):
            again = columns(run_simpy(tables, workload, environment=shuffled(order)))
            assert again == plain, f"{mode} {seed}, order {order}"


@pytest.mark.parametrize("mode", MODES)
def test_properties_of_records(engine: Any, mode: str) -> None:
    for seed in SEEDS:
        tables, workload = random_model(seed, mode)
        records = engine(tables, workload)
        try:
            check_time(records)
            check_ways(records, tables, workload)
            check_units(records, tables)
            check_little(records)
        except AssertionError as error:
            raise AssertionError(f"{mode} {seed}") from error


def check_time(records: Records) -> None:
    """Time never runs back, and nothing happens at or after the end."""
    v = records.visits
    same = v.case[1:] == v.case[:-1]
    assert (np.diff(v.case) >= 0).all()
    assert (v.enter[1:] == v.leave[:-1])[same].all()
    started, left = v.start != NEVER, v.leave != NEVER
    assert (v.start >= v.enter)[started].all()
    assert (v.leave >= np.where(started, v.start, v.enter))[left].all()
    assert (
        max(v.enter.max(initial=0), v.start.max(initial=0), v.leave.max(initial=0)) <= records.end
    )


def check_ways(records: Records, tables: Tables, workload: Workload) -> None:
    """Every case begins where and when it should, follows its actions, and is accounted for."""
    v, flow = records.visits, tables.flow
    for case in range(len(workload)):
        rows = np.flatnonzero(v.case == case)
        need = int(workload.cases.need[case])
        if not len(rows):
            assert need >= records.end or need > workload.drain_from
            continue
        assert (v.enter[rows[0]], v.stage[rows[0]]) == (need, workload.entry[case])
        last = int(v.stage[rows[-1]])
        assert flow.is_final[last] or v.leave[rows[-1]] == NEVER
        counts: dict[int, int] = defaultdict(int)
        for row, after in pairwise(rows):
            stage = int(v.stage[row])
            if flow.is_final[stage]:  # it hands the case on
                then = int(flow.then[stage])
                assert int(v.stage[after]) in (then, int(flow.exhausted[then]))
                continue
            counts[stage] += 1
            assert counts[stage] <= flow.visits[stage]
            to = int(flow.action_to[v.action[row]])
            assert int(v.stage[after]) in (to, int(flow.exhausted[to]))
            assert flow.action_first[stage] <= v.action[row] < flow.action_first[stage + 1]


def check_units(records: Records, tables: Tables) -> None:
    """A pool gives out no unit it does not have; it is over its capacity only after a cut."""
    changes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    v, flow, places = records.visits, tables.flow, tables.places
    held: dict[int, set[int]] = defaultdict(set)
    for case, stage, enter, start in zip(v.case, v.stage, v.enter, v.start, strict=True):
        wanted = set()
        for k in range(len(flow.kinds)):
            if int(flow.holds[stage]) & int(records.cases.mask[case]) >> k << k & 1 << k:
                scope = SCOPES[flow.kind_scope[k]]
                hall = (records.cases.home if scope == "home" else records.cases.hall)[case]
                wanted.add(int(places.pool[k, hall]))
        for pool in held[case] - wanted:
            changes[pool].append((int(enter), -1))
        held[case] &= wanted
        if start != NEVER:
            for pool in wanted - held[case]:
                changes[pool].append((int(start), 1))
            held[case] = wanted
    for pool, events in changes.items():
        for instant in {time for time, change in events if change > 0}:
            busy = sum(change for time, change in events if time <= instant)
            steps = (places.cap_pool == pool) & (places.cap_time <= instant)
            assert busy <= int(places.cap_units[steps][-1])


def check_little(records: Records) -> None:
    """The engine's own integral of the number waiting equals the waits in the rows."""
    v = records.visits
    left = np.where(v.leave == NEVER, records.end, v.leave)
    wait = np.where(v.start == NEVER, left, v.start) - v.enter
    by_stage = np.bincount(v.stage, wait.astype(float), minlength=len(records.waiting_us))
    assert by_stage.astype(np.int64).tolist() == records.waiting_us.tolist()


def test_the_random_models_reach_what_they_are_meant_to() -> None:
    """Each way of leaving a line, and each way of being cut, occurs in the models often."""
    seen: dict[str, int] = defaultdict(int)
    for mode in MODES:
        for seed in SEEDS:
            tables, workload = random_model(seed, mode)
            records = run_simpy(tables, workload)
            v = records.visits
            for action in v.action[v.action != NEVER].tolist():
                seen[tables.flow.actions[action].name] += 1
            seen["handed on"] += int((tables.flow.then[v.stage] != NONE).sum())
            seen["waited"] += int((v.start > v.enter).sum())
            seen["cut"] += int(((v.leave == NEVER) & ~tables.flow.is_final[v.stage]).sum())
    ways = ("ok", "again", "short", "leave", "tired", "full", "shut", "tomorrow")
    for what in (*ways, "handed on", "waited", "cut"):
        assert seen[what] > 50, f"{what}: {seen[what]}"
