"""The service's clock: calls that nobody answered, lines that close, people who are gone.

What it does is said like everybody's: as an action of the flow, by the role ``clock``.
"""

from __future__ import annotations

import asyncio
import logging
import math
from dataclasses import dataclass, field

from ..session import Actor, CaseState, Presence, actions_for, due
from ..session.messages import Act
from .logs import note
from .rooms import Room
from .service import Service
from .store import StoreFailed

__all__ = ["Clock"]

log = logging.getLogger(__name__)

TICK_S = 0.25
CLOCK = Actor(role="clock", id="clock")

Stay = tuple[str, int, int | None, Presence]
"""What it goes by when something is due: stage, entered, started, and who is there."""


@dataclass(eq=False)
class Clock:
    """Sees to what time does to a service's cases."""

    service: Service
    _looks: dict[str, tuple[Stay, float]] = field(default_factory=dict)  # case -> when to look

    async def run(self) -> None:
        """Until cancelled; whatever fails is tried again."""
        has_failed = False
        while True:
            await asyncio.sleep(TICK_S)
            try:
                await self.tick()
                has_failed = False
            except StoreFailed as error:
                if not has_failed:  # said once, not four times a second
                    note(log, "clock_waits", error=error)
                has_failed = True
            except Exception:  # of one case; the clock goes on for all others
                note(log, "clock_failed", failure=True)

    async def tick(self) -> None:
        """Everything that is due now."""
        service, now = self.service, self.service.clock()
        service.desk.ring(now)
        await service.settle()
        for case in self._looks.keys() - service.rooms.keys():  # let go
            del self._looks[case]
        for case, room in list(service.rooms.items()):
            if self._is_due(case, room, now):
                await self._act(case, room, now)

    async def _act(self, case: str, room: Room, now: int) -> None:
        """What the flow has its clock do in a case, if it is time."""
        found = due(room.rules, room.state, self._closes_at(room.state, now))
        if found is not None and found[0] <= now:
            await self._take(case, found[1])
        elif self._somebody_needed_is_gone(room, now):
            for name in actions_for(room.rules, room.state, CLOCK)[:1]:
                await self._take(case, name)

    async def _take(self, case: str, action: str) -> None:
        await self.service.tell(case, self.service.command(Act(action=action)), CLOCK)

    def _is_due(self, case: str, room: Room, now: int) -> bool:
        """Whether to look at a case: worked out again only where it went on, or who is there is
        not as before.
        """
        state = room.state
        stay = state.stage, state.entered_at, state.started_at, room.presence
        known = self._looks.get(case)
        if known is None or known[0] != stay:
            known = self._looks[case] = stay, self._next_look(room, now)
        return known[1] <= now

    def _next_look(self, room: Room, now: int) -> float:
        """When something may be due in a case by itself [µs]."""
        state = room.state
        if state.ended is not None:
            return math.inf
        found = due(room.rules, state, self._closes_at(state, now))
        gone = None if state.started_at is None else room.presence.next_gone()
        return min(found[0] if found else math.inf, math.inf if gone is None else gone)

    def _closes_at(self, state: CaseState, now: int) -> int | None:
        """When the line that a case stands in closes [µs]."""
        is_at_home = self.service.flow.place(state.stage) == "home"
        return self.service.places.closes_at(state.home if is_at_home else state.ticket.hall, now)

    def _somebody_needed_is_gone(self, room: Room, now: int) -> bool:
        """Whether one whose unit the stage holds, or the applicant at its window, is gone."""
        if room.state.started_at is None:
            return False
        units, kinds = room.state.units, self.service.flow.kinds
        is_at_window = any(kinds[kind].scope == "hall" for kind in units)
        return any(
            actor.id in units.values() or (actor.role == "applicant" and is_at_window)
            for actor in room.presence.gone(now)
        )
