"""A socket's way out: a bounded queue, the task that writes from it, and how the socket closes.

Rule 1. Nobody waits for a peer: what is for somebody goes into their queue, at once.
Rule 2. A queue has a bound in messages and in characters. A peer that lets it fill is closed with
        a code of its own, and may come back and resume.
Rule 3. Closing takes ``CLOSE_S`` at most: what a peer has not read by then, it does not get.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from .wire import CLOSE

__all__ = ["MOST_CHARACTERS", "MOST_MESSAGES", "Sender"]

MOST_MESSAGES = 256
MOST_CHARACTERS = 1_000_000
"""That wait for one peer. A single message may be longer: the snapshot of a long case."""
CLOSE_S = 2.0


@dataclass(eq=False)
class Sender:
    """Writes to one socket, until it is closed.

    cut      ends the connection below the socket at once
    is_slow  is told once the peer has let its queue fill
    why      the socket is closed, or is about to be: a key of ``wire.CLOSE``
    """

    socket: web.WebSocketResponse
    cut: Callable[[], None]
    is_slow: Callable[[], None]
    why: str | None = None
    sent: int = 0  # messages, those included that wait
    _queue: deque[str] = field(default_factory=deque)
    _characters: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None
    _cutting: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Write whatever is posted from now on."""
        self._task = asyncio.create_task(self._write())

    def post(self, text: str) -> None:
        """A message as it goes over the wire; nothing once the socket is being closed."""
        if self.why is not None:
            return
        queue = self._queue
        if queue and (
            len(queue) >= MOST_MESSAGES or self._characters + len(text) > MOST_CHARACTERS
        ):
            queue.clear()
            self.close("too_slow")
            # Not at once: whoever posts may be going through those it posts to.
            asyncio.get_running_loop().call_soon(self.is_slow)
            return
        queue.append(text)
        self.sent += 1
        self._characters += len(text)
        self._news.set()

    def close(self, why: str) -> None:
        """Write what waits, then close. The first reason counts."""
        if self.why is None:
            self.why = why
            self._news.set()
            self._cutting = asyncio.get_running_loop().call_later(CLOSE_S, self.cut)

    async def finished(self) -> None:
        """Once the socket is closed."""
        if self._task is not None:
            await asyncio.wait([self._task])
        if self._cutting is not None:
            self._cutting.cancel()

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            while self._queue or self.why is None:
                if not self._queue:
                    self._news.clear()
                    await self._news.wait()
                    continue
                text = self._queue.popleft()
                self._characters -= len(text)
                await self.socket.send_str(text)
            why = self.why or "bye"
            await self.socket.close(code=CLOSE[why], message=why.encode())
