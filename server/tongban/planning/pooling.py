"""What pooling is worth by formula: how much longer the work may take, and the wait stay the same.

n windows with a line each, one clerk at each, against the same clerks behind one line. All is
exact where arrivals are Poisson with a constant rate, the same at every window, service times
exponential, and nobody leaves.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["POOLED_LOADS", "POOLED_SERVERS", "Pooling", "pooled_break_even", "pooling_table"]

POOLED_SERVERS = (2, 4, 8, 16)
POOLED_LOADS = (0.3, 0.5, 0.7, 0.8, 0.9)
Table = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Pooling:
    """The break-even factors by formula, and whether the scenario is such a system.

    table     [servers][load] for ``POOLED_SERVERS`` and ``POOLED_LOADS``
    violated  what keeps the formula from the scenario, as ``pooled_scenario`` names it; none:
              the scenario is such a system, of so many servers at such a load
    """

    table: Table
    violated: tuple[str, ...]
    servers: int | None = None
    load: float | None = None  # of each window, with the factor at 1
    factor: float | None = None  # the break-even of the scenario by formula


def pooling_table() -> Table:
    """The factors for ``POOLED_SERVERS`` (rows) and ``POOLED_LOADS``."""
    return tuple(tuple(pooled_break_even(n, rho) for rho in POOLED_LOADS) for n in POOLED_SERVERS)


def pooled_break_even(servers: int, load: float) -> float:
    """The factor on the service time at which pooled servers have the separate ones' mean wait.

    servers  at least 1
    load     of each separate server, in (0, 1)

    The root f of C(n, nρf) f / (n (1 - ρf)) = ρ / (1 - ρ), C being Erlang's; f < 1/ρ.
    Raises ValueError outside of these.
    Source: Erlang (1917); Smith and Whitt, Resource sharing for efficiency (1981).
    """
    from scipy.optimize import brentq

    if servers < 1 or not 0 < load < 1:
        raise ValueError(f"{servers} servers at a load of {load}: need 1 or more, and 0 to 1")
    separate = load / (1 - load)

    def longer(factor: float) -> float:
        """By how much the pooled wait is longer, over the service time."""
        offered = servers * load * factor
        waits = _waiting(servers, offered)
        return waits * factor / (servers - offered) - separate

    return float(brentq(longer, 1e-9, (1 - 1e-12) / load, xtol=1e-12))


def _waiting(servers: int, offered: float) -> float:
    """Share that waits: Erlang's C, by the usual recursion of his B."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = offered * blocked / (n + offered * blocked)
    return blocked / (1 - offered / servers * (1 - blocked))
