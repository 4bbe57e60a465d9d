"""What a measure is: a formula over additive sums, with all that a reader must know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..flow import Text
from .histogram import percentile
from .statistics import index_of

__all__ = ["Better", "Formula", "Interval", "Measure", "Of", "Percentile", "Ratio"]

Better = Literal["higher", "lower", "none"]
Interval = Literal["jackknife", "sectioning"]
Of = Literal["cases", "pools"]
Sums: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ratio:
    """(sum of the numerator's statistics) / denominator / per."""

    numerator: tuple[str, ...]
    denominator: str
    per: float = 1.0

    def __call__(self, sums: Sums, waits: Counts | None = None) -> Sums:
        """[...] from sums [..., X]; nan where the denominator is 0."""
        above = sums[..., [index_of(name) for name in self.numerator]].sum(axis=-1)
        below = sums[..., index_of(self.denominator)]
        out = np.full(np.shape(above), np.nan)
        return np.asarray(np.divide(above, below * self.per, out=out, where=below != 0))

    def __str__(self) -> str:
        above = " + ".join(self.numerator)
        above = f"({above})" if len(self.numerator) > 1 else above
        factor = f" / {self.per:_.0f}" if self.per > 1 else f" * {1 / self.per:_.0f}"
        return f"{above} / {self.denominator}" + (factor if self.per != 1 else "")


@dataclass(frozen=True, slots=True)
class Percentile:
    """A percentile of the waits of completed cases, in minutes."""

    percent: int
    per: float

    def __call__(self, sums: Sums, waits: Counts | None = None) -> Sums:
        """[...] from histograms [..., B]; nan where one is empty."""
        if waits is None:
            raise ValueError("a percentile needs the histograms of waits")
        return percentile(waits, self.percent) / self.per

    def __str__(self) -> str:
        return f"percentile {self.percent} of the histogram of waits / {self.per:_.0f}"


Formula: TypeAlias = Ratio | Percentile


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. Called with totals it gives its value, for any leading axes.

    better    which direction is good; "none": neither is, by itself
    margin    a difference a planner would call irrelevant, in the measure's unit: an
              assumption, to be replaced by a scenario's own; None: no such default
    beside    measures without which it misleads, to be shown with it
    of        whether its sums are those of cells of cases or those of pools
    """

    name: str
    title: Text
    unit: str
    words: str  # the formula in words
    denominator: str
    formula: Formula
    better: Better
    margin: float | None
    beside: tuple[str, ...] = ()
    of: Of = "cases"

    def __call__(self, sums: Sums, waits: Counts | None = None) -> Sums:
        """[...] the value from sums [..., X] (of pools: [..., Y]) and histograms [..., B]."""
        return self.formula(sums, waits)

    @property
    def interval(self) -> Interval:
        """How its interval is made: percentiles are not smooth enough for the jackknife."""
        return "sectioning" if isinstance(self.formula, Percentile) else "jackknife"
