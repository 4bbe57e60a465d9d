"""How much a scenario carries: throughput, bounds, the loads that keep the targets."""

from .carrying import capacity
from .largest_load import LargestLoad
from .load_points import Judged, LoadPoint
from .result import Capacity, ChannelCapacity, Mark, RegionPoint
from .saturation import PoolBound, Saturation

__all__ = [
    "Capacity",
    "ChannelCapacity",
    "Judged",
    "LargestLoad",
    "LoadPoint",
    "Mark",
    "PoolBound",
    "RegionPoint",
    "Saturation",
    "capacity",
]
