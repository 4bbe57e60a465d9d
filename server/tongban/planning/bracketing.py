"""Where a function that was simulated crosses a value, found between two points where it lies on
different sides.

The function is deterministic, since every point meets the same chance, and need not be smooth.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Bracket", "crossing"]


@dataclass(frozen=True, slots=True)
class Bracket:
    """A crossing: its place, and the nearest points found on either side of it."""

    at: float
    before: float  # on the side where the search began
    after: float


def crossing(f: Callable[[float], float], a: float, b: float, tolerance: float) -> Bracket:
    """Where f changes its sign between a and b, to within the tolerance.

    f          finite at a and b and between them; 0 counts as positive
    a, b       f has different signs there
    tolerance  in the unit of a and b

    Raises ValueError if the signs are the same.
    Source: Brent, Algorithms for Minimization without Derivatives (1973), chapter 4.
    """
    from scipy.optimize import brentq

    seen: dict[float, float] = {}

    def looked(x: float) -> float:
        if x not in seen:
            value = f(x)
            # An exact 0 would end the search without a point beyond it.
            seen[x] = value if value != 0 else math.ulp(0.0)
        return seen[x]

    at = float(brentq(looked, a, b, xtol=tolerance, rtol=1e-9))
    here = math.copysign(1, looked(a))
    step = 1 if b > a else -1
    same = [x for x, y in seen.items() if math.copysign(1, y) == here]
    other = [x for x, y in seen.items() if math.copysign(1, y) != here]
    after = min(other, key=lambda x: abs(x - at))
    before = max((x for x in same if step * (after - x) > 0), key=lambda x: step * x)
    return Bracket(at, before, after)
