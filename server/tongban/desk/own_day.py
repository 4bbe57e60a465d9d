"""The day of each of the staff: cases they had, how long each took, how soon they answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..session import CaseState

__all__ = ["OwnDay", "OwnDays"]


@dataclass(frozen=True, slots=True)
class OwnDay:
    """One's figures of a day.

    cases             let go that day, to whatever end
    handling_mean_us  of these, from taking one to letting it go, after-work included
    answered          waits that one ended by beginning a case
    answer_mean_us    of these, from entering the stage to its beginning
    """

    cases: int = 0
    handling_mean_us: float | None = None
    answered: int = 0
    answer_mean_us: float | None = None


@dataclass(eq=False, slots=True)
class _Sums:
    day: int
    cases: int = 0
    handling_us: int = 0
    answered: int = 0
    answers_us: int = 0


@dataclass(eq=False, slots=True)
class _Held:
    """Who has a case, since when, and when the wait it is in began."""

    since: dict[str, int] = field(default_factory=dict)  # unit -> instant
    waits_since: int | None = None


@dataclass(eq=False)
class OwnDays:
    """The days of all staff, by the unit that they are; of each the newest day is kept.

    day_of  instant -> its local day
    """

    day_of: Callable[[int], int]
    _sums: dict[str, _Sums] = field(default_factory=dict)
    _held: dict[str, _Held] = field(default_factory=dict)

    def see(self, state: CaseState, at: int) -> None:
        """A case as a record left it, and when that was [µs]."""
        held = self._held.setdefault(state.case, _Held())
        units = set(state.units.values())
        begins = held.waits_since == state.entered_at and not state.is_waiting
        for unit in [unit for unit in held.since if unit not in units]:
            sums, since = self._of(unit, at), held.since.pop(unit)
            sums.cases += 1
            sums.handling_us += max(at - since, 0)
        for unit in units - held.since.keys():
            held.since[unit] = at
            if begins:
                sums = self._of(unit, at)
                sums.answered += 1
                sums.answers_us += max(at - state.entered_at, 0)
        held.waits_since = state.entered_at if state.is_waiting else None
        if state.ended is not None:
            del self._held[state.case]

    def of(self, unit: str, now: int) -> OwnDay:
        """Somebody's figures of the day that it is."""
        sums = self._sums.get(unit)
        if sums is None or sums.day != self.day_of(now):
            return OwnDay()
        return OwnDay(
            cases=sums.cases,
            handling_mean_us=sums.handling_us / sums.cases if sums.cases else None,
            answered=sums.answered,
            answer_mean_us=sums.answers_us / sums.answered if sums.answered else None,
        )

    def _of(self, unit: str, at: int) -> _Sums:
        """The sums of an instant's day: a newer one begins anew, an older one counts nowhere."""
        day, sums = self.day_of(at), self._sums.get(unit)
        if sums is None or sums.day < day:
            sums = self._sums[unit] = _Sums(day)
        return sums if sums.day == day else _Sums(day)
