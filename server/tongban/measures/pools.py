"""How busy each pool was in the measured window, by half hour of the day, and what it cost.

All pools are swept at once: every change of a pool (a unit taken or given back, a change of
the roster, the edge of a half hour) is one integer that sorts by pool, then time; between two
of them nothing changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..scenario import MINUTE
from .holdings import Holdings
from .setting import DAY, HALF_HOUR, HALF_HOURS, Setting
from .statistics import index_of

__all__ = [
    "CODES",
    "EDGE",
    "IDLE_FROM",
    "ROSTER",
    "TAKE",
    "by_half_hour",
    "changes_of",
    "fixed_of",
    "merged",
    "occupancy",
    "open_time",
    "roster_cost",
]

Times = NDArray[np.int64]

EDGE, ROSTER, TAKE, GIVE, IDLE_FROM, IDLE_TO = range(6)
CODES = 8
UNITS_HELD = np.array([0, 0, 1, -1, 0, 0, 0, 0], np.int64)
UNITS_IDLE = np.array([0, 0, 0, 0, 1, -1, 0, 0], np.int64)


def changes_of(holdings: Holdings, setting: Setting) -> Times:
    """What holdings change in the measured window, in no order: as ``_keys`` puts it."""
    start, until = setting.measured_from, setting.measured_until

    def spans(pool: Times, begin: Times, end: Times, code: int) -> list[Times]:
        inside = np.flatnonzero((begin < until) & (end > start) & (end > begin))
        pool = pool[inside]
        ends = (begin[inside], code), (end[inside], code + 1)
        return [_keys(pool, time, change, setting) for time, change in ends]

    h = holdings
    taken = spans(h.pool, h.begin, h.end, TAKE)
    return np.concatenate([*taken, *spans(h.idle_pool, h.idle_begin, h.idle_end, IDLE_FROM)])


def _keys(pool: Times, time: Times, code: int, setting: Setting) -> Times:
    """A change as one integer that sorts by pool, then time, which is cut to the window."""
    start, until = setting.measured_from, setting.measured_until
    width = until - start + 1
    return (pool * width + np.clip(time, start, until) - start) * CODES + code


@dataclass(frozen=True, eq=False)
class Fixed:
    """What changes whatever the cases do: the half hours and the roster. E changes of it."""

    changes: Times  # those of the pools' half hours and of the roster, in no order
    roster_units: Times  # [E] how many are rostered from each change of the roster on, in order
    slots: Times  # of each edge of a half hour, pool by pool: which of all pools' half hours


@lru_cache(maxsize=16)
def fixed_of(setting: Setting) -> Fixed:
    """The changes that are the same in every replication."""
    edges = _edges(setting.measured_from, setting.measured_until)
    pools = np.arange(len(setting.places.pools))
    roster_pool, roster_time, roster_units = _roster(setting)
    every = np.repeat(pools, len(edges)), np.tile(edges, len(pools))
    slots = pools[:, None] * HALF_HOURS + edges // HALF_HOUR % HALF_HOURS
    changes = [_keys(*every, EDGE, setting), _keys(roster_pool, roster_time, ROSTER, setting)]
    return Fixed(np.concatenate(changes), roster_units, slots.ravel())


def occupancy(held: Times, setting: Setting) -> NDArray[np.float64]:
    """[P, 48, Y] the pool statistics of one replication, by half hour of the day.

    held  what holdings change, as ``changes_of`` gives it
    """
    fixed = fixed_of(setting)
    width, pools = setting.measured_until - setting.measured_from + 1, len(setting.places.pools)
    changes = np.sort(np.concatenate([fixed.changes, held]))
    code = changes & (CODES - 1)
    # Each pool begins and ends with an edge, so a step to the next pool goes back in time.
    lasts = np.maximum(np.diff(changes // CODES % width, append=0), 0)
    held = np.cumsum(UNITS_HELD[code])
    working = held - np.cumsum(UNITS_IDLE[code])
    rostered = fixed.roster_units[np.maximum(np.cumsum(code == ROSTER) - 1, 0)]
    slot = fixed.slots[np.cumsum(code == EDGE) - 1]
    levels = (held, working, rostered, np.maximum(held - rostered, 0))
    size = pools * HALF_HOURS
    return by_half_hour([np.bincount(slot, level * lasts, minlength=size) for level in levels])


def by_half_hour(sums: Sequence[NDArray[np.generic]]) -> NDArray[np.float64]:
    """[P, 48, Y] the sums of all pools' half hours as pool statistics, with the replication's 1."""
    table = np.stack([*sums, np.ones(len(sums[0]))], axis=-1)
    return table.astype(np.float64).reshape(-1, HALF_HOURS, table.shape[-1])


def roster_cost(occupied: NDArray[np.float64], setting: Setting) -> tuple[float, float]:
    """Staff rostered in the window [unit-µs], and the roster's cost: wages and equipment [CNY]."""
    rostered = occupied[:, :, index_of("rostered_us")].sum(axis=1)
    wages = float(rostered / MINUTE @ setting.pool_cny_per_min)
    equipment = float(_unit_days(setting) @ setting.pool_cny_per_day)
    return float(rostered[setting.pool_is_staff].sum()), wages + equipment


