"""Which units were held from when to when, by which case: for utilisation and for staff time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..flow import SCOPES
from ..records import Records
from ..scenario import MINUTE
from .rows import Rows
from .setting import Setting

__all__ = ["Holdings", "holdings_of", "staff_of_cases"]

HOME = SCOPES.index("home")
Times = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Holdings:
    """Units held: one row from taking a unit to giving it back, over as many visits as it lasts.

    Idle rows are the parts of these in which the case waited for something else.
    """

    case: Times
    pool: Times
    begin: Times
    end: Times
    idle_pool: Times
    idle_begin: Times
    idle_end: Times


def holdings_of(records: Records, rows: Rows, setting: Setting) -> Holdings:
    """All holdings of all cases. Rule: a unit is kept as long as the next stage wants it too."""
    parts = [_of_kind(kind, records, rows, setting) for kind in range(len(setting.flow.kinds))]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Holdings(*(columns or [np.zeros(0, np.int64)] * 7))


def _of_kind(kind: int, records: Records, rows: Rows, setting: Setting) -> tuple[Times, ...]:
    held = (rows.held >> kind & 1).astype(np.bool_)
    kept = (rows.kept >> kind & 1).astype(np.bool_)
    goes_on = np.append(kept[1:], False)
    # Within a case takings and givings alternate, so the i-th of each belong together.
    taken, given = np.flatnonzero(held & ~kept), np.flatnonzero(held & ~goes_on)
    idle = np.flatnonzero(kept & (rows.served > rows.enter))
    place = records.cases.home if setting.flow.kind_scope[kind] == HOME else records.cases.hall
    pool_at = setting.places.pool[kind].astype(np.int64)
    case, idle_case = rows.case[taken], rows.case[idle]
    return (
        case,
        pool_at[place[case]],
        rows.served[taken],
        rows.until[given],
        pool_at[place[idle_case]],
        rows.enter[idle],
        rows.served[idle],
    )


def staff_of_cases(
    holdings: Holdings, setting: Setting, size: int
) -> tuple[Times, NDArray[np.float64]]:
    """[N] each case's staff time [µs], waiting with a kept unit included, and its wages [CNY]."""
    staff = np.flatnonzero(setting.pool_is_staff[holdings.pool])
    case, pool = holdings.case[staff], holdings.pool[staff]
    time = holdings.end[staff] - holdings.begin[staff]
    wages = time / MINUTE * setting.pool_cny_per_min[pool]
    total = np.bincount(case, time, minlength=size).astype(np.int64)
    return total, np.bincount(case, wages, minlength=size).astype(np.float64)
