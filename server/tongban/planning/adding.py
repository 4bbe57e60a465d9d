"""The first half of a chain: a cause of the other channel's laid over the first one's form.

Each function takes a form and the goal's, and gives the form with one cause more; where the two
do not differ in it, the form is equal to the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from .forms import Form, Tables, alike, journeys, meeting, meets, redirected, settled, usual

__all__ = ["ADDED", "BEFORE", "Cause", "with_ineligible"]

Cause = Literal[
    "arrival_clock",
    "willingness",
    "priority",
    "patience",
    "first_time_right",
    "handling",
    "session",
    "drops",
    "enquiries",
    "pooling",
]


def with_ineligible(form: Form, goal: Form) -> Form:
    """Items that the goal cannot serve leave the form as they would leave the goal: what
    becomes of them is none of the causes.
    """
    name = goal.flow.get("ineligible")
    if name is None or "ineligible" in form.flow:
        return form
    form = _brought(form, goal, name)
    return replace(form, flow=form.flow | {"ineligible": name})


def _no_journey(form: Form, _goal: Form) -> Form:
    """Where one would travel, one is at the counter at once."""
    flow = form.flow
    gone = journeys(flow)
    to = {}
    for stage in gone:
        here = stage
        while here in gone:
            here = usual(flow["stages"][here])
        to[stage] = here
    flow = redirected(flow, to)
    stages = {name: spec for name, spec in flow["stages"].items() if name not in gone}
    return replace(form, flow=flow | {"stages": stages})


def _willingness(form: Form, goal: Form) -> Form:
    """Who does not seek the goal stays away, and nobody else."""
    return replace(form, willing=goal.willing)


def _priority(form: Form, goal: Form) -> Form:
    """In lines for the home hall's clerks one stands where the goal's cases stand."""
    first = meeting(goal.flow)
    assert first is not None
    stages = dict(form.flow["stages"])
    for stage, spec in form.flow["stages"].items():
        if meets(form.flow, stage):
            if spec.get("ticket"):
                stages[stage] = spec | {"order": goal.flow["stages"][first]["order"]}

            def ranked(group: str, told: Tables) -> Tables:
                own = goal.manners[group][first].get("priority")
                kept = {key: value for key, value in told.items() if key != "priority"}
                return kept if own is None else kept | {"priority": own}

            form = settled(form, stage, ranked)
    channel = form.channel | {"priority": goal.channel["priority"]}
    return replace(form, flow=form.flow | {"stages": stages}, channel=channel)


def _patience(form: Form, goal: Form) -> Form:
    """One waits for the home hall's clerk as long as the goal's applicants do, and then does
    what they do; and one gives the matter up as often as they do.
    """
    first = meeting(goal.flow)
    assert first is not None
    acts = goal.flow["stages"][first]["do"]
    for stage in form.flow["stages"]:
        if meets(form.flow, stage):
            form = _waiting(form, goal, stage, first, acts)
    for stage, other in alike(form, goal, handled=False):
        form = _choosing(form, goal, stage, other)
    return form


def _waiting(form: Form, goal: Form, stage: str, first: str, acts: Tables) -> Form:
    """The waits of one stage are those of the goal's first meeting with a clerk."""

    def waits(group: str, told: Tables) -> Tables:
        return told | {"wait": goal.manners[group][first]["wait"]}

    form = settled(form, stage, waits)
    for name in {name for told in form.manners.values() for name in told[stage]["wait"]}:
        if name in acts and name not in form.flow["stages"][stage]["do"]:
            spec = form.flow["stages"][stage]
            spec = spec | {"do": spec["do"] | {name: acts[name]}}
            stages = form.flow["stages"] | {stage: spec}
            form = replace(form, flow=form.flow | {"stages": stages})
            form = _brought(form, goal, acts[name]["to"])
    return form


def _brought(form: Form, goal: Form, name: str) -> Form:
    """The form with a stage of the goal's, and what it leads to, where it has none so called.

    Who would come back to the window comes back to where this form begins.
    """
    flow = form.flow
    if "." in name or name in flow["stages"] or name in flow["final"]:
        return form
    titles = goal.flow.get("titles", {}) | flow.get("titles", {})
    if name in goal.flow["final"]:
        final = flow["final"] | {name: goal.flow["final"][name]}
        return replace(form, flow=flow | {"final": final, "titles": titles})
    spec = goal.flow["stages"][name]
    back = {goal.flow["start"], meeting(goal.flow)}
    acts = {
        act: told | {"to": flow["start"]} if told["to"] in back else told
        for act, told in spec["do"].items()
    }
    stages = flow["stages"] | {name: spec | {"do": acts}}
    form = replace(form, flow=flow | {"stages": stages, "titles": titles})
    form = settled(form, name, lambda group, told: goal.manners[group][name])
    for act in acts.values():
        form = _brought(form, goal, act["to"])
    return form


def _first_time_right(form: Form, goal: Form) -> Form:
    """A case is found deficient as often as at the goal."""
    for stage, other in alike(form, goal, handled=True):
        form = _choosing(form, goal, stage, other)
    return form


def _choosing(form: Form, goal: Form, stage: str, other: str) -> Form:
    """The actions two stages share are taken as often as at the goal's; the other ones share
    what these leave as they did. They stand in the same order, so the same cases take them.
    """
    acts, theirs = form.flow["stages"][stage]["do"], goal.flow["stages"][other]["do"]
    usual_one, *rest = acts
    shared = [name for name in theirs if name in rest]
    if not shared:
        return form
    order = [usual_one, *shared, *(name for name in rest if name not in shared)]
    spec = form.flow["stages"][stage] | {"do": {name: acts[name] for name in order}}
    flow = form.flow | {"stages": form.flow["stages"] | {stage: spec}}

    def choice(group: str, told: Tables) -> Tables:
        given = goal.manners[group][other]["choose"]
        taken = {name: given[name] for name in shared if name in given}
        return told | {"choose": taken | _rescaled(told["choose"], taken, shared)}

    return settled(replace(form, flow=flow), stage, choice)


def _rescaled(choose: Tables, taken: Tables, shared: Sequence[str]) -> Tables:
    """The chances of the actions that are not shared, of what those that are leave, by visit."""

    def left(table: Tables, visit: int) -> float:
        return 1 - sum(_at(table[name], visit) for name in shared if name in table)

    own = {name: p for name, p in choose.items() if name not in shared}
    visits = max([len(_list(p)) for p in [*choose.values(), *taken.values()]], default=1)
    return {
        name: [
            _at(p, v) * left(taken, v) / left(choose, v) if left(choose, v) > 0 else 0.0
            for v in range(visits)
        ]
        for name, p in own.items()
    }


def _list(p: Any) -> list[float]:
    return p if isinstance(p, list) else [p]


def _at(p: Any, visit: int) -> float:
    return _list(p)[min(visit, len(_list(p)) - 1)]


def _handling(form: Form, goal: Form) -> Form:
    """Work takes as much longer as at the goal."""
    factors = {key: goal.channel[key] for key in ("remote_factor", "return_factor")}
    return replace(form, channel=form.channel | factors)


ADDED: Mapping[Cause, Callable[[Form, Form], Form]] = {
    "arrival_clock": _no_journey,
    "willingness": _willingness,
    "priority": _priority,
    "patience": _patience,
    "first_time_right": _first_time_right,
    "handling": _handling,
}
BEFORE: tuple[Cause, ...] = tuple(ADDED)
