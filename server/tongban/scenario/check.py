"""What can be wrong between the tables of a scenario and its flows, all of it at once.

Each function looks at one topic and yields (key path, message). What one table can check by
itself stands in ``model``; flows by themselves in ``flow.check``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..errors import Fault, did_you_mean
from ..flow import Flow
from .check_pools import pool_faults
from .model import Channel, Demand, Hall, Scenario, StageSettings, clock_minutes, compared_channels

__all__ = ["check"]

Found = Iterator[tuple[str, str]]
RESERVED = ("all",)
RESERVED_ENDINGS = ("_everyone", "_enquiries")


def check(scenario: Scenario, library: Mapping[str, Flow], file: str) -> list[Fault]:
    """Every fault of a scenario whose tables are each sound by themselves."""
    topics = (
        _channels(scenario, library),
        _items(scenario, library),
        _demand(scenario, library),
        _groups(scenario),
        _travel_and_costs(scenario, library),
        _run(scenario),
    )
    faults = [Fault(file, key, message) for topic in topics for key, message in topic]
    for name, channel in scenario.channels.items():
        flow = library.get(channel.flow or name)
        if flow is not None:
            found = _stages(scenario, f"channels.{name}", channel, flow)
            faults += [Fault(file, key, message) for key, message in found]
    if not faults:
        faults = [Fault(file, key, message) for key, message in pool_faults(scenario, library)]
    return list(dict.fromkeys(faults))


def _unknown(key: str, what: str, names: Iterable[str], known: Sequence[str]) -> Found:
    for name in names:
        if name not in known:
            yield key, f"no {what} {name!r}; {did_you_mean(name, known)}"


def _groups_of(scenario: Scenario) -> list[str]:
    return list(dict.fromkeys(d.group or name for name, d in scenario.demand.items()))


def _channels(scenario: Scenario, library: Mapping[str, Flow]) -> Found:
    """One flow for one channel, and a channel for each flow that cases can get into."""
    users: dict[str, str] = {}
    for name, channel in scenario.channels.items():
        flow = channel.flow or name
        if flow in users:
            yield (
                f"channels.{name}.flow",
                f"{flow!r} is the flow of channel {users[flow]!r} already: let a flow of its own "
                "extend it",
            )
        users.setdefault(flow, name)
    for flow in library:
        if flow not in users:
            yield (
                f"channels.{flow}",
                f"missing: cases can get into the flow {flow!r}, so say how it works",
            )
    for name, mix in scenario.mixes.items():
        if name in scenario.channels:
            yield f"mixes.{name}", "is the name of a channel too: give it another"
        yield from _unknown(f"mixes.{name}", "channel", mix, list(scenario.channels))


def _stages(scenario: Scenario, key: str, channel: Channel, flow: Flow) -> Found:
    """How people and work behave in the stages of a channel's flow."""
    known, groups = list(flow.stages), _groups_of(scenario)
    yield from _unknown(f"{key}.stages", "stage", channel.stages, known)
    yield from _unknown(f"{key}.needs", "kind", channel.needs, list(flow.kinds))
    if isinstance(channel.priority, dict):
        yield from _unknown(f"{key}.priority", "group", channel.priority, groups)
    for name, spec in flow.stages.items():
        settings = channel.stages.get(name)
        at = f"{key}.stages.{name}"
        untimed = settings is None or (settings.time is None and settings.share is None)
        if untimed and (spec.holds or spec.clock != "wall"):
            yield at, "missing: give it a `time`, or a `share` of the case's work"
        if settings is None:
            continue
        yield from _settings(at, settings, flow, name)
        yield from _unknown(f"{at}.for_group", "group", settings.for_group, groups)
        if isinstance(settings.priority, dict):
            yield from _unknown(f"{at}.priority", "group", settings.priority, groups)
        for group, over in settings.for_group.items():
            yield from _settings(f"{at}.for_group.{group}", over, flow, name)
    yield from _drops(key, channel, flow)
    for name, spec in flow.stages.items():
        before = channel.stages.get(spec.continues or "")
        if spec.continues and (before is None or not before.wait):
            yield (
                f"{key}.stages.{spec.continues}.wait",
                f"missing: {name!r} goes on with its patience, so say how long that is",
            )


