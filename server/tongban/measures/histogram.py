"""Log-linear histograms of times: integers that merge by adding, percentiles within 1/128.

Below 256 µs every microsecond has a bin of its own. From there on each doubling is cut into
128 equal bins, so that a bin is never wider than 1/128 of the smallest time in it. The form is
that of HdrHistogram (G. Tene), with 7 bits of precision and microseconds for its unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["BINS", "Counts", "bin_edges", "bins", "percentile"]

PRECISION = 7
"""Bits: each doubling has 2**7 = 128 bins."""

TOP = 44
"""Times of 2**44 µs (203 days) and more share the last bin."""

BINS = (TOP - PRECISION + 1) << PRECISION
"""The number of bins, 4864."""


def bins(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """The bin of each time, in µs and not negative."""
    held = np.minimum(times, (1 << TOP) - 1)
    # frexp gives the exponent exactly: every such integer is a float64.
    exponent = np.frexp(held.astype(np.float64))[1].astype(np.int64)
    shift = np.maximum(exponent - 1 - PRECISION, 0)
    return np.asarray((shift << PRECISION) + (held >> shift))


def bin_edges() -> NDArray[np.int64]:
    """[BINS + 1] the smallest time of each bin, in µs, and the end of the last."""
    index = np.arange(BINS + 1, dtype=np.int64)
    shift = np.maximum((index >> PRECISION) - 1, 0)
    return np.asarray((index - (shift << PRECISION)) << shift)


EDGES = bin_edges()


def percentile(counts: NDArray[np.int64], percent: int) -> NDArray[np.float64]:
    """[...] the percentile in µs of histograms [..., BINS]; nan where one is empty.

    It is the observation of rank ceil(percent n / 100), placed in its bin as if the bin's
    observations lay evenly: off by less than the bin, so by less than 1/128 of itself.
    """
    upto = np.cumsum(counts, axis=-1, dtype=np.int64)
    total = upto[..., -1:]
    rank = np.maximum((percent * total + 99) // 100, 1)
    k = np.argmax(upto >= rank, axis=-1)[..., None]
    inside = np.take_along_axis(np.asarray(counts), k, -1)
    before = np.take_along_axis(upto, k, -1) - inside
    place = (rank - before - 0.5) / np.maximum(inside, 1)
    value = EDGES[k] + (EDGES[k + 1] - EDGES[k] - 1) * place
    return np.asarray(np.where(total > 0, value, np.nan)[..., 0])


@dataclass(frozen=True, eq=False)
class Counts:
    """Histograms of which only the bins that hold something are kept: a few in a hundred."""

    at: NDArray[np.int32]  # where in the flat table
    count: NDArray[np.int64]
    shape: tuple[int, ...]  # [..., BINS]

    @classmethod
    def of(cls, table: NDArray[np.int64]) -> Counts:
        """The bins of histograms [..., BINS] that are not 0."""
        at = np.flatnonzero(table)
        return cls(at.astype(np.int32), table.ravel()[at], table.shape)

    @classmethod
    def added(cls, parts: Iterable[Counts], shape: tuple[int, ...]) -> NDArray[np.int64]:
        """[..., BINS] the sum of several."""
        table = np.zeros(shape, np.int64)
        for part in parts:
            table.ravel()[part.at] += part.count
        return table

    def table(self) -> NDArray[np.int64]:
        """[..., BINS] all bins."""
        return self.added([self], self.shape)
