"""What staffing may change: units of some kinds at some halls, in which range, at what cost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import groupby

from ...errors import Fault, InputError, did_you_mean
from ...scenario import Scenario, value_of
from ...scenario.hours import open_spans
from ...scenario.model import Shift, clock_minutes

__all__ = [
    "Levels",
    "Part",
    "Unit",
    "changes_of",
    "parts_of",
    "roster_of",
    "shifts_of",
    "units_of",
]

Levels = tuple[int, ...]
"""How many units of each part there are."""

FORM = re.compile(r"halls\.([^.=\s]+)\.([^.=\s]+)(?:\s*=\s*(\d+)\s*\.\.\s*(\d+))?")


@dataclass(frozen=True, slots=True)
class Unit:
    """Units of one kind at one hall; they stand for the region's where halls share them."""

    hall: str
    kind: str
    given: int | tuple[Shift, ...]  # in the scenario
    low: int
    high: int
    spans: tuple[tuple[int, int], ...]  # when they are on duty [min of the day]
    cny_per_min: float
    cny_per_day: float

    @property
    def key(self) -> str:
        """Where it stands in the scenario."""
        return f"halls.{self.hall}.{self.kind}"

    @property
    def count(self) -> int:
        """How many the scenario has, at the most."""
        if isinstance(self.given, int):
            return self.given
        starts = [clock_minutes(shift.from_) for shift in self.given]
        return max((_on_duty(self.given, start) for start in starts), default=0)

    @property
    def cost(self) -> float:
        """Of one, a day [CNY]."""
        return self.cny_per_day + self.cny_per_min * sum(b - a for a, b in self.spans)

    @property
    def cost_given(self) -> float:
        """Of those the scenario has, a day [CNY]."""
        if isinstance(self.given, int):
            return self.given * self.cost
        minutes = sum(s.units * (clock_minutes(s.to) - clock_minutes(s.from_)) for s in self.given)
        return self.count * self.cny_per_day + minutes * self.cny_per_min


@dataclass(frozen=True, slots=True)
class Part:
    """A unit through the day, or in one part of it: what the search counts."""

    unit: Unit
    low: int
    high: int
    cost: float  # of one more, a day
    span: tuple[int, int] | None = None  # None: the whole day


def units_of(scenario: Scenario, patterns: Sequence[str]) -> tuple[Unit, ...]:
    """The units that patterns such as ``halls.*.clerk=1..12`` name; default all that are paid.

    Raises InputError, with the faults of all patterns.
    """
    found: dict[str, Unit] = {}
    faults: list[Fault] = []
    for pattern in patterns or _paid(scenario):
        match = FORM.fullmatch(pattern.strip())
        if match is None:
            message = "write it like halls.*.clerk=1..12 or halls.hefei.clerk"
            faults.append(Fault("--units", pattern, message))
            continue
        span = (int(match[3]), int(match[4])) if match[3] else None
        units, wrong = _named(scenario, match[1], match[2], span)
        faults += [Fault("--units", pattern, wrong)] if wrong else []
        found |= {unit.key: unit for unit in units}
    if not found and not faults:
        message = "the scenario has no paid kind (costs.kinds): name some, as halls.*.clerk"
        faults.append(Fault("option", "units", message))
    if faults:
        raise InputError(faults)
    return _with_costs(tuple(found.values()))


def _paid(scenario: Scenario) -> list[str]:
    """Patterns for every kind whose time is paid; in a scenario without costs for every kind."""
    own = list(dict.fromkeys(k for h in scenario.halls.values() for k in h.units))
    paid = [k for k in own if (c := scenario.costs.kinds.get(k)) is not None and c.cny_per_min > 0]
    names = paid if scenario.costs.kinds else own
    return [f"halls.*.{kind}" for kind in names if not _drawn(scenario, kind)]


def _drawn(scenario: Scenario, kind: str) -> str | None:
    rule = scenario.pools.get(kind)
    return rule.draws_on if rule is not None else None


def _named(
    scenario: Scenario, hall: str, kind: str, span: tuple[int, int] | None
) -> tuple[list[Unit], str | None]:
    """The units of one pattern, or what is wrong with it."""
    if (other := _drawn(scenario, kind)) is not None:
        return [], f"{kind} draws on {other}: name {other} instead"
    if span is not None and span[0] > span[1]:
        return [], f"{span[0]}..{span[1]} is an empty range: write the smaller first"
    halls = [name for name in scenario.halls if fnmatchcase(name, hall)]
    if not halls:
        return [], f"no hall {hall!r}; {did_you_mean(hall, list(scenario.halls))}"
    halls = [name for name in halls if kind in scenario.halls[name].units]
    if not halls:
        kinds = list(dict.fromkeys(k for h in scenario.halls.values() for k in h.units))
        return [], f"no such hall says how many {kind!r} it has; {did_you_mean(kind, kinds)}"
    rule = scenario.pools.get(kind)
    if rule is not None and rule.by == "region":
        regions = {scenario.halls[name].region or name: name for name in reversed(halls)}
        halls = [name for name in halls if name in regions.values()]
    return [_unit(scenario, name, kind, span) for name in halls], None


