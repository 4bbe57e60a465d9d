"""Scripted partners of a demonstration: who may have one, and until when it stays.

Who plays a partner is not known here: the command line gives a function that does, and it speaks
to the service as anybody does, over sockets and with tokens of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from ..errors import TongbanError
from ..flow import Language, text
from ..scenario import REMOTE_WINDOW
from ..session import CaseState
from ..session.messages import Name
from .access import Grant, Tokens
from .answers import PartnerGiven
from .connection import Connection
from .logs import note
from .service import Service

__all__ = ["ApplicantWanted", "ClerkWanted", "NotNow", "Part", "Partners", "Play", "Wanted"]

log = logging.getLogger(__name__)

MOST = 8
"""Partners at once: each has a socket or two, and a hall has few windows."""
MOST_S = 3600.0
LOOK_S = 1.0
ALONE_S = 60.0
"""How long a partner stays where the person on the other side is not there."""
DIFFICULTY = ("simple", "normal", "complex")


Side = tuple[str, Literal["clerk", "applicant"]]
"""A case, and one of its two sides."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part that a scripted partner plays, and what it needs to speak for it.

    url     of the service
    name    the account's of the clerk, or of the assistant who comes with the applicant
    tokens  of the clerk; or of the applicant and the assistant
    """

    role: Literal["clerk", "applicant"]
    url: str
    case: str
    number: str
    hall: str
    home: str
    item: str
    name: str
    tokens: tuple[str, ...]
    language: Language

    @property
    def side(self) -> Side:
        """Which side of which case it is."""
        return self.case, self.role

    @property
    def given(self) -> PartnerGiven:
        """What the page that asked is told of it."""
        return {
            "partner": self.name,
            "case": self.case,
            "number": self.number,
            "hall": self.hall,
            "item": self.item,
        }


Play = Callable[[Part], Awaitable[None]]
"""Plays a part until there is no more to do. It may be cancelled at any moment."""


class ClerkWanted(BaseModel):
    """A clerk for a case that sits at a window, or soon will."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["clerk"]
    case: Name
    language: Language = "zh-CN"


class ApplicantWanted(BaseModel):
    """An applicant, with an assistant, for the desk of a region."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["applicant"]
    region: str = Field(max_length=64)
    hall: str | None = Field(default=None, max_length=64, description="default: a quiet one")
    item: str | None = Field(default=None, max_length=64, description="default: in turn")
    language: Language = "zh-CN"


class Wanted(RootModel[Annotated[ClerkWanted | ApplicantWanted, Field(discriminator="role")]]):
    """A partner that somebody wants."""


class NotNow(TongbanError):
    """A demonstration cannot do that, and why, in both languages; `status` is HTTP's."""

    def __init__(self, status: int, zh_cn: str, en: str) -> None:
        super().__init__(en)
        self.status, self.text = status, text(zh_cn, en)


