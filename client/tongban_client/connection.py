"""A connection that is there until it is closed: it comes back, resumes, and does things once.

Every command carries an id of its own. When the socket is lost before the answer came, the same
command is sent again after coming back: the service carries it out once and gives the same
record again.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from .folding import folded

__all__ = ["Connection", "Gone", "Refused"]

Json = dict[str, Any]
MOST_BYTES = 2**24
"""Of a message: a long case's snapshot."""
GOODBYE_S = 1
"""How long the other end's goodbye is waited for: one that is stopping says none."""
FINAL = {4400, 4401, 4409}
"""Codes after which coming back is of no use: not understood, not allowed, taken over."""


class Refused(Exception):
    """The service refused a command; `refusal` says why and what is allowed."""

    def __init__(self, refusal: Json) -> None:
        super().__init__(f"{refusal['code']}: {refusal['text']['en']}")
        self.refusal = refusal


class Gone(Exception):
    """The connection is closed for good; `code` is the socket's."""

    def __init__(self, code: int | None, reason: str) -> None:
        super().__init__(f"closed: {code} {reason}")
        self.code = code


@dataclass(eq=False)
class Connection:
    """Somebody's socket to the service. Use it as ``async with``.

    url     such as ``ws://127.0.0.1:8080/ws``
    token   from a ticket or a log-in
    """

    url: str
    token: str
    me: str = ""  # by the service's welcome
    view: Json = field(default_factory=dict)  # the case as we see it
    line: Json = field(default_factory=dict)  # that of our place, for staff
    position: Json = field(default_factory=dict)
    people: list[Json] = field(default_factory=list)
    records: list[Json] = field(default_factory=list)  # those received, once each
    passed: list[Json] = field(default_factory=list)  # what was momentary
    faults: list[Json] = field(default_factory=list)
    comings: int = 0
    case: str | None = None
    _socket: ClientConnection | None = None
    _waiting: dict[str, tuple[Json, asyncio.Future[Json]]] = field(default_factory=dict)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _task: asyncio.Task[None] | None = None
    _error: Gone | None = None
    _epoch: str | None = None
    _duty: Json | None = None
    _ids: Any = field(default_factory=itertools.count)
    _name: str = field(default_factory=lambda: secrets.token_hex(6))

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._stay())
        try:
            await self.until(lambda: self.comings > 0)
        except BaseException:  # nobody else would ever end the task
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        if self._socket is not None:
            await self._socket.close()

    # --- what one says ----------------------------------------------------------------------

    async def tell(self, type_: str, **body: Any) -> Json:
        """The record that a command led to. Raises Refused, or Gone."""
        name = f"{self._name}-{next(self._ids)}"
        message = {"type": "tell", "command": {"id": name, "body": {"type": type_, **body}}}
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[name] = message, future
        await self.send(message)
        try:
            return await self._or_gone(future)
        finally:
            del self._waiting[name]

    async def act(self, action: str, **more: Any) -> Json:
        """The record of an action of the flow."""
        return await self.tell("act", action=action, **more)

    async def send(self, message: Json) -> None:
        """A message as it is; lost if the connection is away just now.

        Being on duty is said again whenever the connection comes back.
        """
        if message["type"] == "set_duty":
            self._duty = message
        if self._socket is not None:
            with contextlib.suppress(ConnectionClosed):
                await self._socket.send(json.dumps(message))

    async def ask(self, message: Json, done: Callable[[], bool], timeout_s: float = 30) -> bool:
        """Whether a message did what was wanted; False where the service says that it cannot.

        For what carries no command's id, such as calling the next: it is said again whenever the
        socket was lost, and said twice it does no more. Raises TimeoutError, or Gone.
        """
        faults, comings = len(self.faults), 0

        def is_settled() -> bool:
            return done() or len(self.faults) > faults

        def is_settled_or_back() -> bool:
            return is_settled() or self.comings > comings

        async with asyncio.timeout(timeout_s):
            while not is_settled():
                comings = self.comings
                await self.send(message)
                await self.until(is_settled_or_back, timeout_s)
        return done()

    async def join(self, case: str) -> None:
        """Enter a case's room and see it."""
        self.case, self.view, self.records = case, {}, []
        await self.send({"type": "join", "case": case})
        await self.until(lambda: self.view.get("case") == case)

    async def until(self, true: Callable[[], bool], timeout_s: float = 30) -> None:
        """Until something that was received makes it so. Raises TimeoutError, or Gone."""
        async with asyncio.timeout(timeout_s), self._changed:
            await self._changed.wait_for(lambda: self._error is not None or true())
        if not true() and self._error is not None:
            raise self._error

    async def until_after(self, seq: int, timeout_s: float = 600) -> None:
        """Until the case has a record after some number."""
        await self.until(lambda: self.view["seq"] > seq, timeout_s)

    async def drop(self) -> None:
        """Lose the socket as a bad network would: no close, no goodbye."""
        if self._socket is not None:
            self._socket.transport.abort()

    # --- staying ----------------------------------------------------------------------------

    async def _stay(self) -> None:
        """Connect, and again whenever the socket is lost, with backoff and jitter."""
        try:
            async for socket in connect(
                self.url,
                ping_interval=20,
                close_timeout=GOODBYE_S,
                max_size=MOST_BYTES,
                proxy=None,
            ):
                try:
                    await self._greet(socket)
                    async for text in socket:
                        await self._take(json.loads(text))
                except ConnectionClosed:
                    pass
                self._socket = None
                code = socket.close_code
                if code in FINAL:
                    await self._fail(Gone(code, socket.close_reason or ""))
                    return
        except asyncio.CancelledError:
            raise
        except Exception as error:
            await self._fail(Gone(None, repr(error)))

    async def _greet(self, socket: ClientConnection) -> None:
        after = self.view.get("seq", 0)
        hello = {"type": "hello", "token": self.token, "after": after, "epoch": self._epoch}
        await socket.send(json.dumps(hello))
        welcome = json.loads(await socket.recv())
        is_same = welcome["epoch"] == self._epoch
        self._epoch, self._socket, self.me = welcome["epoch"], socket, welcome["you"]["id"]
        if self.case is not None:
            again = {"type": "join", "case": self.case, "after": after if is_same else 0}
            await socket.send(json.dumps(again | {"epoch": self._epoch}))
        if self._duty is not None:
            await socket.send(json.dumps(self._duty))
        for message, _ in list(self._waiting.values()):  # what had no answer is said again
            await socket.send(json.dumps(message))
        async with self._changed:
            self.comings += 1
            self._changed.notify_all()

    async def _take(self, message: Json) -> None:
        async with self._changed:
            self._fold(message)
            self._changed.notify_all()

    def _fold(self, message: Json) -> None:
        match message["type"]:
            case "snapshot":
                self.view = message["view"]
            case "recorded":
                record = message["record"]
                if record["seq"] > self.view.get("seq", 0):
                    self.records.append(record)
                    self.view = folded(self.view, record, message["now"])
                self._answer(record["command"], record)
            case "refused":
                refusal = message["refusal"]
                if refusal["command"] in self._waiting:
                    self._answer(refusal["command"], Refused(refusal))
                else:  # of what carries no id of ours, such as beginning a case
                    self.faults.append(refusal)
            case "line":
                self.line = message
            case "position":
                self.position = message
            case "people":
                self.people = message["people"]
            case "passed":
                self.passed.append(message)
            case "fault":
                self.faults.append(message)

    def _answer(self, command: str | None, with_: Json | Refused) -> None:
        if command not in self._waiting:
            return
        future = self._waiting[command][1]
        if future.done():
            return
        if isinstance(with_, Refused):
            future.set_exception(with_)
        else:
            future.set_result(with_)

    async def _or_gone(self, future: asyncio.Future[Json]) -> Json:
        if self._error is not None:
            raise self._error
        async with asyncio.timeout(60):  # wait_for would lose a cancellation that comes with it
            return await future

    async def _fail(self, error: Gone) -> None:
        async with self._changed:
            self._error = error
            for _, future in self._waiting.values():
                if not future.done():
                    future.set_exception(error)
            self._changed.notify_all()
