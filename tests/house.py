"""The whole service with the four regions' systems, in a thread; parts of it can be stopped."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from tongban.acceptance.processes import regional_system
from tongban.cli.serve import pages_folder
from tongban.live.hub import Hub
from tongban.live.rooms import Room
from tongban.live.serving import Files, Options, serving
from tongban.scenario import load
from tongban.session import Actor
from tongban.session.messages import Act

__all__ = ["REGIONS", "House", "house_in"]

T = TypeVar("T")
REGIONS = ("shanghai", "jiangsu", "zhejiang", "anhui")


@dataclass
class House:
    """A service at an address, whose parts go down and come up again where they were."""

    folder: Path
    loop: asyncio.AbstractEventLoop
    expects: bool = False  # whether the board shows what the simulator expects
    url: str = ""
    hub: Hub = field(init=False)
    regions: dict[str, str] = field(default_factory=dict)  # region -> where its system answers
    serial: Iterator[int] = field(default_factory=lambda: count(1))  # tells people apart
    _up: dict[str, AsyncExitStack] = field(default_factory=dict)

    def room(self, case: str) -> Room:
        """A case as the service has it."""
        return self.hub.service.room(case)

    def clear(self) -> None:
        """Nobody waits any more and nobody is on duty: the next test meets an empty house."""

        async def clear() -> None:
            service = self.hub.service
            for case, room in service.rooms.items():
                if room.state.ended is None:
                    leave = service.command(Act(action="leave"))
                    await service.tell(case, leave, Actor(role="applicant", id=case))
            for person in list(service.desk.staff.values()):
                service.desk.set_duty(person, "off", service.clock())

        self.do(clear())

    def down(self, part: str) -> None:
        """The service, or a region's system, is gone; returns once it is."""
        self.do(self._up.pop(part).aclose())

    def up(self, part: str) -> None:
        """It is there again, at the same address, with what it had."""
        self.do(self._begin() if part == "service" else self._begin_region(part))

    def do(self, what: Coroutine[Any, Any, T]) -> T:
        """What comes of something that is done in the service's thread."""
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(60)

    def cut(self, person: str, *, turned_away: bool) -> None:
        """Somebody's sockets break off; new ones are turned away, or welcome again."""

        async def cut() -> None:
            self.hub.is_draining = turned_away
            for connection in list(self.hub.connections.values()):
                if connection.grant is not None and connection.grant.id == person:
                    transport = connection.socket._req.transport
                    transport.abort()

        self.do(cut())

    async def _begin(self) -> None:
        stack = self._up["service"] = AsyncExitStack()
        options = Options(
            Files.of(self.folder / "log.db"),
            port=urlsplit(self.url).port or 0,
            region_urls=self.regions,
            pages=pages_folder(),
            expects=self.expects,
        )
        given = await stack.enter_async_context(serving(load("yrd-2023"), options))
        self.url, self.hub = given

    async def _begin_region(self, region: str) -> None:
        stack = self._up[region] = AsyncExitStack()
        port = urlsplit(self.regions.get(region, "")).port or 0
        system = regional_system(region, self.folder / f"{region}.db", port=port)
        self.regions[region] = (await stack.enter_async_context(system)).url

    async def _all(self) -> None:
        await asyncio.gather(*(self._begin_region(region) for region in REGIONS))
        await self._begin()


@contextmanager
def house_in(folder: Path, *, expects: bool = False) -> Iterator[House]:
    """All of it up; stopped at the end."""
    ready: Future[tuple[House, asyncio.Event]] = Future()

    async def run() -> None:
        stop, house = asyncio.Event(), House(folder, asyncio.get_running_loop(), expects)
        try:
            await house._all()
            ready.set_result((house, stop))
            await stop.wait()
        except Exception as error:
            ready.set_exception(error)
        finally:
            for stack in house._up.values():
                await stack.aclose()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    house, stop = ready.result(60)
    yield house
    house.loop.call_soon_threadsafe(stop.set)
    thread.join(30)
