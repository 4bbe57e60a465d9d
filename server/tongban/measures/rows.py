"""The visits with what follows from them and the flow: what each held, and how long it waited.

Everything here is one array operation over all rows; nothing loops over cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..flow import NONE, FlowTable
from ..records import NEVER, Records

__all__ = ["Rows", "Tags", "rows_of", "tags_of"]

NOT_ATTENDED = ("travel", "courier", "review", "self_service", "after_work")
"""Stages at which the applicant does not stand in a line or sit at a window."""

MEANS = {"acceptance": 1, "deficiency": 2}


@dataclass(frozen=True, eq=False)
class Tags:
    """The flow's tags as arrays. S stages, A actions."""

    is_: NDArray[np.str_]  # [S] "" for none
    counts_as: NDArray[np.str_]  # [S] "" where not final
    means: NDArray[np.int8]  # [A + 1] of MEANS, else 0; the last is for NEVER
    ends: NDArray[np.bool_]  # [S] final, and hands on to nothing
    attended: NDArray[np.bool_]  # [S] the applicant stands in a line or sits at a window


@lru_cache(maxsize=16)
def tags_of(flow: FlowTable) -> Tags:
    """The tags measures read, and nothing else of the stages' and actions' names."""
    means = [MEANS.get(row.means or "", 0) for row in flow.actions]
    is_ = np.array([row.is_ or "" for row in flow.stages], np.str_)
    return Tags(
        is_=is_,
        counts_as=np.array([row.counts_as or "" for row in flow.stages], np.str_),
        means=np.array([*means, 0], np.int8),
        ends=flow.is_final & (flow.then == NONE),
        attended=~np.isin(is_, NOT_ATTENDED),
    )


@dataclass(frozen=True, eq=False)
class Rows:
    """One row a visit, as in ``Visits``. What the end cut off lasts until the end.

    A set of kinds is an int64 with a bit for each kind.
    """

    case: NDArray[np.int64]
    stage: NDArray[np.int32]
    enter: NDArray[np.int64]
    served: NDArray[np.int64]  # when its handling started; where it never did, `until`
    until: NDArray[np.int64]  # when it left
    same: NDArray[np.bool_]  # of the same case as the row before
    kept: NDArray[np.int64]  # the kinds it brought along from the row before
    held: NDArray[np.int64]  # the kinds it held when it left

    @property
    def wait(self) -> NDArray[np.int64]:
        """Time from entering until its handling started."""
        return self.served - self.enter

    @property
    def handling(self) -> NDArray[np.int64]:
        """Time from the start of its handling until it left, 0 if it never started."""
        return self.until - self.served


def rows_of(records: Records, flow: FlowTable) -> Rows:
    """All visits of the records with what they held."""
    visits = records.visits
    until = np.where(visits.leave == NEVER, records.end, visits.leave)
    started = visits.start != NEVER
    same = np.zeros(len(visits), np.bool_)
    same[1:] = visits.case[1:] == visits.case[:-1]
    wanted = flow.holds[visits.stage] & records.cases.mask[visits.case]
    held = _held(wanted, started, same)
    kept = np.zeros(len(visits), np.int64)
    kept[1:] = np.where(same[1:], held[:-1] & wanted[1:], 0)
    return Rows(
        case=visits.case.astype(np.int64),
        stage=visits.stage,
        enter=visits.enter,
        served=np.where(started, visits.start, until),
        until=until,
        same=same,
        kept=kept,
        held=held,
    )


def _held(
    wanted: NDArray[np.int64], started: NDArray[np.bool_], same: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """What each row held when it left.

    A row that started holds all it wants; one that did not, only what it kept of the row
    before. So a run of such rows is settled from its front, one row a turn.
    """
    held = np.where(started, wanted, 0)
    passing = np.flatnonzero(same & ~started)
    while True:
        kept = held[passing - 1] & wanted[passing]
        if np.array_equal(kept, held[passing]):
            return held
        held[passing] = kept
