"""How long a ticket is expected to wait, and how far off such words were.

Method: those in front and the ticket itself must each be begun; with c on duty at the place and
a mean time m that one is busy with a case, a line of n in front is expected to wait
(n + 1) m / c if all on duty are busy, and not at all if somebody is free. The mean is that of
the last ``MEMORY`` cases of the place, begun from a prior until there are some. It is the mean
of an M/M/c queue given that one waits (n + 1 completions at rate c / m; Whitt, Predicting
queueing delays (1999), equation 1), so patience and priorities make it an overestimate and an
underestimate respectively; its mean error is measured and shown beside it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

__all__ = ["Errors", "ExpectedWait"]

MEMORY = 50
PRIOR_US = 12 * 60_000_000
"""Before anything was observed (assumption: twelve minutes a case)."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Of the waits that were foretold and are over: actual less foretold [µs]."""

    n: int = 0
    mean: float = 0.0
    mean_absolute: float = 0.0

    def with_one(self, error: int) -> Errors:
        """With one more."""
        n = self.n + 1
        return Errors(
            n,
            self.mean + (error - self.mean) / n,
            self.mean_absolute + (abs(error) - self.mean_absolute) / n,
        )


@dataclass(eq=False)
class ExpectedWait:
    """What a place has observed of its cases, and what that says of a wait."""

    errors: Errors = Errors()
    _busy: deque[int] = field(default_factory=lambda: deque(maxlen=MEMORY))
    _told: dict[str, tuple[int, int]] = field(default_factory=dict)  # case -> (when, wait)

    def observe(self, busy_us: int) -> None:
        """Somebody was busy for so long with one case."""
        self._busy.append(busy_us)

    @property
    def mean_busy_us(self) -> float:
        """How long a case keeps one busy: the prior counts as one observation."""
        return (PRIOR_US + sum(self._busy)) / (1 + len(self._busy))

    def of(self, ahead: int, on_duty: int, free: int) -> int | None:
        """The wait [µs] with so many in front; None while nobody is on duty."""
        if on_duty <= 0:
            return None
        if free > ahead:
            return 0
        return round((ahead + 1 - free) * self.mean_busy_us / on_duty)

    def tell(self, case: str, now: int, wait_us: int | None) -> None:
        """Remembers what a case was told first, to measure the error."""
        if wait_us is not None and case not in self._told:
            self._told[case] = now, wait_us

    def over(self, case: str, now: int) -> None:
        """A case's wait has ended in service."""
        told = self._told.pop(case, None)
        if told is not None:
            self.errors = self.errors.with_one(now - told[0] - told[1])

    def forget(self, case: str) -> None:
        """A case's wait has ended otherwise."""
        self._told.pop(case, None)
