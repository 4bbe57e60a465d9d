"""The alternatives between two channels, each with one cause more of their difference.

A chain begins with a channel people travel to and ends with a remote window. Its first half
changes the first channel, cause by cause; at its middle the flow becomes the other's; its
second half is that flow with causes still taken away, fewer each time. Every step is a channel
with a flow of its own, laid over the scenario like any ``key.path=value``: nothing here runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..errors import Fault, InputError
from ..flow import Flow
from ..scenario import Source
from .forms import (
    Form,
    Tables,
    alike,
    form_of,
    journeys,
    meeting,
    meets,
    plain,
    redirected,
    settled,
    usual,
)

__all__ = ["CAUSES", "Cause", "Chain", "Step", "chain_between"]

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


@dataclass(frozen=True, slots=True)
class Step:
    """An alternative of a chain: what the one before it does, and one cause more."""

    cause: Cause
    channel: str  # its name in the scenario with the chain's changes


@dataclass(frozen=True, eq=False)
class Chain:
    """The steps from one channel to another."""

    origin: str
    goal: str  # the channel of the last step
    steps: tuple[Step, ...]
    forms: Mapping[str, Form]  # what the channels between do, to be laid over the scenario


def chain_between(source: Source, origin: str, goal: str, *, opposite: bool = False) -> Chain:
    """The chain from a channel people travel to, to a remote window.

    opposite  add the causes of each half in the opposite order

    A cause in which the two channels do not differ has no step.
    Raises InputError for channels that a chain cannot join.
    """
    _check(source, origin, goal)
    last = form_of(source, goal)
    here = _with_ineligible(form_of(source, origin), last)
    prefix, turn = ("why_back_", -1) if opposite else ("why_", 1)
    steps: list[Step] = []
    forms: dict[str, Form] = {}
    for cause in BEFORE[::turn]:
        then = ADDED[cause](here, last)
        if then != here:
            steps.append(Step(cause, prefix + cause))
            forms[prefix + cause] = here = then
    middle = steps[-1].channel if steps else origin
    after = [cause for cause in AFTER[::turn] if cause != "enquiries" or _asks(source)]
    missing = [cause for cause in after if _differs(cause, here, last)]
    for cause in ("session", *missing):
        missing = [other for other in missing if other != cause]
        name = prefix + cause if missing else goal
        steps.append(Step(cause, name))
        if missing:
            forms[name] = _without(missing, last, here, middle)
    return Chain(origin, goal, tuple(steps), forms)


def _check(source: Source, origin: str, goal: str) -> None:
    """InputError, with the way out, where a chain has no beginning or no end."""
    channels = source.scenario.channels
    flows = {name: source.library[channel.flow or name] for name, channel in channels.items()}
    travelled = [name for name, flow in flows.items() if _has_journey(flow)]
    remote = [name for name, flow in flows.items() if _is_remote(flow)]
    ends = (
        ("from", origin, travelled, "begins with no journey: no stage of its flow `is` travel"),
        ("to", goal, remote, "is no remote window: nothing of two halls is held when they meet"),
    )
    faults = []
    for option, name, fit, lacks in ends:
        way_out = f"give --{option} one of {', '.join(fit)}" if fit else NO_WAY[option]
        what = f"channel {name!r} {lacks}" if name in channels else f"no channel {name!r}"
        if name not in fit:
            faults.append(Fault("option", option, f"{what}; {way_out}"))
    if faults:
        raise InputError(faults)


NO_WAY = {
    "from": "no channel here does; give the scenario one that travels, as `tongban new` writes it",
    "to": "no channel here is; give the scenario a remote window, as `tongban new` writes it",
}


def _has_journey(flow: Flow) -> bool:
    """Whether a case begins by travelling to the home hall's clerk."""
    tables = plain(flow)
    return tables["start"] in journeys(tables) and meeting(tables) is not None


def _is_remote(flow: Flow) -> bool:
    """Whether applicant and clerk sit at two places when they first meet."""
    stage = meeting(plain(flow))
    scopes = {flow.kinds[kind].scope for kind in flow.stages[stage].holds} if stage else set()
    return scopes == {"hall", "home"}


def _with_ineligible(form: Form, goal: Form) -> Form:
    """Items that the goal cannot serve leave the form as they would leave the goal: what
    becomes of them is none of the causes.
    """
    name = goal.flow.get("ineligible")
    if name is None or "ineligible" in form.flow:
        return form
    form = _brought(form, goal, name)
    return replace(form, flow=form.flow | {"ineligible": name})


# The first half: a cause added to the first channel.


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


# The second half: causes taken away from the goal.

AFTER: tuple[Cause, ...] = ("drops", "enquiries", "pooling")
CAUSES: tuple[Cause, ...] = (*BEFORE, "session", *AFTER)
"""In the order in which a chain adds them; the opposite order turns each half round."""

ASK = "enquiry"


def _without(causes: Iterable[Cause], goal: Form, before: Form, middle: str) -> Form:
    """The goal without some of its causes.

    before, middle  the last form of the first half, and its channel
    """
    for cause in causes:
        if cause == "drops":
            goal = _no_drops(goal)
        elif cause == "enquiries":
            goal = _enquiries_as_before(goal, before, middle)
        else:
            goal = _clerk_alone(goal)
    return goal


def _differs(cause: Cause, before: Form, goal: Form) -> bool:
    """Whether there is anything to take away."""
    if cause == "enquiries":
        return ASK in before.flow.get("starts", {}) and ASK not in goal.flow.get("starts", {})
    return _without([cause], goal, before, "") != goal


def _asks(source: Source) -> bool:
    """Whether anyone who takes the channel compared only asks."""
    items = source.scenario.items
    demand = [d for d in source.scenario.demand.values() if d.channel is None]
    return any(items[name].kind == ASK for d in demand for name in d.items)


def _no_drops(form: Form) -> Form:
    """No connection is lost."""
    channel = {key: value for key, value in form.channel.items() if key != "drops"}
    return replace(form, channel=channel)


def _enquiries_as_before(form: Form, before: Form, middle: str) -> Form:
    """Who only asks does so as in the first half."""
    starts = form.flow.get("starts", {}) | {ASK: f"{middle}.{before.flow['starts'][ASK]}"}
    return replace(form, flow=form.flow | {"starts": starts})


def _clerk_alone(form: Form) -> Form:
    """Nothing of the nearby hall is held: the clerk is all a case waits for."""
    kinds = form.flow["kinds"].items()
    needs = {name: 0.0 for name, kind in kinds if kind["scope"] == "hall"}
    return replace(form, channel=form.channel | {"needs": form.channel.get("needs", {}) | needs})
