"""The aiohttp application: tickets and documents over HTTP, everything else over one socket."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from ..acceptance import STYLE_HASH
from ..flow import Language
from ..scenario import REMOTE_WINDOW
from ..session import sees_content
from ..session.messages import Name
from .access import USUAL, Account, Accounts, Grant, Limiter, Limits, NotAllowed, Tokens
from .answers import ScenarioGiven
from .bodies import body_of
from .clock import Clock
from .connection import NOT_KEPT, Connection
from .demo import Demo, add_demo
from .documents import NotADocument, checked
from .ice import NO_ICE, Ice
from .lines import Lines
from .logs import note
from .pages import add_pages
from .partners import Partners, Play
from .receipts import receipt_of
from .service import NoTicket, Service
from .store import Conflict, StoreFailed
from .telling import Boards

__all__ = ["Hub", "create_app"]

log = logging.getLogger(__name__)

MOST_BYTES = 65_536
MOST_DOCUMENT = 10_000_000
HEARTBEAT_S = 20.0
SOCKET = "/ws"
PASS_S, ANYWAY_S = 0.1, 10.0
AT_ONCE = 50
"""Connections that are told of their lines in one go: about a millisecond."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self)",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    f"style-src 'self' {STYLE_HASH}; frame-src blob:; "  # a page shows the receipt as a blob
    "frame-ancestors 'none'; form-action 'self'",
}


@dataclass(eq=False)
class Hub:
    """Everybody who is connected, and what the service tells them of its own accord."""

    service: Service
    accounts: Accounts
    tokens: Tokens
    origins: frozenset[str] = frozenset()  # beside the service's own
    limits: Limits = USUAL
    ice: Ice = NO_ICE
    play: Play | None = None  # a demonstration's partners; None: it is none
    url: str = ""  # where it answers, once it does
    epoch: str = field(default_factory=lambda: secrets.token_hex(8))
    connections: dict[str, Connection] = field(default_factory=dict)
    is_draining: bool = False
    boards: Boards = field(init=False)
    scenario: ScenarioGiven | None = None  # the one it runs
    demo: Demo | None = field(init=False, default=None)
    _seen: int = -1  # of the desk's changes, those that were told
    _told_at: float = 0.0  # to everybody, by the loop's clock [s]

    def __post_init__(self) -> None:
        self.boards = Boards(self.service, self.limits.displays)
        self.service.give_way = self._give_way
        if self.play is not None:
            at = self.connections
            partners = Partners(self.service, self.tokens, at, lambda: self.url, self.play)
            self.demo = Demo(self.accounts, self.service.places, at, partners)

    async def tell_lines(self) -> None:
        """Until cancelled: lines to staff, positions to those who wait, and the boards.

        Soon after the desk has changed, once for many changes, and where nothing has, now and
        then all the same: a day may have ended.
        """
        while True:
            await asyncio.sleep(PASS_S)
            try:
                await self._tell_once(asyncio.get_running_loop().time())
            except Exception:  # of one line or board; all others are told on
                note(log, "telling_failed", failure=True)

    async def _tell_once(self, now: float) -> None:
        changes, everybody = self.service.desk.changes, list(self.connections.values())
        has_changed, is_time = changes != self._seen, now - self._told_at >= ANYWAY_S
        if has_changed or is_time:
            self._seen, self._told_at = changes, now
        self.boards.tell(now, has_changed=has_changed)
        if has_changed or is_time:
            await self._tell(everybody)
        elif new := [connection for connection in everybody if not connection.is_told]:
            await self._tell(new)

    async def _tell(self, connections: list[Connection]) -> None:
        """Each of some connections, others having their turn in between."""
        lines = Lines(self.service)
        positions = self.service.desk.positions(self.service.clock())
        for number, connection in enumerate(connections, 1):
            connection.tell(lines, positions)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def gone(self, grant: Grant | None) -> None:
        """A socket is closed: of whom it was, nobody may be left."""
        if grant is not None and grant.case is None:
            others = (other.grant for other in self.connections.values())
            if all(other is None or other.id != grant.id for other in others):
                self.service.desk.set_absent(grant.id, is_absent=True)

    def _give_way(self, name: str) -> None:
        connection = self.connections.get(name)
        if connection is not None:
            connection.close("taken_over")


