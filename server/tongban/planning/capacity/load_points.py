"""What one load of a channel gives, and whether it keeps the targets."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...experiment import Estimate
from ...experiment.intervals import jackknife
from ...measures import MEASURES, merged
from ..study import Observation
from ..targets import Target
from .roles import Role

__all__ = ["Judged", "LoadPoint", "judged", "load_point"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A target at one load: what was found, whether that keeps it, whether that is certain."""

    target: Target
    found: Estimate  # in the measure's unit
    is_kept: bool  # by the estimate; who has no needs misses no target, who is not served does
    is_shown: bool  # the interval lies wholly on that side of the target's bound


@dataclass(frozen=True, eq=False)
class LoadPoint:
    """What one load gives.

    load         factor on the demand as the file gives it
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

    @property
    def is_missed(self) -> bool:
        """Whether the whole interval of some target lies on the wrong side."""
        return any(judged.is_shown and not judged.is_kept for judged in self.judged)

    @property
    def to_spare(self) -> float:
        """By how much the target that is nearest to its bound keeps it, relative to the bound."""
        spare = [j.target.slack(j.found.mean) / max(abs(j.target.bound), 1e-9) for j in self.judged]
        known = [share for share in spare if not math.isnan(share)]
        return min(known) if self.is_kept and known else min([*known, 0.0])


def judged(seen: Observation, alternative: str, target: Target, level: float) -> Judged:
    """A target at one setting."""
    found = seen.estimate(alternative, target.group, target.measure, level)
    if math.isnan(found.mean):
        needs = seen.estimate(alternative, target.group, "needs", level).mean
        return Judged(target, found, is_kept=not needs > 0, is_shown=False)
    slack = target.slack(found.mean)
    return Judged(target, found, is_kept=slack >= 0, is_shown=abs(slack) > found.half_width)


def load_point(
    seen: Observation,
    alternative: str,
    *,
    load: float,
    targets: Sequence[Target],
    measures: Sequence[tuple[str, str]],
    roles: Sequence[Role],
    level: float,
) -> LoadPoint:
    """What one load gives.

    measures  (group, measure) wanted
    level     of the intervals, each by itself
    """
    return LoadPoint(
        load=load,
        judged=tuple(judged(seen, alternative, target, level) for target in targets),
        measures={
            (group, measure): seen.estimate(alternative, group, measure, level)
            for group, measure in measures
        },
        utilisation={role.kind: _utilisation(seen, alternative, role, level) for role in roles},
    )


def _utilisation(seen: Observation, alternative: str, role: Role, level: float) -> Estimate:
    pools = list(role.pools)
    sums = np.stack(
        [merged(run.pool_sums[pools].sum(axis=1), 0) for run in seen.reductions(alternative)]
    )
    spread = jackknife(sums, MEASURES["utilisation"])
    return Estimate(float(spread.value), float(spread.half_width(level)), len(sums))
