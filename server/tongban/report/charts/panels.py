"""Lines over one shared axis, in panels above one another: curves, and loads against promises."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..markup import Markup, element, joined
from .parts import (
    DASHES,
    drawing,
    key_of_series,
    keys,
    label,
    lines_of,
    mark,
    path,
    shape,
)
from .scales import Scale, tick_text

__all__ = ["Across", "Line", "Panel", "Point", "panels"]


@dataclass(frozen=True, slots=True)
class Point:
    """An estimate at x with its interval; ``told`` is what it says when pointed at, if marked."""

    x: float
    y: float
    low: float = math.nan
    high: float = math.nan
    told: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A series of points in the order of x; ``series`` chooses dash, marker and colour."""

    name: str
    series: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Across:
    """A line across a panel: level over all x (a target) or upright at an x (a limit)."""

    at: float
    name: str
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: its title with the unit, its own y, and what is drawn on it."""

    title: str
    y: Scale
    lines: tuple[Line, ...]
    across: tuple[Across, ...] = ()
    percent: bool = False


def panels(
    title: str,
    parts: Sequence[Panel],
    x: Scale,
    x_title: str,
    x_names: Sequence[str],
    width: float,
    height: float = 250,
) -> Markup:
    """A drawing of panels that share x.

    x_names  one for each tick of x; an empty one draws the tick without a name
    height   of one panel's plot
    """
    left, right = 46.0, width - 14.0
    x = x.over(left, right)
    names = {line.series: line.name for part in parts for line in part.lines}
    entries = [key_of_series(name, series) for series, name in sorted(names.items())]
    legend, top = keys(entries, width)
    drawn: list[Markup] = [legend]
    for i, part in enumerate(parts):
        heading = lines_of(part.title, width)
        top += 8
        for line in heading:
            top += 17
            drawn.append(label(0, top - 3, line, class_="label strong"))
        top += 10
        last = i == len(parts) - 1
        drawn.append(_panel(part, x, top, height, x_names if last else ()))
        top += height + (14 if not last else 0)
    top += 36
    for line in lines_of(x_title, width):
        drawn.append(label(width / 2, top, line, "middle", "label quiet"))
        top += 15
    return drawing(width, top - 4, title, *drawn)


def _panel(part: Panel, x: Scale, top: float, height: float, x_names: Sequence[str]) -> Markup:
    y = part.y.over(top + height, top)
    drawn = [_grid(part, x, y), _x_names(x, y.start, x_names)]
    drawn += [_across(across, x, y) for across in part.across]
    # All ribbons below all lines, or the last series would hide the first.
    drawn += [_ribbon(line, x, y) for line in part.lines]
    drawn += [_line(line, x, y) for line in part.lines]
    return joined(*drawn)


def _grid(part: Panel, x: Scale, y: Scale) -> Markup:
    found = []
    for tick in y.ticks:
        at = y(tick)
        text = f"{100 * tick:.0f}%" if part.percent else tick_text(tick, y.ticks)
        found.append(path([(x.start, at), (x.end, at)], "axis" if tick == y.low else "grid"))
        found.append(label(x.start - 6, at + 4, text, "end", "label number"))
    return joined(*found)


def _x_names(x: Scale, bottom: float, names: Sequence[str]) -> Markup:
    found = [path([(x(tick), bottom), (x(tick), bottom + 4)], "axis") for tick in x.ticks]
    for tick, name in zip(x.ticks, names, strict=False):
        if name:
            found.append(label(x(tick), bottom + 17, name, "middle", "label number"))
    return joined(*found)


def _across(across: Across, x: Scale, y: Scale) -> Markup:
    if across.upright:
        at = x.held(across.at)
        near_end = at > (x.start + x.end) / 2
        name = label(
            at + (-5 if near_end else 5),
            y.end + 11,
            across.name,
            "end" if near_end else "start",
            "label limit",
        )
        return joined(path([(at, y.start), (at, y.end)], "limit", "1 3"), name)
    at = y.held(across.at)
    name = label(x.end, at - 5, across.name, "end", "label target haloed")
    return joined(path([(x.start, at), (x.end, at)], "target", "8 4"), name)


def _ribbon(line: Line, x: Scale, y: Scale) -> Markup:
    known = [p for p in line.points if math.isfinite(p.low) and math.isfinite(p.high)]
    if len(known) < 2:
        return Markup()
    over = [(x.held(p.x), y.held(p.high)) for p in known]
    under = [(x.held(p.x), y.held(p.low)) for p in reversed(known)]
    return path([*over, *under], f"ribbon s{line.series % 6}")


def _line(line: Line, x: Scale, y: Scale) -> Markup:
    known = [p for p in line.points if math.isfinite(p.y)]
    if not known:
        return Markup()
    points = [(x.held(p.x), y.held(p.y)) for p in known]
    drawn = [path(points, f"line s{line.series % 6}", DASHES[line.series % 6])]
    for p, (at, up) in zip(known, points, strict=True):
        if p.told:
            drawn.append(mark(at, up, p.told, shape(at, up, line.series)))
    return element("g", *drawn)
