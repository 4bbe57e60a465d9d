"""Lines before one pool: Erlang, Pollaczek and Khinchine, Palm, Cobham."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from queues import (
    Model,
    Window,
    assert_agrees,
    erlang_a,
    erlang_c,
    exponential,
    model,
    single_stage,
    visits_of,
    waits_of_served,
)

from tongban.records import NEVER, Records
from tongban.scenario import MINUTE

Study = Callable[..., np.ndarray]


@pytest.fixture(name="study")
def _study(chance: Any) -> Study:
    """Replications of a queue, each looked at."""

    def study(queue: Model, window: Window, look: Any, replications: int = 24) -> np.ndarray:
        stage = queue.stage("serve")
        return chance.samples(
            queue,
            replications,
            lambda records: look(records, visits_of(records, stage, window)),
        )

    return study


def mean_wait(records: Records, rows: np.ndarray) -> float:
    return float(waits_of_served(records, rows).mean())


def share_that_waits(records: Records, rows: np.ndarray) -> float:
    return float((waits_of_served(records, rows) > 0).mean())


def share_ended_by(records: Records, rows: np.ndarray, action: int) -> float:
    return float((records.visits.action[rows] == action).mean())


@pytest.mark.parametrize(
    ("per_hour", "mean", "c", "wait_min"),
    [
        pytest.param(4, 12, 1, 48.0, id="4 an hour, 12 min, 1 clerk"),
        pytest.param(9, 12, 3, 3.547, id="9 an hour, 12 min, 3 clerks"),
        pytest.param(20, 12, 5, 6.649, id="20 an hour, 12 min, 5 clerks"),
        pytest.param(40, 12, 9, 7.840, id="40 an hour, 12 min, 9 clerks"),
        pytest.param(40, 12, 10, 2.455, id="40 an hour, 12 min, 10 clerks"),
        pytest.param(60, 10, 12, 2.247, id="60 an hour, 10 min, 12 clerks"),
        pytest.param(300, 60 / 182.5, 3, 60 * 0.001175, id="300 an hour, 182.5 an hour, 3 clerks"),
    ],
)
def test_mean_wait_of_m_m_c_is_erlang_c(
    study: Study, per_hour: float, mean: float, c: int, wait_min: float
) -> None:
    a = per_hour / 60 * mean
    formula = erlang_c(c, a) * mean / (c - a)
    assert formula == pytest.approx(wait_min, rel=1e-3)
    customers = 8_000 if a / c < 0.82 else 24_000  # a long memory needs a long run
    horizon = customers * 60 / per_hour
    queue = single_stage(
        per_min=per_hour / 60, work=exponential(mean), clerks=c, horizon_min=horizon
    )
    sampled = study(queue, Window(0.1 * horizon, 0.95 * horizon), mean_wait)
    assert_agrees(sampled, formula, relative=0.30)


def test_share_that_waits_for_14_clerks_at_10_erlangs(study: Study) -> None:
    queue = single_stage(per_min=1.0, work=exponential(10), clerks=14, horizon_min=12_000)
    sampled = study(queue, Window(300, 11_800), share_that_waits)
    assert_agrees(sampled, 0.1741, relative=0.10)


def test_waits_of_at_most_ten_minutes_with_5_clerks(study: Study) -> None:
    queue = single_stage(per_min=1 / 3, work=exponential(12), clerks=5, horizon_min=30_000)
    sampled = study(
        queue,
        Window(1_000, 29_000),
        lambda records, rows: [
            share_that_waits(records, rows),
            float((waits_of_served(records, rows) <= 10).mean()),
        ],
    )
    assert_agrees(sampled, [0.5541, 0.7592], relative=0.06)


@pytest.mark.parametrize(
    ("work", "wait_min"),
    [
        pytest.param({"dist": "lognormal", "mean": 1, "cv": 0.5}, 2.5, id="lognormal cv .5"),
        pytest.param({"dist": "constant", "value": 1}, 2.0, id="constant"),
        pytest.param({"dist": "gamma", "mean": 1, "cv": 0.5}, 2.5, id="gamma cv .5"),
        pytest.param({"dist": "erlang", "mean": 1, "k": 4}, 2.5, id="erlang 4"),
    ],
)
def test_mean_wait_of_m_g_1_is_pollaczek_khinchine(
    study: Study, work: dict[str, Any], wait_min: float
) -> None:
    queue = single_stage(per_min=0.8, work=work, clerks=1, horizon_min=16_000)
    assert_agrees(study(queue, Window(500, 15_800), mean_wait), wait_min, relative=0.15)


def test_finite_room_of_m_m_2_3(study: Study) -> None:
    queue = single_stage(per_min=3, work=exponential(0.25), clerks=2, room=1, horizon_min=3_000)
    balk = queue.lowered.tables.flow.action(queue.stage("serve"), "balk")
    window = Window(50, 2_980)

    def look(records: Records, rows: np.ndarray) -> list[float]:
        visits = records.visits
        number = (visits.leave - visits.enter)[rows].sum() / MINUTE / (window.end - window.start)
        return [float(number), share_ended_by(records, rows, balk)]

    assert_agrees(study(queue, window, look), [0.76234, 0.04936], relative=0.10)


@pytest.mark.parametrize(
    ("per_min", "mean", "patience", "c", "abandon", "line"),
    [
        pytest.param(10, 1, 5, 10, 0.0777, 3.885, id="lambda 10, mu 1, 10 clerks, theta .2"),
        pytest.param(1 / 3, 12, 60, 4, 0.1222, 2.444, id="20 an hour, patience 60, 4 clerks"),
        pytest.param(1 / 3, 12, 8, 4, 0.2139, None, id="20 an hour, patience 8, 4 clerks"),
        pytest.param(1 / 3, 12, 60, 5, 0.0492, None, id="20 an hour, patience 60, 5 clerks"),
        pytest.param(2 / 3, 12, 30, 8, 0.1086, None, id="40 an hour, patience 30, 8 clerks"),
    ],
)
def test_erlang_a(
    study: Study,
    per_min: float,
    mean: float,
    patience: float,
    c: int,
    abandon: float,
    line: float | None,
) -> None:
    exact = erlang_a(per_min, mean, patience, c)
    assert exact[0] == pytest.approx(abandon, abs=6e-5)
    assert line is None or exact[1] == pytest.approx(line, abs=6e-4)
    horizon = 8_000 / per_min
    window = Window(0.05 * horizon, 0.95 * horizon)
    queue = single_stage(
        per_min=per_min,
        work=exponential(mean),
        clerks=c,
        patience=exponential(patience),
        horizon_min=horizon,
    )
    leave = queue.lowered.tables.flow.action(queue.stage("serve"), "leave")

    def look(records: Records, rows: np.ndarray) -> list[float]:
        visits = records.visits
        until = np.where(visits.start == NEVER, visits.leave, visits.start)
        waiting = (until - visits.enter)[rows].sum() / MINUTE / (window.end - window.start)
        return [share_ended_by(records, rows, leave), float(waiting)]

    assert_agrees(study(queue, window, look), exact, relative=0.15)


def test_finite_room_with_patience(study: Study) -> None:
    queue = single_stage(
        per_min=0.3,
        work=exponential(10),
        clerks=2,
        room=3,
        patience=exponential(15),
        horizon_min=30_000,
    )
    flow, stage = queue.lowered.tables.flow, queue.stage("serve")
    balk, leave = flow.action(stage, "balk"), flow.action(stage, "leave")

    def look(records: Records, rows: np.ndarray) -> list[float]:
        return [
            share_ended_by(records, rows, balk),
            share_ended_by(records, rows, leave),
            mean_wait(records, rows),
        ]

    sampled = study(queue, Window(500, 29_800), look)
    assert_agrees(sampled, [0.1587, 0.2521, 4.2734], relative=0.05)


def two_groups(first: float, second: float) -> dict[str, Any]:
    return {
        "first": {"per_hour": 60 * first, "items": {"first": 1}},
        "second": {"per_hour": 60 * second, "items": {"second": 1}},
    }


def by_group(records: Records, rows: np.ndarray, what: np.ndarray) -> list[float]:
    group = records.cases.group[records.visits.case]
    served = rows & (records.visits.start != NEVER) & (records.visits.leave != NEVER)
    return [float(what[served & (group == g)].mean()) / MINUTE for g in (0, 1)]


def with_priority(
    rates: tuple[float, float], works: tuple[dict[str, Any], dict[str, Any]], horizon: float
) -> Model:
    return model(
        {
            "halls": {"counter": {"clerk": 1}},
            "items": {"first": {"work": works[0]}, "second": {"work": works[1]}},
            "demand": two_groups(*rates),
            "channels": {
                "queue": {
                    "stages": {"serve": {"share": 1.0}},
                    "priority": {"first": 0, "second": 1},
                }
            },
            "experiment": {"horizon_min": horizon},
        },
        FLOW,
    )


FLOW = {
    "name": "queue",
    "start": "serve",
    "kinds": {"clerk": {"scope": "hall"}},
    "stages": {
        "serve": {"holds": ["clerk"], "order": "wait", "do": {"done": {"to": "served"}}},
    },
    "final": {"served": {"counts_as": "accepted"}},
}


def test_time_in_system_with_priority_is_cobham(study: Study) -> None:
    queue = with_priority((0.2, 0.6), (exponential(1), exponential(1)), 20_000)

    def look(records: Records, rows: np.ndarray) -> list[float]:
        return by_group(records, rows, records.visits.leave - records.visits.enter)

    assert_agrees(study(queue, Window(500, 19_800), look), [2.0, 6.0], relative=0.12)


def test_remote_before_local_at_one_clerk_is_cobham(study: Study) -> None:
    work = (
        {"dist": "lognormal", "mean": 16, "cv": 0.7},
        {"dist": "lognormal", "mean": 11, "cv": 0.7},
    )
    queue = with_priority((0.01, 0.04), work, 240_000)

    def look(records: Records, rows: np.ndarray) -> list[float]:
        return by_group(records, rows, records.visits.start - records.visits.enter)

    sampled = study(queue, Window(5_000, 238_000), look)
    assert_agrees(sampled, [6.5631, 16.4077], relative=0.08)
