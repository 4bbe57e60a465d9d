"""The halls of a scenario as the live service needs them, and when a line closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ..flow import Text, text
from ..scenario import Source

__all__ = ["DAY_US", "UTC_OFFSET_US", "ZONE", "Places", "places_of", "target_us_of"]

ZONE = ZoneInfo("Asia/Shanghai")
UTC_OFFSET_US = 8 * 3_600_000_000
"""Local time less UTC; there is no summer time."""
DAY_US = 86_400_000_000


@dataclass(frozen=True, eq=False)
class Places:
    """Which halls there are, in which region, with how many of what.

    home_of_region  the hall whose clerks answer for a region
    always_open     the demonstration does not close at night
    """

    titles: Mapping[str, Text]
    region_of: Mapping[str, str]
    windows: Mapping[str, int]  # nearby hall -> its windows
    home_of_region: Mapping[str, str]
    closing: Mapping[str, dt.time]
    always_open: bool = True

    def closes_at(self, place: str, now: int) -> int | None:
        """When the line of a place closes on this day [µs]; None if it does not."""
        closing = self.closing.get(place)
        if closing is None or self.always_open:
            return None
        today = dt.datetime.fromtimestamp(now / 1e6, ZONE).date()
        return round(dt.datetime.combine(today, closing, ZONE).timestamp() * 1e6)

    def day(self, now: int) -> int:
        """The number of the calendar day [days since 1970-01-01, local]."""
        return dt.datetime.fromtimestamp(now / 1e6, ZONE).date().toordinal()


def places_of(source: Source, *, always_open: bool = True) -> Places:
    """The places of a scenario: halls with windows are nearby ones, each region's first hall
    with clerks and no window is its home.
    """
    halls = source.scenario.halls
    region_of = {name: hall.region or name for name, hall in halls.items()}
    windows = {name: _count(hall.units.get("window")) for name, hall in halls.items()}
    homes: dict[str, str] = {}
    for name, hall in halls.items():
        if not windows[name] and hall.units.get("clerk"):
            homes.setdefault(region_of[name], name)
    calendar = source.scenario.calendar
    closing = {}
    for name, hall in halls.items():
        hours = hall.open if hall.open is not None else calendar.open
        if hours and hours[-1][1] != "24:00":
            closing[name] = dt.time.fromisoformat(hours[-1][1])
    plain = {name: text(name, name) for name in halls}
    return Places(
        titles={name: hall.title or plain[name] for name, hall in halls.items()},
        region_of=region_of,
        windows={name: count for name, count in windows.items() if count},
        home_of_region=homes,
        closing=closing,
        always_open=always_open,
    )


def target_us_of(source: Source, channel: str) -> int:
    """The T of a scenario's service level [µs], for those who may come through a channel.

    Where it differs by group, that of the first such group counts.
    """
    target = source.scenario.experiment.service_target_min
    if not isinstance(target, dict):
        return round(target * 60_000_000)
    demands = source.scenario.demand.items()
    groups = [each.group or name for name, each in demands if each.channel in (None, channel)]
    return round(target.get(next(iter(groups), ""), 30.0) * 60_000_000)


def _count(units: object) -> int:
    if isinstance(units, int):
        return units
    return max((shift.units for shift in units), default=0) if isinstance(units, tuple) else 0
