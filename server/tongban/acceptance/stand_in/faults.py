"""Faults a test switches on: what can happen to a system and to the line before it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Middleware

__all__ = ["Faults", "faulty"]

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Faults:
    """What goes wrong with the next requests; each counts down by itself, so a test need not.

    down         so many are answered 503, with nothing done
    slow_s       so many seconds before anything is done; `slow` times
    late_s       the same after all is done, before the answer; `late` times
    lost         so many are done and never answered: the connection is cut
    crash        so many are done, then the process dies with all it had not written
    answered_twice  so many are done and answered twice on the same connection
    handled_twice   so many are done twice, as by a proxy that sends a request again
    """

    down: int = 0
    slow: int = 0
    slow_s: float = 0
    late: int = 0
    late_s: float = 0
    lost: int = 0
    crash: int = 0
    answered_twice: int = 0
    handled_twice: int = 0

    def take(self, name: str) -> bool:
        """Whether a fault is on; it counts down."""
        left = int(getattr(self, name))
        setattr(self, name, max(left - 1, 0))
        return left > 0


def faulty(faults: Faults, path: str) -> Middleware:
    """The middleware that lets them happen, on what is sent to a path."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if faults.down and faults.take("down"):
            return web.Response(status=503, text="down for maintenance")
        if not request.path.startswith(path) or request.method == "GET":
            return await handler(request)
        return await _with_faults(faults, request, handler)

    return middleware


async def _with_faults(
    faults: Faults, request: web.Request, handler: Handler
) -> web.StreamResponse:
    if faults.take("slow"):
        await asyncio.sleep(faults.slow_s)
    if faults.take("handled_twice"):
        await handler(request)
    response = await handler(request)
    if faults.take("crash"):
        os._exit(70)
    if faults.take("late"):
        await asyncio.sleep(faults.late_s)
    if faults.take("lost") and request.transport is not None:
        request.transport.abort()
    if faults.take("answered_twice"):
        await _answer_twice(request, response)
    return response


async def _answer_twice(request: web.Request, response: web.StreamResponse) -> None:
    assert isinstance(response, web.Response)
    assert isinstance(response.body, bytes)
    await response.prepare(request)
    await response.write_eof()
    head = f"HTTP/1.1 {response.status} Again\r\nContent-Type: {response.content_type}\r\n"
    head += f"Content-Length: {len(response.body)}\r\n\r\n"
    if request.transport is not None:
        request.transport.write(head.encode() + response.body)