@lru_cache(maxsize=16)
def open_time(setting: Setting) -> float:
    """Open µs of the window, the mean over the halls that open in it; 0 if none does."""
    places, start, until = setting.places, setting.measured_from, setting.measured_until
    begin, end = np.clip(places.open_start, start, until), np.clip(places.open_end, start, until)
    upto = np.concatenate([[0], np.cumsum(end - begin)])
    by_hall = np.diff(upto[places.open_first])
    return float(by_hall[by_hall > 0].mean()) if by_hall.any() else 0.0


def _edges(start: int, until: int) -> Times:
    """The window's start, each half hour in it, and its end."""
    inner = np.arange(start // HALF_HOUR + 1, -(-until // HALF_HOUR)) * HALF_HOUR
    return np.concatenate([[start], inner, [until]]).astype(np.int64)


def _roster(setting: Setting) -> tuple[Times, Times, Times]:
    """The rostered units (pool, from when, how many) by pool and time; at first none."""
    places = setting.places
    pools = np.arange(len(places.pools))
    pool = np.concatenate([pools, places.cap_pool])
    time = np.concatenate([np.full(len(pools), -1), places.cap_time])
    units = np.concatenate([np.zeros(len(pools), np.int64), places.rostered])
    order = np.lexsort((time, pool))
    return pool[order], time[order], units[order]


@lru_cache(maxsize=16)
def _unit_days(setting: Setting) -> NDArray[np.float64]:
    """[P] for each working day of the window the most units rostered at once, added up."""
    first, last = setting.measured_from // DAY, (setting.measured_until - 1) // DAY
    days = np.arange(first, last + 1)
    days = days[np.isin(days, setting.working_days)]
    pool, time, units = _roster(setting)
    pools, width = len(setting.places.pools), (last + 2) * DAY
    key = pool * width + np.minimum(time, (last + 1) * DAY)
    begins = np.arange(pools)[:, None] * width + days * DAY
    # From the units in force when the day begins up to its last change.
    at = np.searchsorted(key, begins, side="right") - 1
    upto = np.searchsorted(key, begins + DAY)
    if not at.size:
        return np.zeros(pools)
    spans = np.stack([at, upto], axis=-1).ravel()
    most = np.maximum.reduceat(np.append(units, 0), spans)[::2]
    return np.asarray(most.reshape(at.shape).sum(axis=1, dtype=np.float64))


def merged(sums: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Pool sums [..., Y] added over pools or half hours; replications are counted once."""
    result = sums.sum(axis=axis)
    result[..., -1] = sums[..., -1].max(axis=axis)
    return np.asarray(result)
