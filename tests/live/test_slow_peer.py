"""Somebody who stops reading: nobody waits for them, and what waits for them has a bound."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from statistics import median

from frames import Peer, text_frame
from over_sockets import Cast, at_the_form, cast, hello
from served import AT_MOST_TO_STOP_S, Served

LARGE = "x" * 60_000
SAID = 40
AT_MOST_S = 2.0
GROWTH_MB = 50


async def clerk_on_a_bare_socket(service: Served, people: Cast) -> Peer:
    """The case's clerk again, on a socket that takes in little."""
    await people.clerk.__aexit__()
    peer = await Peer.at(service.port, window=4096)
    join = json.dumps({"type": "join", "case": people.case})
    said = [hello(service.token("clerk", "k1", "jingan")), join]
    await peer.outcome(b"".join(text_frame(text.encode()) for text in said))
    return peer


async def times_of_a_partner(people: Cast, said: int = SAID) -> list[float]:
    """How long each command takes [s] while much is passed on to the clerk."""
    signal = {"type": "signal", "to": "k1", "data": {"sdp": LARGE}}
    now, took = asyncio.get_running_loop().time, []
    for i in range(said):
        await people.applicant.send({"type": "pass", "what": signal})
        await people.assistant.send({"type": "pass", "what": signal})
        began = now()
        await people.applicant.tell("say", text=f"word {i}")
        took.append(now() - began)
    return took


async def until_away(people: Cast) -> list[float]:
    """The partner's times until the clerk, who does not read, is given up."""
    took = await times_of_a_partner(people)
    async with asyncio.timeout(60):
        while not is_away(people, "k1"):  # what the system takes in for a peer differs
            took += await times_of_a_partner(people, 1)
    return took


def is_away(people: Cast, name: str) -> bool:
    return any(p["id"] == name and p["away_since"] for p in people.applicant.people)


def test_a_peer_that_stops_reading_delays_nobody_and_is_closed(tmp_path: Path) -> None:
    async def go() -> None:
        async with Served(tmp_path) as service, cast(service) as people, at_the_form(people):
            peer = await clerk_on_a_bare_socket(service, people)
            reading = asyncio.create_task(peer.code())
            with_all_reading = await times_of_a_partner(people)
            assert not is_away(people, "k1")
            before = service.memory_mb()
            peer.stop_reading()
            with_one_stopped = await until_away(people)
            peer.read_on()
            assert await reading in (4413, "cut")  # if it reads on soon enough, or not
            peer.close()
            assert max(with_one_stopped) < AT_MOST_S
            assert median(with_one_stopped) < 10 * median(with_all_reading) + 0.05
            assert service.memory_mb() - before < GROWTH_MB

    asyncio.run(go())


def test_stopping_does_not_wait_for_one_who_does_not_read(tmp_path: Path) -> None:
    async def go() -> None:
        async with Served(tmp_path) as service, cast(service) as people, at_the_form(people):
            peer = await clerk_on_a_bare_socket(service, people)
            peer.stop_reading()
            await times_of_a_partner(people)  # more than the system takes in: a write hangs
            took = await service.stop()
            peer.close()
            assert took < AT_MOST_TO_STOP_S

    asyncio.run(go())
