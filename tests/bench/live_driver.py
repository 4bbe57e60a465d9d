"""Drives one server, the relay or the live service, and prints what it found as JSON.

    live_driver.py relay|service PORT PID FOLDER '{"measure": ..., ...}'

In each room sit an applicant, an assistant and a clerk. A pointer message is the clerk's and
reaches two; a command is the applicant's edit of a field and reaches all three. Every message
carries a number, and each must arrive once at each listener. PID is the server's.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from live_service import HALL, HOME, names_of
from wire_client import Client, connected

from tongban.live.access import Grant, Tokens
from tongban.live.sealing import MasterKey

Json = dict[str, Any]
ROLES = ("applicant", "assistant", "clerk")
POINT = b'{"type":"pass","what":{"type":"point","target":"field:n%d","x":0.25,"y":0.5}}'
EDIT = (
    b'{"type":"tell","command":{"id":"n%d","body":{"type":"edit_field","field":"%s",'
    b'"value":"%d","base":%d}}}'
)
FIELDS = (b"phone", b"address", b"care_in", b"insured_in")
MARKS = {
    ("relay", "point"): b'"target":"field:n',
    ("service", "point"): b'"target":"field:n',
    ("relay", "edit"): b'"id":"n',
    ("service", "edit"): b'"command":"n',
}
"""What stands before a message's number where it arrives."""
LISTENERS = {"point": (0, 1), "edit": (0, 1, 2)}
AT_ONCE = 20
"""Rooms that are joined together: no queue of connections to accept is that long."""


@dataclass(eq=False)
class Room:
    """Three connections, and what was sent in the room and heard.

    answers  is told when somebody has heard a message
    """

    number: int
    people: list[Client] = field(default_factory=list)
    sent: dict[int, float] = field(default_factory=dict)  # number -> when
    heard: list[list[tuple[int, float]]] = field(default_factory=lambda: [[], [], []])
    answers: Callable[[Room, int], None] = lambda room, who: None
    edits: int = 0

    def hears(self, who: int, mark: bytes, payload: bytes) -> None:
        """Something arrives at one of the three."""
        at = payload.find(mark)
        if at >= 0:
            begin = at + len(mark)
            number = int(payload[begin : payload.index(b'"', begin)])
            self.heard[who].append((number, time.perf_counter()))
            self.answers(self, who)


