"""Working days and open hours as arithmetic on arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..scenario import Places

__all__ = ["OpenHours", "working_day_after"]

Times = NDArray[np.int64]


def working_day_after(working_days: Times, day: Times, n: int) -> Times:
    """The n-th working day after each day, n >= 1.

    Past the last of `working_days` every day counts as one, as in a run without a calendar.
    """
    at = np.searchsorted(working_days, day, side="right") + n - 1
    last = len(working_days) - 1
    found = working_days[np.minimum(at, last)] + np.maximum(at - last, 0)
    # A day after the table itself: its n-th follower, not the table's.
    return np.asarray(np.maximum(found, day + n * (day >= working_days[-1])))


class OpenHours:
    """How much of an interval a hall was open. Open hours are cut to [0, until]."""

    def __init__(self, places: Places, until: int) -> None:
        """For the halls of `places`."""
        self._span = until + 1
        self._first = places.open_first.astype(np.int64)
        self._start = np.clip(places.open_start, 0, until)
        length = np.clip(places.open_end, 0, until) - self._start
        self._length = np.append(length, 0)
        self._before = np.concatenate([[0], np.cumsum(length)])
        hall = np.repeat(np.arange(len(places.halls)), np.diff(self._first))
        self._key = hall * self._span + self._start

    def within(self, hall: NDArray[np.int32], begin: Times, end: Times) -> Times:
        """The open microseconds from `begin` to `end` (both in [0, until]), at each hall."""
        return self._up_to(hall, end) - self._up_to(hall, begin)

    def _up_to(self, hall: NDArray[np.int32], t: Times) -> Times:
        """Open time before t, counted from the first hall's first opening on."""
        k = np.searchsorted(self._key, hall.astype(np.int64) * self._span + t, side="right") - 1
        none_yet = k < self._first[hall]
        since = np.where(none_yet, 0, t - self._start[k] if len(self._start) else 0)
        base = np.where(none_yet, self._before[self._first[hall]], self._before[k])
        return np.asarray(base + np.minimum(since, self._length[k]))
