"""Load: rooms full of people who point and fill in, evenly and for a while, and what became of it.

In each room an applicant, an assistant and a clerk sit at the form. They point in turn, which the
other two must hear; the applicant edits fields, which is on disk and known to all three once it
is answered. Every message carries a number of its own, so that none can be lost or come twice
unseen. A time counts from when a message was due, not from when a busy sender came round to it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice
from typing import Any

from .connection import Connection, Gone, Refused
from .http import Http
from .skills import begin, call, fill

__all__ = ["Load", "LoadFound", "Seat", "Traffic", "seats_for"]

Json = dict[str, Any]
AT_ONCE = 20
"""Rooms that are opened at the same time."""
LAST_S = 10.0
"""How long what is under way is waited for at the end."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who serves in a room and where: a hall's assistant and a home region's clerk, by tokens."""

    hall: str
    region: str
    assistant: str
    clerk: str


@dataclass(frozen=True, slots=True)
class Traffic:
    """What became of the messages of one kind. Times in ms, ascending; empty where none came."""

    kind: str  # pointer or command
    sent: int
    lost: int  # to any of those who must hear it
    doubled: int
    times_ms: tuple[float, ...]

    def quantile_ms(self, q: float) -> float | None:
        """The time within which a share q of them came; q = 1: all."""
        if not self.times_ms:
            return None
        last = len(self.times_ms) - 1
        return self.times_ms[min(int(len(self.times_ms) * q), last)]


