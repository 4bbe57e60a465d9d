"""The calls of a hall's public display: which number is called to which window, and which were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..flow import Flow
from ..session import CaseState

__all__ = ["Call", "Calls"]

REMEMBERED = 16
"""Calls that are over, for each hall: twice as many as are shown, since some were called again."""
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Call:
    """A ticket that was called to a window of its hall, at an instant [µs]."""

    case: str
    hall: str
    number: str
    window: str
    at: int
    is_missed: bool = False


@dataclass(eq=False)
class Calls:
    """The calls of all halls. Those to a clerk's desk are none of the hall's and left out."""

    flow: Flow
    _now: dict[str, Call] = field(default_factory=dict)  # case -> call
    _before: dict[str, tuple[Call, ...]] = field(default_factory=dict)  # hall -> newest first

    def see(self, state: CaseState) -> None:
        """A case as a record left it."""
        was, call = self._now.pop(state.case, None), self._call(state)
        if was is not None and was != call:
            self._is_over(replace(was, is_missed=state.stands_aside and state.missed > 0))
        if call is not None:
            self._now[state.case] = call

    def now(self, hall: str) -> tuple[Call, ...]:
        """Those being called in a hall, the newest first."""
        return _newest_first(call for call in self._now.values() if call.hall == hall)

    def before(self, hall: str, since: int) -> tuple[Call, ...]:
        """Those called in a hall since an instant and not any more, each once, newest first."""
        calling = {call.case for call in self.now(hall)}
        last: dict[str, Call] = {}
        for call in self._before.get(hall, ()):
            if call.at >= since and call.case not in calling:
                last.setdefault(call.case, call)
        return tuple(last.values())[:SHOWN]

    def _call(self, state: CaseState) -> Call | None:
        """The call of a case that lacks a unit of its hall."""
        if state.calling is None or not state.is_waiting:
            return None
        lacks = (k for k in self.flow.stages[state.stage].holds if k not in state.units)
        if all(self.flow.kinds[kind].scope == "home" for kind in lacks):
            return None
        ticket, calling = state.ticket, state.calling
        return Call(state.case, ticket.hall, ticket.number, calling.unit, calling.at)

    def _is_over(self, call: Call) -> None:
        before = (call, *self._before.get(call.hall, ()))
        self._before[call.hall] = _newest_first(before)[:REMEMBERED]


def _newest_first(calls: Iterable[Call]) -> tuple[Call, ...]:
    return tuple(sorted(calls, key=lambda call: (-call.at, call.case)))
