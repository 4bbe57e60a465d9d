"""Pools that are missing, asked of twice, or that cases could hold in a ring.

Looked at over every pair of a hall and a home hall that a demand can bring.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..flow import Flow, cycles, edges, reachable_flows, stages_in_loops
from .model import Channel, Demand, Scenario, compared_channels

__all__ = ["pool_faults"]

Found = Iterator[tuple[str, str]]


def pool_faults(scenario: Scenario, library: Mapping[str, Flow]) -> Found:
    """(key, message) for pools that cannot work; the scenario is sound otherwise."""
    pairs = sorted({pair for d in scenario.demand.values() for pair in _pairs(scenario, d)})
    yield from _missing_or_double(scenario, library, pairs)
    yield from _rings(scenario, library, pairs)
    yield from _idle_loops(scenario, library)


def _pairs(scenario: Scenario, demand: Demand) -> Iterator[tuple[str, str]]:
    for hall in demand.halls or tuple(scenario.halls):
        if demand.pairs is not None:
            yield from ((hall, home) for home in demand.pairs.get(hall, {}))
        elif demand.homes is None:
            yield hall, hall
        else:
            region = {name: spec.region or name for name, spec in scenario.halls.items()}
            yield from ((hall, home) for home in demand.homes if region[home] != region[hall])


def _reached_by(scenario: Scenario, library: Mapping[str, Flow]) -> dict[tuple[str, str], set[str]]:
    """(hall, home) -> the flows its cases may take, fallbacks included."""
    found: dict[tuple[str, str], set[str]] = {}
    for demand in scenario.demand.values():
        names = [demand.channel] if demand.channel else compared_channels(scenario)
        roots = [scenario.channels[name].flow or name for name in names]
        reached = set(reachable_flows(roots, library))
        for pair in _pairs(scenario, demand):
            found.setdefault(pair, set()).update(reached)
    return found


def _pool(scenario: Scenario, flow: Flow, kind: str, hall: str, home: str) -> tuple[str, str]:
    """(kind of unit, place) that serves a kind."""
    place = home if flow.kinds[kind].scope == "home" else hall
    rule = scenario.pools.get(kind)
    while rule is not None and rule.draws_on is not None:
        kind = rule.draws_on
        rule = scenario.pools.get(kind)
    if rule is not None and rule.by == "region":
        return kind, scenario.halls[place].region or place
    return kind, place


def _units_at(scenario: Scenario, kind: str, place: str) -> bool:
    """Whether a hall, or any hall of a region, says how many units it has."""
    rule = scenario.pools.get(kind)
    if rule is not None and rule.by == "region":
        return any(
            kind in hall.units
            for name, hall in scenario.halls.items()
            if (hall.region or name) == place
        )
    return kind in scenario.halls[place].units


def _missing_or_double(
    scenario: Scenario, library: Mapping[str, Flow], pairs: list[tuple[str, str]]
) -> Found:
    reached = _reached_by(scenario, library)
    seen: set[tuple[str, str]] = set()
    for hall, home in pairs:
        for flow in (library[name] for name in sorted(reached[hall, home])):
            for name, stage in flow.stages.items():
                pools = [_pool(scenario, flow, kind, hall, home) for kind in stage.holds]
                for kind, place in pools:
                    if not _units_at(scenario, kind, place) and (kind, place) not in seen:
                        seen.add((kind, place))
                        yield (
                            f"halls.{place}.{kind}",
                            f"missing: {flow.name}.{name} needs one there; say how many, or 0",
                        )
                for pool in {p for p in pools if pools.count(p) > 1}:
                    if ("double", flow.name + name) not in seen:
                        seen.add(("double", flow.name + name))
                        yield (
                            "pools",
                            f"{flow.name}.{name} would need two units of {pool[0]}@{pool[1]} at "
                            f"once (hall {hall!r}, home hall {home!r}): let one kind have units "
                            "of its own",
                        )


def _rings(scenario: Scenario, library: Mapping[str, Flow], pairs: list[tuple[str, str]]) -> Found:
    """Pools held while another is wanted, and the reverse by some other case."""
    reached = _reached_by(scenario, library)
    ways: dict[frozenset[str], list[tuple[str, str]]] = {}  # pairs with the same flows share them
    wanted: dict[str, set[str]] = {}
    for hall, home in pairs:
        names = frozenset(reached[hall, home])
        if names not in ways:
            ways[names] = list(edges({name: library[name] for name in names}))
        stages = dict.fromkeys(stage for way in ways[names] for stage in way)
        pools = {stage: _pools_of(scenario, library, stage, hall, home) for stage in stages}
        for source, to in ways[names]:
            before, after = pools[source], pools[to]
            for kept in before & after:
                wanted.setdefault(kept, set()).update(after - before)
    for ring in cycles(wanted):
        yield (
            "pools",
            "circular holds can deadlock: "
            + ", ".join(
                f"{a} is held while {b} is wanted"
                for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
            )
            + "; let one of the kinds have units of its own",
        )


def _pools_of(
    scenario: Scenario, library: Mapping[str, Flow], full: str, hall: str, home: str
) -> set[str]:
    flow, stage = full.split(".")
    spec = library[flow].stages.get(stage)
    if spec is None:
        return set()
    pools = (_pool(scenario, library[flow], kind, hall, home) for kind in spec.holds)
    return {f"{kind}@{place}" for kind, place in pools}


def _idle_loops(scenario: Scenario, library: Mapping[str, Flow]) -> Found:
    """Loops in which no stage takes any time: a case would spin at one instant."""
    by_flow = {c.flow or name: (name, c) for name, c in scenario.channels.items()}
    looping = stages_in_loops(library)
    following: dict[str, set[str]] = {}
    for source, to in edges(library, exhausted=False):
        if {source, to} <= looping and all(
            _takes_no_time(by_flow, s, library) for s in (source, to)
        ):
            following.setdefault(source, set()).add(to)
    for ring in cycles(following):
        flow, stage = ring[0].split(".")
        yield (
            f"channels.{by_flow[flow][0]}.stages.{stage}.time",
            f"a loop that takes no time: {' -> '.join([*ring, ring[0]])}; give one of them a time",
        )


def _takes_no_time(
    by_flow: Mapping[str, tuple[str, Channel]], full: str, library: Mapping[str, Flow]
) -> bool:
    flow, stage = full.split(".")
    if library[flow].stages.get(stage) is None:
        return True
    settings = by_flow[flow][1].stages.get(stage)
    if settings is None:
        return library[flow].stages[stage].clock == "wall"
    if settings.share is not None:
        return settings.share == 0
    return settings.time is None or getattr(settings.time, "value", 1.0) == 0
