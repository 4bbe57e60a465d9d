"""The engine beside hand-written idiomatic SimPy, on the virtual window; ratios of one run.

W2: applicants take a window of their hall, call the home clerks, leave if nobody answers
within their patience, and are served holding both. Both programs run the same model at the
same size; the hand-written one draws as it goes and keeps waits and outcomes in lists.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from pathlib import Path
from typing import Any

import simpy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "theory"))

from queues import TEXT, exponential

from tongban.engine import run_simpy
from tongban.flow import Flow
from tongban.scenario import Scenario, lower_scenario
from tongban.workload import Policy, WorkloadMaker

HALLS, WINDOWS, HOMES, CLERKS = 4, 2, 2, 3
TALK_MIN, PATIENCE_MIN = 12.0, 8.0

FLOW: dict[str, Any] = {
    "name": "w2",
    "start": "sit",
    "kinds": {"window": {"scope": "hall"}, "clerk": {"scope": "home"}},
    "stages": {
        "sit": {"holds": ["window"], "order": "wait", "do": {"ok": {"to": "talk"}}},
        "talk": {
            "holds": ["window", "clerk"],
            "order": "wait",
            "do": {"done": {"to": "served"}, "leave": {"to": "left", "while": "waiting"}},
        },
    },
    "final": {"served": {"counts_as": "accepted"}, "left": {"counts_as": "abandoned"}},
}


def by_hand(requests: int, per_min: float) -> list[float]:
    """W2 as a SimPy user writes it; the waits."""
    chance = random.Random(1)
    env = simpy.Environment()
    windows = [simpy.Resource(env, WINDOWS) for _ in range(HALLS)]
    clerks = [simpy.Resource(env, CLERKS) for _ in range(HOMES)]
    waits: list[float] = []
    outcomes: list[str] = []

    def request(hall: int, home: int) -> Any:
        arrived = env.now
        with windows[hall].request() as window:
            yield window
            with clerks[home].request() as clerk:
                patience = env.timeout(chance.expovariate(1 / PATIENCE_MIN))
                answered = yield clerk | patience
                if clerk not in answered:
                    outcomes.append("left")
                    return
                waits.append(env.now - arrived)
                yield env.timeout(chance.expovariate(1 / TALK_MIN))
                outcomes.append("served")

    def arrivals() -> Any:
        for _ in range(requests):
            yield env.timeout(chance.expovariate(per_min))
            env.process(request(chance.randrange(HALLS), chance.randrange(HOMES)))

    env.process(arrivals())
    env.run()
    assert len(outcomes) == requests
    return waits


def ours(requests: int, per_min: float) -> tuple[Any, Any, float]:
    """W2 as a scenario: the tables, a workload, and how long drawing it took [s]."""
    halls = {f"hall{i}": {"window": WINDOWS, "region": "here"} for i in range(HALLS)}
    homes = {f"home{i}": {"clerk": CLERKS, "region": f"there{i}"} for i in range(HOMES)}
    document = {
        "title": TEXT,
        "question": TEXT,
        "halls": halls | homes,
        "items": {"matter": {"work": exponential(TALK_MIN)}},
        "demand": {
            "cross": {
                "halls": list(halls),
                "homes": dict.fromkeys(homes, 1),
                "per_hour": 60 * per_min / HALLS,
                "items": {"matter": 1},
            }
        },
        "channels": {
            "w2": {
                "stages": {
                    "sit": {"time": {"dist": "constant", "value": 0}},
                    "talk": {"share": 1.0, "wait": {"leave": exponential(PATIENCE_MIN)}},
                }
            }
        },
        "experiment": {"horizon_min": requests / per_min},
    }
    lowered = lower_scenario(Scenario.model_validate(document), {"w2": Flow.model_validate(FLOW)})
    began = time.perf_counter()
    workload = WorkloadMaker(lowered, Policy("w2", {"w2": 1.0}), 1).draw(0)
    return lowered.tables, workload, time.perf_counter() - began


def seconds(work: Any) -> float:
    """The best of three runs."""
    best = float("inf")
    for _ in range(3):
        gc.collect()
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    """Print the ratios."""
    cases = 20_000
    print(f"{'load':>10} {'by hand':>12} {'engine':>12} {'ratio':>7} {'with draws':>11}")
    for name, per_min in (("light", 0.15), ("busy", 0.40), ("overload", 0.80)):
        hand = seconds(lambda rate=per_min: by_hand(cases, rate)) / cases
        tables, workload, drawing = ours(cases, per_min)
        engine = seconds(lambda t=tables, w=workload: run_simpy(t, w)) / len(workload)
        both = engine + drawing / len(workload)
        figures = f"{hand * 1e6:9.1f} µs {engine * 1e6:9.1f} µs {engine / hand:7.2f}"
        print(f"{name:>10} {figures} {both / hand:11.2f}")
    print("cost per case at 100,000 cases over that at 10,000:")
    for name, per_min in (("busy", 0.40), ("overload", 0.80)):
        costs = []
        for size in (10_000, 100_000):
            tables, workload, _ = ours(size, per_min)
            costs.append(seconds(lambda t=tables, w=workload: run_simpy(t, w)) / len(workload))
        print(f"{name:>10} {costs[1] / costs[0]:7.2f}")


if __name__ == "__main__":
    main()
