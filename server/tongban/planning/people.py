"""Who wins and who loses: minutes a day of each group of people, against the baseline, paired.

Applicants spend time on journeys, in lines and at windows, whatever comes of it; staff are held by
cases, waiting included. Nothing here says whose minute is worth more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..experiment import Estimate
from ..experiment.intervals import jackknife
from ..measures import ALL, Reduction, index_of
from .study import Observation

__all__ = ["Share", "minutes_a_day"]

FloatArray = NDArray[np.float64]
MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class Share:
    """What an alternative changes for one group of people, against the baseline.

    who         a cell of applicants, applications apart from enquiries; or a kind of staff with
                its side, as "clerk@home"
    minutes     a working day, all of them together: the difference [min]
    before      the same in the baseline itself [min]
    lost        needs a working day that are not completed: the difference; None for staff
    size        applicants: needs a working day; staff: minutes rostered a working day
    """

    who: str
    minutes: Estimate
    before: float
    lost: Estimate | None
    size: float


def minutes_a_day(
    seen: Observation,
    alternative: str,
    baseline: str,
    homes: frozenset[str],
    level: float,
) -> tuple[Share, ...]:
    """The groups of applicants in their order, then staff: home first, then nearby.

    homes  halls and regions whose staff are on the home side
    """
    days = max(seen.source.scenario.experiment.days, 1)
    one, other = seen.reductions(alternative), seen.reductions(baseline)
    # A cell of every application stands for the one without those a channel cannot serve.
    cells = [c for c in seen.cells if c != ALL and f"{c}_everyone" not in seen.cells]
    found = [_applicants(seen, cell, one, other, days, level) for cell in cells]
    return (*found, *_staff(seen, one, other, homes, days, level))


def _applicants(
    seen: Observation,
    cell: str,
    one: Sequence[Reduction],
    other: Sequence[Reduction],
    days: int,
    level: float,
) -> Share:
    c = seen.cells.index(cell)

    def minutes(reduction: Reduction) -> float:
        sums = reduction.sums[c]
        attended = sums[index_of("presence_us")] + sums[index_of("self_service_us")]
        return float(attended / MINUTE + sums[index_of("travel_min")]) / days

    def lost(reduction: Reduction) -> float:
        return float(reduction.sums[c, index_of("lost")]) / days

    return Share(
        who=cell,
        minutes=_paired(minutes, one, other, level),
        before=float(np.mean([minutes(r) for r in other])),
        lost=_paired(lost, one, other, level),
        size=float(np.mean([r.sums[c, index_of("needs")] for r in other])) / days,
    )


def _staff(
    seen: Observation,
    one: Sequence[Reduction],
    other: Sequence[Reduction],
    homes: frozenset[str],
    days: int,
    level: float,
) -> list[Share]:
    prices = seen.source.scenario.costs.kinds
    first = one[0]
    sides: dict[str, list[int]] = {}
    for p, (pool, kind) in enumerate(zip(first.pools, first.pool_kinds, strict=True)):
        if kind in prices and prices[kind].cny_per_min > 0:
            side = "home" if pool.partition("@")[2] in homes else "nearby"
            sides.setdefault(f"{kind}@{side}", []).append(p)
    found = []
    for who, members in sorted(sides.items(), key=lambda item: item[0].endswith("@nearby")):

        def minutes(reduction: Reduction, members: Sequence[int] = tuple(members)) -> float:
            held = reduction.pool_sums[list(members), :, index_of("occupied_us")].sum()
            return float(held) / MINUTE / days

        rostered = [r.pool_sums[members, :, index_of("rostered_us")].sum() for r in other]
        found.append(
            Share(
                who=who,
                minutes=_paired(minutes, one, other, level),
                before=float(np.mean([minutes(r) for r in other])),
                lost=None,
                size=float(np.mean(rostered)) / MINUTE / days,
            )
        )
    return found


def _paired(
    of: Callable[[Reduction], float],
    one: Sequence[Reduction],
    other: Sequence[Reduction],
    level: float,
) -> Estimate:
    differences = np.array([of(a) - of(b) for a, b in zip(one, other, strict=True)])
    spread = jackknife(
        np.stack([differences, np.ones_like(differences)], -1), lambda s: s[..., 0] / s[..., 1]
    )
    return Estimate(float(spread.value), float(spread.half_width(level)), len(differences))
