"""Which units remote applicants use, and as what.

The pools of a kind are not all alike to them: a clerk of the home hall answers the call, while
one of the nearby hall is the assistant at the window. A role is a kind of unit a channel's flow
asks for, with the pools that serve it wherever remote needs arise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...flow import NONE, SCOPES
from ...scenario import Demand, Lowered, Scenario
from ...workload import Policy
from ...workload.people import home_weights

__all__ = ["Role", "own_stages", "remote_demand", "remote_groups", "roles_of"]

HOME = SCOPES.index("home")


@dataclass(frozen=True, slots=True)
class Role:
    """Units that do one thing for remote applicants.

    kind   what the flow calls it; ``a+b`` where two kinds draw on the same pools
    pools  indices into ``Places.pools``, ascending
    """

    kind: str
    pools: tuple[int, ...]


def remote_demand(scenario: Scenario) -> dict[str, Demand]:
    """The demand that takes whatever channel is compared, by name; the rest is local."""
    return {name: demand for name, demand in scenario.demand.items() if demand.channel is None}


def remote_groups(scenario: Scenario) -> tuple[str, ...]:
    """The groups such demand counts to."""
    demand = remote_demand(scenario).items()
    return tuple(dict.fromkeys(spec.group or name for name, spec in demand))


def own_stages(lowered: Lowered, policy: Policy) -> NDArray[np.bool_]:
    """[S] the stages of the policy's own channels, not those they may hand a case on to."""
    return np.array([name in policy.channels for name in lowered.channel_of_stage], np.bool_)


def roles_of(lowered: Lowered, policy: Policy) -> tuple[Role, ...]:
    """The roles of a policy's own stages, in the order of the flow's kinds."""
    found: list[Role] = []
    for kind, pools in _by_kind(lowered, policy):
        shared = [role for role in found if set(role.pools) & pools]
        found = [role for role in found if role not in shared]
        name = "+".join([*(role.kind for role in shared), kind])
        found.append(Role(name, tuple(sorted(pools.union(*(role.pools for role in shared))))))
    return tuple(found)


def _by_kind(lowered: Lowered, policy: Policy) -> Iterator[tuple[str, set[int]]]:
    """Each kind some own stage holds, with the pools that serve it."""
    flow, places = lowered.tables.flow, lowered.tables.places
    held = np.bitwise_or.reduce(flow.holds[own_stages(lowered, policy) & ~flow.is_final])
    halls, homes = _where(lowered.scenario)
    for k, kind in enumerate(flow.kinds):
        channels = [lowered.scenario.channels[name] for name in policy.channels]
        if not held >> k & 1 or all(channel.needs.get(kind) == 0 for channel in channels):
            continue
        at = homes if flow.kind_scope[k] == HOME else halls
        pools = {int(places.pool[k, places.halls.index(hall)]) for hall in at} - {NONE}
        if pools:
            yield kind, pools


def _where(scenario: Scenario) -> tuple[set[str], set[str]]:
    """The halls where remote needs arise, and their home halls."""
    halls: set[str] = set()
    homes: set[str] = set()
    for demand in remote_demand(scenario).values():
        for hall in demand.halls or tuple(scenario.halls):
            found = home_weights(scenario, demand, hall)
            homes |= found.keys()
            halls |= {hall} if found else set()
    return halls, homes
