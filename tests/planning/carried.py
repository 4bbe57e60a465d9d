"""Small scenarios of which it is known what they carry."""

from __future__ import annotations

from pathlib import Path

HEAD = """
title = { zh-CN = "教科书", en = "textbook" }
question = { zh-CN = "?", en = "?" }
[items.matter]
work = { dist = "exponential", mean = 12 }
"""

TWO_REGIONS = (
    HEAD
    + """
[halls.here]
window = 2
region = "here"
[halls.east]
clerk = 1
[halls.west]
clerk = 1
[halls.south]
clerk = 1
[demand.cross]
halls = ["here"]
homes = { east = 1, west = 1 }
per_hour = 3.6
items = { matter = 1 }
[flows.hold]
start = "sit"
kinds = { window = { scope = "hall" }, clerk = { scope = "home" } }
[flows.hold.stages.sit]
holds = ["window"]
order = "wait"
do = { ok = { to = "talk" } }
[flows.hold.stages.talk]
holds = ["window", "clerk"]
order = "wait"
do = { done = { to = "served", means = "acceptance" } }
[flows.hold.final.served]
counts_as = "accepted"
[flows.call]
extends = "hold"
start = "talk"
remove = ["sit"]
[channels.hold.stages]
sit = { time = { dist = "constant", value = 0 } }
talk = { share = 1.0 }
[channels.call.stages]
talk = { share = 1.0 }
[experiment]
horizon_min = 12300
warm_up_min = 300
replications = 12
"""
)
"""Windows at one hall, a clerk in each of two regions, held together for 12 minutes."""

SHARED_CLERK = (
    HEAD
    + """
[halls.hall]
clerk = 1
[demand.remote]
per_hour = 1
items = { matter = 1 }
[demand.local]
per_hour = 1
channel = "queue"
items = { matter = 1 }
[flows.queue]
start = "serve"
kinds = { clerk = { scope = "hall" } }
[flows.queue.stages.serve]
holds = ["clerk"]
order = "wait"
do = { done = { to = "served", means = "acceptance" } }
[flows.queue.final.served]
counts_as = "accepted"
[channels.queue.stages]
serve = { share = 1.0 }
[experiment]
horizon_min = 42000
warm_up_min = 2000
replications = 10
"""
)
"""One M/M/1 queue, with five served an hour, for everyone."""

SHORT_DAYS = (
    HEAD.replace('"exponential", mean = 12', '"constant", value = 12')
    + SHARED_CLERK[len(HEAD) :]
    .replace("horizon_min = 42000\nwarm_up_min = 2000\n", "days = 5\nwarm_up_days = 1\n")
    .replace("[demand.local]\nper_hour = 1", "[demand.local]\nper_hour = 0")
    + """
[calendar]
open = [["09:00", "12:00"], ["13:00", "17:00"]]
doors = "08:30"
"""
)
"""Every case takes the one clerk 12 minutes exactly; the line is served after closing."""


def written(text: str, folder: Path) -> Path:
    """The scenario as a file."""
    path = folder / "carried.toml"
    path.write_text(text, encoding="utf-8")
    return path
