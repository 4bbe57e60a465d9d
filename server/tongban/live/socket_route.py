"""The one socket that everybody who takes part has, and who may open it."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from .connection import Connection
from .hub import HUB, Hub

__all__ = ["SOCKET", "add_socket", "is_ours"]

SOCKET = "/ws"
MOST_BYTES = 65_536
HEARTBEAT_S = 20.0


def add_socket(app: web.Application) -> None:
    """The socket's address."""
    app.router.add_get(SOCKET, _socket)


async def _socket(request: web.Request) -> web.StreamResponse:
    hub = request.app[HUB]
    if not is_ours(hub, request):
        raise web.HTTPForbidden(text="this origin may not connect")
    if hub.is_draining or len(hub.connections) >= hub.limits.connections:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": "2"})
    socket = web.WebSocketResponse(
        compress=False, max_msg_size=MOST_BYTES, heartbeat=HEARTBEAT_S, decode_text=False
    )
    await socket.prepare(request)
    connection = Connection(
        hub.service,
        socket,
        hub.tokens.read,
        hub.epoch,
        partial(_cut, request),
        hub.boards,
        hub.limits,
    )
    hub.connections[connection.name] = connection
    try:
        await connection.run()
    finally:
        del hub.connections[connection.name]
        hub.gone(connection.grant)
    return socket


def _cut(request: web.Request) -> None:
    """What was not read by now is not waited for."""
    if request.transport is not None:
        request.transport.abort()


def is_ours(hub: Hub, request: web.Request) -> bool:
    """Whether a browser's page is the service's own. Programs send no origin."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return origin == f"{request.scheme}://{request.host}" or origin in hub.origins
