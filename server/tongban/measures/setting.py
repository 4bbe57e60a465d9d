"""What measures must know besides the records: the places, the calendar, the prices, the names.

A scenario fills it once; it is the same for every replication of an alternative.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..flow import NONE, FlowTable
from ..scenario import Places

__all__ = ["DAY", "HALF_HOUR", "HALF_HOURS", "Setting"]

HALF_HOUR = 30 * 60_000_000
"""Microseconds in half an hour."""

HALF_HOURS = 48
"""Half hours in a day."""

DAY = HALF_HOURS * HALF_HOUR
"""Microseconds in a day."""


@dataclass(frozen=True, eq=False)
class Setting:
    """The constants of all measures. G groups, I items, H halls, K kinds, P pools.

    Times are int64 microseconds since 00:00 of the first day, which is day 0. The prices of a
    unit are those of its pool's kind: a kind that draws on another's pool uses units that are
    paid as that other kind.
    """

    flow: FlowTable
    places: Places
    groups: tuple[str, ...]
    items: tuple[str, ...]
    channels: tuple[str, ...]
    halls: tuple[str, ...]
    item_is_enquiry: NDArray[np.bool_]  # [I]
    eligible: NDArray[np.bool_]  # [I] every channel that is compared can serve it
    asks: NDArray[np.bool_]  # [G, I] the group's demand has the item at all
    working_days: NDArray[np.int64]  # numbers of days, sorted, not empty
    measured_from: int  # the window of the pools' measures and of throughput
    measured_until: int
    service_target_us: NDArray[np.int64]  # [G] the T of the service level
    travel_min: NDArray[np.float64]  # [H, H] one way, door to door, from hall to home hall
    fare_cny: NDArray[np.float64]  # [H, H] one way
    local_trip_min: float  # to a nearby hall and back
    kind_is_staff: NDArray[np.bool_]  # [K]
    staff_cny_per_min: NDArray[np.float64]  # [K] paid time, 0 for equipment
    equipment_cny_per_day: NDArray[np.float64]  # [K] a unit on a working day
    citizen_cny_per_min: float  # the value of an applicant's time
    courier_cny: float  # one parcel
    cap_working_days: int = 10  # where the restricted mean time is cut off

    def __post_init__(self) -> None:
        if not len(self.working_days):
            raise ValueError("working_days is empty: give at least one day")

    @cached_property
    def pool_kind(self) -> NDArray[np.int64]:
        """[P] the kind a pool's units are of: the one in its name ``kind@place``.

        If the flows have no kind of that name, the first kind the pool serves.
        """
        kinds = {name: k for k, name in enumerate(self.flow.kinds)}
        found = np.full(len(self.places.pools), NONE, np.int64)
        for pool, name in enumerate(self.places.pools):
            served = np.flatnonzero((self.places.pool == pool).any(axis=1))
            own = kinds.get(name.partition("@")[0])
            found[pool] = own if own is not None else served[0] if len(served) else NONE
        return found

    @cached_property
    def pool_kind_names(self) -> tuple[str, ...]:
        """[P] the kind in each pool's name."""
        return tuple(name.partition("@")[0] for name in self.places.pools)

    @cached_property
    def pool_is_staff(self) -> NDArray[np.bool_]:
        """[P] its units are people."""
        return self._by_pool(self.kind_is_staff).astype(np.bool_)

    @cached_property
    def pool_cny_per_min(self) -> NDArray[np.float64]:
        """[P] what a minute of one of its units is paid."""
        return self._by_pool(self.staff_cny_per_min)

    @cached_property
    def pool_cny_per_day(self) -> NDArray[np.float64]:
        """[P] what a unit costs on a working day."""
        return self._by_pool(self.equipment_cny_per_day)

    def _by_pool(self, of_kind: NDArray[np.generic]) -> NDArray[np.float64]:
        """[P] values by kind laid out by pool; 0 for a pool of no known kind."""
        values = np.append(of_kind.astype(np.float64), 0.0)  # NONE is -1: the last
        return np.asarray(values[self.pool_kind])
