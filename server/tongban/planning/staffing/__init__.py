"""The least staffing that keeps all targets, by simulation; with a budget, the best within it."""

from .found import Neighbour, SideEffect, StaffedUnit, Staffing, TargetKept
from .staff import staff
from .trials import Told
from .units import shifts_of

__all__ = [
    "Neighbour",
    "SideEffect",
    "StaffedUnit",
    "Staffing",
    "TargetKept",
    "Told",
    "shifts_of",
    "staff",
]
