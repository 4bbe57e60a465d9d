"""Where the warm-up of a series of observations ends, by the rule MSER-5.

It judges one series: of several replications, give it their mean at each time (Welch's way),
since one replication alone is often too rough. What is deleted is the caller's decision.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["BATCH", "FEWEST_BATCHES", "mser5"]

BATCH = 5
"""Observations a batch: the 5 of MSER-5."""

FEWEST_BATCHES = 10
"""With fewer, a variance would be judged from less than five batch means."""


def mser5(x: ArrayLike) -> int | None:
    """How many leading observations to delete; None when the series is too short to tell.

    x  shape (n,), in the order of time; the n mod 5 last ones are not used

    Of the batch means Y[0], ..., Y[k-1] it deletes the first d, d <= k/2, that minimise
    sum over i >= d of (Y[i] - mean of Y[d:])^2 / (k - d)^2; of equal ones the fewest. A minimum
    at the last d allowed tells that the series never settled: None.

    Raises ValueError when x has fewer than 10 batches, another shape, or a value not finite.
    Source: White, An effective truncation heuristic for bias reduction in simulation output
    (1997); Hoad, Robinson and Davies, Automating warm-up length estimation (2010), section 4.
    """
    series = np.asarray(x, dtype=np.float64)
    if series.ndim != 1 or not np.isfinite(series).all():
        raise ValueError(f"need one row of finite observations, shape {series.shape} given")
    k = len(series) // BATCH
    if k < FEWEST_BATCHES:
        raise ValueError(
            f"{len(series)} observations given, need at least {FEWEST_BATCHES * BATCH}"
        )
    batches = series[: k * BATCH].reshape(k, BATCH).mean(axis=1)
    # About a middle of the settled part: sums of squares of large numbers would cancel.
    batches -= np.median(batches[k // 2 :])
    kept = k - np.arange(k // 2 + 1)
    above = np.cumsum(batches[::-1])[::-1][: len(kept)]
    squares = np.cumsum(np.square(batches)[::-1])[::-1][: len(kept)]
    statistic = (squares - np.square(above) / kept) / np.square(kept)
    best = int(np.argmin(statistic))
    return None if best == len(kept) - 1 else best * BATCH
