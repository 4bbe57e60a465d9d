"""What each channel carries, as plain values: one document, and tidy rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from ..experiment import Estimate
from ..flow import Language
from ..planning import Capacity, ChannelCapacity
from ..planning.capacity import Judged, LoadPoint, PoolBound, RegionPoint
from .document import run_document

__all__ = ["capacity_document", "capacity_rows"]

DIGITS = 10


def capacity_document(found: Capacity, language: Language) -> dict[str, Any]:
    """The whole result as plain values; what is not a number becomes None."""
    return {
        "title": found.title.of(language),
        "digest": found.digest,
        "seed": found.seed,
        "replications": found.replications,
        "search_replications": found.search_replications,
        "region_replications": found.region_replications,
        "confidence": found.confidence,
        "targets": [str(target) for target in found.targets],
        "targets_from": found.targets_from,
        "remote_groups": list(found.remote),
        "local_groups": list(found.local),
        "remote_per_day": _plain(found.remote_per_day),
        "remote_applications_per_day": _plain(found.remote_applications_per_day),
        "open_hours_per_day": _plain(found.open_hours_per_day),
        "load": found.load,
        "planned": found.planned,
        "channels": {name: _channel(channel, language) for name, channel in found.channels.items()},
        "run": run_document(found.run),
    }


def _channel(channel: ChannelCapacity, language: Language) -> dict[str, Any]:
    saturation, largest = channel.saturation, channel.largest
    return {
        "title": channel.title.of(language),
        "saturation": {
            "throughput_per_hour": _estimate(saturation.throughput_per_hour),
            "of": saturation.of,
            "overload": _plain(saturation.overload),
            "line_empty": _plain(saturation.line_empty),
            "is_endless": saturation.is_endless,
            "binding": saturation.binding.kind,
            "bounds": [_bound(bound) for bound in saturation.bounds],
            "locals_served": _estimates(saturation.locals_served),
            "locals_served_before": _estimates(saturation.locals_served_before),
        },
        "largest_load": {
            "status": largest.status,
            "load": largest.load,
            "failing": None if largest.failing is None else _judged(largest.failing),
            "last_kept": None if largest.last_kept is None else _point(largest.last_kept),
            "first_missed": None if largest.first_missed is None else _point(largest.first_missed),
            "searched": list(largest.searched),
            "exceptions": list(largest.exceptions),
        },
        "curve": [_point(point) for point in channel.curve],
        "region": [_edge(point) for point in channel.region],
        "marks": [
            {
                "load": mark.load,
                "is_inside": mark.is_inside,
                "missed": [_judged(judged) for judged in mark.missed],
            }
            for mark in channel.marks
        ],
    }


def _bound(bound: PoolBound) -> dict[str, Any]:
    return {
        "kind": bound.kind,
        "pools": list(bound.pools),
        "rostered": _plain(bound.rostered),
        "others": _estimate(bound.others),
        "work_min": _estimate(bound.work_min),
        "bound_per_hour": _estimate(bound.bound_per_hour),
        "reached": _estimate(bound.reached),
        "held_waiting": _estimate(bound.held_waiting),
    }


def _point(point: LoadPoint) -> dict[str, Any]:
    return {
        "load": point.load,
        "is_kept": point.is_kept,
        "targets": [_judged(judged) for judged in point.judged],
        "measures": [
            {"group": group, "measure": measure, **_estimate(estimate)}
            for (group, measure), estimate in point.measures.items()
        ],
        "utilisation": _estimates(point.utilisation),
    }


def _edge(point: RegionPoint) -> dict[str, Any]:
    return {
        "local_factor": point.local_factor,
        "status": point.status,
        "load": point.load,
        "failing": None if point.failing is None else _judged(point.failing),
        "searched": list(point.searched),
    }


def _judged(judged: Judged) -> dict[str, Any]:
    return {
        "target": str(judged.target),
        **_estimate(judged.found),
        "is_kept": judged.is_kept,
        "is_shown": judged.is_shown,
    }


def _estimates(estimates: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: _estimate(estimate) for name, estimate in estimates.items()}


def _estimate(estimate: Estimate) -> dict[str, Any]:
    mean, half_width = _plain(estimate.mean), _plain(estimate.half_width)
    return {"mean": mean, "half_width": half_width, "n": estimate.n}


def _plain(value: float) -> float | None:
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


def capacity_rows(found: Capacity) -> Iterator[dict[str, Any]]:
    """One flat row for each estimate, and for each edge, which has none."""
    for name, channel in found.channels.items():
        yield from (_row(name, **cells) for cells in _cells(channel))


def _cells(channel: ChannelCapacity) -> Iterator[dict[str, Any]]:
    saturation, largest = channel.saturation, channel.largest
    rate = saturation.throughput_per_hour
    yield {"part": "saturation", "measure": "throughput_per_hour", "found": rate}
    for bound in saturation.bounds:
        for measure in ("others", "work_min", "bound_per_hour", "reached", "held_waiting"):
            at: dict[str, Any] = {"part": "bound", "of": bound.kind, "measure": measure}
            yield {**at, "found": getattr(bound, measure)}
    for part, point in (("last_kept", largest.last_kept), ("first_missed", largest.first_missed)):
        yield from _point_cells(part, point) if point is not None else ()
    for point in channel.curve:
        yield from _point_cells("curve", point)
    for edge in channel.region:
        target = None if edge.failing is None else str(edge.failing.target)
        at = {"part": "region", "local_factor": edge.local_factor, "load": edge.load}
        yield {**at, "of": target, "status": edge.status}
    for mark in channel.marks:
        status = "inside" if mark.is_inside else "outside"
        yield {"part": "mark", "load": mark.load, "status": status}


def _point_cells(part: str, point: LoadPoint) -> Iterator[dict[str, Any]]:
    status = "kept" if point.is_kept else "missed"
    at = {"part": part, "load": point.load, "status": status}
    for (group, measure), found in point.measures.items():
        yield {**at, "of": group, "measure": measure, "found": found}
    for kind, found in point.utilisation.items():
        yield {**at, "of": kind, "measure": "utilisation", "found": found}


def _row(
    channel: str,
    part: str,
    of: str | None = None,
    measure: str | None = None,
    found: Estimate | None = None,
    load: float | None = None,
    local_factor: float = 1.0,
    status: str | None = None,
) -> dict[str, Any]:
    return {
        "channel": channel,
        "part": part,
        "load": load,
        "local_factor": local_factor,
        "of": of,
        "measure": measure,
        "mean": None if found is None else found.mean,
        "half_width": None if found is None else found.half_width,
        "n": None if found is None else found.n,
        "status": status,
    }
