"""What an answer about capacity holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ...experiment import RunInfo
from ...flow import Text
from ..targets import Target
from .largest_load import LargestLoad
from .load_points import Judged, LoadPoint
from .saturation import Saturation

__all__ = ["Capacity", "ChannelCapacity", "Mark", "RegionPoint"]


@dataclass(frozen=True, slots=True)
class RegionPoint:
    """The edge of the (local, remote) loads that keep the targets, at one local load.

    local_factor  on the demand of everyone who does not take the channel, 1 as the scenario has it
    status, load, failing, searched  as of ``LargestLoad``, found with fewer replications
    """

    local_factor: float
    status: Literal["found", "all kept", "none kept"]
    load: float | None
    failing: Judged | None
    searched: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A load a reader asks about, such as ten times today's, with the locals as they are."""

    load: float
    is_inside: bool  # all targets are kept there
    missed: tuple[Judged, ...]  # those that are not; empty where a smaller load misses already


@dataclass(frozen=True, eq=False)
class ChannelCapacity:
    """What one channel (or mix) carries. Loads are factors on the demand as the file gives it."""

    name: str
    title: Text
    saturation: Saturation
    largest: LargestLoad
    curve: tuple[LoadPoint, ...]  # by load; the marks, if they were searched, among them
    region: tuple[RegionPoint, ...]  # by local factor; empty where nobody takes a fixed channel
    marks: tuple[Mark, ...]


@dataclass(frozen=True, eq=False)
class Capacity:
    """The answer: every channel compared, by name, on the same applicants.

    targets_from  where the targets come from; `default`: the scenario names none
    remote, local  groups whose demand takes the channel compared, and all others
    curve_measures  (group, measure) of the load curves, a title for each being that of the measure
    remote_per_day, remote_applications_per_day
                  needs a working day at load 1, all halls together, and those of them that are
                  no enquiries (with a horizon: in 24 hours)
    open_hours_per_day  the mean over the halls that open
    load          the scenario's own
    replications  of the saturation and of both loads at the edge; search_replications of the
                  load curves, the marks left out, and of what was looked at to find the edge,
                  region_replications of the region
    planned       channels asked for; more than there are only after Ctrl-C
    """

    title: Text
    digest: str
    seed: int
    replications: int
    search_replications: int
    region_replications: int
    confidence: float
    targets: tuple[Target, ...]
    targets_from: Literal["option", "scenario", "default"]
    remote: tuple[str, ...]
    local: tuple[str, ...]
    curve_measures: tuple[tuple[str, str], ...]
    group_titles: Mapping[str, Text]
    remote_per_day: float
    remote_applications_per_day: float
    open_hours_per_day: float
    load: float
    channels: Mapping[str, ChannelCapacity]
    planned: int
    run: RunInfo
