"""Programs timed in turns, so that what else the machine does falls on all of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from answers import Means

__all__ = ["Rival", "Timed", "in_turns", "seconds"]


@dataclass(frozen=True, eq=False)
class Rival:
    """A program that runs a workload.

    prepare   seed -> what is timed; all that must not be timed is done before it is returned
    requests  how many requests a result of that is of
    means     what the result says of the measures that are known, if it can
    """

    name: str
    prepare: Callable[[int], Callable[[], Any]]
    requests: Callable[[Any], int]
    means: Callable[[Any], Means] | None = None


@dataclass(eq=False)
class Timed:
    """The runs of a rival."""

    rival: Rival
    requests: int = 0
    seconds: list[float] = field(default_factory=list)  # a request
    means: list[Means] = field(default_factory=list)

    @property
    def cost(self) -> float:
        """Seconds a request, the median of the runs."""
        return median(self.seconds)


def in_turns(rivals: Sequence[Rival], repeats: int) -> list[Timed]:
    """Each rival run so often, A B C A B C; every time with another seed, the same for all."""
    all_timed = [Timed(rival) for rival in rivals]
    for seed in range(1, repeats + 1):
        for timed in all_timed:
            _run_once(timed, seed)
    return all_timed


def _run_once(timed: Timed, seed: int) -> None:
    rival = timed.rival
    taken, result = seconds(rival.prepare(seed))
    timed.requests = rival.requests(result)
    timed.seconds.append(taken / timed.requests)
    if rival.means is not None:
        timed.means.append(rival.means(result))


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long it took, and what came of it."""
    gc.collect()
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result
