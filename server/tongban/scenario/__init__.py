"""What to try: places, calendar, staffing, demand, items, behaviour, costs."""

from .distributions import Distribution
from .evidence import matching, with_places
from .files import Source, digest_of, flows, gallery, keys, load, template_text, value_of
from .lowering import CAP_WORKING_DAYS, Lowered, lower_scenario
from .model import Channel, Demand, Evidence, Hall, Item, Scenario, StageSettings
from .schema import json_schema, scenario_reference
from .tables import FOREVER, MINUTE, Places, Tables

__all__ = [
    "CAP_WORKING_DAYS",
    "FOREVER",
    "MINUTE",
    "Channel",
    "Demand",
    "Distribution",
    "Evidence",
    "Hall",
    "Item",
    "Lowered",
    "Places",
    "Scenario",
    "Source",
    "StageSettings",
    "Tables",
    "digest_of",
    "flows",
    "gallery",
    "json_schema",
    "keys",
    "load",
    "lower_scenario",
    "matching",
    "scenario_reference",
    "template_text",
    "value_of",
    "with_places",
]
