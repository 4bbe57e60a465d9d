"""What to try: places, calendar, staffing, demand, items, behaviour, costs."""

from .catalogue import (
    Catalogue,
    CatalogueItem,
    FormField,
    Ineligible,
    Material,
    MediaType,
    Need,
    Region,
    RegionRules,
)
from .catalogue_files import is_catalogue, load_catalogue
from .catalogue_reference import catalogue_reference
from .distributions import Distribution
from .evidence import matching, with_places
from .files import Source, digest_of, flows, gallery, keys, load, template_text, value_of
from .lowering import CAP_WORKING_DAYS, Lowered, lower_scenario
from .model import (
    REMOTE_WINDOW,
    Channel,
    Demand,
    Evidence,
    Hall,
    Item,
    Scenario,
    StageSettings,
)
from .schema import json_schema, scenario_reference
from .tables import FOREVER, MINUTE, Places, Tables

__all__ = [
    "CAP_WORKING_DAYS",
    "FOREVER",
    "MINUTE",
    "REMOTE_WINDOW",
    "Catalogue",
    "CatalogueItem",
    "Channel",
    "Demand",
    "Distribution",
    "Evidence",
    "FormField",
    "Hall",
    "Ineligible",
    "Item",
    "Lowered",
    "Material",
    "MediaType",
    "Need",
    "Places",
    "Region",
    "RegionRules",
    "Scenario",
    "Source",
    "StageSettings",
    "Tables",
    "catalogue_reference",
    "digest_of",
    "flows",
    "gallery",
    "is_catalogue",
    "json_schema",
    "keys",
    "load",
    "load_catalogue",
    "lower_scenario",
    "matching",
    "scenario_reference",
    "template_text",
    "value_of",
    "with_places",
]
