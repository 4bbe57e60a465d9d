"""The additive sums all measures are made of, each named once.

A statistic is summed over the measured cases of a cell, or over time in a pool. Sums of
replications add up, so a measure of many replications is its formula over the added sums.
Times are kept in whole microseconds: float64 adds them exactly, in any order, up to 2**53 µs
(285 years).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["POOL_STATISTICS", "STATISTICS", "Statistic", "index_of"]


@dataclass(frozen=True, slots=True)
class Statistic:
    """One additive sum."""

    name: str
    unit: str
    words: str  # what is summed


STATISTICS: tuple[Statistic, ...] = (
    Statistic("replications", "1", "1 for each replication"),
    Statistic("needs", "cases", "1 for each case"),
    Statistic("accepted", "cases", "accepted"),
    Statistic("answered", "cases", "not accepted, ended in a final that counts as answered"),
    Statistic("completed", "cases", "accepted if an application, answered if an enquiry"),
    Statistic("lost", "cases", "not completed"),
    Statistic("abandoned", "cases", "not accepted, ended in a final that counts as abandoned"),
    Statistic("turned_away", "cases", "not accepted, ended in a final that counts as turned_away"),
    Statistic("balked", "cases", "not accepted, ended in a final that counts as balked"),
    Statistic("gave_up", "cases", "not accepted, ended in a final that counts as gave_up"),
    Statistic("ineligible", "cases", "passed or ended in a final that counts as ineligible"),
    Statistic("fallback", "cases", "passed or ended in a final that counts as fallback"),
    Statistic("unfinished", "cases", "neither accepted nor ended when the run stopped"),
    Statistic("completed_same_day", "cases", "completed on the calendar day of the need"),
    Statistic("completed_within_1d", "cases", "completed by the next working day's end"),
    Statistic("completed_within_5d", "cases", "completed by the fifth next working day's end"),
    Statistic("elapsed_us", "µs", "need to completion, at most the cap; not completed: the cap"),
    Statistic("wait_us", "µs", "wait, of completed cases"),
    Statistic("wait_open_us", "µs", "the part of it in the open hours of the stage's place"),
    Statistic("wait_closed_us", "µs", "the other part of it"),
    Statistic("wait_seated_us", "µs", "the part of it in which a kept unit was held"),
    Statistic("within_target", "cases", "completed with a wait of at most the group's T"),
    Statistic("handling_us", "µs", "handling in stages that hold a unit, of completed cases"),
    Statistic("tickets", "tickets", "entries into stages that take a ticket"),
    Statistic("visit_us", "µs", "presence from the case's first ticket on"),
    Statistic("presence_us", "µs", "wait and handling where the applicant attends"),
    Statistic("self_service_us", "µs", "time in stages that are self_service"),
    Statistic("trips", "trips", "entries into stages that are travel"),
    Statistic("travel_min", "min", "return journeys for trips, and local ones for other tickets"),
    Statistic("first_verdicts", "cases", "accepted, or took an action that means deficiency"),
    Statistic("right_first_time", "cases", "accepted, and took no action that means deficiency"),
    Statistic("staff_us", "µs", "staff units held, waiting included, over all time"),
    Statistic("staff_cny", "CNY", "the same at each pool's wage"),
    Statistic("courier_cny", "CNY", "parcels: entries into stages that are courier"),
    Statistic("citizen_cny", "CNY", "presence, self-service and travel at their value, and fares"),
    Statistic("open_us", "µs", "once a replication: open time of the window, mean over halls"),
    Statistic("rostered_accepted", "cases", "accepted, in the cell `all`; elsewhere 0"),
    Statistic("rostered_staff_us", "µs", "staff rostered in the window, in the cell `all`"),
    Statistic("rostered_cny", "CNY", "their wages, and equipment by unit and day, in `all`"),
)
"""Of a cell, in the order of the last axis of ``Reduction.sums``."""

POOL_STATISTICS: tuple[Statistic, ...] = (
    Statistic("occupied_us", "µs", "units held, whether their case is handled or waits"),
    Statistic("working_us", "µs", "units held by a case that is being handled"),
    Statistic("rostered_us", "µs", "units rostered"),
    Statistic("overtime_us", "µs", "units held beyond those rostered at that time"),
    Statistic("pool_replications", "1", "1 for each replication, whatever pools are added"),
)
"""Of a pool in the measured window, in the order of the last axis of ``PoolSums.sums``."""

_INDEX = MappingProxyType(
    {row.name: i for table in (STATISTICS, POOL_STATISTICS) for i, row in enumerate(table)}
)


def index_of(name: str) -> int:
    """The place of a statistic on its last axis; KeyError if there is none of that name."""
    return _INDEX[name]
