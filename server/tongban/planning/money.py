"""What a day costs, and whom: wages, terminals and parcels paid by the public, citizens' own time.

Three budgets answer three questions. With the same staff everywhere the paid minutes are equal but
for overtime; with staff added at the nearby halls nobody there gives up a clerk to the window; each
channel at its own least cost for the same targets is a question for ``staffing``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..experiment import Estimate, Progress
from ..experiment.intervals import jackknife
from ..measures import ALL, Reduction, index_of
from ..scenario import Source
from .study import Observation, Study

__all__ = ["WHAT", "Budget", "budgets", "staff_added"]

MINUTE = 60_000_000

WHAT = ("wages", "terminals", "parcels", "citizens")
"""Of a day: paid time, rostered and overtime; terminals of the kinds the channel uses; couriers;
citizens' time and fares."""


@dataclass(frozen=True, eq=False)
class Budget:
    """What an alternative adds to the baseline's cost, all needs together [CNY a working day].

    added   what -> paired difference, its interval by itself; ``public`` and ``total`` are sums
    before  what -> the baseline
    staff   how many clerks more the alternative has
    """

    name: Literal["same staff", "staff added"]
    added: Mapping[str, Estimate]
    before: Mapping[str, float]
    staff: int
    replications: int


def budgets(
    study: Study,
    observed: Observation,
    subject: str,
    baseline: str,
    homes: frozenset[str],
    level: float,
    progress: Progress = lambda done, total: None,
) -> tuple[Budget, ...]:
    """The budgets that simulation alone answers; the second only where a hall lends its clerks."""
    same = _budget("same staff", observed, observed, subject, baseline, 0, level)
    changes, added = staff_added(observed.source, homes)
    if not added:
        return (same,)
    more = study.at(changes, channels=[subject], beside=[baseline], progress=progress)
    return same, _budget("staff added", more, observed, subject, baseline, added, level)


def staff_added(source: Source, homes: frozenset[str]) -> tuple[tuple[str, ...], int]:
    """Changes that give each nearby hall a clerk more for each of its windows, and how many.

    Only halls whose assistants are drawn from clerks counted as a plain number.
    """
    rule = source.scenario.pools.get("assistant")
    lender = rule.draws_on if rule else None
    changes, added = [], 0
    for name, hall in source.scenario.halls.items():
        windows, staff = hall.units.get("window", 0), hall.units.get(lender or "", None)
        if name in homes or not isinstance(windows, int) or not isinstance(staff, int):
            continue
        if windows:
            changes.append(f"halls.{name}.{lender}={staff + windows}")
            added += windows
    return tuple(changes), added


def _budget(
    name: Literal["same staff", "staff added"],
    one: Observation,
    other: Observation,
    subject: str,
    baseline: str,
    staff: int,
    level: float,
) -> Budget:
    n = min(one.replications, other.replications)
    here = [_costs(one, subject, run) for run in one.reductions(subject)[:n]]
    there = [_costs(other, baseline, run) for run in other.reductions(baseline)[:n]]

    def paired(of: Callable[[Mapping[str, float]], float]) -> Estimate:
        values = np.array([of(a) - of(b) for a, b in zip(here, there, strict=True)])
        pairs = np.stack([values, np.ones_like(values)], axis=-1)
        spread = jackknife(pairs, lambda s: s[..., 0] / s[..., 1])
        return Estimate(float(spread.value), float(spread.half_width(level)), n)

    added = {what: paired(lambda costs, what=what: costs[what]) for what in WHAT}  # type: ignore[misc]
    public = WHAT[:3]
    added["public"] = paired(lambda costs: sum(costs[what] for what in public))
    added["total"] = paired(lambda costs: sum(costs.values()))
    before = {what: float(np.mean([costs[what] for costs in there])) for what in WHAT}
    before["public"] = sum(before[what] for what in public)
    before["total"] = before["public"] + before["citizens"]
    return Budget(name, added, before, staff, n)


def _costs(seen: Observation, alternative: str, run: Reduction) -> dict[str, float]:
    """What one replication cost a working day."""
    scenario = seen.source.scenario
    days = max(scenario.experiment.days, 1)
    row = run.sums[run.cells.index(ALL)]
    paid = run.pool_sums[:, :, [index_of("rostered_us"), index_of("overtime_us")]].sum(axis=(1, 2))
    prices = scenario.costs.kinds
    wages = sum(
        us / MINUTE * prices[kind].cny_per_min
        for kind, us in zip(run.pool_kinds, paid.tolist(), strict=True)
        if kind in prices
    )
    return {
        "wages": wages / days,
        "terminals": _terminals(seen.source, alternative),
        "parcels": float(row[index_of("courier_cny")]) / days,
        "citizens": float(row[index_of("citizen_cny")]) / days,
    }


def _terminals(source: Source, alternative: str) -> float:
    """Equipment of the kinds that the alternative's flows hold, a working day."""
    scenario = source.scenario
    channels = scenario.mixes.get(alternative, {alternative: 1.0})
    flows = [source.library[scenario.channels[name].flow or name] for name in channels]
    held = {kind for flow in flows for stage in flow.stages.values() for kind in stage.holds}
    return sum(
        _most(hall.units.get(kind, 0)) * price.cny_per_day
        for hall in scenario.halls.values()
        for kind, price in scenario.costs.kinds.items()
        if kind in held
    )


def _most(units: object) -> int:
    """The most units of a hall at once."""
    if isinstance(units, int):
        return units
    shifts = units if isinstance(units, tuple) else ()
    return max((shift.units for shift in shifts), default=0)
