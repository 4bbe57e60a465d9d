"""Random small models in whole minutes, where ties are common; a seed gives one model.

Modes look where rules show: many windows before one clerk, light load with reservers, many
cases at few instants, a line with little room, hours that close.
"""

from __future__ import annotations

import random
from typing import Any

from micro import DAY, Case, Hours, Visit, flow, stage, tables_of, workload_of

from tongban.scenario import Tables
from tongban.workload import Workload

MODES = ("mixed", "one clerk", "light", "ties", "room", "closing")
LEAVE = {"to": "gone", "while": "waiting"}
KINDS = {
    "window": {"scope": "hall"},
    "assistant": {"scope": "hall"},
    "clerk": {"scope": "home"},
}


def random_model(seed: int, mode: str) -> tuple[Tables, Workload]:
    """Tables and workload of one random model."""
    chance = random.Random(f"{mode} {seed}")
    spec = _flow(chance, mode)
    closes = any("closes" in s for s in spec["stages"].values())
    halls = ("a", "b", "c")
    tables = tables_of(
        spec,
        _pools(chance, mode, halls),
        halls=halls,
        hours=dict.fromkeys(halls, _hours(chance)) if closes or mode == "closing" else None,
        priority={
            (group, name): chance.randrange(3) for group in (0, 1) for name in spec["stages"]
        },
        groups=2,
        early=[name for name, s in spec["stages"].items() if s["holds"] and chance.random() < 0.3],
    )
    count = chance.randrange(3, 9) if mode == "light" else chance.randrange(5, 25)
    cases = [_case(chance, mode, spec, halls) for _ in range(count)]
    end = chance.choice([60, 200, 4 * DAY])
    drain = chance.choice([None, 40])
    return tables, workload_of(tables, cases, end=end, drain_from=drain)


def _flow(chance: random.Random, mode: str) -> dict[str, Any]:
    def waits(*holds: str, **do: Any) -> dict[str, Any]:
        more: dict[str, Any] = {"order": chance.choice(["wait", "ticket"])}
        acts = dict(do) | {"leave": LEAVE}
        if chance.random() < (0.7 if mode == "light" else 0.25):
            more["reserve"] = True
        if mode == "room" or chance.random() < 0.2:
            more["balk"] = "full"
            acts["full"] = LEAVE
        if mode == "closing" or chance.random() < 0.1:
            more["closes"] = "shut"
            acts["shut"] = LEAVE
        if chance.random() < 0.3:
            more["ticket"] = True
        return stage(*holds, do=acts, **more)

    helped = ("assistant",) if chance.random() < 0.5 else ()
    sit = waits("window", *helped, ok={"to": "talk"})
    talk = waits(
        "window", *helped, "clerk", ok={"to": "file"}, again={"to": "pause"}, short={"to": "file"}
    )
    if chance.random() < 0.5:
        talk["continues"] = "sit"
    clock = chance.choice(["wall", "wall", "open", "next_day"])
    stages = {
        "sit": sit,
        "talk": talk,
        "file": waits("clerk", ok={"to": "done"}),
        "pause": stage(do={"ok": {"to": "sit"}}, clock=clock),
        "phone": waits("clerk", ok={"to": "done"}, again={"to": "pause"}),
        "both": waits("window", "clerk", ok={"to": "done"}),
    }
    return flow(
        start="sit",
        starts={"phone": "phone", "both": "both"},
        stages=stages,
        kinds=KINDS,
        visits=chance.randrange(1, 4),
        exhausted="gone",
    )


def _pools(chance: random.Random, mode: str, halls: tuple[str, ...]) -> dict[str, Any]:
    def steps(most: int) -> list[tuple[int, int]]:
        times = sorted({0, *(chance.randrange(1, 50) for _ in range(chance.randrange(4)))})
        return [(time, chance.randrange(0 if time else 1, most + 1)) for time in times]

    windows, clerks = (4, 1) if mode == "one clerk" else (2, 2)
    found: dict[str, Any] = {}
    for hall in halls:
        found[f"window@{hall}"] = steps(windows)
        found[f"assistant@{hall}"] = steps(windows)
        found[f"clerk@{hall}"] = [*steps(clerks), (55, clerks)]
    return found


def _hours(chance: random.Random) -> Hours:
    start, end = chance.randrange(0, 6), chance.randrange(15, 50)
    late = end + chance.choice([0, 0, 5])
    days = range(4)
    lines = [(day * DAY + start, day * DAY + end, day * DAY + late) for day in days]
    middle = chance.randrange(start + 2, end - 2)
    spans = ((start, middle), (middle + 2, end))
    work = [(day * DAY + a, day * DAY + b) for day in days for a, b in spans if a < b]
    return Hours(lines, work, [(day + 1) * DAY + start for day in range(3)])


def _case(chance: random.Random, mode: str, spec: dict[str, Any], halls: tuple[str, ...]) -> Case:
    few = mode == "ties"
    need = chance.choice([0, 5, 10]) if few else chance.randrange(45)

    def visit(name: str) -> Visit:
        acts = [act for act, a in spec["stages"][name]["do"].items() if "while" not in a]
        waits = bool(spec["stages"][name]["holds"])
        patience = chance.choice([None, None, 1, 4, 5, 10, 12]) if waits else None
        return Visit(
            minutes=chance.choice([0, 5, 5, 10] if few else [0, 1, 2, 3, 5, 8, 13]),
            action=chance.choice(acts),
            patience=patience,
            then="leave" if patience is not None else "",
            room=chance.randrange(3) if chance.random() < 0.7 else None,
        )

    return Case(
        need,
        {name: [visit(name) for _ in range(3)] for name in spec["stages"]},
        entry=chance.choice(["sit", "sit", "phone", "both"]),
        hall=chance.choice(halls[:2]),
        home=chance.choice(halls[1:] if mode != "one clerk" else halls[2:]),
        group=chance.randrange(2),
        without=tuple(kind for kind in ("window", "assistant") if chance.random() < 0.15),
        measured=chance.random() < 0.8,
    )
