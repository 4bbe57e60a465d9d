"""A service on loopback and the people of a case, each with a socket: for the tests of ``live``."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web
from argon2 import PasswordHasher
from live_world import CATALOGUE, FLOW, FORM, INK, ITEM, PLACES, Region
from PIL import Image
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tongban.live.access import Accounts, Grant, Tokens
from tongban.live.app import create_app
from tongban.live.hub import Hub
from tongban.live.outbox import Outbox
from tongban.live.partners import Play
from tongban.live.sealing import MasterKey
from tongban.live.service import Service
from tongban.live.store import SQLiteStore
from tongban_client import Connection, Http

CHEAP = PasswordHasher(time_cost=1, memory_cost=64)


@dataclass
class Running:
    """A service that runs, and what one needs to speak to it."""

    hub: Hub
    url: str
    region: Region
    passwords: dict[str, str]

    @property
    def ws(self) -> str:
        return self.url.replace("http", "ws") + "/ws"

    @property
    def http(self) -> Http:
        return Http(self.url)

    def token(self, role: str, name: str, place: str, case: str | None = None) -> str:
        return self.hub.tokens.give(Grant(role, name, place, case))

    async def ticket(self, hall: str = "wuhu", region: str = "shanghai") -> dict[str, Any]:
        return await self.http.take_ticket(hall, region, ITEM)


@asynccontextmanager
async def running(
    folder: Path,
    tokens: Tokens | None = None,
    play: Play | None = None,
    pages: Path | None = None,
) -> AsyncIterator[Running]:
    store = SQLiteStore(folder / "log.db", MasterKey.kept_in(folder / "key"))
    region = Region()
    outbox = Outbox(store, {"shanghai": region}, PLACES.region_of)
    accounts = Accounts(folder / "accounts.db", CHEAP)
    service = Service(store, FLOW, CATALOGUE, PLACES, outbox)
    hub = Hub(service, accounts, tokens or Tokens(), play=play)
    runner = web.AppRunner(create_app(hub, pages=pages), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hub.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield Running(hub, hub.url, region, {})
    finally:
        await runner.cleanup()


def live(
    folder: Path, what: Callable[[Running], Awaitable[None]], play: Play | None = None
) -> None:
    async def go() -> None:
        async with asyncio.timeout(60), running(folder, play=play) as service:
            await what(service)

    asyncio.run(go())


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(out, "PNG")
    return out.getvalue()


class Reached(Protocol):
    """A service in this process or another, as its callers know it."""

    @property
    def ws(self) -> str: ...

    @property
    def http(self) -> Http: ...

    def token(self, role: str, name: str, place: str) -> str: ...

    async def ticket(self, hall: str, region: str) -> dict[str, Any]: ...


@dataclass
class Cast:
    """The three of a case, each with a socket."""

    service: Reached
    applicant: Connection
    assistant: Connection
    clerk: Connection
    case: str
    token: str

    async def story(self, cut: Callable[[int], Awaitable[None]]) -> None:
        """From the ticket to the close; `cut` is called before each step."""
        steps = iter(range(100))

        async def step(doing: Coroutine[Any, Any, Any]) -> Any:
            try:
                await cut(next(steps))
            except asyncio.CancelledError:
                doing.close()
                raise
            return await doing

        await step(self.assistant.ask({"type": "call_next"}, self._is_called))
        await step(self.assistant.join(self.case))
        await step(self.assistant.ask(self._begin(), lambda: self._has(self.assistant)))
        await step(self.assistant.act("seated"))
        await self.clerk.until(lambda: bool(self.clerk.line.get("ringing")))
        await step(self.clerk.join(self.case))
        await step(self.clerk.ask(self._begin(), lambda: self._has(self.clerk)))
        await step(self.clerk.act("connected"))
        for capability in ("view", "guide"):
            await step(self.applicant.tell("grant_consent", capability=capability))
        await step(self.clerk.tell("identify", method="card_reader", matches=True))
        await step(self.clerk.act("verified"))
        for name, value in FORM.items():
            await step(self.applicant.tell("edit_field", field=name, value=value, base=0))
        await step(self.applicant.act("filled"))
        kept = await self.service.http.put_document(self.case, picture(), self.token)
        for material in ("id_card", "filing_form"):
            document = {"document": kept["sha256"], "material": material}
            size = {"media_type": kept["media_type"], "size": kept["size"]}
            await step(self.applicant.tell("add_material", **document, **size))
            await step(self.clerk.tell("judge_material", **document, verdict="accepted"))
        await step(self.clerk.act("complete"))
        digest = self.applicant.view["digest"]
        ink = await self.service.http.put_document(self.case, INK, self.token)
        await step(self.applicant.tell("sign", image=ink["sha256"], covers=digest))
        await step(self.applicant.act("signed"))
        await step(self.applicant.tell("submit", covers=digest))
        await self.clerk.until(lambda: self.clerk.view.get("case_number") is not None)
        await step(self.clerk.act("accepted"))
        await step(self.applicant.tell("rate", grade=5))
        await step(self.applicant.act("rated"))
        await step(self.clerk.act("done"))

    def _is_called(self) -> bool:
        return self.assistant.line.get("mine") == self.case

    def _begin(self) -> dict[str, Any]:
        return {"type": "begin", "case": self.case}

    def _has(self, staff: Connection) -> bool:
        return staff.me in staff.view.get("units", {}).values()


Kind = Callable[[str, str], Connection]


@dataclass(frozen=True, slots=True)
class Seats:
    """Where a case is taken and where it belongs, and who serves it there."""

    hall: str = "wuhu"
    region: str = "shanghai"
    home: str = "jingan"
    assistant: str = "a1"
    clerk: str = "k1"


HERE = Seats()


@asynccontextmanager
async def cast(service: Reached, seats: Seats = HERE, **kinds: Kind) -> AsyncIterator[Cast]:
    """The three of a new case, staff on duty; some by a socket of another kind."""
    ticket = await service.ticket(seats.hall, seats.region)
    tokens = {
        "applicant": ticket["token"],
        "assistant": service.token("assistant", seats.assistant, seats.hall),
        "clerk": service.token("clerk", seats.clerk, seats.home),
    }
    people = [kinds.get(role, Connection)(service.ws, token) for role, token in tokens.items()]
    async with people[0] as applicant, people[1] as assistant, people[2] as clerk:
        for staff in (assistant, clerk):
            await staff.send({"type": "set_duty", "duty": "on_duty"})
        await applicant.until(lambda: applicant.view.get("stage") == "come_to_window")
        yield Cast(service, applicant, assistant, clerk, ticket["case"], ticket["token"])


async def nothing(_: int) -> None:
    """No cut."""


@asynccontextmanager
async def at_the_form(people: Cast) -> AsyncIterator[None]:
    """The story, up to where the form is filled in together."""

    async def stop(_: int) -> None:
        if people.applicant.view.get("stage") == "fill_form":
            there.set()
            await asyncio.Event().wait()

    there = asyncio.Event()
    playing = asyncio.create_task(people.story(stop))
    await there.wait()
    yield
    playing.cancel()
    with suppress(asyncio.CancelledError):
        await playing


async def closed(url: str, *messages: str | bytes, **more: Any) -> int | None:
    """The code with which the service closes a socket after some messages."""
    async with connect(url, proxy=None, **more) as socket:
        for message in messages:
            await socket.send(message)
        try:
            async with asyncio.timeout(15):
                while True:
                    await socket.recv()
        except ConnectionClosed:
            return socket.close_code


def hello(token: str, **more: Any) -> str:
    return json.dumps({"type": "hello", "token": token, **more})
