"""When needs arise: a Poisson process with the day's shape, by a change of time.

A unit-rate Poisson process is carried through the inverse of the cumulative intensity, so a
change of rate or shape moves times but keeps order and numbers. Load is layered in octaves
and thinned within a layer: the cases at a smaller load are among those at a larger one,
whatever the largest load asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scenario import MINUTE, Demand, Lowered
from ..scenario.hours import open_spans, weekday_of
from ..scenario.model import clock_minutes
from .streams import Streams

__all__ = [
    "Intensity",
    "Rate",
    "arrival_times",
    "day_factors",
    "intensity_of",
    "layers",
    "unit_process",
]

Floats = NDArray[np.float64]
DAY = 1440.0


@dataclass(frozen=True, eq=False)
class Intensity:
    """A piecewise constant rate. B pieces, in minutes since 00:00 of the first day."""

    start: Floats  # [B]
    end: Floats  # [B]
    expected: Floats  # [B] needs in each piece, before day factors
    day: NDArray[np.int64]  # [B] which of the run's working days a piece belongs to


def layers(load: float) -> Iterator[tuple[int, float, float]]:
    """(number, low, high) of the octaves of load that `load` reaches into: [0,1), [1,2), [2,4) …"""
    number, low, high = 0, 0.0, 1.0
    while low < load:
        yield number, low, high
        number, low, high = number + 1, high, 2 * high


def intensity_of(demand: Demand, hall: str, per_day: float | None, lowered: Lowered) -> Intensity:
    """The rate of one demand at one hall, load 1.

    per_day  needs a working day, or None where the demand gives a rate per hour
    """
    scenario, days = lowered.scenario, lowered.days
    horizon = scenario.experiment.horizon_min
    if horizon is not None:
        rate = (per_day / DAY) if per_day is not None else (demand.per_hour or 0.0) / 60
        whole = np.array([0.0]), np.array([float(horizon)]), np.array([rate * horizon])
        return Intensity(*whole, np.zeros(1, np.int64))
    spans = [(float(a), float(b)) for a, b in open_spans(scenario.calendar, scenario.halls[hall])]
    if per_day is None:
        per_day = (demand.per_hour or 0.0) * sum(b - a for a, b in spans) / 60
    weights = [b - a for a, b in spans]
    if (profile := demand.profile) is not None:
        first = clock_minutes(profile.start)
        spans = [
            (first + i * profile.step_min, first + (i + 1) * profile.step_min)
            for i in range(len(profile.shares))
        ]
        weights = list(profile.shares)
    shape = np.array(weights) / sum(weights)
    factor = [demand.weekday.get(weekday_of(scenario.calendar, int(d)), 1.0) for d in days]  # type: ignore[call-overload]
    begin = np.array([a for a, _ in spans])
    length = np.array([b - a for a, b in spans])
    start = (days[:, None] * DAY + begin).ravel()
    return Intensity(
        start=start,
        end=start + np.tile(length, len(days)),
        expected=(per_day * np.array(factor)[:, None] * shape).ravel(),
        day=np.repeat(np.arange(len(days)), len(spans)),
    )


def day_factors(cv: float, count: int, streams: Streams, demand: str) -> Floats:
    """[count] a factor for each working day, gamma with mean 1, one for all halls alike."""
    if cv == 0:
        return np.ones(count)
    from scipy.special import gammaincinv

    shape = cv**-2
    u = streams.generator(demand, "day").random(count)
    return np.asarray(gammaincinv(shape, np.clip(u, 2.0**-53, 1 - 2.0**-53)) / shape)


@dataclass(frozen=True, eq=False)
class Rate:
    """The rate of one layer with its days' factors, the same for all halls of one intensity."""

    upto: Floats  # [B + 1] expected needs before each piece, and in all
    start: Floats  # [B] min
    per_need: Floats  # [B] min in which one is expected; 0 in an empty piece

    @classmethod
    def of(cls, intensity: Intensity, factors: Floats, width: float) -> Rate:
        """For a layer of some width, in loads; factors [days] of whole days."""
        expected = intensity.expected * factors[intensity.day] * width
        length = intensity.end - intensity.start
        per_need = np.divide(length, expected, out=np.zeros_like(length), where=expected > 0)
        return cls(np.concatenate([[0.0], np.cumsum(expected)]), intensity.start, per_need)


def unit_process(rate: Rate, generator: np.random.Generator) -> Floats:
    """A Poisson process with rate 1, up to the needs that are expected in all."""
    total = rate.upto[-1]
    size = int(total + 6 * np.sqrt(total) + 16)
    clock = np.cumsum(generator.standard_exponential(size))
    while clock[-1] < total:
        more = generator.standard_exponential(size)
        clock = np.concatenate([clock, clock[-1] + np.cumsum(more)])
    return clock[: np.searchsorted(clock, total)]


def arrival_times(rate: Rate, clock: Floats) -> NDArray[np.int64]:
    """When the needs of unit processes arise [µs]."""
    piece = np.searchsorted(rate.upto, clock, side="right") - 1
    np.minimum(piece, len(rate.start) - 1, out=piece)
    minutes = rate.start[piece] + (clock - rate.upto[piece]) * rate.per_need[piece]
    return np.floor(minutes * MINUTE).astype(np.int64)
