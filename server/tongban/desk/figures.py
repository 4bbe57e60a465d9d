"""How the day goes: who waits now, and what came, was answered and was accepted today.

Like the desk a projection of the case streams: ``see`` every record's state in the order of its
stream, after a restart all of them again, and the figures are as they were. Each costs the same
however many there were before. Only the newest day is kept.

The terms are those of ``measures.definitions``. The *wait* of a case is the time it stood in
line where its applicant attends, over all its visits; here it ends when a clerk first answers,
since what comes after is not known yet. *Service level*: of all that came on a day, the share a
clerk answered after a wait of at most T.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from ..flow import Flow
from ..session import CaseState
from .calls import Calls
from .own_day import OwnDays

__all__ = ["DAY_US", "HALF_HOUR_US", "Figures", "StageCount", "Today", "Waits"]

HALF_HOUR_US = 30 * 60_000_000
DAY_US = 48 * HALF_HOUR_US
NOT_ATTENDED = ("travel", "courier", "review", "self_service", "after_work")
"""Stages at which no applicant stands in line, as in ``measures.rows``."""
SERIES = ("came", "accepted", "answered", "abandoned")


@dataclass(frozen=True, slots=True)
class Waits:
    """Those who wait, how many of them at a window already, and since when the longest."""

    waiting: int = 0
    seated: int = 0
    longest_since: int | None = None


@dataclass(frozen=True, slots=True)
class StageCount:
    """Cases in progress in a stage, and how many of them wait for a unit."""

    stage: str
    cases: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Today:
    """The figures of a day up to an instant.

    day            days since 1970-01-01, by the local calendar
    came …         [h] cumulative, up to the end of each half hour that has begun
    within         cases of the day a clerk answered after a wait of at most T
    undecided      cases of the day that nobody has answered and that have not waited for T
    service_level  within / (came - undecided); None where nothing is decided
    wait_mean_us   of the day's cases that a clerk has answered
    """

    day: int
    came: tuple[int, ...]
    accepted: tuple[int, ...]
    answered: tuple[int, ...]
    abandoned: tuple[int, ...]
    within: int
    undecided: int
    service_level: float | None
    wait_mean_us: float | None


@dataclass(eq=False, slots=True)
class _Open:
    """What is remembered of a case until it ends."""

    hall: str
    home: str
    came: int  # the day
    stage: str
    is_waiting: bool = False
    is_seated: bool = False
    waits_since: int | None = None  # where the applicant attends
    waited_us: int = 0  # until a clerk first answered, waits that are over
    is_answered: bool = False
    is_accepted: bool = False

    def waited_until(self, now: int) -> int:
        """The wait so far [µs]."""
        return self.waited_us + (0 if self.waits_since is None else max(now - self.waits_since, 0))


@dataclass(eq=False, slots=True)
class _Day:
    """The counts of one day."""

    number: int
    by_half_hour: Mapping[str, list[int]] = field(
        default_factory=lambda: {name: [0] * 48 for name in SERIES}
    )
    within: int = 0
    waits: int = 0
    waits_us: int = 0


@dataclass(eq=False)
class Figures:
    """The figures of a live service.

    target_us  the T of the service level
    offset_us  local time less UTC
    """

    flow: Flow
    target_us: int
    offset_us: int = 0
    calls: Calls = field(init=False)
    own_days: OwnDays = field(init=False)
    _open: dict[str, _Open] = field(default_factory=dict)
    _waiting: dict[str, _Open] = field(default_factory=dict)  # of these, those in a line
    _day: _Day = field(default_factory=lambda: _Day(-1))

    def __post_init__(self) -> None:
        self.calls, self.own_days = Calls(self.flow), OwnDays(self._day_of)

    def see(self, state: CaseState, at: int) -> None:
        """A case as a record left it, and when that was [µs]."""
        self.calls.see(state)
        self.own_days.see(state, at)
        case = self._open.get(state.case)
        if case is None:
            if state.ended is not None:
                return  # it was counted when it ended
            case = self._open[state.case] = self._opened(state)
        self._see_place(case, state)
        self._see_wait(case, state, at)
        self._see_outcome(case, state, at)

    def waits(
        self, *, homes: Iterable[str] | None = None, halls: Iterable[str] | None = None
    ) -> Waits:
        """Those who wait now: all, or those for some homes, or in some halls."""
        of, at = (None if names is None else set(names) for names in (homes, halls))
        found = [
            case
            for case in self._waiting.values()
            if (of is None or case.home in of) and (at is None or case.hall in at)
        ]
        since = [case.waits_since for case in found if case.waits_since is not None]
        return Waits(len(found), sum(case.is_seated for case in found), min(since, default=None))

    def stages(self) -> tuple[StageCount, ...]:
        """The stages that have cases in progress, in the flow's order."""
        cases = dict.fromkeys(self.flow.stages, 0)
        waiting = dict(cases)
        for case in self._open.values():
            cases[case.stage] = cases.get(case.stage, 0) + 1
            waiting[case.stage] = waiting.get(case.stage, 0) + case.is_waiting
        return tuple(StageCount(name, n, waiting[name]) for name, n in cases.items() if n)

    def today(self, now: int) -> Today:
        """The figures of the day that it is."""
        day = self._on(now)
        begun = (now + self.offset_us) % DAY_US // HALF_HOUR_US + 1
        so_far = {
            name: tuple(accumulate(counts[:begun])) for name, counts in day.by_half_hour.items()
        }
        undecided = sum(
            not case.is_answered
            and case.came == day.number
            and case.waited_until(now) <= self.target_us
            for case in self._open.values()
        )
        decided = so_far["came"][-1] - undecided
        return Today(
            day=day.number,
            **so_far,
            within=day.within,
            undecided=undecided,
            service_level=min(day.within / decided, 1.0) if decided > 0 else None,
            wait_mean_us=day.waits_us / day.waits if day.waits else None,
        )

    # --- within -----------------------------------------------------------------------------

    def _opened(self, state: CaseState) -> _Open:
        self._count("came", state.opened_at)
        came = self._day_of(state.opened_at)
        return _Open(state.ticket.hall, state.home, came, state.stage)

    def _see_place(self, case: _Open, state: CaseState) -> None:
        case.stage, case.hall = state.stage, state.ticket.hall
        case.is_waiting = state.is_waiting
        case.is_seated = any(self.flow.kinds[kind].scope == "hall" for kind in state.units)

    def _see_wait(self, case: _Open, state: CaseState, at: int) -> None:
        """Adds up a wait that is over, and sees whether a clerk has answered."""
        spec = self.flow.stages.get(state.stage)
        attends = state.is_waiting and spec is not None and spec.is_ not in NOT_ATTENDED
        since = state.entered_at if attends else None
        if case.waits_since is not None and since != case.waits_since and not case.is_answered:
            case.waited_us += max(at - case.waits_since, 0)
        case.waits_since = since
        self._waiting.pop(state.case, None)
        if since is not None:
            self._waiting[state.case] = case
        if case.is_answered or not self._has_clerk(state.units):
            return
        case.is_answered = True
        if case.came == self._day.number:
            self._day.waits += 1
            self._day.waits_us += case.waited_us
            self._day.within += case.waited_us <= self.target_us

    def _see_outcome(self, case: _Open, state: CaseState, at: int) -> None:
        if state.accepted and not case.is_accepted:
            case.is_accepted = True
            self._count("accepted", at)
        if state.ended is None:
            return
        del self._open[state.case]
        if not state.accepted and state.ended in ("answered", "abandoned"):
            self._count(state.ended, at)

    def _has_clerk(self, units: Iterable[str]) -> bool:
        return any(self.flow.kinds[kind].scope == "home" for kind in units)

    def _count(self, name: str, at: int) -> None:
        half_hour = (at + self.offset_us) % DAY_US // HALF_HOUR_US
        self._on(at).by_half_hour[name][half_hour] += 1

    def _on(self, at: int) -> _Day:
        """The day of an instant: the newest begins one, and one that is over counts no more."""
        number = self._day_of(at)
        if number > self._day.number:
            self._day = _Day(number)
        return self._day if number == self._day.number else _Day(number)

    def _day_of(self, at: int) -> int:
        return (at + self.offset_us) // DAY_US
