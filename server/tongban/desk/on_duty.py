"""How many of the staff are free, busy, on a break or gone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ..session import Role
from .desk import Desk

__all__ = ["StaffCount", "staff_count"]


@dataclass(frozen=True, slots=True)
class StaffCount:
    """How many are on duty and free, on duty with a case, on a break, gone."""

    free: int = 0
    busy: int = 0
    on_break: int = 0
    off: int = 0


def staff_count(desk: Desk, role: Role, places: Collection[str] | None = None) -> StaffCount:
    """The staff in a role, of some places or of all, whom the desk has seen since it began.

    Who takes a break or goes while a case is theirs counts there, and not as busy. Who is on duty
    without a case and cannot be reached counts as gone.
    """
    found = {"free": 0, "busy": 0, "on_break": 0, "off": 0}
    for person in desk.staff.values():
        is_theirs = any(desk.flow.kinds[kind].by == role for kind in person.units)
        if not is_theirs or (places is not None and person.place not in places):
            continue
        if person.duty == "on_duty" and desk.is_busy(person.id):
            found["busy"] += 1
        elif desk.is_there(person):
            found["free"] += 1
        else:
            found["on_break" if person.duty == "break" else "off"] += 1
    return StaffCount(**found)
