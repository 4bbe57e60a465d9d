"""The calendar and the rosters, lowered to integer tables of sessions, hours and capacity.

Days are numbered from 0, the calendar's first day; times are minutes within this module's
spans and microseconds in the tables it returns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ..flow import NONE, FlowTable
from .model import Calendar, Hall, Scenario, Shift, clock_minutes
from .tables import FOREVER, MINUTE, Places

__all__ = ["open_spans", "places_of", "working_days"]

DAY = 1440 * MINUTE
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Duty(NamedTuple):
    """Units of one kind on duty from one minute of the day to another."""

    start: float
    end: float
    units: int
    rostered: bool


def working_days(calendar: Calendar, count: int) -> list[int]:
    """The numbers of the first `count` working days."""
    found: list[int] = []
    day, holidays = 0, set(calendar.holidays)
    while len(found) < count:
        date = calendar.start + dt.timedelta(days=day)
        if WEEKDAYS[date.weekday()] in calendar.working_days and date not in holidays:
            found.append(day)
        day += 1
    return found


def weekday_of(calendar: Calendar, day: int) -> str:
    """A day's weekday, `mon` to `sun`."""
    return WEEKDAYS[(calendar.start.weekday() + day) % 7]


def open_spans(calendar: Calendar, hall: Hall) -> list[tuple[int, int]]:
    """A hall's opening hours on a working day, in minutes; empty: always open."""
    hours = calendar.open if hall.open is None else hall.open
    return [(clock_minutes(a), clock_minutes(b)) for a, b in hours]


def places_of(scenario: Scenario, flow: FlowTable, days: Sequence[int], day_count: int) -> Places:
    """Halls, pools and hours over a run.

    days       the working days of the run
    day_count  how many calendar days it lasts, and so how many next openings there are
    """
    halls = list(scenario.halls)
    names, pool = _pools(scenario, flow)
    changes = sorted(_capacity(scenario, names, days))
    sessions = [_sessions(scenario, hall, days) for hall in scenario.halls.values()]
    work = [_work(scenario, hall, days) for hall in scenario.halls.values()]
    return Places(
        halls=tuple(halls),
        pools=tuple(names),
        pool=pool,
        cap_time=np.array([c[0] for c in changes], np.int64),
        cap_pool=np.array([c[1] for c in changes], np.int32),
        cap_units=np.array([c[2] for c in changes], np.int32),
        rostered=np.array([c[3] for c in changes], np.int32),
        line_first=_first(sessions),
        line_start=_column(sessions, 0),
        line_end=_column(sessions, 1),
        line_late=_column(sessions, 2),
        open_first=_first(work),
        open_start=_column(work, 0),
        open_end=_column(work, 1),
        next_opening=np.array(
            [_next_openings(scenario, h, days, day_count) for h in scenario.halls.values()],
            np.int64,
        ).reshape(len(halls), day_count),
    )


