"""How busy units are over the day, beside those on duty, and which calls nobody answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..experiment.intervals import jackknife
from ..measures import HALF_HOURS, index_of
from .survey import Survey

__all__ = ["Pressure", "UnitsByHalfHour", "pressure"]

FloatArray = NDArray[np.float64]
HALF_HOUR_US = 30 * 60_000_000


@dataclass(frozen=True, eq=False)
class UnitsByHalfHour:
    """One pool, or several together. [48] units, the mean over the working days measured.

    held  with its half-width; also by a case that waits for another unit, and in overtime
    """

    name: str
    rostered: FloatArray
    held: FloatArray
    half_width: FloatArray

    @property
    def share(self) -> FloatArray:
        """[48] held over rostered; nan where nobody is on duty."""
        out = np.full(HALF_HOURS, np.nan)
        on_duty = self.rostered > 1e-9
        return np.asarray(np.divide(self.held, self.rostered, out=out, where=on_duty))


@dataclass(frozen=True, eq=False)
class Pressure:
    """One alternative's day.

    sides       (kind, "home" or "nearby") -> all its pools together
    pools       pool -> its own
    calls       region -> [48] calls to its home halls a working day
    unanswered  region -> [48] those that nobody answered
    """

    alternative: str
    sides: Mapping[tuple[str, str], UnitsByHalfHour]
    pools: Mapping[str, UnitsByHalfHour]
    calls: Mapping[str, FloatArray]
    unanswered: Mapping[str, FloatArray]
    days: int  # working days of each replication
    replications: int
    level: float

    @property
    def hours(self) -> range:
        """The half hours of the day in which anybody is on duty, from the first to the last."""
        busy = sum(
            (pool.rostered + pool.held for pool in self.pools.values()), np.zeros(HALF_HOURS)
        )
        at = np.flatnonzero(busy > 0.01)
        return range(int(at[0]), int(at[-1]) + 1) if len(at) else range(0)


def pressure(found: Survey, alternative: str, level: float) -> Pressure:
    """The day of one of the alternatives that were looked at; KeyError for another."""
    names = dict(zip(found.alternatives, range(len(found.alternatives)), strict=True))
    a = names[alternative]
    sums = found.pool_sums[a]
    per_day = HALF_HOUR_US * max(found.days, 1)
    pools = {pool: _units(pool, sums[:, [p]], per_day, level) for p, pool in enumerate(found.pools)}
    homes = home_halls(found)
    sides: dict[tuple[str, str], list[int]] = {}
    for p, pool in enumerate(found.pools):
        kind, _, place = pool.partition("@")
        sides.setdefault((kind, "home" if place in homes else "nearby"), []).append(p)
    by_region = _by_region(found, found.calls[a].mean(axis=0) / max(found.days, 1))
    return Pressure(
        alternative=alternative,
        sides={
            side: _units("@".join(side), sums[:, members], per_day, level)
            for side, members in sides.items()
        },
        pools=pools,
        calls={region: counts[:, 0] for region, counts in by_region.items()},
        unanswered={region: counts[:, 1] for region, counts in by_region.items()},
        days=found.days,
        replications=found.replications,
        level=level,
    )


def home_halls(found: Survey) -> frozenset[str]:
    """The halls, and regions, that the compared group's matters belong to."""
    scenario = found.source.scenario
    group = found.cell.removesuffix("_everyone").removesuffix("_enquiries")
    homes: set[str] = set()
    for name, demand in scenario.demand.items():
        if (demand.group or name) == group:
            homes |= set(demand.homes or ())
            homes |= {home for row in (demand.pairs or {}).values() for home in row}
            if not demand.homes and not demand.pairs:
                homes |= set(demand.halls or scenario.halls)
    return frozenset(homes) | {scenario.halls[hall].region or hall for hall in homes}


def _units(name: str, sums: FloatArray, per_day: float, level: float) -> UnitsByHalfHour:
    """From [R, members, 48, Y] sums."""
    added = sums.sum(axis=1)
    held, rostered = (added[..., index_of(of)] / per_day for of in ("occupied_us", "rostered_us"))
    spread = jackknife(np.stack([held, np.ones_like(held)], -1), lambda s: s[..., 0] / s[..., 1])
    return UnitsByHalfHour(name, rostered.mean(axis=0), spread.value, spread.half_width(level))


def _by_region(found: Survey, counts: FloatArray) -> dict[str, FloatArray]:
    """Region -> [48, 2], of the regions anybody calls."""
    halls = found.source.scenario.halls
    result: dict[str, FloatArray] = {}
    for hall, of_hall in zip(found.halls, counts, strict=True):
        if of_hall.sum() > 0:
            region = halls[hall].region or hall
            result[region] = result.get(region, np.zeros((HALF_HOURS, 2))) + of_hall
    return result
