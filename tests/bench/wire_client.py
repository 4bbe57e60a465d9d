"""A WebSocket client that costs next to nothing, so that what is measured is the server.

Text frames only, unfragmented, as both servers send them; masked with zeros, which RFC 6455
allows and which leaves the bytes as they are. It answers pings.
"""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from collections.abc import Callable

__all__ = ["Client", "connected"]

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
NO_MASK = bytes(4)


class Client(asyncio.Protocol):
    """One connection; `heard` is given the payload of each text frame."""

    def __init__(self, heard: Callable[[bytes], None]) -> None:
        self.heard = heard
        self.is_upgraded: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed: bytes | None = None  # code and reason
        self._buffer = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def send(self, payload: bytes, opcode: int = TEXT) -> None:
        """One frame."""
        size = len(payload)
        if size < 126:
            head = bytes((0x80 | opcode, 0x80 | size))
        else:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
        self._transport.write(b"".join((head, NO_MASK, payload)))

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer + data if self._buffer else data
        if not self.is_upgraded.done():
            head, end, buffer = buffer.partition(b"\r\n\r\n")
            if not end:
                self._buffer = head
                return
            assert b" 101 " in head, head
            self.is_upgraded.set_result(None)
        self._buffer = self._frames(buffer)

    def _frames(self, buffer: bytes) -> bytes:
        """Every whole frame is heard; what is left over."""
        at, end = 0, len(buffer)
        while end - at >= 2:
            size, head = buffer[at + 1], 2
            if size == 126 and end - at >= 4:
                (size,), head = struct.unpack_from("!H", buffer, at + 2), 4
            elif size == 127 and end - at >= 10:
                (size,), head = struct.unpack_from("!Q", buffer, at + 2), 10
            elif size > 125:
                break
            if end - at < head + size:
                break
            self._take(buffer[at] & 0xF, buffer[at + head : at + head + size])
            at += head + size
        return buffer[at:]

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self.heard(payload)
        elif opcode == PING:
            self.send(payload, PONG)
        elif opcode == CLOSE:
            self.closed = payload

    def connection_lost(self, exc: Exception | None) -> None:
        if self.closed is None:
            self.closed = repr(exc).encode()

    def abort(self) -> None:
        """Gone at once."""
        self._transport.abort()


async def connected(port: int, heard: Callable[[bytes], None]) -> Client:
    """A client that has been let in."""
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(lambda: Client(heard), "127.0.0.1", port)
    await client.is_upgraded
    return client
