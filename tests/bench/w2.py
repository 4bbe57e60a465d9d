"""W2, the virtual window with scarce clerks, as a scenario of ours.

Eight halls of six windows call four home regions of ten clerks. Requests are Poisson, 30.6 a
minute in all over uniform pairs; an applicant takes a window, then waits for a clerk with the
window held, and leaves when its patience (exponential, mean 5, from joining on) is over.
Handling is lognormal, mean 1, cv .5; .15 of it must be done again, from the back of the line
with fresh patience.
"""

from __future__ import annotations

from typing import Any

from tongban.flow import Flow
from tongban.scenario import Lowered, Scenario, lower_scenario

HALLS, WINDOWS, HOMES, CLERKS = 8, 6, 4, 10
PER_MIN, PATIENCE_MIN, CV, AGAIN = 30.6, 5.0, 0.5, 0.15
TEXT = {"zh-CN": "远程虚拟窗口", "en": "virtual window"}

FLOW: dict[str, Any] = {
    "name": "w2",
    "start": "sit",
    "visits": 40,
    "exhausted": "left",
    "kinds": {"window": {"scope": "hall"}, "clerk": {"scope": "home"}},
    "stages": {
        "sit": {
            "holds": ["window"],
            "order": "wait",
            "do": {"ok": {"to": "talk"}, "leave": {"to": "left", "while": "waiting"}},
        },
        "talk": {
            "holds": ["window", "clerk"],
            "order": "wait",
            "continues": "sit",
            "do": {
                "done": {"to": "served"},
                "again": {"to": "rejoin"},
                "leave": {"to": "left", "while": "waiting"},
            },
        },
        "rejoin": {"do": {"ok": {"to": "sit"}}},  # holds nothing: gives the window back
    },
    "final": {"served": {"counts_as": "accepted"}, "left": {"counts_as": "abandoned"}},
}


def scenario(requests: int, per_min: float = PER_MIN) -> Lowered:
    """W2 for about so many requests, at another rate if need be."""
    halls = {f"hall{i}": {"window": WINDOWS, "region": "here"} for i in range(HALLS)}
    homes = {f"home{i}": {"clerk": CLERKS, "region": f"there{i}"} for i in range(HOMES)}
    patience = {"dist": "exponential", "mean": PATIENCE_MIN}
    document = {
        "title": TEXT,
        "question": TEXT,
        "halls": halls | homes,
        "items": {"matter": {"work": {"dist": "constant", "value": 1}}},
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
                    "sit": {"time": {"dist": "constant", "value": 0}, "wait": {"leave": patience}},
                    "rejoin": {"time": {"dist": "constant", "value": 0}},
                    "talk": {
                        "time": {"dist": "lognormal", "mean": 1, "cv": CV},
                        "choose": {"again": AGAIN},
                    },
                }
            }
        },
        "experiment": {"horizon_min": requests / per_min},
    }
    return lower_scenario(Scenario.model_validate(document), {"w2": Flow.model_validate(FLOW)})
