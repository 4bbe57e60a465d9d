"""WebSocket frames as bytes, so that a test can send what no library would, and a bare peer."""

from __future__ import annotations

import asyncio
import os
import socket
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field

__all__ = ["Frame", "Peer", "header", "raw_frames", "text_frame"]

PING, PONG, CLOSE = 9, 10, 8


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes on the wire and what they are, for whoever looks at a failure."""

    name: str
    data: bytes


def text_frame(payload: bytes, opcode: int = 1) -> bytes:
    """A payload as one masked frame; the mask is of zeros, so it can be read as it is."""
    return header(opcode, len(payload)) + bytes(4) + payload


def header(opcode: int, size: int, *, final: bool = True, bits: int = 0) -> bytes:
    """The head of a client's frame, up to its mask."""
    first = (0x80 if final else 0) | bits | opcode
    if size < 126:
        return bytes([first, 0x80 | size])
    if size < 65536:
        return bytes([first, 0x80 | 126]) + size.to_bytes(2)
    return bytes([first, 0x80 | 127]) + size.to_bytes(8)


def raw_frames() -> list[Frame]:
    """Frames that the protocol of WebSockets forbids, or hardly allows."""
    text = b'{"type":"leave_room"}'
    bare = bytes([0x81, len(text)]) + text
    return [
        Frame("not masked", bare),
        *(
            Frame(f"reserved bits {b:x}", header(1, 2, bits=b) + bytes(4) + b"{}")
            for b in (16, 32, 64)
        ),
        *(Frame(f"opcode {n}", text_frame(text, opcode=n)) for n in (3, 7, 11, 15)),
        Frame("continuation of nothing", text_frame(text, opcode=0)),
        Frame("text within text", header(1, 2, final=False) + bytes(4) + b"{}" + text_frame(text)),
        Frame("long ping", text_frame(b"x" * 126, opcode=9)),
        Frame("ping in parts", header(9, 2, final=False) + bytes(4) + b"{}"),
        Frame("unasked pong", text_frame(b"x", opcode=10)),
        Frame("close with half a code", text_frame(b"\x03", opcode=8)),
        *(
            Frame(f"close with {code}", text_frame(code.to_bytes(2) + b"why", opcode=8))
            for code in (0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535)
        ),
        Frame("close with no UTF-8", text_frame((1000).to_bytes(2) + b"\xff\xfe", opcode=8)),
        Frame("declared too large", header(1, 2**62) + bytes(4) + b"x" * 100),
        Frame("declared negative", bytes([0x81, 0xFF]) + (2**63 + 1).to_bytes(8) + bytes(4)),
        Frame(
            "in parts without end", (header(1, 60_000, final=False) + bytes(4) + b" " * 60_000) * 2
        ),
        Frame("no frame", b"GET / HTTP/1.1\r\n\r\n"),
        Frame("noise", bytes(range(256)) * 4),
        Frame("many pings", text_frame(b"p", opcode=9) * 2000),
        Frame("empty", text_frame(b"")),
    ]


@dataclass(eq=False)
class Peer:
    """A socket on which anything can be written."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    _reads: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def at(cls, port: int, window: int | None = None) -> Peer:
        """A new one, its handshake done.

        window  how much the system takes in for it before it is read [bytes]
        """
        link = socket.socket()
        link.setblocking(False)
        if window is not None:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        await asyncio.get_running_loop().sock_connect(link, ("127.0.0.1", port))
        reader, writer = await asyncio.open_connection(sock=link)
        key = b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        answer = await reader.readuntil(b"\r\n\r\n")
        assert b" 101 " in answer, answer
        peer = cls(reader, writer)
        peer.read_on()
        return peer

    async def outcome(self, data: bytes) -> int | str:
        """What comes of some bytes: the code the socket is closed with, "pong" if it goes on.

        "cut" where it ended without a word.
        """
        try:
            self.writer.write(data + text_frame(b"still there?", opcode=PING))
            while True:
                opcode, payload = await self._frame()
                if opcode == CLOSE:
                    return int.from_bytes(payload[:2]) if payload else 1005
                if opcode == PONG and payload == b"still there?":
                    return "pong"
        except (asyncio.IncompleteReadError, ConnectionError):
            return "cut"

    async def code(self) -> int | str:
        """The code with which it is closed, once it is, or "cut"; the close is answered."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                opcode, payload = await self._frame()
                if opcode == CLOSE:
                    self.writer.write(text_frame(payload[:2], opcode=CLOSE))
                    return int.from_bytes(payload[:2])
        return "cut"

    async def _frame(self) -> tuple[int, bytes]:
        await self._reads.wait()
        first, size = await self.reader.readexactly(2)
        if size == 126:
            size = int.from_bytes(await self.reader.readexactly(2))
        elif size == 127:
            size = int.from_bytes(await self.reader.readexactly(8))
        return first & 0xF, await self.reader.readexactly(size)

    def stop_reading(self) -> None:
        """Take in nothing more after this frame, as a machine that hangs."""
        self._reads.clear()

    def read_on(self) -> None:
        """Take in again what has waited."""
        self._reads.set()

    def close(self) -> None:
        """Let go of it at once."""
        self.writer.transport.abort()