def _first(ragged: Sequence[Sequence[object]]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.cumsum([0, *(len(rows) for rows in ragged)]).astype(np.int32)


def _column(
    ragged: Sequence[Sequence[tuple[int, ...]]], i: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([row[i] for rows in ragged for row in rows], np.int64)


def _sessions(scenario: Scenario, hall: Hall, days: Sequence[int]) -> list[tuple[int, int, int]]:
    """(start, end, late) of each day's line; without hours one that never ends."""
    calendar = scenario.calendar
    spans = open_spans(calendar, hall)
    if not spans:
        return [(0, FOREVER, FOREVER)]
    first, last = spans[0][0], spans[-1][1]
    if calendar.doors is not None:
        first = min(clock_minutes(calendar.doors), first)
    late = last + _overtime_min(calendar)
    return [(_at(day, first), _at(day, last), _at(day, late)) for day in days]


def _work(scenario: Scenario, hall: Hall, days: Sequence[int]) -> list[tuple[int, int]]:
    spans = open_spans(scenario.calendar, hall)
    if not spans:
        return [(0, FOREVER)]
    return [(_at(day, a), _at(day, b)) for day in days for a, b in spans]


def _next_openings(
    scenario: Scenario, hall: Hall, days: Sequence[int], day_count: int
) -> list[int]:
    spans = open_spans(scenario.calendar, hall)
    if not spans:
        return [(day + 1) * DAY for day in range(day_count)]
    after = np.searchsorted(days, np.arange(day_count), side="right")
    return [_at(days[i], spans[0][0]) if i < len(days) else FOREVER for i in after]


def _at(day: int, minute: float) -> int:
    return day * DAY + round(minute * MINUTE)


def _overtime_min(calendar: Calendar) -> float:
    return calendar.overtime_min if calendar.closing == "serve" else 0.0


def _pools(
    scenario: Scenario, flow: FlowTable
) -> tuple[dict[str, int], np.ndarray[tuple[int, int], np.dtype[np.int32]]]:
    """Pool name -> number, and which pool serves each kind at each hall ([K, H], or NONE)."""
    names: dict[str, int] = {}
    pool = np.full((len(flow.kinds), len(scenario.halls)), NONE, np.int32)
    for k, kind in enumerate(flow.kinds):
        for h, (name, hall) in enumerate(scenario.halls.items()):
            served_by = _drawn_on(scenario, kind)
            rule = scenario.pools.get(served_by)
            by_region = rule is not None and rule.by == "region"
            place = (hall.region or name) if by_region else name
            members = _halls_of(scenario, hall.region or name) if by_region else [hall]
            if any(served_by in member.units for member in members):
                pool[k, h] = names.setdefault(f"{served_by}@{place}", len(names))
    return names, pool


def _drawn_on(scenario: Scenario, kind: str) -> str:
    """The kind whose units serve this one."""
    rule = scenario.pools.get(kind)
    return _drawn_on(scenario, rule.draws_on) if rule is not None and rule.draws_on else kind


def _halls_of(scenario: Scenario, region: str) -> list[Hall]:
    return [hall for name, hall in scenario.halls.items() if (hall.region or name) == region]


def _capacity(
    scenario: Scenario, names: dict[str, int], days: Sequence[int]
) -> Iterator[tuple[int, int, int, int]]:
    """(time, pool, units, of them rostered) at each change, the start of the run included."""
    for name, number in names.items():
        kind, _, place = name.partition("@")
        rule = scenario.pools.get(kind)
        halls = (
            _halls_of(scenario, place)
            if rule is not None and rule.by == "region"
            else [scenario.halls[place]]
        )
        duties = [duty for hall in halls for duty in _duties(scenario.calendar, hall, kind)]
        yield from _changes(number, duties, days, bool(scenario.calendar.open))


def _duties(calendar: Calendar, hall: Hall, kind: str) -> list[Duty]:
    """Who is on duty when, on a working day; overtime goes on with whoever is there last."""
    given = hall.units.get(kind, 0)
    spans = open_spans(calendar, hall)
    if isinstance(given, int):
        given_shifts: Iterable[tuple[int, int, int]] = [
            (a, b, given) for a, b in spans or [(0, 1440)]
        ]
    else:
        given_shifts = [_span(shift) for shift in given]
    duties = [Duty(a, b, units, True) for a, b, units in given_shifts]
    overtime = _overtime_min(calendar) if spans else 0
    if overtime:
        closing = spans[-1][1]
        late = [
            Duty(closing, closing + overtime, duty.units, False)
            for duty in duties
            if duty.end == closing
        ]
        return duties + late
    return duties


def _span(shift: Shift) -> tuple[int, int, int]:
    return clock_minutes(shift.from_), clock_minutes(shift.to), shift.units


def _changes(
    pool: int, duties: Sequence[Duty], days: Sequence[int], has_hours: bool
) -> Iterator[tuple[int, int, int, int]]:
    """The steps of one pool's capacity; steps that change nothing are left out."""
    minutes = sorted({0.0, *(d.start for d in duties), *(d.end for d in duties)})
    last: tuple[int, int] | None = None
    running = set(days)
    for day in days if has_hours else range(days[-1] + 1):
        for minute in minutes:
            on = [d for d in duties if d.start <= minute < d.end]
            units = sum(d.units for d in on), sum(d.units for d in on if d.rostered)
            if minute == 1440 and (not has_hours or day + 1 in running):
                continue  # the next day's own midnight says what follows
            if units != last:
                yield _at(day, minute), pool, *units
                last = units
    if last is None:
        yield 0, pool, 0, 0
