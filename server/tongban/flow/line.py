"""The order of a line, one definition for the engines and for the live desk."""

from __future__ import annotations

__all__ = ["LineKey", "line_key"]

LineKey = tuple[int, int, int]


def line_key(priority: int, order_time_us: int, case: int) -> LineKey:
    """What a line is sorted by: lower priority number first, then earlier, then case number.

    order_time_us  the ticket's time or the time this wait began, as the stage says; fixed at
                   joining [µs since 00:00 of the first day]
    """
    return priority, order_time_us, case
