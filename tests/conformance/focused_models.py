"""Random models that look at one thing each; two flows, of which one falls back on the other."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.model_pieces import (
    FEW,
    KINDS,
    LEAVE,
    MANY,
    WAITS,
    ends,
    hours_of_days,
    priorities,
    steps,
)
from micro import DAY, Case, Hours, Model, Visit, flow, stage

__all__ = ["FOCUSED"]

NEAR, HOMES = ("a", "b"), ("c", "d")
WAITING = ("leave", "tired", "no_answer", "shut", "tomorrow", "full")
PATIENCE = WAITING[:3]


def _two_flows(chance: random.Random) -> Model:
    """Those near come to `f` and may be sent on to `g`, where the homes' own are served too."""
    flows = [_remote(chance), _in_person(chance)]
    stages = {f"{f['name']}.{name}": s for f in flows for name, s in f["stages"].items()}
    shared = {f"assistant@{hall}": f"clerk@{hall}" for hall in NEAR if chance.random() < 0.5}
    if chance.random() < 0.5:
        shared["clerk@d"] = "clerk@c"
    options = {
        "halls": NEAR + HOMES,
        "hours": {hall: hours_of_days(chance, least=35) for hall in NEAR + HOMES},
        "priority": priorities(chance, stages, groups=3, levels=4),
        "groups": 3,
        "early": [name for name, s in stages.items() if s["holds"] and chance.random() < 0.3],
        "shared": shared,
        "next_day": chance.random() < 0.5,
    }
    minutes = chance.choice([FEW, MANY])
    cases = tuple(_case_of_two(chance, stages, minutes) for _ in range(chance.randrange(6, 20)))
    return Model(flows, _pools_of_two(chance, shared), cases, options, *ends(chance))


def _pools_of_two(chance: random.Random, shared: Mapping[str, str]) -> dict[str, Any]:
    """Few units; in some pools there is nobody for a while, and then somebody again."""
    names = [f"{kind}@{hall}" for hall in NEAR for kind in ("window", "assistant", "printer")]
    names += [f"clerk@{hall}" for hall in NEAR + HOMES]
    return {name: [*steps(chance, 2), (55, 2)] for name in names if name not in shared}


def _waits(chance: random.Random, *holds: str, **do: Any) -> dict[str, Any]:
    """A stage that waits, with some of all that may stand at one.

    waiting  where the actions of those who wait lead: of patience, and of rules that may stand here
    """
    targets = dict(do.pop("waiting"))
    spec: dict[str, Any] = {"order": chance.choice(["wait", "ticket"])}
    for rule, action, share in (("closes", "shut", 0.6), ("balk", "full", 0.4)):
        if action in targets and chance.random() < share:
            spec[rule] = action
        else:
            targets.pop(action, None)
    if "closes" in spec and "tomorrow" in targets:
        spec["closes_next_day"] = "tomorrow"
    else:
        targets.pop("tomorrow", None)
    spec |= {rule: True for rule in ("reserve", "ticket") if chance.random() < 0.35}
    if chance.random() < 0.5:
        spec["visits"] = chance.randrange(1, 4)
    acts = {name: {"to": to, "while": "waiting"} for name, to in targets.items()}
    return stage(*holds, do=do | acts, **spec)


def _remote(chance: random.Random) -> dict[str, Any]:
    gone = {"leave": "gone", "tired": "call_back"}
    closing = {"shut": "gone", "tomorrow": "come_back", "full": "call_back"}
    helped = ("assistant",) if chance.random() < 0.6 else ()
    talking = {"ok": {"to": "print"}, "again": {"to": "sit"}, "lost": {"to": "call_back"}}
    calls = gone | {"no_answer": "call_back", "shut": "call_back"}
    stages = {
        "greet": _waits(chance, "window", ok={"to": "sit"}, waiting=gone | closing),
        "sit": _waits(chance, "window", *helped, ok={"to": "talk"}, waiting=gone | closing),
        "talk": _waits(chance, "window", *helped, "clerk", **talking, waiting=calls),
        "print": _waits(chance, "window", "printer", ok={"to": "file"}, waiting=gone | closing),
        "file": _waits(chance, "clerk", ok={"to": "done"}, waiting={"leave": "gone"}),
        "call_back": stage(
            do={
                "back": {"to": chance.choice(["greet", "sit"])},
                "travels": {"to": "to_g"},
                "stops": {"to": "refused"},
                "later": {"to": "come_back"},
                "anew": {"to": "anew"},
            },
            clock=chance.choice(["wall", "open", "next_day"]),
        ),
        "come_back": stage(do={"ok": {"to": "sit"}}, clock="next_day"),
    }
    for name in ("talk", "print"):
        if chance.random() < 0.7:
            stages[name]["continues"] = "sit"
    return flow(
        start="greet",
        starts={"sit": "sit"},
        stages=stages,
        kinds=KINDS | {"printer": {"scope": "hall"}},
        final={
            "to_g": {"counts_as": "fallback", "then": chance.choice(["g.travel", "g.counter"])},
            "refused": {"counts_as": "fallback", "then": chance.choice(["g.out", "g.phone"])},
            "anew": {
                "counts_as": "fallback",
                "then": chance.choice(["f.greet", "f.sit", "f.talk"]),
            },
        },
        visits=chance.randrange(1, 4),
        exhausted=chance.choice(["gone", "to_g", "refused"]),
    )


