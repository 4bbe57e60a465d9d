"""What only a demonstration has: signing in without a password, and scripted partners."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from ..errors import did_you_mean
from .access import Account, Accounts, Grant, StaffRole, Tokens
from .answers import SignedIn
from .bodies import body_of
from .connection import Connection
from .partners import NotNow, Partners, Wanted
from .places import Places

__all__ = ["Demo", "add_demo"]


class SignIn(BaseModel):
    """Somebody wants an account of the demonstration; a clerk's place may be the region."""

    model_config = ConfigDict(extra="forbid")

    role: StaffRole
    place: str = Field(default="", max_length=64)


@dataclass(eq=False)
class Demo:
    """Accounts that are free to use, and partners.

    connections  of the service, by name
    """

    accounts: Accounts
    places: Places
    connections: Mapping[str, Connection]
    partners: Partners
    _given: dict[str, int] = field(default_factory=dict)  # account -> when it was last given
    _turn: Any = field(default_factory=lambda: count(1))

    async def sign_in(self, role: StaffRole, place: str) -> Account:
        """A demonstration's account of a role and place, if possible one that nobody uses."""
        place = self._place(role, place)
        known = await asyncio.to_thread(self.accounts.all)
        fit = [a for a in known if (a.role, a.place, a.is_disabled) == (role, place, False)]
        if not fit:
            places = sorted({account.place for account in known if account.role == role})
            raise NotNow(
                404,
                f"“{place}”没有此岗位的演示账号",
                f"no {role} of {place!r}; {did_you_mean(place, places)}",
            )
        used = {c.grant.id for c in self.connections.values() if c.grant is not None}
        chosen = min(fit, key=lambda a: (a.name in used, self._given.get(a.name, 0), a.name))
        self._given[chosen.name] = next(self._turn)
        return chosen

    def _place(self, role: StaffRole, place: str) -> str:
        if role == "supervisor":
            return ""
        return self.places.home_of_region.get(place, place) if role == "clerk" else place


# --- HTTP -----------------------------------------------------------------------------------


def add_demo(
    app: web.Application, demo: Demo, tokens: Tokens, is_ours: Callable[[web.Request], bool]
) -> None:
    """The demonstration's addresses; its partners leave before the service stops.

    is_ours  whether a request comes from the service's own page, or from none
    """

    async def sign_in(request: web.Request) -> web.Response:
        asked = await body_of(request, SignIn)
        account = await demo.sign_in(asked.role, asked.place)
        token = tokens.give(Grant(account.role, account.name, account.place))
        given: SignedIn = {
            "token": token,
            "role": account.role,
            "place": account.place,
            "name": account.name,
        }
        return web.json_response(given)

    async def partner(request: web.Request) -> web.Response:
        part = await demo.partners.come((await body_of(request, Wanted)).root)
        return web.json_response(part.given, status=202)

    async def stop(_: web.Application) -> None:
        await demo.partners.stop()

    def told(handler: Callable[[web.Request], Awaitable[web.Response]]) -> Any:
        async def handled(request: web.Request) -> web.Response:
            if not is_ours(request):
                raise web.HTTPForbidden(text="this origin may not ask")
            try:
                return await handler(request)
            except NotNow as error:
                text = error.text.model_dump(by_alias=True)
                return web.json_response({"error": str(error), "text": text}, status=error.status)

        return handled

    app.router.add_post("/api/demo/sign-in", told(sign_in))
    app.router.add_post("/api/demo/partner", told(partner))
    app.on_shutdown.append(stop)
