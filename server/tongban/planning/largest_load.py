"""The largest load that keeps all targets: a root found on common random numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..experiment import Estimate
from .targets import Target

__all__ = ["Judged", "LargestLoad", "LoadPoint"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A target at one load: what was found, whether that keeps it, whether that is certain."""

    target: Target
    found: Estimate  # in the measure's unit
    is_kept: bool  # by the estimate; nobody to measure misses no target
    is_shown: bool  # the interval lies wholly on that side of the target's bound


@dataclass(frozen=True, eq=False)
class LoadPoint:
    """What one load gives.

    load         factor on the demand as observed
    judged       every target, in the order given
    measures     (group, measure) -> estimate, of the measures a load curve shows
    utilisation  kind, as of ``PoolBound`` -> share of the rostered time its units are held,
                 waiting included; overtime counts
    """

    load: float
    judged: tuple[Judged, ...]
    measures: Mapping[tuple[str, str], Estimate]
    utilisation: Mapping[str, Estimate]

    @property
    def is_kept(self) -> bool:
        """Whether all targets are kept, by the estimates."""
        return all(judged.is_kept for judged in self.judged)


@dataclass(frozen=True, eq=False)
class LargestLoad:
    """How far the load can rise before a target is missed.

    status       `found`; `all kept`: no load searched misses a target, so the largest is at
                 least ``searched[1]``; `none kept`: some target is missed at every load
                 searched, so the largest, if there is one, is below ``searched[0]``
    load         the largest load found to keep all targets; None if `none kept`
    last_kept    the point there; None if `none kept`
    first_missed the next load tried, which misses one; None if `all kept`
    failing      what is missed there: the target that fails first; None if `all kept`
    searched     the least and the greatest load tried
    exceptions   loads that do not fit in: below ``load`` yet missing a target by their estimate
                 (never by the whole interval), or above it yet keeping all. Empty: as far as
                 was seen the loads that keep the targets are an interval
    """

    status: Literal["found", "all kept", "none kept"]
    load: float | None
    last_kept: LoadPoint | None
    first_missed: LoadPoint | None
    failing: Judged | None
    searched: tuple[float, float]
    exceptions: tuple[float, ...]
