"""Everything chance decides in one replication, drawn before an engine runs.

An engine is a deterministic function of (tables, workload). Draws lie in flat arrays, one
block for each (source, stage, visit) that a source's cases can reach; within a block they
stand in the order of the source's cases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..records import Cases

__all__ = ["Workload"]


@dataclass(frozen=True, eq=False)
class Workload:
    """The cases and their draws. N cases, Q sources, S stages, V visits at most.

    The draws of a source at visit v (from 0) of stage s are a block. It has all the source's
    cases, in order, or only those that chance can bring there: then their numbers within the
    source, ascending, are ``picked[p : p + picked_size[q, s, v]]`` with p = picked_at[q, s, v].
    The draw of a case that is the k-th of its block stands at ``at[q, s, v] + k``, with ``at``
    one of the three block tables. A block of NONE means: not drawn, since no such visit can
    happen (service), nobody loses patience there (wait), the line has no limit (room).
    """

    cases: Cases
    entry: NDArray[np.int32]  # [N] the stage where a case begins
    source: NDArray[np.int32]  # [N] sorted: each source's cases are consecutive
    source_first: NDArray[np.int64]  # [Q] the first case of each source
    service_at: NDArray[np.int64]  # [Q, S, V] blocks in duration and action
    duration: NDArray[np.int64]  # service time, >= 0, on the stage's clock [µs]
    action: NDArray[np.int32]  # the action that ends the service
    wait_at: NDArray[np.int64]  # [Q, S, V] blocks in deadline and deadline_action
    deadline: NDArray[np.int64]  # how long it would wait, >= 1 or FOREVER [µs]
    deadline_action: NDArray[np.int32]  # the action taken then
    room_at: NDArray[np.int64]  # [Q, S, V] blocks in room
    room: NDArray[np.int32]  # how many ahead it accepts, >= 0
    picked_at: NDArray[np.int64]  # [Q, S, V] where a block's cases are listed; NONE: all
    picked_size: NDArray[np.int64]  # [Q, S, V]
    picked: NDArray[np.int32]
    end: int  # the run stops here at the latest [µs]
    drain_from: int  # from here on the run stops once every measured case has ended [µs]

    def __len__(self) -> int:
        return len(self.cases)
