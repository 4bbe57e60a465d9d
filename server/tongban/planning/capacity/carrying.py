"""How much a scenario carries: throughput, bounds, the loads that keep the targets."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from ...experiment import Progress
from ...experiment.compare import title_of
from ...workload import Policy
from ..study import Study
from .asked import Asked
from .largest_load import LargestLoad, edge, failing_first, largest_load
from .load_points import LoadPoint
from .result import Capacity, ChannelCapacity, Mark, RegionPoint
from .saturation import Backlog, Saturation

__all__ = ["capacity"]

LOCAL_FACTORS = (0.5, 0.75, 1.0, 1.25, 1.5)
MOST_CASES = 200_000
"""Cases of one replication at the greatest load that is tried unasked."""


def capacity(
    study: Study,
    *,
    channels: Sequence[str] | None = None,
    targets: Sequence[str] = (),
    loads: tuple[float, float] | None = None,
    progress: Progress = lambda done, total: None,
) -> Capacity:
    """What each channel of a scenario carries.

    channels  channels or mixes; default those the scenario compares
    targets   such as ``cross.service_level>=0.8``; default the scenario's, or if it has none a
              service level of .8 for every group
    loads     the least and the greatest load to search; default from the scenario's, or 1 if
              that is less, as far up as two loads after one another miss a target for certain
    progress  called with how many steps are done, of about how many

    Raises InputError, with all faults, before anything runs. Ctrl-C ends early, with the
    channels finished so far; KeyboardInterrupt if there are none.
    """
    began = time.perf_counter()
    asked = Asked(study, channels, targets, loads)
    steps = _Steps(progress, len(asked.policies))
    found: dict[str, ChannelCapacity] = {}
    try:
        backlog = Backlog(
            study.source, asked.level, host=study.host, keeper=study.keeper, notice=study.notice
        )
        saturations = {}
        for policy in asked.policies:
            saturations[policy.name] = backlog.saturation(policy, asked.many)
            steps.take(STEPS_SATURATION)
        curves = _curves(asked, steps)
        for number, policy in enumerate(asked.policies):
            found[policy.name] = _channel(
                asked, policy, saturations[policy.name], curves[policy.name], steps.one
            )
            steps.channel_done(number + 1)
    except KeyboardInterrupt:
        if not found:
            raise
    return asked.answer(found, time.perf_counter() - began)


def _curves(asked: Asked, steps: _Steps) -> dict[str, list[LoadPoint]]:
    """The load curve of each channel, as far up as it is of interest."""
    curves: dict[str, list[LoadPoint]] = {name: [] for name in asked.names}
    own = asked.source.scenario.experiment.load
    for load in asked.grid:
        open_ = [name for name in asked.names if not _is_over(curves[name], 2 * own)]
        cases = asked.needs.per_day * load * len(asked.lowered.days)
        if not open_ or (asked.loads is None and load > own and cases > MOST_CASES):
            break
        replications = asked.many if load in asked.marks else asked.few
        for name, point in asked.points(open_, load, replications).items():
            curves[name].append(point)
        steps.take(len(open_))
    return curves


def _is_over(curve: Sequence[LoadPoint], least: float) -> bool:
    """Two loads after one another miss a target for certain, and it has gone far enough."""
    return len(curve) > 1 and curve[-1].load >= least and all(p.is_missed for p in curve[-2:])


def _channel(
    asked: Asked,
    policy: Policy,
    saturation: Saturation,
    curve: Sequence[LoadPoint],
    step: Callable[[], None],
) -> ChannelCapacity:
    def at(load: float, replications: int, local_factor: float = 1.0) -> LoadPoint:
        point = asked.points([policy.name], load, replications, local_factor)[policy.name]
        step()
        return point

    largest = largest_load(curve, at, asked.few, asked.many)
    region = _region(largest, partial(at, replications=asked.fewest)) if asked.local else []
    marks = [_mark(load, curve, partial(at, replications=asked.many)) for load in asked.marks]
    return ChannelCapacity(
        name=policy.name,
        title=title_of(asked.source, policy),
        saturation=saturation,
        largest=largest,
        curve=tuple(curve),
        region=tuple(region),
        marks=tuple(marks),
    )


def _region(largest: LargestLoad, at: Callable[..., LoadPoint]) -> list[RegionPoint]:
    """The edge at each local load, looked for from that at the nearest."""
    as_is = RegionPoint(1.0, largest.status, largest.load, largest.failing, largest.searched)
    found = {1.0: as_is}
    below = sorted((f for f in LOCAL_FACTORS if f < 1), reverse=True)
    for outward in (below, sorted(f for f in LOCAL_FACTORS if f > 1)):
        near = as_is
        for factor in outward:
            guess = near.load or (near.searched[1 if near.status == "all kept" else 0])
            last, first = edge(guess, largest.searched, partial(at, local_factor=factor))
            near = found[factor] = RegionPoint(
                local_factor=factor,
                status="none kept" if last is None else "all kept" if first is None else "found",
                load=None if last is None else last.load,
                failing=None if first is None else failing_first(first),
                searched=largest.searched,
            )
    return [found[factor] for factor in sorted(found)]


def _mark(load: float, curve: Sequence[LoadPoint], at: Callable[[float], LoadPoint]) -> Mark:
    """Whether a load keeps the targets; run if it is not on the curve and may do so."""
    if load > curve[-1].load and curve[-1].is_missed:
        return Mark(load, False, ())
    point = next((point for point in curve if point.load == load), None) or at(load)
    return Mark(load, point.is_kept, tuple(j for j in point.judged if not j.is_kept))


STEPS_SATURATION = 3
STEPS_CURVE = 9
STEPS_REST = 24
"""About how many settings each part of a channel takes."""


class _Steps:
    """Counts settings; how many there will be is a guess, put right channel by channel."""

    def __init__(self, progress: Progress, channels: int) -> None:
        self._progress, self._channels, self._done = progress, channels, 0
        self._total = channels * (STEPS_SATURATION + STEPS_CURVE + STEPS_REST)
        self.take(0)

    def take(self, steps: int) -> None:
        """So many more are done."""
        self._done += steps
        self._progress(min(self._done, self._total), self._total)

    def one(self) -> None:
        """One more is done."""
        self.take(1)

    def channel_done(self, number: int) -> None:
        """All settings of so many channels are done."""
        self._done = self._total - (self._channels - number) * STEPS_REST
        self.take(0)
