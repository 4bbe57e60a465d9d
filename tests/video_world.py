"""A live service with its pages in a thread of its own, and cases where the two sides see each
other: for the tests in a browser, whose driver has the main thread."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from argon2 import PasswordHasher
from live_world import CATALOGUE, FLOW, ITEM, PLACES, Region

import tongban_client
from tongban.live.access import Accounts, Grant, Tokens
from tongban.live.answers import ScenarioGiven
from tongban.live.app import Hub, create_app
from tongban.live.outbox import Outbox
from tongban.live.service import Service, staff_of
from tongban.live.store import MemoryStore
from tongban.session import Actor, Record
from tongban.session import messages as m

PAGES = Path(tongban_client.__file__).parent / "web"
TEN_ON_A_TUESDAY = 1_686_016_800_000_000
SCENARIO: ScenarioGiven = {
    "name": "yrd-2023",
    "title": {"zh-CN": "测试", "en": "A test"},
    "digest": "",
    "is_demo": True,
}


@dataclass(frozen=True)
class Seat:
    """One side of a case: whose token, and whom it speaks with."""

    token: str
    case: str
    peer: str
    role: str


@dataclass(frozen=True)
class Pair:
    """Both sides of a case that have just been connected."""

    window: Seat
    desk: Seat


@dataclass
class Site:
    """A service that runs, at an address."""

    url: str
    hub: Hub
    loop: asyncio.AbstractEventLoop

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Something done in the service's thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def connected(self) -> Pair:
        """A case at the stage after dialling."""
        pair: Pair = self.do(self._connected())
        return pair

    def cut(self, case: str) -> None:
        """Every socket in a case's room is lost, as by a bad network."""

        async def go() -> None:
            for name in list(self.hub.service.room(case).listeners):
                wire = self.hub.connections[name].socket.get_extra_info("socket")
                wire.shutdown(socket.SHUT_RDWR)

        self.do(go())

    async def _connected(self) -> Pair:
        service, give = self.hub.service, self.hub.tokens.give
        assistant, clerk = "assistant-1", "clerk-1"
        for name, place, role in ((assistant, "wuhu", "assistant"), (clerk, "jingan", "clerk")):
            service.desk.set_duty(staff_of(name, place, role), "on_duty", service.clock())
        taken = await service.take_ticket("wuhu", "shanghai", ITEM)
        await service.call_next(assistant)
        await service.begin(assistant, taken.case)
        await self._act(taken.case, "assistant", assistant, "seated")
        service.desk.ring(service.clock())
        await service.begin(clerk, taken.case)
        await self._act(taken.case, "clerk", clerk, "connected")
        grant = Grant("applicant", taken.case, "wuhu", taken.case)
        return Pair(
            Seat(give(grant), taken.case, clerk, "applicant"),
            Seat(give(Grant("clerk", clerk, "jingan")), taken.case, taken.case, "clerk"),
        )

    async def _act(self, case: str, role: Any, name: str, action: str) -> None:
        service = self.hub.service
        command = service.command(m.Act(action=action))
        found = await service.tell(case, command, Actor(role=role, id=name))
        assert isinstance(found, Record), found


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """A service on loopback, while it runs."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        runner, hub, url = asyncio.run_coroutine_threadsafe(_started(folder), loop).result(20)
        yield Site(url, hub, loop)
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(20)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _started(folder: Path) -> tuple[web.AppRunner, Hub, str]:
    store, began = MemoryStore(), time.monotonic()
    outbox = Outbox(store, {"shanghai": Region()}, PLACES.region_of)

    def clock() -> int:
        """A day on which every hall is open, at whatever hour the test runs."""
        return TEN_ON_A_TUESDAY + round((time.monotonic() - began) * 1e6)

    service = Service(store, FLOW, CATALOGUE, PLACES, outbox, clock=clock)
    accounts = Accounts(folder / "accounts.db", PasswordHasher(time_cost=1, memory_cost=64))
    hub = Hub(service, accounts, Tokens(), scenario=SCENARIO)
    app = create_app(hub, pages=PAGES)
    app.router.add_get("/bare", _bare)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, hub, f"http://127.0.0.1:{runner.addresses[0][1]}"


async def _bare(_: web.Request) -> web.Response:
    """A page of the service with its styles and nothing in it, under the same policy as others."""
    return web.Response(text=BARE, content_type="text/html")


STYLES = ("reset", "tokens", "layout", "elements", "shared", "video")
BARE = (
    '<!doctype html><html lang="zh-CN"><head><title>bare</title><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="icon" href="/static/icon.svg">'
    + "".join(f'<link rel="stylesheet" href="/static/styles/{name}.css">' for name in STYLES)
    + '</head><body><main id="main"></main></body></html>'
)