def _drops(key: str, channel: Channel, flow: Flow) -> Found:
    """The action that ends a dropped session must exist wherever a session can drop."""
    if channel.drops is None:
        return
    for name in flow.stages:
        if (settings := channel.stages.get(name)) is None or not settings.share:
            continue
        acts = sorted(n for n, a in flow.actions(name).items() if a.ends_handling)
        if channel.drops.action not in acts:
            way_out = did_you_mean(channel.drops.action, acts)
            yield (
                f"{key}.drops.action",
                f"no action {channel.drops.action!r} that ends handling in {name!r}; {way_out}",
            )
            return  # one stage tells enough


def _settings(key: str, settings: StageSettings, flow: Flow, stage: str) -> Found:
    acts = flow.actions(stage)
    handling = [name for name, act in acts.items() if act.ends_handling]
    waiting = [name for name, act in acts.items() if act.ends_waiting]
    yield from _unknown(f"{key}.choose", "action that ends handling", settings.choose, handling)
    for name in settings.choose:
        if name == handling[0]:
            yield (
                f"{key}.choose.{name}",
                "is the usual action and takes what the others leave: remove it",
            )
        elif name in acts and acts[name].only:
            yield f"{key}.choose.{name}", f"every {acts[name].only} takes it: remove it"
    for visit in range(max([len(_by_visit(p)) for p in settings.choose.values()], default=0)):
        total = sum(
            _by_visit(p)[min(visit, len(_by_visit(p)) - 1)] for p in settings.choose.values()
        )
        if total > 1 + 1e-9:
            yield f"{key}.choose", f"the probabilities sum to {total:g} at visit {visit + 1}"
    yield from _unknown(f"{key}.wait", "action that ends waiting", settings.wait, waiting)
    if settings.wait and not flow.stages[stage].holds:
        yield f"{key}.wait", "nobody waits here: the stage holds nothing; remove it"
    if settings.room is not None and flow.stages[stage].balk is None:
        yield f"{key}.room", f"the flow says nothing about a full line: give {stage!r} a `balk`"


def _by_visit(p: float | tuple[float, ...]) -> tuple[float, ...]:
    return p if isinstance(p, tuple) else (p,)


def _items(scenario: Scenario, library: Mapping[str, Flow]) -> Found:
    for name, item in scenario.items.items():
        key = f"items.{name}.not_through"
        yield from _unknown(key, "channel", item.not_through, list(scenario.channels))
        for other in item.not_through:
            channel = scenario.channels.get(other)
            flow = library.get(channel.flow or other) if channel else None
            if flow is not None and flow.ineligible is None:
                yield key, f"the flow {flow.name!r} has no `ineligible` stage for it"


def _demand(scenario: Scenario, library: Mapping[str, Flow]) -> Found:
    halls, channels = list(scenario.halls), list(scenario.channels)
    for name, demand in scenario.demand.items():
        key = f"demand.{name}"
        yield from _unknown(f"{key}.halls", "hall", demand.halls or (), halls)
        yield from _unknown(f"{key}.homes", "hall", demand.homes or (), halls)
        for hall, homes in (demand.pairs or {}).items():
            yield from _unknown(f"{key}.pairs", "hall", [hall], halls)
            yield from _unknown(f"{key}.pairs.{hall}", "hall", homes, halls)
        yield from _unknown(f"{key}.items", "item", demand.items, list(scenario.items))
        yield from _unknown(f"{key}.willing", "channel", demand.willing, channels)
        if demand.channel is not None:
            yield from _unknown(f"{key}.channel", "channel", [demand.channel], channels)
        yield from _starts(scenario, library, key, demand)
        yield from _regions(scenario, key, demand)
        yield from _profile(scenario, key, demand)


def _taken(scenario: Scenario, demand: Demand) -> list[str]:
    """The channels a demand's cases may be sent through."""
    if demand.channel is not None:
        return [demand.channel]
    return compared_channels(scenario)


def _starts(scenario: Scenario, library: Mapping[str, Flow], key: str, demand: Demand) -> Found:
    for name in _taken(scenario, demand):
        channel = scenario.channels.get(name)
        flow = library.get(channel.flow or name) if channel else None
        if flow is None:
            continue
        if demand.start and demand.start not in flow.starts:
            way_out = did_you_mean(demand.start, list(flow.starts))
            yield f"{key}.start", f"the flow {flow.name!r} has no start {demand.start!r}; {way_out}"
        if demand.willing.get(name, 1.0) < 1 and flow.unwilling is None:
            yield f"{key}.willing.{name}", f"the flow {flow.name!r} has no `unwilling` stage"