@dataclass(frozen=True, slots=True)
class LoadFound:
    """What a load came to.

    seconds  from the first message to the last, commands answered
    late_ms  by how much the sender itself was late, at the worst: it could do no more
    cut      connections that were lost and came back
    refused  commands that were not carried out
    """

    rooms: int
    seconds: float
    traffic: tuple[Traffic, ...]
    late_ms: float
    cut: int
    refused: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, doubled or refused."""
        return not self.refused and not any(t.lost or t.doubled for t in self.traffic)


@dataclass(eq=False)
class Heard(Connection):
    """A connection that tells of each message as it comes in, and keeps none."""

    told: Callable[[Json], None] = lambda message: None

    async def _take(self, message: Json) -> None:
        self.told(message)
        await super()._take(message)
        self.passed.clear()
        self.records.clear()


@dataclass(eq=False)
class _Room:
    """A room at its form, and what was said and heard in it."""

    applicant: Heard
    people: tuple[Heard, ...]
    fields: Any  # their names, over and over
    pointed: dict[str, float] = field(default_factory=dict)  # target -> when it was due
    edited: int = 0  # that were answered
    heard: Counter[tuple[int, str]] = field(default_factory=Counter)  # who and what -> how often
    times: list[float] = field(default_factory=list)  # of pointing [s]
    answers: list[float] = field(default_factory=list)  # of commands [s]
    refused: list[str] = field(default_factory=list)
    turn: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def hears(self, who: int, message: Json) -> None:
        """Something came in at one of the three."""
        if message["type"] == "passed":
            target = message["what"]["target"]
            self.heard[who, target] += 1
            if target in self.pointed:
                self.times.append(time.perf_counter() - self.pointed[target])
        elif message["type"] == "recorded":
            self.heard[who, f"record {message['record']['seq']}"] += 1

    async def point(self, due: float) -> None:
        """The next of the three points at something that nobody has pointed at before."""
        self.turn += 1
        target = f"field:load-{self.turn}"
        self.pointed[target] = due
        what = {"type": "point", "target": target, "x": 0.5, "y": 0.5}
        await self.people[self.turn % 3].send({"type": "pass", "what": what})

    async def edit(self, due: float) -> None:
        """The applicant edits the next field, once the edit before is answered."""
        async with self.lock:
            self.edited += 1
            try:
                await fill(self.applicant, next(self.fields), str(self.edited))
            except (Refused, Gone, TimeoutError) as error:
                self.refused.append(f"{type(error).__name__}: {error}")
            else:
                self.answers.append(time.perf_counter() - due)

    def is_quiet(self) -> bool:
        """Whether all that was said has been heard."""
        return not self.lock.locked() and len(self.times) >= 2 * len(self.pointed)


@dataclass(eq=False)
class Load:
    """A service, and those who will sit in its rooms.

    item  for which all have come; the region's form of it is filled in
    """

    http: Http
    item: str

    async def run(
        self,
        seats: Sequence[Seat],
        per_s: float,
        seconds: float,
        commands: float = 0.1,
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> LoadFound:
        """So many messages a second for a while, a share of them commands, a room for each seat.

        Raises Failed, Gone, Refused or TimeoutError where a room cannot be opened.
        """
        async with AsyncExitStack() as stack:
            rooms: list[_Room] = []
            for at in range(0, len(seats), AT_ONCE):
                opening = [self._room(seat) for seat in seats[at : at + AT_ONCE]]
                rooms += await asyncio.gather(*map(stack.enter_async_context, opening))
                progress(len(rooms), len(seats))
            came = [person.comings for room in rooms for person in room.people]
            for room in rooms:
                room.heard.clear()
            began, seqs = time.perf_counter(), [room.applicant.view["seq"] for room in rooms]
            late = await self._say(rooms, per_s, seconds, commands)
            taken = time.perf_counter() - began
            await self._quiet(rooms)
            cut = [person.comings for room in rooms for person in room.people]
            return LoadFound(
                rooms=len(rooms),
                seconds=taken,
                traffic=(_pointing(rooms), _commands(rooms, seqs)),
                late_ms=late * 1e3,
                cut=sum(cut) - sum(came),
                refused=tuple(word for room in rooms for word in room.refused),
            )

    async def _say(
        self, rooms: Sequence[_Room], per_s: float, seconds: float, commands: float
    ) -> float:
        """All that is to be said, in all rooms in turn; by how much it was late at most [s]."""
        began, late = time.perf_counter(), 0.0
        edits: set[asyncio.Task[None]] = set()
        for i in range(round(per_s * seconds)):
            due = began + i / per_s
            while (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            late = max(late, time.perf_counter() - due)
            room = rooms[i % len(rooms)]
            if int((i + 1) * commands) > int(i * commands):
                edits.add(task := asyncio.create_task(room.edit(due)))
                task.add_done_callback(edits.discard)
            else:
                await room.point(due)
        await asyncio.gather(*edits)
        return late

    async def _quiet(self, rooms: Sequence[_Room]) -> None:
        until = time.perf_counter() + LAST_S
        while time.perf_counter() < until and not all(room.is_quiet() for room in rooms):
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.2)  # what comes twice may still come

    @asynccontextmanager
    async def _room(self, seat: Seat) -> AsyncIterator[_Room]:
        """A new case at its form; its applicant leaves at the end."""
        ws = self.http.url.replace("http", "ws", 1) + "/ws"
        ticket = await self.http.take_ticket(seat.hall, seat.region, self.item)
        tokens = (ticket["token"], seat.assistant, seat.clerk)
        people = tuple(Heard(ws, token) for token in tokens)
        applicant, assistant, clerk = people
        async with applicant, assistant, clerk:
            await _to_the_form(applicant, assistant, clerk, ticket["case"])
            names = list(applicant.view["spec"]["fields"])
            room = _Room(applicant, people, cycle(names))
            for who, person in enumerate(people):
                person.told = partial(room.hears, who)
            try:
                yield room
            finally:
                for person in people:
                    person.told = lambda message: None
                await applicant.act("leave")
                for staff in (assistant, clerk):
                    await staff.send({"type": "set_duty", "duty": "off"})


async def _to_the_form(
    applicant: Connection, assistant: Connection, clerk: Connection, case: str
) -> None:
    """A case from its ticket to where its form is filled in together."""
    duty = {"type": "set_duty", "duty": "on_duty"}
    for staff, more in ((assistant, {"window": f"load-{case}"}), (clerk, {})):
        await staff.send({**duty, **more})
        await staff.until(partial(_is_on_duty, staff))
    await _take(assistant, case, "seated")
    await _take(clerk, case, "connected")
    for capability in ("view", "guide"):
        await applicant.tell("grant_consent", capability=capability)
    await clerk.tell("identify", method="card_reader", matches=True)
    await clerk.act("verified")
    await applicant.until(lambda: "form" in applicant.view["content"])


def _is_on_duty(staff: Connection) -> bool:
    return staff.line.get("duty") == "on_duty"


async def _take(staff: Connection, case: str, action: str) -> None:
    """Call a case and begin it. Raises Refused where it is not theirs to take."""
    if not (await call(staff, case) and await begin(staff, case)):
        told = staff.faults[-1] if staff.faults else {"code": "unknown", "text": {"en": "?"}}
        raise Refused(told)
    await staff.act(action)


def _pointing(rooms: Sequence[_Room]) -> Traffic:
    """Of what was pointed at: each by one of three, for the other two to hear."""
    lost = doubled = 0
    for room in rooms:
        for turn, target in enumerate(room.pointed, 1):
            heard = [room.heard[who, target] for who in range(3) if who != turn % 3]
            lost += heard.count(0)
            doubled += sum(max(times - 1, 0) for times in heard) + room.heard[turn % 3, target]
    times = sorted(time_s * 1e3 for room in rooms for time_s in room.times)
    sent = sum(len(room.pointed) for room in rooms)
    return Traffic("pointer", sent, lost, doubled, tuple(times))


def _commands(rooms: Sequence[_Room], seqs: Sequence[int]) -> Traffic:
    """Of what was edited: a record each, which all three must hear, and no other."""
    lost = doubled = 0
    for room, seq in zip(rooms, seqs, strict=True):
        wanted = range(seq + 1, seq + 1 + len(room.answers))
        heard = [room.heard[who, f"record {n}"] for who in range(3) for n in wanted]
        lost += heard.count(0)
        doubled += sum(max(times - 1, 0) for times in heard)
        doubled += max(room.applicant.view["seq"] - wanted.stop + 1, 0)  # recorded unasked
    times = sorted(time_s * 1e3 for room in rooms for time_s in room.answers)
    return Traffic("command", sum(room.edited for room in rooms), lost, doubled, tuple(times))


def seats_for(
    halls: Sequence[tuple[str, str]], clerks: Sequence[tuple[str, str]], rooms: int
) -> list[Seat]:
    """So many seats: (hall, assistant's token) and (region, clerk's token) side by side."""
    both = islice(zip(halls, clerks, strict=False), rooms)
    return [Seat(hall, region, assistant, clerk) for (hall, assistant), (region, clerk) in both]
