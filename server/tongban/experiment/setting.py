"""A scenario's constants in the form measures want them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..measures import Setting
from ..scenario import MINUTE, Lowered

__all__ = ["setting_of"]


def setting_of(lowered: Lowered, channels: Iterable[str]) -> Setting:
    """What measures must know of a scenario.

    channels  those compared: an item that one of them cannot serve is not in the common set
    """
    scenario, flow = lowered.scenario, lowered.tables.flow
    items, costs = scenario.items.values(), scenario.costs
    compared = set(channels)
    prices = [costs.kinds.get(kind) for kind in flow.kinds]
    per_min = [price.cny_per_min if price else 0.0 for price in prices]
    travel_min, fare_cny = _travel(lowered)
    return Setting(
        flow=flow,
        places=lowered.tables.places,
        groups=lowered.groups,
        items=lowered.items,
        channels=lowered.channels,
        halls=tuple(scenario.halls),
        item_is_enquiry=np.array([item.kind == "enquiry" for item in items]),
        eligible=np.array([compared.isdisjoint(item.not_through) for item in items]),
        asks=_asks(lowered),
        working_days=lowered.working_days,
        measured_from=lowered.measured_from,
        measured_until=lowered.measured_until,
        service_target_us=_targets(lowered),
        travel_min=travel_min,
        fare_cny=fare_cny,
        local_trip_min=costs.local_trip_min,
        kind_is_staff=np.array([value > 0 for value in per_min], bool),
        staff_cny_per_min=np.array(per_min),
        equipment_cny_per_day=np.array([price.cny_per_day if price else 0.0 for price in prices]),
        citizen_cny_per_min=costs.citizen_cny_per_min,
        courier_cny=costs.courier_cny,
    )


def _asks(lowered: Lowered) -> NDArray[np.bool_]:
    asks = np.zeros((len(lowered.groups), len(lowered.items)), bool)
    for name, demand in lowered.scenario.demand.items():
        for item in demand.items:
            asks[lowered.groups.index(demand.group or name), lowered.items.index(item)] = True
    return asks


def _targets(lowered: Lowered) -> NDArray[np.int64]:
    target = lowered.scenario.experiment.service_target_min
    minutes = [
        target.get(group, 30.0) if isinstance(target, dict) else target for group in lowered.groups
    ]
    return np.array([round(minute * MINUTE) for minute in minutes], np.int64)


def _travel(lowered: Lowered) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """[H, H] minutes and fares of one way: between the halls if given, else their regions."""
    halls = list(lowered.scenario.halls)
    trips = {frozenset(trip.between): trip for trip in lowered.scenario.travel}
    minutes, fares = np.zeros((2, len(halls), len(halls)))
    for a, hall in enumerate(halls):
        for b, home in enumerate(halls):
            regions = frozenset((lowered.region(hall), lowered.region(home)))
            trip = trips.get(frozenset((hall, home))) or trips.get(regions)
            if trip is not None and a != b:
                minutes[a, b], fares[a, b] = trip.min, trip.fare_cny
    return minutes, fares
