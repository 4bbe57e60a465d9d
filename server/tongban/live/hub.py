"""Everybody who is connected, in one place: the hub, which the routes find in the application."""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass, field

from aiohttp import web

from .access import USUAL, Accounts, Grant, Limits, Tokens
from .answers import ScenarioGiven
from .connection import Connection
from .demo import Demo
from .ice import NO_ICE, Ice
from .lines import Lines
from .logs import note
from .partners import Partners, Play
from .service import Service
from .telling import Boards

__all__ = ["HUB", "Hub"]

log = logging.getLogger(__name__)

PASS_S, ANYWAY_S = 0.1, 10.0
AT_ONCE = 50
"""Connections that are told of their lines in one go: about a millisecond."""


@dataclass(eq=False)
class Hub:
    """Everybody who is connected, and what the service tells them of its own accord."""

    service: Service
    accounts: Accounts
    tokens: Tokens
    origins: frozenset[str] = frozenset()  # beside the service's own
    limits: Limits = USUAL
    ice: Ice = NO_ICE
    play: Play | None = None  # a demonstration's partners; None: it is none
    url: str = ""  # where it answers, once it does
    epoch: str = field(default_factory=lambda: secrets.token_hex(8))
    connections: dict[str, Connection] = field(default_factory=dict)
    is_draining: bool = False
    boards: Boards = field(init=False)
    scenario: ScenarioGiven | None = None  # the one it runs
    demo: Demo | None = field(init=False, default=None)
    _seen: int = -1  # of the desk's changes, those that were told
    _told_at: float = 0.0  # to everybody, by the loop's clock [s]

    def __post_init__(self) -> None:
        self.boards = Boards(self.service, self.limits.displays)
        self.service.give_way = self._give_way
        if self.play is not None:
            at = self.connections
            partners = Partners(self.service, self.tokens, at, lambda: self.url, self.play)
            self.demo = Demo(self.accounts, self.service.places, at, partners)

    async def tell_lines(self) -> None:
        """Until cancelled: lines to staff, positions to those who wait, and the boards.

        Soon after the desk has changed, once for many changes, and where nothing has, now and
        then all the same: a day may have ended.
        """
        while True:
            await asyncio.sleep(PASS_S)
            try:
                await self._tell_once(asyncio.get_running_loop().time())
            except Exception:  # of one line or board; all others are told on
                note(log, "telling_failed", failure=True)

    async def _tell_once(self, now: float) -> None:
        changes, everybody = self.service.desk.changes, list(self.connections.values())
        has_changed, is_time = changes != self._seen, now - self._told_at >= ANYWAY_S
        if has_changed or is_time:
            self._seen, self._told_at = changes, now
        self.boards.tell(now, has_changed=has_changed)
        if has_changed or is_time:
            await self._tell(everybody)
        elif new := [connection for connection in everybody if not connection.is_told]:
            await self._tell(new)

    async def _tell(self, connections: list[Connection]) -> None:
        """Each of some connections, others having their turn in between."""
        lines = Lines(self.service)
        positions = self.service.desk.positions(self.service.clock())
        for number, connection in enumerate(connections, 1):
            connection.tell(lines, positions)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def gone(self, grant: Grant | None) -> None:
        """A socket is closed: of whom it was, nobody may be left."""
        if grant is not None and grant.case is None:
            others = (other.grant for other in self.connections.values())
            if all(other is None or other.id != grant.id for other in others):
                self.service.desk.set_absent(grant.id, is_absent=True)

    def _give_way(self, name: str) -> None:
        connection = self.connections.get(name)
        if connection is not None:
            connection.close("taken_over")


HUB = web.AppKey("hub", Hub)
