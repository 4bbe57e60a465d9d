"""Working days, for the date a region promises."""

from __future__ import annotations

import datetime as dt

__all__ = ["promised_on"]

NOON = dt.time(12)


def promised_on(accepted_at: dt.datetime, days: float) -> dt.date:
    """The last day by which a case is done that takes so many working days.

    days  0: at once; half a day ends the same day for what is accepted before noon

    Monday to Friday work; public holidays are not known here (an assumption 假设), so dates
    across one are too early.
    """
    whole, half = divmod(days, 1)
    left = int(whole) + (1 if half and accepted_at.time() >= NOON else 0)
    day = accepted_at.date()
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5
    return day
