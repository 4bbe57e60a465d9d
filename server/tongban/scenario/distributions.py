"""Distributions of durations, by inversion: one uniform number gives one value.

``quantile(u)`` maps uniforms in (0, 1) to values in the parameters' unit (minutes, wherever a
scenario uses one), so the same uniform keeps its rank when a parameter changes: that is what
keeps common random numbers paired.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from ..flow import Frozen

__all__ = ["Distribution", "Empirical", "Lognormal"]

Floats = NDArray[np.float64]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False, strict=True)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False, strict=True)]


class Constant(Frozen):
    """Always the same value."""

    dist: Literal["constant"]
    value: NonNegative

    def quantile(self, u: Floats) -> Floats:
        """The value, whatever u."""
        return np.full(u.shape, self.value)

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.value


class Uniform(Frozen):
    """Every value between low and high alike."""

    dist: Literal["uniform"]
    low: NonNegative
    high: Positive

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        if self.high <= self.low:
            raise ValueError(f"high must be above low ({self.low:g}), not {self.high:g}")
        return self

    def quantile(self, u: Floats) -> Floats:
        """Low + (high - low) u."""
        return self.low + (self.high - self.low) * u

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + self.high) / 2


class Triangular(Frozen):
    """Between low and high, most often near mode."""

    dist: Literal["triangular"]
    low: NonNegative
    mode: NonNegative
    high: Positive

    @model_validator(mode="after")
    def _ordered(self) -> Triangular:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise ValueError("needs low <= mode <= high, and low below high")
        return self

    def quantile(self, u: Floats) -> Floats:
        """Inverse of the two quadratic pieces."""
        low, mode, high = self.low, self.mode, self.high
        split = (mode - low) / (high - low)
        left = low + np.sqrt(u * (high - low) * (mode - low))
        right = high - np.sqrt((1 - u) * (high - low) * (high - mode))
        return np.where(u < split, left, right)

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + self.mode + self.high) / 3


class Exponential(Frozen):
    """Memoryless."""

    dist: Literal["exponential"]
    mean: Positive

    def quantile(self, u: Floats) -> Floats:
        """-mean ln(1 - u)."""
        return -self.mean * np.log1p(-u)


class Erlang(Frozen):
    """The sum of k exponentials."""

    dist: Literal["erlang"]
    mean: Positive
    k: Annotated[int, Field(ge=1, le=1000, strict=True)]

    def quantile(self, u: Floats) -> Floats:
        """Inverse of the regularised incomplete gamma function."""
        from scipy.special import gammaincinv

        result: Floats = gammaincinv(self.k, u) * (self.mean / self.k)
        return result


class Gamma(Frozen):
    """By mean and coefficient of variation: shape 1/cv²."""

    dist: Literal["gamma"]
    mean: Positive
    cv: Positive

    def quantile(self, u: Floats) -> Floats:
        """Inverse of the regularised incomplete gamma function."""
        from scipy.special import gammaincinv

        shape = self.cv**-2
        return np.asarray(gammaincinv(shape, u) * (self.mean / shape), np.float64)


class Weibull(Frozen):
    """By mean and shape: above 1 the longer one has waited the sooner one leaves."""

    dist: Literal["weibull"]
    mean: Positive
    shape: Positive

    def quantile(self, u: Floats) -> Floats:
        """The value scale (-ln(1 - u))^(1/shape), scale = mean / Γ(1 + 1/shape)."""
        scale = self.mean / math.gamma(1 + 1 / self.shape)
        return np.asarray(scale * np.power(-np.log1p(-u), 1 / self.shape), np.float64)


class Lognormal(Frozen):
    """By mean and coefficient of variation; the usual fit of handling times."""

    dist: Literal["lognormal"]
    mean: Positive
    cv: NonNegative

    def quantile(self, u: Floats) -> Floats:
        """exp(μ + σ Φ⁻¹(u)) with σ² = ln(1 + cv²), μ = ln mean - σ²/2."""
        from scipy.special import ndtri

        variance = math.log1p(self.cv**2)
        result: Floats = self.mean * np.exp(math.sqrt(variance) * ndtri(u) - variance / 2)
        return result


class Empirical(Frozen):
    """Observed values, each alike; `file` names a CSV file whose first column holds them."""

    dist: Literal["empirical"]
    values: Annotated[tuple[NonNegative, ...], Field(min_length=1)] = Field(
        description="the values, or leave out and name a `file`"
    )
    file: str | None = None

    def quantile(self, u: Floats) -> Floats:
        """The value of rank ⌊u n⌋."""
        ordered = np.sort(np.asarray(self.values))
        return ordered[np.minimum((u * len(ordered)).astype(np.int64), len(ordered) - 1)]

    @property
    def mean(self) -> float:
        """Expected value."""
        return float(np.mean(self.values))


class Part(Frozen):
    """One component of a mixture."""

    weight: Positive
    of: Distribution


class Mixture(Frozen):
    """One of several distributions, by weight."""

    dist: Literal["mixture"]
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]

    def quantile(self, u: Floats) -> Floats:
        """The component whose share of (0, 1) holds u, at u's rank within that share."""
        result = np.empty(u.shape)
        total = math.fsum(part.weight for part in self.parts)
        below = 0.0
        for i, part in enumerate(self.parts):
            share = part.weight / total
            last = i == len(self.parts) - 1
            here = (u >= below) & ((u < below + share) | last)
            tiny = np.finfo(float).tiny
            inner = np.clip((u[here] - below) / share, tiny, 1 - 2**-53)
            result[here] = part.of.quantile(inner)
            below += share
        return result

    @property
    def mean(self) -> float:
        """Expected value."""
        total = math.fsum(part.weight for part in self.parts)
        return math.fsum(part.weight * part.of.mean for part in self.parts) / total


Distribution = Annotated[
    Constant
    | Uniform
    | Triangular
    | Exponential
    | Erlang
    | Gamma
    | Weibull
    | Lognormal
    | Empirical
    | Mixture,
    Field(discriminator="dist"),
]

Part.model_rebuild()
Mixture.model_rebuild()
