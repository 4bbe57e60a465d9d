"""One socket, from hello to close: who speaks, how much they may say, what each message does."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web
from pydantic import BaseModel, ValidationError

from ..desk import NotClaimed
from ..flow import Text, text
from ..session import Actor, Refusal, Role, may
from ..session.messages import RefusalCode, Signal
from . import wire
from .access import USUAL, Grant, Limits, NotAllowed
from .lines import Lines, position_of
from .logs import note
from .rooms import Listener, Room
from .sending import Sender
from .service import Service, staff_of
from .store import Conflict, StoreFailed
from .telling import Boards, my_day

__all__ = ["NOT_KEPT", "Connection"]

log = logging.getLogger(__name__)

HELLO_S = 10.0


@dataclass(eq=False)
class Bucket:
    """A token bucket: how many more messages may come now."""

    rate: float
    burst: int
    _level: float = 0.0
    _at: float = float("-inf")

    def takes(self, now: float) -> bool:
        """Whether one more is within the rate."""
        self._level = min(self.burst, self._level + (now - self._at) * self.rate)
        self._at = now
        if self._level < 1:
            return False
        self._level -= 1
        return True


class Closed(Exception):
    """The socket is to be closed, and why: a key of ``wire.CLOSE``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(eq=False)
class Connection:
    """Somebody's socket, from hello to close."""

    service: Service
    socket: web.WebSocketResponse
    grant_of: Callable[[str], Grant]  # of a token; raises NotAllowed
    epoch: str
    cut: Callable[[], None]  # end the connection below the socket at once
    boards: Boards
    limits: Limits = USUAL
    name: str = field(default_factory=lambda: secrets.token_hex(8))
    grant: Grant | None = None
    actor: Actor = field(init=False)  # of the grant
    room: Room | None = None
    is_told: bool = False  # of their line, since they came
    _told: dict[type[BaseModel], BaseModel] = field(default_factory=dict)  # as it was last
    _since: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    _received: int = 0  # messages
    _bucket: Bucket = field(init=False)
    _sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        self._bucket = Bucket(self.limits.messages_per_s, self.limits.burst)
        self._sender = Sender(self.socket, self.cut, self._lose_room)

    async def run(self) -> None:
        """Everything until the socket is closed."""
        note(log, "socket_opened", socket=self.name)
        self._sender.start()
        try:
            await self._hello()
            async for message in self.socket:
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    break
                self._received += 1
                if not self._bucket.takes(asyncio.get_running_loop().time()):
                    raise Closed("too_many")
                await self._take(message.data)
                if self._sender.why is not None:
                    break
        except Closed as closed:
            self.close(closed.why)
        except Exception:
            note(log, "socket_failed", socket=self.name, failure=True)
            self.close("failed")
        finally:
            await self._end()

    def send(self, message: BaseModel) -> None:
        """Something for them alone."""
        self.post(wire.encoded(message))

    def post(self, text: str) -> None:
        """A message as it goes over the wire; who does not read is closed, not waited for."""
        self._sender.post(text)

    def close(self, why: str) -> None:
        """The socket is closed once all that waits is written; nothing more is."""
        self._sender.close(why)

    async def finished(self) -> None:
        """Once everything is written and the socket is closed."""
        await self._sender.finished()

    # --- within -----------------------------------------------------------------------------

    async def _hello(self) -> None:
        try:
            async with asyncio.timeout(HELLO_S):
                first = await self.socket.receive()
        except TimeoutError:
            raise Closed("no_hello") from None
        hello = self._parsed(first.data) if isinstance(first.data, str | bytes) else None
        if not isinstance(hello, wire.Hello):
            raise Closed("not_understood")
        if hello.hall is not None:
            self._show(hello.hall)
            return
        try:
            self.grant = self.grant_of(hello.token)
            self.actor = self.grant.actor
        except NotAllowed:
            raise Closed("not_allowed") from None
        grant = self.grant
        assert grant is not None
        note(log, "socket_known", socket=self.name, role=grant.role, place=grant.place)
        self.send(
            wire.Welcome(
                epoch=self.epoch, you=grant.actor, place=grant.place, now=self.service.clock()
            )
        )
        if grant.role in STAFF:
            self.service.desk.set_absent(grant.id, is_absent=False)
        if grant.role == "supervisor":
            self.boards.add(self.name, self.send, hall=None)
        if grant.case is not None:
            try:
                await self._enter(grant.case, hello.after if hello.epoch == self.epoch else 0)
            except KeyError:  # there is no such case any more
                raise Closed("not_allowed") from None

    def _show(self, hall: str) -> None:
        """A hall's public display: it has no grant and is told, but may say nothing more."""
        if hall not in self.service.places.windows:
            raise Closed("not_allowed")
        if not self.boards.add(self.name, self.send, hall):
            raise Closed("too_many")
        note(log, "socket_known", socket=self.name, role="display", place=hall)

    def _parsed(self, data: str | bytes) -> object:
        try:
            return wire.from_client.validate_json(data)
        except ValidationError:
            raise Closed("not_understood") from None

    async def _take(self, data: str | bytes) -> None:
        """One message, carried out; what cannot be is said, and the socket stays open."""
        if self.grant is None:
            raise Closed("not_allowed")
        message = self._parsed(data)
        try:
            await self._carry_out(message)
        except NotClaimed as refused:
            self._fault(refused.reason, *REASONS[refused.reason])
        except KeyError:
            self._fault("unknown", "没有此办件", "there is no such case")
        except StoreFailed as error:
            note(log, "not_kept", what=type(message).__name__, error=error)
            self._fault("not_kept", NOT_KEPT.zh_cn, NOT_KEPT.en)

    async def _carry_out(self, message: object) -> None:
        assert self.grant is not None
        me = self.grant.id
        match message:
            case wire.Tell():
                await self._tell(message)
            case wire.Pass():
                self._pass_on(message)
            case wire.Join():
                await self._check_may_join(message.case)
                await self._enter(message.case, message.after if message.epoch == self.epoch else 0)
            case wire.Leave():
                self._leave()
            case wire.SetDuty():
                self._check_is_staff()
                person = staff_of(me, self.grant.place, self.grant.role, message.window)
                self.service.desk.set_duty(person, message.duty, self.service.clock())
                self.is_told = False  # soon again, changed or not: they may have come back
                self._told.clear()
            case wire.CallNext():
                self._check_is_staff()
                await self._enter((await self.service.call_next(me)).case, 0)
            case wire.CallTicket():
                self._check_is_staff()
                await self._enter((await self.service.call_ticket(me, message.case)).case, 0)
            case wire.Begin():
                self._check_is_staff()
                found = await self.service.begin(me, message.case)
                if isinstance(found, Refusal):
                    self.send(wire.NotDone(refusal=found))
                elif self.room is None or self.room.state.case != message.case:
                    await self._enter(message.case, 0)
            case wire.HandOver():
                self._check_is_staff()
                if self.room is None:
                    raise NotClaimed("unknown")
                self.service.hand_over(me, self.room.state.case, message.to)
            case wire.LetPass():
                self._check_is_staff()
                self.service.desk.decline(message.case, me)
                self.service.release(message.case, me)
            case _:
                raise Closed("not_understood")

    async def _tell(self, message: wire.Tell) -> None:
        room, command = self.room, message.command
        if room is None:
            self._refuse(command.id, "unknown", NO_ROOM)
            return
        if command.body.type in BY_THE_DESK:
            self._refuse(command.id, "not_allowed", THE_DESKS)
            return
        was_said = command.id in room.state.commands
        try:
            found = await self.service.tell(room.state.case, command, self.actor)
        except StoreFailed as error:
            note(log, "not_kept", what=command.body.type, error=error)
            self._refuse(command.id, "not_kept", NOT_KEPT)
            return
        except Conflict:
            self._refuse(command.id, "ended", PURGED)
            return
        listener = room.listeners.get(self.name)
        if isinstance(found, Refusal):
            note(log, "refused", socket=self.name, command=command.body.type, code=found.code)
            self.send(wire.NotDone(refusal=found))
        elif was_said and listener is not None:  # its record again, to them alone
            room.send_record(listener, found)

    def _pass_on(self, message: wire.Pass) -> None:
        if self.room is None or self.grant is None:
            return
        if may(self.room.rules, self.room.state, message.what.type, self.actor):
            to = message.what.to if isinstance(message.what, Signal) else None
            self.room.pass_on(wire.Passed(by=self.actor, what=message.what), self.name, to)

    async def _enter(self, case: str, after: int) -> None:
        assert self.grant is not None
        room = await self.service.find(case)
        self._leave()
        older = room.enter(Listener(self.actor, self.name, self.post), after)
        self.room = room
        note(log, "case_joined", socket=self.name, case=case)
        if older is not None:
            self.service.give_way(older)

    def _leave(self) -> None:
        if self.room is not None:
            self.room.left(self.name)
            self.room = None

    async def _check_may_join(self, case: str) -> None:
        """Staff enter the rooms of their own cases, and of those that wait for their place."""
        assert self.grant is not None
        self._check_is_staff()
        state = (await self.service.find(case)).state
        place = state.home if self.grant.role == "clerk" else state.ticket.hall
        if place != self.grant.place:
            raise NotClaimed("not_eligible")

    def _check_is_staff(self) -> None:
        assert self.grant is not None
        if self.grant.role not in STAFF:
            raise NotClaimed("not_eligible")

    def tell(self, lines: Lines, positions: Mapping[str, tuple[int, int | None]]) -> None:
        """To staff their line and their own day, to who waits how many are in front: each where
        it is not as they were told.
        """
        if self.grant is None:
            return  # has not said hello
        self.is_told = True
        if self.grant.role in STAFF:
            self._tell_news(lines.of(self.grant))
            self._tell_news(my_day(self.service, self.grant.id))
        elif self.grant.case is not None:
            position = position_of(positions.get(self.grant.case))
            if position is not None:
                self._tell_news(position)
            else:
                self._told.pop(wire.Position, None)

    def _tell_news(self, message: BaseModel) -> None:
        if message != self._told.get(type(message)):
            self._told[type(message)] = message
            self.send(message)

    def _fault(self, code: str, zh_cn: str, en: str) -> None:
        self.send(wire.Fault(code=code, text=text(zh_cn, en)))

    def _refuse(self, command: str, code: RefusalCode, why: Text) -> None:
        self.send(wire.NotDone(refusal=Refusal(command=command, code=code, text=why)))

    def _lose_room(self) -> None:
        """The others need not wait to hear that one who does not read is not there."""
        if self.room is not None:
            self.room.lost(self.name, self.service.clock())
            self.room = None

    async def _end(self) -> None:
        self.boards.remove(self.name)
        self._lose_room()
        self.close("bye")
        await self._sender.finished()
        note(
            log,
            "socket_closed",
            socket=self.name,
            why=self._sender.why,
            seconds=round(asyncio.get_running_loop().time() - self._since, 1),
            received=self._received,
            sent=self._sender.sent,
        )


STAFF: tuple[Role, ...] = ("assistant", "clerk")
BY_THE_DESK = ("open", "call", "start", "transfer")
"""Commands that only come of asking the desk, which sees to it that no two have one case."""
NO_ROOM = text("尚未进入办件", "you are in no case's room")
THE_DESKS = text("由叫号台进行", "the desk does this")
PURGED = text("此办件已清除，不能再作补充", "this case was purged: nothing can be added to it")
NOT_KEPT = text(
    "服务暂时无法保存，未作任何改动，请稍后再试",
    "the service cannot write it down just now: nothing was changed; try again later",
)
REASONS = {
    "nobody": ("当前无人等候", "nobody is waiting"),
    "taken": ("已被其他坐席接办", "somebody else has taken it"),
    "not_eligible": ("无权接办", "you may not take it"),
    "off_duty": ("请先上岗", "come on duty first"),
    "busy": ("请先办结当前办件", "finish the case you have first"),
    "unknown": ("没有此号", "there is no such ticket in line"),
}