def _unit(scenario: Scenario, hall: str, kind: str, span: tuple[int, int] | None) -> Unit:
    place, price = scenario.halls[hall], scenario.costs.kinds.get(kind)
    unit = Unit(
        hall=hall,
        kind=kind,
        given=place.units[kind],
        low=0,
        high=0,
        spans=tuple(open_spans(scenario.calendar, place)) or ((0, 1440),),
        cny_per_min=price.cny_per_min if price else 0.0,
        cny_per_day=price.cny_per_day if price else 0.0,
    )
    low, high = span or (1, max(2 * unit.count, unit.count + 3))
    return replace(unit, low=low, high=high)


def _with_costs(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """As they are; each 1 a day where none has a price; InputError where only some have none."""
    free = [unit for unit in units if unit.cost == 0]
    if len(free) == len(units):
        return tuple(replace(u, cny_per_min=1 / sum(b - a for a, b in u.spans)) for u in units)
    if free:
        kinds = dict.fromkeys(unit.kind for unit in free)
        message = "costs nothing, while others cost: give it cny_per_min or cny_per_day"
        raise InputError([Fault("scenario", f"costs.kinds.{kind}", message) for kind in kinds])
    return units


def parts_of(units: Sequence[Unit], counts: Levels, shifts: str) -> tuple[Part, ...]:
    """The parts of the day in which each unit may be fewer than its head count.

    shifts  ``sessions``: the hall's opening hours between breaks; or minutes, such as ``60``

    Raises InputError for what is neither, or leaves one part only.
    """
    if shifts != "sessions" and not (shifts.isdigit() and int(shifts) > 0):
        message = f"{shifts!r} given, need `sessions` or minutes such as 60"
        raise InputError(Fault("option", "shifts", message))
    found: list[Part] = []
    for unit, count in zip(units, counts, strict=True):
        if unit.cny_per_min == 0:  # equipment: it costs the same all day
            found.append(Part(unit, count, count, unit.cost))
            continue
        for a, b in _cut(unit.spans, None if shifts == "sessions" else int(shifts)):
            low, cost = min(max(unit.low, 1), count), (b - a) * unit.cny_per_min
            found.append(Part(unit, low, count, cost, (a, b)))
    if len(found) == len(units):
        message = "the day has one part only: give minutes, such as --shifts 60"
        raise InputError(Fault("option", "shifts", message))
    return tuple(found)


def _cut(spans: Sequence[tuple[int, int]], step: int | None) -> Iterator[tuple[int, int]]:
    for a, b in spans:
        size = step or b - a
        yield from ((at, min(at + size, b)) for at in range(a, b, size))


def changes_of(parts: Sequence[Part], levels: Levels) -> list[str]:
    """The settings of the scenario that give so many units."""
    return [f"{key}={value}" for key, value in roster_of(parts, levels).items()]


def roster_of(parts: Sequence[Part], levels: Levels) -> dict[str, str]:
    """Key -> a head count, or shifts, as TOML writes them."""
    found: dict[str, str] = {}
    pairs = zip(parts, levels, strict=True)
    for key, of_unit in groupby(pairs, lambda pair: pair[0].unit.key):
        members = list(of_unit)
        if members[0][0].span is None:
            found[key] = str(members[0][1])
        else:
            found[key] = _shifts([(*part.span, n) for part, n in members if part.span])
    return found


def _shifts(spans: Sequence[tuple[int, int, int]]) -> str:
    """Shifts as TOML writes them, those that follow on one another with as many units joined."""
    joined: list[tuple[int, int, int]] = []
    for a, b, n in spans:
        if joined and joined[-1][1] == a and joined[-1][2] == n:
            a = joined.pop()[0]
        joined.append((a, b, n))
    texts = [f'{{from="{_clock(a)}", to="{_clock(b)}", units={n}}}' for a, b, n in joined]
    return f"[{', '.join(texts)}]"


def shifts_of(written: str) -> list[tuple[str, str, int]]:
    """(from, to, units) of what ``roster_of`` wrote; none of a head count."""
    value = value_of(written)
    if not isinstance(value, list):
        return []
    return [(shift["from"], shift["to"], shift["units"]) for shift in value]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _on_duty(shifts: Sequence[Shift], minute: int) -> int:
    return sum(s.units for s in shifts if clock_minutes(s.from_) <= minute < clock_minutes(s.to))
