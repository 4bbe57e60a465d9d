"""What a program says of W1 and W2, held against what is known: no time counts before.

W1 is M/M/10, whose mean wait is Erlang's; the figures of W2 are those of long runs of several
programs, to the digits given. Seeds are fixed: a program agrees always or never.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tongban.experiment.intervals import half_width

sys.path.append(str(Path(__file__).resolve().parent.parent / "theory"))

from queues import erlang_c

__all__ = [
    "W1_CLERKS",
    "W1_PER_MIN",
    "WARM_UP",
    "Answer",
    "Means",
    "Outcomes",
    "answers_of",
    "batch_means",
    "w2_means",
]

Means = dict[str, NDArray[np.float64]]
"""Measure -> its mean in each batch of requests."""

LEVEL = 0.999
WARM_UP, RUN_OUT = 0.1, 0.01
"""Shares of a run's requests that are not looked at: it begins empty, and may end so."""

BATCHES = 4
"""Of one run: each is much longer than the queue remembers."""

W1_CLERKS, W1_PER_MIN = 10, 9.0
KNOWN: dict[str, dict[str, tuple[float, float]]] = {
    "W1": {"wait": (erlang_c(W1_CLERKS, W1_PER_MIN) / (W1_CLERKS - W1_PER_MIN), 0.0)},
    "W2": {
        "time in system": (1.501, 0.0005),
        "leave": (0.0690, 0.00005),
        "services": (1.0952, 0.00005),
    },
}
"""Workload -> measure -> its mean a request and how far that is rounded, in minutes or 1."""


class Outcomes:
    """What became of W2's requests, in the order in which they ended."""

    def __init__(self) -> None:
        self.times: list[float] = []  # in the system, of those served [min]
        self.left: list[bool] = []
        self.services: list[int] = []  # that were completed

    def served(self, time: float, services: int) -> None:
        """Note one who was served."""
        self.times.append(time)
        self.left.append(False)
        self.services.append(services)

    def gone(self, services: int) -> None:
        """Note one who left."""
        self.left.append(True)
        self.services.append(services)

    def means(self) -> Means:
        """The three measures of W2."""
        return w2_means(self.times, self.left, self.services)


def w2_means(times: ArrayLike, left: ArrayLike, services: ArrayLike) -> Means:
    """The three measures of W2."""
    return batch_means({"time in system": times, "leave": left, "services": services})


def batch_means(samples: Mapping[str, ArrayLike]) -> Means:
    """The batches of each measure's samples, which stand in order of time."""
    found = {}
    for name, values in samples.items():
        every = np.asarray(values, np.float64)
        size = len(every)
        kept = every[int(WARM_UP * size) : size - int(RUN_OUT * size)]
        found[name] = np.array([part.mean() for part in np.array_split(kept, BATCHES)])
    return found


@dataclass(frozen=True)
class Answer:
    """A program's estimate, its interval's half-width, and what is known."""

    measure: str
    value: float
    width: float
    known: float
    rounding: float

    @property
    def agrees(self) -> bool:
        """Whether the interval holds what is known."""
        return abs(self.value - self.known) <= self.width + self.rounding

    def __str__(self) -> str:
        return f"{self.value:.4f} ± {self.width:.4f}"


def answers_of(workload: str, runs: Sequence[Means]) -> list[Answer]:
    """A program's answers, from the batches of all its runs."""
    found = []
    for measure, (known, rounding) in KNOWN[workload].items():
        batches = np.concatenate([means[measure] for means in runs])
        width = float(half_width(batches, LEVEL))
        found.append(Answer(measure, float(batches.mean()), width, known, rounding))
    return found
