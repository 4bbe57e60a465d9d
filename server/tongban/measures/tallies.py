"""Counts that no measure is made of, but a figure is: completion by time, calls by half hour.

They add up over replications like the sums of ``reduction``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..flow import NONE, SCOPES
from ..records import NEVER, Records
from .cases import verdicts_of
from .cells import grouping_of
from .rows import rows_of, tags_of
from .setting import DAY, HALF_HOUR, HALF_HOURS, Setting

__all__ = ["calls_by_half_hour", "completed_within"]

HALL, HOME = SCOPES.index("hall"), SCOPES.index("home")


def completed_within(
    records: Records, setting: Setting, cell: str, times: NDArray[np.int64]
) -> NDArray[np.float64]:
    """[T + 1] how many needs of a cell were completed within each time [µs], then all needs.

    cell  one of ``cells_of``; its measured cases count, lost ones in the last number only
    """
    measured = records.measured()
    tags, rows = tags_of(setting.flow), rows_of(measured, setting.flow)
    verdicts = verdicts_of(measured, rows, tags, setting)
    grouping = grouping_of(measured.cases, setting, "cell")
    inside = np.isin(grouping.key, grouping.members[grouping.cells.index(cell)])
    done = verdicts.completed & inside
    took = np.sort(verdicts.completed_at[done] - measured.cases.need[done])
    within = np.searchsorted(took, times, side="right")
    return np.append(within, inside.sum()).astype(np.float64)


def calls_by_half_hour(records: Records, setting: Setting) -> NDArray[np.float64]:
    """[H, 48, 2] calls to the home side by home hall and half hour, and those nobody answered.

    A call is a visit of a measured case to a stage at a nearby hall that needs a unit of the home
    side its case does not hold yet; it is unanswered if the case left while it still waited.
    """
    flow, measured = setting.flow, records.measured()
    rows, visits = rows_of(measured, flow), measured.visits
    homes = sum(1 << k for k in range(len(flow.kinds)) if flow.kind_scope[k] == HOME)
    wanted = flow.holds[visits.stage] & measured.cases.mask[visits.case] & homes
    calls = (wanted & ~rows.kept != 0) & (flow.place[visits.stage] == HALL)
    unanswered = calls & (visits.start == NEVER) & (visits.action != NONE)
    half_hour = visits.enter % DAY // HALF_HOUR
    slot = measured.cases.home[visits.case].astype(np.int64) * HALF_HOURS + half_hour
    size = len(setting.halls) * HALF_HOURS
    counts = [np.bincount(slot[chosen], minlength=size) for chosen in (calls, unanswered)]
    return np.stack(counts, axis=-1).reshape(len(setting.halls), HALF_HOURS, 2).astype(np.float64)
