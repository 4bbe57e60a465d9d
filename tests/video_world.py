"""Cases in which the two sides see each other, on a live service with its pages, in a browser."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from live_pages import Pages, pages_of
from live_world import ITEM

from tongban.live.answers import ScenarioGiven
from tongban.live.service import staff_of
from tongban.session import Actor, Record
from tongban.session import messages as m

__all__ = ["Pair", "Seat", "Site", "bare", "site"]

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
    """A service that runs, for one case."""

    pages: Pages

    @property
    def url(self) -> str:
        """Where the pages are."""
        return self.pages.url

    def connected(self) -> Pair:
        """A case at the stage after dialling."""
        return self.pages.do(self._connected())

    def cut(self, case: str) -> None:
        """Every socket in a case's room is lost, as by a bad network."""
        self.pages.do(self._cut(case))

    async def _cut(self, case: str) -> None:
        hub = self.pages.service.hub
        for name in list(hub.service.room(case).listeners):
            wire = hub.connections[name].socket.get_extra_info("socket")
            wire.shutdown(socket.SHUT_RDWR)

    async def _connected(self) -> Pair:
        running = self.pages.service
        service = running.hub.service
        assistant, clerk = "assistant-1", "clerk-1"
        for name, place, role in ((assistant, "wuhu", "assistant"), (clerk, "jingan", "clerk")):
            service.desk.set_duty(staff_of(name, place, role), "on_duty", service.clock())
        case = (await service.take_ticket("wuhu", "shanghai", ITEM)).case
        await service.call_next(assistant)
        await service.begin(assistant, case)
        await self._act(case, "assistant", assistant, "seated")
        service.desk.ring(service.clock())
        await service.begin(clerk, case)
        await self._act(case, "clerk", clerk, "connected")
        return Pair(
            Seat(running.token("applicant", case, "wuhu", case), case, clerk, "applicant"),
            Seat(running.token("clerk", clerk, "jingan"), case, case, "clerk"),
        )

    async def _act(self, case: str, role: Any, name: str, action: str) -> None:
        service = self.pages.service.hub.service
        command = service.command(m.Act(action=action))
        found = await service.tell(case, command, Actor(role=role, id=name))
        assert isinstance(found, Record), found


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """A service of a demonstration, on a day on which every hall is open."""
    with pages_of(folder) as pages:
        hub, began = pages.service.hub, time.monotonic()
        hub.service.clock = lambda: TEN_ON_A_TUESDAY + round((time.monotonic() - began) * 1e6)
        hub.scenario = SCENARIO
        yield Site(pages)


def bare(page: Any, url: str) -> None:
    """Opens the desk's page with its styles and policy, and without what it does."""
    page.route("**/pages/desk.js", lambda route: route.fulfill(content_type="text/javascript"))
    page.goto(f"{url}/desk")
