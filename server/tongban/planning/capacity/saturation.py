"""What a channel carries at most: its throughput when its line never ends, and what binds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...experiment import Estimate, Host, Keeper, KeepsNothing, Notice, Progress
from ...experiment.intervals import jackknife
from ...scenario import MINUTE, Source
from ...workload import Policy
from .backlog import backlogged
from .counting import Counter
from .demand import HOUR
from .roles import Role

__all__ = ["Backlog", "PoolBound", "Saturation"]

OVERLOAD = 5
"""Needs that arise for each case completed, at least, in a backlog. So many are always in line,
however soon they leave it; many more would leave next to nobody who comes a second time."""

EMPTY = 0.01
"""The share of open time the first line may be empty in what is still called endless: at opening
the first ones must come."""

MOST_CASES = 400_000
"""Cases of one replication of a backlog; a line that would take more is said not to be endless."""

NO_LOAD = 1e-9
"""A load at which no remote need arises."""

Formula = Callable[[NDArray[np.float64]], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class PoolBound:
    """What the units of one kind would carry, were they never idle and never kept waiting.

    All from the backlogged run itself: time in open hours of the measured window, of the pools
    that serve the remote applicants' need of this kind.

    kind          what the channel's flow calls it; two that share pools as ``clerk+generalist``
    pools         their names, ``kind@place``
    rostered      units on duty in open hours, the mean over them, all pools together
    others        of these, the units that work for anyone else: locals, and cases that the
                  channel handed on to another
    work_min      unit-minutes of handling the channel spends for each case it completes, failed
                  sessions and return visits included
    bound_per_hour  (rostered - others) 60 / work_min: completed cases an open hour
    reached       throughput / bound = the share of (rostered - others) spent on handling
    held_waiting  the share of ``rostered`` that a remote case keeps while it waits for
                  something else, such as a window whose applicant waits for the clerk
    """

    kind: str
    pools: tuple[str, ...]
    rostered: float
    others: Estimate
    work_min: Estimate
    bound_per_hour: Estimate
    reached: Estimate
    held_waiting: Estimate


@dataclass(frozen=True, eq=False)
class Saturation:
    """Throughput with an endless backlog of remote applicants, beside the bound by pool.

    throughput_per_hour  cases the channel itself completes in an open hour, counted by when it
                         happens; those it hands on to another channel are not its own
    of                   what the backlog consists of: applications, so that a completion is an
                         acceptance, or enquiries where remote demand has nothing else
    overload             needs that arose in the backlog for each case completed
    line_empty           the share of open time with nobody in the channel's first line, the
                         mean over its halls
    is_endless           whether that share is small enough to speak of a backlog
    locals_served        group of locals -> its completions for each of its needs meanwhile, and
                         ``locals_served_before`` the same with no remote needs at all
    bounds               the smallest first: the first names the pool that binds

    Intervals are jackknife intervals over replications (see ``experiment.intervals``).
    """

    throughput_per_hour: Estimate
    of: Literal["applications", "enquiries"]
    overload: float
    line_empty: float
    is_endless: bool
    locals_served: Mapping[str, Estimate]
    locals_served_before: Mapping[str, Estimate]
    bounds: tuple[PoolBound, ...]

    @property
    def binding(self) -> PoolBound:
        """The pool with the smallest bound."""
        return self.bounds[0]


class Backlog:
    """Runs a scenario's channels with an endless backlog of remote applicants.

    Raises ScenarioError where a backlog cannot be made of it.
    """

    def __init__(
        self,
        source: Source,
        level: float,
        *,
        host: Host = Host(),  # noqa: B008 (frozen)
        keeper: Keeper = KeepsNothing(),  # noqa: B008 (stateless)
        notice: Notice = lambda text: None,
    ) -> None:
        self.source, self.level = source, level
        backlogged(source, ())  # faults are raised before anything runs
        self._host, self._keeper, self._notice = host, keeper, notice

    def saturation(
        self, policy: Policy, replications: int, progress: Progress = lambda done, total: None
    ) -> Saturation:
        """What a policy's channels carry; the policy's own load is not used.

        Raises KeyboardInterrupt on Ctrl-C, after keeping what is finished.
        """
        endless = self._endless(policy)
        endless.count_to(replications, progress)
        self.without.count_to(replications)
        return _saturation(endless, self.without, self.level)

    @cached_property
    def without(self) -> Counter:
        """The locals with no remote needs at all, whatever the channel."""
        channel = next(iter(self.source.scenario.channels))
        return self._counter(Policy("none", {channel: 1.0}, NO_LOAD))

    def _endless(self, policy: Policy) -> Counter:
        """At a load where the line is never empty, or the largest that may be run."""
        load, enough = self.source.scenario.experiment.load, None
        while True:
            counter = self._counter(replace(policy, load=load))
            counter.count_to(1)
            least, empty = OVERLOAD * counter.saturating_load, counter.line_empty
            if load >= least and empty <= EMPTY:
                return counter
            if enough is not None and empty > enough.line_empty / 1.5:
                return enough  # more of them leave it as empty: nobody is there yet
            enough = counter if load >= least else None
            further = 1.05 * least if least > load else 2 * load
            if counter.cases * further / load > MOST_CASES:
                return counter
            load = further

    def _counter(self, policy: Policy) -> Counter:
        source = backlogged(self.source, policy.channels)
        return Counter(source, policy, self._host, self._keeper, self._notice)


def _saturation(found: Counter, without: Counter, level: float) -> Saturation:
    bounds = [
        _bound(found, r, role, level)
        for r, role in enumerate(found.roles)
        if found.column("working")[:, r].sum() > 0
    ]
    empty = found.line_empty
    return Saturation(
        throughput_per_hour=_rate(found, "completed", level),
        of="applications" if found.is_of_applications else "enquiries",
        overload=found.policy.load / found.saturating_load,
        line_empty=empty,
        is_endless=empty <= EMPTY and found.policy.load >= OVERLOAD / 2 * found.saturating_load,
        locals_served=_served(found, level),
        locals_served_before=_served(without, level),
        bounds=tuple(sorted(bounds, key=lambda bound: bound.bound_per_hour.mean)),
    )


def _rate(found: Counter, name: str, level: float) -> Estimate:
    """Cases an open hour."""
    hours = found.open_hours
    return _estimate(found.column(name), lambda sums: sums[..., 0] / sums[..., 1] / hours, level)


def _bound(found: Counter, r: int, role: Role, level: float) -> PoolBound:
    """The bound by one role, and where its time goes."""
    rostered, hours = found.rostered_us[r], found.open_hours
    names = ("working", "waiting", "others")
    working, waiting, others = (found.column(name)[:, r] for name in names)
    columns = np.column_stack([found.column("completed")[:, 0], working, waiting, others])

    def of(formula: Formula) -> Estimate:
        return _estimate(columns, formula, level)

    def free(s: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(rostered * s[..., -1] - s[..., 3])

    return PoolBound(
        kind=role.kind,
        pools=tuple(found.places.pools[p] for p in role.pools),
        rostered=rostered / HOUR / hours,
        others=of(lambda s: s[..., 3] / s[..., -1] / HOUR / hours),
        work_min=of(lambda s: s[..., 1] / s[..., 0] / MINUTE),
        bound_per_hour=of(lambda s: free(s) / s[..., 1] * s[..., 0] / s[..., -1] / hours),
        reached=of(lambda s: s[..., 1] / free(s)),
        held_waiting=of(lambda s: s[..., 2] / s[..., -1] / rostered),
    )


def _served(found: Counter, level: float) -> Mapping[str, Estimate]:
    """Local group -> share of needs completed."""
    needs, completed = found.column("local_needs"), found.column("local_completed")
    return {
        group: _estimate(
            np.column_stack([completed[:, g], needs[:, g]]), lambda s: s[..., 0] / s[..., 1], level
        )
        for g, group in enumerate(found.local)
    }


def _estimate(columns: NDArray[np.float64], formula: Formula, level: float) -> Estimate:
    """A function of sums over replications, the number of which is the last of them."""
    n = len(columns)
    sums = np.column_stack([columns, np.ones(n)])
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = jackknife(sums, formula)
        return Estimate(float(spread.value), float(spread.half_width(level)), n)
