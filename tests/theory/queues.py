"""Textbook queues as scenarios, and the samples that theory is compared with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongban.engine import Engine, run
from tongban.experiment.intervals import half_width
from tongban.flow import Flow, check_library
from tongban.records import NEVER, Records
from tongban.scenario import MINUTE, Lowered, Scenario, lower_scenario
from tongban.workload import Policy, WorkloadMaker

Floats = NDArray[np.float64]
LEVEL = 0.999
"""Of each comparison with theory. Seeds are fixed: a test fails always or never."""

TEXT = {"zh-CN": "排队", "en": "queue"}


def exponential(mean: float) -> dict[str, Any]:
    return {"dist": "exponential", "mean": mean}


@dataclass(frozen=True)
class Model:
    """A lowered textbook queue with one channel."""

    lowered: Lowered
    channel: str

    def records(self, engine: Engine, seed: int, replication: int = 0) -> Records:
        policy = Policy(self.channel, {self.channel: 1.0})
        maker = WorkloadMaker(self.lowered, policy, seed, compiled=engine == "compiled")
        return run(engine, self.lowered.tables, maker.draw(replication))

    def stage(self, name: str) -> int:
        return self.lowered.tables.flow.stage(f"{self.channel}.{name}")


def model(document: dict[str, Any], flow: dict[str, Any]) -> Model:
    library = {flow["name"]: Flow.model_validate(flow)}
    assert check_library(library) == []
    scenario = Scenario.model_validate({"title": TEXT, "question": TEXT, **document})
    return Model(lower_scenario(scenario, library), flow["name"])


def single_stage(
    *,
    per_min: float,
    work: dict[str, Any],
    clerks: int,
    horizon_min: float,
    patience: dict[str, Any] | None = None,
    room: int | None = None,
) -> Model:
    """One line before `clerks` clerks."""
    serve: dict[str, Any] = {
        "holds": ["clerk"],
        "order": "wait",
        "do": {
            "done": {"to": "served"},
            "leave": {"to": "gone", "while": "waiting"},
            "balk": {"to": "refused", "while": "waiting"},
        },
        "balk": "balk",
    }
    flow = {
        "name": "queue",
        "start": "serve",
        "kinds": {"clerk": {"scope": "hall"}},
        "stages": {"serve": serve},
        "final": {
            "served": {"counts_as": "accepted"},
            "gone": {"counts_as": "abandoned"},
            "refused": {"counts_as": "balked"},
        },
    }
    settings: dict[str, Any] = {"share": 1.0}
    settings |= {"wait": {"leave": patience}} if patience else {}
    settings |= {"room": room} if room is not None else {}
    return model(
        {
            "halls": {"counter": {"clerk": clerks}},
            "items": {"matter": {"work": work}},
            "demand": {"all_come": {"per_hour": 60 * per_min, "items": {"matter": 1}}},
            "channels": {"queue": {"stages": {"serve": settings}}},
            "experiment": {"horizon_min": horizon_min},
        },
        flow,
    )


def short_day(days: int) -> Model:
    """Days of four hours, empty at 0: three clerks, two from 120 on, the line sent off at 240."""
    serve = {
        "holds": ["clerk"],
        "order": "wait",
        "closes": "closing",
        "do": {"done": {"to": "served"}, "closing": {"to": "sent", "while": "waiting"}},
    }
    flow = {
        "name": "day",
        "start": "serve",
        "kinds": {"clerk": {"scope": "hall"}},
        "stages": {"serve": serve},
        "final": {"served": {"counts_as": "accepted"}, "sent": {"counts_as": "turned_away"}},
    }
    shifts = [
        {"from": "00:00", "to": "02:00", "units": 3},
        {"from": "02:00", "to": "04:00", "units": 2},
    ]
    return model(
        {
            "calendar": {
                "open": [["00:00", "04:00"]],
                "closing": "turn_away",
                "working_days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
            },
            "halls": {"hall": {"clerk": shifts}},
            "items": {"matter": {"work": exponential(10)}},
            "demand": {"all_come": {"per_hour": 15, "items": {"matter": 1}}},
            "channels": {"day": {"stages": {"serve": {"share": 1.0}}}},
            "experiment": {"warm_up_days": 0, "days": days, "follow_up_days": 1},
        },
        flow,
    )


@dataclass(frozen=True)
class Window:
    """The part of a run that is looked at, in minutes; the rest is warm-up and run-out."""

    start: float
    end: float

    def holds(self, time: NDArray[np.int64]) -> NDArray[np.bool_]:
        return (time >= self.start * MINUTE) & (time < self.end * MINUTE)


def visits_of(records: Records, stage: int, window: Window) -> NDArray[np.bool_]:
    return (records.visits.stage == stage) & window.holds(records.visits.enter)


def waits_of_served(records: Records, rows: NDArray[np.bool_]) -> Floats:
    visits = records.visits
    served = rows & (visits.start != NEVER)
    return (visits.start - visits.enter)[served] / MINUTE


def assert_agrees(sampled: Floats, expected: Any, relative: float) -> None:
    """The interval of the mean holds theory, and is no wider than `relative` of it.

    The second half is what lets the first half fail. With more than 48 replications the
    interval must be narrower as one over the root of their number.
    """
    relative *= min(1.0, math.sqrt(48 / len(sampled)))
    mean, width = sampled.mean(axis=0), half_width(sampled, LEVEL)
    theory = np.asarray(expected, np.float64)
    print("estimate", mean, "±", width, "theory", theory)
    assert np.all(width <= relative * np.abs(theory)), f"too wide: ±{width} of {theory}"
    assert np.all(np.abs(mean - theory) <= width), f"{mean} ± {width}, theory {theory}"


def erlang_b(c: int, a: float) -> float:
    """Share refused by c units at offered load a (Erlang 1917), by the usual recursion."""
    blocked = 1.0
    for n in range(1, c + 1):
        blocked = a * blocked / (n + a * blocked)
    return blocked


def erlang_c(c: int, a: float) -> float:
    """Share that waits for c units at offered load a < c (Erlang 1917)."""
    blocked = erlang_b(c, a)
    return blocked / (1 - a / c * (1 - blocked))


def erlang_a(per_min: float, mean: float, patience: float, c: int) -> tuple[float, float]:
    """(share that abandons, mean line) of M/M/c+M, from its birth-death chain (Palm 1957)."""
    weights, w = [], 1.0
    for n in range(2000):
        weights.append(w)
        rate = min(n + 1, c) / mean + max(n + 1 - c, 0) / patience
        w *= per_min / rate
    total = math.fsum(weights)
    line = math.fsum(max(n - c, 0) * w for n, w in enumerate(weights)) / total
    return line / patience / per_min, line