def _in_person(chance: random.Random) -> dict[str, Any]:
    closing = {"leave": "out", "shut": "out", "tomorrow": "tomorrow", "full": "out"}
    short = {"ok": {"to": "done"}, "short": {"to": "prepare"}}
    stages = {
        "travel": stage(
            do={"ok": {"to": "counter"}}, clock=chance.choice(["wall", "next_day"]), visits=2
        ),
        "counter": _waits(chance, "clerk", **short, waiting=closing),
        "phone": _waits(chance, "clerk", ok={"to": "done"}, waiting={"leave": "out"}),
        "prepare": stage(
            do={
                "ok": {"to": "counter"},
                "train": {"to": "travel"},
                "later": {"to": "tomorrow"},
            },
            clock=chance.choice(["wall", "open"]),
        ),
        "tomorrow": stage(do={"ok": {"to": "counter"}}, clock="next_day"),
    }
    return flow(
        "g",
        start="travel",
        starts={"local": "counter", "phone": "phone"},
        stages=stages,
        kinds={"clerk": KINDS["clerk"]},
        final={"out": {"counts_as": "gave_up"}},
        visits=chance.randrange(1, 4),
        exhausted="out",
    )


def _case_of_two(
    chance: random.Random, stages: Mapping[str, Any], minutes: tuple[int, ...]
) -> Case:
    local = chance.random() < 0.35
    home = chance.choice(NEAR + HOMES if local else HOMES)
    kinds = ("window", "assistant", "printer", "clerk")
    return Case(
        chance.choice([0, 5, 10, 20]) if minutes is FEW else chance.randrange(45),
        {name: [_visit_of(chance, s, minutes) for _ in range(3)] for name, s in stages.items()},
        entry=chance.choice(["g.counter", "g.phone"] if local else ["f.greet", "f.greet", "f.sit"]),
        hall=home if local else chance.choice(NEAR),
        home=home,
        group=chance.randrange(3),
        without=tuple(kind for kind in kinds if chance.random() < 0.1),
        measured=chance.random() < 0.8,
    )


def _visit_of(
    chance: random.Random,
    spec: Mapping[str, Any],
    minutes: tuple[int, ...],
    patient: tuple[int | None, ...] = (None, None, 1, 5, 10, 15, 20, 40),
) -> Visit:
    ways = [act for act in PATIENCE if act in spec["do"]]
    patience = chance.choice(patient) if ways else None
    return Visit(
        minutes=chance.choice(minutes),
        action=chance.choice([act for act in spec["do"] if act not in WAITING]),
        patience=patience,
        then=chance.choice(ways) if patience is not None else "",
        room=chance.randrange(4) if chance.random() < 0.8 else None,
    )


def _reservers(chance: random.Random) -> Model:
    """Several that set aside at once, beside many who want one unit only."""

    def stage_of(*holds: str, reserve: bool) -> dict[str, Any]:
        acts = {"ok": {"to": "done"}, "more": {"to": "sit"}, "leave": LEAVE}
        return stage(*holds, reserve=reserve, do=acts)

    stages = {
        "call": stage_of("window", "clerk", reserve=True),
        "check": stage_of("window", "assistant", reserve=True),
        "all": stage_of("window", "assistant", "clerk", reserve=chance.random() < 0.5),
        "sit": stage_of("window", reserve=False),
        "phone": stage_of("clerk", reserve=False),
        "ask": stage_of("assistant", reserve=False),
    }
    spec = flow(
        start="call",
        starts={name: name for name in stages if name != "call"},
        stages=stages,
        visits=2,
        exhausted="gone",
    )
    pools = {"window@a": steps(chance, 3), "assistant@a": steps(chance, 2), "clerk@a": 1}
    minutes = chance.choice([(5, 5, 10, 30), (1, 2, 3, 8, 25)])
    entries = chance.choice([(), ("call", "sit", "sit", "sit", "phone"), ("check", "ask", "sit")])
    cases = tuple(
        _single(chance, stages, minutes, patient=(None, None, 5, 15), entries=entries)
        for _ in range(chance.randrange(6, 16))
    )
    options = {"priority": priorities(chance, stages, groups=2, levels=2), "groups": 2}
    return Model(spec, pools, cases, options, *ends(chance))


