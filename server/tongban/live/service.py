"""The service without its sockets: cases, the desk, and what is owed to the regions.

One event loop owns everything here. What must outlive the process is in the store and is taken
up again by ``start``; the desk is rebuilt from the streams.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from ..desk import Claim, Desk, Figures, NotClaimed, Numbers, Staff
from ..errors import TongbanError, did_you_mean
from ..flow import Flow, text
from ..scenario import REMOTE_WINDOW, Catalogue
from ..session import (
    Actor,
    CaseState,
    Command,
    Presence,
    Record,
    Refusal,
    Rules,
    Ticket,
    actions_for,
    evolve,
    is_settled,
    pending,
)
from ..session.messages import Act, Call, Open, Start, Transfer
from .logs import note
from .outbox import Outbox
from .places import DAY_US, UTC_OFFSET_US, ZONE, Places
from .rooms import Room
from .store import Store

__all__ = ["NoTicket", "Service", "Taken", "now_us", "staff_of"]

log = logging.getLogger(__name__)

QUIET = frozenset(
    {
        "grant_consent",
        "withdraw_consent",
        "identify",
        "edit_field",
        "propose_field",
        "accept_proposal",
        "decline_proposal",
        "add_material",
        "remove_material",
        "judge_material",
        "sign",
        "say",
        "note",
    }
)
"""Records within a stage, of which neither the desk nor a region sees anything: most of them."""
TARGET_US = 5 * 60_000_000
"""Where no scenario says within which time clerks should answer (assumption: five minutes)."""


def now_us() -> int:
    """The time [µs since 1970-01-01 UTC]."""
    return time.time_ns() // 1000


class NoTicket(TongbanError):
    """No ticket is given; the text says why and where to go, in both languages."""

    def __init__(self, zh_cn: str, en: str) -> None:
        super().__init__(en)
        self.text = text(zh_cn, en)


@dataclass(frozen=True, slots=True)
class Taken:
    """A ticket that was given."""

    case: str
    number: str
    hall: str
    home: str


@dataclass(eq=False)
class Service:
    """Everything the live service knows.

    clock      the time [µs], so that a test can turn it
    target_us  the T of the day's service level
    """

    store: Store
    flow: Flow
    catalogue: Catalogue
    places: Places
    outbox: Outbox
    clock: Callable[[], int] = now_us
    target_us: int = TARGET_US
    rooms: dict[str, Room] = field(default_factory=dict)
    desk: Desk = field(init=False)
    figures: Figures = field(init=False)
    numbers: Numbers = field(init=False)
    on_change: Callable[[CaseState], None] = lambda state: None
    give_way: Callable[[str], None] = lambda connection: None  # the newer of two is in
    _asked: dict[str, str] = field(default_factory=dict)  # key of an asking -> case
    _rules: dict[tuple[str, str], Rules] = field(default_factory=dict)  # item and home -> theirs
    _today: int = 0  # when it began
    _settled: dict[str, int] = field(default_factory=dict)  # case -> when; not marked yet
    _serial: Any = field(default_factory=lambda: count(1))
    _commands: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.desk = Desk(self.flow)
        self.figures = Figures(self.flow, self.target_us, UTC_OFFSET_US)
        self.numbers = Numbers(list(self.places.home_of_region.values()))

    # --- from start to stop -----------------------------------------------------------------

    async def start(self) -> None:
        """Take up every case where it was, with what the clock and the regions owe it.

        Not those that are settled since yesterday or longer: a case ends after forty records, and
        to fold those of ten thousand takes half a minute. Who asks for one of them finds it.
        """
        self._today = self._midnight()
        for stream in await self.store.unsettled(self._today):
            self._take_up(stream, await self.store.read(stream))

    async def stop(self) -> None:
        """Finish nothing new; what is under way is in the store."""
        await self.outbox.stop()

    def _take_up(self, case: str, records: list[Record]) -> None:
        if records[0].command is not None:
            self._asked[records[0].command] = case
        for record in records:
            ticket = getattr(record.body, "ticket", None)
            if ticket is not None:
                self.numbers.seen(ticket.hall, ticket.number, self.places.day(record.at))
        room = self.rooms[case] = self._folded(records, self.figures.see)
        self.desk.see(room.state)
        self._see_owed(room)
        self._see_settled(room)

    def _folded(
        self,
        records: list[Record],
        see: Callable[[CaseState, int], None] = lambda state, at: None,
    ) -> Room:
        """A case's room from its records; `see` is told of each state on the way, and when."""
        first = records[0].body
        assert isinstance(first, Open)
        rules, state = self.rules_for(first.item, first.home), None
        for record in records:
            state = evolve(rules, state, record)
            see(state, record.at)
        assert state is not None
        away = Presence().away(self._needed(state), self.clock())
        return Room(rules, self.store, state, records, away)

    # --- tickets ----------------------------------------------------------------------------

    async def take_ticket(
        self,
        hall: str,
        region: str,
        item: str,
        key: str | None = None,
        *,
        is_enquiry: bool = False,
    ) -> Taken:
        """A case's first ticket at a hall.

        key  of the asking: asked again under it, the same ticket
        is_enquiry  somebody only asks (咨询), which one may of any item

        Raises NoTicket where the item cannot go this way, or hall, region or item is unknown.
        """
        if key is not None and (case := self._asked.get(key)) is not None:
            return self._taken(case)
        home = self._home(hall, region)
        self._check_item(item, region, is_enquiry=is_enquiry)
        now = self.clock()
        number = self.numbers.next(hall, home, self.places.day(now))
        day = dt.datetime.fromtimestamp(now / 1e6, ZONE)
        case = f"{day:%Y%m%d}-{self._fresh(day)}"
        body = Open(
            home=home,
            item=item,
            is_enquiry=is_enquiry,
            flow=self.flow.name,
            stage=self.flow.starts.get("enquiry", self.flow.start)
            if is_enquiry
            else self.flow.start,
            ticket=Ticket(number=number, hall=hall),
        )
        applicant = Actor(role="applicant", id=case)
        if key is not None:
            self._asked[key] = case  # before it is written: asked twice at once, it is one ticket
        record = Record(case=case, seq=1, at=now, by=applicant, command=key, body=body)
        try:
            await self.store.append(case, 0, [record])
        except TongbanError:
            self._asked.pop(key or "", None)
            raise
        self._take_up(case, [record])
        self.on_change(self.rooms[case].state)
        return Taken(case, number, hall, home)

    async def come_again(self, case: str, hall: str, key: str | None = None) -> Taken:
        """Another ticket for a case that was told to come again, at any hall."""
        room = await self.find(case)
        if key is not None and key in room.state.commands:
            return self._taken(case)
        self._home(hall, self.places.region_of[room.state.home])
        by = Actor(role="applicant", id=case)
        for name in actions_for(room.rules, room.state, by):
            target = room.rules.stage(room.rules.actions(room.state.stage)[name].to)
            if target is not None and target.ticket:
                now = self.clock()
                number = self.numbers.next(hall, room.state.home, self.places.day(now))
                ticket = Ticket(number=number, hall=hall)
                command = self.command(Act(action=name, ticket=ticket))
                if key is not None:
                    command = command.model_copy(update={"id": key})
                found = await self.tell(case, command, by)
                assert isinstance(found, Record), found
                return Taken(case, number, hall, room.state.home)
        raise NoTicket("此办件现在无需取号", "this case takes no ticket now")

    def _taken(self, case: str) -> Taken:
        """The ticket that a case has; NoTicket while it is being written down."""
        room = self.rooms.get(case)
        if room is None:
            raise NoTicket("正在取号，请稍候", "the ticket is being written: ask again")
        ticket = room.state.ticket
        return Taken(case, ticket.number, ticket.hall, room.state.home)

    # --- cases ------------------------------------------------------------------------------

    def room(self, case: str) -> Room:
        """The room of a case of today, or of one that goes on; KeyError if it is neither."""
        return self.rooms[case]

    async def find(self, case: str) -> Room:
        """The room of any case, an old one too; KeyError if there is no such case."""
        if case not in self.rooms:
            records = await self.store.read(case)
            if not records:
                raise KeyError(case)
            self.rooms.setdefault(case, self._folded(records))  # others may have asked too
        return self.rooms[case]

    def rules_for(self, item: str, home: str) -> Rules:
        """What a case of an item in a home goes by."""
        if (item, home) not in self._rules:
            region = self.places.region_of[home]
            self._rules[item, home] = Rules(self.flow, self.catalogue.items[item], region)
        return self._rules[item, home]

    async def tell(self, case: str, command: Command, by: Actor) -> Record | Refusal:
        """A command to a case; the desk and the outbox see what came of it."""
        room = await self.find(case)
        found = await room.tell(command, by, self.clock())
        if isinstance(found, Record) and found.body.type not in QUIET:
            self.desk.see(room.state)
            self.figures.see(room.state, found.at)
            self._see_owed(room)
            self._see_settled(room)
            self.on_change(room.state)
            if found.body.type == "act" and room.state.ended is not None:
                ended = room.state.ended
                note(log, "case_ended", case=case, stage=room.state.stage, outcome=ended)
        return found

    def command(self, body: Any) -> Command:
        """A command of the service's own."""
        return Command(id=f"s{self.clock()}-{next(self._commands)}", body=body)

    # --- the desk ---------------------------------------------------------------------------

    async def call_next(self, staff: str) -> Claim:
        """The first in line is claimed and called; NotClaimed if there is nobody."""
        return await self._called(self.desk.call_next(staff, self.clock()))

    async def call_ticket(self, staff: str, case: str) -> Claim:
        """A given ticket is claimed and called."""
        return await self._called(self.desk.call(staff, case, self.clock()))

    async def begin(self, staff: str, case: str) -> Record | Refusal:
        """A case that was claimed, or rings at somebody's desk, begins with them.

        So does one under way that was handed over to them. One that is theirs already, said again
        because the answer was lost, stays so. Raises NotClaimed if it is another's.
        """
        room = self.room(case)
        async with room.taking:
            if room.state.started_at is not None and staff in room.state.units.values():
                return room.stream[-1]
            if case in self.desk.handovers:
                return await self._take_over(staff, case)
            return await self._begin(staff, case)

    async def _begin(self, staff: str, case: str) -> Record | Refusal:
        offer = self.desk.offers.get(case)
        if offer is not None and offer.staff == staff:
            self.desk.answer(staff, case, self.clock())
        claim = self.desk.claims.get(case)
        if claim is None or claim.staff != staff:
            raise NotClaimed("taken")
        person, state = self.desk.staff[staff], self.room(case).state
        spec = self.flow.stages[state.stage]
        lacking = [kind for kind in spec.holds if kind not in state.units]
        units = {kind: person.units[kind] for kind in lacking}
        found = await self.tell(case, self.command(Start(units=units)), self._actor(person))
        if isinstance(found, Refusal):
            self.desk.release(case)
        return found

    def hand_over(self, staff: str, case: str, to: str) -> None:
        """A case under way rings at another's desk."""
        self.desk.hand_over(staff, case, to, self.clock())
        self.on_change(self.room(case).state)

    async def _take_over(self, staff: str, case: str) -> Record | Refusal:
        person = self.desk.take_over(staff, case)
        held = self.room(case).state.units
        kind = next(kind for kind in person.units if kind in held)
        body = Transfer(kind=kind, unit=person.units[kind])
        return await self.tell(case, self.command(body), self._actor(person))

    def release(self, case: str, staff: str) -> None:
        """Somebody gives their claim back."""
        claim = self.desk.claims.get(case)
        if claim is not None and claim.staff == staff:
            self.desk.release(case)

    async def _called(self, claim: Claim) -> Claim:
        person = self.desk.staff[claim.staff]
        state = self.room(claim.case).state
        unit = person.units.get("window", person.id)
        if state.calling is None or state.calling.by.id != person.id:
            command = self.command(Call(unit=unit))
            found = await self.tell(claim.case, command, self._actor(person))
            if isinstance(found, Refusal):
                self.desk.release(claim.case)
                raise NotClaimed("unknown")
        return claim

    def _actor(self, person: Staff) -> Actor:
        role = "clerk" if "clerk" in person.units else "assistant"
        return Actor.model_validate({"role": role, "id": person.id})

    # --- what is over -----------------------------------------------------------------------

    async def settle(self) -> None:
        """Cases that are over are marked in the store; on a new day those of before are let go."""
        if self._settled:
            settled, self._settled = self._settled, {}
            await self.store.settle(settled)
        midnight = self._midnight()
        if midnight <= self._today:
            return
        self._today = midnight
        for case, room in list(self.rooms.items()):
            is_old = room.stream[-1].at < midnight and not room.listeners
            if is_old and is_settled(room.state):
                del self.rooms[case]
        self._asked = {key: case for key, case in self._asked.items() if case in self.rooms}

    def _midnight(self) -> int:
        """When this day began, where the service stands [µs]."""
        return (self.clock() + UTC_OFFSET_US) // DAY_US * DAY_US - UTC_OFFSET_US

    # --- within -----------------------------------------------------------------------------

    def _needed(self, state: CaseState) -> list[Actor]:
        """Those without whom a case does not go on: who has it, and the applicant at its window."""
        found = [
            Actor.model_validate({"role": kind, "id": unit})
            for kind, unit in state.units.items()
            if self.flow.kinds[kind].by == kind  # a person, not a window they bring
        ]
        if any(self.flow.kinds[kind].scope == "hall" for kind in state.units):
            found.append(Actor(role="applicant", id=state.case))
        return found

    def _see_settled(self, room: Room) -> None:
        if is_settled(room.state):
            self._settled[room.state.case] = room.stream[-1].at

    def _see_owed(self, room: Room) -> None:
        """An unanswered submission is in the outbox, once."""
        for owed in pending(room.state):
            if owed.what == "submission":
                self.outbox.send(room.state, owed.key, self._answer)

    async def _answer(self, case: str, answer: Any) -> None:
        """What a region said, told to its case."""
        region = Actor(role="region", id=self.places.region_of[self.room(case).state.home])
        await self.tell(case, self.command(answer), region)

    def _home(self, hall: str, region: str) -> str:
        if hall not in self.places.windows:
            known = did_you_mean(hall, list(self.places.windows))
            raise NoTicket(f"没有这个大厅：{hall}", f"no hall {hall!r} with a window; {known}")
        home = self.places.home_of_region.get(region)
        if home is None:
            known = did_you_mean(region, list(self.places.home_of_region))
            raise NoTicket(f"没有这个属地：{region}", f"no home region {region!r}; {known}")
        return home

    def _check_item(self, name: str, region: str, *, is_enquiry: bool) -> None:
        item = self.catalogue.items.get(name)
        if item is None or region not in item.regions:
            known = did_you_mean(name, list(self.catalogue.items))
            raise NoTicket(f"没有这个事项：{name}", f"no item {name!r}; {known}")
        barred = item.not_through.get(REMOTE_WINDOW)
        if barred is not None and not is_enquiry:
            raise NoTicket(
                f"{barred.reason.zh_cn}。{barred.instead.zh_cn}",
                f"{barred.reason.en}. {barred.instead.en}",
            )

    def _fresh(self, day: dt.datetime) -> str:
        """The day's next case number."""
        while True:
            number = f"{next(self._serial):05d}"
            if f"{day:%Y%m%d}-{number}" not in self.rooms:
                return number


def staff_of(name: str, place: str, role: str, window: str | None = None) -> Staff:
    """Somebody as the desk knows them: an assistant brings a window and themselves."""
    if role == "clerk":
        return Staff(name, place, {"clerk": name})
    return Staff(name, place, {"window": window or f"{place}-1", "assistant": name})
