"""Several stages: tandem, feedback after a delay, two pools held together, staffing that changes.

The expected values of the last four come from exact Markov chains of the same systems.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from queues import (
    Model,
    Window,
    assert_agrees,
    erlang_c,
    exponential,
    model,
    short_day,
    visits_of,
    waits_of_served,
)

from tongban.records import NEVER, Records
from tongban.scenario import MINUTE


def mean_waits(
    queue: Model, chance: Any, replications: int, window: Window, *stages: str
) -> np.ndarray:
    def look(records: Records) -> list[float]:
        rows = [visits_of(records, queue.stage(name), window) for name in stages]
        return [float(waits_of_served(records, row).mean()) for row in rows]

    return chance.samples(queue, replications, look)


def test_tandem_lines_wait_as_if_each_were_alone(chance: Any) -> None:
    flow = {
        "name": "tandem",
        "start": "intake",
        "kinds": {"clerk": {"scope": "hall"}, "reviewer": {"scope": "hall"}},
        "stages": {
            "intake": {"holds": ["clerk"], "order": "wait", "do": {"ok": {"to": "review"}}},
            "review": {"holds": ["reviewer"], "order": "wait", "do": {"ok": {"to": "served"}}},
        },
        "final": {"served": {"counts_as": "accepted"}},
    }
    queue = model(
        {
            "halls": {"counter": {"clerk": 2, "reviewer": 3}},
            "items": {"matter": {"work": exponential(1)}},
            "demand": {"all_come": {"per_hour": 9, "items": {"matter": 1}}},
            "channels": {
                "tandem": {
                    "stages": {
                        "intake": {"time": exponential(8)},
                        "review": {"time": exponential(14)},
                    }
                }
            },
            "experiment": {"horizon_min": 40_000},
        },
        flow,
    )
    sampled = mean_waits(queue, chance, 24, Window(1_000, 39_500), "intake", "review")
    # Burke (1956): what leaves M/M/2 is Poisson again.
    expected = [
        erlang_c(2, 0.15 * 8) * 8 / (2 - 0.15 * 8),
        erlang_c(3, 0.15 * 14) * 14 / (3 - 0.15 * 14),
    ]
    assert_agrees(sampled, expected, relative=0.12)


@pytest.mark.parametrize(
    ("again", "wait_min"),
    [
        pytest.param(0.25, 23.9252, id="as often as it takes"),
        pytest.param([0.25, 0.0], 14.0449, id="at most two visits"),
    ],
)
def test_feedback_after_a_delay(chance: Any, again: Any, wait_min: float) -> None:
    flow = {
        "name": "feedback",
        "start": "counter",
        "visits": 60,
        "exhausted": "gave_up",
        "kinds": {"clerk": {"scope": "hall"}},
        "stages": {
            "counter": {
                "holds": ["clerk"],
                "order": "wait",
                "do": {"done": {"to": "served"}, "again": {"to": "prepare"}},
            },
            "prepare": {"do": {"back": {"to": "counter"}}},
        },
        "final": {"served": {"counts_as": "accepted"}, "gave_up": {"counts_as": "gave_up"}},
    }
    queue = model(
        {
            "halls": {"hall": {"clerk": 3}},
            "items": {"matter": {"work": exponential(1)}},
            "demand": {"all_come": {"per_hour": 12, "items": {"matter": 1}}},
            "channels": {
                "feedback": {
                    "stages": {
                        "counter": {"time": exponential(10), "choose": {"again": again}},
                        "prepare": {"time": exponential(500)},
                    }
                }
            },
            "experiment": {"horizon_min": 60_000},
        },
        flow,
    )
    # The draws of 60 visits are only made where the choice can lead there.
    sampled = mean_waits(queue, chance, 30, Window(8_000, 59_500), "counter")
    assert_agrees(sampled, [wait_min], relative=0.2)


def two_regions(flow: dict[str, Any], stages: dict[str, Any]) -> Model:
    return model(
        {
            "halls": {
                "here": {"window": 2, "region": "here"},
                "east": {"clerk": 1, "region": "east"},
                "west": {"clerk": 1, "region": "west"},
            },
            "items": {"matter": {"work": exponential(1)}},
            "demand": {
                "cross": {
                    "halls": ["here"],
                    "homes": {"east": 1, "west": 1},
                    "per_hour": 3.6,
                    "items": {"matter": 1},
                }
            },
            "channels": {flow["name"]: {"stages": stages}},
            "experiment": {"horizon_min": 80_000},
        },
        flow,
    )


TALK = {"holds": ["window", "clerk"], "order": "wait", "do": {"done": {"to": "served"}}}
KINDS = {"window": {"scope": "hall"}, "clerk": {"scope": "home"}}
SERVED = {"served": {"counts_as": "accepted"}}


def test_window_held_while_waiting_for_the_clerk(chance: Any) -> None:
    flow = {
        "name": "hold",
        "start": "sit",
        "kinds": KINDS,
        "stages": {
            "sit": {"holds": ["window"], "order": "wait", "do": {"ok": {"to": "talk"}}},
            "talk": TALK,
        },
        "final": SERVED,
    }
    stages = {"sit": {"time": {"dist": "constant", "value": 0}}, "talk": {"time": exponential(12)}}
    queue = two_regions(flow, stages)
    sampled = mean_waits(queue, chance, 40, Window(2_000, 79_000), "sit", "talk")
    assert_agrees(sampled, [7.1629, 3.6610], relative=0.12)


def test_called_only_when_window_and_clerk_are_free(chance: Any) -> None:
    flow = {
        "name": "call",
        "start": "talk",
        "kinds": KINDS,
        "stages": {"talk": TALK},
        "final": SERVED,
    }
    queue = two_regions(flow, {"talk": {"time": exponential(12)}})
    sampled = mean_waits(queue, chance, 24, Window(2_000, 79_000), "talk")
    assert_agrees(sampled, [6.7500], relative=0.1)


def test_shift_cut_and_line_turned_away_at_closing(chance: Any) -> None:
    days = 400
    queue = short_day(days)
    sent = queue.lowered.tables.flow.action(queue.stage("serve"), "closing")

    def look(records: Records) -> list[float]:
        visits, day = records.visits, 1440 * MINUTE
        rows = (visits.stage == queue.stage("serve")) & (visits.enter < days * day)
        begin = visits.enter // day * day
        enter, leave = visits.enter - begin, visits.leave - begin
        start = np.where(visits.start == NEVER, leave, visits.start - begin)
        noon, closing = 120 * MINUTE, 240 * MINUTE
        in_line = rows & (enter < noon) & (start >= noon)
        served = rows & (visits.action != sent)
        late = np.maximum(leave - np.maximum(start, closing), 0)[served].sum() / MINUTE
        counts = [rows.sum(), (rows & (visits.action == sent)).sum(), in_line.sum(), late]
        return [float(count) / days for count in counts]

    sampled = chance.samples(queue, 12, look)
    assert_agrees(sampled, [60, 9.7012, 2.1071, 19.4873], relative=0.12)
