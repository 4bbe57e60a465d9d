"""The service stops: everybody is told, and nobody's silence is waited for long."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from live_world import until
from over_sockets import hello, running
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


def test_stopping_tells_everybody_and_does_not_wait_for_the_silent(tmp_path: Path) -> None:
    async def go() -> None:
        async with asyncio.timeout(30):
            async with running(tmp_path) as service:
                tokens = [(await service.ticket())["token"] for _ in range(20)]
                sockets = [await connect(service.ws, proxy=None) for _ in tokens]
                for socket, token in zip(sockets, tokens, strict=True):
                    await socket.send(hello(token))
                await until(lambda: len(service.hub.connections) == 20)
                for socket in sockets[:10]:
                    socket.transport.pause_reading()  # dead to the world
                began = asyncio.get_running_loop().time()
            assert asyncio.get_running_loop().time() - began < 10
            codes = []
            for socket in sockets[10:]:
                with suppress(ConnectionClosed):
                    async for _ in socket:  # until it is closed
                        pass
                codes.append(socket.close_code)
            assert codes == [1012] * 10
            for socket in sockets[:10]:
                socket.transport.abort()

    asyncio.run(go())
