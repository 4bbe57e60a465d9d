"""Tickets, lines and claims: which clerk takes which case, and how long the others may wait."""

from .desk import Claim, Desk, NotClaimed, Offer, Staff, Waiting
from .expected import Errors, ExpectedWait
from .numbers import Numbers

__all__ = [
    "Claim",
    "Desk",
    "Errors",
    "ExpectedWait",
    "NotClaimed",
    "Numbers",
    "Offer",
    "Staff",
    "Waiting",
]
