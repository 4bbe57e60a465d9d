"""What may be said of a difference: a word for an interval and a margin, and nothing else.

Not here: how the interval is made (``intervals``), or how a family of verdicts is kept honest
together (a level from ``simultaneous_level``).
"""

from __future__ import annotations

import math
from bisect import bisect_left

from .results import Verdict

__all__ = ["MOST_REPLICATIONS", "needed_replications", "verdict"]

MOST_REPLICATIONS = 10**7
"""A number beyond it is no advice to anyone."""


def verdict(difference: float, half_width: float, margin: float | None) -> Verdict:
    """What the interval difference ± half_width shows, in this order.

    equivalent     the whole interval lies within ±margin; without a margin, or with margin 0,
                   only if difference and half_width are both exactly 0
    higher, lower  the interval excludes 0, and the difference is no smaller than the margin
    not shown      anything else, and whenever a number is nan

    All three in the unit of the measure. A difference shown to be smaller than the margin is
    never called higher or lower, however narrow its interval.
    Source: Schuirmann (1987), whose two one-sided tests are met by a lower level: to ask the
    whole interval is the stricter form.
    """
    size, edge = abs(difference), margin or 0.0
    if size + half_width <= edge:
        return "equivalent"
    if size > half_width and size >= edge:
        return "higher" if difference > 0 else "lower"
    return "not shown"


def needed_replications(
    n: int, difference: float, half_width: float, margin: float | None
) -> int | None:
    """About how many replications would settle it, were ``difference`` the truth.

    It is the smallest number, of 2 or more, whose verdict would be another than `not shown`
    if the half-width of n replications shrank as one over the square root of their number.

    None where no number would, or none up to ``MOST_REPLICATIONS``: a nan, a difference of 0
    without a margin, a difference as large as the margin, to either side of which the next
    estimate is as likely to fall.
    """
    if abs(difference) == (margin or 0.0):
        return None

    def settled(replications: int) -> bool:
        shrunk = half_width * math.sqrt(n / replications)
        return verdict(difference, shrunk, margin) != "not shown"

    # A narrower interval never unsettles: the numbers that settle it are all those from one on.
    numbers = range(2, MOST_REPLICATIONS + 1)
    at = bisect_left(numbers, True, key=settled)
    return numbers[at] if at < len(numbers) else None
