"""Tickets, lines and claims: which clerk takes which case, and how long the others may wait."""

from .calls import Call, Calls
from .desk import Claim, Desk, NotClaimed, Offer, Staff, Waiting
from .duties import Duties, OpenDuty
from .expected import Errors, ExpectedWait
from .figures import DAY_US, HALF_HOUR_US, Figures, StageCount, Today, Waits
from .numbers import Numbers
from .on_duty import StaffCount, staff_count
from .own_day import OwnDay, OwnDays

__all__ = [
    "DAY_US",
    "HALF_HOUR_US",
    "Call",
    "Calls",
    "Claim",
    "Desk",
    "Duties",
    "Errors",
    "ExpectedWait",
    "Figures",
    "NotClaimed",
    "Numbers",
    "Offer",
    "OpenDuty",
    "OwnDay",
    "OwnDays",
    "Staff",
    "StaffCount",
    "StageCount",
    "Today",
    "Waiting",
    "Waits",
    "staff_count",
]
