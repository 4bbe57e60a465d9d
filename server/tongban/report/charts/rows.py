"""One row a thing: estimates with their intervals about a line.

A row's name stands left of it, or above it where the drawing is narrow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..markup import Markup, element, joined
from .parts import drawing, label, lines_of, mark, path, shape, width_of
from .scales import Scale, linear, tick_text

__all__ = ["NARROW", "Frame", "Row", "axis_below", "height_with", "intervals"]

NARROW = 480.0
"""Below this width names stand above their rows."""

LINE = 15.0


@dataclass(frozen=True, slots=True)
class Row:
    """An estimate with its interval, and what is said beside it and when it is pointed at.

    low, high  nan where there is no interval
    margin     the difference that does not matter: a band about 0; nan for none
    """

    name: str
    value: float
    low: float
    high: float
    shown: str
    told: str
    margin: float = math.nan
    series: int = 1
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Where names, plot and the numbers beside it stand."""

    width: float
    names: float  # 0: above the rows
    start: float
    end: float

    @classmethod
    def of(cls, width: float, names: Sequence[str], beside: Sequence[str]) -> Frame:
        """Room for the names, the plot and what stands beside it."""
        room = max([width_of(text) for text in beside], default=0.0)
        room = min(room + 10, width * 0.36) if room else 14.0
        if width < NARROW:
            return cls(width, 0, 16, width - max(room, 16))
        widest = max([width_of(name) for name in names], default=0.0)
        column = min(widest + 14, width * 0.32)
        return cls(width, column, column + 8, width - room)

    def beside(self, text: str, middle: float) -> Markup:
        """What stands right of the plot, in as many lines as it takes."""
        lines = lines_of(text, self.width - self.end - 8)
        first = middle + 4 - 13 * (len(lines) - 1) / 2
        return joined(
            label(self.end + 8, first + 13 * i, line, class_="label number")
            for i, line in enumerate(lines)
        )

    def heading(
        self, name: str, top: float, strong: bool = False
    ) -> tuple[list[Markup], float, float]:
        """The name, the middle of its row, and where the next row begins."""
        class_ = "label strong" if strong else "label"
        if not self.names:
            lines = lines_of(name, self.width)
            drawn = [
                label(0, top + 12 + LINE * i, line, class_=class_) for i, line in enumerate(lines)
            ]
            middle = top + LINE * len(lines) + 14
            return drawn, middle, middle + 18
        lines = lines_of(name, self.names - 12)
        high = max(30.0, LINE * len(lines) + 12)
        middle = top + high / 2
        first = middle + 4 - LINE * (len(lines) - 1) / 2
        drawn = [
            label(self.names - 4, first + LINE * i, line, "end", class_)
            for i, line in enumerate(lines)
        ]
        return drawn, middle, top + high


def intervals(
    title: str,
    rows: Sequence[Row],
    width: float,
    x_title: str,
    *,
    sides: tuple[str, str] = ("", ""),
) -> Markup:
    """Estimates with their intervals about 0, each with the band of its margin.

    sides  what lies left and right of 0, such as "less" and "more"
    """
    frame = Frame.of(width, [row.name for row in rows], [row.shown for row in rows])
    ends = [v for r in rows for v in (r.value, r.low, r.high, r.margin, -r.margin)]
    x = linear(ends, frame.start, frame.end, ticks=5 if width > NARROW else 3)
    top = 20.0 if any(sides) else 4.0
    drawn = list(_sides(sides, x))
    body: list[Markup] = []
    first = top
    for row in rows:
        heading, middle, top = frame.heading(row.name, top, row.strong)
        body += heading
        if math.isfinite(row.margin):
            body.append(
                element(
                    "rect",
                    x=x(-row.margin),
                    y=middle - 9,
                    width=x(row.margin) - x(-row.margin),
                    height=18,
                    class_="margin",
                )
            )
        body.append(_interval(row, x, middle))
        body.append(frame.beside(row.shown, middle))
    drawn.append(axis_below(x, first, top, x_title, width))
    return drawing(width, height_with(top, x_title, width), title, *drawn, *body)


def _interval(row: Row, x: Scale, middle: float) -> Markup:
    if not math.isfinite(row.value):
        return Markup()
    looks = [shape(x(row.value), middle, row.series)]
    if math.isfinite(row.low) and math.isfinite(row.high):
        ends = x(row.low), x(row.high)
        looks.insert(0, path([(ends[0], middle), (ends[1], middle)], f"line s{row.series % 6}"))
        looks += [
            path([(at, middle - 4), (at, middle + 4)], f"line s{row.series % 6}") for at in ends
        ]
    return mark(x(row.value), middle, row.told, *looks)


def height_with(top: float, x_title: str, width: float) -> float:
    """The height of the drawing, its axis and that axis' title included."""
    return top + 25 + 15 * len(lines_of(x_title, width))


def _sides(sides: tuple[str, str], x: Scale) -> list[Markup]:
    if not any(sides):
        return []
    less, more = sides
    return [
        label(x.start, 12, f"← {less}", "start", "label quiet"),
        label(x.end, 12, f"{more} →", "end", "label quiet"),
    ]


def axis_below(
    x: Scale, top: float, bottom: float, title: str, width: float, *, zero: bool = True
) -> Markup:
    """The lines across the rows, the numbers of the ticks below them, and the title."""
    found = []
    for tick in x.ticks:
        class_ = "axis" if zero and tick == 0 else "grid"
        found.append(path([(x(tick), top), (x(tick), bottom)], class_))
        text = tick_text(tick, x.ticks)
        half = width_of(text) / 2
        at = min(max(x(tick), half), width - half)  # its name stays on the drawing
        found.append(label(at, bottom + 16, text, "middle", "label number"))
    for i, line in enumerate(lines_of(title, width)):
        found.append(label(width / 2, bottom + 33 + 15 * i, line, "middle", "label quiet"))
    return joined(*found)
