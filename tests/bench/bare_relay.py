"""The least an aiohttp relay can do: parse the JSON, forward it through bounded outboxes.

What the live service is measured against. The first message names the room; a message of type
``tell`` goes to everybody in it, the sender too, any other to the others. Nothing is checked,
kept or answered. The socket's settings are the service's own.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections import defaultdict
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

MOST_BYTES = 65_536
HEARTBEAT_S = 20.0
OUTBOX = 256


@dataclass(eq=False)
class Peer:
    """A connection with its outbox, and the task that empties it."""

    socket: web.WebSocketResponse
    outbox: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(maxsize=OUTBOX))

    async def write(self) -> None:
        """Until cancelled."""
        while True:
            await self.socket.send_str(await self.outbox.get())


ROOMS: defaultdict[str, list[Peer]] = defaultdict(list)


async def connected(request: web.Request) -> web.WebSocketResponse:
    """One connection, from its first message to its close."""
    socket = web.WebSocketResponse(compress=False, max_msg_size=MOST_BYTES, heartbeat=HEARTBEAT_S)
    await socket.prepare(request)
    room = ROOMS[(await socket.receive_json())["room"]]
    peer = Peer(socket)
    room.append(peer)
    writer = asyncio.create_task(peer.write())
    peer.outbox.put_nowait('{"type":"welcome"}')
    try:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            is_for_all = json.loads(message.data)["type"] == "tell"
            for other in room:
                if is_for_all or other is not peer:
                    other.outbox.put_nowait(message.data)
    except asyncio.QueueFull:
        pass
    finally:
        room.remove(peer)
        writer.cancel()
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await writer
    return socket


async def main() -> None:
    """Say where it listens, then serve until told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app = web.Application()
    app.add_routes([web.get("/ws", connected)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"ready {runner.addresses[0][1]}", flush=True)
    await stop.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
