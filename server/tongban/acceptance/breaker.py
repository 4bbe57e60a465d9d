"""A circuit breaker: a system that keeps failing is left alone for a while, then tried once.

Closed, everything passes. After so many failures in a row it opens and nothing passes; when its
time is over, one trial passes, and its outcome closes or opens the breaker again.

It is our own because it is small and must let exactly one trial through and take a clock from a
test; `purgatory` (3.0) lets every waiting call through when it half-opens, and `aiobreaker` is
not kept up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

__all__ = ["Breaker", "CircuitOpen"]


class CircuitOpen(Exception):
    """Nothing was sent.

    retry_after_s  when a trial will be let through [s]
    """

    def __init__(self, retry_after_s: float) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(f"left alone for another {retry_after_s:.0f} s after failing repeatedly")


class Breaker:
    """One for each system.

    failures  in a row until it opens
    open_s    how long it stays open [s]
    clock     seconds that never go back
    """

    def __init__(
        self, failures: int = 5, open_s: float = 30, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._open_s, self._clock = failures, open_s, clock
        self._failures = 0
        self._opened_at: float | None = None
        self._on_trial = False

    @property
    def state(self) -> Literal["closed", "open", "half_open"]:
        """Where it stands now."""
        if self._opened_at is None:
            return "closed"
        return "open" if self._rest() > 0 else "half_open"

    @contextmanager
    def attempt(self, *failures: type[BaseException]) -> Iterator[None]:
        """One attempt; the given exceptions count as failures, others as neither.

        Raises CircuitOpen instead, when open or when another is the trial.
        """
        is_trial = self._admitted()
        try:
            yield
        except failures:
            self._failed(is_trial)
            raise
        finally:
            # Also when cancelled: a trial that was given up must not block the next.
            self._on_trial = self._on_trial and not is_trial
        self._failures, self._opened_at = 0, None

    def _rest(self) -> float:
        assert self._opened_at is not None
        return self._opened_at + self._open_s - self._clock()

    def _admitted(self) -> bool:
        """Whether this attempt is the trial."""
        if self.state == "closed":
            return False
        if self.state == "open" or self._on_trial:
            raise CircuitOpen(max(self._rest(), 0))
        self._on_trial = True
        return True

    def _failed(self, is_trial: bool) -> None:
        self._failures += 1
        if is_trial or (self._opened_at is None and self._failures >= self._most):
            self._opened_at = self._clock()