@dataclass(eq=False)
class Driver:
    """The rooms on one server; `what` is said in them: point or edit."""

    which: str
    port: int
    server: psutil.Process
    tokens: Tokens
    what: str
    rooms: list[Room] = field(default_factory=list)
    bytes_a_connection: float = 0.0
    _welcomes: int = 0
    _next: int = 0

    async def join(self, rooms: int) -> None:
        """All rooms with their three. The second half says what a connection takes: what the
        start left free is used up by then.
        """
        self.rooms = [Room(number) for number in range(rooms)]
        half = rooms // 2
        await self._seat_all(self.rooms[:half])
        before = self.server.memory_info().rss
        await self._seat_all(self.rooms[half:])
        grown = self.server.memory_info().rss - before
        self.bytes_a_connection = grown / (3 * (rooms - half))

    async def _seat_all(self, rooms: list[Room]) -> None:
        wanted = self._welcomes + 3 * len(rooms)
        for at in range(0, len(rooms), AT_ONCE):
            await asyncio.gather(*(self._seat(room) for room in rooms[at : at + AT_ONCE]))
        async with asyncio.timeout(120):
            while self._welcomes < wanted:
                await asyncio.sleep(0.05)
        await asyncio.sleep(1)  # lines are told

    async def _seat(self, room: Room) -> None:
        mark = MARKS[self.which, self.what]
        for who in range(3):

            def heard(payload: bytes, who: int = who) -> None:
                self._welcomes += payload.startswith(b'{"type":"welcome"')
                room.hears(who, mark, payload)

            client = await connected(self.port, heard)
            room.people.append(client)
            for message in self._greeting(room.number, who):
                client.send(json.dumps(message).encode())

    def _greeting(self, room: int, who: int) -> list[Json]:
        case, name, role = names_of(room)[0], names_of(room)[who], ROLES[who]
        if self.which == "relay":
            return [{"room": case}]
        if role == "applicant":
            return [{"type": "hello", "token": self.tokens.give(Grant(role, name, HALL, case))}]
        place = HALL if role == "assistant" else HOME
        window = {"window": f"w-{room:05d}"} if role == "assistant" else {}
        return [
            {"type": "hello", "token": self.tokens.give(Grant(role, name, place))},
            {"type": "join", "case": case},
            {"type": "set_duty", "duty": "on_duty", **window},
        ]

    def send(self, room: Room) -> None:
        """One more message in a room."""
        self._next += 1
        number = self._next
        if self.what == "point":
            speaker, payload = room.people[2], POINT % number
        else:
            name, base = FIELDS[room.edits % len(FIELDS)], room.edits // len(FIELDS)
            room.edits += 1
            speaker, payload = room.people[0], EDIT % (number, name, 13_800_000_000 + number, base)
        room.sent[number] = time.perf_counter()
        speaker.send(payload)

    # --- what is measured -------------------------------------------------------------------

    async def throughput(self, under_way: int, seconds: float) -> Json:
        """Messages a second with so many under way in each room."""
        is_on, last = True, LISTENERS[self.what][-1]

        def again(room: Room, who: int) -> None:
            if is_on and who == last:
                self.send(room)

        for room in self.rooms:
            room.answers = again
            for _ in range(under_way):
                self.send(room)
        await asyncio.sleep(0.5)
        count, cpu, at = self._received(), self._cpu_s(), time.perf_counter()
        await asyncio.sleep(seconds)
        count, cpu, at = self._received() - count, self._cpu_s() - cpu, time.perf_counter() - at
        is_on = False
        await self._quiet()
        return {"per_s": count / at, "cpu_us": cpu / count * 1e6}

    async def paced(self, per_s: float, seconds: float) -> Json:
        """Milliseconds from sending to hearing where so many messages a second come, evenly, in
        all rooms in turn; of a command, to its sender's hearing that it is on disk.
        """
        loop = asyncio.get_running_loop()
        count, cpu, began = round(per_s * seconds), self._cpu_s(), loop.time() + 0.1
        for i in range(count):
            while (wait := began + i / per_s - loop.time()) > 0:
                await asyncio.sleep(wait)
            self.send(self.rooms[i % len(self.rooms)])
        cpu = self._cpu_s() - cpu
        await self._quiet()
        whom = LISTENERS["point"] if self.what == "point" else (0,)
        times = sorted(
            (at - room.sent[number]) * 1e3
            for room in self.rooms
            for who in whom
            for number, at in room.heard[who]
        )
        return {"cpu_us": cpu / count * 1e6, **quantiles(times)}

    def checked(self) -> Json:
        """What was lost or doubled, and the connections that were closed."""
        listeners = LISTENERS[self.what]
        heard = [[n for n, _ in room.heard[who]] for room in self.rooms for who in listeners]
        sent = [len(room.sent) for room in self.rooms for _ in listeners]
        return {
            "lost": sum(n - len(set(found)) for n, found in zip(sent, heard, strict=True)),
            "doubled": sum(len(found) - len(set(found)) for found in heard),
            "closed": sum(c.closed is not None for room in self.rooms for c in room.people),
        }

    def _received(self) -> int:
        """How many have arrived at the last of those who hear them."""
        last = LISTENERS[self.what][-1]
        return sum(len(room.heard[last]) for room in self.rooms)

    async def _quiet(self) -> None:
        """Until nothing more is under way, or half a minute."""
        for _ in range(600):
            await asyncio.sleep(0.05)
            if self._received() == sum(len(room.sent) for room in self.rooms):
                await asyncio.sleep(0.1)
                return

    def _cpu_s(self) -> float:
        """Seconds of processor that the server has had, all its threads."""
        times = self.server.cpu_times()
        return float(times.user + times.system)


def quantiles(times: list[float]) -> Json:
    """Of sorted times."""
    return {f"p{q}": times[min(len(times) * q // 100, len(times) - 1)] for q in (50, 99)}


def written(folder: Path, size: int, per_s: float, seconds: float) -> Json:
    """Milliseconds of writing so many bytes to a file and syncing it, at a pace."""
    times = []
    with (folder / "bare").open("wb", buffering=0) as file:
        began = time.perf_counter()
        for i in range(round(per_s * seconds)):
            time.sleep(max(began + i / per_s - time.perf_counter(), 0))
            at = time.perf_counter()
            file.write(bytes(size))
            os.fsync(file.fileno())
            times.append((time.perf_counter() - at) * 1e3)
    return quantiles(sorted(times))


async def driven(which: str, port: int, pid: int, folder: Path, asked: Json) -> Json:
    """What was asked for, measured on a server."""
    key = folder / "log.key"
    tokens = Tokens(MasterKey.kept_in(key).derived("tokens")) if key.exists() else Tokens()
    measure, rooms, what = (asked.pop(name) for name in ("measure", "rooms", "what"))
    driver = Driver(which, port, psutil.Process(pid), tokens, what)
    await driver.join(rooms)
    found = await getattr(driver, measure)(**asked)
    return {**found, "bytes_a_connection": driver.bytes_a_connection, **driver.checked()}


def main() -> None:
    """Print what was asked for."""
    which, port, pid, folder, asked = sys.argv[1:]
    options = json.loads(asked)
    if which == "disk":
        print(json.dumps(written(Path(folder), **options)))
    else:
        print(json.dumps(asyncio.run(driven(which, int(port), int(pid), Path(folder), options))))


if __name__ == "__main__":
    main()
