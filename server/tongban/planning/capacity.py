"""How much a scenario carries: throughput, bounds, the loads that keep the targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..experiment import RunInfo
from ..flow import Text
from .largest_load import Judged, LargestLoad, LoadPoint
from .saturation import Saturation
from .targets import Target

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
    inside: bool  # all targets are kept there
    missed: tuple[Judged, ...]  # those that are not


@dataclass(frozen=True, eq=False)
class ChannelCapacity:
    """What one channel (or mix) carries. Loads are factors on the demand as observed (×1)."""

    name: str
    title: Text
    saturation: Saturation
    largest: LargestLoad
    curve: tuple[LoadPoint, ...]  # by load, the marks among them
    region: tuple[RegionPoint, ...]  # by local factor; empty where nobody takes a fixed channel
    marks: tuple[Mark, ...]


@dataclass(frozen=True, eq=False)
class Capacity:
    """The answer: every channel compared, by name, on the same applicants.

    targets_from  where the targets come from; `default`: the scenario names none
    remote        groups whose demand takes the channel compared, local: all others
    remote_per_day, remote_applications_per_day
                  needs a working day at load 1, all halls together, and those of them that are
                  no enquiries (with a horizon: in 24 hours)
    open_hours_per_day  the mean over the halls that open
    load          the scenario's own
    replications  of saturation and of the largest load; search_replications of the rest
    planned       channels asked for; more than there are only after Ctrl-C
    """

    title: Text
    digest: str
    seed: int
    replications: int
    search_replications: int
    confidence: float
    targets: tuple[Target, ...]
    targets_from: Literal["option", "scenario", "default"]
    remote: tuple[str, ...]
    local: tuple[str, ...]
    group_titles: Mapping[str, Text]
    remote_per_day: float
    remote_applications_per_day: float
    open_hours_per_day: float
    load: float
    channels: Mapping[str, ChannelCapacity]
    planned: int
    warnings: tuple[Text, ...]
    run: RunInfo
