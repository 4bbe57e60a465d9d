"""What belongs to one case: its tickets, its documents, its receipt."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from ..acceptance import STYLE_HASH
from ..flow import Language
from ..session import sees_content
from ..session.messages import Name
from .access import Grant, Limiter, NotAllowed
from .account_routes import grant_of
from .bodies import body_of
from .documents import checked
from .hub import HUB
from .receipts import receipt_of
from .service import NoTicket

__all__ = ["MOST_DOCUMENT", "add_case_routes"]

MOST_DOCUMENT = 10_000_000
TICKETS = web.AppKey("tickets", Limiter)


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


def add_case_routes(app: web.Application, now: Callable[[], float]) -> None:
    """Tickets, limited by address, and what is asked for with a case's token.

    now  for the limit [s]
    """
    app[TICKETS] = Limiter(app[HUB].limits.tickets_per_min, 60, now)
    app.add_routes(
        [
            web.post("/api/tickets", _take_ticket),
            web.post("/api/cases/{case}/tickets", _come_again),
            web.post("/api/cases/{case}/documents", _put_document),
            web.get("/api/cases/{case}/documents/{sha256}", _get_document),
            web.get("/api/cases/{case}/receipt", _receipt),
        ]
    )


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
    grant = grant_of(request)
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
        masked=grant_of(request).role != "applicant",
    )
    return web.Response(
        text=page,
        content_type="text/html",
        headers={
            "Content-Security-Policy": f"default-src 'none'; style-src {STYLE_HASH}",
            "Cache-Control": "no-store",
        },
    )


async def _case_of(request: web.Request) -> str:
    """The case in the address, if the token is for it, or for the place that handles it."""
    grant, case = grant_of(request), request.match_info["case"]
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
    grant, case = grant_of(request), request.match_info["case"]
    if grant.case != case and (grant.role, grant.place) != ("assistant", hall):
        raise NotAllowed("this token is not for this case")
    try:
        await request.app[HUB].service.find(case)
    except KeyError:
        missing = f"没有办件编号 {case}，请核对", f"no case has the number {case!r}: check it"
        raise NoTicket(*missing) from None
    return case