class TicketAsked(BaseModel):
    """What somebody who takes a ticket says."""

    model_config = ConfigDict(extra="forbid")

    hall: str = Field(max_length=64)
    region: str = Field(max_length=64)
    item: str = Field(max_length=64)
    is_enquiry: bool = False
    key: Name | None = Field(default=None, description="asked again, it gives the same ticket")


class ComeAgain(BaseModel):
    """A case that was told to come again, at some hall."""

    model_config = ConfigDict(extra="forbid")

    hall: str = Field(max_length=64)
    key: Name | None = Field(default=None, description="asked again, it gives the same ticket")


class LogIn(BaseModel):
    """A name and a password."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=64)
    password: str = Field(max_length=200)


HUB = web.AppKey("hub", Hub)


def create_app(
    hub: Hub, clock: Callable[[], float] | None = None, pages: Path | None = None
) -> web.Application:
    """The application round a hub.

    clock  for the limits on guessing [s]; default the event loop's
    pages  the folder of the browser's pages; without it there are none
    """
    app = web.Application(
        client_max_size=MOST_DOCUMENT, middlewares=[_noted, _told_plainly, _with_headers]
    )
    app[HUB] = hub
    now = clock or (lambda: asyncio.get_running_loop().time())
    app[LOGINS] = Limiter(10, 300, now)
    app[ADDRESSES] = Limiter(hub.limits.log_ins_per_5_min, 300, now)
    app[TICKETS] = Limiter(hub.limits.tickets_per_min, 60, now)
    app.add_routes(
        [
            web.get("/healthz", _healthz),
            web.get("/readyz", _readyz),
            web.get("/metrics", _metrics),
            web.post("/api/log-in", _log_in),
            web.get("/api/catalogue", _catalogue),
            web.get("/api/scenario", _scenario),
            web.get("/api/ice", _ice),
            web.post("/api/tickets", _take_ticket),
            web.post("/api/cases/{case}/tickets", _come_again),
            web.post("/api/cases/{case}/documents", _put_document),
            web.get("/api/cases/{case}/documents/{sha256}", _get_document),
            web.get("/api/cases/{case}/receipt", _receipt),
            web.get(SOCKET, _socket),
        ]
    )
    if pages is not None:
        add_pages(app, pages)
    if hub.demo is not None:
        add_demo(app, hub.demo, hub.tokens, lambda request: _is_ours(request, hub))
    app.cleanup_ctx.append(_running)
    app.on_shutdown.append(_drain)
    return app


LOGINS = web.AppKey("logins", Limiter)
ADDRESSES = web.AppKey("addresses", Limiter)
TICKETS = web.AppKey("tickets", Limiter)


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


# --- the socket -----------------------------------------------------------------------------


async def _socket(request: web.Request) -> web.StreamResponse:
    hub = request.app[HUB]
    if not _is_ours(request, hub):
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


def _is_ours(request: web.Request, hub: Hub) -> bool:
    """Whether a browser's page is the service's own. Programs send no origin."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return origin == f"{request.scheme}://{request.host}" or origin in hub.origins


# --- HTTP -----------------------------------------------------------------------------------


async def _log_in(request: web.Request) -> web.Response:
    hub, asked = request.app[HUB], await body_of(request, LogIn)
    by_name = request.app[LOGINS].allows(asked.name)
    by_address = request.app[ADDRESSES].allows(f"{request.remote}")
    if not (by_name and by_address):
        raise web.HTTPTooManyRequests(headers={"Retry-After": "300"})
    account: Account = await asyncio.to_thread(hub.accounts.log_in, asked.name, asked.password)
    token = hub.tokens.give(Grant(account.role, account.name, account.place))
    return web.json_response({"token": token, "role": account.role, "place": account.place})


async def _take_ticket(request: web.Request) -> web.Response:
    hub, asked = request.app[HUB], await body_of(request, TicketAsked)
    if not request.app[TICKETS].allows(f"{request.remote}"):
        raise web.HTTPTooManyRequests(headers={"Retry-After": "60"})
    taken = await hub.service.take_ticket(
        asked.hall, asked.region, asked.item, asked.key, is_enquiry=asked.is_enquiry
    )
    token = hub.tokens.give(Grant("applicant", taken.case, taken.hall, taken.case))
    return web.json_response(
        {"case": taken.case, "number": taken.number, "token": token}, status=201
    )