@dataclass(eq=False)
class Partners:
    """Those who play, and what each of them plays.

    connections  of the service, by name
    url          where the service answers, once it does
    """

    service: Service
    tokens: Tokens
    connections: Mapping[str, Connection]
    url: Callable[[], str]
    play: Play
    parts: dict[Side, Part] = field(default_factory=dict)
    _tasks: dict[Side, asyncio.Task[None]] = field(default_factory=dict)
    _turn: Any = field(default_factory=count)
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def come(self, wanted: ClerkWanted | ApplicantWanted) -> Part:
        """Somebody comes to play the other side; the same clerk, where one plays already.

        Raises NotNow, or NoTicket where the wanted applicant cannot come for that.
        """
        async with self._asking:
            if isinstance(wanted, ClerkWanted):
                if (playing := self.parts.get((wanted.case, "clerk"))) is not None:
                    return playing
                self._check_room()
                part = self._clerk(wanted)
            else:
                self._check_room()
                part = await self._applicant(wanted)
            self.parts[part.side] = part
            self._tasks[part.side] = asyncio.create_task(self._see_through(part))
            return part

    async def stop(self) -> None:
        """Send every partner away."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _check_room(self) -> None:
        if len(self.parts) >= MOST:
            raise NotNow(
                503,
                f"已有 {MOST} 位演示搭档在场，请稍候再试",
                f"{MOST} scripted partners are at work: wait until one is done",
            )

    def _clerk(self, wanted: ClerkWanted) -> Part:
        room = self.service.rooms.get(wanted.case)
        if room is None:
            raise NotNow(404, "没有此办件", f"no case {wanted.case!r}")
        state = room.state
        if state.ended is not None:
            raise NotNow(409, "此办件已结束", "this case has ended")
        if self._clerk_of(state) is not None:
            raise NotNow(409, "已有坐席接办", "a clerk has this case already")
        region = self.service.places.region_of[state.home]
        name = self._name(region)
        token = self.tokens.give(Grant("clerk", name, state.home))
        return self._part("clerk", state, name, (token,), wanted.language)

    async def _applicant(self, wanted: ApplicantWanted) -> Part:
        hall = wanted.hall or self._quiet_hall(wanted.region)
        item = wanted.item or self._next_item(wanted.region)
        taken = await self.service.take_ticket(hall, wanted.region, item)
        name = self._name(hall)
        tokens = (
            self.tokens.give(Grant("applicant", taken.case, hall, taken.case)),
            self.tokens.give(Grant("assistant", name, hall)),
        )
        state = self.service.room(taken.case).state
        return self._part("applicant", state, name, tokens, wanted.language)

    def _part(
        self,
        role: Literal["clerk", "applicant"],
        state: CaseState,
        name: str,
        tokens: tuple[str, ...],
        language: Language,
    ) -> Part:
        ticket = state.ticket
        about = (state.case, ticket.number, ticket.hall, state.home, state.item)
        return Part(role, self.url(), *about, name, tokens, language)

    # --- while they play --------------------------------------------------------------------

    async def _see_through(self, part: Part) -> None:
        """Until a part is played, or nobody needs it any more."""
        playing = asyncio.ensure_future(self.play(part))
        try:
            async with asyncio.timeout(MOST_S):
                await self._until_done_or_needless(part, playing)
        except TimeoutError:
            note(log, "partner_left", role=part.role)
        finally:
            playing.cancel()
            (found,) = await asyncio.gather(playing, return_exceptions=True)
            if isinstance(found, Exception):
                note(log, "partner_failed", role=part.role, failure=found)
            del self.parts[part.side], self._tasks[part.side]

    async def _until_done_or_needless(self, part: Part, playing: asyncio.Future[None]) -> None:
        loop = asyncio.get_running_loop()
        needed_at = loop.time()
        while not playing.done() and loop.time() - needed_at < ALONE_S:
            await asyncio.wait([playing], timeout=LOOK_S)
            if self._is_needed(part):
                needed_at = loop.time()

    def _is_needed(self, part: Part) -> bool:
        """Whether the case goes on, no other has taken this part, and there is a person."""
        state = self.service.room(part.case).state
        grants = [c.grant for c in self.connections.values() if c.grant is not None]
        if part.role == "applicant":
            is_there = any((g.role, g.place) == ("clerk", part.home) for g in grants)
            return state.ended is None and is_there
        is_there = any(grant.case == part.case for grant in grants)
        is_free = self._clerk_of(state) in (None, part.name)
        return state.ended is None and is_there and is_free

    def _clerk_of(self, state: CaseState) -> str | None:
        kinds = self.service.flow.kinds
        return next((u for k, u in state.units.items() if kinds[k].by == "clerk"), None)

    # --- who comes, where, what for ---------------------------------------------------------

    def _name(self, place: str) -> str:
        """A name at a place that nobody has, and no case knows."""
        rooms = self.service.rooms.values()
        taken = {unit for room in rooms for unit in room.state.units.values()}
        taken |= set(self.service.desk.staff) | {part.name for part in self.parts.values()}
        return next(n for n in (f"{place}-demo-{i}" for i in count(1)) if n not in taken)

    def _quiet_hall(self, region: str) -> str:
        """A hall of another region with as few as possible at work."""
        places = self.service.places
        others = [h for h in places.windows if places.region_of[h] != region]
        busy = [p.place for p in self.service.desk.staff.values() if p.duty != "off"]
        busy += [part.hall for part in self.parts.values() if part.role == "applicant"]
        return min(others or list(places.windows), key=busy.count)

    def _next_item(self, region: str) -> str:
        """In turn, of what can be done remotely in a region: simple ones first, then long forms."""
        items = self.service.catalogue.items
        able = [
            name
            for name, item in items.items()
            if region in item.regions and REMOTE_WINDOW not in item.not_through
        ]
        able.sort(key=lambda n: (DIFFICULTY.index(items[n].difficulty), -len(items[n].fields)))
        return able[next(self._turn) % len(able)] if able else ""
