"""Who takes part: logging in, the token that each request shows, and how calls find their way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from .access import Account, Grant, Limiter, NotAllowed
from .bodies import body_of
from .hub import HUB

__all__ = ["add_account_routes", "grant_of"]

LOGINS = web.AppKey("logins", Limiter)
ADDRESSES = web.AppKey("addresses", Limiter)


class LogIn(BaseModel):
    """A name and a password."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=64)
    password: str = Field(max_length=200)


def add_account_routes(app: web.Application, now: Callable[[], float]) -> None:
    """Logging in, limited by name and by address.

    now  for the limits [s]
    """
    app[LOGINS] = Limiter(10, 300, now)
    app[ADDRESSES] = Limiter(app[HUB].limits.log_ins_per_5_min, 300, now)
    app.router.add_post("/api/log-in", _log_in)
    app.router.add_get("/api/ice", _ice)


async def _log_in(request: web.Request) -> web.Response:
    hub, asked = request.app[HUB], await body_of(request, LogIn)
    by_name = request.app[LOGINS].allows(asked.name)
    by_address = request.app[ADDRESSES].allows(f"{request.remote}")
    if not (by_name and by_address):
        raise web.HTTPTooManyRequests(headers={"Retry-After": "300"})
    account: Account = await asyncio.to_thread(hub.accounts.log_in, asked.name, asked.password)
    token = hub.tokens.give(Grant(account.role, account.name, account.place))
    return web.json_response({"token": token, "role": account.role, "place": account.place})


async def _ice(request: web.Request) -> web.Response:
    """How a browser finds the other one; for whoever holds a token."""
    hub, grant = request.app[HUB], grant_of(request)
    given = hub.ice.given(grant.id, hub.service.clock() / 1e6)
    return web.json_response(given, headers={"Cache-Control": "no-store"})


def grant_of(request: web.Request) -> Grant:
    """Who asks, by the token in the header."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer":
        raise NotAllowed("a token is missing: Authorization: Bearer …")
    return request.app[HUB].tokens.read(token)