async def _come_again(request: web.Request) -> web.Response:
    hub, asked = request.app[HUB], await body_of(request, ComeAgain)
    if not request.app[TICKETS].allows(f"{request.remote}"):
        raise web.HTTPTooManyRequests(headers={"Retry-After": "60"})
    case = await _case_that_comes_again(request, asked.hall)
    taken = await hub.service.come_again(case, asked.hall, asked.key)
    token = hub.tokens.give(Grant("applicant", case, asked.hall, case))
    return web.json_response({"case": case, "number": taken.number, "token": token}, status=201)


async def _catalogue(request: web.Request) -> web.Response:
    """What one may take a ticket for, and where."""
    service = request.app[HUB].service
    items = {
        name: {
            "title": item.title.model_dump(by_alias=True),
            "regions": list(item.regions),
            "not_here": (
                {
                    "reason": barred.reason.model_dump(by_alias=True),
                    "instead": barred.instead.model_dump(by_alias=True),
                }
                if (barred := item.not_through.get(REMOTE_WINDOW))
                else None
            ),
        }
        for name, item in service.catalogue.items.items()
    }
    places = service.places
    regions = {
        name: {
            "title": region.title.model_dump(by_alias=True),
            "portal": region.portal,
            "home": (home := places.home_of_region[name]),
            "home_title": places.titles[home].model_dump(by_alias=True),
        }
        for name, region in service.catalogue.regions.items()
        if name in places.home_of_region
    }
    halls = {name: places.titles[name].model_dump(by_alias=True) for name in places.windows}
    titles = service.flow.titles
    given = {
        "items": items,
        "regions": regions,
        "halls": halls,
        "region_of": {name: places.region_of[name] for name in halls},
        "stages": {
            name: titles[name].model_dump(by_alias=True)
            for name in service.flow.stages
            if name in titles
        },
    }
    return web.json_response(given)


async def _ice(request: web.Request) -> web.Response:
    """How a browser finds the other one; for whoever holds a token."""
    hub, grant = request.app[HUB], _grant_of(request)
    given = hub.ice.given(grant.id, hub.service.clock() / 1e6)
    return web.json_response(given, headers={"Cache-Control": "no-store"})


async def _scenario(request: web.Request) -> web.Response:
    """Which scenario the service runs."""
    scenario = request.app[HUB].scenario
    if scenario is None:
        raise web.HTTPNotFound(text="this service was started without a scenario")
    return web.json_response(scenario)


async def _put_document(request: web.Request) -> web.Response:
    hub, case = request.app[HUB], await _case_of(request)
    data = await request.read()
    content, media_type = await asyncio.to_thread(checked, data)
    sha = await hub.service.store.put_document(case, content, media_type)
    return web.json_response(
        {"sha256": sha, "media_type": media_type, "size": len(content)}, status=201
    )


async def _get_document(request: web.Request) -> web.Response:
    hub, case = request.app[HUB], await _case_of(request)
    grant = _grant_of(request)
    if not sees_content(hub.service.room(case).state, grant.actor):
        raise web.HTTPForbidden(text="only who has the case sees it, a clerk by consent")
    found = await hub.service.store.get_document(case, request.match_info["sha256"])
    if found is None:
        raise web.HTTPNotFound(text="there is no such document")
    data, media_type = found
    return web.Response(
        body=data,
        content_type=media_type,
        headers={
            "Content-Disposition": "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store",
        },
    )


async def _receipt(request: web.Request) -> web.Response:
    """The receipt of an accepted case; ?lang=zh-CN or en."""
    hub, case = request.app[HUB], await _case_of(request)
    room = hub.service.room(case)
    language: Language = "en" if request.query.get("lang") == "en" else "zh-CN"
    page = receipt_of(
        room,
        hub.service.catalogue,
        hub.service.places,
        language,
        masked=_grant_of(request).role != "applicant",
    )
    return web.Response(
        text=page,
        content_type="text/html",
        headers={
            "Content-Security-Policy": f"default-src 'none'; style-src {STYLE_HASH}",
            "Cache-Control": "no-store",
        },
    )


