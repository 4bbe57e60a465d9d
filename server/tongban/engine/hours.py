"""When a piece of work ends, and whether a line may be joined: the calendar as arithmetic.

The rules are those of the flow's clocks and of line sessions; the tables come from ``Places``.
"""

from __future__ import annotations

from bisect import bisect_right

from ..scenario import FOREVER, MINUTE, Places

__all__ = ["Hours"]

DAY = 1440 * MINUTE


class Hours:
    """The calendars of all halls, as plain lists for quick look-up."""

    def __init__(self, places: Places) -> None:
        halls = range(len(places.halls))

        def ragged(first: list[int], column: list[int]) -> list[list[int]]:
            return [column[first[h] : first[h + 1]] for h in halls]

        line, work = places.line_first.tolist(), places.open_first.tolist()
        self.line_start = ragged(line, places.line_start.tolist())
        self.line_end = ragged(line, places.line_end.tolist())
        self.line_late = ragged(line, places.line_late.tolist())
        self.open_start = ragged(work, places.open_start.tolist())
        self.open_end = ragged(work, places.open_end.tolist())
        self.next_opening: list[list[int]] = places.next_opening.tolist()

    def line_closes(self, hall: int, t: int, early: bool) -> int | None:
        """When the line session that t falls in turns people away, or None outside of one.

        early  the stage is closed to newcomers from `line_end` on, not only from `line_late`
        """
        k = bisect_right(self.line_start[hall], t) - 1
        if k < 0 or t >= (self.line_end if early else self.line_late)[hall][k]:
            return None
        return self.line_late[hall][k]

    def finish(self, clock: int, hall: int, t: int, duration: int) -> int | None:
        """When work of `duration` begun at t ends on a stage's clock; None past the calendar."""
        if clock == 0:
            return t + duration
        if clock == 1:
            return self._open(hall, t, duration)
        day = t // DAY
        openings = self.next_opening[hall]
        if day >= len(openings) or openings[day] == FOREVER:
            return None
        return openings[day] + duration

    def _open(self, hall: int, t: int, duration: int) -> int | None:
        """The first instant, in open hours, by which `duration` of them has passed since t."""
        starts, ends = self.open_start[hall], self.open_end[hall]
        k = max(bisect_right(starts, t) - 1, 0)
        left = duration
        for start, end in zip(starts[k:], ends[k:], strict=True):
            begin = max(start, t)
            if begin < end and begin + left <= end:
                return begin + left
            left -= max(end - begin, 0)
        return None
