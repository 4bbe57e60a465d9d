"""Which units of a scenario are textbook lines, and what the formulas say of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...flow import Flow
from ...measures import MEASURES
from ...scenario import Demand, Scenario, Source, StageSettings
from ..study import Observation
from ..targets import Target
from .additive import Aim, Steps, proposal
from .erlang import Line, excess, least_servers
from .units import Levels, Part, Unit

__all__ = ["Start", "start_of"]


@dataclass(frozen=True, slots=True)
class Start:
    """Where the search begins.

    levels  of each unit
    exact   the scenario is these textbook lines, so the levels are the answer of theory
    """

    levels: Levels
    exact: bool


def start_of(
    source: Source,
    channel: str,
    units: Sequence[Unit],
    targets: Sequence[Target],
    seen: Observation,
) -> Start:
    """Erlang's answer, or, where the scenario is no textbook queue, one to begin with.

    seen  the scenario as it is: offered loads are what its units were busy with, at the mean
          rate of the day, which leaves the peaks to the simulation
    """
    lines = _exact_lines(source, channel, units)
    if lines is not None and (found := _by_formula(source, units, targets, lines)) is not None:
        return Start(found, True)
    counts = [_approximate(source, unit, targets, seen) for unit in units]
    return Start(tuple(_within(unit, n) for unit, n in zip(units, counts, strict=True)), False)


def _within(unit: Unit, count: int) -> int:
    return min(max(count, unit.low), unit.high)


def _service_target(scenario: Scenario, group: str) -> float:
    given = scenario.experiment.service_target_min
    return given.get(group, 30.0) if isinstance(given, dict) else given


def _approximate(source: Source, unit: Unit, targets: Sequence[Target], seen: Observation) -> int:
    """The fewest servers for the load seen, each target as if it were this unit's alone."""
    runs = [run[0] for run in seen.runs]
    busy = np.mean([run.pool_value("utilisation")[1] for run in runs], axis=0)
    pools = runs[0].pools
    place = unit.hall
    rule = source.scenario.pools.get(unit.kind)
    if rule is not None and rule.by == "region":
        place = source.scenario.halls[unit.hall].region or unit.hall
    name = f"{unit.kind}@{place}"
    share = float(busy[pools.index(name)]) if name in pools else math.nan
    sums = np.sum([run.sums[-1] for run in runs], axis=0)
    mean = float(MEASURES["handling_mean_min"](sums))
    if not (share > 0 and mean > 0):
        return unit.count
    line = Line(share * unit.count / mean, mean)
    scenario = source.scenario
    found = [
        least_servers((target,), line, _service_target(scenario, target.group))[0]
        for target in targets
    ]
    return max(found)


Lines = Mapping[str, dict[str, Line]]
"""Unit -> group -> its arrivals there."""


def _by_formula(
    source: Source, units: Sequence[Unit], targets: Sequence[Target], lines: Lines
) -> Levels | None:
    """The least cost that keeps all targets by theory, groups pooled over their halls."""
    parts = tuple(Part(unit, unit.low, unit.high, unit.cost) for unit in units)
    effects = []
    for unit in units:
        whole = _together(lines[unit.key])
        rows = []
        for level in range(unit.low, unit.high + 1):
            row = []
            for target in targets:
                own = lines[unit.key].get(target.group)
                wanted = _service_target(source.scenario, target.group)
                per_min = excess(target, whole, level, wanted) if whole else 0.0
                if per_min is None:
                    return None
                row.append(per_min / whole.rate * own.rate if own and whole else 0.0)
            rows.append(row)
        effects.append(np.array(rows))
    low = tuple(part.low for part in parts)
    base = np.sum([rows[0] for rows in effects], axis=0)
    scale = np.maximum(np.abs([rows for e in effects for rows in e]).max(axis=0), 1e-12)
    by_part = [
        {part.low + k + 1: (rows[k + 1] - rows[k]) / scale for k in range(len(rows) - 1)}
        for part, rows in zip(parts, effects, strict=True)
    ]
    reach = max(part.high - part.low for part in parts)
    steps = Steps(by_part, len(targets))
    found = proposal(parts, low, base / scale, steps, Aim(), (), reach)
    return tuple(p.high for p in parts) if found is None else found[0]


