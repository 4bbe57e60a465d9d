"""Two things at once: days by half hour, and the loads that can be carried."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..markup import Markup, element, joined
from .parts import Key, drawing, keys, label, lines_of, mark, path, width_of
from .scales import Scale, linear, tick_text

__all__ = ["Cell", "Day", "Place", "days", "heat", "region"]

STEPS = 5
"""Shades of a heat strip, from light to dark; each is told apart in grey too."""


@dataclass(frozen=True, slots=True)
class Day:
    """One pool over the day: for each half hour the units on duty and those held."""

    name: str
    rostered: tuple[float, ...]
    held: tuple[float, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a heat strip: a share of 0 to 1, or nan where nothing happened."""

    value: float
    shown: str
    told: str


@dataclass(frozen=True, slots=True)
class Place:
    """A pair of loads that was tried, or one that is marked."""

    x: float
    y: float
    name: str
    told: str
    kept: bool | None = None  # None: not known


def days(
    title: str,
    pools: Sequence[Day],
    hours: Sequence[str],
    held: str,
    rostered: str,
    width: float,
) -> Markup:
    """Each pool's half hours as bars below the outline of its roster, panel below panel."""
    left, right, high = 40.0, width - 8.0, 92.0
    step = (right - left) / max(len(hours), 1)
    bar = element("rect", x=0, y=-6, width=26, height=12, class_="bar s1")
    outline = path([(0, 0), (26, 0)], "roster")
    legend, top = keys([Key(held, bar), Key(rostered, outline)], width)
    drawn = [legend]
    for pool in pools:
        for line in lines_of(pool.name, width):
            top += 18
            drawn.append(label(0, top, line, class_="label strong"))
        top += 10
        y = linear([*pool.rostered, *pool.held], top + high, top, ticks=3)
        drawn.append(_levels(y, left, right))
        drawn.append(_bars(pool, y, left, step))
        drawn.append(_outline(pool, y, left, step))
        top += high
        drawn.append(_hours(hours, left, step, top))
        top += 24
    return drawing(width, top + 4, title, *drawn)


def _levels(y: Scale, left: float, right: float) -> Markup:
    return joined(
        joined(
            path([(left, y(tick)), (right, y(tick))], "axis" if tick == 0 else "grid"),
            label(left - 6, y(tick) + 4, tick_text(tick, y.ticks), "end", "label number"),
        )
        for tick in y.ticks
    )


def _bars(pool: Day, y: Scale, left: float, step: float) -> Markup:
    found = []
    for i, (value, told) in enumerate(zip(pool.held, pool.told, strict=True)):
        x, top = left + i * step, y(value)
        look = element(
            "rect",
            x=x + 1.5,
            y=top,
            width=max(step - 3, 1),
            height=max(y.start - top, 0.5),
            class_="bar s1",
        )
        found.append(mark(x + step / 2, top, told, look, reach=min(11, step / 2)))
    return joined(*found)


def _outline(pool: Day, y: Scale, left: float, step: float) -> Markup:
    points = []
    for i, value in enumerate(pool.rostered):
        points += [(left + i * step, y(value)), (left + (i + 1) * step, y(value))]
    return path(points, "roster")


def _hours(hours: Sequence[str], left: float, step: float, bottom: float) -> Markup:
    """The whole hours, as many as the width has room for."""
    found = []
    every = 1 if step * 2 > 44 else 2
    for i, hour in enumerate(hours):
        if hour.endswith(":00") and int(hour[:2]) % every == 0:
            at = left + i * step
            found.append(path([(at, bottom), (at, bottom + 4)], "axis"))
            found.append(
                label(at, bottom + 16, hour, "middle" if at > left + 4 else "start", "label number")
            )
    return joined(*found)


def heat(
    title: str,
    rows: Sequence[tuple[str, Sequence[Cell]]],
    hours: Sequence[str],
    width: float,
    shades: Sequence[str],
) -> Markup:
    """A strip of half hours for each row, darker for more.

    shades  a name for each shade, from the lightest
    """
    narrow = width < 480
    widest = max((width_of(name) for name, _ in rows), default=0.0)
    left = 8.0 if narrow else min(widest + 18, width * 0.34)
    step = (width - left - 8) / max(len(hours), 1)
    entries = [
        Key(name, element("rect", x=4, y=-7, width=18, height=14, class_=f"heat h{i}"))
        for i, name in enumerate(shades)
    ]
    legend, top = keys(entries, width)
    drawn = [legend]
    for name, cells in rows:
        if narrow:
            top += 18
            drawn.append(label(0, top, name))
            top += 6
        else:
            drawn.append(label(left - 10, top + 19, name, "end"))
        drawn += [_cell(cell, left + i * step, top, step) for i, cell in enumerate(cells)]
        top += 30
    drawn.append(_hours(hours, left, step, top))
    return drawing(width, top + 26, title, *drawn)


