"""The factor at which some pool could no longer do its work: the cap of stability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..experiment import Estimate
from ..experiment.intervals import jackknife
from ..measures import Reduction, index_of
from .study import Observation

__all__ = ["Cap", "cap_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cap:
    """The pool whose load reaches 1 first, and the factor at which it does.

    The load of a pool is the time its units work over the time they are rostered, the whole
    measured window together; it grows with the factor by the share of the work that has it. At a
    pool that does nothing else the cap is 1/ρ, ρ being its load at a factor of 1. The interval is
    that of this pool by itself: where several are alike, the first of them comes a little early.
    """

    pool: str
    kind: str  # of its units
    load: Estimate  # at the factor the scenario has
    at: Estimate  # the factor


def cap_of(
    first: Observation,
    second: Observation,
    alternative: str,
    factors: tuple[float, float],
    given: float,
    level: float,
) -> Cap | None:
    """From what an alternative gives at two factors; None where no pool's load grows.

    first, second  at the factors, the smaller first and both below the cap
    """
    runs = zip(first.reductions(alternative), second.reductions(alternative), strict=True)
    sums = np.stack([np.stack([_loads(a), _loads(b)]) for a, b in runs])  # [R, 2, P, 2]
    pools = first.reductions(alternative)[0]

    def at(total: Floats) -> Floats:
        one, other = (_share(total[..., i, :, :]) for i in range(2))
        slope = (other - one) / (factors[1] - factors[0])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(slope > 1e-9, factors[0] + (1 - one) / slope, np.nan)

    def load(total: Floats) -> Floats:
        one, other = (_share(total[..., i, :, :]) for i in range(2))
        share = (given - factors[0]) / (factors[1] - factors[0])
        return np.asarray(one + share * (other - one))

    caps, loads = jackknife(sums, at), jackknife(sums, load)
    if np.isnan(caps.value).all():
        return None
    p = int(np.nanargmin(caps.value))
    n = len(sums)
    widths = caps.half_width(level), loads.half_width(level)
    return Cap(
        pool=pools.pools[p],
        kind=pools.pool_kinds[p],
        load=Estimate(float(loads.value[p]), float(widths[1][p]), n),
        at=Estimate(float(caps.value[p]), float(widths[0][p]), n),
    )


def _loads(reduction: Reduction) -> Floats:
    """[P, 2] time worked and time rostered in each pool."""
    _, sums = reduction.pool_totals()
    return np.asarray(sums[:, [index_of("working_us"), index_of("rostered_us")]])


def _share(totals: Floats) -> Floats:
    worked, rostered = totals[..., 0], totals[..., 1]
    out = np.full(np.shape(worked), np.nan)
    return np.asarray(np.divide(worked, rostered, out=out, where=rostered > 0))
