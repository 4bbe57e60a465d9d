"""How soon needs are accepted: the share of all of them within each time since they arose.

Over all needs, not over those served: a lost need never counts, so what a curve stays below 1
is what is lost or takes longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..experiment.intervals import jackknife
from .survey import ROUND_H, TIMES_H, Survey

__all__ = ["ROUND_H", "CompletionCurve", "completion_curve"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CompletionCurve:
    """The shares of a group's needs accepted in time, by alternative.

    hours       [T] since need, from 0.25 to 240
    share       alternative -> [T] of all needs, pooled over the replications
    half_width  alternative -> [T] each at the level by itself, from the jackknife
    needs       a replication
    """

    cell: str
    hours: tuple[float, ...]
    share: Mapping[str, FloatArray]
    half_width: Mapping[str, FloatArray]
    needs: float
    replications: int
    level: float

    def at(self, alternative: str, hours: float) -> tuple[float, float]:
        """The share within one of the times, and its half-width."""
        t = self.hours.index(hours)
        return float(self.share[alternative][t]), float(self.half_width[alternative][t])


def completion_curve(found: Survey, level: float) -> CompletionCurve:
    """The curve of each alternative, with intervals over the replications.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 11.
    """
    share, half_width = {}, {}
    for name, sums in zip(found.alternatives, found.completed, strict=True):
        spread = jackknife(sums, lambda s: s[..., :-1] / np.maximum(s[..., -1:], 1))
        share[name], half_width[name] = spread.value, spread.half_width(level)
    return CompletionCurve(
        cell=found.cell,
        hours=TIMES_H,
        share=share,
        half_width=half_width,
        needs=float(found.completed[0, :, -1].mean()),
        replications=found.replications,
        level=level,
    )
