"""The aiohttp application: its routes, what it does round each, how it begins and ends.

Tickets, documents and receipts go over HTTP, everything else over one socket.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

from aiohttp import web

from .about_routes import add_about_routes
from .account_routes import add_account_routes
from .case_routes import MOST_DOCUMENT, add_case_routes
from .clock import Clock
from .demo import add_demo
from .hub import HUB, Hub
from .logs import note
from .middlewares import noted, told_plainly, with_headers
from .pages import add_pages
from .socket_route import add_socket, is_ours

__all__ = ["create_app"]

log = logging.getLogger(__name__)


def create_app(
    hub: Hub, clock: Callable[[], float] | None = None, pages: Path | None = None
) -> web.Application:
    """The application round a hub.

    clock  for the limits on guessing [s]; default the event loop's
    pages  the folder of the browser's pages; without it there are none
    """
    middlewares = [noted, told_plainly, with_headers]
    app = web.Application(client_max_size=MOST_DOCUMENT, middlewares=middlewares)
    app[HUB] = hub
    now = clock or (lambda: asyncio.get_running_loop().time())
    add_about_routes(app)
    add_account_routes(app, now)
    add_case_routes(app, now)
    add_socket(app)
    if pages is not None:
        add_pages(app, pages)
    if hub.demo is not None:
        add_demo(app, hub.demo, hub.tokens, partial(is_ours, hub))
    app.cleanup_ctx.append(_running)
    app.on_shutdown.append(_drain)
    return app


async def _running(app: web.Application) -> AsyncIterator[None]:
    hub = app[HUB]
    await hub.service.start()
    on_and_on = [Clock(hub.service).run(), hub.tell_lines()]
    tasks = [asyncio.create_task(each) for each in on_and_on]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await hub.service.stop()
    await hub.service.store.close()
    note(log, "service_stopped")


async def _drain(app: web.Application) -> None:
    """Everybody is told that the service starts anew; nobody's silence is waited for long."""
    hub = app[HUB]
    hub.is_draining = True
    connections = list(hub.connections.values())
    note(log, "service_stopping", sockets=len(connections))
    for connection in connections:
        connection.close("restarting")
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(3):
            await asyncio.gather(*(connection.finished() for connection in connections))
