"""What happened, in the one form both worlds write: cases, visits, capacity.

Both engines write it and the live log folds into it; measures, reports and golden files read
it and the flow's tags, and nothing else. Times are int64 microseconds since 00:00 of the
first day; ``NEVER`` marks what did not happen before the end.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

__all__ = ["NEVER", "Capacity", "Cases", "Records", "Visits"]

NEVER = -1
"""In a time or action column: it did not happen (not started, not left, a final stage)."""


@dataclass(frozen=True, eq=False)
class Cases:
    """One row a case, in case number order. N cases; the codes index names kept beside them."""

    need: NDArray[np.int64]  # when the need arose
    hall: NDArray[np.int32]  # where the applicant stands
    home: NDArray[np.int32]  # the home hall
    item: NDArray[np.int32]
    group: NDArray[np.int32]
    channel: NDArray[np.int32]
    mask: NDArray[np.int64]  # bit k: the case needs kind k where a stage holds it
    measured: NDArray[np.bool_]  # its need arose on a measured day

    def __len__(self) -> int:
        return len(self.need)


@dataclass(frozen=True, eq=False)
class Visits:
    """One row for each visit of a case to a stage, in canonical order (case, ordinal).

    A final stage is a row with enter = start = leave and action NEVER. Who left while waiting
    has start NEVER. A visit the end cut off has leave and action NEVER. Within a case each
    row's enter is the leave of the row before.
    """

    case: NDArray[np.int32]
    stage: NDArray[np.int32]
    enter: NDArray[np.int64]
    start: NDArray[np.int64]
    leave: NDArray[np.int64]
    action: NDArray[np.int32]  # index into the flow table's actions

    def __len__(self) -> int:
        return len(self.case)


@dataclass(frozen=True, eq=False)
class Capacity:
    """The staffing that was in force: from `time` on, `pool` has `units`. Sorted by time."""

    pool: NDArray[np.int32]
    time: NDArray[np.int64]
    units: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Records:
    """One run's records.

    end          the instant the run stopped
    flow_digest  identifies the flows the stage and action numbers belong to
    waiting_us   [S] the time integral of the number waiting at each stage, kept by the
                 engine independently of the visits (Little's law checks one by the other)
    """

    cases: Cases
    visits: Visits
    capacity: Capacity
    end: int
    flow_digest: str
    waiting_us: NDArray[np.int64]

    def measured(self) -> Records:
        """The same of the measured cases alone, numbered anew."""
        chosen = self.cases.measured
        if chosen.all():
            return self
        number = np.cumsum(chosen, dtype=np.int32) - 1
        rows = np.flatnonzero(chosen[self.visits.case])
        visits = {f.name: getattr(self.visits, f.name)[rows] for f in fields(Visits)}
        visits["case"] = number[visits["case"]]
        cases = Cases(**{f.name: getattr(self.cases, f.name)[chosen] for f in fields(Cases)})
        return replace(self, cases=cases, visits=Visits(**visits))