def _cell(cell: Cell, x: float, top: float, step: float) -> Markup:
    known = math.isfinite(cell.value)
    shade = min(int(cell.value * STEPS), STEPS - 1) if known else 0
    look = element(
        "rect",
        x=x + 1,
        y=top,
        width=max(step - 2, 1),
        height=26,
        class_=f"heat h{shade}" if known else "heat none",
    )
    text = (
        label(x + step / 2, top + 17, cell.shown, "middle", f"label tiny on{shade}")
        if known and step > 26
        else None
    )
    return mark(x + step / 2, top + 13, cell.told, look, text, reach=min(11, step / 2))


def region(
    title: str,
    places: Sequence[Place],
    marked: Sequence[Place],
    x: Scale,
    y: Scale,
    x_title: str,
    y_title: str,
    kept: tuple[str, str],
    width: float,
    *,
    edge: Sequence[tuple[float, float]] = (),
    x_names: Sequence[str] = (),
    y_names: Sequence[str] = (),
) -> Markup:
    """The pairs of loads that keep all targets (full dots) and that do not (crosses).

    edge   the border of what is carried, if known: the region below it is shaded
    kept   the names of the two kinds of dots
    """
    entries = [Key(kept[0], _tried(13, 0, True)), Key(kept[1], _tried(13, 0, False))]
    legend, top = keys(entries, width)
    left, right = 52.0, width - 16.0
    top += 26
    bottom = top + min(width * 0.62, 360)
    x, y = x.over(left, right), y.over(bottom, top)
    drawn = [legend, label(0, top - 12, y_title, class_="label quiet")]
    for i, tick in enumerate(y.ticks):
        name = y_names[i] if y_names else tick_text(tick, y.ticks)
        drawn.append(path([(left, y(tick)), (right, y(tick))], "grid"))
        drawn.append(label(left - 6, y(tick) + 4, name, "end", "label number"))
    for i, tick in enumerate(x.ticks):
        name = x_names[i] if x_names else tick_text(tick, x.ticks)
        drawn.append(path([(x(tick), top), (x(tick), bottom)], "grid"))
        drawn.append(label(x(tick), bottom + 17, name, "middle", "label number"))
    drawn += [
        path([(left, bottom), (right, bottom)], "axis"),
        path([(left, top), (left, bottom)], "axis"),
    ]
    if edge:
        border = [(x.held(a), y.held(b)) for a, b in edge]
        under = [(border[0][0], bottom), *border, (border[-1][0], bottom)]
        drawn += [path(under, "carried"), path(border, "line s1")]
    for place in places:
        at = x.held(place.x), y.held(place.y)
        drawn.append(mark(*at, place.told, _tried(*at, place.kept)))
    drawn += [_marked(place, x, y) for place in marked]
    drawn.append(label((left + right) / 2, bottom + 36, x_title, "middle", "label quiet"))
    return drawing(width, bottom + 44, title, *drawn)


def _tried(x: float, y: float, kept: bool | None) -> Markup:
    if kept:
        return element("circle", cx=x, cy=y, r=4, class_="dot s1")
    arms = [
        path([(x - 4, y - 4), (x + 4, y + 4)], "cross"),
        path([(x - 4, y + 4), (x + 4, y - 4)], "cross"),
    ]
    return joined(*arms)


def _marked(place: Place, x: Scale, y: Scale) -> Markup:
    """A pair of loads with its name, a ring about it."""
    at, up = x.held(place.x), y.held(place.y)
    side = "end" if at > (x.start + x.end) / 2 else "start"
    name = label(
        at + (-12 if side == "end" else 12), up - 8, place.name, side, "label strong haloed"
    )
    ring = element("circle", cx=at, cy=up, r=8, class_="ring")
    return mark(at, up, place.told, ring, name)
