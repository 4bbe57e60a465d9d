"""One replication day by day and half hour by half hour: what a service would have seen.

No measure is made of these: a measure follows the needs of measured days to their end, whenever
that is; here counts what happens on a calendar day, as on a wallboard that day. They are those
of one channel: what a case does in the channels it falls back to is not seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..flow import SCOPES
from ..records import NEVER, Records
from .rows import MEANS, Rows, rows_of, tags_of
from .setting import DAY, HALF_HOUR, HALF_HOURS, Setting

__all__ = ["Days", "days_of"]

Times = NDArray[np.int64]
Flags = NDArray[np.bool_]
HOME = SCOPES.index("home")


@dataclass(frozen=True, eq=False)
class Days:
    """What happened on each of D days in one channel, by half hour of the day.

    came        [D, 48] cases that entered the channel, apart from those it cannot serve
    accepted    [D, 48] first acceptances
    answered    [D, 48] cases that ended answered, not accepted
    waiting_us  [D, 48] time waited where applicants attend, over all cases [µs]
    reached     [D] cases that came on the day and reached a clerk, whenever that was
    within      [D] of these, those whose wait until then was at most the T of their group
    waited_us   [D] the waits of those that reached one, until then [µs]
    """

    came: Times
    accepted: Times
    answered: Times
    waiting_us: Times
    reached: Times
    within: Times
    waited_us: Times


def days_of(records: Records, setting: Setting, stages: Flags, days: Times) -> Days:
    """The days of one replication.

    stages  [S] those of the channel
    days    [D] numbers of days, sorted
    """
    rows, tags = rows_of(records, setting.flow), tags_of(setting.flow)
    here, left = stages[rows.stage], records.visits.leave != NEVER
    accepts = left & (tags.means[records.visits.action] == MEANS["acceptance"])
    accepted = _first(rows, here & (accepts | (tags.counts_as == "accepted")[rows.stage]))
    answered = here & (tags.counts_as == "answered")[rows.stage]
    answered &= ~np.isin(rows.case, rows.case[accepted])
    came = _first(rows, here & ~setting.flow.is_final[rows.stage])
    waits = here & tags.attended[rows.stage]
    reached, waited = _reached(records, setting, rows, here, waits)
    at = _places(days, rows.enter[came])
    day = np.full(len(records.cases), -1)
    day[rows.case[came]] = np.where(at < 0, -1, at // HALF_HOURS)
    of_day = day[rows.case[reached]]
    target = setting.service_target_us[records.cases.group[rows.case[reached]]]

    def added(weights: Times) -> Times:
        seen = of_day >= 0
        total = np.bincount(of_day[seen], weights[seen], minlength=len(days))
        return total.astype(np.int64)  # exact: sums of whole µs stay below 2**53

    return Days(
        came=_counts(days, rows.enter[came]),
        accepted=_counts(days, rows.until[accepted]),
        answered=_counts(days, rows.enter[np.flatnonzero(answered)]),
        waiting_us=_overlap(days, rows.enter[waits], rows.served[waits]),
        reached=added(np.ones(len(reached), np.int64)),
        within=added((waited <= target).astype(np.int64)),
        waited_us=added(waited),
    )


def _reached(
    records: Records, setting: Setting, rows: Rows, here: Flags, waits: Flags
) -> tuple[Times, Times]:
    """The row at which each case first has a unit of the home side, and its wait until then."""
    flow = setting.flow
    homes = sum(1 << k for k in range(len(flow.kinds)) if flow.kind_scope[k] == HOME)
    reached = _first(rows, here & (rows.held & homes != 0) & (records.visits.start != NEVER))
    upto = np.cumsum(np.where(waits, rows.wait, 0))
    first = np.flatnonzero(~rows.same)
    before = (upto - np.where(waits, rows.wait, 0))[first]  # of each case that has rows
    nth = np.cumsum(~rows.same) - 1
    return reached, upto[reached] - before[nth[reached]]


def _first(rows: Rows, flags: Flags) -> Times:
    """The first flagged row of each case that has one."""
    at = np.flatnonzero(flags)
    _, first = np.unique(rows.case[at], return_index=True)
    return np.asarray(at[first])


def _places(days: Times, times: Times) -> Times:
    """Where each time falls on an axis of all days' half hours; -1 on other days."""
    day = np.searchsorted(days, times // DAY)
    known = days[np.minimum(day, len(days) - 1)] == times // DAY
    return np.where(known, day * HALF_HOURS + times % DAY // HALF_HOUR, -1)


def _counts(days: Times, times: Times) -> Times:
    """[D, 48] how many of some instants fall into each half hour."""
    at = _places(days, times)
    found = np.bincount(at[at >= 0], minlength=len(days) * HALF_HOURS)
    return found.reshape(len(days), HALF_HOURS)


def _overlap(days: Times, begin: Times, end: Times) -> Times:
    """[D, 48] how much of some spans falls into each half hour, added up."""
    edges = days[:, None] * DAY + np.arange(HALF_HOURS + 1) * HALF_HOUR
    return np.asarray(np.diff(_since(begin, edges) - _since(end, edges), axis=1))


def _since(instants: Times, edges: Times) -> Times:
    """At each edge, the time since all instants before it, added up."""
    order = np.sort(instants)
    total = np.concatenate([[0], np.cumsum(order)])
    n = np.searchsorted(order, edges, side="left")
    return np.asarray(n * edges - total[n])
