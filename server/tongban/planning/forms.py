"""A channel as the tables of a file, to be changed and laid over a scenario as another channel.

Settings are told group by group, so that a change need not know how the file nests them. What
is changed, and why, is in ``chain``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..flow import Flow
from ..scenario import Channel, Source, StageSettings
from ..scenario.lowering import for_group

__all__ = [
    "Form",
    "Tables",
    "alike",
    "changes_of",
    "form_of",
    "journeys",
    "meeting",
    "meets",
    "plain",
    "redirected",
    "settled",
    "usual",
]

Tables = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """What a channel does, whatever its name. Equal forms do the same."""

    flow: Tables
    channel: Tables  # all but the stages
    manners: Mapping[str, Mapping[str, Tables]]  # group -> stage -> its settings for that group
    willing: Mapping[str, float]  # demand -> share of its needs that seek the channel


DEFAULTS: Tables = {"remote_factor": 1.0, "return_factor": 1.0}
BARE: Tables = {"wait": {}, "choose": {}}


def plain(flow: Flow) -> Tables:
    """A flow's tables, without its name."""
    found = flow.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
    return {key: value for key, value in found.items() if key not in ("name", "extends", "remove")}


def form_of(source: Source, name: str) -> Form:
    """What a channel of a scenario does for the groups that take the channel compared."""
    scenario = source.scenario
    channel = scenario.channels[name]
    taking = {key: d for key, d in scenario.demand.items() if d.channel is None}
    groups = dict.fromkeys(d.group or key for key, d in taking.items())
    flow = plain(source.library[channel.flow or name])
    tables = channel.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
    given = {k: v for k, v in tables.items() if k not in ("title", "flow", "stages")}
    rank = channel.priority
    ranks = {g: rank if isinstance(rank, int) else rank.get(g, 1) for g in groups}
    return Form(
        flow=flow,
        channel=DEFAULTS | given | {"priority": ranks},
        manners={
            group: {stage: BARE | _told(channel, stage, group) for stage in flow["stages"]}
            for group in groups
        },
        willing={key: d.willing.get(name, 1.0) for key, d in taking.items()},
    )


def _told(channel: Channel, stage: str, group: str) -> Tables:
    """What a stage's settings say of one group."""
    found = for_group(channel.stages.get(stage, StageSettings()), group)
    tables = found.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
    return {key: value for key, value in tables.items() if key != "for_group"}


def changes_of(source: Source, goal: str, forms: Mapping[str, Form]) -> Iterator[str]:
    """``key.path=value`` for each form as a channel of the scenario, with a flow of its own."""
    for name, form in forms.items():
        yield f"flows.{name}={_toml(form.flow)}"
        yield f"channels.{name}={_toml(form.channel | {'stages': dict(_stages(form))})}"
    for key, demand in source.scenario.demand.items():
        if demand.channel is None:
            shares = {name: form.willing[key] for name, form in forms.items()}
            yield f"demand.{key}.willing={_toml(demand.willing | shares)}"
    for key, item in source.scenario.items.items():
        if goal in item.not_through:
            yield f"items.{key}.not_through={_toml([*item.not_through, *forms])}"


def _stages(form: Form) -> Iterator[tuple[str, Tables]]:
    """The settings of each stage: those of the first group, and what differs for the others."""
    first, *others = form.manners
    for stage in form.flow["stages"]:
        base = form.manners[first][stage]
        told = {group: form.manners[group][stage] for group in others}
        over = {group: own for group, own in told.items() if own != base}
        yield stage, base | ({"for_group": over} if over else {})


def _toml(value: Any) -> str:
    """A value as TOML writes it in one line."""
    if isinstance(value, Mapping):
        parts = (f"{json.dumps(key, ensure_ascii=False)} = {_toml(v)}" for key, v in value.items())
        return f"{{ {', '.join(parts)} }}" if value else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(v) for v in value)}]"
    return json.dumps(value, ensure_ascii=False)


def journeys(flow: Tables) -> list[str]:
    """The stages in which one travels."""
    return [name for name, spec in flow["stages"].items() if spec.get("is") == "travel"]


def usual(spec: Tables) -> str:
    """Where a stage leads unless chance says otherwise."""
    ends = (act for act in spec["do"].values() if act.get("while") in (None, "handling", "always"))
    return str(next(ends)["to"])


def meets(flow: Tables, stage: str) -> bool:
    """Whether a unit of the home hall is held there."""
    return any(flow["kinds"][k]["scope"] == "home" for k in flow["stages"][stage].get("holds", ()))


def meeting(flow: Tables) -> str | None:
    """The first stage on the usual way where a case meets the home hall's clerk."""
    here, seen = flow["start"], set[str]()
    while here in flow["stages"] and here not in seen:
        if meets(flow, here):
            return str(here)
        seen.add(here)
        here = usual(flow["stages"][here])
    return None


def redirected(flow: Tables, to: Mapping[str, str]) -> Tables:
    """The flow with some targets replaced by others."""

    def acts(table: Tables) -> Tables:
        return {name: act | {"to": to.get(act["to"], act["to"])} for name, act in table.items()}

    stages = {name: spec | {"do": acts(spec["do"])} for name, spec in flow["stages"].items()}
    starts = {name: to.get(stage, stage) for name, stage in flow.get("starts", {}).items()}
    start = to.get(flow["start"], flow["start"])
    everywhere = acts(flow.get("everywhere", {}))
    return flow | {"stages": stages, "start": start, "starts": starts, "everywhere": everywhere}


def _draw_of(flow: Tables, stage: str) -> str:
    return str(flow["stages"][stage].get("draw", stage))


def alike(form: Form, goal: Form, *, handled: bool) -> Iterator[tuple[str, str]]:
    """(stage, the goal's) that share a draw, where the home hall handles the case, or nobody."""
    by_draw = {_draw_of(goal.flow, stage): stage for stage in goal.flow["stages"]}
    for stage, spec in form.flow["stages"].items():
        other = by_draw.get(_draw_of(form.flow, stage))
        if other is not None and (meets(form.flow, stage) if handled else not spec.get("holds")):
            yield stage, other


def settled(form: Form, stage: str, change: Callable[[str, Tables], Tables]) -> Form:
    """The form with one stage's settings changed for each group."""
    manners = {
        group: {**told, stage: change(group, told.get(stage, BARE))}
        for group, told in form.manners.items()
    }
    return replace(form, manners=manners)
