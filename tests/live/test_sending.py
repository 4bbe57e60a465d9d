"""A socket's way out: its bounds, what it closes with, and that closing takes no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest

from tongban.live import sending
from tongban.live.sending import MOST_CHARACTERS, MOST_MESSAGES, Sender


@dataclass
class Socket:
    """A peer's socket: reads only when it is let."""

    written: list[str] = field(default_factory=list)
    closed: tuple[int, bytes] | None = None
    reads: asyncio.Event = field(default_factory=asyncio.Event)

    async def send_str(self, text: str) -> None:
        await self.reads.wait()
        self.written.append(text)

    async def close(self, *, code: int, message: bytes) -> None:
        self.closed = code, message


def sending_to(what: Callable[[Socket, Sender, list[str]], Coroutine[Any, Any, None]]) -> None:
    async def go() -> None:
        socket, told = Socket(), []
        sender = Sender(
            socket,  # type: ignore[arg-type]
            cut=lambda: told.append("cut"),
            is_slow=lambda: told.append("slow"),
        )
        sender.start()
        await what(socket, sender, told)

    asyncio.run(go())


def test_what_is_posted_is_written_in_order_and_then_it_is_closed() -> None:
    async def go(socket: Socket, sender: Sender, told: list[str]) -> None:
        socket.reads.set()
        for text in "abc":
            sender.post(text)
        sender.close("restarting")
        sender.post("d")
        sender.close("bye")
        await sender.finished()
        assert socket.written == ["a", "b", "c"]
        assert socket.closed == (1012, b"restarting")
        assert told == []

    sending_to(go)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        pytest.param("x", MOST_MESSAGES, id="messages"),
        pytest.param("x" * (MOST_CHARACTERS // 4), 4, id="characters"),
    ],
)
def test_a_queue_that_is_full_gives_the_peer_up(text: str, most: int) -> None:
    async def go(socket: Socket, sender: Sender, told: list[str]) -> None:
        sender.post("first")
        await asyncio.sleep(0)  # it is being written, and does not wait any more
        for _ in range(most):
            sender.post(text)
        await asyncio.sleep(0)
        assert (sender.why, told) == (None, [])
        sender.post(text)
        await asyncio.sleep(0)
        assert (sender.why, told) == ("too_slow", ["slow"])
        socket.reads.set()  # it reads on
        await sender.finished()
        assert socket.written == ["first"]
        assert socket.closed == (4413, b"too_slow")

    sending_to(go)


def test_one_message_may_be_longer_than_all_that_may_wait() -> None:
    async def go(socket: Socket, sender: Sender, told: list[str]) -> None:
        socket.reads.set()
        sender.post("x" * (2 * MOST_CHARACTERS))
        await asyncio.sleep(0)
        sender.close("bye")
        await sender.finished()
        assert [len(text) for text in socket.written] == [2 * MOST_CHARACTERS]
        assert told == []

    sending_to(go)


def test_who_never_reads_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "CLOSE_S", 0.01)

    async def go(socket: Socket, sender: Sender, told: list[str]) -> None:
        sender.post("first")
        sender.close("restarting")
        async with asyncio.timeout(5):
            while told != ["cut"]:
                await asyncio.sleep(0.001)
        assert socket.closed is None
        socket.reads.set()  # as when the connection below it ends
        await sender.finished()

    sending_to(go)
