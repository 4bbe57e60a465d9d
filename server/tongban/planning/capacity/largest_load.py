"""The largest load that keeps all targets: a root found on common random numbers.

The cases at a smaller load are among those at a larger one, so what a load gives changes little
from one load to the next, and mostly one way. That it does is looked at, not assumed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from .load_points import Judged, LoadPoint

__all__ = ["At", "LargestLoad", "edge", "failing_first", "largest_load", "round_loads"]

At = Callable[[float, int], LoadPoint]
"""What a load gives in so many replications."""

FINE = 1.05
"""The ratio of the first load that misses to the last that keeps, at most."""

COARSE = 1.1
"""The same at the edge of a region."""

WIDE = 4
"""A gap, as a ratio, that is halved before any line is drawn through it."""

STRIDE = 1.6
"""From one load to the next while no load on the other side of the edge is known."""


@dataclass(frozen=True, eq=False)
class LargestLoad:
    """How far the load can rise before a target is missed.

    status       `found`; `all kept`: no load searched misses a target, so the largest is at
                 least ``searched[1]``; `none kept`: some target is missed at every load
                 searched, so the largest, if there is one, is below ``searched[0]``
    load         the largest load found to keep all targets; None if `none kept`
    last_kept    the point there; None if `none kept`
    first_missed the next load tried, which misses one; if `none kept` the first that misses one
                 for certain; None if `all kept`
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


def round_loads(least: float, greatest: float, also: Iterable[float]) -> list[float]:
    """1, 2, 5, 10, … from the least to the greatest, and some others between them, ascending."""
    decades = range(math.floor(math.log10(least)), math.ceil(math.log10(greatest)) + 1)
    loads = {float(f"{digit}e{decade}") for decade in decades for digit in (1, 2, 5)}
    loads |= {least, greatest, *also}
    return sorted(load for load in loads if least <= load <= greatest)


def largest_load(points: Sequence[LoadPoint], at: At, few: int, many: int) -> LargestLoad:
    """The edge of the loads that keep all targets.

    points  what some loads give, ascending, one or more
    few     replications to look with
    many    replications the two loads at the edge are judged by

    Of the loads that keep the targets the largest is taken with none below it that misses one
    for certain; then the gap to the next is narrowed.
    """
    seen = {point.load: point for point in points}
    searched = points[0].load, points[-1].load

    def look(load: float, replications: int) -> LoadPoint:
        seen[load] = at(load, replications)
        return seen[load]

    last, first = _gap(points)
    if last is not None and first is not None:
        last, first = _narrowed(last, first, lambda load: look(load, few), FINE)
    last, first = _confirmed(last, first, lambda load: look(load, many), searched)
    odd = _exceptions(seen.values(), last, first)
    odd = [look(point.load, many) for point in odd]
    exceptions = tuple(point.load for point in _exceptions(odd, last, first))
    return LargestLoad(
        status="none kept" if last is None else "all kept" if first is None else "found",
        load=None if last is None else last.load,
        last_kept=last,
        first_missed=first,
        failing=None if first is None else failing_first(first),
        searched=searched,
        exceptions=exceptions,
    )


def edge(
    start: float, searched: tuple[float, float], at: Callable[[float], LoadPoint]
) -> tuple[LoadPoint | None, LoadPoint | None]:
    """The last load that keeps the targets and the first that does not, from a guess.

    Either is None where it is not among the loads that may be searched.
    """
    least, greatest = searched
    near = at(_rounded(min(max(start, least), greatest)))
    upward = near.is_kept
    end, stride = (greatest, STRIDE) if upward else (least, 1 / STRIDE)
    looked_far = False
    while near.load != end:
        far = at(_rounded(min(max(near.load * stride, least), greatest)))
        if far.is_kept != upward:
            break
        near = far
        if not looked_far:
            looked_far, far = True, at(end)
            if far.is_kept != upward:
                break
            if upward or far.is_missed:  # else it may be chance: few needs arise at little load
                near = far
    else:
        return (near, None) if upward else (None, near)
    return _narrowed(*((near, far) if upward else (far, near)), at, COARSE)


def failing_first(point: LoadPoint) -> Judged:
    """Of the targets missed at a load the one missed by most, relative to its bound."""
    missed = [judged for judged in point.judged if not judged.is_kept]

    def by(judged: Judged) -> float:
        miss = -judged.target.slack(judged.found.mean)
        return math.inf if math.isnan(miss) else miss / max(abs(judged.target.bound), 1e-9)

    return max(missed, key=by)


def _gap(points: Sequence[LoadPoint]) -> tuple[LoadPoint | None, LoadPoint | None]:
    """The largest point that keeps the targets, none below it missing one, and the next."""
    last = None
    for i, point in enumerate(points):
        if point.is_missed:
            break
        if point.is_kept:
            last = i
    if last is None:
        return None, next((point for point in points if point.is_missed), points[0])
    return points[last], points[last + 1] if last + 1 < len(points) else None


def _narrowed(
    last: LoadPoint, first: LoadPoint, at: Callable[[float], LoadPoint], ratio: float
) -> tuple[LoadPoint, LoadPoint]:
    """Two loads no further apart than a ratio, the smaller keeping the targets.

    Each load tried is where a straight line through what the two leave to spare is 0, on a scale
    of ratios, but at least a fifth of the gap from either, and half way in a wide gap: the line
    need not be straight.
    """
    while first.load / last.load > ratio:
        spare, lack = last.to_spare, -first.to_spare
        is_near = first.load / last.load <= WIDE and spare + lack > 0
        part = spare / (spare + lack) if is_near else 0.5
        load = _rounded(last.load * (first.load / last.load) ** min(max(part, 0.2), 0.8))
        if not last.load < load < first.load:
            break
        point = at(load)
        last, first = (point, first) if point.is_kept else (last, point)
    return last, first


def _confirmed(
    last: LoadPoint | None,
    first: LoadPoint | None,
    at: Callable[[float], LoadPoint],
    searched: tuple[float, float],
) -> tuple[LoadPoint | None, LoadPoint | None]:
    """The edge by more replications, which may move it by some steps."""
    least, greatest = searched
    last = None if last is None else at(last.load)
    first = None if first is None else at(first.load)
    while last is not None and not last.is_kept:
        first = last
        last = at(_rounded(max(last.load / FINE, least))) if last.load > least else None
    while first is not None and first.is_kept:
        last = first
        first = at(_rounded(min(first.load * FINE, greatest))) if first.load < greatest else None
    return last, first


def _exceptions(
    points: Iterable[LoadPoint], last: LoadPoint | None, first: LoadPoint | None
) -> list[LoadPoint]:
    """The points that are on the wrong side of the edge, ascending."""
    below = -math.inf if last is None else last.load
    above = math.inf if first is None else first.load
    odd = [p for p in points if (p.load < below) != p.is_kept and not below <= p.load <= above]
    return sorted(odd, key=lambda point: point.load)


def _rounded(load: float) -> float:
    """Three digits: enough of a factor, and a name by which a run is found again."""
    return float(f"{load:.3g}")
