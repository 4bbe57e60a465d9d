"""What a channel carries at most: its throughput when its line never ends, and what binds it."""

from __future__ import annotations

from dataclasses import dataclass

from ..experiment import Estimate

__all__ = ["PoolBound", "Saturation"]


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

    throughput_per_hour  cases the channel completes (applications accepted, enquiries answered)
                         in an open hour, counted by when it happens; those it hands on to
                         another channel are not its own
    accepted_per_hour    of these the accepted applications
    load                 the factor on the demand as observed that made the backlog
    saturating_load      the factor at which as many needs would arise an open hour as are
                         completed
    line_empty           the share of open time with nobody in the channel's first line, the
                         mean over its halls
    is_endless           whether that share is small enough to speak of a backlog
    locals_served        group of locals -> the share of its needs completed meanwhile, and
                         ``locals_served_before`` the same without the backlog
    bounds               the smallest first: the first names the pool that binds

    Intervals are jackknife intervals over replications (see ``experiment.intervals``).
    """

    throughput_per_hour: Estimate
    accepted_per_hour: Estimate
    load: float
    saturating_load: float
    line_empty: float
    is_endless: bool
    locals_served: dict[str, Estimate]
    locals_served_before: dict[str, Estimate]
    bounds: tuple[PoolBound, ...]

    @property
    def binding(self) -> PoolBound:
        """The pool with the smallest bound."""
        return self.bounds[0]
