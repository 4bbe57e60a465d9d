"""Data -> SVG text: small drawings for screen, phone and paper. Nothing here knows a measure."""

from .fields import Cell, Day, Place, days, heat, region
from .panels import Across, Line, Panel, Point, panels
from .parts import Key, key_of_series
from .rows import Row, intervals
from .scales import Scale, linear, logarithmic, round_ticks, tick_text
from .steps import Swing, tornado, waterfall

__all__ = [
    "Across",
    "Cell",
    "Day",
    "Key",
    "Line",
    "Panel",
    "Place",
    "Point",
    "Row",
    "Scale",
    "Swing",
    "days",
    "heat",
    "intervals",
    "key_of_series",
    "linear",
    "logarithmic",
    "panels",
    "region",
    "round_ticks",
    "tick_text",
    "tornado",
    "waterfall",
]