async def _healthz(_: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def _readyz(request: web.Request) -> web.Response:
    hub = request.app[HUB]
    return web.json_response({"ready": not hub.is_draining}, status=503 if hub.is_draining else 200)


async def _metrics(request: web.Request) -> web.Response:
    """Prometheus text: counts only, nobody's name."""
    hub = request.app[HUB]
    states = [room.state for room in hub.service.rooms.values()]
    lines = ["# TYPE tongban_connections gauge", f"tongban_connections {len(hub.connections)}"]
    lines += ["# TYPE tongban_cases gauge"]
    for stage in dict.fromkeys(state.stage for state in states):
        count = sum(state.stage == stage for state in states)
        lines.append(f'tongban_cases{{stage="{stage}"}} {count}')
    lines += ["# TYPE tongban_waiting gauge"]
    places = [*hub.service.places.windows, *hub.service.places.home_of_region.values()]
    for place in places:
        waiting = len(hub.service.desk.line(place))
        lines.append(f'tongban_waiting{{place="{place}"}} {waiting}')
    return web.Response(text="\n".join(lines) + "\n", content_type="text/plain")


# --- within ---------------------------------------------------------------------------------


def _grant_of(request: web.Request) -> Grant:
    """Who asks, by the token in the header."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer":
        raise NotAllowed("a token is missing: Authorization: Bearer …")
    return request.app[HUB].tokens.read(token)


async def _case_of(request: web.Request) -> str:
    """The case in the address, if the token is for it, or for the place that handles it."""
    grant, case = _grant_of(request), request.match_info["case"]
    with contextlib.suppress(KeyError):
        room = await request.app[HUB].service.find(case)
        place = room.state.home if grant.role == "clerk" else room.state.ticket.hall
        is_staff = grant.role in ("assistant", "clerk")
        if grant.case == case or (is_staff and grant.place == place):
            return case
    raise NotAllowed("this token is not for this case")


async def _case_that_comes_again(request: web.Request, hall: str) -> str:
    """The case in the address, if the token is its own, or of an assistant where it comes again.

    Who comes again has the case's number and shows an identity card; a clerk's token is not
    enough, since the answer speaks for the applicant.
    """
    grant, case = _grant_of(request), request.match_info["case"]
    if grant.case != case and (grant.role, grant.place) != ("assistant", hall):
        raise NotAllowed("this token is not for this case")
    try:
        await request.app[HUB].service.find(case)
    except KeyError:
        missing = f"没有办件编号 {case}，请核对", f"no case has the number {case!r}: check it"
        raise NoTicket(*missing) from None
    return case


@web.middleware
async def _told_plainly(request: web.Request, handler: Any) -> web.StreamResponse:
    """What went wrong as status and words."""
    try:
        response: web.StreamResponse = await handler(request)
        return response
    except NotAllowed as error:
        return web.json_response({"error": str(error)}, status=401)
    except NoTicket as error:
        text = error.text.model_dump(by_alias=True)
        return web.json_response({"error": str(error), "text": text}, status=409)
    except Conflict as error:
        return web.json_response({"error": str(error)}, status=409)
    except StoreFailed as error:
        note(log, "not_kept", what=f"{request.method} {_route_of(request)}", error=error)
        told = {"error": NOT_KEPT.en, "text": NOT_KEPT.model_dump(by_alias=True)}
        return web.json_response(told, status=503, headers={"Retry-After": "5"})
    except NotADocument as error:
        text = error.text.model_dump(by_alias=True)
        return web.json_response({"error": str(error), "text": text}, status=415)


@web.middleware
async def _noted(request: web.Request, handler: Any) -> web.StreamResponse:
    """How a request was answered, but for a socket's, which has events of its own."""
    if _route_of(request) == SOCKET:
        return await handler(request)  # type: ignore[no-any-return]
    began, status = time.monotonic(), 500
    try:
        response: web.StreamResponse = await handler(request)
        status = response.status
        return response
    except web.HTTPException as told:
        status = told.status
        raise
    finally:
        ms = round((time.monotonic() - began) * 1e3, 1)
        method, route = request.method, _route_of(request)
        note(log, "request", method=method, route=route, status=status, ms=ms)


def _route_of(request: web.Request) -> str:
    """A request's address, without what stands in for names and numbers."""
    resource = request.match_info.route.resource
    return "" if resource is None else resource.canonical


@web.middleware
async def _with_headers(request: web.Request, handler: Any) -> web.StreamResponse:
    response: web.StreamResponse = await handler(request)
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response
