"""What random models are made of: staffing, hours, priorities, ends."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from micro import DAY, Hours

__all__ = ["FEW", "KINDS", "LEAVE", "MANY", "WAITS", "ends", "hours_of_days", "priorities", "steps"]

WAITS = {"while": "waiting"}
LEAVE = {"to": "gone"} | WAITS
KINDS: dict[str, Any] = {
    "window": {"scope": "hall"},
    "assistant": {"scope": "hall"},
    "clerk": {"scope": "home"},
}
FEW, MANY = (0, 5, 5, 10), (0, 1, 2, 3, 5, 8, 13)
"""Minutes a visit takes, with ties everywhere or now and then."""


def steps(chance: random.Random, most: int) -> list[tuple[int, int]]:
    """Units over time; some at first, later none at times."""
    times = sorted({0, *(chance.randrange(1, 50) for _ in range(chance.randrange(4)))})
    return [(time, chance.randrange(0 if time else 1, most + 1)) for time in times]


def hours_of_days(chance: random.Random, least: int = 15) -> Hours:
    """Four days alike, with a short break at noon; lines are closed by minute 49.

    least  the earliest minute at which they close
    """
    start, end = chance.randrange(0, 6), chance.randrange(least, 50)
    late = end + chance.choice([0, 0, 5])
    days = range(4)
    lines = [(day * DAY + start, day * DAY + end, day * DAY + late) for day in days]
    middle = chance.randrange(start + 2, end - 2)
    spans = ((start, middle), (middle + 2, end))
    work = [(day * DAY + a, day * DAY + b) for day in days for a, b in spans if a < b]
    return Hours(lines, work, [(day + 1) * DAY + start for day in range(3)])


def priorities(
    chance: random.Random, stages: Iterable[str], *, groups: int, levels: int
) -> dict[tuple[int, str], int]:
    """(group, stage) -> the priority of each group's line at each stage."""
    return {(group, name): chance.randrange(levels) for group in range(groups) for name in stages}


def ends(chance: random.Random) -> tuple[int, int | None]:
    """When a run ends at the latest, and from when on once all measured cases have ended."""
    return chance.choice([60, 200, 4 * DAY]), chance.choice([None, 40])
