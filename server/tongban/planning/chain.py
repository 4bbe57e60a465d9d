"""The alternatives between two channels, each with one cause more of their difference.

A chain begins with a channel people travel to and ends with a remote window. Its first half
changes the first channel, cause by cause; at its middle the flow becomes the other's; its
second half is that flow with causes still taken away, fewer each time. Every step is a channel
with a flow of its own, laid over the scenario like any ``key.path=value``: nothing here runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..errors import Fault, InputError
from ..flow import Flow
from ..scenario import Source
from .adding import ADDED, BEFORE, Cause, with_ineligible
from .forms import Form, form_of, journeys, meeting, plain

__all__ = ["CAUSES", "Cause", "Chain", "Step", "chain_between"]


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
    here = with_ineligible(form_of(source, origin), last)
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
