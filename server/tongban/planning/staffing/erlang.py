"""One line before some servers, by formula: Poisson arrivals, exponential service and patience.

Erlang C where everybody stays, Erlang A where patience is exponential. It is the start of the
search for the least staffing, and, where a scenario is such a queue exactly, a check on it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..targets import Target

__all__ = ["Line", "excess", "least_servers"]

GRID = 20_001
NEGLIGIBLE = 40.0
"""exp(-40) of a density is nothing."""
MOST_SERVERS = 10_000
PERCENT = {"wait_p50_min": 0.5, "wait_p90_min": 0.9}


@dataclass(frozen=True, slots=True)
class Line:
    """M/M/c+M but for its servers.

    rate      arrivals a minute
    mean      service time [min]
    patience  mean patience [min]; None: everybody stays
    """

    rate: float
    mean: float
    patience: float | None = None

    @property
    def load(self) -> float:
        """Offered load [Erlang]."""
        return self.rate * self.mean


@dataclass(frozen=True, eq=False)
class Waits:
    """What those who come meet: whether they are served, and after how long."""

    at_once: float  # share that is served without a wait
    time: NDArray[np.float64]  # [min], equal steps
    density: NDArray[np.float64]  # of a wait of that length that ends in service

    def within(self, minutes: float) -> float:
        """Share of all arrivals served after a wait of at most so long."""
        upto = np.minimum(self.time, minutes)
        return self.at_once + float(np.trapezoid(self._cut(minutes), upto))

    def _cut(self, minutes: float) -> NDArray[np.float64]:
        """The density, its value at the cut where the time lies behind it."""
        at_cut = np.interp(minutes, self.time, self.density)
        return np.where(self.time <= minutes, self.density, at_cut)

    @property
    def served(self) -> float:
        """Share of all arrivals that is served."""
        return self.within(math.inf)

    @property
    def total(self) -> float:
        """Mean over all arrivals of the wait of those served, 0 for the others [min]."""
        return float(np.trapezoid(self.time * self.density, self.time))


def waits(line: Line, servers: int) -> Waits | None:
    """The waits in steady state; None where the line grows without end, or nobody serves.

    With G the survival of patience and H its integral, the offered wait has the density
    λ π exp(λ H(x) - c μ x), π being the chance of c - 1 in the system.
    Source: Baccelli and Hebuterne, On queues with impatient customers (1981); Zeltyn and
    Mandelbaum, Call centers with impatient customers (2005), section 3; without patience it is
    Erlang's (1917) C.
    """
    c, rate = servers, line.rate
    spare = c / line.mean - rate
    if c < 1 or (line.patience is None and spare <= 0):
        return None
    ends = [NEGLIGIBLE / spare] if spare > 0 else []
    if line.patience is not None:
        ends.append((rate * line.patience + NEGLIGIBLE) * line.mean / c)
    x = np.linspace(0, min(ends), GRID)
    leave = 0.0 if line.patience is None else 1 / line.patience
    stayed = x if leave == 0 else -np.expm1(-leave * x) / leave
    exponent = rate * stayed - c / line.mean * x
    top = float(exponent.max())
    offered = rate * np.exp(exponent - top)
    below = math.exp(-top) / _blocked(c - 1, line.load)
    whole = below + float(np.trapezoid(offered, x))
    return Waits(below / whole, x, offered * np.exp(-leave * x) / whole)


def excess(target: Target, line: Line, servers: int, service_target_min: float) -> float | None:
    """By how much a line keeps a target, per minute, negative where it misses it.

    It is the rate of cases times the slack of the target written as a mean over cases, so that
    lines add up to what a group over several halls keeps. None for a measure without a formula.
    """
    found = waits(line, servers)
    bound, served = target.bound, found.served if found else 0.0
    if target.measure == "service_level":
        slack = (found.within(service_target_min) if found else 0.0) - bound
    elif target.measure == "lost_share":
        slack = 1 - served - bound
    elif target.measure in PERCENT:
        share = PERCENT[target.measure]
        slack = share * served - found.within(bound) if found else share
    elif target.measure == "wait_mean_min":
        slack = found.total - bound * served if found else 10 * max(bound, 1.0)
    else:
        return None
    return line.rate * (slack if target.sense == ">=" else -slack)


def least_servers(
    targets: tuple[Target, ...], line: Line, service_target_min: float
) -> tuple[int, bool]:
    """The fewest servers that keep all targets with a formula, and whether there was one.

    Without one it is the square-root rule: load and its root.
    Source: Halfin and Whitt, Heavy-traffic limits for queues with many servers (1981).
    """
    known = [t for t in targets if excess(t, line, 1, service_target_min) is not None]
    if not known:
        return max(1, math.ceil(line.load + math.sqrt(line.load))), False
    for servers in range(1, MOST_SERVERS):
        if all((excess(t, line, servers, service_target_min) or 0.0) >= 0 for t in known):
            return servers, True
    return MOST_SERVERS, True


def _blocked(servers: int, load: float) -> float:
    """Share refused by so many servers without a line (Erlang 1917), by the usual recursion."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked
