"""What one of the staff is told of the line of their place, and of what is theirs to do."""

from __future__ import annotations

from ..desk import Desk, Offer
from . import wire
from .access import Grant
from .service import Service

__all__ = ["line_of"]


def line_of(service: Service, grant: Grant) -> wire.Line:
    """The line of somebody's place as they are told of it."""
    desk, me, place = service.desk, grant.id, grant.place
    person = desk.staff.get(me)
    mine = desk.case_of(me)
    handed = desk.handovers.get(mine) if mine is not None else None
    rings = [offer for offer in desk.offers.values() if offer.staff == me]
    return wire.Line(
        waiting=tuple(_in_line(service, w.case, w.since) for w in desk.line(place)),
        aside=tuple(_in_line(service, w.case, w.since) for w in desk.aside(place)),
        ringing=(
            *(_ringing(service, offer, None) for offer in rings),
            *(
                _ringing(service, offer, _holder(desk, place, offer.case))
                for offer in desk.handovers.values()
                if offer.staff == me
            ),
        ),
        colleagues=tuple(
            other.id
            for other in desk.staff.values()
            if other.place == place
            and other.duty == "on_duty"
            and other.id != me
            and not desk.is_busy(other.id)
        ),
        mine=mine,
        duty=person.duty if person is not None else "off",
        handing={"to": handed.staff, "until": handed.until} if handed is not None else None,
        owed=tuple(
            {**_in_line(service, duty.case, duty.since), "duty": duty.kind}
            for duty in desk.duties.of(place)
        ),
    )


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


def _holder(desk: Desk, place: str, case: str) -> str | None:
    """Who has a case, of the staff of a place."""
    here = (person.id for person in desk.staff.values() if person.place == place)
    return next((name for name in here if desk.case_of(name) == case), None)
