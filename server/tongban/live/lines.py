"""What one of the staff is told of the line of their place, and of what is theirs to do."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..desk import Desk, Offer
from . import wire
from .access import Grant
from .service import Service

__all__ = ["Lines", "position_of"]


@dataclass(frozen=True, eq=False)
class _Place:
    """What all staff of a place are told."""

    waiting: tuple[wire.InLine, ...]
    aside: tuple[wire.InLine, ...]
    free: tuple[str, ...]
    owed: tuple[wire.Owed, ...]


@dataclass(eq=False)
class Lines:
    """The lines as they are now, for telling them to many: what is alike for a place is made once.

    Made anew each time: it does not see the desk change.
    """

    service: Service
    _places: dict[str, _Place] = field(default_factory=dict)
    _rings: dict[str, tuple[wire.Ringing, ...]] = field(default_factory=dict)  # at whose desk

    def __post_init__(self) -> None:
        desk = self.service.desk
        offers = [(offer, None) for offer in desk.offers.values()]
        handed = [(offer, _holder(desk, offer)) for offer in desk.handovers.values()]
        for offer, by in (*offers, *handed):
            rings = _ringing(self.service, offer, by)
            self._rings[offer.staff] = (*self._rings.get(offer.staff, ()), rings)

    def of(self, grant: Grant) -> wire.Line:
        """The line of somebody's place as they are told of it."""
        desk, me = self.service.desk, grant.id
        place = self._place(grant.place)
        person, mine = desk.staff.get(me), desk.case_of(me)
        handed = desk.handovers.get(mine) if mine is not None else None
        return wire.Line(
            waiting=place.waiting,
            aside=place.aside,
            ringing=self._rings.get(me, ()),
            colleagues=tuple(name for name in place.free if name != me),
            mine=mine,
            duty=person.duty if person is not None else "off",
            handing={"to": handed.staff, "until": handed.until} if handed is not None else None,
            owed=place.owed,
        )

    def _place(self, name: str) -> _Place:
        found = self._places.get(name)
        if found is None:
            service, desk = self.service, self.service.desk
            found = self._places[name] = _Place(
                waiting=tuple(_in_line(service, w.case, w.since) for w in desk.line(name)),
                aside=tuple(_in_line(service, w.case, w.since) for w in desk.aside(name)),
                free=desk.free(name),
                owed=tuple(
                    {**_in_line(service, duty.case, duty.since), "duty": duty.kind}
                    for duty in desk.duties.of(name)
                ),
            )
        return found


def position_of(found: tuple[int, int | None] | None) -> wire.Position | None:
    """What somebody who waits is told of the desk's answer; None for who does not wait."""
    if found is None:
        return None
    ahead, wait = found
    return wire.Position(ahead=ahead, expected_wait_s=None if wait is None else round(wait / 1e6))


def _in_line(service: Service, case: str, since: int) -> wire.InLine:
    state = service.room(case).state
    return {
        "case": case,
        "number": state.ticket.number,
        "item": state.item,
        "hall": state.ticket.hall,
        "since": since,
    }


def _ringing(service: Service, offer: Offer, by: str | None) -> wire.Ringing:
    state = service.room(offer.case).state
    return {
        "case": offer.case,
        "number": state.ticket.number,
        "item": state.item,
        "hall": state.ticket.hall,
        "since": state.entered_at,
        "until": offer.until,
        "by": by,
    }


def _holder(desk: Desk, handed: Offer) -> str | None:
    """Who has a case that is handed over, of the staff of the other's place."""
    place = desk.staff[handed.staff].place
    here = (person.id for person in desk.staff.values() if person.place == place)
    return next((name for name in here if desk.case_of(name) == handed.case), None)
