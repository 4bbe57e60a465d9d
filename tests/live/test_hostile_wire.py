"""Hostile frames and bodies by the thousand: the service goes on, and nobody else is harmed.

``make soak`` sends a hundred thousand frames; see docs/topics/reliability.md.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from frames import Frame, Peer, raw_frames, text_frame
from hostile import Hostile
from over_sockets import Cast, Seats, at_the_form, cast, hello, nothing
from served import Served
from stand_ins import listening

from tongban_client import Connection

FRAMES = int(os.environ.get("SOAK_FRAMES", "2000"))
AT_ONCE = 8
SLOWEST_S = 5.0
"""Within which a neighbour's command is answered: a hundred times what it takes."""
GROWTH_MB = 100
SAID = {1000, 1002, 1005, 1007, 1009, 4400, 4401, 4409, 4413, 4429}
"""The codes that what is hostile may be closed with."""
SEATS = Seats("yiwu", "zhejiang", "hangzhou", "a-yiwu", "k-hangzhou")
OTHER_SEATS = Seats("jiashan", "zhejiang", "hangzhou", "a-jiashan", "k-hostile")


@dataclass(eq=False)
class Timed(Connection):
    """Knows how long the slowest of its commands took [s]."""

    slowest_s: float = 0.0

    async def tell(self, type_: str, **body: Any) -> dict[str, Any]:
        now = asyncio.get_running_loop().time
        began = now()
        try:
            return await super().tell(type_, **body)
        finally:
            self.slowest_s = max(self.slowest_s, now() - began)


@dataclass(eq=False)
class Attack:
    """Hostile frames on one service, several at once, and what came of them."""

    service: Served
    frames: Iterator[tuple[bytes, Frame]]
    outcomes: Counter[int | str] = field(default_factory=Counter)
    wrong: list[tuple[int | str, str]] = field(default_factory=list)

    async def go_on(self) -> None:
        """Until there are no more frames; a socket that stays open is used again."""
        peer: Peer | None = None
        for greeting, frame in self.frames:
            if peer is None:
                peer = await Peer.at(self.service.port)
            async with asyncio.timeout(60):
                outcome = await peer.outcome(greeting + frame.data)
            self.outcomes[outcome] += 1
            if outcome != "pong" and outcome not in SAID:
                self.wrong.append((outcome, frame.name))
            if outcome != "pong":
                peer.close()
                peer = None
        if peer is not None:
            peer.close()


def frames(hostile: Hostile, greetings: list[bytes]) -> Iterator[tuple[bytes, Frame]]:
    """All that stands in no message first, then anything, without end."""
    for frame, greeting in itertools.product(raw_frames(), greetings):
        yield greeting, frame
    wrong_types, chance = list(hostile.every_wrong_type()), hostile.chance
    chance.shuffle(wrong_types)
    for frame in itertools.cycle(wrong_types):
        yield chance.choice(greetings), frame
        yield chance.choice(greetings), hostile.mutated()


def greetings(service: Served, applicant: str, case: str, another: str) -> list[bytes]:
    """How one comes in: not at all, as an applicant, as staff in some room, to look at a board."""
    staff = [("assistant", "a-hostile", "yiwu", case), ("clerk", "k-hostile", "hangzhou", another)]
    display = json.dumps({"type": "hello", "hall": "wuhu"})
    come = [[hello(applicant)], [hello(service.token("supervisor", "s", ""))], [display]]
    for role, name, place, room in staff:
        come.append(
            [hello(service.token(role, name, place)), json.dumps({"type": "join", "case": room})]
        )
    return [b"", *(b"".join(text_frame(text.encode()) for text in said) for said in come)]


@asynccontextmanager
async def a_case_at_the_form(service: Served, seats: Seats) -> AsyncIterator[Cast]:
    async with cast(service, seats) as people, at_the_form(people):
        yield people


async def stories_of_a_neighbour(service: Served, until: asyncio.Event) -> float:
    """Whole stories, one after another; the time of the slowest command [s]."""
    slowest = 0.0
    kinds = dict.fromkeys(("applicant", "assistant", "clerk"), Timed)
    while not until.is_set():
        async with cast(service, **kinds) as people:
            await people.story(nothing)
            applicant = people.applicant
            await applicant.until(lambda: applicant.view["ended"] == "accepted")  # noqa: B023
            three = (people.applicant, people.assistant, people.clerk)
            slowest = max(slowest, *(each.slowest_s for each in three))
    return slowest


def test_hostile_frames_harm_nobody(tmp_path: Path) -> None:
    async def go() -> None:
        async with AsyncExitStack() as stack:
            regions = await stack.enter_async_context(listening())
            service = await stack.enter_async_context(Served(tmp_path, regions.urls))
            mine = await stack.enter_async_context(a_case_at_the_form(service, SEATS))
            other = await stack.enter_async_context(a_case_at_the_form(service, OTHER_SEATS))
            await mine.applicant.__aexit__()  # from now on somebody hostile has its token
            await other.clerk.__aexit__()
            hostile = Hostile(random.Random(1), mine.case, mine.token)
            come = greetings(service, mine.token, mine.case, other.case)
            attack = Attack(service, itertools.islice(frames(hostile, come), FRAMES))
            over = asyncio.Event()
            neighbour = asyncio.create_task(stories_of_a_neighbour(service, over))
            before = service.memory_mb()
            await asyncio.gather(*(attack.go_on() for _ in range(AT_ONCE)))
            grown = service.memory_mb() - before
            over.set()
            slowest = await neighbour
            print(f"hostile frames: {FRAMES}; how they ended: {dict(attack.outcomes)}")
            print(f"a neighbour's slowest command: {slowest:.2f} s; memory: +{grown:.0f} MB")
            assert attack.wrong == []
            assert attack.outcomes.total() == FRAMES
            for honest in (mine.assistant, mine.clerk, other.applicant, other.assistant):
                assert honest.comings == 1
                await honest.tell("say", text="still here")
            assert slowest < SLOWEST_S
            assert grown < GROWTH_MB
            assert service.errors() == ""

    asyncio.run(go())
