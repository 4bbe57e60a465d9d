"""Random small models in whole minutes, where ties are common; a seed gives one model.

Modes look where rules show: many windows before one clerk, light load with reservers, many
cases at few instants, a line with little room, hours that close, and those of ``focused_models``.
``continuous`` takes the ties out of a model.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from conformance.focused_models import FOCUSED
from conformance.model_pieces import (
    FEW,
    KINDS,
    LEAVE,
    MANY,
    ends,
    hours_of_days,
    priorities,
    steps,
)
from micro import Case, Minutes, Model, Visit, flow, stage

from tongban.scenario import Tables
from tongban.workload import Workload

MODES = ("mixed", "one clerk", "light", "ties", "room", "closing", *FOCUSED)


def random_model(seed: int, mode: str) -> tuple[Tables, Workload]:
    """Tables and workload of one random model."""
    return random_spec(seed, mode).build()


def random_spec(seed: int, mode: str) -> Model:
    """One random model as a value."""
    chance = random.Random(f"{mode} {seed}")
    return FOCUSED[mode](chance) if mode in FOCUSED else _one_flow(chance, mode)


def continuous(model: Model, seed: int) -> Model:
    """The same with random parts of minutes added to needs, durations and patience.

    Some durations of nothing stay so; the calendar and the staffing stay in whole minutes.
    """
    chance = random.Random(seed)

    def later(minutes: Minutes) -> Minutes:
        return round(minutes + chance.random(), 7)

    def visit(old: Visit) -> Visit:
        return replace(
            old,
            minutes=later(old.minutes) if old.minutes or chance.random() < 0.5 else 0,
            patience=None if old.patience is None else later(old.patience),
        )

    def case(old: Case) -> Case:
        draws = {name: [visit(one) for one in given] for name, given in old.draws.items()}
        return replace(old, need=later(old.need), draws=draws)

    return replace(model, cases=tuple(map(case, model.cases)))


# --- one flow -------------------------------------------------------------------------------


def _one_flow(chance: random.Random, mode: str) -> Model:
    spec = _flow(chance, mode)
    closes = any("closes" in s for s in spec["stages"].values())
    halls = ("a", "b", "c")
    pools = _pools(chance, mode, halls)
    options = {
        "halls": halls,
        "hours": dict.fromkeys(halls, hours_of_days(chance))
        if closes or mode == "closing"
        else None,
        "priority": priorities(chance, spec["stages"], groups=2, levels=3),
        "groups": 2,
        "early": [n for n, s in spec["stages"].items() if s["holds"] and chance.random() < 0.3],
    }
    count = chance.randrange(3, 9) if mode == "light" else chance.randrange(5, 25)
    cases = tuple(_case(chance, mode, spec, halls) for _ in range(count))
    return Model(spec, pools, cases, options, *ends(chance))


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
    windows, clerks = (4, 1) if mode == "one clerk" else (2, 2)
    found: dict[str, Any] = {}
    for hall in halls:
        found[f"window@{hall}"] = steps(chance, windows)
        found[f"assistant@{hall}"] = steps(chance, windows)
        found[f"clerk@{hall}"] = [*steps(chance, clerks), (55, clerks)]
    return found


def _case(chance: random.Random, mode: str, spec: dict[str, Any], halls: tuple[str, ...]) -> Case:
    few = mode == "ties"
    need = chance.choice([0, 5, 10]) if few else chance.randrange(45)

    def visit(name: str) -> Visit:
        acts = [act for act, a in spec["stages"][name]["do"].items() if "while" not in a]
        waits = bool(spec["stages"][name]["holds"])
        patience = chance.choice([None, None, 1, 4, 5, 10, 12]) if waits else None
        return Visit(
            minutes=chance.choice(FEW if few else MANY),
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
