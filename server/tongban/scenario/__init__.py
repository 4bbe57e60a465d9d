"""What to try: places, calendar, staffing, demand, items, behaviour, costs."""

from .lowering import CAP_WORKING_DAYS, Lowered, lower_scenario
from .model import Channel, Demand, Scenario, StageSettings
from .tables import FOREVER, MINUTE, Places, Tables

__all__ = [
    "CAP_WORKING_DAYS",
    "FOREVER",
    "MINUTE",
    "Channel",
    "Demand",
    "Lowered",
    "Places",
    "Scenario",
    "StageSettings",
    "Tables",
    "lower_scenario",
]
