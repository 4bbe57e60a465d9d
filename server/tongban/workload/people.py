"""Who comes: the cases of one demand and what chance fixed about each once for all.

The same uniforms decide in every alternative, so the same applicant with the same matter is
the same applicant in every channel: ``People`` is drawn once for all of them, ``Ways`` is what
the people of one alternative take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from ..scenario import MINUTE, Demand, Distribution, Lowered, Scenario
from .streams import Crowd

__all__ = ["People", "Ways", "home_weights", "patience_us", "people_of", "ways_of"]

Floats = NDArray[np.float64]
Times = NDArray[np.int64]
Numbers = NDArray[np.int32]

HOME, ITEM, CHANNEL, WORK = range(4)
"""Which of a case's uniforms says what of it."""

FEW = 8
"""So many are compared one by one sooner than searched."""


@dataclass(frozen=True, eq=False)
class People:
    """N cases of one demand, in the order of their streams."""

    crowd: Crowd
    hall: Numbers  # [N] where the need arises
    home: Numbers  # [N] index of the home hall
    item: Numbers  # [N]
    work_min: Floats  # [N] the work in the case, at the counter
    patience_us: dict[Distribution, Times] = field(default_factory=dict)
    """[N] how long each one waits, by how long people do: filled as it is asked for"""

    def __len__(self) -> int:
        return len(self.home)


@dataclass(frozen=True, eq=False)
class Ways:
    """What the people of one alternative take and need. N cases."""

    channel: Numbers  # [N]
    mask: NDArray[np.int64]  # [N]
    willing: NDArray[np.bool_] | None  # [N] seeks its channel at all; None: everyone does


def home_weights(scenario: Scenario, demand: Demand, hall: str) -> dict[str, float]:
    """Home halls of the needs that arise at a hall, by weight: those of other regions."""
    if demand.pairs is not None:
        return {home: n for home, n in demand.pairs.get(hall, {}).items() if n > 0}
    if demand.homes is None:
        return {hall: 1.0}

    def region(name: str) -> str:
        return scenario.halls[name].region or name

    return {home: w for home, w in demand.homes.items() if region(home) != region(hall)}


def patience_us(dist: Distribution, rank: Floats) -> Times:
    """[n] how long one of a rank waits, at least a microsecond."""
    found = dist.quantile(rank) * MINUTE
    return np.maximum(np.rint(found, out=found), 1, out=found).astype(np.int64)


def people_of(
    demand: Demand, standing: Sequence[tuple[str, int]], lowered: Lowered, crowd: Crowd
) -> People:
    """The cases of one demand.

    standing  (hall, how many cases stand there), in the order of the crowd
    """
    scenario = lowered.scenario
    hall_number = {name: i for i, name in enumerate(scenario.halls)}
    items = {lowered.items.index(name): w for name, w in demand.items.items()}
    u = crowd.uniforms("who", columns=4)
    home = np.empty(len(crowd), np.int32)
    first = 0
    for hall, several in groupby(standing, key=itemgetter(0)):  # the layers of its load
        weights = home_weights(scenario, demand, hall)
        here = slice(first, first + sum(count for _, count in several))
        home[here] = _pick(u[HOME, here], {hall_number[name]: w for name, w in weights.items()})
        first = here.stop
    item = _pick(u[ITEM], items)
    counts = [count for _, count in standing]
    numbers = np.array([hall_number[name] for name, _ in standing], np.int32)
    work_min = _work(scenario, item, list(items), u[WORK])
    return People(crowd, np.repeat(numbers, counts), home, item, work_min)


def ways_of(
    demand: Demand, channels: Mapping[str, float], lowered: Lowered, people: People
) -> Ways:
    """What people take.

    channels  the channels they take, by weight
    """
    weights = {lowered.channels.index(name): w for name, w in channels.items()}
    u = np.empty(len(people))
    if len(weights) > 1:
        u = people.crowd.uniforms("who", columns=CHANNEL + 1)[CHANNEL]
    channel = _pick(u, weights)
    return Ways(
        channel=channel,
        mask=_masks(lowered, channel, channels, people.crowd),
        willing=_willing(lowered, demand, channel, people.crowd),
    )


def _pick(u: Floats, weights: Mapping[int, float]) -> Numbers:
    """Numbers by weight, by inversion in the order given."""
    numbers = np.array(list(weights), np.int32)
    if len(numbers) == 1:
        return np.full(len(u), numbers[0])
    upto = np.cumsum(list(weights.values()))
    edges = upto[:-1] / upto[-1]
    if len(edges) > FEW:
        return numbers[np.searchsorted(edges, u, side="right")]
    place = np.zeros(len(u), np.int8)
    for edge in edges:
        place += u >= edge
    return numbers[place]


def _masks(
    lowered: Lowered, channel: Numbers, channels: Mapping[str, float], crowd: Crowd
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


def _work(scenario: Scenario, item: Numbers, known: Sequence[int], u: Floats) -> Floats:
    specs = list(scenario.items.values())
    if len(known) == 1:
        return specs[known[0]].work.quantile(u)
    work = np.zeros(len(item))
    for i in known:
        here = np.flatnonzero(item == i)
        work[here] = specs[i].work.quantile(u[here])
    return work


def _willing(
    lowered: Lowered, demand: Demand, channel: Numbers, crowd: Crowd
) -> NDArray[np.bool_] | None:
    shares = np.array([demand.willing.get(name, 1.0) for name in lowered.channels])
    if (shares == 1).all():
        return None
    return np.asarray(crowd.uniforms("willing")[0] < shares[channel])
