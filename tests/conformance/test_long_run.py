"""A million cases over sixty years on the compiled engine: nobody is lost on the way."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from queues import Model, exponential, model

from tongban.engine import compiled
from tongban.engine.layout import State
from tongban.records import NEVER, Records
from tongban.scenario import MINUTE
from tongban.workload import Policy, Workload, WorkloadMaker

CASES = 1_000_000
PER_MIN, WORK_MIN, PATIENCE_MIN, AGAIN = 0.03, 100.0, 500.0, 0.15
"""Slow on purpose, so that times outgrow 50 bits of microseconds."""

WINDOWS, CLERKS = 8, 4


def virtual_window() -> Model:
    """A window, then a clerk with the window held; patience over both waits; some come again."""
    leave = {"to": "left", "while": "waiting"}
    flow: dict[str, Any] = {
        "name": "w2",
        "start": "sit",
        "visits": 40,
        "exhausted": "left",
        "kinds": {"window": {"scope": "hall"}, "clerk": {"scope": "hall"}},
        "stages": {
            "sit": {
                "holds": ["window"],
                "order": "wait",
                "do": {"ok": {"to": "talk"}, "leave": leave},
            },
            "talk": {
                "holds": ["window", "clerk"],
                "order": "wait",
                "continues": "sit",
                "do": {"done": {"to": "served"}, "again": {"to": "rejoin"}, "leave": leave},
            },
            "rejoin": {"do": {"ok": {"to": "sit"}}},
        },
        "final": {"served": {"counts_as": "accepted"}, "left": {"counts_as": "abandoned"}},
    }
    nothing = {"dist": "constant", "value": 0}
    work: dict[str, Any] = {"dist": "lognormal", "mean": WORK_MIN, "cv": 0.5}
    stages = {
        "sit": {"time": nothing, "wait": {"leave": exponential(PATIENCE_MIN)}},
        "rejoin": {"time": nothing},
        "talk": {"time": work, "choose": {"again": AGAIN}},
    }
    return model(
        {
            "halls": {"hall": {"window": WINDOWS, "clerk": CLERKS}},
            "items": {"matter": {"work": {"dist": "constant", "value": 1}}},
            "demand": {"all_come": {"per_hour": 60 * PER_MIN, "items": {"matter": 1}}},
            "channels": {"w2": {"stages": stages}},
            "experiment": {"horizon_min": CASES / PER_MIN},
        },
        flow,
    )


class Played(NamedTuple):
    """A run, with the state it ended in."""

    queue: Model
    workload: Workload
    records: Records
    state: State


@pytest.fixture(scope="module")
def played() -> Played:
    queue = virtual_window()
    maker = WorkloadMaker(queue.lowered, Policy("w2", {"w2": 1.0}), 1, compiled=True)
    workload, states, check = maker.draw(0), [], compiled._check
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "_check", lambda *given: states.append(given[-1]) or check(*given))
        records = compiled.run_compiled(queue.lowered.tables, workload)
    return Played(queue, workload, records, states[0])


def test_about_a_million_cases_over_sixty_years(played: Played) -> None:
    _, workload, records, _ = played
    assert abs(len(workload) - CASES) < 5 * CASES**0.5
    assert records.end == workload.end > 2**50
    assert (workload.cases.need < workload.end).all()


def test_every_case_has_ended_once_or_is_under_way(played: Played) -> None:
    queue, workload, records, _ = played
    v, is_final = records.visits, queue.lowered.tables.flow.is_final
    ended = np.bincount(v.case[is_final[v.stage]], minlength=len(workload))
    under_way = np.bincount(v.case[v.leave == NEVER], minlength=len(workload))
    assert (ended + under_way == 1).all()
    assert under_way.sum() < 5 * WINDOWS


def test_nobody_under_way_was_forgotten(played: Played) -> None:
    """Whatever is due for them is due at the end or later: no entry of the heap was lost."""
    heap = played.state.heap[: played.state.runs[0].due]
    assert len(set(heap.case.tolist())) == (played.records.visits.leave == NEVER).sum() > 0
    assert (heap.time >= played.records.end).all()


def test_as_many_enter_a_stage_as_actions_lead_there(played: Played) -> None:
    queue, workload, records, _ = played
    flow, v = queue.lowered.tables.flow, records.visits
    sizes = {"minlength": len(flow.stages)}
    came = np.bincount(workload.entry, **sizes)
    came += np.bincount(flow.action_to[v.action[v.action != NEVER]], **sizes)
    assert np.bincount(v.stage, **sizes).tolist() == came.tolist()
    assert len(v) > 3 * CASES


def test_every_case_goes_on_where_it_left(played: Played) -> None:
    _, workload, records, _ = played
    v = records.visits
    first = np.diff(v.case, prepend=-1) != 0
    assert (v.case[first] == np.arange(len(workload))).all()
    assert (v.enter[first] == workload.cases.need).all()
    assert (v.enter[1:] == v.leave[:-1])[~first[1:]].all()


def test_waits_in_the_rows_are_those_the_engine_has_counted(played: Played) -> None:
    queue, _, records, _ = played
    v = records.visits
    left = np.where(v.leave == NEVER, records.end, v.leave)
    wait = np.where(v.start == NEVER, left, v.start) - v.enter
    by_stage = np.zeros(len(records.waiting_us), np.int64)
    np.add.at(by_stage, v.stage, wait)
    assert by_stage.tolist() == records.waiting_us.tolist()
    assert by_stage[queue.stage("talk")] > 0


def test_clerks_are_as_busy_as_they_should_be(played: Played) -> None:
    queue, _, records, _ = played
    v = records.visits
    left = np.where(v.leave == NEVER, records.end, v.leave)
    talked = (v.stage == queue.stage("talk")) & (v.start != NEVER)
    busy = (left - v.start)[talked].sum() / (CLERKS * records.end)
    assert 0.7 < busy < 1
    mean_min = (left - v.start)[talked].mean() / MINUTE
    assert abs(mean_min / WORK_MIN - 1) < 0.005
