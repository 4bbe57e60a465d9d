"""Who comes: the cases of one demand and what chance fixed about each once for all.

The same uniforms decide in every alternative, so the same applicant with the same matter is
the same applicant in every channel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..scenario import Demand, Lowered, Scenario
from .streams import Crowd

__all__ = ["People", "home_weights", "people_of"]

Floats = NDArray[np.float64]
HOME, ITEM, CHANNEL, WORK = range(4)
"""Which of a case's uniforms says what of it."""


@dataclass(frozen=True, eq=False)
class People:
    """N cases of one demand, in the order of their streams."""

    crowd: Crowd
    home: NDArray[np.int32]  # [N] index of the home hall
    item: NDArray[np.int32]  # [N]
    channel: NDArray[np.int32]  # [N]
    mask: NDArray[np.int64]  # [N]
    work_min: Floats  # [N] the work in the case, at the counter
    willing: NDArray[np.bool_] | None  # [N] seeks its channel at all; None: everyone does

    @cached_property
    def patience(self) -> Floats:
        """[N] the rank of each one's patience, in (0, 1), the same at every visit."""
        rank: Floats = self.crowd.uniforms("patience")[0]
        return rank

    def picked(self, cases: NDArray[np.int64]) -> People:
        """Some of them."""
        willing = None if self.willing is None else self.willing[cases]
        found = People(
            self.crowd.picked(cases),
            self.home[cases],
            self.item[cases],
            self.channel[cases],
            self.mask[cases],
            self.work_min[cases],
            willing,
        )
        if "patience" in self.__dict__:
            found.__dict__["patience"] = self.patience[cases]
        return found

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
    halls: Sequence[tuple[str, int]],
    channels: Mapping[str, float],
    lowered: Lowered,
    crowd: Crowd,
) -> People:
    """The cases of one demand.

    halls     (hall, how many cases stand there), in the order of the crowd
    channels  the channels they take, by weight
    """
    scenario = lowered.scenario
    hall_number = {name: i for i, name in enumerate(scenario.halls)}
    items = {lowered.items.index(name): w for name, w in demand.items.items()}
    ways = {lowered.channels.index(name): w for name, w in channels.items()}
    u = crowd.uniforms("who", columns=4)
    home = np.empty(len(crowd), np.int32)
    first = 0
    for hall, count in halls:
        weights = home_weights(scenario, demand, hall)
        here = slice(first, first + count)
        home[here] = _pick(u[HOME, here], {hall_number[name]: w for name, w in weights.items()})
        first += count
    item, channel = _pick(u[ITEM], items), _pick(u[CHANNEL], ways)
    return People(
        crowd=crowd,
        home=home,
        item=item,
        channel=channel,
        mask=_masks(lowered, channel, channels, crowd),
        work_min=_work(scenario, item, list(items), u[WORK]),
        willing=_willing(lowered, demand, channel, crowd),
    )


def _pick(u: Floats, weights: Mapping[int, float]) -> NDArray[np.int32]:
    """Numbers by weight, by inversion in the order given."""
    numbers = np.array(list(weights), np.int32)
    if len(numbers) == 1:
        return np.full(len(u), numbers[0])
    upto = np.cumsum(list(weights.values()))
    return numbers[np.searchsorted(upto[:-1] / upto[-1], u, side="right")]


def _masks(
    lowered: Lowered, channel: NDArray[np.int32], channels: Mapping[str, float], crowd: Crowd
) -> NDArray[np.int64]:
    """Which kinds each case needs at all, a bit each."""
    kinds = lowered.tables.flow.kinds
    mask = np.full(len(channel), (1 << len(kinds)) - 1, np.int64)
    asked = {kind for name in channels for kind in lowered.scenario.channels[name].needs}
    for k, kind in enumerate(kinds):
        if kind in asked:
            shares = [c.needs.get(kind, 1.0) for c in lowered.scenario.channels.values()]
            without = crowd.uniforms("needs", kind)[0] >= np.array(shares)[channel]
            mask[without] &= ~(1 << k)
    return mask


def _work(scenario: Scenario, item: NDArray[np.int32], known: Sequence[int], u: Floats) -> Floats:
    specs = list(scenario.items.values())
    if len(known) == 1:
        return specs[known[0]].work.quantile(u)
    work = np.zeros(len(item))
    for i in known:
        here = np.flatnonzero(item == i)
        work[here] = specs[i].work.quantile(u[here])
    return work


def _willing(
    lowered: Lowered, demand: Demand, channel: NDArray[np.int32], crowd: Crowd
) -> NDArray[np.bool_] | None:
    shares = np.array([demand.willing.get(name, 1.0) for name in lowered.channels])
    if (shares == 1).all():
        return None
    return np.asarray(crowd.uniforms("willing")[0] < shares[channel])