def _together(lines: Mapping[str, Line]) -> Line | None:
    if not lines:
        return None
    one = next(iter(lines.values()))
    return Line(sum(line.rate for line in lines.values()), one.mean, one.patience)


def _exact_lines(source: Source, channel: str, units: Sequence[Unit]) -> Lines | None:
    """The lines before these units, if the scenario is nothing else than M/M/c queues."""
    scenario = source.scenario
    if (
        scenario.experiment.horizon_min is None
        or scenario.calendar.open
        or scenario.mixes.get(channel)
    ):
        return None
    if any(hall.open for hall in scenario.halls.values()) or scenario.pools:
        return None
    found: dict[str, dict[str, Line]] = {unit.key: {} for unit in units}
    ranks = set()
    for name, demand in scenario.demand.items():
        own = demand.channel or channel
        load = 1.0 if demand.channel else scenario.experiment.load
        flow = source.library[scenario.channels[own].flow or own]
        line = _line(scenario, demand, own, flow, load)
        if line is None:
            return None
        one, rank = line
        ranks.add(rank)
        kind = _only_stage(flow, demand)
        assert kind is not None
        group = demand.group or name
        for hall in demand.halls or tuple(scenario.halls):
            lines = found.get(f"halls.{hall}.{kind[1]}")
            if lines is None:
                return None
            before = lines.get(group)
            lines[group] = Line(one.rate + (before.rate if before else 0), one.mean, one.patience)
    alike = all(
        len({(line.mean, line.patience) for line in lines.values()}) <= 1
        for lines in found.values()
    )
    return found if alike and len(ranks) <= 1 else None


def _line(
    scenario: Scenario, demand: Demand, channel: str, flow: Flow, load: float
) -> tuple[Line, object] | None:
    """The line of one demand at each of its halls, and its priority; None for another queue."""
    spec = scenario.channels[channel]
    stage = _only_stage(flow, demand)
    plain = demand.per_hour is not None and not (
        demand.profile or demand.weekday or demand.day_cv or demand.willing or demand.homes
    )
    if stage is None or not plain or spec.drops or spec.generalist or spec.needs:
        return None
    settings = spec.stages.get(stage[0], StageSettings())
    if (
        settings.for_group
        or settings.room is not None
        or settings.cv
        or any(settings.choose.values())
    ):
        return None
    times = _times(scenario, demand, settings)
    waits = list(settings.wait.values())
    if len(times) != 1 or len(waits) > 1 or any(w.dist != "exponential" for w in waits):
        return None
    mean = times.pop() * (spec.remote_factor if settings.share is not None else 1.0)
    if not mean > 0 or not demand.per_hour:
        return None
    rank = settings.priority if settings.priority is not None else spec.priority
    patience = waits[0].mean if waits else None
    rate = demand.per_hour * demand.load * load / 60
    return Line(rate, mean, patience), str(rank)


def _only_stage(flow: Flow, demand: Demand) -> tuple[str, str] | None:
    """(stage, kind) of a flow that is one stage holding one unit, else None."""
    name = flow.starts.get(demand.start, flow.start)
    stage = flow.stages.get(name)
    if stage is None or len(stage.holds) != 1 or stage.clock == "next_day":
        return None
    if any(action.to not in flow.final for action in flow.actions(name).values()):
        return None
    if any(final.then for final in flow.final.values()):
        return None
    return name, stage.holds[0]


def _times(scenario: Scenario, demand: Demand, settings: StageSettings) -> set[float]:
    """The means of the service times if all are exponential; a nan among them if one is not."""
    if settings.time is not None:
        return {settings.time.mean if settings.time.dist == "exponential" else math.nan}
    items = [scenario.items[name] for name in demand.items]
    if any(item.work.dist != "exponential" or item.not_through for item in items):
        return {math.nan}
    return {item.work.mean * (settings.share or 0.0) for item in items}