def _regions(scenario: Scenario, key: str, demand: Demand) -> Found:
    if demand.homes is None:
        return
    region = {name: hall.region or name for name, hall in scenario.halls.items()}
    for hall in demand.halls or tuple(scenario.halls):
        if hall in region and all(region.get(home) == region[hall] for home in demand.homes):
            yield (
                f"{key}.homes",
                f"none is of another region than {hall!r}: leave that hall out of `halls`",
            )


def _profile(scenario: Scenario, key: str, demand: Demand) -> Found:
    if demand.profile is not None and not scenario.calendar.open:
        yield f"{key}.profile", "needs a calendar with opening hours"
    if demand.at_min is None and demand.profile is not None and scenario.calendar.open:
        last = max(clock_minutes(b) for _, b in scenario.calendar.open)
        if clock_minutes(demand.profile.start) >= last:
            yield f"{key}.profile.start", "is after the last closing"


def _groups(scenario: Scenario) -> Found:
    for name, demand in scenario.demand.items():
        group = demand.group or name
        if group in RESERVED or group.endswith(RESERVED_ENDINGS) or "." in group:
            yield (
                f"demand.{name}",
                f"{group!r} is no name for a group: `all`, names with a dot and those that end "
                "in _everyone or _enquiries stand for sums in the results; rename it",
            )


def _travel_and_costs(scenario: Scenario, library: Mapping[str, Flow]) -> Found:
    regions = [hall.region for hall in scenario.halls.values() if hall.region]
    known = list(dict.fromkeys([*scenario.halls, *regions]))
    for i, trip in enumerate(scenario.travel):
        yield from _unknown(f"travel[{i}].between", "hall or region", trip.between, known)
    kinds = list(dict.fromkeys(k for flow in library.values() for k in flow.kinds))
    yield from _unknown("costs.kinds", "kind", scenario.costs.kinds, kinds)
    yield from _unknown("pools", "kind", scenario.pools, kinds)
    for name, rule in scenario.pools.items():
        if rule.draws_on is not None:
            yield from _unknown(f"pools.{name}.draws_on", "kind", [rule.draws_on], kinds)
            seen, here = {name}, rule.draws_on
            while (next_rule := scenario.pools.get(here)) and next_rule.draws_on:
                if here in seen:
                    yield f"pools.{name}.draws_on", "a ring of kinds that draw on one another"
                    break
                seen.add(here)
                here = next_rule.draws_on
    for name, hall in scenario.halls.items():
        yield from _unknown(
            f"halls.{name}", "key or kind", hall.units, [*kinds, *Hall.model_fields]
        )


def _run(scenario: Scenario) -> Found:
    run, known = scenario.experiment, [*scenario.channels, *scenario.mixes]
    yield from _unknown("experiment.compare", "channel or mix", run.compare or (), known)
    if run.baseline is not None:
        yield from _unknown("experiment.baseline", "channel or mix", [run.baseline], known)
    if isinstance(run.service_target_min, dict):
        groups = _groups_of(scenario)
        yield from _unknown(
            "experiment.service_target_min", "group", run.service_target_min, groups
        )
    if run.horizon_min is not None and scenario.calendar.open:
        yield (
            "experiment.horizon_min",
            "a horizon is for constant rates, and this calendar has opening hours: give `days`",
        )
    if run.horizon_min is None and not scenario.calendar.open:
        yield (
            "calendar.open",
            'missing: give opening hours, as [["09:00", "12:00"], ["13:30", "17:00"]], or for a '
            "textbook queue an experiment.horizon_min",
        )
    if run.warm_up_min == "mser5" and run.horizon_min is None:
        yield (
            "experiment.warm_up_min",
            "MSER-5 judges constant rates, and this run has a calendar: give `warm_up_days`",
        )
    if not isinstance(run.warm_up_min, str) and run.warm_up_min >= (run.horizon_min or 1e300):
        yield "experiment.warm_up_min", f"{run.warm_up_min:g} given, need less than the horizon"
