"""A case's room: its state, its stream, and who listens. One command at a time, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import BaseModel

from ..session import (
    Actor,
    CaseState,
    Command,
    Presence,
    Record,
    Refusal,
    Refused,
    Rules,
    decide,
    evolve,
    refusal,
    sees_as_before,
    view,
)
from .store import Conflict, Store
from .uploaded import check_uploaded
from .wire import People, Snapshot, encoded
from .written import Written

__all__ = ["Listener", "Room"]


MOST_RESUMED = 100
"""Records that are sent to somebody who comes back; who missed more sees the case anew."""


@dataclass(frozen=True, eq=False)
class Listener:
    """Somebody in a room; `send` never waits. It is given messages as they go over the wire, so
    that what goes to many is written down once.
    """

    actor: Actor
    connection: str
    send: Callable[[str], None]


@dataclass(eq=False)
class Room:
    """What is going on about one case."""

    rules: Rules
    store: Store
    state: CaseState
    stream: list[Record]
    presence: Presence = field(default_factory=Presence)
    listeners: dict[str, Listener] = field(default_factory=dict)  # connection -> listener
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    taking: asyncio.Lock = field(default_factory=asyncio.Lock)  # of two who begin it
    _written: Written = field(init=False)

    def __post_init__(self) -> None:
        self._written = Written(self.rules, self.state)

    async def tell(self, command: Command, by: Actor, now: int) -> Record | Refusal:
        """The record a command led to, on disk and sent to everybody, or why not.

        A command that was carried out before gives the same record again, to its sender alone.
        """
        async with self.lock:
            try:
                return await self._carry_out(command, by, now)
            except Conflict:
                # Somebody stopped waiting for what was written all the same.
                await self._read_on()
                return await self._carry_out(command, by, now)

    async def _carry_out(self, command: Command, by: Actor, now: int) -> Record | Refusal:
        found = decide(self.rules, self.state, command, by)
        if found is None:
            return self.stream[self.state.commands[command.id] - 1]
        if isinstance(found, Refusal):
            return found
        try:
            await check_uploaded(self.store, self.state.case, found)
        except Refused as refused:
            return refusal(self.rules, self.state, command, by, refused)
        record = Record(
            case=self.state.case,
            seq=self.state.seq + 1,
            at=max(now, self.stream[-1].at),  # a clock that was set back turns no order round
            by=by,
            command=command.id,
            body=found,
        )
        await self.store.append(self.state.case, self.state.seq, [record])
        self._see(record)
        return record

    async def _read_on(self) -> None:
        for record in await self.store.read(self.state.case, self.state.seq):
            self._see(record)

    def _see(self, record: Record) -> None:
        """A record is in the log: the case is as it leaves it, and everybody is told."""
        before = self.state
        self.state = evolve(self.rules, before, record)
        self._written = self._written.after(self.state)
        self.stream.append(record)
        self._broadcast(before, record)

    def enter(self, listener: Listener, after: int) -> str | None:
        """Somebody listens from now on, having received records up to a number.

        Returns the connection of the same person that must give way, if there is one.
        """
        self.presence, older = self.presence.joined(listener.actor, listener.connection)
        self.listeners[listener.connection] = listener
        if 0 < after <= self.state.seq and self.state.seq - after <= MOST_RESUMED:
            for record in self.stream[after:]:
                self.send_record(listener, record)
        else:
            listener.send(encoded(self.snapshot(listener.actor)))
        self._tell_people()
        return older

    def lost(self, connection: str, now: int) -> None:
        """A connection is gone; who spoke through it is away."""
        if self.listeners.pop(connection, None) is not None:
            self.presence = self.presence.lost(connection, now)
            self._tell_people()

    def left(self, connection: str) -> None:
        """Somebody leaves the room on purpose."""
        listener = self.listeners.pop(connection, None)
        if listener is not None:
            self.presence = self.presence.left(listener.actor)
            self._tell_people()

    def pass_on(self, message: BaseModel, sender: str, to: str | None = None) -> None:
        """Something momentary for the others, or for one of them."""
        text = encoded(message)
        for connection, listener in self.listeners.items():
            if connection != sender and to in (None, listener.actor.id):
                listener.send(text)

    def snapshot(self, actor: Actor) -> Snapshot:
        """The case as somebody sees it."""
        state = self.state
        return Snapshot(case=state.case, seq=state.seq, view=view(self.rules, state, actor))

    def send_record(self, listener: Listener, record: Record) -> None:
        """A record as somebody may see it, with what they may do now."""
        self._send(listener, record, encoded(record))

    def _send(self, listener: Listener, record: Record, text: str) -> None:
        message = self._written.told(record, text, listener.actor)
        if message is not None:
            listener.send(message)

    def _broadcast(self, before: CaseState, record: Record) -> None:
        """The record to all; to one who sees more or less of the case from now on, all anew."""
        text = encoded(record) if self.listeners else ""
        for listener in self.listeners.values():
            self._send(listener, record, text)
            if not sees_as_before(before, self.state, listener.actor):
                listener.send(encoded(self.snapshot(listener.actor)))

    def _tell_people(self) -> None:
        people = tuple(
            {"role": p.actor.role, "id": p.actor.id, "away_since": p.away_since}
            for p in self.presence.people.values()
        )
        text = encoded(People(people=people))
        for listener in self.listeners.values():
            listener.send(text)
