"""The service stops: everybody is told, and nobody's silence is waited for long."""

from __future__ import annotations

import asyncio
from pathlib import Path

from frames import Peer, text_frame
from over_sockets import hello
from served import AT_MOST_TO_STOP_S, Served

LIVE, DEAD = 300, 300
TRIES = 3
"""The best counts: others use this machine too, and what waits for the dead does so each time."""


async def come_in(service: Served, names: list[str]) -> list[Peer]:
    """Assistants who have said hello and were welcomed."""
    peers = [await Peer.at(service.port) for _ in names]
    for name, peer in zip(names, peers, strict=True):
        peer.writer.write(text_frame(hello(service.token("assistant", name, "wuhu")).encode()))
    await asyncio.gather(*(peer.outcome(b"") for peer in peers))
    return peers


async def stopped(service: Served) -> tuple[float, set[int | str]]:
    """How long stopping took [s], and with which codes the living were closed."""
    live = await come_in(service, [f"live-{i}" for i in range(LIVE)])
    dead = await come_in(service, [f"dead-{i}" for i in range(DEAD)])
    for peer in dead:
        peer.stop_reading()
    codes = asyncio.gather(*(peer.code() for peer in live))
    took = await service.stop()
    for peer in [*live, *dead]:
        peer.close()
    return took, set(await codes)


def test_sigterm_tells_the_living_and_does_not_wait_for_the_dead(tmp_path: Path) -> None:
    async def go() -> None:
        async with Served(tmp_path) as service:
            for _ in range(TRIES):
                took, codes = await stopped(service)
                assert codes == {1012}
                if took < AT_MOST_TO_STOP_S:
                    break
                await service.start(reborn=True)
            assert took < AT_MOST_TO_STOP_S
            assert set(service.errors().splitlines()) == {"tongban stopped"}

    asyncio.run(go())
