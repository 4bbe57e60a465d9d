"""Who comes: the cases of one source and what chance fixed about each once for all.

The same uniforms decide in every alternative, so the same applicant with the same matter is
the same applicant in every channel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scenario import Demand, Lowered, Scenario
from .streams import Streams

__all__ = ["People", "home_weights", "people_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class People:
    """The N cases of one source, in order of need, before thinning."""

    home: NDArray[np.int32]  # [N] index of the home hall
    item: NDArray[np.int32]  # [N]
    channel: NDArray[np.int32]  # [N]
    mask: NDArray[np.int64]  # [N]
    work_min: Floats  # [N] the work in the case, at the counter
    patience: Floats  # [N] the rank of its patience, in (0, 1)
    willing: NDArray[np.bool_]  # [N] seeks its channel at all

    def __len__(self) -> int:
        return len(self.home)


def home_weights(scenario: Scenario, demand: Demand, hall: str) -> dict[str, float]:
    """Home halls of the needs that arise at a hall, by weight: those of other regions."""
    if demand.pairs is not None:
        return {home: n for home, n in demand.pairs.get(hall, {}).items() if n > 0}
    if demand.homes is None:
        return {hall: 1.0}

    def region(name: str) -> str:
        return scenario.halls[name].region or name

    return {home: w for home, w in demand.homes.items() if region(home) != region(hall)}


def people_of(
    demand: Demand,
    hall: str,
    channels: Mapping[str, float],
    lowered: Lowered,
    streams: Streams,
    source: str,
    count: int,
) -> People:
    """The first `count` cases of a source.

    channels  the channels they take, by weight
    """
    scenario = lowered.scenario
    homes = home_weights(scenario, demand, hall)
    hall_number = {name: i for i, name in enumerate(scenario.halls)}
    item_number = {name: i for i, name in enumerate(scenario.items)}
    channel_number = {name: i for i, name in enumerate(lowered.channels)}

    def uniform(purpose: str) -> Floats:
        drawn: Floats = streams.uniforms(count, source, purpose)[0]
        return drawn

    home = _pick(uniform("home"), {hall_number[name]: w for name, w in homes.items()})
    item = _pick(uniform("item"), {item_number[name]: w for name, w in demand.items.items()})
    channel = _pick(uniform("channel"), {channel_number[name]: w for name, w in channels.items()})
    return People(
        home=home,
        item=item,
        channel=channel,
        mask=_masks(lowered, channel, channels, uniform),
        work_min=_work(scenario, item, uniform("work")),
        patience=uniform("patience"),
        willing=uniform("willing") < _willing(lowered, demand)[channel],
    )


def _pick(u: Floats, weights: Mapping[int, float]) -> NDArray[np.int32]:
    """Numbers by weight, by inversion in the order given."""
    numbers = np.array(list(weights), np.int32)
    upto = np.cumsum(list(weights.values()))
    return numbers[np.searchsorted(upto[:-1] / upto[-1], u, side="right")]


def _masks(
    lowered: Lowered,
    channel: NDArray[np.int32],
    channels: Mapping[str, float],
    uniform: Callable[[str], Floats],
) -> NDArray[np.int64]:
    """Which kinds each case needs at all, a bit each."""
    kinds = lowered.tables.flow.kinds
    mask = np.full(len(channel), (1 << len(kinds)) - 1, np.int64)
    asked = {kind for name in channels for kind in lowered.scenario.channels[name].needs}
    for k, kind in enumerate(kinds):
        if kind in asked:
            shares = [c.needs.get(kind, 1.0) for c in lowered.scenario.channels.values()]
            without = uniform(f"needs {kind}") >= np.array(shares)[channel]
            mask[without] &= ~(1 << k)
    return mask


def _work(scenario: Scenario, item: NDArray[np.int32], u: Floats) -> Floats:
    work = np.zeros(len(item))
    for i, spec in enumerate(scenario.items.values()):
        here = item == i
        if here.any():
            work[here] = spec.work.quantile(u[here])
    return work


def _willing(lowered: Lowered, demand: Demand) -> Floats:
    return np.array([demand.willing.get(name, 1.0) for name in lowered.channels])
