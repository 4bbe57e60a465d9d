"""From numbers to places on a drawing, and the round numbers an axis names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

__all__ = ["Scale", "linear", "logarithmic", "round_ticks", "tick_text"]

STEPS = (1, 2, 2.5, 5, 10)
"""What a step between ticks may be, times a power of ten."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers from ``low`` to ``high`` laid from pixel ``start`` to pixel ``end``."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]
    log: bool = False

    def __call__(self, value: float) -> float:
        """The pixel of a value; beyond the ends it goes on."""
        low, high, at = self.low, self.high, value
        if self.log:
            low, high, at = math.log(low), math.log(high), math.log(max(value, self.low / 1e6))
        share = (at - low) / (high - low)
        return self.start + share * (self.end - self.start)

    def held(self, value: float) -> float:
        """The pixel of a value, of the nearest end where it lies beyond."""
        return self(min(max(value, self.low), self.high))

    def over(self, start: float, end: float) -> Scale:
        """The same numbers on other pixels."""
        return replace(self, start=start, end=end)


def linear(
    values: Iterable[float],
    start: float = 0,
    end: float = 1,
    *,
    ticks: int = 5,
    zero: bool = True,
) -> Scale:
    """A scale whose ends are round and that holds all values; nan and infinities are passed over.

    ticks  about how many
    zero   whether 0 is on it in any case
    """
    finite = [float(value) for value in values if math.isfinite(value)]
    finite += [0.0] if zero or not finite else []
    marks = round_ticks(min(finite), max(finite), ticks)
    return Scale(marks[0], marks[-1], start, end, tuple(marks))


def logarithmic(
    low: float, high: float, ticks: Sequence[float], start: float = 0, end: float = 1
) -> Scale:
    """A scale by factors, from ``low`` to ``high``, with the ticks given."""
    return Scale(low, high, start, end, tuple(ticks), log=True)


def round_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About ``count`` equal steps of 1, 2, 2.5 or 5 times a power of ten that hold both ends."""
    if high <= low:
        low, high = (low - 1, low + 1) if low else (0.0, 1.0)
    raw = (high - low) / max(count, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * size for size in STEPS if power * size >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def tick_text(value: float, ticks: Sequence[float] = ()) -> str:
    """A tick's number with as many digits as tell it from its neighbours."""
    gaps = [abs(b - a) for a, b in pairwise(ticks) if b != a]
    step = min(gaps, default=abs(value) or 1)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    if abs(round(step, digits) - step) > step * 1e-6:  # 2.5, or .25
        digits += 1
    text = f"{value:,.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text.replace(",", "")) else text.lstrip("-")
