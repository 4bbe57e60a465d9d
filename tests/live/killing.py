"""A load that a service is killed under, again and again, and what must be so after each kill.

Two kinds of people are on it. Those of a rehearsal play whole stories: tickets, the desk's calls,
documents, submissions to four regional systems, returns. Typists wait in other halls and say
things without end, several at once, so that hundreds of commands are always in flight.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any

from live_world import ITEM
from served import Served
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tongban.live.chain import GENESIS, Row, link
from tongban_client import Connection, Gone
from tongban_client.behaviour import Script
from tongban_client.rehearsal import STORIES, Applicant, Played, Rehearsal

__all__ = ["IN_FLIGHT", "Ledger", "Load"]

IN_FLIGHT = 200
ANSWERS = 20, 300
"""So many commands are answered between a start and a kill, at random."""
END_S = 300.0
TYPISTS, AT_ONCE, WORDS = 50, 6, 48
TYPISTS_AT = ("xiangshui", "shanghai")
REGIONS = ("shanghai", "jiangsu", "zhejiang", "anhui")
HOMES = ("jingan", "yuhuatai", "hangzhou", "hefei")
HALLS = ("wuhu", "yiwu", "qingpu")
APPLICANTS = 12
STAFF = {f"a-{hall}-{i}": ("assistant", hall, "") for hall in HALLS for i in range(4)} | {
    f"k-{home}-{i}": ("clerk", home, "") for home in HOMES for i in range(4)
}
FINAL = {4400, 4401, 4409}


@dataclass(eq=False)
class Ledger:
    """What was acknowledged, what the log holds of it, and in how many kills."""

    log: Path
    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)  # command -> case, seq
    tickets: set[str] = field(default_factory=set)  # cases of which a ticket was given
    stored: dict[str, tuple[str, int]] = field(default_factory=dict)
    in_flight: list[int] = field(default_factory=list)  # at each kill
    records: int = 0
    _new: dict[str, tuple[str, int]] = field(default_factory=dict)  # not looked for yet
    _link: bytes = GENESIS
    _seqs: dict[str, int] = field(default_factory=dict)  # case -> its last record

    def acknowledge(self, record: Mapping[str, Any]) -> None:
        """A command has been answered with its record."""
        self._new[record["command"]] = record["case"], record["seq"]

    def check(self) -> None:
        """All that was acknowledged is there, once, in a chain that holds; since the last check."""
        with closing(sqlite3.connect(self.log)) as log:
            sql = "SELECT n, stream, seq, plain, sealed, link FROM log WHERE n > ? ORDER BY n"
            for values in log.execute(sql, (self.records,)):
                self._see(Row(*values))
        for command, where in self._new.items():
            assert self.stored.get(command) == where, f"{command} was acknowledged and is lost"
        self.acknowledged |= self._new
        self._new.clear()
        assert self.tickets <= self._seqs.keys(), "a ticket was given and is lost"

    def _see(self, row: Row) -> None:
        place = (self.records + 1, self._seqs.get(row.stream, 0) + 1, link(self._link, row))
        assert (row.n, row.seq, row.link) == place, f"the log breaks at row {row.n}"
        self.records, self._seqs[row.stream], self._link = place
        command = json.loads(row.plain)["command"]
        if command is not None:
            assert command not in self.stored, f"{command} was carried out twice"
            self.stored[command] = row.stream, row.seq


@dataclass(eq=False)
class Player(Connection):
    """Comes back at once, when the service is there again; its commands are counted."""

    load: Load | None = None
    is_in: bool = False

    @property
    def in_flight(self) -> int:
        """Commands that have left and are not answered."""
        if not self.is_in or self._socket is None:
            return 0
        if self._socket.transport.get_write_buffer_size():
            return 0
        return sum(not answer.done() for _, answer in self._waiting.values())

    async def __aenter__(self) -> Player:
        assert self.load is not None
        self.load.players.add(self)
        await super().__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self.load is not None
        self.load.players.discard(self)
        await super().__aexit__()

    async def tell(self, type_: str, **body: Any) -> dict[str, Any]:
        assert self.load is not None
        record = await super().tell(type_, **body)
        self.load.ledger.acknowledge(record)
        self.load.answers += 1
        return record

    async def _stay(self) -> None:
        assert self.load is not None
        while True:
            await self.load.up.wait()
            with suppress(OSError, ConnectionClosed, InvalidHandshake, EOFError):
                await self._be_there()
            self.is_in, socket = False, self._socket
            self._socket = None
            if socket is not None and socket.close_code in FINAL:
                await self._fail(Gone(socket.close_code, socket.close_reason or ""))
                return
            await asyncio.sleep(0.01)

    async def _be_there(self) -> None:
        async with connect(self.url, ping_interval=None, proxy=None, compression=None) as socket:
            await self._greet(socket)
            self.is_in = True
            async for text in socket:
                await self._take(json.loads(text))


@dataclass(eq=False)
class Load:
    """People on a service, and the one who kills it."""

    served: Served
    ledger: Ledger
    chance: random.Random
    up: asyncio.Event = field(default_factory=asyncio.Event)
    players: set[Player] = field(default_factory=set)
    played: list[Played] = field(default_factory=list)
    is_over: bool = False
    answers: int = 0
    _staff: list[asyncio.Task[None]] = field(default_factory=list)
    _others: list[asyncio.Task[None]] = field(default_factory=list)

    def connection(self, url: str, token: str) -> Player:
        """One of this load's connections."""
        return Player(url, token, load=self)

    @property
    def in_flight(self) -> int:
        return sum(player.in_flight for player in self.players)

    # --- the people -------------------------------------------------------------------------

    async def begin(self) -> None:
        """Everybody comes."""
        self.up.set()
        people = Rehearsal(self.served.http, STAFF, speed=1e6, connect=self.connection)
        plans: dict[str, Any] = {}
        for name, (role, place, _) in STAFF.items():
            token = self.served.token(role, name, place)
            self._staff.append(asyncio.create_task(people._staff(name, token, plans)))
        stories = [self._stories(people, plans, first) for first in range(APPLICANTS)]
        typists = [self._type() for _ in range(TYPISTS)]
        self._others = [asyncio.create_task(each) for each in (*stories, *typists)]

    async def end(self) -> None:
        """No more of it: every story goes on to its end, and everybody leaves."""
        self.is_over = True
        async with asyncio.timeout(END_S):
            await asyncio.gather(*self._others)
        for task in self._staff:
            task.cancel()
        await asyncio.gather(*self._staff, return_exceptions=True)

    async def _stories(self, people: Rehearsal, plans: dict[str, Any], first: int) -> None:
        """Whole stories, one after another."""
        for number, story in zip(count(first), islice(cycle(STORIES), first, None), strict=False):
            script = Script(number, HALLS[number % 3], REGIONS[number % 4], ITEM, {})
            played = Played(story)
            self.played.append(played)
            await Applicant(people, story, script, played).play(plans)
            assert played.outcome == STORIES[story], played
            self.ledger.tickets.add(played.case)
            if self.is_over:
                return

    async def _type(self) -> None:
        """Somebody waits, says things, leaves, and takes another ticket."""
        while not self.is_over:
            ticket = await self.served.http.take_ticket(*TYPISTS_AT, ITEM)
            self.ledger.tickets.add(ticket["case"])
            async with self.connection(self.served.ws, ticket["token"]) as here:
                await asyncio.gather(*(self._say(here, first) for first in range(AT_ONCE)))
                await here.act("leave")

    async def _say(self, here: Player, first: int) -> None:
        for i in range(first, WORDS, AT_ONCE):
            if not self.is_over:
                await here.tell("say", text=f"word {i}")

    # --- the killer -------------------------------------------------------------------------

    async def kill(self, *, reborn: bool) -> None:
        """Kill the service in the middle of it, start it again, and look at what is there."""
        enough = self.answers + self.chance.randrange(*ANSWERS)
        async with asyncio.timeout(END_S):
            while self.answers < enough or self.in_flight < IN_FLIGHT:
                await asyncio.sleep(0.001)
        flying = self.in_flight
        assert flying >= IN_FLIGHT
        self.ledger.in_flight.append(flying)
        self.up.clear()
        await self.served.kill()
        await self.served.start(reborn=reborn)
        self.up.set()
        self.ledger.check()