def _instants(chance: random.Random) -> Model:
    """Much that happens at one instant: comings, changes of capacity, stages without time."""
    stages = {
        "sit": stage("window", do={"ok": {"to": "talk"}, "leave": LEAVE}),
        "talk": stage("window", "clerk", do={"ok": {"to": "file"}, "again": {"to": "sit"}}),
        "file": stage("clerk", do={"ok": {"to": "done"}, "more": {"to": "sit"}}),
    }
    spec = flow(
        start="sit",
        starts={"talk": "talk", "file": "file"},
        stages=stages,
        visits=2,
        exhausted="gone",
    )
    times = (0, 5, 10, 15, 20)
    changes = (0, *chance.sample(times[1:], 2), 25)
    pools: dict[str, Any] = {
        "window@a": [(time, chance.randrange(1, 4)) for time in changes],
        "clerk@a": [(time, chance.randrange(3)) for time in changes[:3]] + [(25, 1)],
    }
    minutes, entries = (0, 0, 5, 10), tuple(stages)
    if chance.random() < 0.3:  # they sit down together, and are done at once
        pools, minutes, entries = (
            {"window@a": [(0, 0), (5, 3)], "clerk@a": 1},
            (0, 0, 0, 5),
            ("sit",),
        )
    cases = tuple(
        replace(
            _single(chance, stages, minutes, patient=(None, None, 5, 10), entries=entries),
            need=chance.choice(times),
        )
        for _ in range(chance.randrange(2, 12))
    )
    options = {"priority": priorities(chance, stages, groups=2, levels=3), "groups": 2}
    return Model(spec, pools, cases, options, *ends(chance))


def _judged(chance: random.Random) -> Model:
    """Many who come at one instant to lines with little room, of several priorities."""

    def stage_of(*holds: str, to: str) -> dict[str, Any]:
        acts = {"ok": {"to": to}, "full": {"to": chance.choice(["gone", "desk"])} | WAITS}
        return stage(*holds, balk="full", do=acts | {"leave": LEAVE})

    stages = {
        "sit": stage_of("window", to="talk"),
        "talk": stage_of("window", "clerk", to="done"),
        "desk": stage_of("clerk", to="done"),
    }
    spec = flow(
        start="sit",
        starts={"talk": "talk", "desk": "desk"},
        stages=stages,
        kinds={kind: KINDS[kind] for kind in ("window", "clerk")},
        visits=chance.randrange(1, 4),
        exhausted="gone",
    )
    halls = ("a", "b") if chance.random() < 0.4 else ("a",)
    pools = {f"{kind}@{hall}": steps(chance, 1) for kind in ("window", "clerk") for hall in halls}
    entries = chance.choice([(), ("desk",), ("sit",), ("sit", "desk")])
    cases = tuple(
        replace(
            _single(chance, stages, (0, 0, 5, 10), halls, entries=entries),
            need=chance.choice([0, 5, 5, 10]),
        )
        for _ in range(chance.randrange(8, 20))
    )
    options = {
        "halls": halls,
        "priority": priorities(chance, stages, groups=2, levels=3),
        "groups": 2,
    }
    return Model(spec, pools, cases, options, *ends(chance))


def _fallback(chance: random.Random) -> Model:
    """Tickets, clocks and visits that go on in the other flow, or in the same one anew."""
    quick = stage(do={"again": {"to": "sit"}, "anew": {"to": "anew"}, "on": {"to": "on"}})
    waits = {"leave": LEAVE, "tired": {"to": "pause"} | WAITS}
    calls = waits | {"no_answer": {"to": "on"} | WAITS, "shut": {"to": "pause"} | WAITS}
    talk = {"ok": {"to": "done"}, "again": {"to": "pause"}} | calls
    first = flow(
        start="sit",
        starts={"talk": "talk", "pause": "pause"},
        stages={
            "sit": stage("window", do={"ok": {"to": "talk"}} | waits, ticket=True),
            "talk": stage("window", "clerk", do=talk, continues="sit", closes="shut"),
            "pause": quick,
        },
        final={
            "anew": {"counts_as": "fallback", "then": "f.talk"},
            "on": {"counts_as": "fallback", "then": "g.counter"},
        },
        visits=chance.randrange(1, 4),
        exhausted=chance.choice(["on", "gone"]),
    )
    counter = stage("clerk", order="ticket", do={"ok": {"to": "done"}, "leave": LEAVE})
    stages = {f"f.{name}": s for name, s in first["stages"].items()} | {"g.counter": counter}
    last = flow("g", start="counter", stages={"counter": counter})
    pools = {"window@a": steps(chance, 3), "clerk@a": steps(chance, 1)}
    cases = tuple(
        _single(chance, stages, (0, 0, 5, 10), patient=(None, 5, 10, 15))
        for _ in range(chance.randrange(5, 15))
    )
    options = {
        "hours": {"a": Hours([(0, chance.choice([15, 20, 30]), 35)])},
        "priority": priorities(chance, stages, groups=2, levels=2),
        "early": ["f.talk"] if chance.random() < 0.3 else [],
        "groups": 2,
    }
    return Model([first, last], pools, cases, options, *ends(chance))


def _calendar(chance: random.Random) -> Model:
    """Cases that come and go just when hours begin or end, at midnight too."""
    acts = {"ok": {"to": "done"}, "open": {"to": "wait_open"}, "day": {"to": "next_day"}}
    closing = {"closes": "shut", "closes_next_day": "tomorrow"}
    away = {"shut": {"to": "wait_open"} | WAITS, "tomorrow": {"to": "next_day"} | WAITS}
    stages = {
        "desk": stage("clerk", do=acts | away | {"leave": LEAVE}, **closing),
        "sit": stage("window", do=acts | away | {"leave": LEAVE}, **closing),
        "wait_open": stage(do={"ok": {"to": "desk"}, "day": {"to": "next_day"}}, clock="open"),
        "next_day": stage(do={"ok": {"to": "sit"}, "open": {"to": "wait_open"}}, clock="next_day"),
    }
    spec = flow(
        start="desk",
        starts={name: name for name in stages if name != "desk"},
        stages=stages,
        kinds={kind: KINDS[kind] for kind in ("window", "clerk")},
        visits=2,
        exhausted="gone",
    )
    halls = ("a", "b")
    hours = {hall: hours_of_days(chance) for hall in halls}
    bounds = [0, DAY, 2 * DAY] + [
        time for h in hours.values() for row in (*h.lines, *h.open) for time in row
    ]
    cases = tuple(
        replace(
            _single(chance, stages, (0, 1, 2, 5, 20, 40), halls),
            need=max(chance.choice(bounds) + chance.choice([-1, 0, 0, 1]), 0),
        )
        for _ in range(chance.randrange(4, 12))
    )
    pools = {f"{kind}@{hall}": steps(chance, 2) for kind in ("window", "clerk") for hall in halls}
    options = {
        "halls": halls,
        "hours": hours,
        "early": [name for name in ("desk", "sit") if chance.random() < 0.6],
        "groups": 2,
        "next_day": chance.random() < 0.5,
    }
    return Model(spec, pools, cases, options, end=5 * DAY)


def _single(
    chance: random.Random,
    stages: Mapping[str, Any],
    minutes: tuple[int, ...],
    halls: Sequence[str] = ("a",),
    *,
    patient: tuple[int | None, ...] = (None, 1, 5, 10, 20),
    entries: Sequence[str] = (),
) -> Case:
    """A case that begins at any stage, or at one of those named."""

    def visits(spec: Mapping[str, Any]) -> list[Visit]:
        return [_visit_of(chance, spec, minutes, patient) for _ in range(3)]

    return Case(
        chance.choice([0, 1, 2, 5, 10, 20, 30]),
        {name: visits(spec) for name, spec in stages.items()},
        entry=chance.choice(entries or list(stages)),
        hall=chance.choice(halls),
        home=chance.choice(halls),
        group=chance.randrange(2),
        measured=chance.random() < 0.8,
    )


FOCUSED: dict[str, Callable[[random.Random], Model]] = {
    "two flows": _two_flows,
    "reservers": _reservers,
    "instants": _instants,
    "judged": _judged,
    "fallback": _fallback,
    "calendar": _calendar,
}
